from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """What the notices promise: notice versions, consent bases, the field register, processing and sharing."""

    name = "governance"
