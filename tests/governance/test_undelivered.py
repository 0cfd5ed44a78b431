"""What failed for good: told to its owner, shown without anything personal, tried again or settled, by nobody else."""

import logging
import smtplib
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import DatabaseError, transaction
from django.http import Http404
from django.test import Client
from django.utils import timezone

from accounts.actors import SYSTEM
from accounts.models import Notice
from accounts.roles import GRANTS, Role
from accounts.scope import acting, as_system
from config.wiring import ERRANDS, HANDLERS, RECONCILERS
from governance import undelivered
from governance.actions import undelivered as actions
from journal.actions import DIED, MAX_ATTEMPTS, deliver, record
from journal.models import Delivery, Event
from tests.databases import role
from tests.events import delivered
from tests.people import actor_of, as_role
from tests.referrals import walk

pytestmark = pytest.mark.django_db
OWNER = "scheme-administrator"
LIST = "/desk/undelivered/"


class Unreachable:
    """A mail server that is away as long as `away` is True."""

    away = True


@pytest.fixture
def mail_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Unreachable]]:
    real = EmailBackend.send_messages

    def send(self: Any, messages: Any) -> Any:
        if Unreachable.away:
            raise smtplib.SMTPServerDisconnected("Mrs Example's mailbox")
        return real(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send)
    Unreachable.away = True
    yield Unreachable
    Unreachable.away = True


def failed_receipt() -> Delivery:
    """A receipt that the mail server refused until nobody tried any more."""
    referral = walk.received()
    with role("safer_worker"), as_system():
        delivery = Delivery.objects.get(
            event_id__in=Event.objects.filter(case_id=referral.id).values("pk"),
            handler="referrals.notices.send_receipt",
        )
        for _ in range(MAX_ATTEMPTS):
            deliver(delivery.pk)
        delivery = Delivery.objects.get(pk=delivery.pk)
    assert (delivery.state, delivery.reference) == ("dead", referral.reference)
    return delivery


def now(delivery: Delivery) -> Delivery:
    with role("safer_worker"), as_system():
        return Delivery.objects.get(pk=delivery.pk)


def test_owner_is_told_inside_and_by_mail_without_personal_data(client: Client, mail_server: Any) -> None:
    owner = as_role(client, OWNER)
    row = failed_receipt()
    mail_server.away = False
    delivered(DIED)
    with acting(owner):
        notice = Notice.objects.get(user_id=owner.own_id)
    assert (notice.reference, notice.page) == (row.reference, f"{LIST}{row.pk}/")
    (said,) = mail.outbox
    text = said.subject + str(said.body)
    assert row.reference not in text
    assert "Amara" not in text
    page = client.get("/accounts/news/").content.decode()
    assert "Something did not get through" in page
    client.get(notice.page)
    assert "Something did not get through" not in client.get("/accounts/news/").content.decode()


def test_page_says_what_which_since_when_how_often_and_why(client: Client, mail_server: Any) -> None:
    as_role(client, OWNER)
    row = failed_receipt()
    lines = client.get(LIST).content.decode()
    one = client.get(f"{LIST}{row.pk}/").content.decode()
    for page in (lines, one):
        for words in ("The receipt for a referrer", row.reference, "12 times", undelivered.MAIL, "Waits for you"):
            assert words in page, words
        for secret in ("Amara", "Şahin", "h.obi", "Mrs Example", "SMTP"):
            assert secret not in page, secret
    assert "Ask triage to call the referrer" in one


def test_try_again_gets_it_through(client: Client, mail_server: Any) -> None:
    as_role(client, OWNER)
    row = failed_receipt()
    mail_server.away = False
    for _ in range(2):
        answer = client.post(f"{LIST}{row.pk}/again/", follow=True)
        assert "It is being tried" in answer.content.decode()
    assert "Is tried again" in client.get(LIST).content.decode()
    with role("safer_worker"), as_system():
        assert deliver(row.pk)
        assert Event.objects.filter(kind="delivery.tried_again").count() == 1, "asked twice, tried once"
    assert now(row).state == "done"
    assert [one.to for one in mail.outbox] == [["h.obi@housing.example"]]
    assert "Everything got through" in client.get(LIST).content.decode()
    assert "Got through" in client.get(f"{LIST}{row.pk}/").content.decode()
    late = client.post(f"{LIST}{row.pk}/again/")
    assert (late.status_code, "changed meanwhile" in late.content.decode()) == (409, True)


def test_tried_again_in_vain_it_is_back_and_told_again(client: Client, mail_server: Any) -> None:
    as_role(client, OWNER)
    row = failed_receipt()
    client.post(f"{LIST}{row.pk}/again/")
    with role("safer_worker"), as_system():
        assert not deliver(row.pk)
        assert Event.objects.filter(kind=DIED).count() == 2
    assert (now(row).state, now(row).attempts) == ("dead", MAX_ATTEMPTS + 1)
    assert "13 times" in client.get(LIST).content.decode()


def test_settled_with_a_reason_nobody_tries_it(client: Client, mail_server: Any) -> None:
    owner = as_role(client, OWNER)
    row = failed_receipt()
    assert client.post(f"{LIST}{row.pk}/settle/", {}).status_code == 422
    assert client.post(f"{LIST}{row.pk}/settle/", {"because": "Mrs Example"}).status_code == 422
    for _ in range(2):
        assert client.post(f"{LIST}{row.pk}/settle/", {"because": "told"}).status_code == 302
    settled = now(row)
    assert (settled.state, settled.settled_by, settled.settled_because) == ("settled", owner.user_id, "told")
    with role("safer_worker"), as_system():
        assert not deliver(row.pk)
        event = Event.objects.get(kind="delivery.settled")
    assert (event.actor_id, event.data) == (owner.user_id, {"because": "told"})
    assert "Everybody who had to know" in client.get(f"{LIST}{row.pk}/").content.decode()
    other = client.post(f"{LIST}{row.pk}/settle/", {"because": "over"})
    assert (other.status_code, client.get("/readyz").json()["dead_deliveries"]) == (409, 0)


@pytest.mark.parametrize("slug", ["triage-lead", "rights-officer", "security-coordinator", "commissioner"])
def test_exists_for_its_owner_only(client: Client, mail_server: Any, slug: str) -> None:
    row = failed_receipt()
    actor = as_role(client, slug)
    for place in ("", f"{row.pk}/", f"{row.pk}/again/", f"{row.pk}/settle/"):
        assert client.get(LIST + place).status_code == 404
    with acting(actor), pytest.raises(Http404):
        actions.try_again(delivery_id=row.pk, by=actor)


def test_owner_who_must_not_know_of_the_case_finds_no_trace(client: Client, mail_server: Any) -> None:
    owner = as_role(client, OWNER)
    row = failed_receipt()
    walk.keep(row.reference, owner)
    mail_server.away = False
    delivered(DIED)
    assert row.reference not in client.get(LIST).content.decode()
    for place in ("", "again/", "settle/"):
        assert client.get(f"{LIST}{row.pk}/{place}").status_code == 404
    assert row.reference not in client.get("/accounts/news/").content.decode()
    assert client.get("/desk/").status_code == 200, "the rest of the outbox is theirs to write"


@pytest.mark.parametrize("state", ["waiting", "done", "settled"])
def test_web_role_moves_only_what_failed_for_good(state: str) -> None:
    owner = actor_of(OWNER)
    with role("safer_worker"), as_system():
        event = record("account.invited", by=SYSTEM)
        row = Delivery.objects.get(event_id=event.pk)
        row.since = timezone.now()
        if state == "done":
            row.state, row.done_at = "done", timezone.now()
        if state == "settled":
            row.state = "settled"
            row.settled_by, row.settled_because = owner.user_id, "over"
        row.save()
    with acting(owner), pytest.raises(DatabaseError), transaction.atomic():
        Delivery.objects.filter(pk=row.pk).update(state="waiting", settled_by=None, settled_because="")
    with acting(owner), pytest.raises(DatabaseError), transaction.atomic():
        Delivery.objects.filter(pk=row.pk).update(done_at=timezone.now())


def test_web_role_sees_of_the_outbox_what_failed_and_only_as_its_owner(mail_server: Any) -> None:
    """The wall behind the permission: who may settle is also said in governance/migrations/0004_whose_errands.py."""
    row, seen = failed_receipt(), {}
    with role("safer_worker"), as_system():
        assert Delivery.objects.filter(state="waiting").exists(), "there is more than what failed"
    for person in Role:
        with acting(actor_of(person.value.replace("_", "-"))):
            seen[person] = list(Delivery.objects.values_list("pk", flat=True))
    assert seen == {one: [row.pk] if "delivery.settle" in GRANTS[one].permissions else [] for one in Role}
    assert not Delivery.objects.exists(), "nobody at all"


def test_mail_about_a_failure_that_fails_stands_in_the_list_and_is_not_told_in_turn(
    client: Client, mail_server: Any, caplog: pytest.LogCaptureFixture
) -> None:
    as_role(client, OWNER)
    failed_receipt()
    with role("safer_worker"), as_system(), caplog.at_level(logging.ERROR):
        died = Event.objects.get(kind=DIED)
        row = Delivery.objects.get(event_id=died.pk, handler="governance.notices.mail_owner")
        for _ in range(MAX_ATTEMPTS):
            deliver(row.pk)
        assert Event.objects.filter(kind=DIED).count() == 1
    assert "An email to you" in client.get(LIST).content.decode()
    assert "Mrs Example" not in caplog.text


def test_failure_without_a_case_is_told_too(client: Client, mail_server: Any) -> None:
    owner = as_role(client, OWNER)
    with role("safer_worker"), as_system():
        gone = Delivery.objects.create(event_id=uuid.uuid4(), handler="gone.handler", attempts=MAX_ATTEMPTS - 1)
        assert not deliver(gone.pk)
    assert now(gone).fault == "DoesNotExist"
    mail_server.away = False
    delivered(DIED)
    with acting(owner):
        assert Notice.objects.get(user_id=owner.own_id).reference == ""
    page = client.get(f"{LIST}{gone.pk}/").content.decode()
    assert undelivered.UNKNOWN.what in page
    assert "A fault of the system (DoesNotExist)" in page


def test_list_says_when_there_are_more(client: Client) -> None:
    as_role(client, OWNER)
    with role("safer_worker"), as_system():
        Delivery.objects.bulk_create(
            Delivery(event_id=uuid.uuid4(), handler="gone.handler", state="dead", since=timezone.now())
            for _ in range(101)
        )
    assert "There are more" in client.get(LIST).content.decode()


def test_every_handler_and_check_has_words_for_its_owner() -> None:
    paths = {path for paths in HANDLERS.values() for path in paths} | set(RECONCILERS)
    assert set(ERRANDS) == paths


def test_what_was_dead_since_when_stays_the_same_when_tried_again(client: Client, mail_server: Any) -> None:
    as_role(client, OWNER)
    row = failed_receipt()
    client.post(f"{LIST}{row.pk}/again/")
    with time_machine.travel(timezone.now().replace(year=2099)), role("safer_worker"), as_system():
        deliver(row.pk)
    assert now(row).since == row.since
