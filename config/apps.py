from django.apps import AppConfig

from config.celery import app


class HouseConfig(AppConfig):
    """What holds the stages together."""

    name = "config"
    celery = app  # loaded with Django, so that every task belongs to it wherever it is sent from
