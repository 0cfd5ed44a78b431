"""An anchor folder of its own for each test, and the worker's view of the database."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from accounts.actors import SYSTEM
from accounts.scope import as_system
from journal.actions import record
from journal.models import Event
from journal.sealing import seal
from tests import databases


@pytest.fixture(autouse=True)
def anchor_folder(settings: Any, tmp_path: Path) -> Path:
    settings.AUDIT_ANCHOR = tmp_path / "anchor"
    return tmp_path / "anchor"


@pytest.fixture
def worker(db: None) -> Iterator[None]:
    """Act as the worker's database role, outside any transaction of the test."""
    with databases.role("safer_worker"):
        yield


@pytest.fixture
def happen(worker: None) -> Callable[..., list[Event]]:
    """happen(3) → three recorded events."""

    def events(count: int, kind: str = "thing.happened", **data: Any) -> list[Event]:
        with as_system():
            return [record(kind, by=SYSTEM, n=n, **data) for n in range(count)]

    return events


@pytest.fixture
def sealed(happen: Callable[..., list[Event]]) -> list[Event]:
    """Ten events under two seals."""
    first = happen(5)
    seal()
    second = happen(5)
    seal()
    return first + second
