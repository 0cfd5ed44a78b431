"""The links on top of signed-in pages: one table, permission → label → URL name. A stage that is not there has none."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class Place:
    """Where one link leads and which permission shows it."""

    label: str
    name: str
    permission: str


PLACES: tuple[Place, ...] = (
    Place("Work", "desk", "desk.use"),
    Place("New referral", "referrals:intake", "referral.intake"),
    Place("Reports", "reports:shelf", "report.read"),
    Place("People", "accounts:people", "account.manage"),
    Place("Lost second steps", "accounts:recoveries", "account.agree"),
    Place("Your sign-in", "mfa_index", "desk.use"),
)


@dataclass(frozen=True)
class Link:
    label: str
    href: str
    current: bool


def links_for(permissions: frozenset[str], path: str) -> list[Link]:
    """The links that these permissions show, in the order of the table; the one that `path` lies under is current."""
    found = [(place.label, address(place.name)) for place in PLACES if place.permission in permissions]
    return [Link(label, href, path.startswith(href)) for label, href in found if href]


def address(name: str) -> str:
    """The address of a URL name, "" when no such page exists."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
