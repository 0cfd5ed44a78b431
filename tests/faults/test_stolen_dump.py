"""Somebody steals a dump of the databases: nobody in it can be read."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from config.backup.dumps import program
from tests.databases import ROLES
from tests.referrals import walk

CANARIES: dict[str, Any] = {
    "first_name": "Kanarienvogel",
    "last_name": "Zeisigschlag",
    "address": "77 Distelfinkweg",
    "postcode": "TN99 9QZ",
    "circumstances": "Goldammergeschichte",
    "referrer_name": "Hannah Gimpelmann",
    "referrer_email": "gimpelmann@stieglitz.example",
    "referrer_organisation": "Dompfaffenamt",
}


@pytest.mark.django_db(transaction=True, databases=["default", "equality", "reports"])
def test_dump_of_both_databases_holds_nothing_that_was_said(tmp_path: Path) -> None:
    """security.md: canary strings grepped in a dump, in clear, in hexadecimal and as pg_dump writes bytes."""
    walk.in_progress(**CANARIES)
    for alias in ROLES:
        text = dumped(alias, tmp_path / f"{alias}.sql")
        for said in (*CANARIES.values(), "07700 900123", "07700900123", "Bluebell", "1988-02-29"):
            assert said not in text
            assert said.encode().hex() not in text
    assert "referrals_referral" in (tmp_path / "default.sql").read_text()


def dumped(alias: str, file: Path) -> str:
    """A plain dump, by the role that sees every row."""
    there = connections[alias].settings_dict
    where = f"dbname={there['NAME']} host={there['HOST']} user=safer_backup"
    command = [program("pg_dump"), "--format=plain", f"--file={file}", where]
    subprocess.run(command, check=True, capture_output=True)
    return file.read_text()
