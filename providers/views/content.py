"""What stands on the page of a workstream about the work itself, read through the register for its audience."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.urls import reverse

from governance.register import Audience
from providers import choices, facts, queries
from providers.models import Fitting, Goal, SecurityWorkstream, SupportWorkstream, Visit, Workstream
from providers.register import REGISTER

Block = dict[str, Any]
FITTED = ("measure", "place", "quantity", "standard", "fitted_on", "cost_pence", "removed_on")
SELDOM = ("visit.set_off_at", "visit.no_access_reason", "visit.cancelled_reason")
QUOTED = ("measure", "room", "quantity", "unit_pence", "labour_pence", "estimate_pence")
NO_QUOTE = "Nothing stands in the quote, so there is no cost to approve. Change the quote, or choose “No work needed”."


def blocks(audience: Audience, row: Workstream) -> list[Block]:
    """Tables and lists of the work, in the order in which it is done; empty ones are left out."""
    if isinstance(row, SecurityWorkstream):
        found = _security(audience, row)
    elif isinstance(row, SupportWorkstream):
        found = _support(audience, row)
    return [block for block in found if any(block.get(part) for part in ("rows", "photographs")) or _filled(block)]


def _filled(block: Block) -> bool:
    return bool(block.get("table", {}).get("rows"))


def _about(audience: Audience, visit: Visit) -> str:
    """Whose it is, and what few visits have: in columns of their own these would leave no room for the day."""
    whose = visit.worker.name if visit.worker else "No fitter yet"
    seldom = (f"{one.label}: {one.value}" for one in facts.of_work(audience, visit, "visit") if one.name in SELDOM)
    return " · ".join((whose, *seldom))


def _by_whom(fitting: Fitting) -> str:
    """Who fitted it, and why it is there no more."""
    by = f"Fitted by {fitting.fitter.name}" if fitting.fitter else ""
    why = facts.in_words("removed_reason", fitting.removed_reason)
    return " · ".join(filter(None, (by, why and f"Removed: {why}")))


def _photographs(audience: Audience, row: SecurityWorkstream) -> Block:
    """Addresses and captions; a browser asks for a picture only when somebody opens the fold."""
    if audience not in REGISTER["photograph.image"].audiences:
        return {}
    there = row.photographs.filter(deleted_at=None).select_related("key").defer("image")
    return {
        "photographs": [
            {"src": reverse("providers:photograph", args=[row.pk, one.pk]), "caption": one.caption, "at": one.at}
            for one in there
        ]
    }


def quote(audience: Audience, row: SecurityWorkstream) -> Block:
    """What the work would cost, line by line, each by the version of the catalogue of its day; their sum is approved."""
    lines = list(queries.in_quote(row).select_related("measure", "key"))
    total = facts.in_words("estimate_pence", sum(line.estimate_pence for line in lines))
    if not lines:
        return {"table": {"rows": [], "empty": NO_QUOTE}}
    title = f"Quote, version {row.quote_version}" if row.quote_version > 1 else "Quote"
    block = _table(f"{title}: {total} in total", audience, lines, "recommendation", QUOTED)
    return _beside(block, [f"Catalogue version {line.measure.version}" for line in lines])


def _beside(block: Block, words: Iterable[str]) -> Block:
    """Words below the first cell of each row of a table."""
    for cells, sub in zip(block["table"]["rows"], words, strict=True):
        cells[0] = {"text": cells[0], "sub": sub}
    return block


def _security(audience: Audience, row: SecurityWorkstream) -> list[Block]:
    visits = list(row.visits.select_related("worker").order_by("-starts_at"))
    booked = _table("Visits", audience, visits, "visit", ("starts_at", "purpose", "status"))
    found = [
        _list("The work", audience, row, "security_workstream"),
        _one("The owner’s permission", audience, row, "owners_permission"),
        _beside(booked, (_about(audience, visit) for visit in visits)),
    ]
    gone = list(row.recommendations.exclude(dropped_in=None).select_related("measure", "key").order_by("dropped_in"))
    found.append(quote(audience, row))
    since = [f"In since version {one.added_in}, taken out in version {one.dropped_in}" for one in gone]
    found.append(_beside(_table("Taken out of the quote", audience, gone, "recommendation", QUOTED), since))
    found.append(_photographs(audience, row))
    found.append(_one("Assessment", audience, row, "assessment"))
    fitted = list(row.fittings.select_related("measure", "key", "fitter").order_by("fitted_on"))
    block = _table("Measures fitted", audience, fitted, "fitting", FITTED)
    found.append(_beside(block, map(_by_whom, fitted)))
    found.append(_one("Sign-off", audience, row, "sign_off"))
    checks = row.follow_ups.filter(cancelled=False)
    found.append(_table("Checks", audience, checks, "follow_up", ("months", "due_on", "done_on", "found")))
    return found  # fmt: skip


def _support(audience: Audience, row: SupportWorkstream) -> list[Block]:
    attempts = row.attempts.select_related("key")
    goals = list(row.goals.select_related("key"))
    reviews = row.reviews.select_related("key")
    return [
        _list("The work", audience, row, "support_workstream"),
        _table(f"Goals of the plan: {_results(goals)}", audience, goals, "goal", ("aim", "area", "progress")),
        _table("Contacts", audience, attempts, "attempt", ("at", "way", "outcome", "note")),
        _table("Reviews", audience, reviews, "review", ("at", "note", "next_on")),
    ]


def _results(goals: Iterable[Goal]) -> str:
    """How many goals came out how, in words."""
    counts = Counter(goal.progress for goal in goals)
    return ", ".join(f"{counts[one]} {one.label.lower()}" for one in choices.Progress if counts[one])


def _one(title: str, audience: Audience, row: SecurityWorkstream, model: str) -> Block:
    """A row of which there is one at most, under the same name."""
    there = getattr(row, model, None)
    return _list(title, audience, there, model) if there else {}


def _list(title: str, audience: Audience, row: models.Model, model: str) -> Block:
    return {"title": title, "rows": [{"key": s.label, "value": s.value} for s in facts.of_work(audience, row, model)]}


def _table(title: str, audience: Audience, rows: Iterable[models.Model], model: str, names: tuple[str, ...]) -> Block:
    """Columns that nobody of this audience may see, or that are empty in every row, are left out."""
    values = [facts.words_of(audience, one, model) for one in rows]
    used = [name for name in names if any(name in one for one in values)]
    labels = facts.labels(model)
    return {
        "table": {
            "caption": title,
            "columns": [{"label": labels[name]} for name in used],
            "rows": [[one.get(name, "–") for name in used] for one in values],
        }
    }
