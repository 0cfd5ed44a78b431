"""Pure rules of the workstreams: given the facts, what is missing? No database, no clock of their own."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from providers.choices import Way
from referrals.choices import Means, Permission, Safe
from referrals.policies import owner_permission_needed
from walls.refusals import Refused

NO_ACCESS_LIMIT = 2  # from here on the single point of access is told
MEANS_OF: Mapping[str, str] = {
    Way.CALL: Means.PHONE,
    Way.VOICEMAIL: Means.PHONE,
    Way.TEXT: Means.PHONE,
    Way.EMAIL: Means.EMAIL,
    Way.POST: Means.POST,
}
# What must be safe besides the number itself.
ALSO_SAFE: Mapping[str, str] = {Way.VOICEMAIL: "voicemail", Way.TEXT: "text"}
_WAYS = {
    Way.CALL: "phone calls", Way.VOICEMAIL: "voicemail", Way.TEXT: "text messages", Way.EMAIL: "email",
    Way.POST: "letters",
}  # fmt: skip
_WHY = {
    Safe.NO: "the person said that it is not safe",
    Safe.UNKNOWN: "nobody knows whether it is safe, so we do not use it",
    "": "we have no such way to reach the person",
}


def why_unsafe(way: str, known: Mapping[str, Mapping[str, str]]) -> str:
    """Why a way to reach the person must not be used; '' when it is safe.

    known: for each of referrals.choices.Means that there is, its `safe`, `voicemail` and `text`.
    """
    point = known.get(MEANS_OF[way], {})
    verdict = point.get("safe", "")
    if verdict == Safe.YES and way in ALSO_SAFE:
        verdict = point.get(ALSO_SAFE[way], "")
    return "" if verdict == Safe.YES else _WHY.get(verdict, _WHY[Safe.UNKNOWN])


def safe_ways(known: Mapping[str, Mapping[str, str]]) -> list[str]:
    """The ways that may be used, in the order of Way."""
    return [way for way in Way.values if not why_unsafe(way, known)]


def check_way(way: str, known: Mapping[str, Mapping[str, str]]) -> None:
    """Refused, with the reason, unless this way is known to be safe."""
    if way not in Way.values:
        raise Refused("Choose how you tried to reach the person.", field="way")
    if why := why_unsafe(way, known):
        safe = " or ".join(_WAYS[Way(one)] for one in safe_ways(known))
        instead = f"Use {safe}." if safe else "Ask Victim Support: 0808 168 9111."
        raise Refused(f"Do not use {_WAYS[Way(way)]}: {why}. {instead}", field="way")


def check_permission_not_needed(tenure: str, permission: str) -> None:
    """A rented home is not visited for work before its owner has agreed."""
    if owner_permission_needed(tenure) and permission not in {Permission.GIVEN, Permission.NOT_NEEDED}:
        raise Refused("The home is rented, or we do not know. Ask the owner for permission first.")


def check_cost(pence: int, limit: int, may_approve: bool) -> None:
    """Above the limit a triage lead decides."""
    if pence > limit and not may_approve:
        raise Refused(
            f"The quote of £{pence / 100:,.2f} is above £{limit / 100:,.2f}. A triage lead at Victim Support has to "
            "approve it; they see it on their list now.",
            status=403,
        )


def beyond_words(fitted: int, approved: int) -> str:
    """What the history says when more is fitted than was approved, both in pence; "" otherwise (ADR 51)."""
    if fitted <= approved:
        return ""
    return f"Beyond what was approved: £{fitted / 100:,.2f} is fitted, £{approved / 100:,.2f} was approved."


def check_all_yes(answers: Mapping[str, bool], words: Mapping[str, str]) -> None:
    """Refused, naming the first answer that is not yes."""
    for name, yes in answers.items():
        if not yes:
            raise Refused(words[name], field=name)


def follow_up_days(completed: date) -> list[tuple[int, date]]:
    """[(months, the day it is due)]: 3 and 6 months later, the last day of a shorter month."""
    return [(months, _months_later(completed, months)) for months in (3, 6)]


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def why_not(*, consents: bool, signed: bool, covers: bool, already: bool) -> Sequence[str]:
    """Every reason against sending a referral to a provider, in words; empty when nothing speaks against it."""
    reasons = (
        (consents, "The person has not agreed that it sees the referral"),
        (signed, "It has not signed the Kent and Medway Information Sharing Agreement (KMISA)"),
        (covers, "It does not do this in this district today"),
        (not already, "It has this already"),
    )
    return [words for fine, words in reasons if not fine]
