"""Forms of people, invitations and agencies."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms

from accounts.actors import Actor
from accounts.models import Organisation
from accounts.queries import organisations_for
from accounts.roles import GRANTS, SYSTEM_GRANTS
from walls.forms import Choice, Choices, Email, PageForm, Phone, Text
from walls.moments import DateBoxes
from walls.refusals import Refused

OK, REFUSED = 200, 422


class Carrying(PageForm):
    """A form that an action may refuse; the refusal stands beside its field and the page has its status."""

    refused_with: int = 0

    def carry_out(self, act: Callable[[], object]) -> bool:
        """Do it. → False when it was refused, with the words in the form."""
        try:
            act()
        except Refused as refused:
            self.refused_with = refused.status
            field = refused.field if refused.field in self.fields else None
            self.add_error(field, refused.message)
            return False
        return True

    @property
    def status(self) -> int:
        return self.refused_with or (REFUSED if self.errors else OK)


def roles_of(agency: str) -> list[tuple[str, str]]:
    return [(role.value, grant.label) for role, grant in GRANTS.items() if grant.agency == agency]


class Roles(Carrying):
    """The roles that one kind of organisation has."""

    roles = Choices(label="Roles", called="at least one role")

    def __init__(self, *args: Any, agency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = roles_of(agency)  # type: ignore[attr-defined]


class Inviting(Carrying):
    """The scheme administrator chooses among all organisations and roles, and the action refuses what does not fit; a
    manager has one organisation and is offered its roles.
    """

    name = Text(label="Full name", called="their full name", max_length=120)
    email = Email(
        label="Work email address",
        called="their work email address",
        help_text="The invitation goes there. Use the person's own address, not a shared mailbox.",
    )
    organisation = Choice(label="Organisation", called="an organisation")
    roles = Choices(
        label="Roles",
        called="at least one role",
        choices=[(role.value, grant.label) for role, grant in GRANTS.items()],
        hints={role.value: Organisation.Kind(grant.agency.value).label for role, grant in GRANTS.items()},
    )

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theirs = list(organisations_for(by))
        self.fields["organisation"].choices = [(one.slug, one.name) for one in theirs]  # type: ignore[attr-defined]
        if len(theirs) == 1:
            self.fields["organisation"].initial = theirs[0].slug
            self.fields["roles"].choices = roles_of(theirs[0].kind)  # type: ignore[attr-defined]
            self.fields["roles"].widget.hints = {}

    def clean_organisation(self) -> Organisation:
        return Organisation.objects.get(slug=self.cleaned_data["organisation"])


class OrganisationDetails(Carrying):
    telephone = Phone(label="Telephone", called="a telephone number", required=False)
    email = Email(
        label="Team mailbox",
        called="an email address",
        required=False,
        help_text="Notices go there when there is new work. They carry no personal data.",
    )


class Ending(Carrying):
    """Nothing to fill in: the page says what will happen, the button does it."""


class NewKey(Carrying):
    """The key of an agency's own system. `token_id`: made with the page, so that sending it twice makes one."""

    token_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    name = Text(
        label="What is the system called?",
        called="what the system is called",
        max_length=80,
        help_text="It stands in the history of everything that the system does. For example: Oasis case records.",
    )
    organisation = Choice(label="Whose system is it?", called="whose system it is")
    role = Choice(
        label="What may it do?",
        called="what it may do",
        choices=[
            ("none", "Send referrals, and nothing else"),
            *((one.role.value, f"Also {one.does}") for one in SYSTEM_GRANTS.values()),
        ],
        hints={one.role.value: f"Only for {one.only_for}." for one in SYSTEM_GRANTS.values()},
    )
    until = DateBoxes(
        label="What is the last day on which it works?", called="the last day", future=True, help_text="A year at most."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pairs = list(Organisation.objects.order_by("name").values_list("slug", "name"))
        self.fields["organisation"].choices = pairs  # type: ignore[attr-defined]

    def clean_organisation(self) -> Organisation:
        return Organisation.objects.get(slug=self.cleaned_data["organisation"])

    def clean_role(self) -> str:
        return str(self.cleaned_data["role"]).removesuffix("none")


class Deciding(Carrying):
    """A second person's answer to a lost second step."""

    answer = Choice(
        label="Your decision",
        called="your decision",
        choices=[("agree", "Agree: remove the second step"), ("refuse", "Refuse")],
        hints={"agree": "You spoke to the person and know that it is them."},
    )
