"""Once an hour: what should have come of everything is there, or its owner is told, once."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.actors import SYSTEM
from accounts.models import Notice
from accounts.news import NO_CASE
from accounts.scope import as_system
from governance import reconciling
from governance.models import Reconciled
from journal.actions import DIED, deliver, record
from journal.models import Delivery, Event
from journal.sealing import seal
from referrals.actions import drafts
from referrals.models import Draft, Referral
from tests.databases import role
from tests.events import delivered
from tests.people import as_role
from tests.providers import walk as work
from tests.referrals import walk
from walls.scope import scoped

pytestmark = pytest.mark.django_db(transaction=True)
LATER = timedelta(minutes=3)


@pytest.fixture(autouse=True)
def anchor_folder(settings: Any, tmp_path: Path) -> Path:
    settings.AUDIT_ANCHOR = tmp_path / "anchor"
    return tmp_path / "anchor"


def sweep(after: timedelta = LATER) -> int:
    """What the hourly task does, as if it came so much later."""
    with role("safer_worker"):
        return reconciling.sweep(timezone.now() + after)


def dead() -> list[tuple[str, str]]:
    """(handler, fault) of everything that waits for its owner."""
    with role("safer_worker"), as_system():
        return sorted(Delivery.objects.filter(state="dead").values_list("handler", "fault"))


def undone(statement: str, *values: Any) -> None:
    """What no role of ours may do: a row is taken away behind the system's back."""
    with role("safer_owner"), connection.cursor() as cursor:
        for table in ("accounts_notice", "journal_delivery"):
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        cursor.execute(statement, values)
        assert cursor.rowcount, statement
        for table in ("accounts_notice", "journal_delivery"):
            cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def look_again() -> bool:
    """The owner has the only difference looked at again, later. → whether it is gone"""
    with time_machine.travel(timezone.now() + LATER), role("safer_worker"), as_system():
        row = Delivery.objects.get(state="dead")
        Delivery.objects.filter(pk=row.pk).update(state="waiting")
        return deliver(row.pk)


def sent_form() -> Draft:
    made = walk.intake()
    with drafts.within(made.intake_id):
        draft = drafts.begin(draft_id=made.intake_id, route="professional")
        return drafts.send(draft, intake=made, trap="", address="192.0.2.1")


def test_whole_system_has_no_differences() -> None:
    work.accepted()
    delivered("referral.dispatched")
    sent_form()
    assert sweep() == 0
    assert dead() == []
    assert sweep() == 0
    with as_system():
        assert Reconciled.objects.get().looked_at - timezone.now() > timedelta(minutes=2)


def test_event_without_its_delivery_is_buried_once_and_told(client: Client) -> None:
    as_role(client, "scheme-administrator")
    referral = walk.received()
    undone("DELETE FROM journal_delivery WHERE handler = 'referrals.notices.send_receipt'")
    assert (sweep(), sweep()) == (1, 0)
    assert dead() == [("referrals.notices.send_receipt", "NeverMade")]
    page = client.get("/desk/undelivered/").content.decode()
    assert referral.reference in page
    assert "It was never begun" in page
    assert re.search(r"\bNever\b", page)
    with role("safer_worker"), as_system():
        assert Event.objects.filter(kind=DIED).count() == 1
        row = Delivery.objects.get(state="dead")
    client.post(f"/desk/undelivered/{row.pk}/again/")
    with role("safer_worker"), as_system():
        assert deliver(row.pk), "tried again it is simply done"


def test_dispatch_without_its_notice_is_found_and_looked_at_again() -> None:
    work.accepted()
    event = delivered("referral.dispatched")
    undone("DELETE FROM accounts_notice WHERE event_id = %s", event.pk)
    assert (sweep(), sweep()) == (1, 0)
    assert dead() == [("providers.reconciling.notices_of_dispatches", "NoNotice")]
    assert not look_again()
    with role("safer_worker"), as_system():
        Delivery.objects.filter(handler__startswith="providers.reconciling").update(attempts=12, state="dead")
        Notice.objects.create(
            event_id=event.pk,
            kind=event.kind,
            case_id=event.case_id or NO_CASE,
            page="/",
            organisation_id=event.data["organisation"],
        )
    assert look_again()


def test_dispatch_without_its_work_is_found() -> None:
    """Shared, and no workstream: tests of the referrals alone dispatch like that."""
    walk.in_progress()
    assert sweep() == 1
    assert dead() == [("providers.reconciling.work_of_dispatches", "NoWorkstream")]
    assert not look_again()


def test_acknowledged_form_without_its_referral_is_found() -> None:
    draft = sent_form()
    with scoped(sight="intake", referral=draft.pk):
        Draft.objects.filter(pk=draft.pk).update(reference="SR-2222-2222")
    assert (sweep(), sweep()) == (1, 0)
    assert dead() == [("referrals.reconciling.records_of_forms", "NoReferral")]
    assert not look_again()
    with role("safer_worker"), as_system():
        Draft.objects.filter(pk=draft.pk).update(reference=Referral.objects.get().reference)
        Delivery.objects.filter(handler__startswith="referrals.reconciling").update(state="dead")
    assert look_again()


def test_chain_that_stands_still_is_found_once_a_day(anchor_folder: Path) -> None:
    with role("safer_worker"), as_system():
        record("thing.happened", by=SYSTEM)
    anchor_folder.write_text("a file where the folder should be")
    assert (sweep(), sweep()) == (1, 0)
    assert dead() == [("governance.reconciling.chain", "NotAnchored")]
    assert not look_again()
    anchor_folder.unlink()
    with role("safer_worker"):
        seal()
        assert sweep() == 0
        with as_system():
            Delivery.objects.filter(handler="governance.reconciling.chain").update(state="dead")
    assert look_again()
