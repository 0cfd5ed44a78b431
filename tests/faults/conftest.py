"""What the tests of instances that suffer share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.instance import forget, started


@pytest.fixture(scope="session")
def unspoilt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The place of a sample instance without referrals, stopped: each test starts a copy (`copied`), and may spoil that."""
    place = tmp_path_factory.mktemp("unspoilt") / "data"
    with started(place, "--sample", "0", patience=600, again=True):
        pass
    yield place
    forget(place)
