"""/desk/: one address for everybody who signs in."""

import pytest
from django.test import Client

from accounts import demo
from tests.people import as_role


@pytest.mark.django_db(databases=["default", "equality", "reports"])
@pytest.mark.parametrize("slug", [person.slug for person in demo.PEOPLE])
def test_desk_of_every_role_is_a_page(client: Client, slug: str) -> None:
    """contract.md: /desk/ is the signed-in person's own worklist, whatever their role."""
    as_role(client, slug)
    answer = client.get("/desk/")
    assert answer.status_code == 200
    assert b"<h1" in answer.content
