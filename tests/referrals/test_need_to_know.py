"""“Must not see”: whoever is listed finds no trace, by any page, list, count, search or table; and who may list whom."""

import re

import pytest
from django.apps import apps
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from django.test import Client

from accounts import news
from accounts.roles import Role
from accounts.scope import acting
from journal.models import Access, Event
from providers.models import Visit
from referrals import access
from referrals.actions import need, triage
from referrals.finding import duplicates, search
from referrals.models import KeptFrom, Referral
from referrals.queries import VIEWS, Filters, counts, page_of
from tests.databases import role
from tests.events import delivered
from tests.people import actor_of, as_role
from tests.providers import walk as work
from tests.referrals import walk
from walls.refusals import Refused
from walls.scope import scoped

pytestmark = pytest.mark.django_db
# What hangs on no case: catalogues, what was never sent, ids against a second press, and the list itself.
NOT_ABOUT_A_CASE = {"referrals.draft", "referrals.keptfrom", "providers.posted"}
CASE_COLUMNS = {"referral_id", "case_id", "key_id"}


def tables() -> list[str]:
    """Every table about a case of the stages that hold cases."""
    found = {"walls_casekey", "referrals_referral"}
    for app in ("accounts", "referrals", "providers"):
        for model in apps.get_app_config(app).get_models():
            columns = {field.column for field in model._meta.concrete_fields}
            if columns & CASE_COLUMNS and model._meta.managed and model._meta.label_lower not in NOT_ABOUT_A_CASE:
                found.add(model._meta.db_table)
    return sorted(found)


def test_every_case_table_has_the_wall() -> None:
    """A new table about cases needs `referrals.rows.must_not_see` in its migration."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_policies WHERE policyname = 'must_not_see' AND permissive = 'RESTRICTIVE'"
        )
        walled = {name for (name,) in cursor.fetchall()}
    assert set(tables()) <= walled
    assert {"journal_event", "journal_access"} <= walled


def test_wall_is_worked_out_once_a_query() -> None:
    by = walk.worker()
    walk.received(by)
    with acting(by), connection.cursor() as cursor:
        cursor.execute("EXPLAIN SELECT id FROM referrals_referral")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert re.search(r"\(id <> ALL \(\(InitPlan \d+\)\.col1\)\)", plan), plan


def test_listed_colleague_finds_no_trace(client: Client) -> None:
    """security.md: a listed worker finds 0 traces at any URL."""
    listed = as_role(client, "triage-worker")
    referral, other = walk.triaged(), walk.triaged(last_name="Somebody-Else")
    walk.keep(referral.reference, listed)
    absent = client.get("/referrals/SR-2222-2222/")
    for place in ("", "accept/", "assign/", "contact/", "known/", "must-not-know/", "dispatch/", "?tab=readers"):
        answer = client.get(f"/referrals/{referral.reference}/{place}")
        assert (answer.status_code, plain(answer)) == (404, plain(absent)), place
        if place not in {"", "?tab=readers"}:  # these two take no POST from anybody
            assert client.post(f"/referrals/{referral.reference}/{place}", {"version": "1"}).status_code == 404
    for view in VIEWS:
        assert referral.reference not in client.get(f"/desk/triage/?view={view}").content.decode()
    found = client.post("/desk/triage/find/", {"last_name": "O’Neill-Şahin"})
    assert referral.reference not in found.content.decode()
    with acting(listed):
        assert counts(listed, Filters())["open"] == "1"
        assert [row.pk for row in page_of(listed, VIEWS["open"], Filters()).rows] == [other.pk]
        assert duplicates(listed, other) == []
        assert search(listed, {"reference": referral.reference}) == []
        with pytest.raises(Http404):
            access.locked(listed, referral.id, None)
        with pytest.raises(Refused):
            triage.mark_duplicate(referral_id=other.id, version=other.version, by=listed, surviving=referral.reference)


def plain(answer: object) -> str:
    text: str = answer.content.decode()  # type: ignore[attr-defined]
    return "\n".join(line for line in text.splitlines() if "csrfmiddlewaretoken" not in line)


def test_listed_colleague_reads_and_writes_no_row_of_any_table() -> None:
    """The second wall by itself, as the web role, without any code of ours between."""
    listed = walk.worker("Listed")
    row = work.signed_off()
    support = work.s_active()
    for one in (row, support):
        walk.keep(one.reference, listed)
    with acting(listed), connection.cursor() as cursor:
        for table in tables():
            cursor.execute("SELECT has_table_privilege(%s, 'SELECT')", [table])
            if cursor.fetchone() == (False,):
                continue  # the web role reads no row of it for anybody
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 — names of our own tables
            assert cursor.fetchone() == (0,), table
        for table, column in (("journal_event", "case_id"), ("journal_access", "case_ids[1]")):
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {column} = %s", [row.referral_id])  # noqa: S608
            assert cursor.fetchone() == (0,), table
        assert Referral.objects.update(district="dover") == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            Visit.objects.bulk_create([Visit(
                workstream_id=row.pk, referral_id=row.referral_id, organisation_id=row.organisation_id,
                onward_id=row.onward_id, purpose="assess", status="booked", starts_at=work.tomorrow(),
            )])  # fmt: skip
        assert (
            KeptFrom.objects.filter(user_id=listed.own_id).update(lifted_at=work.tomorrow(), lifted_by=listed.user_id)
            == 0
        )
    with acting(walk.worker()):
        assert Referral.objects.filter(pk=row.referral_id, district="ashford").exists()


def test_declaring_is_one_press_and_hides_at_once(client: Client) -> None:
    by = as_role(client, "triage-worker")
    referral = walk.triaging(by)
    assert "I know them" in client.get("/desk/triage/").content.decode()
    page = client.get(f"/referrals/{referral.reference}/known/")
    assert page.status_code == 200
    assert "Amara" not in page.content.decode()
    answer = client.post(f"/referrals/{referral.reference}/known/", {"reason": ""}, follow=True)
    text = answer.content.decode()
    assert "Thank you for saying so" in text
    assert referral.reference not in text
    assert client.post(f"/referrals/{referral.reference}/known/", {"reason": ""}).status_code == 404
    now = walk.fetch(referral.reference, walk.worker())
    assert now.worker_id is None
    with acting(walk.worker()):
        kept = KeptFrom.objects.get()
        assert (kept.user_id, kept.declared, kept.reason) == (by.user_id, True, "")
        assert Event.objects.filter(kind="referral.kept_from", case_id=referral.id).count() == 1


def test_listed_person_is_neither_offered_nor_given_the_case() -> None:
    listed, lead = walk.worker("Listed"), walk.lead()
    referral = walk.triaging()
    walk.keep(referral.reference, listed)
    with acting(lead):
        assert "Listed" not in [one.user.name for one in access.colleagues(lead, referral.id)]
        with pytest.raises(Refused):
            triage.assign(referral_id=referral.id, version=referral.version, by=lead, to=listed.own_id)


def test_handing_over_everything_names_the_referral_that_cannot_go(client: Client) -> None:
    lead, listed, leaver = as_role(client, "triage-lead"), walk.worker("Listed"), walk.worker("Leaver")
    first, second = walk.triaging(leaver), walk.triaging(leaver)
    walk.keep(second.reference, listed)
    page = f"/desk/triage/team/{leaver.user_id}/"
    answer = client.post(page, {"everything": str(listed.user_id)})
    assert answer.status_code == 422
    assert f"{second.reference}: Choose a colleague" in answer.content.decode()
    with acting(lead):
        assert Referral.objects.filter(worker=leaver.own_id).count() == 2
    chosen = {"everything": str(listed.user_id), f"to_{second.pk}": str(lead.user_id)}
    assert client.post(page, chosen).status_code == 302
    with acting(lead):
        assert Referral.objects.get(pk=first.pk).worker_id == listed.user_id


def test_team_is_told_of_a_case_that_lost_its_worker_and_the_person_is_not(client: Client) -> None:
    by, other = as_role(client, "triage-worker"), walk.worker("Colleague")
    referral, foreign = walk.triaging(by), walk.triaging(other)
    for one in (referral, foreign):
        client.post(f"/referrals/{one.reference}/known/", {"reason": ""})
    delivered("referral.left")
    for actor, count in ((by, 0), (other, 1)):
        with acting(actor):
            told = news.unseen(actor).filter(kind="referral.left")
            assert list(told.values_list("reference", flat=True)) == [referral.reference] * count
    assert [one.to for one in mail.outbox] == [["colleague@test.example"]]


def test_nobody_is_told_when_somebody_has_taken_it_meanwhile() -> None:
    by, other, lead = walk.worker("First"), walk.worker("Second"), walk.lead()
    referral = walk.triaging(by)
    with acting(by):
        need.declare(referral_id=referral.id, key_id=referral.key_id, by=by)
    with acting(lead):
        triage.assign(referral_id=referral.id, version=None, by=lead, to=other.own_id)
    delivered("referral.left")
    assert mail.outbox == []
    with acting(lead):
        assert not news.unseen(lead).filter(kind="referral.left").exists()


def test_linked_duplicates_are_kept_together() -> None:
    listed, by = walk.worker("Listed"), walk.worker()
    one, two, three = walk.triaging(by), walk.triaging(by), walk.triaging(by)
    walk.keep(two.reference, listed)
    with acting(by):
        triage.mark_duplicate(referral_id=one.id, version=one.version, by=by, surviving=two.reference)
    with acting(listed):
        assert list(Referral.objects.values_list("pk", flat=True)) == [three.pk]
    other = walk.lead("Second")
    walk.keep(two.reference, other)
    with acting(other):
        assert list(Referral.objects.values_list("pk", flat=True)) == [three.pk]


def test_triage_chooses_anybody_of_any_organisation_and_a_lead_lifts(client: Client) -> None:
    referral, fitter = walk.received(), actor_of("fitter")
    as_role(client, "triage-worker")
    place = f"/referrals/{referral.reference}/must-not-know/"
    assert fitter.name in client.get(place).content.decode()
    assert client.post(place, {"who": str(fitter.user_id), "reason": ""}).status_code == 422
    for _ in range(2):
        answer = client.post(place, {"who": str(fitter.user_id), "reason": "Her brother"})
    assert answer.status_code == 422  # already listed, so not offered any more
    readers = client.get(f"/referrals/{referral.reference}/?tab=readers").content.decode()
    assert "Her brother" in readers
    assert "Let them know" not in readers
    with acting(walk.worker()):
        kept = KeptFrom.objects.get()
    assert client.post(f"{place}{kept.pk}/", {"reason": "Wrong name"}).status_code == 404
    lead = as_role(client, "triage-lead")
    assert fitter.name in client.get(f"{place}{kept.pk}/").content.decode()
    assert client.post(f"{place}{kept.pk}/", {"reason": ""}).status_code == 422
    assert client.post(f"{place}{kept.pk}/", {"reason": "Wrong name"}).status_code == 302
    assert client.post(f"{place}{kept.pk}/", {"reason": "Wrong name"}).status_code == 404
    with acting(lead):
        kept = KeptFrom.objects.select_related("key").get()
        assert (kept.lifted_by, kept.lifted_reason) == (lead.user_id, "Wrong name")
        assert Event.objects.filter(kind="referral.kept_from_lifted").exists()


def test_nobody_lists_themself_through_the_back_door_nor_a_stranger() -> None:
    by, referral = walk.worker(), walk.received()
    with acting(by):
        for who in (by, walk.person(Role.COMMISSIONER, "kcc")):
            with pytest.raises(Refused):
                need.keep_from(referral=referral, user_id=who.own_id, by=by, reason="x")
        with pytest.raises(Refused):
            need.keep_from(referral=referral, user_id=walk.lead().own_id, by=by, reason=" ")


def test_referrer_says_who_must_not_know_and_triage_reads_it_first(client: Client) -> None:
    by = as_role(client, "triage-worker")
    referral = walk.received(by, must_not_know="Pat Example, 24-7 Locks")
    for place in ("", "?tab=home", "start_triage/", "must-not-know/"):
        assert "Pat Example, 24-7 Locks" in client.get(f"/referrals/{referral.reference}/{place}").content.decode()
    with acting(by), connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(r)::text FROM referrals_referral r")
        assert "Pat" not in cursor.fetchone()[0]


def test_system_sees_what_is_kept_from_people() -> None:
    """Clocks, messages and retention go on."""
    referral = walk.received()
    walk.keep(referral.reference, walk.worker("Listed"))
    with role("safer_worker"), scoped(sight="system"):
        assert Referral.objects.filter(pk=referral.pk).exists()
    assert Access.objects.count() == 0
