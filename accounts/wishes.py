"""Who wants to hear of what by e-mail, and the e-mails themselves. They hold counts and our address, nothing else."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q
from django.utils import timezone

from accounts import mail
from accounts.actors import SYSTEM
from accounts.kinds import RULES, Group, How, group_of, of_group
from accounts.models import Digest, Membership, Notice, Wish
from accounts.news import unseen
from accounts.queries import actor_for
from accounts.scope import acting
from journal.actions import record
from journal.models import Event


def wishes_of(user_id: uuid.UUID) -> dict[Group, How]:
    """How this person hears of each group: their choice where the group still offers it, else the default."""
    chosen = {Group(wish.group): How(wish.mail) for wish in Wish.objects.filter(user=user_id)}
    return {group: _allowed(group, chosen.get(group)) for group in RULES}


def _allowed(group: Group, chosen: How | None) -> How:
    rule = RULES[group]
    return chosen if chosen in rule.ways else rule.default


def mail_at_once(event: Event, user_ids: Iterable[uuid.UUID]) -> None:
    """To each of these who works here now and wants to hear of such events at once.

    Somebody who was mailed today and has not looked since gets no second e-mail for the same group: it would say the
    same. Stop work is always mailed.
    """
    group = group_of(event.kind)
    people = Membership.objects.filter(user_id__in=list(user_ids), ended_at=None, user__is_active=True)
    for member in people.select_related("user").order_by("user_id"):
        if wishes_of(member.user_id)[group] is not How.AT_ONCE:
            continue
        if group is Group.STOP or not _told_today(event, member):
            subject = "Stop work: look at SAFER Referrals" if group is Group.STOP else "Look at SAFER Referrals"
            mail.send(
                event, to=member.user.email, subject=subject, template="account/email/at_once.txt",
                about=str(member.user_id), what=Group(group).label,
            )  # fmt: skip


def _told_today(event: Event, member: Membership) -> bool:
    """Whether an earlier notice of the same group, told today, still waits to be looked at."""
    rows = Notice.objects.filter(Q(user=None) | Q(user=member.user_id), organisation=member.organisation_id)
    since = timezone.localtime(event.at).replace(hour=0, minute=0, second=0, microsecond=0)
    kinds = of_group(group_of(event.kind))
    return rows.filter(seen_at=None, kind__in=kinds, at__gte=since, at__lt=event.at).exists()


def make_digests(day: date) -> int:
    """Begin the digest of this day for everybody for whom something is new. → for how many."""
    made = 0
    members = Membership.objects.filter(ended_at=None, user__is_active=True).select_related("user").order_by("user_id")
    for member in members:
        if not counts_for(member):
            continue
        digest, new = Digest.objects.get_or_create(user=member.user, day=day)
        if new:
            record("account.digest_began", by=SYSTEM, subject=digest)
            made += 1
    return made


def counts_for(member: Membership) -> Mapping[str, int]:
    """What is new for this person in the groups that they want once a day: words → how many, most urgent first."""
    daily = [group for group, how in wishes_of(member.user_id).items() if how is How.DAILY]
    actor = actor_for(member.user_id)
    with acting(actor):  # with their own eyes: what must not exist for them is not counted either
        kinds = list(unseen(actor).values_list("kind", flat=True))
    found = Counter(group_of(kind) for kind in kinds)
    return {group.label: found[group] for group in daily if found[group]}


def send_digest(event: Event) -> None:
    """account.digest_began: how much is new, counted when it is sent. Nothing to people who have left meanwhile."""
    digest = Digest.objects.filter(pk=event.subject_id or uuid.UUID(int=0)).first()
    member = digest and Membership.objects.filter(
        user=digest.user_id, ended_at=None, user__is_active=True
    ).select_related("user").first()  # fmt: skip
    if not member or not (counts := counts_for(member)):
        return
    lines = "\n".join(f"{label}: {number}" for label, number in counts.items())
    mail.send(
        event, to=member.user.email, subject="What is new in SAFER Referrals", template="account/email/digest.txt",
        lines=lines,
    )  # fmt: skip


def everybody_at(organisation_id: uuid.UUID) -> list[uuid.UUID]:
    """All who work there now."""
    live = Membership.objects.filter(organisation=organisation_id, ended_at=None, user__is_active=True)
    return list(live.values_list("user_id", flat=True))
