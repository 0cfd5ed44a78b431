"""Fixtures that every test may use."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import TransactionTestCase

from tests import databases
from tests.browser import chromium
from tests.walks import WALKS, Union

__all__ = ["chromium"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`bin/test --long`: the full numbers of docs/proofs.md."""
    parser.addoption("--long", action="store_true", help="100,000 random steps, three years of releases, and the like")
    parser.addoption("--people", default="", help="roles, with commas: every page of these only (tests/house)")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`walk_number`: 0 alone, or with `--long` as many as make 100,000 steps. Each walk starts from nothing, so that two
    processes share them and no transaction grows without end.
    """
    if "walk_number" in metafunc.fixturenames:
        metafunc.parametrize("walk_number", range(WALKS if metafunc.config.getoption("--long") else 1))


def pytest_configure(config: pytest.Config) -> None:
    """Pages in tests use the stylesheet as it stands in static/, without collecting it first. The process that began the
    run puts together what all random walks have made.
    """
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Union(), "walks")
    settings.STATIC_ROOT = settings.BASE_DIR / "static"
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


def pytest_collection_finish(session: pytest.Session) -> None:
    """What costs much to set up is shared by a group. A group that nobody heeds only costs time, and says nothing."""
    if getattr(session.config.option, "loadgroup", False):
        lost = [
            item.nodeid for item in session.items if item.get_closest_marker("xdist_group") and "@" not in item.nodeid
        ]
        if lost:
            raise pytest.UsageError(f"pytest-xdist does not heed xdist_group, for example of {lost[0]}")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Schema by the owner, then roles as in production, then the scheme."""
    with django_db_blocker.unblock():
        databases.become_production_roles()
        databases.load_scheme()
    yield
    with django_db_blocker.unblock():
        databases.become_owner()


def _empty_tables(case: Any) -> None:
    databases.empty(set(case.databases))


# Django's own way is `flush`, which the web role may not do.
TransactionTestCase._fixture_teardown = _empty_tables  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _no_memory_of_other_tests() -> Iterator[None]:
    """Rate limits and sessions live in Redis; each test starts without them."""
    cache.clear()
    yield
