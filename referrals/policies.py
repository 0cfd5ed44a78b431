"""Pure rules: given the facts, what is missing? No database, no clock of their own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from referrals.choices import RENTED, ContactResult, Element, RiskLevel, RiskTool, Safe, Tenure, WithdrawReason, YesNo
from referrals.hours import safe_at
from referrals.states import Outcome
from walls.refusals import Refused

MAX_SCORE = 24  # DASH has 24 questions

ADVICE = {
    "wants_to_stay": "The scheme helps people who want to stay. Victim Support can help with moving: 0808 168 9111.",
    "safe_to_stay": "If it is not safe to stay tonight call 999, or the National Domestic Abuse Helpline on 0808 2000 247.",
    "perpetrator_elsewhere": "The scheme can only work on a home where the person who causes harm does not live.",
    "no_right_of_entry": "If the person who causes harm may enter by law, a court can change that. Victim Support can "
    "explain how, free of charge: 0808 168 9111.",
}


def eligibility_doubts(answers: Mapping[str, str]) -> list[str]:
    """Advice for every eligibility answer that is not yes (S1.3). Never a refusal: a person decides."""
    return [words for name, words in ADVICE.items() if answers.get(name) != YesNo.YES]


def check_contact_plan(safe_by_means: Mapping[str, str]) -> None:
    """At least one way of reaching the person must be known to be safe."""
    if Safe.YES not in safe_by_means.values():
        raise Refused(
            "Tell us at least one safe way to reach the person. If none is safe, give a way to reach the referrer "
            "and call Victim Support on 0808 168 9111.",
            field="safe_contact",
        )


@dataclass(frozen=True)
class CallAdvice:
    """Whether to call now, in words, and why."""

    ok: bool
    words: str
    why: str


def call_advice(safe: str, hours: str, voicemail: str, code_word: str, now: datetime) -> CallAdvice:
    """Unknown means do not call; hours that are not plain mean: read them first (S1.11)."""
    if safe != Safe.YES:
        why = "The number is not safe" if safe == Safe.NO else "Nobody knows whether the number is safe"
        return CallAdvice(False, "Do not call", why)
    how = [] if voicemail == Safe.YES else ["no voicemail"]
    how += ["there is a code word"] if code_word else []
    allowed = safe_at(hours, now) if hours else True
    why = "; ".join([*([f"safe hours: {hours}"] if hours else []), *how])
    words = {True: "Safe to call now", False: "Do not call now", None: "Read before you call"}[allowed]
    return CallAdvice(bool(allowed), words, why[:1].upper() + why[1:])


def contact_doubt(means: str, result: str, ways: Mapping[str, Mapping[str, str]]) -> str:
    """Why this way of reaching the person is not known to be safe, "" when it is (S1.11).

    ways: for each means that is known, the answers `safe`, `voicemail` and `text`.
    """
    way = ways.get(means)
    if way is None:
        return "No such number or address is known."
    if way["safe"] != Safe.YES:
        return "This way is not safe, or nobody knows whether it is."
    if result == ContactResult.VOICEMAIL and way["voicemail"] != Safe.YES:
        return "A voicemail is not safe here."
    if result == ContactResult.TEXT and way["text"] != Safe.YES:
        return "A text message is not safe here."
    return ""


def check_risk(*, level: str, tool: str, score: str, judgement: str, marac: str) -> None:
    """What triage must know before it accepts (S1.19)."""
    if level not in RiskLevel.values:
        raise Refused("Choose the risk level.", field="risk_level")
    if tool not in RiskTool.values:
        raise Refused("Choose the tool that was used, or professional judgement.", field="risk_tool")
    if tool == RiskTool.JUDGEMENT and not judgement:
        raise Refused("Explain the professional judgement in a few words.", field="risk_judgement")
    if tool != RiskTool.JUDGEMENT and not score and not judgement:
        raise Refused("Enter the score, or explain your judgement.", field="risk_score")
    if score and not (score.isascii() and score.isdigit() and int(score) <= MAX_SCORE):
        raise Refused(f"The score must be a whole number from 0 to {MAX_SCORE}.", field="risk_score")
    if level == RiskLevel.HIGH and not marac:
        raise Refused("The risk is high: answer whether it was referred to MARAC.", field="marac")


def check_needs(*needs: bool) -> None:
    if not any(needs):
        raise Refused("Choose security, support or both.", field="needs_security")


def told(*parts: str) -> str:
    """Sentences for the timeline, one a line; empty ones are left out."""
    return "\n".join(part for part in parts if part.strip())


def letters_home(address: str, postcode: str) -> str:
    """Where letters to the home go, as the address of a contact point."""
    return f"{address}\n{postcode}"


def owner_permission_needed(tenure: str) -> bool:
    """A rented home needs its owner's permission before any work; not knowing the tenure counts as rented."""
    return tenure in RENTED or tenure in {"", Tenure.OTHER, Tenure.RENT_FREE}


def suggested_outcome(completed: Iterable[str]) -> Outcome:
    """From the elements that were completed. A person confirms or changes it."""
    done = set(completed)
    security = Element.SECURITY in done
    support = bool(done & {Element.SUPPORT_ADULTS, Element.SUPPORT_CHILDREN})
    if security and support:
        return Outcome.BOTH_COMPLETED
    if security:
        return Outcome.SECURITY_ONLY
    return Outcome.SUPPORT_ONLY if support else Outcome.ENDED_EARLY


def outcome_of_withdrawal(reason: str) -> Outcome:
    """How a withdrawal counts, by its coded reason."""
    known = {
        "consent": Outcome.CONSENT_WITHDRAWN,
        WithdrawReason.MOVED_OUT: Outcome.MOVED_OUT,
        WithdrawReason.NOT_ENGAGED: Outcome.NOT_ENGAGED,
        WithdrawReason.UNABLE_TO_CONTACT: Outcome.UNABLE_TO_CONTACT,
        WithdrawReason.DIED: Outcome.DIED,
    }
    return known.get(reason, Outcome.ENDED_EARLY)


AGE_BANDS = ((16, 17), (18, 24), (25, 34), (35, 44), (45, 54), (55, 64))


def age_band(born: date | None, on: date) -> str:
    """Coarse age for statistics: '16-17' … '65+'; under 16 or unknown is 'not_stated'."""
    if born is None:
        return "not_stated"
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    if age >= 65:
        return "65+"
    return next((f"{low}-{high}" for low, high in AGE_BANDS if low <= age <= high), "not_stated")
