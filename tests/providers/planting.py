"""A case with every field of the registers filled with a value of its own: what the field matrix looks for.

Text has a token, days and numbers a value that stands nowhere else. What has fixed answers cannot be told by its value:
`altered` gives it another one, and whoever may not see it must see no difference.
"""

import copy
import uuid
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import models

from accounts.models import Organisation
from accounts.scope import acting, as_system
from governance.register import Audience, Field
from providers import facts
from providers.access import MODELS
from providers.actions import acceptance, support
from providers.choices import Check, Removal
from providers.models import MeasureType, Photograph, belonging
from providers.register import REGISTER as OF_WORK
from referrals import facts as shared
from referrals.facts import _WORDS as CHOICES_OF_TEXT
from referrals.models import Amendment, ContactAttempt, Disclosure, KeptFrom, Letter, Question, Wording
from referrals.register import REGISTER as OF_REFERRALS
from tests import databases
from tests.providers import walk
from tests.referrals import walk as referrals
from walls.fields import SealedBytes, SealedJSON, SealedText

Rows = dict[str, list[Any]]
FIELDS = {field.name: field for field in (*OF_REFERRALS, *OF_WORK)}
DAY = date(1961, 1, 1)
NUMBER = 23_000
DATES_IN_TEXT = {"date_of_birth", "risk_assessed_on"}
# What the table wants beside a value.
TOGETHER: dict[str, dict[str, Any]] = {
    "consent.withdrawn_at": {"withdrawn_how": "phone"},
    "owners_permission.letter_said_on": {"letter_agreed": True},
    "fitting.removed_on": {"removed_reason": Removal.values[0]},
    "follow_up.done_on": {"found": Check.values[0]},
    "referral.decline_reason": {"decline_proposed_by": uuid.uuid4()},
}
CODES = {"reason", "field"}  # columns of codes without choices of their own
# The other answer of what has neither choices nor a token.
ANOTHER: dict[str, Any] = {
    "amendment.field": "referral.last_name", "disclosure.fields": ["referral.address"], "photograph.image": b"another picture", "security_workstream.reason": "other",
    "support_workstream.reason": "other", "visit.status": "no_access",
}  # fmt: skip
# What has no other answer, or decides who sees anything at all.
SETTLED = {
    **dict.fromkeys(("onward.organisation", "onward.element"), "whose case it is: the database lets nobody change it"),
    "letter.way": "what was posted is a letter, by a constraint",
    "consent.basis": "a constraint binds it to what was agreed to",
    "assessment.fire_considered": "always yes, by a constraint",
    **dict.fromkeys(("sign_off.shown", "sign_off.tested", "sign_off.agreed"), "always yes, by a constraint"),
    "follow_up.months": "each home has both checks",
    "recommendation.estimate_pence": "worked out by the database from others",
}


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
    Amendment.objects.create(**of_case, version=1, kind="mistake", field="referral.first_name")
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


def rows_of(locks: Any, oasis: Any) -> Rows:
    """{model of the registers: its rows of this case}; made here where walking leaves none."""
    referral = locks.referral
    of_case = {"referral": referral, "key": referral.key}
    made_of_case(of_case)
    photograph = Photograph.objects.create(**belonging(locks), caption="Door", image=b"picture")
    of_somebody = {"user_id": walk.supporter("clarion").own_id, "set_by": uuid.uuid4()}
    kept = KeptFrom.objects.create(**of_case, **of_somebody, declared=False, reason="R")
    found: Rows = {
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
    if field.attribute in DATES_IN_TEXT:
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
    in_words = facts.in_words if field.name in OF_WORK else shared.in_words
    said = {str(value), in_words(field.attribute, value)}
    if isinstance(value, list):
        said = {str(value[0])}
    if field.attribute in DATES_IN_TEXT:
        value = date.fromisoformat(value)
    if isinstance(value, date):
        said |= {f"{value:%Y-%m-%d}", f"{value:%-d %B %Y}", f"{value:%-d %b %Y}", f"{value:%d/%m/%Y}"}
    return {one for one in said if one}


def plant(rows: Rows) -> dict[str, set[str]]:
    """→ {field: the words of its value}, of every field that can hold one of its own."""
    planted = {}
    with databases.role("safer_worker"), as_system():
        for number, field in enumerate(FIELDS.values(), 1):
            for row in rows.get(field.model, ()):
                value = value_for(field, row._meta.get_field(field.attribute), number)
                if value is not None:
                    setattr(row, field.attribute, value)
                    row.__dict__.update(TOGETHER.get(field.name, {}))
                    planted[field.name] = words_for(field, value)
        save(rows)
    return planted


def fixed(field: Field, rows: Rows) -> bool:
    """Whether it has a list of answers, so that no value of it is its own."""
    column = rows[field.model][0]._meta.get_field(field.attribute)
    few = column.choices or isinstance(column, models.BooleanField | models.ForeignKey)
    return bool(few or field.attribute in CODES) and field.name not in SETTLED


def alter(rows: Rows, fields: Iterable[Field]) -> dict[str, set[str]]:
    """Another answer to each of these. → {field: its words}. The rows themselves stay as they were."""
    rows = {name: [copy.copy(row) for row in those] for name, those in rows.items()}
    altered: dict[str, set[str]] = {}
    with databases.role("safer_worker"), as_system():
        for number, field in enumerate(fields, 500):
            for row in rows[field.model]:
                before = getattr(row, field.attribute)
                value = another(field, row, before, number)
                if value != before:
                    setattr(row, field.attribute, value)
                    row.__dict__.update(TOGETHER.get(field.name, {}))
                    choices = dict(row._meta.get_field(field.attribute).flatchoices)
                    said = {str(choices[value])} if choices else words_for(field, value)
                    altered[field.name] = altered.get(field.name, set()) | said
        save(rows)
    return altered


def another(field: Field, row: Any, before: Any, number: int) -> Any:
    """What might stand there as well; what is settled stays."""
    column = row._meta.get_field(field.attribute)
    if field.name in SETTLED:
        return before
    if field.name in ANOTHER:
        return ANOTHER[field.name]
    if isinstance(column, models.ForeignKey):
        return other_row(field, before)
    if isinstance(column, models.BooleanField):
        return not before
    if field.name == "consent.use":  # the two that name nobody
        return "adjustments" if before == "equality" else before
    if column.choices:
        return next(value for value, _ in column.choices if value not in {"", before})
    if isinstance(column, SealedText) and field.attribute in CHOICES_OF_TEXT:
        return CHOICES_OF_TEXT[field.attribute].values[0]
    return value_for(field, column, number)


def other_row(field: Field, before: Any) -> Any:
    """Of a consent only one agency's, so that none stands twice."""
    if field.attribute == "measure":
        return MeasureType.objects.exclude(pk=before.pk).first()
    return Organisation.objects.get(slug="kcc") if before and before.slug == "clarion" else before


def save(rows: Rows) -> None:
    for those in rows.values():
        for row in those:
            own = [f for f in FIELDS.values() if rows.get(f.model) and type(row) is type(rows[f.model][0])]
            names = {name for f in own for name in (f.attribute, *TOGETHER.get(f.name, ()))}
            row.save(update_fields=sorted(names))


def planting() -> Rows:
    """The rows of such a case, before anything is planted in them."""
    Organisation.objects.update(email="team@agency.example")
    locks, oasis = case()
    with acting(referrals.worker()):
        locks, oasis = (MODELS[row.kind]._default_manager.select_related("referral__key").get(pk=row.pk)
                        for row in (locks, oasis))  # fmt: skip
        return rows_of(locks, oasis)


def hidden_from(audience: Audience | None) -> list[Field]:
    """The fields that nobody of this audience may see; all of them for people outside."""
    return [field for field in FIELDS.values() if not field.on or audience not in field.audiences]
