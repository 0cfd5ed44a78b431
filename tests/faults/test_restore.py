"""The drill: back up, lose everything, restore elsewhere with the keys, and prove it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config.run.place import HOUSE
from tests.house.instance import PATIENCE, clean_environment, started
from tests.journeys.person import manage

pytestmark = pytest.mark.xdist_group("restore")  # all in one process, so that they share the backup


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """→ the folder of an instance that is gone, and the backup that it left."""
    folder = tmp_path_factory.mktemp("drill")
    with started(folder / "data", "--sample", "6", patience=600) as instance:
        manage(instance, "backup", str(folder / "backup"))
    return folder / "data", folder / "backup"


def elsewhere(old: Path, new: Path) -> Path:
    """Another machine has the keys and the anchor, and nothing else."""
    new.mkdir()
    shutil.copy(old / "secrets.env", new)
    shutil.copytree(old / "anchor", new / "anchor")
    return new


def restore(folder: Path, file: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "config.run.manage", "--data", str(folder), "restore", str(file), "--yes"]
    return subprocess.run(
        command, env=clean_environment(), cwd=HOUSE, capture_output=True, text=True, timeout=5 * PATIENCE, check=False
    )


def test_restore_brings_everything_back_and_proves_it(backup: tuple[Path, Path], tmp_path: Path) -> None:
    """security.md "Backup": equal counts, verified chain, every field decryptable."""
    old, file = backup
    done = restore(elsewhere(old, tmp_path / "new"), file)
    assert done.returncode == 0, done.stderr
    assert "rows as promised" in done.stdout
    assert "sealed fields opened" in done.stdout
    assert "head" in done.stdout


def test_backup_is_for_its_owner_only_and_holds_nothing_in_clear(backup: tuple[Path, Path]) -> None:
    _, file = backup
    assert os.stat(file).st_mode & 0o777 == 0o600
    content = file.read_bytes()
    for words in (b"referrals_referral", b"Tess Whitlow", b"Kent County Council", b"example.org"):
        assert words not in content


def test_damaged_backup_restores_nothing(backup: tuple[Path, Path], tmp_path: Path) -> None:
    """A file that was cut short is refused before anything is dropped."""
    old, file = backup
    short = tmp_path / "short"
    short.write_bytes(file.read_bytes()[:-40])
    done = restore(elsewhere(old, tmp_path / "new"), short)
    assert done.returncode == 1
    assert "Not restored" in done.stderr
