"""`sample --referrals N --seed S`: synthetic referrals in every state, past and present."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.sample.making import Impossible, make


class Command(BaseCommand):
    help = "Add synthetic referrals with their work, equality answers and history. Refuses where real rows are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--referrals", type=int, required=True, help="how many to add")
        parser.add_argument("--seed", type=int, default=1, help="the same seed draws the same people and stories")

    def handle(self, *args: Any, referrals: int, seed: int, **options: Any) -> None:
        if not settings.SAMPLE_INSTANCE:
            raise CommandError(
                "This is not a sample instance, so nothing was added. bin/start without --empty makes one."
            )
        if referrals < 0:
            raise CommandError("--referrals must be 0 or more.")
        try:
            made = make(referrals, seed, say=self.stderr.write)
        except Impossible as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(f"{made} referrals added")
