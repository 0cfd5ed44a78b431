"""Every field of the registers × everybody who sees cases, over the bytes of everything that reaches them (S1.30).

Made from the registers: a field that is added there is planted, looked for and, when nobody may see it, missed here.
Text fields get a token of their own, days and numbers a value that stands nowhere else.
"""

import re
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import models
from django.test import Client
from django.urls import reverse

from accounts.models import Notice, Organisation
from accounts.scope import acting, as_system
from governance.register import Audience, Field
from journal.actions import deliver
from journal.models import Delivery
from providers import facts
from providers.access import MODELS
from providers.actions import acceptance, support
from providers.choices import Check, Removal
from providers.deciding import MOVES
from providers.models import Photograph, belonging
from providers.register import REGISTER as OF_WORK
from referrals.models import Amendment, ContactAttempt, Disclosure, KeptFrom, Letter, Question, Wording
from referrals.register import REGISTER as OF_REFERRALS
from referrals.views.tabs import TABS
from tests import databases
from tests.providers import walk
from tests.providers.pages import COORDINATOR, FITTER, MANAGER, SUPPORTER, page_of, signed_in
from tests.referrals import walk as referrals
from walls.fields import SealedBytes, SealedJSON, SealedText

pytestmark = pytest.mark.django_db
FIELDS = {field.name: field for field in (*OF_REFERRALS, *OF_WORK)}
OFFICER = "rights-officer"
ROLES = {
    OFFICER: Audience.RIGHTS, COORDINATOR: Audience.SECURITY, FITTER: Audience.SECURITY, SUPPORTER: Audience.SUPPORT, MANAGER: Audience.SUPPORT,
}  # fmt: skip
DAY = date(1961, 1, 1)
NUMBER = 23_000
# What the table wants beside a value.
TOGETHER: dict[str, dict[str, Any]] = {
    "consent.withdrawn_at": {"withdrawn_how": "phone"},
    "kept_from.lifted_reason": {"lifted_at": datetime.now(UTC), "lifted_by": uuid.uuid4()},
    "owners_permission.letter_said_on": {"letter_agreed": True},
    "fitting.removed_on": {"removed_reason": Removal.values[0]},
    "follow_up.done_on": {"found": Check.values[0]},
}
BESIDE = {"onward.sent_at"}  # the first line of the history says it, with a time of its own
CODES = {"reason", "field"}  # columns of codes without choices of their own
REGISTER_OF = ("sharing_of", "sharing_of_csv", "disclose")
VIEWS = ("all", "mine", "board", "new", "today", "late", "stop", "checks", "nobody")


def case() -> tuple[Any, Any]:
    """A case with both workstreams and a row of every kind. → security and support."""
    locks = walk.complete()
    by = referrals.worker()
    oasis = walk.send(referrals.fetch(locks.reference, by), walk.OASIS, "support_adults")
    worker = walk.supporter()
    oasis = walk.do(oasis, acceptance.accept_support, worker, worker=worker.user_id)
    oasis = walk.do(oasis, support.log_attempt, worker, name="start_contact", way="call", outcome="spoke")
    oasis = walk.do(oasis, support.engage, worker)
    oasis = walk.do(oasis, support.add_goal, worker, area="safety", aim="Sleep")
    oasis = walk.do(oasis, support.agree_plan, worker, review_on=walk.in_days(30))
    oasis = walk.do(oasis, support.start, worker)
    oasis = walk.do(oasis, support.review, worker, note="Well", next_on=walk.in_days(30))
    return locks, oasis


def made_of_case(of_case: dict[str, Any]) -> None:
    """A row of each kind that walking leaves none of."""
    ContactAttempt.objects.create(**of_case, means="phone", result="no_answer")
    Question.objects.create(**of_case, due_on=DAY, answered_at=datetime.now(UTC), link_digest=b"q")
    Amendment.objects.create(**of_case, version=1, kind="wrong", field="referral.first_name")
    wording = Wording.objects.create(
        name="N", version=1, way="post", body="B", proposed_by_id=referrals.worker().own_id
    )
    Letter.objects.create(
        **of_case, id=uuid.uuid4(), wording=wording, way="post", state="sent",
        actor_id=uuid.uuid4(),
    )  # fmt: skip
    Disclosure.objects.create(
        **of_case, recipient="police", basis="law", fields=["referral.gender"], told_on=DAY, recorded_by=uuid.uuid4()
    )


def rows_of(locks: Any, oasis: Any) -> dict[str, list[Any]]:
    """{model of the registers: its rows of this case}; made here where walking leaves none."""
    referral = locks.referral
    of_case = {"referral": referral, "key": referral.key}
    made_of_case(of_case)
    photograph = Photograph.objects.create(**belonging(locks), caption="Door", image=b"picture")
    of_somebody = {"user_id": walk.supporter("clarion").own_id, "set_by": uuid.uuid4()}
    kept = KeptFrom.objects.create(**of_case, **of_somebody, declared=False, reason="R")
    found: dict[str, list[Any]] = {
        "photograph": [photograph], "kept_from": [kept], "owners_permission": [locks.owners_permission],
        "referral": [referral], "consent": list(referral.consents.all()), "onward": list(referral.onwards.all()),
        "contact_point": list(referral.contact_points.all()), "step": list(referral.steps.all()[:1]),
        "question": list(referral.questions.all()), "contact_attempt": list(referral.contact_attempts.all()),
        "amendment": list(referral.amendments.all()), "letter": list(referral.letters.all()),
        "disclosure": list(referral.disclosures.all()),
        "security_workstream": [locks], "support_workstream": [oasis], "security_step": list(locks.steps.all()[:1]),
        "support_step": list(oasis.steps.all()[:1]), "assessment": [locks.assessment], "sign_off": [locks.sign_off],
    }  # fmt: skip
    of_work = {
        "visit": locks.visits, "recommendation": locks.recommendations, "fitting": locks.fittings,
        "follow_up": locks.follow_ups, "attempt": oasis.attempts, "goal": oasis.goals, "review": oasis.reviews, "photograph": locks.photographs,
    }  # fmt: skip
    found |= {name: list(rows.all()[:1]) for name, rows in of_work.items()}
    return found


def value_for(field: Field, column: Any, number: int) -> Any:
    """A value that stands nowhere else, None where the answers are a fixed list."""
    day = DAY + timedelta(days=number)
    if field.attribute in {"date_of_birth", "risk_assessed_on"}:
        return day.isoformat()
    if isinstance(column, SealedBytes):
        return None  # a picture is no text; test_photographs.py looks who gets it
    if isinstance(column, SealedJSON):
        return [NUMBER + number]
    if isinstance(column, SealedText):
        return f"Q{number}z{field.attribute.replace('_', '')}"
    if isinstance(column, models.DateTimeField):
        return datetime(day.year, day.month, day.day, 3, 7, tzinfo=UTC)
    if isinstance(column, models.DateField):
        return day
    if isinstance(column, models.IntegerField) and field.attribute != "months":
        return NUMBER + number
    if isinstance(column, models.CharField) and not column.choices and field.attribute not in CODES:
        return f"Q{number}z{field.attribute}"
    return None


def words_for(field: Field, value: Any) -> set[str]:
    """Every way in which the value might stand on a page, in a file or in a mail."""
    said = {str(value), facts.in_words(field.attribute, value)}
    if isinstance(value, list):
        said = {str(value[0])}
    if field.attribute in {"date_of_birth", "risk_assessed_on"}:
        value = date.fromisoformat(value)
    if isinstance(value, date):
        said |= {f"{value:%Y-%m-%d}", f"{value:%-d %B %Y}", f"{value:%-d %b %Y}", f"{value:%d/%m/%Y}"}
    return {one for one in said if one}


def plant(rows: dict[str, list[Any]]) -> dict[str, set[str]]:
    """→ {field: the words of its value}, of every field that can hold one of its own."""
    planted = {}
    with databases.role("safer_worker"), as_system():
        for number, field in enumerate(FIELDS.values(), 1):
            for row in rows[field.model]:
                value = value_for(field, row._meta.get_field(field.attribute), number)
                if value is not None:
                    setattr(row, field.attribute, value)
                    vars(row).update(TOGETHER.get(field.name, {}))
                    planted[field.name] = words_for(field, value)
        save(rows)
    return planted


def save(rows: dict[str, list[Any]]) -> None:
    for those in rows.values():
        for row in those:
            names = [f.attribute for f in FIELDS.values() if f.model and type(row) is type(rows[f.model][0])]
            row.save(update_fields=sorted(set(names) - {"state"}))


def everything_of(client: Client, work: list[Any]) -> str:
    """The bytes of every page that this person can reach: their work, its moves, lists, notices, the team."""
    found = [reverse("providers:worklist"), reverse("accounts:news"), reverse("providers:team")]
    found += [f"{found[0]}?view={view}" for view in VIEWS]
    for row in work:
        names = MOVES[row.kind] if client.get(page_of(row)).status_code == 200 else ()
        found += [page_of(row), *(page_of(row, name) for name in names)]
        found += [reverse("providers:hand_over", args=[row.worker_id])] if row.worker_id else []
    found += [
        reverse("referrals:sharing"),
        *(reverse(f"referrals:{name}", args=[work[0].reference]) for name in REGISTER_OF),
    ]
    case = reverse("referrals:case", args=[work[0].reference])
    found += [case, *(f"{case}?tab={tab}" for tab in (*TABS, "work"))]
    pages = [client.get(address).content.decode() for address in found]
    pages += [client.post(reverse("providers:address", args=[row.pk])).content.decode() for row in work]
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|name=\"csrfmiddlewaretoken\" value=\"\w+\"", "", "\n".join(pages))


def stands(words: set[str], text: str) -> bool:
    """As words of their own; most stand nowhere, and looking for the bare letters first is a hundred times faster."""
    return any(one in text and re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text) for one in words)


def mails() -> str:
    """What the worker mails for what has happened so far, without who gets it, and what it tells inside."""
    with databases.role("safer_worker"), as_system():
        for pk in (
            Delivery.objects.filter(state="waiting")
            .exclude(handler__startswith="equality.")
            .values_list("pk", flat=True)
        ):
            deliver(pk)
        told = list(Notice.objects.values_list("kind", "page", "reference"))
    return "\n".join(f"{m.subject}\n{m.body}\n{m.extra_headers}" for m in mail.outbox) + str(told)


@pytest.fixture
def rows() -> dict[str, list[Any]]:
    Organisation.objects.update(email="team@agency.example")
    locks, oasis = case()
    with acting(referrals.worker()):
        locks, oasis = (MODELS[row.kind]._default_manager.select_related("referral__key").get(pk=row.pk)
                        for row in (locks, oasis))  # fmt: skip
        return rows_of(locks, oasis)


def test_every_model_of_the_registers_is_planted(rows: dict[str, list[Any]]) -> None:
    assert {field.model for field in FIELDS.values()} == {name for name, those in rows.items() if those}


def test_every_field_reaches_whom_the_register_names_and_nobody_else(rows: dict[str, list[Any]]) -> None:
    planted = plant(rows)
    assert len(planted) > 70
    work = [*rows["security_workstream"], *rows["support_workstream"]]
    leaks, missing = [], []
    for who, audience in ROLES.items():
        shown = everything_of(signed_in(who), work)
        for name, words in planted.items():
            given = audience in FIELDS[name].audiences and FIELDS[name].on
            if stands(words, shown) and not given:
                leaks.append((who, name))
            if given and name not in BESIDE and not stands(words, shown):
                missing.append((who, name))
    sent = mails()
    leaks += [("mail", name) for name, words in planted.items() if stands(words, sent)]
    assert leaks == []
    assert missing == []


def test_nobody_else_who_signs_in_is_shown_anything(rows: dict[str, list[Any]]) -> None:
    """The council, and other agencies with work of their own."""
    planted = plant(rows)
    work = [*rows["security_workstream"], *rows["support_workstream"]]
    for who in ("commissioner", "scheme-administrator", "support-manager.clarion"):
        shown = everything_of(signed_in(who), work)
        assert [name for name, words in planted.items() if stands(words, shown)] == [], who
