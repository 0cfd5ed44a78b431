from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.scope import as_system
from equality.reconciling import reconcile


class Command(BaseCommand):
    help = "Compare the facts with the referrals, by number. Exit 1 when they differ."

    def handle(self, *_: Any, **__: Any) -> None:
        with as_system():
            found = reconcile()
        self.stdout.write(
            f"{found.referrals} referrals: {found.with_fact} with a fact, {found.severed} counted and disconnected, "
            f"{found.missing} missing; {found.superfluous} facts too many"
        )
        if not found.right:
            raise CommandError("The facts are not the referrals. Is the worker running? See /readyz for the outbox.")
