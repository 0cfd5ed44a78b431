"""A look that cannot be written down shows nothing."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client

from accounts.scope import acting
from journal.models import Access
from tests import databases
from tests.people import as_role
from tests.referrals import walk

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = ("/referrals/{}/", "/referrals/{}/?tab=contact", "/referrals/{}/accept/", "/desk/triage/?view=open")


@pytest.fixture
def unwritable() -> Iterator[None]:
    """The web role may not write who looked."""
    change("REVOKE INSERT ON journal_access FROM safer_web")
    yield
    change("GRANT INSERT ON journal_access TO safer_web")


def change(statement: str) -> None:
    with databases.role("safer_owner"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_no_page_is_served_when_the_look_cannot_be_recorded(client: Client, unwritable: None) -> None:
    """security.md "Reads are recorded before the answer leaves … if the record cannot be written the page is refused"."""
    client.raise_request_exception = False
    actor = as_role(client, "triage-worker")
    referral = walk.triaging(actor)
    for address in PAGES:
        answer = client.get(address.format(referral.reference))
        body = answer.content.decode()
        assert answer.status_code == 500, address
        assert referral.first_name not in body and referral.last_name not in body
        assert "999" in body, "even then the page says whom to call"
    with acting(actor):
        assert not Access.objects.exists()


def test_same_pages_are_served_when_it_can(client: Client) -> None:
    """So that the test before shows what it says."""
    actor = as_role(client, "triage-worker")
    referral = walk.triaging(actor)
    for address in PAGES:
        answer = client.get(address.format(referral.reference))
        assert answer.status_code == 200, address
    assert referral.first_name in client.get(PAGES[0].format(referral.reference)).content.decode()
