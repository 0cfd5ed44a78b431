"""What the workstreams do when something happens elsewhere. Named in config/wiring.py.

At once, in the transaction of the event and with its sight: recall, clocks, forgetting. After the commit, in a worker:
notices in the app (exactly one for each event and organisation), e-mails (at least one), "ready to close".
"""

import itertools
import uuid
from collections.abc import Callable
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from accounts import news, wishes
from accounts.actors import SYSTEM, Actor
from accounts.models import Notice, Organisation
from accounts.queries import actor_for
from journal.actions import record
from journal.models import Event
from providers import audiences, clocks
from providers.access import MODELS
from providers.actions.acceptance import recall, stop_follow_ups
from providers.actions.moving import AHEAD
from providers.choices import RecallReason
from providers.models import FollowUp, SecurityWorkstream, SupportWorkstream, Visit, Workstream
from providers.models.base import CaseRow
from providers.queries import installed_on
from providers.states import SECURITY_LIVE, SUPPORT_LIVE
from referrals.access import kept_from
from referrals.actions.onward import raise_ready_to_close

LIVE = {"security": SECURITY_LIVE, "support": SUPPORT_LIVE}

SUBJECT = "Work for you in SAFER Referrals"
BODY = (
    "There is something new for your team.\n\nSign in to see it: {site}/desk/\n\nThis message holds no personal data."
)


def recall_open(event: Event) -> None:
    """The referral or its consent is withdrawn: every open workstream that it concerns stops now."""
    by = _whoever(event)
    organisations = None if event.data.get("everything", True) else event.data["organisations"]
    reason = RecallReason.CONSENT if event.kind == "referral.consent_withdrawn" else RecallReason.WITHDRAWN
    for kind, model in MODELS.items():
        rows = model._default_manager.filter(referral=event.case_id, state__in=sorted(LIVE[kind]))
        if organisations is not None:
            rows = rows.filter(organisation_id__in=organisations)
        for pk in rows.order_by("pk").values_list("pk", flat=True):
            recall(kind=kind, workstream_id=pk, version=None, by=by, reason=reason)
    checks = _with_checks_ahead(event)
    if organisations is not None:
        checks = checks.filter(organisation_id__in=organisations)
    for pk in checks.values_list("pk", flat=True):
        stop_follow_ups(workstream_id=pk, version=None, by=by, reason=reason)


def _with_checks_ahead(event: Event) -> QuerySet[SecurityWorkstream]:
    """Security work of the case that is complete, but for checks after 3 or 6 months."""
    ahead = FollowUp.objects.filter(workstream=OuterRef("pk"), done_on=None, cancelled=False)
    return SecurityWorkstream.objects.filter(Exists(ahead), referral=event.case_id, state="complete")


def _whoever(event: Event) -> Actor:
    """The actor of an event: a person by their membership today, else what kind it was."""
    return actor_for(event.actor_id) if event.actor_id else Actor(kind=event.actor_kind, name="The referrer")


def pause_clocks(event: Event) -> None:
    """The referral is on hold: its workstreams' clocks stop (domain.md rule 5), and whoever might go there is told."""
    _each_clock(event, clocks.pause)
    _say(event, "workstream.paused")


def resume_clocks(event: Event) -> None:
    """… and go on, except where they stand still for a reason of their own."""
    _each_clock(event, clocks.resume)
    _say(event, "workstream.resumed")


def _each_clock(event: Event, turn: Callable[[Workstream], None]) -> None:
    for model in MODELS.values():
        rows = model._default_manager.filter(referral=event.case_id, ended_at=None)
        for row in rows.exclude(state="permission_pending").select_for_update():
            turn(row)
            type(row)._default_manager.filter(pk=row.pk).update(due_at=row.due_at, clock_left=row.clock_left)


def _say(event: Event, kind: str) -> None:
    """An event of every piece of work that goes on, were it only a check, so that its provider hears of it."""
    live = (
        model._default_manager.filter(referral=event.case_id, state__in=sorted(LIVE[name]))
        for name, model in MODELS.items()
    )
    for row in itertools.chain(*live, _with_checks_ahead(event)):
        where = {"organisation": str(row.organisation_id)}
        record(kind, by=_whoever(event), case_id=event.case_id, subject=row, element=row.element, **where)


def forget(event: Event) -> None:
    """The referral is anonymised: everything sealed here goes with it, and the reference too (S1.34)."""
    for model in apps.get_app_config("providers").get_models():
        if issubclass(model, CaseRow) and (names := model.sealed_names()):
            model._default_manager.filter(referral=event.case_id).update(**dict.fromkeys(names))
    for workstreams in MODELS.values():
        workstreams._default_manager.filter(referral=event.case_id).update(reference="", worker=None)
    Notice.objects.filter(case_id=_case_of(event)).update(reference="")


def let_go(event: Event) -> None:
    """Somebody must not know of the case: what they hold of it is nobody's, and their team sees that it needs somebody.

    In the transaction that keeps it from them, before the wall stands: it may be the person themself who acts.
    """
    by, user_id = _whoever(event), event.data["user"]
    for model in MODELS.values():
        rows = model._default_manager.filter(referral=event.case_id, worker_id=user_id)
        for row in rows.select_for_update():
            model._default_manager.filter(pk=row.pk).update(worker=None)
            if row.ended_at is None:
                where = {"organisation": str(row.organisation_id)}
                record("workstream.left", by=by, case_id=event.case_id, subject=row, element=row.element, **where)
    Visit.objects.filter(referral=event.case_id, worker_id=user_id, status__in=AHEAD).update(worker=None)


def tell(event: Event) -> None:
    """One notice in the app for each organisation that the event concerns, however often it is delivered."""
    row = _workstream_of(event)
    for organisation in _concerned(event):
        page = reverse("providers:workstream", args=[row.pk])
        news.tell(event, organisation_id=organisation.pk, page=page, reference=row.reference)


def mail(event: Event) -> None:
    """An e-mail to each mailbox concerned, with nothing about anybody in it; the event's id makes repeats visible."""
    host = urlsplit(settings.SITE_URL).hostname
    for organisation in _concerned(event):
        if organisation.email:
            headers = {"Message-ID": f"<{event.pk}.{organisation.slug}@{host}>"}
            body = BODY.format(site=settings.SITE_URL.rstrip("/"))
            EmailMessage(SUBJECT, body, to=[organisation.email], headers=headers).send()
    mail_people(event)


def mail_people(event: Event) -> None:
    """… and to those of the team who want one at once; of smaller news no mailbox is told."""
    for organisation in _concerned(event):
        wishes.mail_at_once(event, _team(event, organisation.pk))


def remind(event: Event) -> None:
    """A clock ends soon, or has ended, or more was fitted than was approved: a notice for whoever has to know."""
    for told in audiences.of(event):
        news.tell(event, organisation_id=told.organisation_id, user_ids=told.people or (None,), page=told.page,
                  reference=told.reference)  # fmt: skip


def remind_by_mail(event: Event) -> None:
    """… and an e-mail to those of them who want one at once."""
    for told in audiences.of(event):
        wishes.mail_at_once(event, told.people or _team(event, told.organisation_id))


def _team(event: Event, organisation_id: uuid.UUID) -> list[uuid.UUID]:
    """All who work there now and may know of the case."""
    kept = set(kept_from(_case_of(event)).values_list("user_id", flat=True))
    return [pk for pk in wishes.everybody_at(organisation_id) if pk not in kept]


def _concerned(event: Event) -> list[Organisation]:
    """The other side: the provider for what the single point of access does, and the other way round. Work that
    somebody left concerns their own team.
    """
    if not event.data.get(ONLY_IF.get(event.kind, ""), True):
        return []
    by_provider = event.kind.startswith("workstream.") and str(event.organisation_id) == event.data["organisation"]
    if by_provider and event.kind != "workstream.left":
        return list(Organisation.objects.filter(kind=Organisation.Kind.ACCESS_POINT))
    return list(Organisation.objects.filter(pk=event.data["organisation"]))


def _case_of(event: Event) -> uuid.UUID:
    """Every event of a referral or a workstream names its case."""
    if event.case_id is None:
        raise ValueError(f"{event.kind} without a case")
    return event.case_id


def _workstream_of(event: Event) -> Workstream:
    """The workstream that an event is about, or that it began."""
    of_referral = event.kind.startswith("referral.")
    which = {"onward_id": event.data["onward"]} if of_referral else {"pk": event.subject_id}
    found = (model._default_manager.filter(**which).first() for model in MODELS.values())
    return next(row for row in found if row is not None)


# These concern the other side only when this datum of the event is true.
ONLY_IF = {
    "workstream.no_access": "tell_triage",
    "workstream.install_missed": "tell_triage",
    "workstream.assessed": "above_limit",
    "workstream.approved": "by_triage",
    "workstream.quote_changed": "above_limit",
    "workstream.requoted": "above_limit",
}


def tell_support(event: Event) -> None:
    """Measures were fitted: support of the same home learns the day, and nothing else of it."""
    day = installed_on(_case_of(event))
    SupportWorkstream.objects.filter(referral=event.case_id, secured_on=None).update(secured_on=day)


def last_ended(event: Event) -> None:
    """A workstream has ended; when it was the last one, triage sees that the referral can be closed."""
    raise_ready_to_close(referral_id=_case_of(event), by=SYSTEM)
