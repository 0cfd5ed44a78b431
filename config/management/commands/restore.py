"""`restore FILE`: put both databases back, and prove it."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.backup import dumps, proof
from config.backup.sealing import Damaged, Unsealed, opened


class Command(BaseCommand):
    help = "Replace both databases by what FILE holds. Everything that is in them now is lost."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="I know that what is in the databases now is lost.")

    def handle(self, *args: Any, file: Path, yes: bool, **options: Any) -> None:
        if not yes:
            raise CommandError("This replaces everything in both databases. Say --yes if that is what you want.")
        try:
            check_whole(file)
            with file.open("rb") as source:
                promised = dumps.read(Unsealed(opened(source, settings.BACKUP_KEY.every())))
        except (OSError, Damaged, dumps.Failed) as fault:
            raise CommandError(f"Not restored: {fault}") from fault
        self.prove(promised)

    def prove(self, promised: dict[str, dict[str, int]]) -> None:
        """Counts, decryption, chain; CommandError names what is wrong."""
        with proof.seeing_all():
            faults = proof.differing(promised)
        for alias in dumps.ALIASES:  # the backup may be older than this release
            call_command("migrate", database=alias, verbosity=0)
        with proof.seeing_all():
            opened_fields, unread = proof.unreadable()
            if faults or unread:
                raise CommandError("Restored, but not whole:\n" + "\n".join([*faults, *unread][:50]))
            rows = sum(sum(tables.values()) for tables in promised.values())
            self.stdout.write(f"{rows} rows as promised, {opened_fields} sealed fields opened")
            call_command("verify_audit", stdout=self.stdout)


def check_whole(file: Path) -> None:
    """Read the backup to its end before anything is dropped: a damaged file changes nothing."""
    with file.open("rb") as source:
        for _ in opened(source, settings.BACKUP_KEY.every()):
            pass
