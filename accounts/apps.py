from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, the organisations they belong to, what their roles allow, and how they sign in."""

    name = "accounts"
