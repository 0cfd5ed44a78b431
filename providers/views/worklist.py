"""The desk of everybody who works on workstreams: what is late first, whose turn it is, what comes next."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import Asked, requires
from accounts.actors import Actor
from journal.reads import seen
from providers import choices, facts, queries
from providers.access import MODELS, side_of
from providers.models import Visit, Workstream
from providers.views.parts import (
    ACCESS_POINT,
    address,
    clock_of,
    element_words,
    needs_lead,
    next_steps,
    risk_tag,
    state_tag,
    waits_for,
    whose_turn,
)
from providers.views.workstream import READS


@dataclass(frozen=True)
class View:
    """One view of a worklist. kind: '' for both. chosen: narrows the open workstreams. empty: what will appear here."""

    slug: str
    label: str
    kind: str
    chosen: Callable[[QuerySet[Any], Actor], QuerySet[Any]]
    empty: str
    shape: str = "list"

    def rows(self, actor: Actor) -> list[QuerySet[Any]]:
        """The open workstreams of each kind that stand in this view, late first."""
        kinds = [self.kind] if self.kind else list(MODELS)
        return [self.chosen(queries.open_work(actor, kind), actor) for kind in kinds]


def _everything(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    return rows


def _in(*states: str) -> Callable[[QuerySet[Any], Actor], QuerySet[Any]]:
    return lambda rows, actor: rows.filter(state__in=states)


def _mine(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    return rows.filter(worker_id=actor.user_id)


def _late(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    return rows.filter(due_at__lt=timezone.now())


def _nobodys(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    return queries.nobodys(rows, rows.model.kind)


def _asked(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    return rows.filter(**{f"question_to_{side_of(actor)}_at__isnull": False})


def _for_triage(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    """What the single point of access has to settle: a cost above the limit, or two visits without access."""
    above = Q(state="assessed", estimate_pence__gt=facts.approval_limit())
    return rows.filter(above | Q(no_access_count__gte=2, state__in=["no_access", "ready", "approved"]))


NEW_WORK = "Work that Victim Support sends to you appears here. Accept it, or return it with a reason."
GIVEN_TO_NOBODY = "Work that nobody does appears here: not given to anybody yet, or to somebody who cannot sign in."
NOTHING = "Nothing is open. New work appears here as soon as Victim Support sends it."
ANSWER = "Questions that wait for your answer appear here."
BOARD = View("board", "Board", "security", _everything, NOTHING, "board")
TODAY = View("today", "Today’s visits", "security", _mine, "Booked visits of today appear here in order.", "day")
SECURITY = (
    BOARD,
    TODAY,
    View("new", "New", "security", _in("sent"), NEW_WORK),
    View("nobody", "Nobody’s", "security", _nobodys, GIVEN_TO_NOBODY),
    View("questions", "Questions for you", "security", _asked, ANSWER),
    View("late", "Late", "security", _late, "Nothing is late."),
    View(
        "stop", "Stop work", "security", _in("recalled"), "Recalled work appears here. Confirm that you have stopped."
    ),
    View("checks", "Checks due", "security", _everything, "Checks after 3 and 6 months appear here.", "checks"),
    View("all", "All open work", "security", _everything, NOTHING),
)
FITTER = (
    TODAY,
    View("mine", "My work", "security", _mine, "Work that the coordinator gives to you appears here."),
    View("questions", "Questions for you", "security", _asked, ANSWER),
    View("all", "All open work", "security", _everything, NOTHING),
    View("checks", "Checks due", "security", _everything, "Checks after 3 and 6 months appear here.", "checks"),
    View(
        "stop", "Stop work", "security", _in("recalled"), "Recalled work appears here. Confirm that you have stopped."
    ),
)
SUPPORT = (
    View("mine", "My people", "support", _mine, "People whom you support appear here. Accept new work to begin."),
    View("new", "New", "support", _in("sent"), NEW_WORK),
    View("nobody", "Nobody’s", "support", _nobodys, GIVEN_TO_NOBODY),
    View("questions", "Questions for you", "support", _asked, ANSWER),
    View("late", "Late", "support", _late, "Nothing is late."),
    View("stop", "Stop work", "support", _in("recalled"), "Recalled work appears here. Confirm that you have stopped."),
    View("all", "All our people", "support", _everything, NOTHING),
)
TRIAGE = (
    View("settle", "For Victim Support", "security", _for_triage,
         "Costs to approve, and homes that nobody could get into twice, appear here."),
    View("questions", "Questions for you", "", _asked, ANSWER),
    View("security", "Security", "security", _everything, "Open security work appears here."),
    View("support", "Support", "support", _everything, "Open support work appears here."),
)  # fmt: skip
LANES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("New", ("sent", "accepted")),
    ("Permission", ("permission_pending",)),
    ("To book", ("ready", "no_access", "approved")),
    ("Booked", ("visit_booked", "install_booked")),
    ("To decide", ("assessed", "no_works_needed")),
    ("To sign off", ("installed", "signed_off")),
    ("Stop work", ("recalled",)),
)


def views_of(actor: Actor) -> tuple[tuple[View, ...], View]:
    """→ all views of this person, and the one that opens first."""
    if actor.may("workstream.read"):
        return TRIAGE, TRIAGE[0]
    if actor.may("security.read"):
        return (SECURITY, BOARD) if actor.may("security.assign") else (FITTER, TODAY)
    return SUPPORT, SUPPORT[-1] if actor.may("support.assign") else SUPPORT[0]


@requires(*READS)
@require_safe
def worklist(request: Asked) -> HttpResponseBase:
    """One view of the worklist; what is listed is recorded as read before it is shown."""
    views, first = views_of(request.actor)
    view = next((one for one in views if one.slug == request.GET.get("view", "")), first)
    page = _Page(request.actor, view)
    seen(by=request.actor, what="providers:worklist", case_ids=page.case_ids)
    context = page.context() | {
        "view": view,
        "views": [_link(request.actor, one, view) for one in views],
    }
    return render(request, "providers/worklist.html", context)


def _link(actor: Actor, one: View, view: View) -> dict[str, Any]:
    if one.shape == "day":
        count = len(queries.visits_on(actor, timezone.localdate(), mine=True))
    elif one.shape == "checks":
        count = len(queries.follow_ups_due(actor, timezone.localdate() + timedelta(days=14)))
    else:
        count = sum(rows.order_by().aggregate(n=Count("pk"))["n"] for rows in one.rows(actor))
    return {"label": one.label, "href": f"?view={one.slug}", "count": count, "current": one is view}


@dataclass
class _Page:
    """What one view shows, fetched once: rows, their referrals, and the ids of the cases that are about to be shown."""

    actor: Actor
    view: View
    rows: list[Workstream] = field(init=False)
    visits: list[Visit] = field(default_factory=list)
    checks: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.view.shape == "day":
            self.visits = queries.visits_on(self.actor, timezone.localdate(), mine=True)
            self.rows = [visit.workstream for visit in self.visits]
        elif self.view.shape == "checks":
            self.checks = queries.follow_ups_due(self.actor, timezone.localdate() + timedelta(days=14))
            self.rows = [check.workstream for check in self.checks]
        else:
            self.rows = [row for rows in self.view.rows(self.actor) for row in rows[: queries.SHOWN]]
        self.referrals = facts.referrals_of(self.rows)
        called = self.visits or any(row.kind == "support" for row in self.rows)
        self.points = facts.points_of(self.referrals) if called else {}
        self.audience = facts.audience_of(self.actor, self.view.kind)

    @property
    def case_ids(self) -> Iterable[Any]:
        return list(dict.fromkeys(row.referral_id for row in self.rows))

    def context(self) -> dict[str, Any]:
        if self.view.shape == "day":
            return {"visits": [self.visit(one) for one in self.visits]}
        if self.view.shape == "checks":
            return {"checks": [self.check(one) for one in self.checks]}
        lines = [self.line(row) for row in self.rows]
        if self.view.shape == "board":
            return {"lanes": [self.lane(title, states, lines) for title, states in LANES]}
        return {"lines": lines, "more": len(lines) == queries.SHOWN}

    def line(self, row: Workstream) -> dict[str, Any]:
        """One row of a list. Nothing of the person where nothing is shared any more."""
        card = facts.card(self.audience, self.referrals.get(row.referral_id))
        usual, _ = next_steps(self.actor, row)
        clock = clock_of(row)
        return {
            "row": row, "href": address(row), "card": card, "risk": risk_tag(card.risk_level), "state": state_tag(row),
            "turn": whose_turn(row), "clock": clock, "next": usual[0] if usual else None,
            "element": element_words(row.element), "provider": row.organisation.name,
            "worker": row.worker.name if row.worker else "", "flag": self.flag(row), "contact": self.contact(row),
        }  # fmt: skip

    def contact(self, row: Workstream) -> dict[str, Any] | None:
        """When the next contact is due and whether a call is safe now; for people who are being supported."""
        if row.kind != "support" or row.referral_id not in self.referrals:
            return None
        due = row.next_contact_on  # type: ignore[attr-defined]
        safe = facts.call_now(self.audience, self.points.get(row.referral_id, []))["words"]
        return {"due": f"Contact due {due.day} {due:%B}" if due else "", "safe": safe}

    def flag(self, row: Workstream) -> str:
        """What this person has to know of a row."""
        if waits_for(row, side_of(self.actor)):
            return "A question waits for you"
        if row.kind == "security" and row.state == "assessed" and needs_lead(row):
            return f"{facts.in_words('estimate_pence', row.estimate_pence)} to approve"  # type: ignore[attr-defined]
        return "No access twice" if getattr(row, "calls_triage", False) else ""

    def lane(self, title: str, states: tuple[str, ...], lines: list[dict[str, Any]]) -> dict[str, Any]:
        cards = [self.as_card(line) for line in lines if line["row"].state in states]
        return {"title": title, "count": len(cards), "cards": cards}

    def as_card(self, line: dict[str, Any]) -> dict[str, Any]:
        card, clock = line["card"], line["clock"]
        turn = ACCESS_POINT if line["turn"] == ACCESS_POINT else ""
        waits = f"waits for {turn}" if turn else ""
        sub = " · ".join(filter(None, (card.district, clock.words, waits, line["flag"])))
        return {
            "title": " ".join(filter(None, (line["row"].reference, card.first_name))), "href": line["href"], "sub": sub,
            "tag": line["state"]["label"], "colour": line["state"]["colour"], "late": clock.late,
        }  # fmt: skip

    def visit(self, visit: Visit) -> dict[str, Any]:
        """One visit of the day; the address itself is one tap away, on a page whose reading is recorded."""
        row = visit.workstream
        card = facts.card(self.audience, self.referrals.get(row.referral_id))
        call = facts.call_now(self.audience, self.points.get(row.referral_id, []))
        return {
            "time": f"{timezone.localtime(visit.starts_at):%H:%M}",
            "title": " ".join(filter(None, (row.reference, card.first_name))),
            "lines": [choices.Purpose(visit.purpose).label, card.district, f"{call['words']}. {call['why']}"],
            "href": address(row),
        }

    def check(self, check: Any) -> dict[str, Any]:
        card = facts.card(self.audience, self.referrals.get(check.referral_id))
        late = check.due_on < timezone.localdate()
        return {"row": check.workstream, "href": address(check.workstream), "card": card, "check": check, "late": late}
