"""The providers' pages: who sees what, refusals with everything typed, two at once, the same press twice."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.scope import acting
from governance.register import Audience
from journal.models import Access
from providers.access import MACHINES
from providers.actions import acceptance, works
from providers.deciding import MOVES
from referrals.register import REGISTER
from tests.events import delivered
from tests.house.markup import Page
from tests.people import actor_of
from tests.providers import walk
from tests.providers.pages import (
    CANARIES,
    COORDINATOR,
    FITTER,
    LEAD,
    MANAGER,
    OUTSIDE,
    SUPPORTER,
    TRIAGE,
    WORDS,
    day,
    every_page,
    hidden,
    page_of,
    press,
    signed_in,
    unmasked,
)
from tests.referrals import walk as referrals

pytestmark = pytest.mark.django_db
# Offered when there is a question, a photograph, a yes, a time that was proposed, a visit today, a cost above the limit.
NEED_MORE = {"answer", "delete_photograph", "print_letter", "drop_proposal", "set_off", "refuse_cost", "find_no_works"}
NEW_ONE = ">New (1)</a>"


@pytest.mark.parametrize(("kind", "who"), [("security", COORDINATOR), ("security", FITTER), ("support", SUPPORTER),
                                            ("support", MANAGER)])  # fmt: skip
def test_field_leaks_to_no_audience_that_the_register_does_not_name(kind: str, who: str) -> None:
    """S1.30; a test per field × role over the bytes of every page."""
    row: Any = walk.sent(**CANARIES) if kind == "security" else walk.s_sent(**CANARIES)
    shown = every_page(signed_in(who), row)
    audience = Audience.SECURITY if kind == "security" else Audience.SUPPORT
    for name, value in CANARIES.items():
        words = WORDS.get(name, value)
        may = audience in REGISTER[f"referral.{name}"].audiences
        assert (words in shown) == may, name
    assert "The person wants to move" not in shown


def test_notes_of_one_provider_reach_no_other() -> None:
    """Security never reads support notes; support never reads the assessment; triage reads all."""
    locks = walk.installed()
    oasis = walk.send(referrals.fetch(locks.reference, referrals.worker()), walk.OASIS, "support_adults")
    walk.do(locks, acceptance.add_note, walk.fitter(), kind="security", note="Qlocksnote")
    walk.do(oasis, acceptance.add_note, walk.supporter(), kind="support", note="Qoasisnote")
    security, support = every_page(signed_in(FITTER), locks), every_page(signed_in(SUPPORTER), oasis)
    assert "Qlocksnote" in security
    assert "Qoasisnote" in support
    for secret in ("Qoasisnote", "Left in March"):
        assert secret not in security
    for secret in ("Qlocksnote", "Front door", "Mortice deadlock", "£"):
        assert secret not in support
    assert "Security measures installed" in support
    case = signed_in(TRIAGE).get(reverse("referrals:case", args=[locks.reference]) + "?tab=work").content.decode()
    for words in ("Qlocksnote", "Qoasisnote", "Mortice deadlock"):
        assert words in case


def test_tombstone_is_all_that_is_left_after_a_recall() -> None:
    """domain.md: "stop work, call the single point of access"."""
    row = walk.recalled(walk.signed_off(**CANARIES))
    client = signed_in(COORDINATOR)
    shown = client.get(page_of(row)).content.decode()
    assert "Stop work. Call the single point of access: 0808 168 9111" in shown
    everything = every_page(client, row)
    for value in (*CANARIES.values(), "Front door", "07700 900123", "Bluebell"):
        if isinstance(value, str) and value.startswith(("Q", "q", "0", "B", "F")):
            assert value not in everything, value
    assert press(client, page_of(row, "acknowledge")).status_code == 302
    assert "This work has ended" in client.get(page_of(row)).content.decode()


def test_consent_withdrawn_while_the_page_is_open_leaves_the_tombstone_and_nothing_else() -> None:
    """domain.md: the next request of that provider shows "Stop work" alone, its half-filled form too; others go on."""
    row = walk.visit_booked(**CANARIES)
    oasis = walk.send(referrals.fetch(row.reference, referrals.worker()), walk.OASIS, "support_adults")
    van, triage = signed_in(FITTER), signed_in(TRIAGE)
    form = van.get(page_of(row, "recommend"))
    assert CANARIES["first_name"] in van.get(page_of(row)).content.decode()
    said = {"whom": "some", "recipients": ["24-7-locks"], "how": "phone", "heard_by": "Ann"}
    decision = reverse("referrals:decide", args=[row.reference, "withdraw_consent"])
    assert press(triage, decision, **said, **day("said_on", walk.in_days(0))).status_code == 302
    answers = [
        van.get(page_of(row)),
        van.get(page_of(row, "recommend")),
        van.post(page_of(row, "recommend"), hidden(form)),
    ]
    assert [answer.status_code for answer in answers] == [200, 409, 409]
    assert "Stop work. Call the single point of access: 0808 168 9111" in answers[0].content.decode()
    shown = every_page(van, row) + "".join(answer.content.decode() for answer in answers)
    for value in (*CANARIES.values(), "Front door", "07700 900123", "Bluebell"):
        assert not isinstance(value, str) or not value.startswith(("Q", "q", "0", "B", "F")) or value not in shown, (
            value
        )
    assert CANARIES["first_name"] in signed_in(SUPPORTER).get(page_of(oasis)).content.decode()


@pytest.mark.parametrize("who", [SUPPORTER, "support-manager.clarion", *OUTSIDE])
def test_foreign_and_absent_work_answer_the_same(who: str) -> None:
    """security.md: always 404, identical."""
    row, client = walk.accepted(), signed_in(who)
    for transition in ("", "return", "accept", "note"):
        foreign = client.get(page_of(row, transition))
        absent = client.get(page_of(row, transition).replace(str(row.pk), str(uuid.uuid4())))
        posted = client.post(page_of(row, transition), {"version": "2", "posted": str(uuid.uuid4())})
        assert foreign.status_code == absent.status_code == 404
        assert unmasked(foreign) == unmasked(absent)
        assert posted.status_code in {404, 403, 405}
    assert client.get(reverse("providers:dispatch", args=[row.reference])).status_code == 404


def test_anonymous_is_sent_to_sign_in() -> None:
    row = walk.sent()
    for address in (page_of(row), page_of(row, "accept"), reverse("providers:worklist")):
        assert Client().get(address).status_code == 302


def test_every_transition_has_its_page() -> None:
    """Complete: every line of both machines is a move; sending has a page of its own."""
    for kind, machine in MACHINES.items():
        assert set(MOVES[kind]) == {line.name for line in machine} - {"dispatch"}


@pytest.mark.parametrize(
    ("kind", "state"), [("security", s) for s in walk.SECURITY] + [("support", s) for s in walk.SUPPORT]
)
def test_page_offers_what_the_table_allows_and_no_more(kind: str, state: str) -> None:
    """Roles × states: buttons come from the table; another address is refused, 403 for the role, 409 for the state."""
    row = (walk.SECURITY if kind == "security" else walk.SUPPORT)[state]()
    for who in (COORDINATOR, FITTER, TRIAGE) if kind == "security" else (SUPPORTER, MANAGER, TRIAGE):
        client, actor = signed_in(who), actor_of(who)
        shown = client.get(page_of(row)).content.decode()
        offered = {name for name in MOVES[kind] if f'href="{page_of(row, name)}"' in shown}
        allowed = {line.name for line in MACHINES[kind].open_to(actor, state)} - {"dispatch", *NEED_MORE}
        assert offered == allowed, who
        others = [MACHINES[kind][name] for name in MOVES[kind] if name not in allowed | NEED_MORE]
        for status, lines in (
            (403, [line for line in others if not line.open_to(actor)]),
            (409, [line for line in others if line.open_to(actor)]),
        ):
            if lines:
                assert client.get(page_of(row, lines[0].name)).status_code == status
        if allowed:
            assert client.get(page_of(row, min(allowed))).status_code == 200


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind in MOVES for name in MOVES[kind]])
def test_form_with_nothing_or_nonsense_is_answered_in_words(kind: str, name: str) -> None:
    """Bad input: a summary that links to each field, what was typed still there, no 500."""
    states = walk.SECURITY if kind == "security" else walk.SUPPORT
    line = MACHINES[kind][name]
    row = states[sorted(line.sources)[0]]()
    if kind == "security":
        who = LEAD if name in {"recall", "refuse_cost"} else COORDINATOR
    else:
        who = LEAD if name == "recall" else MANAGER
    client = signed_in(who)
    opened = client.get(page_of(row, name))
    fields = [field for field in opened.context["form"].fields if field not in {"version", "posted"}]
    nonsense = "<script>alert(1)</script>\u202e\x00"
    answer = client.post(page_of(row, name), {})
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    typed = {"note": "Kept, byte for byte: \u202eŞ"} | {field: nonsense for field in fields if field != "note"}
    answer = client.post(page_of(row, name), hidden(opened) | typed | {"version": "nonsense"})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "<script>alert" not in shown
    if "note" in fields:
        assert "Kept, byte for byte: \u202eŞ" in shown
    assert walk.now(row).version == row.version


def test_of_two_people_at_once_one_wins_and_the_other_reads_what_changed() -> None:
    """Rule 1: 409 with both versions, and everything typed is still there."""
    row = walk.sent()
    first, second = signed_in(COORDINATOR), signed_in(COORDINATOR)
    one, two = first.get(page_of(row, "accept")), second.get(page_of(row, "return"))
    late = hidden(second.get(page_of(row, "accept")))
    assert first.post(page_of(row, "accept"), hidden(one)).status_code == 302
    answer = second.post(page_of(row, "return"), hidden(two) | {"reason": "other", "note": "No room this week."})
    shown = answer.content.decode()
    assert answer.status_code == 409
    for words in ("you saw version 1, it is now version 2", "What changed since you opened", "No room this week."):
        assert words in shown
    over = second.post(page_of(row, "accept"), late)
    assert (over.status_code, list(Page(over.content.decode()).faults())) == (409, []), "no form that nothing can send"
    again = hidden(answer) | {"reason": "other", "note": "No room this week."}
    assert second.post(page_of(row, "return"), again).status_code == 302
    assert walk.now(row).state == "returned"


def test_the_same_press_twice_has_one_effect() -> None:
    """A lost reply never loses a sign-off and never does it twice."""
    row, client = walk.install_booked(), signed_in(FITTER)
    form = hidden(client.get(page_of(row, "fit"))) | {
        "measure": "door-viewer", "place": "Front door", "quantity": "1", "cost": "20", "fitted_on_day": "1",
        "fitted_on_month": "1", "fitted_on_year": "2026",
    }  # fmt: skip
    assert client.post(page_of(row, "fit"), form).status_code == 302
    assert client.post(page_of(row, "fit"), form).status_code == 302
    with acting(referrals.worker()):
        assert row.fittings.count() == 1
    other = client.post(page_of(row, "fit"), form | {"place": "Qcopied page"})
    kept = other.content.decode()
    assert (other.status_code, 'value="Qcopied page"' in kept) == (409, True), "a copy of the page, with other words"
    assert "What changed since you opened this page" in kept
    for _ in range(2):
        assert client.post(page_of(row, "fit"), form | hidden(other) | {"place": "Qcopied page"}).status_code == 302
    with acting(referrals.worker()):
        assert sorted(one.place for one in row.fittings.select_related("key")) == ["Front door", "Qcopied page"]


def test_refused_form_may_be_sent_again() -> None:
    row, client = walk.install_booked(), signed_in(FITTER)
    form = hidden(client.get(page_of(row, "install")))
    refused = client.post(page_of(row, "install"), form)
    assert (refused.status_code, "at least one measure" in refused.content.decode()) == (422, True)
    walk.do(row, works.fit, walk.fitter(), item=walk.fitted())
    assert client.post(page_of(row, "install"), form | {"version": str(row.version + 1)}).status_code == 302


def test_reads_are_recorded_and_notices_seen() -> None:
    """security.md: reads are recorded before the answer, lists included."""
    row, client = walk.sent(), signed_in(COORDINATOR)
    delivered("referral.dispatched")
    address = reverse("providers:worklist")
    assert NEW_ONE in client.get(address).content.decode()
    client.get(page_of(row))
    client.get(page_of(row, "accept"))
    assert NEW_ONE not in client.get(address).content.decode()
    with acting(referrals.worker()):
        reads = [a.what for a in Access.objects.filter(case_ids__contains=[row.referral_id]).order_by("at")]
    assert reads == ["providers:worklist", "providers:workstream", "providers:move", "providers:worklist"]
