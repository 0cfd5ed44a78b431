from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    """Intake, triage, outcome: the referral from its first word to its end."""

    name = "referrals"
