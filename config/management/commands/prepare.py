"""Everything that an installation needs before its parts start."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections

# so that `doctor`, which runs as a lesser role, can tell whether a migration waits
LET_DOCTOR_LOOK = "GRANT SELECT ON django_migrations TO safer_web, safer_worker, safer_equality"


class Command(BaseCommand):
    """Run it as safer_owner, on every release, before the new code serves."""

    help = "Migrates both databases and collects the static files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-static", action="store_true", help="the static files are in the image already")

    def handle(self, *args: Any, **options: Any) -> None:
        for database in ("default", "equality"):
            call_command("migrate", database=database, interactive=False, verbosity=options["verbosity"])
            with connections[database].cursor() as cursor:
                cursor.execute(LET_DOCTOR_LOOK)
        if not options["no_static"]:
            call_command("collectstatic", interactive=False, verbosity=0)
