from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The release ledger, and what is made of it: accessible pages, PDF and JSON."""

    name = "reports"
