"""`honeytoken FIRST LAST ADDRESS POSTCODE DISTRICT`: an invented case that nobody has a reason to open."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from referrals.actions.honeytoken import make
from referrals.choices import District


class Command(BaseCommand):
    help = (
        "Make an invented, withdrawn referral. Whoever opens it is told of to the rights officer and the triage leads."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        for name in ("first_name", "last_name", "address", "postcode"):
            parser.add_argument(name, help="invented, and like those around here")
        parser.add_argument("district", choices=District.values)

    def handle(self, *args: Any, **options: Any) -> None:
        names = ("first_name", "last_name", "address", "postcode", "district")
        self.stdout.write(make(**{name: options[name] for name in names}))
