"""Finding the person behind a request, and the people of the scheme for those who look after them."""

import uuid
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, F, OuterRef, QuerySet

from accounts.actors import ANONYMOUS, Actor
from accounts.models import Invitation, Membership, Organisation, Recovery, Token
from accounts.roles import GRANTS, Role
from journal.models import Event


def actor_for(user_id: uuid.UUID) -> Actor:
    """The actor of an active user with a live membership, else ANONYMOUS. One query, asked anew for every request,
    so that what was taken away is gone at the next click.
    """
    row = (
        Membership.objects.filter(user_id=user_id, ended_at=None, user__is_active=True)
        .values_list("user__name", "organisation_id", "organisation__slug", "organisation__name", "roles")
        .first()
    )
    if row is None:
        return ANONYMOUS
    name, organisation_id, slug, organisation_name, roles = row
    return Actor(
        kind="person",
        user_id=user_id,
        name=name,
        organisation_id=organisation_id,
        organisation_slug=slug,
        organisation_name=organisation_name,
        roles=frozenset(roles),
    )


def roles_of_others(user_id: uuid.UUID | None) -> list[str]:
    """Roles held now by everybody but this person, one entry for each person and role."""
    live = Membership.objects.filter(ended_at=None)
    rows = (live.exclude(user_id=user_id) if user_id else live).values_list("roles", flat=True)
    return [role for roles in rows for role in roles]


@dataclass(frozen=True)
class Agency:
    """An organisation with those who belong to it now and those who are asked to."""

    organisation: Organisation
    members: list[Membership]
    invitations: list[Invitation]


def agencies(actor: Actor) -> list[Agency]:
    """The organisations that this person looks after, with members and open invitations by name. Three queries,
    whatever the size.
    """
    members = members_for(actor).order_by("user__name")
    invitations = invitations_for(actor).filter(accepted_at=None, withdrawn_at=None).order_by("name")
    return [
        Agency(
            organisation,
            [member for member in members if member.organisation_id == organisation.pk],
            [invitation for invitation in invitations if invitation.organisation_id == organisation.pk],
        )
        for organisation in organisations_for(actor)
    ]


def organisations_for(actor: Actor) -> QuerySet[Organisation]:
    """Whose people this person looks after, by name."""
    return _theirs(actor, Organisation.objects.order_by("name"), "pk")


def members_for(actor: Actor) -> QuerySet[Membership]:
    """Live memberships of those whom this person looks after."""
    return _theirs(actor, members_now(), "organisation")


def invitations_for(actor: Actor) -> QuerySet[Invitation]:
    return _theirs(actor, Invitation.objects.select_related("organisation"), "organisation")


def _theirs(actor: Actor, rows: QuerySet[Any], column: str) -> QuerySet[Any]:
    if actor.may("account.manage"):
        return rows
    return rows.filter(**{column: actor.organisation_id}) if actor.may("team.manage") else rows.none()


def members_now() -> QuerySet[Membership]:
    """Live memberships with `has_second_step`: whether the person has one."""
    second = Authenticator.objects.filter(user=OuterRef("user"), type__in=["totp", "webauthn"])
    live = Membership.objects.filter(ended_at=None).select_related("user", "organisation")
    return live.annotate(has_second_step=Exists(second))


def holding(permission: str) -> QuerySet[Membership]:
    """Everybody who works anywhere now in a role with this permission, and may sign in."""
    roles = [role.value for role, grant in GRANTS.items() if permission in grant.permissions]
    return members_now().filter(roles__overlap=roles, user__is_active=True)


def member_of(event: Event) -> Membership:
    """The membership that an `account.…` event is about, with its person and organisation."""
    return Membership.objects.select_related("user", "organisation").get(pk=event.subject_id or uuid.UUID(int=0))


def recoveries_waiting() -> QuerySet[Recovery]:
    """Lost second steps that wait for a second person, oldest first."""
    return Recovery.objects.filter(decided_at=None).select_related("user", "asked_by").order_by("asked_at")


def systems() -> QuerySet[Token]:
    """Keys of agencies' systems: those that work first, then by agency and name."""
    rows = Token.objects.select_related("organisation", "issued_by", "revoked_by")
    return rows.order_by(F("revoked_at").desc(nulls_first=True), "organisation__name", "name", "pk")


def labels(roles: list[str]) -> str:
    """ "Triage lead, Triage worker"."""
    return ", ".join(GRANTS[Role(role)].label if role in GRANTS else role for role in roles)
