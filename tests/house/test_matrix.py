"""Every route × every role and kind of stranger × seven methods × own, foreign and absent. Generated from the resolver:
a new address is in here by itself, and fails until tests/house/matrix_places.py says what its arguments are. All seven
methods by everybody with --long; without it as Asker says.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import override_settings

from tests.databases import role
from tests.house.matrix import BOTH, EVERYBODY, ROUTES, Asked, Asker
from tests.house.matrix_objects import World
from tests.house.matrix_places import AGENCY, places
from tests.house.matrix_rules import RULES

pytestmark = pytest.mark.django_db(databases=["default", "equality", "reports"])


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The people and objects of all routes, made once for each process; gone after the module."""
    with django_db_blocker.unblock():
        opened = [transaction.atomic(using=alias) for alias in BOTH]
        for block in opened:
            block.__enter__()
        try:
            yield World()
        finally:
            for alias, block in zip(BOTH, opened, strict=True):
                transaction.set_rollback(True, using=alias)
                block.__exit__(None, None, None)
                connections[alias].close()


@pytest.fixture(scope="module", params=ROUTES)
def asked(world: World, request: pytest.FixtureRequest) -> Asked:
    """Everything that one route answers to everybody."""
    route, asker = ROUTES[request.param], Asker(world.sessions, long=request.config.getoption("long"))
    asked_for = {who: places(world, route, who) for who in EVERYBODY}
    if not request.param.startswith("reports:"):
        with override_settings(AGENCY_SIGN_IN=[AGENCY]):
            return asker.ask_everything(route, asked_for)
    assert all(world.reports)
    query = f"?other={world.reports[2].pk}" if request.param == "reports:compare" else ""
    with role("safer_report", using="equality"), override_settings(PUBLIC_REPORT=True):
        return asker.ask_everything(route, asked_for, query)


def test_route_answers_everybody_as_its_policy_says(asked: Asked) -> None:
    """security.md "Access": each rule of matrix_rules.py, with who broke it, at which object, by which method."""
    broken = [f"{rule.__name__}: {' '.join(map(str, told))}" for rule in RULES for told in rule(asked)]
    assert not broken, "\n".join(broken)
