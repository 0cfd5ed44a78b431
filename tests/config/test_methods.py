"""A page serves the methods it is made for; the rest is a 405 with a page, and only for those who may open it."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from accounts.access import ALLAUTH, ENTRANCE, PUBLIC, policy_of
from tests.accounts.test_policies import routes
from tests.people import as_role
from tests.referrals import walk

pytestmark = pytest.mark.django_db
NEVER = ("PUT", "PATCH", "DELETE", "OPTIONS")
OURS = {name: pattern for name, pattern in routes() if name not in ALLAUTH}
OPEN = {name for name, pattern in OURS.items() if policy_of(pattern.callback) in {PUBLIC, ENTRANCE}}
GIVEN: dict[str, Callable[[], object]] = {
    "slug": lambda: walk.received().reference, "uuid": uuid.uuid4, "str": lambda: "secret", "decision": lambda: "hold",
    "move": lambda: "accept", "int": lambda: 1,
}  # fmt: skip


def address(name: str, pattern: URLPattern) -> str:
    """An address that leads to this view. What it names need not be there: the method is asked before it."""
    kinds = {key: type(kind).__name__ for key, kind in pattern.pattern.converters.items()}
    short = {"SlugConverter": "slug", "UUIDConverter": "uuid", "StringConverter": "str", "IntConverter": "int",
             "DecisionName": "decision", "MoveName": "move"}  # fmt: skip
    return reverse(name, kwargs={key: GIVEN[short[kind]]() for key, kind in kinds.items()} | pattern.default_args)


@pytest.mark.parametrize("name", sorted(OURS))
def test_method_that_no_page_serves_is_refused_to_those_who_may_open_it(client: Client, name: str) -> None:
    place = address(name, OURS[name])
    policy = policy_of(OURS[name].callback)
    roles = ("triage-lead", "security-coordinator", "commissioner", "scheme-administrator")
    for role in () if name in OPEN else roles:
        actor = as_role(client, role)
        if actor.may_any(frozenset(policy.split(" or "))):
            break
    for method in NEVER:
        answer = client.generic(method, place)
        assert answer.status_code == 405, method
        assert set(answer["Allow"].split(", ")) in ({"GET", "HEAD"}, {"GET", "HEAD", "POST"}, {"POST"})
        assert "cannot be opened this way" in answer.content.decode()


@pytest.mark.parametrize("name", sorted(set(OURS) - OPEN))
def test_stranger_learns_nothing_from_a_method(client: Client, name: str) -> None:
    """Whatever they ask, they are sent to the sign-in, or the page does not exist."""
    place = address(name, OURS[name])
    for method in NEVER:
        assert client.generic(method, place).status_code == client.get(place).status_code == 302
