"""Every move of a workstream with what a person types for it, whole (`good`) or with one thing missing."""

import io
import uuid
from collections.abc import Callable
from typing import Any

from PIL import Image

from accounts.actors import Actor
from accounts.scope import acting
from providers.actions import acceptance, photographs, questions, quoting, support, visits, works
from providers.actions import dispatch as dispatching
from providers.actions.works import Recommended
from providers.models import FollowUp
from tests.providers import walk
from tests.referrals import walk as referrals

Typed = Callable[[Any, bool], dict[str, Any]]  # (the row as triage sees it now, good) → arguments


def _why(row: Any, good: bool) -> dict[str, Any]:
    return {"reason": "other" if good else "whim"}


def _nothing(row: Any, good: bool) -> dict[str, Any]:
    return {}


def _said(row: Any, good: bool) -> dict[str, Any]:
    return {"note": "As it was told." if good else " "}


def _time(name: str) -> Typed:
    return lambda row, good: {
        "name": name,
        "starts_at": walk.tomorrow() if good else walk.tomorrow().replace(year=2020),
    }


def _cancelled(name: str) -> Typed:
    return lambda row, good: {"name": name, "reason": "person_asked" if good else "whim"}


def _attempt(name: str) -> Typed:
    return lambda row, good: {"name": name, "way": "call" if good else "text", "outcome": "spoke"}


def _follow_up(row: Any, good: bool) -> dict[str, Any]:
    with acting(referrals.worker()):
        ahead = FollowUp.objects.filter(workstream_id=row.pk, done_on=None, cancelled=False).first()
    return {"months": ahead.months if good and ahead else 12, "found": "all_well"}


def _remove(row: Any, good: bool) -> dict[str, Any]:
    with acting(referrals.worker()):
        there = row.fittings.filter(removed_on=None).values_list("pk", flat=True).first()
    fitting = there if good and there else uuid.uuid4()
    return {"fitting": fitting, "removed_on": walk.in_days(0), "reason": "broken"}


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (16, 12), "grey").save(out, "JPEG")
    return out.getvalue()


PICTURE = _picture()


def _photograph(row: Any, good: bool) -> dict[str, Any]:
    return {"image": PICTURE if good else b"not a picture", "caption": "Front door", "no_people": True}


def _delete_photograph(row: Any, good: bool) -> dict[str, Any]:
    with acting(referrals.worker()):
        there = row.photographs.filter(deleted_at=None).values_list("pk", flat=True).first()
    return {"photograph": there if good and there else uuid.uuid4()}


def _quote(name: str) -> Typed:
    """Everything goes, and one line comes."""

    def typed(row: Any, good: bool) -> dict[str, Any]:
        with acting(referrals.worker()):
            lines = list(row.recommendations.filter(dropped_in=None).values_list("pk", flat=True))
        drop = lines if good else [uuid.uuid4()]
        return {"name": name, "drop": drop, "item": walk.item(), "note": "The frame is rotten."}

    return typed


def _worker(make: Callable[[str], Actor]) -> Typed:
    return lambda row, good: {"worker": (make(row.organisation.slug) if good else referrals.lead()).user_id}


SECURITY: dict[str, tuple[Callable[..., Any], Typed]] = {
    "accept": (acceptance.accept_security, _nothing),
    "ask_permission": (visits.ask_permission, lambda row, good: {"asked_on": walk.in_days(0 if good else 1)}),
    "record_permission": (
        visits.record_permission,
        lambda row, good: {
            "evidence": "letter" if good else "rumour",
            "given_on": walk.in_days(0),
            "given_by": "The owner",
        },
    ),
    "allow_letter": (
        visits.allow_letter,
        lambda row, good: {"agreed": True, "said_by": "The person" if good else " ", "said_on": walk.in_days(0)},
    ),
    "print_letter": (visits.print_letter, _nothing),
    "make_ready": (visits.make_ready, _nothing),
    "propose_visit": (visits.plan_visit, _time("propose_visit")),
    "book_visit": (visits.plan_visit, _time("book_visit")),
    "change_visit": (visits.plan_visit, _time("change_visit")),
    **{name: (visits.cancel_visit, _cancelled(name)) for name in ("cancel_visit", "drop_proposal", "cancel_install")},
    "set_off": (visits.set_off, _nothing),
    "no_access": (visits.no_access, _why),
    "recommend": (works.recommend, lambda row, good: {"item": walk.item() if good else _none()}),
    "photograph": (photographs.photograph, _photograph),
    "delete_photograph": (photographs.delete_photograph, _delete_photograph),
    "assess": (works.assess, lambda row, good: {"fire_considered": good}),
    "approve": (works.approve, _nothing),
    "refuse_cost": (quoting.refuse_cost, lambda row, good: _why(row, good) | {"note": "Leave the gate out."}),
    **{name: (quoting.change_quote, _quote(name)) for name in ("change_quote", "requote")},
    "find_no_works": (works.find_no_works, _said),
    "book_install": (visits.plan_visit, _time("book_install")),
    "change_install": (visits.plan_visit, _time("change_install")),
    "miss_install": (visits.miss_install, _why),
    "fit": (works.fit, lambda row, good: {"item": walk.fitted("door-viewer" if good else "moat")}),
    "install": (works.install, _nothing),
    "sign_off": (works.sign_off, lambda row, good: {"tested": True, "shown": True, "agreed": good}),
    "complete": (works.complete, _nothing),
    "follow_up": (works.follow_up, _follow_up),
    "remove_measure": (works.remove_measure, _remove),
    "stop_follow_ups": (acceptance.stop_follow_ups, _why),
    "assign": (acceptance.assign, _worker(walk.fitter)),
}

SUPPORT: dict[str, tuple[Callable[..., Any], Typed]] = {
    "accept": (acceptance.accept_support, _worker(walk.supporter)),
    "start_contact": (support.log_attempt, _attempt("start_contact")),
    "log_attempt": (support.log_attempt, _attempt("log_attempt")),
    "engage": (support.engage, _nothing),
    "not_reach": (support.not_reach, _said),
    "add_goal": (support.add_goal, lambda row, good: {"area": "safety", "aim": "Sleep well." if good else ""}),
    "agree_plan": (support.agree_plan, lambda row, good: {"review_on": walk.in_days(30 if good else 0)}),
    "start": (support.start, _nothing),
    "review": (support.review, lambda row, good: {"note": "Well.", "next_on": walk.in_days(30 if good else 0)}),
    "complete": (
        support.complete,
        lambda row, good: {"progress": walk.goal_results(row, "partly" if good else "open")},
    ),
    "end_early": (
        support.end_early,
        lambda row, good: _why(row, good) | {"progress": walk.goal_results(row, "not_known")},
    ),
    "transfer": (
        dispatching.transfer,
        lambda row, good: {"organisation": walk.organisation("look-ahead" if good else row.organisation.slug)},
    ),
    "reassign": (acceptance.reassign, _worker(walk.supporter)),
}


def _none() -> Any:
    return Recommended(measure="mortice-deadlock", room="Front door", quantity=0)


def _both(kind: str) -> dict[str, tuple[Callable[..., Any], Typed]]:
    def of_kind(typed: Typed) -> Typed:
        return lambda row, good: {"kind": kind} | typed(row, good)

    return {
        "note": (acceptance.add_note, of_kind(_said)),
        "ask": (questions.ask, of_kind(_said)),
        "answer": (questions.answer, of_kind(_said)),
        "return": (acceptance.return_work, of_kind(_why)),
        "recall": (acceptance.recall, of_kind(_why)),
        "acknowledge": (acceptance.acknowledge, of_kind(_nothing)),
    }


DEEDS = {"security": SECURITY | _both("security"), "support": SUPPORT | _both("support")}
# Where nothing that is typed can be wrong.
FREE = {
    "accept:security", "print_letter:security", "set_off:security", "make_ready:security", "approve:security", "install:security", "complete:security",
    "engage:support", "start:support", "acknowledge:security", "acknowledge:support",
}  # fmt: skip


def carry_out(row: Any, name: str, by: Actor, version: int, *, good: bool = True, **changes: Any) -> None:
    """Make one move as this person who saw `version`. Raises as the action does. `changes`: other arguments."""
    action, typed = DEEDS[row.kind][name]
    given = typed(row, good) | changes
    with acting(by):
        action(workstream_id=row.pk, version=version, by=by, **given)
