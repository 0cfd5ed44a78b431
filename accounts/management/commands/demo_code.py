"""`demo_code EMAIL`: the six digits that a demo account's authenticator shows now."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import demo
from accounts.management.commands.demo_accounts import NOT_A_SAMPLE
from accounts.scope import as_system


class Command(BaseCommand):
    help = "Print the current six digits of a demo account."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="as demo_accounts lists it")

    def handle(self, *args: Any, email: str = "", **options: Any) -> None:
        if not demo.allowed():
            raise CommandError(NOT_A_SAMPLE)
        with as_system():
            try:
                self.stdout.write(demo.codes(email)[1])
            except LookupError:
                raise CommandError(f"No demo account has the address {email}. demo_accounts lists them.") from None
