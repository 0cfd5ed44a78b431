"""What later stages show on the case page. They are named in config/wiring.py, so that referrals imports none of them.

CASE_PANELS = ("providers.panels.workstreams",) names callables `(actor, referral) -> list[Panel]`. They are called in
the request's own transaction and scope, for triage only, after the read was recorded. Each Panel becomes a tab
`/referrals/<reference>/?tab=<slug>`; its template is drawn inside the case page (no layout, headings from h2) with its
context, `request`, `referral` (the row) and `panel`. Its lines join the case's timeline.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.actors import Actor
from referrals.models import Referral


@dataclass(frozen=True)
class Line:
    """One line of the timeline: who did what, when and why, in words."""

    when: datetime
    who: str
    what: str
    why: str = ""


@dataclass(frozen=True)
class Step:
    """Something that the person asking could do next: a button with what it requires."""

    label: str
    href: str
    needs: str = ""


@dataclass(frozen=True)
class Panel:
    """One tab. slug: lower-case, in the address. count: shown after the label, None for none. steps: more buttons under
    "what to do next", for example a recall.
    """

    slug: str
    label: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    count: int | None = None
    lines: tuple[Line, ...] = ()
    steps: tuple[Step, ...] = ()


Source = Callable[[Actor, Referral], Iterable[Panel]]


def panels_for(actor: Actor, referral: Referral) -> list[Panel]:
    """All panels of all wired stages, in the order of the wiring."""
    sources: list[Source] = [import_string(path) for path in import_string(settings.CASE_PANELS)]
    return [panel for source in sources for panel in source(actor, referral)]
