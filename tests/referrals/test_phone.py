"""Intake on the phone: one page, saved at any point, sent once, seen by nobody else."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.http import Http404
from django.test import Client
from django.utils import timezone

from accounts.actions.wishes import choose
from accounts.actors import Actor
from accounts.models import Notice
from accounts.roles import Role
from accounts.scope import acting, as_system
from journal.models import Event
from referrals.actions import phone, resuming
from referrals.forms.intake_pages import PAGES
from referrals.forms.intake_phone import COUNTS, UNASKED, pages_on
from referrals.models import Consent, Draft, Referral
from tests.databases import role
from tests.events import delivered
from tests.people import as_role, user_of
from tests.referrals import walk
from tests.referrals.filling import BY_ROUTE, text
from walls.models import CaseKey
from walls.refusals import Refused
from walls.scope import scoped

pytestmark = pytest.mark.django_db
DOOR = "/desk/triage/intake/"


def begun(client: Client, route: str = "professional") -> str:
    """→ the address of a new call."""
    answer = client.post(DOOR, {"route": route})
    assert answer.status_code == 302
    return str(answer["Location"])


def everything(client: Client, place: str, route: str = "professional", **changes: Any) -> dict[str, Any]:
    """What a worker types on the page at `place`, by the names of its boxes; None leaves a box out."""
    boxes: dict[str, Any] = {name: value for page in BY_ROUTE[route].values() for name, value in page.items()}
    found = re.search(r'name="notice_version" value="([^"]+)"', text(client.get(place)))
    assert found
    given = boxes | {"notice_version": found[1], "route": route} | changes
    return {name: value for name, value in given.items() if value is not None}


def drafts(by: Actor) -> list[Draft]:
    with acting(by):
        return list(Draft.objects.select_related("key"))


@pytest.mark.parametrize("route", ["professional", "self", "authority"])
def test_whole_call_becomes_a_referral_heard_by_the_worker(client: Client, route: str) -> None:
    """Every question of the form is on one page; consent is heard on the phone, by whoever took the call."""
    actor = as_role(client, "triage-worker")
    place = begun(client, route)
    sent = client.post(place, everything(client, place, route, go="send"))
    assert sent.status_code == 302, text(sent)
    with acting(actor):
        made = Referral.objects.select_related("key").get()
        assert sent["Location"] == f"/referrals/{made.reference}/"
        assert (made.name, made.route, made.state) == ("Amara O’Neill-Şahin", route, "received")
        assert made.steps.get().actor_id == actor.user_id
        heard = {(one.given_how, one.taken_by) for one in Consent.objects.select_related("key")}
        assert heard == {("phone", actor.name)}
        assert sorted(made.contact_points.values_list("means", flat=True)) == ["email", "phone"]
    assert client.get(sent["Location"]).status_code == 200


def test_call_that_is_sent_twice_makes_one_referral(client: Client) -> None:
    actor = as_role(client, "triage-worker")
    place = begun(client)
    typed = everything(client, place, go="send")
    first, second = client.post(place, typed), client.post(place, typed)
    assert first["Location"] == second["Location"] == client.get(place)["Location"]
    with acting(actor):
        assert Referral.objects.count() == 1
    left = drafts(actor)[0].answers
    assert (set(left), "Amara" in str(left)) == ({"referral", "equality", "sent"}, False)
    assert "You have no unfinished calls" in text(client.get(DOOR))


def test_half_a_call_is_saved_and_listed_without_a_word_of_error(client: Client) -> None:
    as_role(client, "triage-worker")
    place = begun(client)
    boxes = {
        "route": "professional",
        "first_name": " <b>Zoë</b>",
        "date_of_birth_day": "31",
        "date_of_birth_month": "x",
    }
    saved = client.post(place, boxes | {"notes": "Call back\r\nat 3", "go": "save"}, follow=True)
    body = text(saved)
    assert "There is a problem" not in body
    assert 'value=" &lt;b&gt;Zoë&lt;/b&gt;"' in saved.content.decode()
    assert 'value="31"' in body
    assert "Call back\r\nat 3</textarea>" in body
    listed = client.get(DOOR).content.decode()
    assert "&lt;b&gt;Zoë&lt;/b&gt;" in listed
    assert "Call back" in listed


def test_what_is_missing_is_listed_with_links_and_nothing_typed_is_lost(client: Client) -> None:
    actor = as_role(client, "triage-worker")
    place = begun(client)
    wrong = {"last_name": "O’Neill-Şahin", "first_name": "", "postcode": "TN24", "risk_tool": "judgement"}
    answer = client.post(place, everything(client, place, **wrong, go="send"))
    body = text(answer)
    assert answer.status_code == 422
    assert '<a href="#id_first_name">Enter the person’s first name</a>' in body
    assert '<a href="#id_postcode">' in body
    assert 'value="TN24"' in body
    assert 'name="risk_score" value="16"' in body  # does not count now; the worker may change their mind
    assert drafts(actor)[0].answers["name"]["last_name"] == ["O’Neill-Şahin"]
    with acting(actor):
        assert Referral.objects.count() == 0


def test_support_for_children_without_children_is_refused_where_it_was_ticked(client: Client) -> None:
    """The page offers it from the beginning, because ages are typed on the same page."""
    as_role(client, "triage-worker")
    place = begun(client)
    answer = client.post(place, everything(client, place, others="no", child_ages="", go="send"))
    assert answer.status_code == 422
    assert re.search(r'value="support_children"[^>]* checked', text(answer))
    assert "There is a problem" in text(answer)


def test_number_that_was_typed_counts_without_its_tick(client: Client) -> None:
    actor = as_role(client, "triage-worker")
    place = begun(client)
    sent = client.post(place, everything(client, place, means=None, email_value="", go="send"))
    assert sent.status_code == 302, text(sent)
    with acting(actor):
        assert list(Referral.objects.get().contact_points.values_list("means", flat=True)) == ["phone"]


def test_call_without_a_safe_way_is_refused(client: Client) -> None:
    """S1.11: unknown means do not use."""
    as_role(client, "triage-worker")
    place = begun(client)
    answer = client.post(place, everything(client, place, phone_safe="unknown", go="send"))
    assert answer.status_code == 422
    assert "We need at least one safe way to reach the person" in text(answer)


def test_tick_below_an_older_notice_is_no_tick_below_the_new_one(client: Client) -> None:
    as_role(client, "triage-worker")
    place = begun(client)
    typed = everything(client, place, go="save") | {"notice_version": "an older one"}
    body = text(client.post(place, typed, follow=True))
    assert not re.search(r'name="notice_read"[^>]* checked', body)
    answer = client.post(place, typed | {"go": "send"})
    assert answer.status_code == 422
    assert "The notice has changed meanwhile" in text(answer)


def test_route_may_change_and_the_words_change_with_it(client: Client) -> None:
    actor = as_role(client, "triage-worker")
    place = begun(client)
    assert "Your job title" in text(client.get(place))
    typed = everything(client, place, go="save") | {"route": "self"}
    body = text(client.post(place, typed, follow=True))
    assert "Your job title" not in body
    assert 'value="Amara"' in body
    client.post(place, {"route": "nonsense"})
    assert drafts(actor)[0].route == "self"


def test_doubtful_answer_brings_advice_and_refuses_nobody(client: Client) -> None:
    """S1.3: what else there is stands beside the questions."""
    as_role(client, "triage-worker")
    place = begun(client)
    body = text(client.post(place, everything(client, place, wants_to_stay="no", go="save"), follow=True))
    assert "Victim Support can help with moving" in body
    sent = client.post(place, everything(client, place, wants_to_stay="no", go="send"))
    assert sent.status_code == 302


def test_call_of_a_colleague_does_not_exist(client: Client) -> None:
    """By address, in the list, and for the database; a triage lead is a colleague too."""
    as_role(client, "triage-worker")
    place = begun(client)
    client.post(place, {"route": "self", "first_name": "Amara", "go": "save"})
    for other in ("triage-lead", "fitter.24-7-locks"):
        visitor = Client()
        actor = as_role(visitor, other)
        assert visitor.get(place).status_code == 404
        assert visitor.post(place, {"go": "delete"}).status_code == 404
        assert "Amara" not in visitor.get(DOOR).content.decode()
        assert drafts(actor) == []
    assert Client().get(place).status_code == 302
    assert 'value="Amara"' in text(client.get(place))


def test_public_door_opens_no_call(client: Client) -> None:
    """Not even with its id: what a worker notes is reached by no token and no link."""
    actor = as_role(client, "triage-worker")
    begun(client)
    (draft,) = drafts(actor)
    with scoped(sight="intake", referral=draft.id):
        assert Draft.objects.count() == 0
    with acting(actor):
        assert Draft.objects.filter(worker_id=actor.user_id).count() == 1


def test_deleted_call_is_gone_with_its_key(client: Client) -> None:
    actor = as_role(client, "triage-worker")
    place = begun(client)
    (draft,) = drafts(actor)
    assert client.post(place, {"go": "delete"})["Location"] == DOOR
    with acting(actor):
        assert not Draft.objects.exists()
        assert not CaseKey.objects.filter(pk=draft.key_id).exists()
    assert client.get(place).status_code == 404


def test_worker_is_told_before_a_call_is_deleted_and_nobody_by_its_link(client: Client) -> None:
    """A link in an e-mail would open to the referrer what a worker noted."""
    by = as_role(client, "triage-worker")
    place = begun(client)
    with acting(by):
        choose(by=by, wishes={"reminders": "at_once"})
    client.post(place, {"route": "professional", "referrer_email": "h.obi@housing.example", "go": "save"})
    with role("safer_worker"), as_system():
        soon = timezone.now() + timedelta(days=85)
        assert (resuming.warn_of_end(soon), resuming.warn_of_end(soon)) == (1, 0)
        assert not Event.objects.filter(kind="draft.ending").exists()
    delivered("call.ending")
    assert [(one.to, one.subject) for one in mail.outbox] == [
        ([user_of("triage-worker").email], "Look at SAFER Referrals")
    ]
    with acting(by):
        assert Notice.objects.filter(kind="call.ending", seen_at=None).values_list("page", "user_id").get() == (
            place,
            by.own_id,
        )
    assert "will be deleted soon" in text(client.get("/accounts/news/"))
    client.get(place)
    with acting(by):
        assert not Notice.objects.filter(seen_at=None).exists()
    with role("safer_worker"), as_system():
        assert resuming.delete_ended(timezone.now() + timedelta(days=91)) == 1


def test_other_roles_neither_begin_nor_hold_a_call() -> None:
    by, fitter = walk.worker(), walk.person(Role.FITTER, "24-7-locks")
    with acting(by):
        draft = phone.begin(draft_id=uuid.uuid4(), route="self", by=by)
        assert [one.id for one in phone.calls_of(by)] == [draft.id]
        assert phone.own_call(by, draft.id).id == draft.id
    with acting(fitter):
        assert list(phone.calls_of(fitter)) == []
        with pytest.raises(Refused):
            phone.begin(draft_id=uuid.uuid4(), route="self", by=fitter)
        with pytest.raises(Http404):
            phone.own_call(fitter, draft.id)


def test_call_without_a_choice_of_who_refers_is_not_begun(client: Client) -> None:
    as_role(client, "triage-worker")
    answer = client.post(DOOR, {})
    assert answer.status_code == 422
    assert "Select who you are referring" in text(answer)


def test_long_page_holds_every_question_and_says_when_it_counts() -> None:
    """No page of the public form is forgotten; one that does not always count says when."""
    for route in BY_ROUTE:
        bare = {page.slug for page in PAGES if page.applies({"route": route})}
        for page in pages_on(route):
            assert (page.slug in COUNTS) == (page.slug not in bare or page.slug in {"risk"}), page.slug
    drawn = {page.slug for route in BY_ROUTE for page in pages_on(route)}
    assert drawn | set(UNASKED) == {page.slug for page in PAGES}


def test_new_referral_leads_there(client: Client) -> None:
    as_role(client, "triage-worker")
    assert f'href="{DOOR}"' in client.get("/desk/").content.decode()
