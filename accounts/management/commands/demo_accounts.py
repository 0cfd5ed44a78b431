"""`demo_accounts`: the demo accounts of a sample instance, as JSON."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import demo
from accounts.scope import as_system

NOT_A_SAMPLE = (
    "This is not a sample instance, so it has no demo accounts. Set SAMPLE=1 for an instance that holds no real data, "
    "or invite people on the People page."
)


class Command(BaseCommand):
    help = "Print the demo accounts as JSON: email, password, totp_secret, role, organisation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--create", action="store_true", help="first make those that are missing")

    def handle(self, *args: Any, create: bool = False, **options: Any) -> None:
        if not demo.allowed():
            raise CommandError(NOT_A_SAMPLE)
        with as_system():
            if create:
                demo.make()
            self.stdout.write(demo.listing())
