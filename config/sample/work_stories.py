"""What the providers do with one sample referral, told through the real actions."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Organisation
from accounts.roles import Role
from accounts.scope import acting
from config.sample.calendar import Story, office_hour
from config.sample.triage_story import Case
from governance.clocks import add_working_days
from providers.actions import acceptance, quoting, support, visits, works
from providers.actions import dispatch as sending
from providers.choices import Area, Progress
from providers.models import Coverage, SecurityWorkstream, SupportWorkstream
from providers.scheme import MEASURES
from referrals.choices import Element
from referrals.states import LIVE

LOCKS = "24-7-locks"
FITTED = {
    "lock-change": 70, "window-locks": 55, "door-chain": 45, "door-viewer": 40, "hinge-bolts": 30, "london-bar": 25,
    "mortice-deadlock": 30, "letterbox": 25, "security-light": 30, "video-doorbell": 35, "smoke-alarm": 40,
    "personal-alarm": 30, "glazing-film": 8, "door": 6, "cctv": 4, "fire-safety-kit": 15,
}  # fmt: skip
PRICES = {code: pence for code, _, _, pence in MEASURES}
PLACES = ("Front door", "Back door", "Kitchen window", "Bedroom window", "Side gate", "Hallway")
AIMS = {
    Area.SAFETY: "Knows what to do and whom to call at night",
    Area.HOUSING: "Tenancy in one name",
    Area.WELLBEING: "Sees the GP about sleep",
    Area.CHILDREN: "School knows who may collect the children",
    Area.MONEY: "Own bank account and benefits in place",
    Area.LEGAL: "Order in place and understood",
    Area.CONFIDENCE: "Goes to the weekly group",
}
Gone = LookupError  # the work was recalled or ended meanwhile


class Work:
    """One workstream of a case, acted on as it stands now."""

    def __init__(self, case: Case, model: type[Any], pk: Any, reader: Actor) -> None:
        self.case, self.model, self.pk, self.reader = case, model, pk, reader

    def row(self) -> Any:
        with acting(self.reader):
            return self.model.objects.get(pk=self.pk)

    def do(self, action: Callable[..., Any], by: Actor, **details: Any) -> None:
        row = self.row()
        if row.state == "recalled":
            raise Gone
        with acting(by):
            action(workstream_id=self.pk, version=row.version, by=by, **details)


def dispatch(case: Case) -> Story:
    """Send it to the providers that cover the district and let their work begin."""
    row = case.row(case.worker)
    wanted = {
        Element.SECURITY: row.needs_security,
        Element.SUPPORT_ADULTS: row.needs_support_adults,
        Element.SUPPORT_CHILDREN: row.needs_support_children,
    }
    for element, needed in wanted.items():
        organisation = _provider(case, element, row.district) if needed else None
        if organisation is None or case.row(case.worker).state not in LIVE:
            continue
        made = case.do(sending.dispatch, case.worker, organisation=organisation, element=element)
        case.open_work += 1
        tell = secure if element == Element.SECURITY else support_them
        case.walk.begin(_watched(case, tell(case, made.pk, organisation), made, organisation))
        yield 0.05
    if not case.open_work:
        yield from _nobody_to_send_to(case)


def _provider(case: Case, element: Element, district: str) -> Organisation | None:
    today = timezone.localdate()
    covering = Coverage.objects.filter(element=element, district=district, from_date__lte=today)
    slugs = sorted(set(covering.values_list("organisation__slug", flat=True)))
    return case.cast.organisations[case.kent.dice.choice(slugs)] if slugs else None


def _nobody_to_send_to(case: Case) -> Story:
    """Only children's support was wanted, say, and nobody covers it: security goes ahead."""
    made = case.do(sending.dispatch, case.worker, organisation=case.cast.organisations[LOCKS], element=Element.SECURITY)
    case.open_work += 1
    organisation = case.cast.organisations[LOCKS]
    case.walk.begin(_watched(case, secure(case, made.pk, organisation), made, organisation))
    yield 0.05


def _watched(case: Case, work: Story, made: Any, organisation: Organisation) -> Story:
    """Do the work; when it is recalled on the way, stop and say so."""
    try:
        yield from work
    except Gone:
        if case.ends == "closing":
            return
        yield 0.5
        by = case.cast.one(_chief(organisation), organisation.slug)
        with acting(by):
            version = type(made).objects.get(pk=made.pk).version
            acceptance.acknowledge(kind=made.kind, workstream_id=made.pk, version=version, by=by)
    case.open_work -= 1


def _chief(organisation: Organisation) -> Role:
    return Role.SECURITY_COORDINATOR if organisation.kind == "security" else Role.SUPPORT_MANAGER


def secure(case: Case, pk: Any, organisation: Organisation) -> Story:
    """24-7 Locks: permission, visit, assessment, installation, sign-off."""
    coordinator = case.cast.one(Role.SECURITY_COORDINATOR, organisation.slug)
    fitter = case.cast.one(Role.FITTER, organisation.slug)
    work = Work(case, SecurityWorkstream, pk, coordinator)
    yield case.kent.dice.choice([0.4, 1, 1, 2])
    if case.chance(4):
        work.do(
            acceptance.return_work, coordinator, kind="security", reason="no_capacity", note="No fitter this month."
        )
        return
    work.do(acceptance.accept_security, coordinator)
    yield 0.3
    yield from _permission(case, work, coordinator)
    work.do(acceptance.assign, coordinator, worker=fitter.user_id)
    yield from _visit(case, work, coordinator, fitter)
    items = _recommended(case)
    work.do(
        works.assess, fitter, fire_considered=True, findings="Doors and ground-floor windows need work.", items=items
    )
    yield 0.5
    yield from _cost(case, work, coordinator, items)
    yield from _install(case, work, coordinator, fitter, items)


def _cost(case: Case, work: Work, coordinator: Actor, items: list[works.Recommended]) -> Story:
    """Above the limit a lead decides; sometimes the quote has to say more first."""
    approver = coordinator if work.row().estimate_pence <= 80_000 else case.cast.lead
    if approver is case.cast.lead and case.chance(25):
        said = "The frame of the door is in it, and not named. Name it."
        work.do(quoting.refuse_cost, approver, reason="not_clear", note=said)
        yield 0.5
        frame = works.Recommended("door-chain", "Front door", 1, 4_000)
        given = {"drop": [], "item": frame, "note": "The frame has its own line now."}
        work.do(quoting.change_quote, coordinator, name="change_quote", **given)
        items.append(frame)
        yield 0.5
    work.do(works.approve, approver)
    yield 1


def _permission(case: Case, work: Work, coordinator: Actor) -> Story:
    referral = case.row(case.worker)
    if not referral.tenure.startswith("rents") or referral.owner_permission in {"given", "not_needed"}:
        if referral.tenure.startswith(("own", "mortgage", "rents", "shared")):
            work.do(visits.make_ready, coordinator)
            yield 0.2
            return
    work.do(visits.ask_permission, coordinator, asked_on=timezone.localdate())
    yield case.kent.dice.choice([2, 4, 6, 9])
    work.do(
        visits.record_permission,
        coordinator,
        evidence="email",
        given_by="The letting agent",
        given_on=timezone.localdate(),
    )
    yield 0.3


def _visit(case: Case, work: Work, coordinator: Actor, fitter: Actor) -> Story:
    for again in (True, False):
        ahead = case.kent.dice.choice([2, 3, 4])
        work.do(visits.plan_visit, coordinator, name="book_visit", starts_at=_when(case, ahead), worker=fitter.user_id)
        yield ahead
        if not (again and case.chance(12)):
            break
        work.do(visits.no_access, fitter, reason="nobody_in")
        yield 0.5


def _when(case: Case, days: int) -> Any:
    return office_hour(case.kent.dice, add_working_days(timezone.localdate(), days))


def _recommended(case: Case) -> list[works.Recommended]:
    dice = case.kent.dice
    chosen = [code for code, percent in FITTED.items() if case.chance(percent * 0.6)] or ["lock-change"]
    many = {code: 4 if code == "window-locks" else 1 for code in chosen}
    return [works.Recommended(c, dice.choice(PLACES), many[c]) for c in chosen]


def _install(case: Case, work: Work, coordinator: Actor, fitter: Actor, items: list[works.Recommended]) -> Story:
    ahead = case.kent.dice.choice([3, 5, 7])
    when = _when(case, ahead)
    work.do(visits.plan_visit, coordinator, name="book_install", starts_at=when, worker=fitter.user_id)
    yield ahead
    today = timezone.localdate()
    fitted = [works.Fitted(i.measure, i.room, i.quantity, today, PRICES[i.measure] * i.quantity) for i in items]
    work.do(works.install, fitter, items=fitted)
    yield 0.05
    work.do(works.sign_off, fitter, shown=True, tested=True, agreed=True)
    yield 1
    work.do(works.complete, coordinator)
    case.walk.begin(_checks(work, fitter))


def _checks(work: Work, fitter: Actor) -> Story:
    """Does everything still work after 3 and after 6 months?"""
    for months in (3, 6):
        yield 62
        with acting(fitter):
            planned = work.row().follow_ups.filter(months=months, done_on=None, cancelled=False).exists()
        if not planned:  # consent was taken back meanwhile, and the checks with it
            return
        found = work.case.kent.one_of({"all_well": 88, "repair": 7, "not_reached": 5})
        work.do(works.follow_up, fitter, months=months, found=found)


def support_them(case: Case, pk: Any, organisation: Organisation) -> Story:
    """A support provider: contact, plan, reviews, the end."""
    manager = case.cast.one(Role.SUPPORT_MANAGER, organisation.slug)
    worker = case.cast.one(Role.SUPPORT_WORKER, organisation.slug)
    work = Work(case, SupportWorkstream, pk, manager)
    yield case.kent.dice.choice([0.4, 1, 1, 2])
    if case.chance(4):
        work.do(acceptance.return_work, manager, kind="support", reason="no_capacity", note="Waiting list of a month.")
        return
    work.do(acceptance.accept_support, manager, worker=worker.user_id)
    yield 1
    reached = yield from _contact(case, work, worker)
    if not reached:
        work.do(support.not_reach, manager, note="Five attempts at different safe hours. Door left open.")
        return
    work.do(support.engage, worker)
    yield from _plan(case, work, worker)
    yield from _end(case, work, worker)


def _contact(case: Case, work: Work, worker: Actor) -> Any:
    luck = [not case.chance(45) for _ in range(5)]
    for number, spoke in enumerate(luck):
        name = "log_attempt" if number else "start_contact"
        outcome = "spoke" if spoke else "no_answer"
        work.do(support.log_attempt, worker, name=name, way="call", outcome=outcome)
        yield 0.3 if spoke else case.kent.dice.choice([1, 2])
        if spoke:
            return True
    return False


def _plan(case: Case, work: Work, worker: Actor) -> Story:
    yield 2
    for area in case.kent.dice.sample(list(AIMS), case.kent.dice.choice([1, 2, 2, 3])):
        work.do(support.add_goal, worker, area=area, aim=AIMS[area])
    yield 0.1
    work.do(support.agree_plan, worker, review_on=timezone.localdate() + timedelta(days=28))
    yield 1
    work.do(support.start, worker)


def _end(case: Case, work: Work, worker: Actor) -> Story:
    for _ in range(case.kent.dice.choice([1, 2, 3])):
        yield 20
        ahead = timezone.localdate() + timedelta(days=28)
        work.do(support.review, worker, note="Going well. Sleeps better since the locks.", next_on=ahead)
    yield 12
    with acting(worker):
        goals = list(work.row().goals.values_list("pk", flat=True))
    if case.chance(12):
        why = case.kent.dice.choice(["not_engaged", "moved_away", "other_support"])
        shares = {Progress.PARTLY.value: 40, Progress.NOT_MET.value: 30, Progress.NOT_KNOWN.value: 30}
        work.do(support.end_early, worker, reason=why, progress={goal: case.kent.one_of(shares) for goal in goals})
        return
    shares = {Progress.MET.value: 65, Progress.PARTLY.value: 27, Progress.NOT_MET.value: 8}
    work.do(support.complete, worker, progress={goal: case.kent.one_of(shares) for goal in goals})
