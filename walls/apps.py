from django.apps import AppConfig


class WallsConfig(AppConfig):
    """Keys, sealed fields, row-level security and scope: what keeps people apart, below every stage."""

    name = "walls"
