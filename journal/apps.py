from django.apps import AppConfig


class JournalConfig(AppConfig):
    """What happened: events, their deliveries (the outbox), and who looked at what."""

    name = "journal"
