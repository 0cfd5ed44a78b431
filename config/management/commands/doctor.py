"""`doctor`: what is wrong with this installation, in words."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from config.diagnosis import problems


class Command(BaseCommand):
    """Exit 0 when all is well, 1 with one line for each thing that is not."""

    help = "Says what is wrong with this installation and what to do about it."

    def handle(self, *args: Any, **options: Any) -> None:
        found = problems()
        for area, lines in found.items():
            self.stdout.write(f"{'WRONG' if lines else 'ok   '} {area}")
            for line in lines:
                self.stdout.write(f"      {line}")
        if any(found.values()):
            sys.exit(1)
