"""Workstreams for tests, brought to a state by walking there through the actions (house rule 9)."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Organisation
from accounts.roles import Role
from accounts.scope import acting
from providers.access import MODELS
from providers.actions import acceptance, support, visits, works
from providers.actions import dispatch as dispatching
from providers.actions.works import Fitted, Recommended
from providers.models import Workstream
from referrals.models import Referral
from tests.referrals import walk as referrals
from walls.scope import scoped

LOCKS, OASIS = "24-7-locks", "oasis"


def coordinator(organisation: str = LOCKS) -> Actor:
    return referrals.person(Role.SECURITY_COORDINATOR, organisation)


def fitter(organisation: str = LOCKS) -> Actor:
    return referrals.person(Role.FITTER, organisation)


def supporter(organisation: str = OASIS) -> Actor:
    return referrals.person(Role.SUPPORT_WORKER, organisation)


def manager(organisation: str = OASIS) -> Actor:
    return referrals.person(Role.SUPPORT_MANAGER, organisation)


def organisation(slug: str) -> Organisation:
    return Organisation.objects.get(slug=slug)


def tomorrow() -> datetime:
    return timezone.now() + timedelta(days=1)


def in_days(days: int) -> Any:
    return timezone.localdate() + timedelta(days=days)


def send(referral: Referral, slug: str, element: str, by: Actor | None = None) -> Workstream:
    """Dispatch as triage does. The referral is read anew for its version."""
    by = by or referrals.worker()
    now = referrals.fetch(referral.reference, by)
    with acting(by):
        return dispatching.dispatch(
            referral_id=now.id, version=now.version, by=by, organisation=organisation(slug), element=element
        )


def now(row: Workstream) -> Any:
    """The row as it is now, seen by triage."""
    with acting(referrals.worker()):
        found = MODELS[row.kind]._default_manager.select_related("key", "organisation", "onward", "worker")
        return found.get(pk=row.pk)


def of_referral(row: Workstream, slug: str) -> list[Any]:
    """The workstreams of the same referral at one organisation, seen by triage."""
    with acting(referrals.worker()):
        rows = [r for model in MODELS.values() for r in model._default_manager.filter(referral_id=row.referral_id)]
        return [r for r in rows if r.organisation_id == organisation(slug).pk]


def do(row: Workstream, action: Callable[..., Any], by: Actor, **given: Any) -> Any:
    """One action as this actor, at the version of now. → the row afterwards, seen by triage."""
    version = now(row).version
    with acting(by):
        action(workstream_id=row.pk, version=version, by=by, **given)
    return now(row)


# Security, state by state. Every function walks from the one before.
def sent(**changes: Any) -> Any:
    """`changes`: answers of the referral."""
    return send(referrals.triaged(**changes), LOCKS, "security")


def accepted(**changes: Any) -> Any:
    return do(sent(**changes), acceptance.accept_security, coordinator())


def permission_pending(**changes: Any) -> Any:
    return do(accepted(**changes), visits.ask_permission, coordinator(), asked_on=in_days(0))


def ready(**changes: Any) -> Any:
    return do(
        permission_pending(**changes),
        visits.record_permission,
        coordinator(),
        evidence="letter",
        given_on=in_days(0),
        given_by="The owner",
        document="F 12",
    )


def visit_booked(**changes: Any) -> Any:
    return do(ready(**changes), visits.plan_visit, fitter(), name="book_visit", starts_at=tomorrow())


def no_access(**changes: Any) -> Any:
    return do(visit_booked(**changes), visits.no_access, fitter(), reason="nobody_in")


def item(pence: int = 12_000) -> Recommended:
    """One line of a quote that costs so much; the catalogue’s part of it is £110."""
    return Recommended(measure="mortice-deadlock", room="Front door", quantity=1, labour_pence=pence - 11_000)


def fitted(measure: str = "mortice-deadlock") -> Fitted:
    return Fitted(measure=measure, place="Front door", quantity=1, fitted_on=in_days(0), cost_pence=11_500)


def assessed(pence: int = 12_000, **changes: Any) -> Any:
    items = [item(pence)] if pence else []
    return do(visit_booked(**changes), works.assess, fitter(), fire_considered=True, items=items)


def no_works_needed() -> Any:
    return do(assessed(0), works.find_no_works, coordinator(), note="The home is well secured.")


def approved(**changes: Any) -> Any:
    return do(assessed(**changes), works.approve, coordinator())


def install_booked(**changes: Any) -> Any:
    return do(approved(**changes), visits.plan_visit, fitter(), name="book_install", starts_at=tomorrow())


def installed(**changes: Any) -> Any:
    return do(install_booked(**changes), works.install, fitter(), items=[fitted(), fitted("door-viewer")])


def signed_off(**changes: Any) -> Any:
    return do(installed(**changes), works.sign_off, fitter(), shown=True, tested=True, agreed=True)


def complete(**changes: Any) -> Any:
    return do(signed_off(**changes), works.complete, coordinator())


def returned() -> Any:
    return do(accepted(), acceptance.return_work, coordinator(), kind="security", reason="no_capacity")


def recalled(row: Workstream | None = None) -> Any:
    row = row or accepted()
    return do(row, acceptance.recall, referrals.worker(), kind=row.kind, reason="not_needed")


def acknowledged() -> Any:
    return do(recalled(), acceptance.acknowledge, coordinator(), kind="security")


SECURITY: dict[str, Callable[[], Any]] = {
    "sent": sent,
    "accepted": accepted,
    "permission_pending": permission_pending,
    "ready": ready,
    "visit_booked": visit_booked,
    "no_access": no_access,
    "assessed": assessed,
    "approved": approved,
    "no_works_needed": no_works_needed,
    "install_booked": install_booked,
    "installed": installed,
    "signed_off": signed_off,
    "complete": complete,
    "returned": returned,
    "recalled": recalled,
    "acknowledged": acknowledged,
}


# Support, state by state.
def s_sent(to: str = OASIS, element: str = "support_adults", **changes: Any) -> Any:
    return send(referrals.triaged(**changes), to, element)


def s_accepted(to: str = OASIS, **changes: Any) -> Any:
    worker = supporter(to)
    return do(s_sent(to, **changes), acceptance.accept_support, worker, worker=worker.user_id)


def s_contacting(**changes: Any) -> Any:
    return do(
        s_accepted(**changes), support.log_attempt, supporter(), name="start_contact", way="call", outcome="no_answer"
    )


def s_engaged(**changes: Any) -> Any:
    row = do(s_contacting(**changes), support.log_attempt, supporter(), name="log_attempt", way="call", outcome="spoke")
    return do(row, support.engage, supporter())


def s_plan_agreed(**changes: Any) -> Any:
    row = do(s_engaged(**changes), support.add_goal, supporter(), area="safety", aim="Sleep through the night")
    return do(row, support.agree_plan, supporter(), review_on=in_days(30))


def s_active(**changes: Any) -> Any:
    return do(s_plan_agreed(**changes), support.start, supporter())


def goal_results(row: Any, result: str = "met") -> dict[uuid.UUID, str]:
    with acting(referrals.worker()):
        return dict.fromkeys(row.goals.values_list("pk", flat=True), result)


def s_completed(**changes: Any) -> Any:
    row = s_active(**changes)
    return do(row, support.complete, supporter(), progress=goal_results(row))


def s_ended_early() -> Any:
    row = s_active()
    given = {"reason": "moved_away", "progress": goal_results(row, "partly")}
    return do(row, support.end_early, supporter(), **given)


def s_not_reached() -> Any:
    return do(s_contacting(), support.not_reach, manager(), note="Three calls, no answer.")


def s_returned() -> Any:
    return do(s_sent(), acceptance.return_work, supporter(), kind="support", reason="conflict")


def s_recalled() -> Any:
    return recalled(s_active())


def s_acknowledged() -> Any:
    return do(s_recalled(), acceptance.acknowledge, supporter(), kind="support")


def s_transferred() -> Any:
    from_here = s_active(district="swale")
    with acting(manager()):
        transfer_to_look_ahead(from_here)
    return now(from_here)


def transfer_to_look_ahead(row: Any) -> None:
    dispatching.transfer(
        workstream_id=row.pk, version=row.version, by=manager(), organisation=organisation("look-ahead")
    )


SUPPORT: dict[str, Callable[[], Any]] = {
    "sent": s_sent,
    "accepted": s_accepted,
    "contacting": s_contacting,
    "engaged": s_engaged,
    "plan_agreed": s_plan_agreed,
    "active": s_active,
    "completed": s_completed,
    "ended_early": s_ended_early,
    "not_reached": s_not_reached,
    "transferred": s_transferred,
    "returned": s_returned,
    "recalled": s_recalled,
    "acknowledged": s_acknowledged,
}


def linked(referral_id: uuid.UUID) -> Any:
    """The sight of a one-time link of one referral."""
    return scoped(sight="link", referral=referral_id)
