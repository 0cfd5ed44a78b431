"""Everything that an installation needs before its parts start."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Run it as safer_owner, on every release, before the new code serves."""

    help = "Migrates both databases and collects the static files."

    def handle(self, *args: Any, **options: Any) -> None:
        for database in ("default", "equality"):
            call_command("migrate", database=database, interactive=False, verbosity=options["verbosity"])
        call_command("collectstatic", interactive=False, verbosity=0)
