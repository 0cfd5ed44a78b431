"""The other half of the model in work_model.py: the referral above the workstreams, as far as this walk moves it."""

from tests.providers.work_model import LIVE, TRIAGE, Case, Table, Try, Work

PARENT: Table = {
    "dispatch": (TRIAGE, {"triaged", "in_progress"}, "in_progress"),
    "hold": (TRIAGE, {"triaged", "in_progress"}, "on_hold"),
    "release": (TRIAGE, {"on_hold"}, "back"),
    "withdraw": (TRIAGE, {"triaged", "in_progress", "on_hold"}, "closing"),
    "withdraw_consent": (TRIAGE, {"triaged", "in_progress", "on_hold"}, ""),
    "add_consent": (TRIAGE, {"triaged", "in_progress"}, ""),
    "finish_closing": (TRIAGE, {"closing"}, "closed"),
    "close": (TRIAGE, {"in_progress"}, "closed"),
}


def expected_of_parent(case: Case, one: Try) -> int:
    """The status of an answer about the parent."""
    who, sources, _ = PARENT[one.name]
    if one.role not in TRIAGE:
        return 404
    if one.seen != case.version:
        return 409
    if one.name == "dispatch" and not covers(one.organisation, one.element):
        return 422  # looked at before the state
    if case.state not in sources:
        return 409
    taken = taken_back(case, one)
    refused = {
        "dispatch": not taken or case.sent(one.organisation, one.element),
        "withdraw_consent": not taken or not one.good,
        "add_consent": bool(taken) or not one.good,
        "close": not one.good or any(w.open for w in case.works.values()),
        "finish_closing": any(w.open for w in case.works.values()),
        "hold": not one.good,
        "withdraw": not one.good,
    }
    return 422 if refused.get(one.name) else 200


def covers(organisation: str, element: str) -> bool:
    """In Swale, where the walk's homes are."""
    does = {"24-7-locks": "security", "oasis": "support_adults", "look-ahead": "support_adults"}
    return (does | {"project-salus": "support_children"}).get(organisation) == element


def apply_to_parent(case: Case, one: Try) -> Work | None:
    """→ what a dispatch begins."""
    before, target = case.state, PARENT[one.name][2]
    case.version += 1
    if one.name == "withdraw_consent":
        case.consents -= taken_back(case, one)
        _stop(case, one.organisation)
        target = "" if case.consents else "closing"
    elif one.name == "withdraw":
        _stop(case, "")
    elif one.name == "add_consent":
        case.consents.add(one.organisation)
    case.state = {"": before, "back": case.before_hold}.get(target, target)
    if one.name == "hold":
        case.before_hold = before
    elif case.state != before:
        case.before_hold = ""
    if one.name != "dispatch":
        return None
    return Work("security" if one.element == "security" else "support", one.organisation, one.element)


def taken_back(case: Case, one: Try) -> set[str]:
    """The consents that an attempt speaks of; no organisation means all."""
    return case.consents & {one.organisation} if one.organisation else set(case.consents)


def _stop(case: Case, organisation: str) -> None:
    """Open work is recalled, checks to come are stopped, and nobody concerned sees the referral any more."""
    for work in case.works.values():
        if organisation not in {"", work.organisation}:
            continue
        if work.state in LIVE[work.kind]:
            work.state, work.ahead, work.version = "recalled", 0, work.version + 1
        elif work.state == "complete" and work.checks:
            work.checks, work.version = 0, work.version + 1
        work.shared = False
