"""Every field of the registers × everybody who sees cases, over the bytes of everything that reaches them (S1.30).

Made from the registers: a field that is added there is planted, looked for and, when nobody may see it, missed here.
What has fixed answers is told by its difference: another answer changes nothing for whoever may not see it, and stands on
the pages of whoever may.
"""

import difflib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import wishes
from accounts.models import Notice
from accounts.scope import acting, as_system
from governance.clocks import LONDON
from governance.register import Audience, Copy
from journal.actions import deliver
from journal.models import Delivery
from providers import tasks
from providers.actions import visits
from providers.deciding import MOVES
from referrals import links
from referrals.views.printing import NOT_ON_PAPER
from referrals.views.tabs import TABS
from tests import databases
from tests.people import as_role
from tests.providers import walk
from tests.providers.pages import COORDINATOR, FITTER, MANAGER, SUPPORTER, TRIAGE, page_of, signed_in
from tests.providers.planting import FIELDS, Rows, alter, fixed, hidden_from, plant, planting
from tests.referrals import walk as referrals
from tests.referrals.writing import SENDER, TEN, case, words, written
from tests.systems import System, answers_to, new_key

pytestmark = pytest.mark.django_db
OFFICER = "rights-officer"
ROLES = {
    OFFICER: Audience.RIGHTS, COORDINATOR: Audience.SECURITY, FITTER: Audience.SECURITY, SUPPORTER: Audience.SUPPORT,
    MANAGER: Audience.SUPPORT, TRIAGE: Audience.TRIAGE,
}  # fmt: skip
ONE_OF_EACH = (OFFICER, COORDINATOR, SUPPORTER)  # triage may see all that is on; --long asks everybody
OUTSIDE = ("commissioner", "scheme-administrator", "support-manager.clarion")
MEANS = "contact_point.means"  # an e-mail address has no voicemail: altered, it would hide others
BESIDE = {"onward.sent_at"}  # the first line of the history says it, with a time of its own
REGISTER_OF = ("sharing_of", "sharing_of_csv", "disclose", "write", "correct", "contact", "looked_case", "known")
VIEWS = ("all", "mine", "board", "new", "today", "diary", "late", "stop", "checks", "nobody", "security", "support")
LATER = datetime(2031, 6, 9, 10, tzinfo=LONDON)  # a Monday on which every clock has ended


@contextmanager
def undone() -> Iterator[None]:
    """Nothing of it stays: neither who looked, nor what was altered."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def pages_of(client: Client, work: list[Any]) -> dict[str, str]:
    """{address: bytes} of every page, file and paper that this person can reach: their work, its moves, lists, notices,
    the team, the register of sharing, the case.
    """
    of_case = [work[0].reference]

    def there(address: str, *more: str) -> list[str]:
        """An address, and those that lead on from it, if it exists for this person."""
        return [address, *more] if client.get(address).status_code == 200 else [address]

    lists, case_page = reverse("providers:worklist"), reverse("referrals:case", args=of_case)
    found = [reverse("accounts:news"), reverse("providers:team")]
    found += there(lists, *(f"{lists}?view={view}" for view in VIEWS))
    for row in work:
        found += there(page_of(row), *(page_of(row, name) for name in MOVES[row.kind]))
        found += [reverse("providers:hand_over", args=[row.worker_id])] if row.worker_id else []
    found += [reverse("referrals:sharing"), reverse("referrals:sharing_csv"), reverse("referrals:worklist")]
    found += [reverse(f"referrals:{name}", args=of_case) for name in REGISTER_OF]
    found += there(case_page, *(f"{case_page}?tab={tab}" for tab in (*TABS, "work")))
    pages = {address: client.get(address).content.decode() for address in found}
    for row in work:
        for name in ("address", "letter"):
            address = reverse(f"providers:{name}", args=[row.pk])
            pages[address] = client.post(address).content.decode()
    address = reverse("referrals:print", args=of_case)
    pages[address] = client.post(address, {"reason": "meeting"}).content.decode()
    passing = r"[0-9a-f]{8}-[0-9a-f-]{27}|name=\"csrfmiddlewaretoken\" value=\"\w+\""
    return {address: re.sub(passing, "", page) for address, page in pages.items()}


def everything_of(client: Client, work: list[Any]) -> str:
    return "\n".join(pages_of(client, work).values())


def stands(words: set[str], text: str) -> bool:
    """As words of their own; most stand nowhere, and looking for the bare letters first is a hundred times faster."""
    return any(one in text and re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text) for one in words)


def standing(planted: dict[str, set[str]], text: str) -> set[str]:
    return {name for name, said in planted.items() if stands(said, text)}


def delivered() -> None:
    """What the worker does with all that has happened so far."""
    with as_system():
        waiting = Delivery.objects.filter(state="waiting").exclude(handler__startswith="equality.")
        for pk in waiting.values_list("pk", flat=True):
            deliver(pk)


def mails() -> str:
    """What the worker mails for what has happened so far, for clocks that end and in digests, without who gets it, and
    what it tells inside.
    """
    with databases.role("safer_worker"):
        delivered()
        with time_machine.travel(LATER):
            tasks.remind()
            delivered()
            with as_system():
                wishes.make_digests(LATER.date())
            delivered()
        with as_system():
            told = list(Notice.objects.values_list("kind", "page", "reference"))
    return "\n".join(f"{m.subject}\n{m.body}\n{m.extra_headers}" for m in mail.outbox) + str(told)


@pytest.fixture
def rows() -> Rows:
    return planting()


def work_of(rows: Rows) -> list[Any]:
    return [*rows["security_workstream"], *rows["support_workstream"]]


def test_every_model_of_the_registers_is_planted(rows: Rows) -> None:
    assert {field.model for field in FIELDS.values()} == {name for name, those in rows.items() if those}


def test_every_field_reaches_whom_the_register_names_and_nobody_else(rows: Rows) -> None:
    planted = plant(rows)
    assert len(planted) > 70
    leaks, missing = [], []
    for who, audience in ROLES.items():
        with undone():
            shown = standing(planted, everything_of(signed_in(who), work_of(rows)))
        given = planted.keys() - {field.name for field in hidden_from(audience)}
        leaks += [(who, name) for name in sorted(shown - given)]
        if audience is not Audience.TRIAGE:  # who may read all of it, step by step
            missing += [(who, name) for name in sorted(given - shown - BESIDE)]
    assert leaks == []
    assert missing == []


def test_mails_reminders_and_digests_hold_nothing_of_anybody(rows: Rows) -> None:
    planted = plant(rows)
    assert standing(planted, mails()) == set()
    subjects = {one.subject.partition(":")[0] for one in mail.outbox}
    assert {"What is new in SAFER Referrals", "Look at SAFER Referrals", "Work for you in SAFER Referrals"} <= subjects


def test_what_somebody_may_not_see_makes_no_difference_to_them(rows: Rows, request: pytest.FixtureRequest) -> None:
    """Byte for byte: choices, yes and no, codes and pictures, of which no value is a token."""
    plant(rows)
    everybody = request.config.getoption("long")
    with time_machine.travel(timezone.now(), tick=False):
        for who in (*ROLES, *OUTSIDE) if everybody else ONE_OF_EACH:
            with undone():
                before = pages_of(signed_in(who), work_of(rows))
            with undone():
                assert alter(rows, hidden_from(ROLES.get(who)))
                after = pages_of(signed_in(who), work_of(rows))
            assert differences(before, after) == [], who


def differences(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Lines that differ, each behind its page. Rows of one moment have no order."""
    return [f"{address}: {line}" for address, page in before.items() for line in _unlike(page, after[address])]


def _unlike(before: str, after: str) -> list[str]:
    if before == after:
        return []
    return list(difflib.unified_diff(sorted(before.splitlines()), sorted(after.splitlines()), n=0, lineterm=""))


@pytest.mark.parametrize(
    ("agency", "role", "audience"),
    [("24-7-locks", "security_coordinator", Audience.SECURITY), ("oasis", "support_manager", Audience.SUPPORT)],
)
def test_systems_are_given_no_field_that_the_register_does_not_name(
    rows: Rows, agency: str, role: str, audience: Audience
) -> None:
    """The bytes of an agency's queue, and of what its moves answer and refuse."""
    system, going_on = System(new_key(agency, role)), walk.accepted()
    with acting(referrals.worker()):  # work that is open still: the firm's part of the planted case has ended
        rows["referral"].append(going_on.referral)
    planted = plant(rows)
    with time_machine.travel(timezone.now(), tick=False):
        with undone():
            before = answers_to(system, work_of(rows))
        with undone():
            assert alter(rows, hidden_from(audience))
            after = answers_to(system, work_of(rows))
    hidden = {field.name for field in hidden_from(audience)}
    shown = standing(planted, "\n".join(before))
    assert shown & hidden == set()
    assert "referral.first_name" in shown
    assert before == after


@pytest.mark.parametrize("who", ONE_OF_EACH)
def test_fixed_answers_stand_before_whom_the_register_names(rows: Rows, who: str) -> None:
    """The same pages, so that the difference above could have been seen."""
    plant(rows)
    hidden = hidden_from(ROLES[who])
    given = [field for field in FIELDS.values() if field not in hidden and fixed(field, rows) and field.name != MEANS]
    with undone():
        altered = alter(rows, given)
        pages = everything_of(signed_in(who), work_of(rows)).lower()
    shown = standing({name: {one.lower() for one in said} for name, said in altered.items()}, pages)
    assert altered.keys() - shown == set()
    assert altered


def test_nobody_else_who_signs_in_is_shown_anything(rows: Rows) -> None:
    """The council, and other agencies with work of their own."""
    planted = plant(rows)
    for who in OUTSIDE:
        assert standing(planted, everything_of(signed_in(who), work_of(rows))) == set(), who


def test_paper_holds_what_a_copy_may_show_and_no_more(rows: Rows) -> None:
    """The print view of a case (S4.25): nothing of third parties, nothing withheld, no code word."""
    planted = plant(rows)
    client = signed_in(TRIAGE)
    page = client.post(reverse("referrals:print", args=[work_of(rows)[0].reference]), {"reason": "meeting"})
    paper = page.content.decode().partition('<article class="paper">')[2].partition("</article>")[0]
    shown = standing(planted, paper)
    may = {f.name for f in FIELDS.values() if f.on and f.copy is Copy.SHOW and Audience.TRIAGE in f.audiences}
    assert shown - (may - NOT_ON_PAPER) == set()
    wanted = {name for name in may - NOT_ON_PAPER if FIELDS[name].model in {"referral", "contact_point"}}
    assert (wanted & planted.keys()) - shown == set()


def test_link_of_the_referrer_shows_the_question_and_nothing_of_the_case(rows: Rows) -> None:
    planted = plant(rows)
    (asked,) = rows["question"]
    with databases.role("safer_worker"), as_system():
        asked.answered_at, asked.answer = None, ""
        asked.save(update_fields=["answered_at", "answer"])
    for secret in (links.receipt_secret(asked.referral_id), links.secret_for(asked.pk, asked.referral_id)):
        page = Client().get(reverse("referrals:link", args=[secret]))
        assert page.status_code == 200
        assert standing(planted, page.content.decode()) == {"question.question"}


def test_letter_to_the_owner_names_the_home_and_nothing_else() -> None:
    row = walk.permission_pending()
    said = {"agreed": True, "said_by": "The person", "said_on": walk.in_days(0)}
    row = walk.do(row, visits.allow_letter, walk.coordinator(), **said)
    with acting(referrals.worker()):
        planted = plant({"referral": [row.referral]})
    shown = signed_in(COORDINATOR).post(reverse("providers:letter", args=[row.pk])).content.decode()
    (paper,) = re.findall(r'<article class="letter">(.*?)</article>', shown, re.DOTALL)
    assert standing(planted, paper) == {"referral.address", "referral.postcode"}


@pytest.mark.parametrize("way", ["email", "post"])
def test_what_the_person_gets_holds_their_first_name_and_no_more(client: Client, settings: Any, way: str) -> None:
    settings.NEUTRAL_SENDER = SENDER
    with time_machine.travel(TEN):
        referral = case()
        planted = plant({"referral": [referral]})
        letter = written(referral, words(way))
        with databases.role("safer_worker"):
            delivered()
        as_role(client, TRIAGE)
        page = client.get(reverse("referrals:letter", args=[referral.reference, letter.pk])).content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]
    got = str(mail.outbox[-1].body) if way == "email" else main
    assert standing(planted, got) == {"referral.first_name"}
    assert standing(planted, main) == {"referral.first_name"}
