"""Who has looked at this case, and what has this person looked at: paged, recorded, and nothing of a case in it."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from accounts.roles import Role
from accounts.scope import acting
from journal.models import Access, Event
from journal.reads import seen
from referrals import looking
from referrals.models import KeptFrom, Referral
from referrals.paging import PAGE
from tests.databases import role
from tests.people import actor_of, as_role
from tests.referrals import walk
from walls.models import CaseKey

pytestmark = pytest.mark.django_db
HOUSE = Path(__file__).parents[2]


def look(reader: str, referral: Referral, times: int = 1, **more: str) -> None:
    by = walk.worker(reader)
    with acting(by):
        for _ in range(times):
            seen(by=by, what="referrals:case", case_ids=[referral.id], **more)


def test_lead_sees_everybody_who_has_looked_page_by_page(client: Client) -> None:
    as_role(client, "triage-lead")
    referral = walk.received()
    look("First Reader", referral)
    look("Second Reader", referral, PAGE)
    tab = client.get(f"/referrals/{referral.reference}/?tab=readers").content.decode()
    assert f"/desk/looked/{referral.reference}/" in tab
    page = client.get(f"/desk/looked/{referral.reference}/").content.decode()
    assert "Second Reader" in page
    assert "First Reader" not in page
    older = re.search(r'href="(\?after=[^"]+)"', page)
    assert older
    assert "First Reader" in client.get(f"/desk/looked/{referral.reference}/{older[1]}").content.decode()


def test_officer_types_a_reference_and_learns_nothing_of_the_case(client: Client) -> None:
    officer = as_role(client, "rights-officer")
    referral = walk.received()
    look("Paper Reader", referral, reason="court")
    wrong = client.post("/desk/looked/", {"reference": "SR-2222-2222", "who": ""})
    assert wrong.status_code == 422
    assert "SR-2222-2222" in wrong.content.decode()
    answer = client.post("/desk/looked/", {"reference": referral.reference.lower(), "who": ""}, follow=True)
    page = answer.content.decode()
    assert "Paper Reader" in page
    assert not [word for word in ("Amara", "Şahin", "TN24", "Ashford") if word in page]
    with acting(walk.worker()):
        assert Access.objects.filter(what="referrals:looked_case", actor_id=officer.user_id).count() == 1
    assert client.get(f"/referrals/{referral.reference}/").status_code == 404


def test_officer_sees_what_a_person_has_looked_at_and_that_is_recorded(client: Client) -> None:
    officer, reader = as_role(client, "rights-officer"), walk.worker("The Reader")
    one, many = walk.received(), [walk.received().id for _ in range(looking.MANY + 2)]
    look(reader.name, one)
    with acting(reader):
        seen(by=reader, what="referrals:worklist", case_ids=many)
        seen(by=reader, what="referrals:search", case_ids=[])
    assert client.post("/desk/looked/", {"reference": "", "who": ""}).status_code == 422
    answer = client.post("/desk/looked/", {"reference": "", "who": str(reader.user_id)}, follow=True)
    page = answer.content.decode()
    assert one.reference in page
    assert "and 2 more" in page
    assert "Amara" not in page
    event = Event.objects.filter(kind="access.reviewed", actor_id=officer.user_id)
    with acting(officer):
        assert event.get().subject_id == reader.user_id
        mine = Access.objects.get(what="referrals:looked_person", actor_id=officer.user_id)
        assert set(mine.case_ids) == {one.id, *many}


def test_officer_from_whom_a_case_is_kept_finds_no_trace(client: Client) -> None:
    officer, reader = as_role(client, "rights-officer"), walk.worker("The Reader")
    kept, other = walk.received(), walk.received()
    look(reader.name, kept)
    look(reader.name, other)
    walk.keep(kept.reference, officer)
    assert client.post("/desk/looked/", {"reference": kept.reference, "who": ""}).status_code == 422
    assert client.get(f"/desk/looked/{kept.reference}/").status_code == 404
    page = client.get(f"/desk/looked/person/{reader.user_id}/").content.decode()
    assert other.reference in page
    assert kept.reference not in page


@pytest.mark.parametrize(
    "slug", ["triage-worker", "fitter", "support-manager.oasis", "scheme-administrator", "commissioner"]
)
def test_looks_exist_for_nobody_else(client: Client, slug: str) -> None:
    as_role(client, slug)
    referral, reader = walk.received(), walk.worker()
    for page in ("", f"{referral.reference}/", f"person/{reader.user_id}/"):
        assert client.get(f"/desk/looked/{page}").status_code == 404


def test_lead_does_not_see_what_a_person_looked_at(client: Client) -> None:
    as_role(client, "triage-lead")
    assert client.get(f"/desk/looked/person/{walk.worker().user_id}/").status_code == 404
    assert client.get("/desk/looked/").status_code == 404
    assert client.get("/desk/looked/SR-2222-2222/").status_code == 404


def test_database_shows_the_officer_who_looked_and_no_row_of_a_case() -> None:
    referral, officer = walk.in_progress(), actor_of("rights-officer")
    walk.keep(referral.reference, walk.person(Role.FITTER, "24-7-locks"))
    look("A Reader", referral)
    with role("safer_web"), acting(officer):
        assert Access.objects.exists()
        for model in (Referral, CaseKey, KeptFrom):
            assert not model._default_manager.exists()
        for table in (
            "referrals_contactpoint",
            "referrals_searchterm",
            "referrals_onward",
            "providers_securityworkstream",
        ):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 — constants
                assert cursor.fetchone() == (0,)


def test_every_page_that_is_recorded_has_words() -> None:
    sources = [path for stage in ("referrals", "providers") for path in (HOUSE / stage / "views").glob("*.py")]
    found = {what for path in sources for what in re.findall(r'what="([a-z_:]+)"', path.read_text("utf-8"))}
    assert found
    assert found - set(looking.PLACES) == set()
