from django.apps import AppConfig


class EqualityConfig(AppConfig):
    """Answers apart from the cases, facts without people, and the figures that may be made of them."""

    name = "equality"
