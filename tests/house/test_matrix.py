"""Every route × every role and kind of stranger × seven methods × own, foreign and absent. Generated from the resolver:
a new address is in here by itself, and fails until tests/house/matrix_places.py says what its arguments are. All seven
methods by everybody with --long; without it as Asker says.
"""

import pytest

from tests.house.matrix import EVERYBODY, ROUTES, Asked, Asker
from tests.house.matrix_objects import World
from tests.house.matrix_places import as_served, places
from tests.house.matrix_rules import RULES

pytestmark = [pytest.mark.django_db(databases=["default", "equality", "reports"]), pytest.mark.xdist_group("matrix")]


@pytest.fixture(scope="module", params=ROUTES)
def asked(world: World, request: pytest.FixtureRequest) -> Asked:
    """Everything that one route answers to everybody."""
    route, asker = ROUTES[request.param], Asker(world.sessions, world.keys, long=request.config.getoption("long"))
    asked_for = {who: places(world, route, who) for who in EVERYBODY}
    with as_served(world, route) as query:
        return asker.ask_everything(route, asked_for, query)


def test_route_answers_everybody_as_its_policy_says(asked: Asked) -> None:
    """security.md "Access": each rule of matrix_rules.py, with who broke it, at which object, by which method."""
    broken = [f"{rule.__name__}: {' '.join(map(str, told))}" for rule in RULES for told in rule(asked)]
    assert not broken, "\n".join(broken)
