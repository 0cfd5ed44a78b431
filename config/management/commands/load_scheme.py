"""`load_scheme`: what the scheme consists of: organisations, districts, measures, notices. Safe to run again."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string

from accounts.scope import as_system
from config.wiring import SCHEME


class Command(BaseCommand):
    help = "Make what is missing of the scheme: organisations, districts, measures, notices. Changes nothing there."

    def handle(self, *args: Any, **options: Any) -> None:
        for path in SCHEME:
            load = import_string(path)
            with as_system():
                load()
            self.stdout.write(f"{path.split('.', 1)[0]}: loaded")
