"""`rotate_keys`: everything under the current keys, while the system serves (docs/deploy.md, "New keys")."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.module_loading import import_string

from config.embedded import secret_keys
from config.wiring import KEEPERS
from walls import rotation
from walls.keys import Unreadable, current_key_id

NO_FILE = (
    "The keys come from the environment here, where this command changes nothing: put the new one in front of "
    "FIELD_KEYS, BLIND_INDEX_KEY and BACKUP_KEY there, as docs/deploy.md says."
)


class Command(BaseCommand):
    help = "Bring everything that an older key wraps or indexes to the current one. Can be stopped and begun again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--new", action="store_true", help="First put new keys in front of those of this instance.")
        parser.add_argument("--forget", action="store_true", help="Then take the older keys away from it.")

    def handle(self, *args: Any, new: bool, forget: bool, **options: Any) -> None:
        file = key_file() if new or forget else None
        if new and file:
            secret_keys.add_newer(file)
        try:
            for keeper, done in everything().items():
                self.stdout.write(f"{keeper}: {done} brought to the current key")
        except Unreadable as fault:
            raise CommandError(f"{fault}: put it behind the current one, then run this again.") from fault
        self.stdout.write(f"Nothing is under an older key than {current_key_id()}.")
        if forget and file:
            kept = secret_keys.forget_older(file)
            self.stdout.write(
                f"The older keys are in {kept} only: away with it, and destroy it with the last old backup."
            )


def key_file() -> Path:
    if settings.FIELD_KEYS.file is None:
        raise CommandError(NO_FILE)
    return settings.FIELD_KEYS.file


def everything() -> dict[str, int]:
    """Pass after pass, until one finds nothing. → keeper → how many it brought over."""
    if not rotation.others_are_over():
        raise CommandError("A transaction has been open for too long: look for it, then run this again.")
    passes = {keeper: import_string(keeper) for keeper in KEEPERS}
    done = dict.fromkeys(passes, 0)
    while found := {keeper: count for keeper, go in passes.items() if (count := go())}:
        done |= {keeper: done[keeper] + count for keeper, count in found.items()}
    return done
