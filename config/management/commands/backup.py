"""`backup FILE`: an encrypted dump of both databases."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.backup import dumps
from config.backup.sealing import SealingWriter


class Command(BaseCommand):
    help = "Write both databases into FILE, encrypted with BACKUP_KEY. Keep the key and FIELD_KEYS apart from it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        making = file.with_name(file.name + ".making")
        try:
            with open(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
                writer = SealingWriter(out, settings.BACKUP_KEY.first()[1])
                counts = dumps.write(writer)
                writer.close()
                os.fsync(out.fileno())
            making.replace(file)
        except (OSError, dumps.Failed) as fault:
            making.unlink(missing_ok=True)
            raise CommandError(f"No backup was made. {fault}") from fault
        rows = sum(sum(tables.values()) for tables in counts.values())
        self.stdout.write(f"{file}: {rows} rows, {file.stat().st_size} bytes")
