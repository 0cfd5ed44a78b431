"""The sharing register: what was sent, seen, stopped and told outside (S1.36, S0.15, S1.37, S1.38), and by whom it is read."""

import csv
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from accounts.scope import acting
from journal.models import Access, Event
from providers.actions import acceptance
from referrals import access, sharing
from referrals.actions.consent import withdraw_consent
from referrals.models import Disclosure, Registered, Sharing
from referrals.register import REGISTER
from tests.people import as_role
from tests.providers import walk as work
from tests.providers.pages import COORDINATOR, FITTER, SUPPORTER, page_of, signed_in
from tests.referrals import walk
from tests.referrals.telling import LEAD, OFFICER, of, officer, page, tell
from walls.models import CaseKey

pytestmark = pytest.mark.django_db


def rows_of(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))


def test_every_dispatch_stands_there_with_its_basis() -> None:
    """S1.36: what, to whom, when, on which basis."""
    row = work.s_active()
    text = page(signed_in(OFFICER))
    for words in (row.reference, "Oasis", "Support for adults", "Consent, UK GDPR Article 6(1)(a)", "version"):
        assert words in text


def test_who_of_a_provider_looked_is_counted_by_the_day() -> None:
    row = work.accepted()
    client = signed_in(COORDINATOR)
    for _ in range(3):
        client.get(page_of(row))
    signed_in(SUPPORTER).get(page_of(row))  # nothing was shown: nothing stands there
    with acting(officer()):
        found = sharing.seen(sharing.Part(row.referral_id))
    assert [(one.whom, one.reference, "3 times" in one.what) for one in found] == [
        ("24-7 Locks Ltd", row.reference, True)
    ]
    assert "3 times: the page of a provider’s work" in page(signed_in(OFFICER), "seen")


def test_stop_says_what_stopped_it() -> None:
    recalled, withdrawn, back = work.accepted(), work.accepted(), work.accepted()
    by = walk.worker()
    work.do(recalled, acceptance.recall, by, kind="security", reason="not_needed")
    work.do(back, acceptance.return_work, work.coordinator(), kind="security", reason="no_capacity")
    with acting(by):
        case = walk.fetch(withdrawn.reference, by)
        withdraw_consent(referral_id=case.id, version=case.version, by=by, heard_by="Me", how="phone")
    with acting(officer()):
        days = sharing.Part(first=timezone.localdate(), last=timezone.localdate())
        why = {one.reference: (one.what, one.who) for one in sharing.stopped(days)}
        assert (
            sharing.stopped(
                sharing.Part(first=timezone.localdate() - timedelta(9), last=timezone.localdate() - timedelta(8))
            )
            == []
        )
    assert why == {
        recalled.reference: ("Recalled", by.name),
        withdrawn.reference: ("Consent was withdrawn", by.name),
        back.reference: ("Returned by the provider", work.coordinator().name),
    }


def test_case_that_is_kept_from_the_officer_is_not_there() -> None:
    row = work.accepted()
    signed_in(COORDINATOR).get(page_of(row))
    tell(row.referral_id, walk.lead())
    walk.keep(row.reference, officer())
    with acting(officer()):
        days = sharing.Part(first=timezone.localdate(), last=timezone.localdate())
        assert sharing.everything(days) == []
        assert not Registered.objects.exists()
        assert not Sharing.objects.exists()
    with pytest.raises(Http404):
        tell(row.referral_id)


def test_officers_connection_sees_nothing_else() -> None:
    """Ids, references, organisations and times through the views; no row of any other table of a case."""
    row = work.s_active()
    work.signed_off()
    tell(row.referral_id)
    signed_in(SUPPORTER).get(page_of(row))
    allowed = {"referrals_disclosure", "referrals_registered", "referrals_sharing"}
    with acting(officer()), connection.cursor() as cursor:
        for app in ("referrals", "providers"):
            for model in apps.get_app_config(app).get_models():
                table = model._meta.db_table
                if {f.column for f in model._meta.concrete_fields} & {
                    "referral_id",
                    "case_id",
                    "key_id",
                    "workstream_id",
                }:
                    cursor.execute("SELECT has_table_privilege(%s, 'SELECT')", [table])
                    if cursor.fetchone() == (False,):
                        continue  # the worker's alone: an error instead of no rows
                    cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 — names of our own tables
                    (count,) = cursor.fetchone()
                    assert (count > 0) is (table in allowed), table
        assert not CaseKey.objects.exists()
        with access.with_key(officer(), Registered.objects.get(pk=row.referral_id)):
            assert [key.pk for key in CaseKey.objects.all()] == [row.key_id]
        assert set(Event.objects.exclude(case_id=None).values_list("kind", flat=True)) <= set(sharing.STOPS) | {
            "referral.disclosed"
        }


def test_views_hold_no_sealed_column_and_take_no_change() -> None:
    work.accepted()
    with acting(officer()), connection.cursor() as cursor:
        for view in ("referrals_registered", "referrals_sharing"):
            cursor.execute(f"SELECT * FROM {view} LIMIT 0")  # noqa: S608
            names = {column.name for column in cursor.description}
            assert not names & {field.attribute for field in REGISTER if field.sealed}
            for change in (f"DELETE FROM {view}", f"UPDATE {view} SET id = id"):  # noqa: S608
                with pytest.raises(DatabaseError), transaction.atomic():
                    cursor.execute(change)


def test_stranger_to_the_register_sees_no_view() -> None:
    """Without a scope nothing; a provider what is its own; a key of a draft nobody of the register."""
    row = work.accepted()
    assert not Registered.objects.exists()
    assert not Sharing.objects.exists()
    with acting(work.supporter()):
        assert not Registered.objects.exists()
        assert not Sharing.objects.exists()
        assert not Disclosure.objects.exists()
    with acting(work.coordinator()):
        assert [one.pk for one in Registered.objects.all()] == [row.referral_id]
    with acting(walk.person(Role.COMMISSIONER, "kcc")):
        assert not Registered.objects.exists()


@pytest.mark.parametrize(
    "who", ["triage-worker", COORDINATOR, SUPPORTER, FITTER, "commissioner", "scheme-administrator"]
)
def test_register_does_not_exist_for_others(who: str) -> None:
    row = work.accepted()
    client = signed_in(who)
    for name, args in PAGES.items():
        assert client.get(reverse(f"referrals:{name}", args=[row.reference][:args])).status_code == 404


PAGES = {"sharing": 0, "sharing_csv": 0, "sharing_of": 1, "sharing_of_csv": 1, "disclose": 1}


def test_lead_reads_one_case_and_not_all() -> None:
    row = work.accepted()
    lead = signed_in(LEAD)
    assert "24-7 Locks" in of(lead, row.reference)
    assert lead.get(reverse("referrals:sharing")).status_code == 404
    assert lead.get(reverse("referrals:sharing_csv")).status_code == 404
    case = f"{reverse('referrals:case', args=[row.reference])}?tab=sharing"
    place = reverse("referrals:sharing_of", args=[row.reference])
    assert place in lead.get(case).content.decode()
    assert place not in signed_in("triage-worker").get(case).content.decode()


def test_officer_finds_a_case_by_its_reference() -> None:
    row = work.accepted()
    client = signed_in(OFFICER)
    found = client.post(reverse("referrals:sharing"), {"reference": row.reference.lower()})
    assert found["Location"] == reverse("referrals:sharing_of", args=[row.reference])
    missing = client.post(reverse("referrals:sharing"), {"reference": "SR-2222-2222"})
    assert missing.status_code == 422
    assert "There is no referral with this reference" in missing.content.decode()
    assert client.get(reverse("referrals:sharing_of", args=["SR-2222-2222"])).status_code == 404
    assert client.get("/desk/").status_code == 200


def test_file_holds_every_kind_and_no_formula() -> None:
    row = work.accepted()
    signed_in(COORDINATOR).get(page_of(row))
    work.do(row, acceptance.recall, walk.worker("=HYPERLINK(1)"), kind="security", reason="not_needed")
    tell(row.referral_id)
    client = signed_in(OFFICER)
    answer = client.get(reverse("referrals:sharing_of_csv", args=[row.reference]))
    assert [one["Kind"] for one in rows_of(answer)] == ["Sent", "Seen", "Stopped", "Outside"]
    assert "'=HYPERLINK(1)" in answer.content.decode()
    assert "First name; Last name" in answer.content.decode()
    for secret in ("PC 1204", "Hannah", "Amara", "Example Road"):
        assert secret not in answer.content.decode()
    today = timezone.localdate()
    asked = {f"{name}_{part}": getattr(today, part) for name in ("first", "last") for part in ("day", "month", "year")}
    whole = client.get(reverse("referrals:sharing_csv"), asked)
    assert rows_of(whole) == rows_of(answer)
    assert "attachment" in whole["Content-Disposition"]
    assert client.get(reverse("referrals:sharing_csv")).status_code == 302


def test_file_wants_the_second_step_once_more(client: Client) -> None:
    row = work.accepted()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        as_role(client, OFFICER)
        clock.shift(601)
        for place in (reverse("referrals:sharing_csv"), reverse("referrals:sharing_of_csv", args=[row.reference])):
            assert client.get(place)["Location"].startswith(reverse("mfa_reauthenticate"))


def test_reading_the_register_is_recorded() -> None:
    row = work.accepted()
    client = signed_in(OFFICER)
    page(client)
    of(client, row.reference)
    client.get(reverse("referrals:sharing_of_csv", args=[row.reference]))
    with acting(walk.worker()):
        read = Access.objects.filter(what__startswith="referrals:sharing", case_ids=[row.referral_id])
        assert sorted(read.values_list("what", flat=True)) == ["referrals:sharing"] * 2 + ["referrals:sharing_csv"]


@pytest.mark.parametrize("last", [("1", "1", "2020"), ("x", "1", "2026"), ("1", "6", "2021")])
def test_days_that_make_no_sense_are_refused_in_words(last: tuple[str, str, str]) -> None:
    asked = {"first_day": "2", "first_month": "1", "first_year": "2020"}
    asked |= dict(zip(("last_day", "last_month", "last_year"), last, strict=True))
    answer = signed_in(OFFICER).get(reverse("referrals:sharing"), asked)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
