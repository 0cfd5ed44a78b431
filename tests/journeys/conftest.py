"""One running instance for all days, in the order in which a referral lives. Each day happens once and is asked for by
the days after it.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.house.instance import Instance, started
from tests.journeys import days
from tests.journeys.person import DESK, Person

SAMPLE = "700"  # enough people in a year for a report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All journeys in one process, so that they share the instance."""
    for item in items:
        if "tests/journeys/" in str(item.path):
            item.add_marker(pytest.mark.xdist_group("journeys"))


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    with started(
        tmp_path_factory.mktemp("journeys") / "data", "--sample", SAMPLE, "--seed", "7", patience=600
    ) as running:
        yield running


Enter = Callable[..., Person]


@pytest.fixture(scope="session")
def enter(chromium: Browser, instance: Instance) -> Iterator[Enter]:
    """Somebody sits down: `enter("triage", "triage-worker.victim-support")`, or without an account."""
    people: list[Person] = []

    def sit_down(name: str, slug: str = "", size: dict[str, int] = DESK) -> Person:
        person = Person(chromium, instance, name, size)
        people.append(person)
        if slug:
            person.sign_in(f"{slug}@example.org")
        return person

    yield sit_down
    for person in people:
        person.close()


@pytest.fixture(scope="session")
def referred(enter: Enter) -> str:
    """The reference that the housing officer was given."""
    return days.refer(enter("1-housing-officer"))


@pytest.fixture(scope="session")
def sent(enter: Enter, referred: str) -> str:
    days.triage(enter("2-triage", "triage-worker.victim-support"), referred)
    return referred


@pytest.fixture(scope="session")
def secured(enter: Enter, sent: str) -> str:
    days.secure(
        enter("3-coordinator", "security-coordinator.24-7-locks"),
        enter("4-fitter", "fitter.24-7-locks", days.PHONE),
        sent,
    )
    return sent


@pytest.fixture(scope="session")
def supported(enter: Enter, sent: str) -> str:
    days.support(enter("5-manager", "support-manager.oasis"), enter("6-support", "support-worker.oasis"), sent)
    return sent


@pytest.fixture(scope="session")
def closed(enter: Enter, secured: str, supported: str) -> str:
    assert secured == supported
    days.close(enter("7-closing", "triage-worker.victim-support"), secured)
    return secured
