"""What happens to one sample referral at the single point of access, told through the real actions."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.actors import REFERRER, SYSTEM, Actor
from accounts.scope import acting, as_system
from config.sample.calendar import Story, Walk
from config.sample.cast import Cast
from config.sample.people import Kent
from equality.answering import answer
from equality.models.answers import Said
from referrals.actions import consent, endings, intake, triage
from referrals.choices import DeclineReason
from referrals.facts import equality_link
from referrals.intake import Intake
from referrals.models import Referral
from referrals.policies import suggested_outcome
from referrals.states import LIVE, State
from walls.scope import scoped

SIGNPOSTED = "National Domestic Abuse Helpline, district housing options team and the local independent adviser."
NOTES = (
    "Meets the criteria. Wants to stay near family and the school.",
    "Spoke with the person in the safe hours. Main worry is the back door.",
    "Confirmed with the referrer. Person agrees to each agency.",
    "Reviewed with the lead. Send as soon as the permission is there.",
)
QUESTIONS = (
    "Does the person hold the tenancy alone?",
    "Is the number on the form still the safe one?",
    "When was the DASH checklist filled in, and by whom?",
)
DECLINES = {
    DeclineReason.PERPETRATOR_LIVES_THERE: 30, DeclineReason.WANTS_TO_MOVE: 25, DeclineReason.OUTSIDE_AREA: 15,
    DeclineReason.UNABLE_TO_CONTACT: 15, DeclineReason.NOT_SAFE_TO_STAY: 10, DeclineReason.NOT_DOMESTIC_ABUSE: 5,
}  # fmt: skip


@dataclass
class Case:
    """One referral on its way. `ends`: '' for a usual one, or what this one is for: 'hold', 'withdraw', 'consent'…"""

    kent: Kent
    cast: Cast
    walk: Walk
    ends: str = ""
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    reference: str = ""
    worker: Actor = REFERRER
    open_work: int = 0
    completed: list[str] = field(default_factory=list)

    def chance(self, percent: float) -> bool:
        return self.kent.chance(percent)

    def row(self, by: Actor) -> Referral:
        with acting(by):
            return Referral.objects.select_related("key").get(reference=self.reference)

    def do(self, action: Callable[..., Any], by: Actor, **details: Any) -> Any:
        """One action on the referral as it stands now."""
        row = self.row(by)
        with acting(by):
            return action(referral_id=row.id, version=row.version, by=by, **details)

    @property
    def live(self) -> bool:
        with as_system():
            return bool(Referral.objects.filter(reference=self.reference, state__in=LIVE).exists())


def refer(case: Case) -> Intake:
    """The referral comes in, and the equality answers of those who gave them."""
    made = case.kent.intake(timezone.localdate(), uuid.uuid4())
    with scoped(sight="intake", referral=made.intake_id):
        case.reference = intake.submit(intake=made, by=REFERRER)
    case.worker = case.cast.lead if case.chance(30) else case.cast.worker
    if made.agreement.equality and case.chance(82):
        _answer(case)
    return made


def _answer(case: Case) -> None:
    row = case.row(case.worker)
    answer(equality_link(row.id), said(case.kent), "safer 1")


def said(kent: Kent) -> Said:
    """Equality answers with realistic gaps."""
    ethnicity = kent.one_of(ETHNICITY)
    disability = kent.one_of({"none": 60, "limits_a_little": 14, "limits_a_lot": 9, "limits_not": 5, "": 12})
    conditions = kent.one_of({"none": 42, "mental_health": 33, "alcohol": 4, "mental_health drugs": 8, "": 13})
    return Said(ethnicity, disability, tuple(conditions.split()))


ETHNICITY = {
    "white_british": 735, "white_irish": 6, "white_gypsy_traveller": 9, "white_roma": 5, "white_other": 55,
    "mixed_white_black_caribbean": 9, "mixed_white_black_african": 4, "mixed_white_asian": 6, "mixed_other": 7,
    "asian_indian": 20, "asian_pakistani": 7, "asian_bangladeshi": 8, "asian_chinese": 4, "asian_other": 22,
    "black_african": 25, "black_caribbean": 6, "black_other": 5, "other_arab": 3, "other_any": 12,
    "prefer_not_to_say": 22, "": 32,
}  # fmt: skip


def story(case: Case, dispatch: Callable[[Case], Story]) -> Story:
    """From the first word to the last. `dispatch` tells what the providers do."""
    refer(case)
    if case.ends == "received":
        return
    yield 0.3 if case.chance(60) else case.kent.dice.choice([1, 1, 2])
    case.do(triage.start_triage, case.worker, no_conflict=True)
    if case.ends == "triaging":
        return
    yield 0.2 if case.chance(50) else 1
    if case.ends == "info_requested" or case.chance(16):
        yield from _question(case)
    if case.ends == "duplicate":
        case.do(triage.mark_duplicate, case.worker, surviving=case.cast.references[-1], note="Same person, same week.")
        return
    if case.ends in {"not_suitable", "proposed", "anonymised"} or not case.ends and case.chance(8):
        yield from _decline(case)
        return
    yield from _accepted(case, dispatch)


def _question(case: Case) -> Story:
    details = {"question": case.kent.dice.choice(QUESTIONS), "answer_by": timezone.localdate() + timedelta(days=7)}
    case.do(triage.request_information, case.worker, **details)
    yield 400 if case.ends == "info_requested" else case.kent.dice.choice([1, 2, 3, 4])
    case.do(triage.supply_information, case.worker, answer="Yes. Checked with the person this morning.")
    yield 0.2


def _decline(case: Case) -> Story:
    reason = case.kent.dice.choices(list(DECLINES), weights=list(DECLINES.values()))[0]
    case.do(
        triage.propose_decline, case.cast.worker, reason=reason, signposting=SIGNPOSTED, note="Talked with the person."
    )
    if case.ends == "proposed":
        return
    yield 0.5
    case.do(triage.decline, case.cast.lead)


def _accepted(case: Case, dispatch: Callable[[Case], Story]) -> Story:
    row = case.row(case.worker)
    needs = {name: getattr(row, name) for name in ("needs_security", "needs_support_adults", "needs_support_children")}
    if not any(needs.values()):
        needs["needs_security"] = True
    risk = case.kent.risk(timezone.localdate())
    kept = ("risk_level", "risk_tool", "risk_score", "marac")
    details = {name: getattr(row, name) or risk[name] for name in kept} | needs | {"risk_judgement": ""}
    if details["risk_level"] == "high" and not details["marac"]:
        details["marac"] = "yes"
    case.do(triage.accept, case.worker, note=case.kent.dice.choice(NOTES), **details)
    if case.ends == "triaged":
        return
    yield 0.1
    if case.ends == "on_hold" or not case.ends and case.chance(4):
        yield from _pause(case)
    if case.ends in {"withdraw", "consent", "closing"} or not case.ends and case.chance(6):
        case.walk.begin(_change_of_mind(case))
    yield from dispatch(case)
    yield from _closing(case)


def _pause(case: Case) -> Story:
    review = timezone.localdate() + timedelta(days=10)
    reason = case.kent.dice.choice(["away", "not_safe_now", "person_asked"])
    case.do(endings.hold, case.worker, reason=reason, review_on=review, note="Call again on the review date.")
    yield 400 if case.ends == "on_hold" else case.kent.dice.choice([4, 6, 8])
    case.do(endings.release, case.worker)
    yield 0.2


def _change_of_mind(case: Case) -> Story:
    """The person withdraws, or takes consent back, somewhere on the way."""
    yield case.kent.dice.choice([2, 5, 9, 14])
    if not case.live:
        return
    if case.ends == "consent" or not case.ends and case.chance(40):
        case.do(consent.withdraw_consent, case.worker, heard_by=case.worker.name, how="phone")
    else:
        reason = case.kent.one_of({"changed_mind": 35, "moved_out": 30, "not_engaged": 20, "unable_to_contact": 15})
        case.do(endings.withdraw, case.worker, reason=reason)


def _closing(case: Case) -> Story:
    """Wait for the providers, then close."""
    while True:
        yield 1
        if case.open_work:
            continue
        row = case.row(case.worker)
        if row.state == State.CLOSING and case.ends != "closing":
            case.do(endings.finish_closing, case.worker)
        elif row.state == State.IN_PROGRESS:
            with acting(case.worker):
                done = list(row.onwards.filter(completed=True).values_list("element", flat=True))
            case.do(endings.close, case.worker, outcome=suggested_outcome(done))
        if case.ends == "reopened" and case.row(case.worker).state == State.CLOSED:
            yield 10
            case.do(endings.reopen, case.cast.lead, note="The lock was forced last night. New visit needed.")
        return


def forget(case: Case) -> None:
    """Five years and more after its end: anonymised, as an information-rights officer would have approved."""
    row = case.row(case.worker)
    with as_system():
        endings.anonymise(referral_id=row.id, by=SYSTEM, approval=str(uuid.uuid4()))
