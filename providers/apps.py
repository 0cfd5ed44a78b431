from django.apps import AppConfig


class ProvidersConfig(AppConfig):
    """Providers' coverage and catalogue; security and support workstreams."""

    name = "providers"
