"""The desk of everybody who works on workstreams: what is late first, whose turn it is, what comes next."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import Asked, requires
from accounts.actors import Actor
from journal.reads import seen
from providers import choices, facts, queries
from providers.access import side_of
from providers.models import Visit, Workstream
from providers.views.diary import DAYS, days_of
from providers.views.lists import LANES, View, chosen_view
from providers.views.parts import (
    ACCESS_POINT,
    HELD,
    address,
    clock_of,
    element_words,
    next_steps,
    not_set_off,
    on_hold,
    risk_tag,
    state_tag,
    waits_for,
    whose_turn,
)
from providers.views.workstream import READS


@requires(*READS)
@require_safe
def worklist(request: Asked) -> HttpResponseBase:
    """One view of the worklist; what is listed is recorded as read before it is shown."""
    views, view = chosen_view(request.actor, request.GET.get("view", ""))
    page = _Page(request.actor, view, request.GET.get("after", ""))
    seen(by=request.actor, what="providers:worklist", case_ids=page.case_ids)
    context = page.context() | {
        "view": view,
        "first": f"?view={view.slug}" if request.GET.get("after") else "",
        "views": [_link(request.actor, one, view) for one in views],
    }
    return render(request, "providers/worklist.html", context)


def _link(actor: Actor, one: View, view: View) -> dict[str, Any]:
    if one.shape == "day":
        count = len(queries.visits_on(actor, timezone.localdate(), mine=True))
    elif one.shape == "diary":
        count = len(queries.visits_between(actor, timezone.localdate(), DAYS))
    elif one.shape == "checks":
        count = len(queries.follow_ups_due(actor, timezone.localdate() + timedelta(days=14)))
    else:
        count = one.chosen(queries.open_work(actor, one.kind), actor).count()
    return {"label": one.label, "href": f"?view={one.slug}", "count": count, "current": one is view}


@dataclass
class _Page:
    """What one view shows, fetched once: rows, their referrals, and the ids of the cases that are about to be shown."""

    actor: Actor
    view: View
    after: str = ""
    rows: list[Workstream] = field(init=False)
    visits: list[Visit] = field(default_factory=list)
    checks: list[Any] = field(default_factory=list)
    lanes: list[tuple[View, list[Workstream]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.view.shape == "day":
            self.visits = queries.visits_on(self.actor, timezone.localdate(), mine=True)
            self.rows = [visit.workstream for visit in self.visits]
        elif self.view.shape == "diary":
            self.visits = queries.visits_between(self.actor, timezone.localdate(), DAYS)
            self.rows = [visit.workstream for visit in self.visits]
        elif self.view.shape == "checks":
            self.checks = queries.follow_ups_due(self.actor, timezone.localdate() + timedelta(days=14))
            self.rows = [check.workstream for check in self.checks]
        elif self.view.shape == "board":
            self.lanes = [(lane, queries.first_of(self.chosen(lane))) for lane in LANES]
            self.rows = [row for _, rows in self.lanes for row in rows]
        else:
            page = queries.page_of(self.chosen(self.view), self.after)
            self.rows, self.after = page.rows, page.after
        self.referrals = facts.referrals_of(self.rows)
        called = self.visits or any(row.kind == "support" for row in self.rows)
        self.points = facts.points_of(self.referrals) if called else {}
        self.audience = facts.audience_of(self.actor, self.view.kind)

    def chosen(self, view: View) -> QuerySet[Any]:
        return view.chosen(queries.open_work(self.actor, view.kind), self.actor)

    @property
    def case_ids(self) -> Iterable[Any]:
        return list(dict.fromkeys(row.referral_id for row in self.rows))

    def context(self) -> dict[str, Any]:
        if self.view.shape == "day":
            return {"visits": [self.visit(one) for one in self.visits]}
        if self.view.shape == "diary":
            return {"diary": days_of(self.visits, self.referrals, self.points)}
        if self.view.shape == "checks":
            return {"checks": [self.check(one) for one in self.checks]}
        if self.view.shape == "board":
            return {"lanes": [self.lane(lane, rows) for lane, rows in self.lanes]}
        more = f"?{urlencode({'view': self.view.slug, 'after': self.after})}" if self.after else ""
        return {"lines": [self.line(row) for row in self.rows], "more": more}

    def line(self, row: Workstream) -> dict[str, Any]:
        """One row of a list. Nothing of the person where nothing is shared any more."""
        referral = self.referrals.get(row.referral_id)
        card = facts.card(self.audience, referral)
        usual, _ = next_steps(self.actor, row, held=on_hold(referral))
        clock = clock_of(row)
        return {
            "row": row, "href": address(row), "card": card, "risk": risk_tag(card.risk_level), "state": state_tag(row),
            "turn": self.turn(row), "clock": clock, "next": usual[0] if usual else None,
            "element": element_words(row.element), "provider": row.organisation.name, "flag": self.flag(row),
            "contact": self.contact(row),
        }  # fmt: skip

    def turn(self, row: Workstream) -> str:
        """Whose turn it is: an organisation, by its name; in one’s own, the colleague."""
        turn = whose_turn(row)
        if row.organisation_id != self.actor.organisation_id or turn != row.organisation.name:
            return turn
        return row.worker.name if row.worker else "your team"

    def contact(self, row: Workstream) -> dict[str, Any] | None:
        """When the next contact is due and whether a call is safe now; for people who are being supported."""
        if row.kind != "support" or row.referral_id not in self.referrals:
            return None
        due = row.next_contact_on  # type: ignore[attr-defined]
        safe = facts.call_now(self.audience, self.points.get(row.referral_id, []))["words"]
        return {"due": f"Contact due {due.day} {due:%B}" if due else "", "safe": safe}

    def flag(self, row: Workstream) -> str:
        """What this person has to know of a row."""
        held = HELD if on_hold(self.referrals.get(row.referral_id)) else ""
        return " · ".join(filter(None, (held, self.waits(row))))

    def waits(self, row: Workstream) -> str:
        """What waits for this person, or for triage."""
        if waits_for(row, side_of(self.actor)):
            return "A question waits for you"
        if facts.cost_refused(row):
            return "Cost refused"
        if facts.waits_for_lead(row):
            return f"{facts.in_words('estimate_pence', row.estimate_pence)} to approve"  # type: ignore[attr-defined]
        return "No access twice" if getattr(row, "calls_triage", False) else ""

    def lane(self, lane: View, rows: list[Workstream]) -> dict[str, Any]:
        """The most urgent of one lane as cards, and the way to all of them."""
        count = self.chosen(lane).count() if len(rows) == queries.IN_LANE else len(rows)
        cards = [self.as_card(self.line(row)) for row in rows]
        all_of_it = f"?view={lane.slug}" if count > len(rows) else ""
        return {"title": lane.label, "count": count, "cards": cards, "href": all_of_it}

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
        row, referral = visit.workstream, self.referrals.get(visit.referral_id)
        card, held = facts.card(self.audience, referral), on_hold(referral)
        since = f"{timezone.localtime(visit.set_off_at):%H:%M}" if visit.set_off_at else ""
        call = facts.call_now(self.audience, self.points.get(row.referral_id, []))
        lines = [choices.Purpose(visit.purpose).label, card.district, f"{call['words']}. {call['why']}"]
        return {
            "time": f"{timezone.localtime(visit.starts_at):%H:%M}",
            "title": " ".join(filter(None, (row.reference, card.first_name))),
            "lines": [*lines, *([f"On the way since {since}"] if since else [])],
            "href": address(row),
            "id": row.pk,
            "version": row.version,
            "posted": uuid.uuid4() if not_set_off(visit) and not held else "",
            "tag": HELD if held else "",
            "colour": "red",
        }

    def check(self, check: Any) -> dict[str, Any]:
        card = facts.card(self.audience, self.referrals.get(check.referral_id))
        late = check.due_on < timezone.localdate()
        return {"row": check.workstream, "href": address(check.workstream), "card": card, "check": check, "late": late}
