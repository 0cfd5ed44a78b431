"""What triage sees of the workstreams on the case page. Named in config/wiring.py CASE_PANELS."""

from typing import Any

from accounts.actors import Actor
from governance.register import Audience
from providers.access import MODELS, side_of, workstreams_for
from providers.actions.questions import look
from providers.models import Workstream
from providers.views import content
from providers.views.parts import (
    address,
    clock_of,
    element_words,
    history,
    next_steps,
    on_hold,
    questions_to,
    state_tag,
    waiting_words,
    whose_turn,
)
from referrals.models import Referral
from referrals.panels import Line, Panel, Step


def workstreams(actor: Actor, referral: Referral) -> list[Panel]:
    """One tab with every workstream of the referral; their histories join the case's timeline."""
    rows = [row for kind in MODELS for row in _rows(actor, kind, referral)]
    for row in rows:
        look(row, actor)
    held = on_hold(referral)
    steps = tuple(_step(row, step) for row in rows for step in sum(next_steps(actor, row, held=held), []))
    lines = tuple(_line(row, entry) for row in rows for entry in history(row))
    return [
        Panel(
            slug="work", label="Security and support", template="providers/panel.html",
            context={"works": [_work(row, actor, held) for row in rows]}, count=len(rows), lines=lines, steps=steps,
        )
    ]  # fmt: skip


def _rows(actor: Actor, kind: str, referral: Referral) -> list[Workstream]:
    rows = workstreams_for(actor, kind).filter(referral_id=referral.pk)
    return list(rows.select_related("key", "organisation", "worker", "onward").order_by("-sent_at"))


def _work(row: Workstream, actor: Actor, held: bool) -> dict[str, Any]:
    usual, more = next_steps(actor, row, held=held)
    return {
        "row": row, "href": address(row), "title": f"{element_words(row.element)}: {row.organisation.name}",
        "state": state_tag(row), "turn": whose_turn(row), "clock": clock_of(row), "steps": usual + more,
        "asked": questions_to(row, side_of(actor)), "waiting": waiting_words(row, "provider"),
        "blocks": content.blocks(Audience.TRIAGE, row), "flag": getattr(row, "calls_triage", False),
    }  # fmt: skip


def _step(row: Workstream, step: dict[str, str]) -> Step:
    return Step(label=f"{step['label']}: {row.organisation.name}", href=step["href"], needs=step["needs"])


def _line(row: Workstream, entry: dict[str, Any]) -> Line:
    what = f"{row.organisation.name}: {entry['what'][:1].lower()}{entry['what'][1:]}"
    return Line(when=entry["when"], who=entry["who"], what=what, why=entry["why"])
