"""Which lists each kind of person on workstreams has: the tables that the worklist draws."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.actors import Actor
from providers import facts, queries
from providers.access import side_of


@dataclass(frozen=True)
class View:
    """One view of a worklist. chosen: narrows the open workstreams. empty: what will appear here."""

    slug: str
    label: str
    kind: str
    chosen: Callable[[QuerySet[Any], Actor], QuerySet[Any]]
    empty: str
    shape: str = "list"


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
    above = Q(state="assessed", estimate_pence__gt=facts.approval_limit(), cost_refused_reason="")
    return rows.filter(above | Q(no_access_count__gte=2, state__in=["no_access", "ready", "approved"]))


NEW_WORK = "Work that Victim Support sends to you appears here. Accept it, or return it with a reason."
GIVEN_TO_NOBODY = "Work that nobody does appears here: not given to anybody yet, or to somebody who cannot sign in."
NOTHING = "New work appears here as soon as Victim Support sends it."
AT_THIS_STEP = "Open work that has come to this step appears here."
PASSED = "Work whose time has passed appears here."
ANSWER = "Questions that wait for your answer appear here."
BOARD = View("board", "Board", "security", _everything, NOTHING, "board")
TODAY = View("today", "Today’s visits", "security", _mine, "Booked visits of today appear here in order.", "day")
DIARY = View(
    "diary",
    "Two weeks",
    "security",
    _everything,
    "Visits and installations that are booked or proposed appear here.",
    "diary",
)
SECURITY = (
    BOARD,
    TODAY,
    DIARY,
    View("new", "New", "security", _in("sent"), NEW_WORK),
    View("nobody", "Nobody’s", "security", _nobodys, GIVEN_TO_NOBODY),
    View("questions", "Questions for you", "security", _asked, ANSWER),
    View("late", "Late", "security", _late, PASSED),
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
    View("late", "Late", "support", _late, PASSED),
    View("stop", "Stop work", "support", _in("recalled"), "Recalled work appears here. Confirm that you have stopped."),
    View("all", "All our people", "support", _everything, NOTHING),
)
TRIAGE = (
    View("settle", "For Victim Support", "security", _for_triage,
         "Costs to approve, and homes that nobody could get into twice, appear here."),
    View("questions", "Security asks", "security", _asked, ANSWER),
    View("questions-support", "Support asks", "support", _asked, ANSWER),
    View("security", "Security", "security", _everything, "Open security work appears here."),
    View("support", "Support", "support", _everything, "Open support work appears here."),
)  # fmt: skip
# The board shows the first few of each of these; each is a list of its own, too.
LANES = (
    View("lane-new", "New", "security", _in("sent", "accepted"), AT_THIS_STEP),
    View("lane-permission", "Permission", "security", _in("permission_pending"), AT_THIS_STEP),
    View("lane-to-book", "To book", "security", _in("ready", "no_access", "approved"), AT_THIS_STEP),
    View("lane-booked", "Booked", "security", _in("visit_booked", "install_booked"), AT_THIS_STEP),
    View("lane-to-decide", "To decide", "security", _in("assessed", "no_works_needed"), AT_THIS_STEP),
    View("lane-to-sign-off", "To sign off", "security", _in("installed", "signed_off"), AT_THIS_STEP),
    View("lane-stop", "Stop work", "security", _in("recalled"), AT_THIS_STEP),
)


def views_of(actor: Actor) -> tuple[tuple[View, ...], View]:
    """→ all views of this person, and the one that opens first."""
    if actor.may("workstream.read"):
        return TRIAGE, TRIAGE[0]
    if actor.may("security.read"):
        return (SECURITY, BOARD) if actor.may("security.assign") else (FITTER, TODAY)
    return SUPPORT, SUPPORT[-1] if actor.may("support.assign") else SUPPORT[0]


def chosen_view(actor: Actor, slug: str) -> tuple[tuple[View, ...], View]:
    """→ the views in the menu, and the one that is asked for, or the one that opens first."""
    views, first = views_of(actor)
    lanes = LANES if BOARD in views else ()
    return views, next((one for one in (*views, *lanes) if one.slug == slug), first)
