"""`verify_audit`: whether the journal is as it was sealed. Exit 0 and the head, or exit 1 and the first bad entry."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from journal.verification import sees_everything, verify


class Command(BaseCommand):
    help = "Check the sealed journal against its hash chain and the heads anchored outside the database."

    def handle(self, *args: Any, **options: Any) -> None:
        if not sees_everything():
            raise CommandError(
                "This database role does not see the whole journal, so it cannot judge it. Use bin/manage, which asks as "
                "safer_worker.",
                returncode=2,
            )
        started = time.monotonic()
        verdict = verify()
        if verdict.fault:
            raise CommandError(f"The audit trail is broken. First bad entry: {verdict.fault}.", returncode=1)
        seconds = time.monotonic() - started
        self.stdout.write(f"head {verdict.head}")
        self.stdout.write(
            f"{verdict.rows} entries in {verdict.seals} seals are as they were sealed; {verdict.unsealed} wait to be "
            f"sealed. Checked in {seconds:.1f} s."
        )
