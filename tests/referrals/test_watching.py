"""Curious reads: written down one by one, and told within a minute to the rights officer and the leads, once."""

from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts import news
from accounts.actors import Actor
from accounts.models import Notice
from accounts.scope import acting, as_system
from config.celery import EVERY
from equality.reconciling import reconcile
from journal.models import Access
from journal.reads import seen
from referrals import watching
from referrals.actions import triage
from referrals.facts import referral_fact
from referrals.models import Alert, Honeytoken, Referral, Watched
from referrals.tasks import watch
from tests.databases import role
from tests.events import delivered
from tests.people import actor_of, as_role
from tests.referrals import walk

pytestmark = pytest.mark.django_db
INVENTED = ("Ada", "Fletcher", "14 Mill Lane", "ME14 9ZZ", "maidstone")


def swept(now: datetime | None = None) -> int:
    with role("safer_worker"):
        return watching.sweep(now or timezone.now())


def look(by: Actor, *cases: Referral, what: str = "referrals:case") -> None:
    with acting(by):
        for case in cases:
            seen(by=by, what=what, case_ids=[case.id])


def told(actor: Actor, kind: str) -> list[str]:
    with acting(actor):
        return list(news.unseen(actor).filter(kind=kind).values_list("page", flat=True))


def test_twenty_curious_reads_are_twenty_entries_and_one_alert(client: Client) -> None:
    officer, lead = actor_of("rights-officer"), actor_of("triage-lead")
    reader = as_role(client, "triage-worker")
    cases = [walk.received() for _ in range(20)]
    for case in cases:
        assert client.get(f"/referrals/{case.reference}/").status_code == 200
    with role("safer_worker"):
        watch()
        watch()
    assert EVERY["referrals.tasks.watch"] + EVERY["journal.tasks.relay"] < 60
    event = delivered("read.many")
    assert event.data == {"reader": str(reader.user_id)}
    assert told(officer, "read.many") == [f"/desk/looked/person/{reader.user_id}/"]
    assert told(lead, "read.many") == [f"/desk/looked/{cases[-1].reference}/"]
    assert told(reader, "read.many") == []
    with acting(lead):
        assert Access.objects.filter(actor_id=reader.user_id, what="referrals:case").count() == 20
        assert news.unseen(lead).get(kind="read.many").reference == cases[-1].reference
    as_role(client, "triage-lead")
    client.get(f"/desk/looked/{cases[-1].reference}/")
    assert told(lead, "read.many") == []


def test_own_work_and_what_is_worked_on_are_not_many(settings: Any) -> None:
    settings.CURIOUS_CASES_AN_HOUR = 3
    reader, other = walk.worker("Reader"), walk.worker("Other")
    own = [walk.triaging(reader) for _ in range(3)]
    worked = [walk.received(other) for _ in range(2)]
    with acting(reader):
        for case in worked:
            triage.start_triage(referral_id=case.id, version=case.version, by=reader, no_conflict=True)
            triage.assign(referral_id=case.id, version=None, by=reader, to=other.own_id)
    look(reader, *own, *worked, *own)
    assert swept() == 0
    look(reader, *(walk.received() for _ in range(2)))
    assert swept() == 0
    look(reader, walk.received())
    assert swept() == 1


def test_many_in_a_day_but_not_in_an_hour_is_no_alert(settings: Any) -> None:
    settings.CURIOUS_CASES_AN_HOUR = 3
    reader, start = walk.worker("Reader"), timezone.now()
    for hour in range(4):
        with time_machine.travel(start + timedelta(minutes=50 * hour)):
            look(reader, walk.received())
    assert swept(start + timedelta(hours=4)) == 0


def test_what_was_read_while_no_worker_ran_is_found(settings: Any) -> None:
    settings.CURIOUS_CASES_AN_HOUR = 2
    reader, cases, now = walk.worker("Reader"), [walk.received(), walk.received()], timezone.now()
    swept(now)
    with time_machine.travel(now + timedelta(hours=2)):
        look(reader, *cases)
    assert swept(now + timedelta(days=3)) == 1
    with role("safer_worker"), as_system():
        assert Watched.objects.get().until == now + timedelta(days=3)


@pytest.mark.parametrize(
    ("reader", "person", "found"),
    [
        ("Berta O'Neill Sahin", "O’Neill-Şahin", 1),
        ("Anna van der Berg", "Van der Berg", 1),
        ("Anna van der Berg", "Berg", 1),
        ("Berg", "Berg", 1),
        ("Berg Anna", "Berg", 0),
        ("Anna Bergmann", "Berg", 0),
    ],
)
def test_reader_with_the_last_name_of_the_person(reader: str, person: str, found: int) -> None:
    case, by = walk.received(last_name=person), walk.worker(reader)
    look(by, case)
    assert swept() == found
    look(by, case)
    assert swept() == 0


def test_lists_show_names_that_nobody_asked_for_and_searches_do_not() -> None:
    case, by = walk.received(last_name="Berg"), walk.worker("Anna Berg")
    look(by, case, what="referrals:worklist")
    assert swept() == 0
    look(by, case, what="referrals:search")
    assert swept() == 1


def test_neither_the_reader_nor_whoever_must_not_know_is_told() -> None:
    reader, listed, lead = walk.lead("Anna Berg"), walk.lead("Listed"), walk.lead("Third")
    case = walk.received(last_name="Berg")
    walk.keep(case.reference, listed)
    look(reader, case)
    assert swept() == 1
    event = delivered("read.same_name")
    with role("safer_worker"), as_system():
        assert set(Notice.objects.filter(event_id=event.pk).values_list("user_id", flat=True)) == {lead.user_id}
    assert [one.to for one in mail.outbox] == [["third@test.example"]]
    assert case.reference not in f"{mail.outbox[0].subject} {mail.outbox[0].body}"


def test_alert_about_a_case_that_is_gone_tells_nobody() -> None:
    lead, case = walk.lead(), walk.received(last_name="Berg")
    look(walk.worker("Anna Berg"), case)
    swept()
    with role("safer_worker"), as_system():
        Referral.objects.filter(pk=case.pk).delete()
    delivered("read.same_name")
    assert told(lead, "read.same_name") == []


def honeytoken() -> Referral:
    out = StringIO()
    with role("safer_worker"):
        call_command("honeytoken", *INVENTED, stdout=out)
    return walk.fetch(out.getvalue().strip(), walk.worker())


@pytest.mark.django_db(databases=["default", "equality", "reports"])
def test_honeytoken_looks_ordinary_and_is_counted_nowhere(client: Client) -> None:
    case = honeytoken()
    as_role(client, "triage-worker")
    assert case.reference in client.get("/desk/triage/?view=closed").content.decode()
    assert case.reference in client.post("/desk/triage/find/", {"last_name": "fletcher"}).content.decode()
    assert case.reference not in client.get("/desk/triage/?view=open").content.decode()
    assert (case.due_at, case.ready_to_close) == (None, False)
    with role("safer_worker"), as_system():
        assert not referral_fact(case.id).counted
        assert reconcile().referrals == 0
    delivered("referral.received")
    delivered("referral.closed")
    with role("safer_worker"), as_system():
        assert reconcile().right


def test_whoever_opens_a_honeytoken_is_told_of_once_a_day(client: Client) -> None:
    case, lead = honeytoken(), actor_of("triage-lead")
    as_role(client, "triage-worker")
    client.get("/desk/triage/?view=closed")
    client.post("/desk/triage/find/", {"last_name": "fletcher"})
    assert swept() == 0
    for _ in range(2):
        client.get(f"/referrals/{case.reference}/")
        swept()
    delivered("read.honeytoken")
    assert told(lead, "read.honeytoken") == [f"/desk/looked/{case.reference}/"]
    with role("safer_worker"), as_system():
        assert Alert.objects.count() == 1


@pytest.mark.parametrize("model", [Honeytoken, Alert, Watched])
def test_no_page_can_know_what_is_watched(model: Any) -> None:
    honeytoken()
    with role("safer_web"), acting(walk.lead()), pytest.raises(DatabaseError, match="permission denied"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")  # noqa: S608 — constants
