"""The links on top of signed-in pages: one table, permission → label → URL name. A stage that is not there has none.

Whoever has more of them than fit in one row finds those that are seldom needed under “More”.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class Place:
    """Where one link leads and which permission shows it."""

    label: str
    name: str
    permission: str
    seldom: bool = False


ONE_ROW = 6  # on a desk of 1280 px, beside the longest name of an agency

PLACES: tuple[Place, ...] = (
    Place("Work", "desk", "desk.use"),
    Place("New", "accounts:news", "desk.use"),
    Place("Providers’ work", "providers:worklist", "workstream.read"),
    Place("Find a referral", "referrals:search", "referral.read"),
    Place("New referral", "referrals:phone", "referral.intake"),
    Place("Reports", "reports:shelf", "report.read"),
    Place("Closing", "reports:quarters", "report.request"),
    Place("Reports to decide", "reports:questions", "report.decide"),
    Place("Figures given elsewhere", "reports:given", "figure.record", seldom=True),
    Place("Team", "providers:team", "team.manage"),
    Place("Team", "referrals:team", "referral.assign", seldom=True),
    Place("People", "accounts:people", "account.manage"),
    Place("People", "accounts:people", "team.manage"),
    Place("Sharing register", "referrals:sharing", "sharing.review"),
    Place("Agencies", "providers:agencies", "organisation.manage"),
    Place("Measures", "providers:measures", "organisation.manage"),
    Place("Not got through", "governance:undelivered", "delivery.settle"),
    *(
        Place("Measures and cost", "providers:spend", may, seldom=True)
        for may in ("security.assign", "workstream.approve_cost", "organisation.manage")
    ),
    Place("Who looked", "referrals:looked", "access.review"),
    Place("Lost second steps", "accounts:recoveries", "account.agree", seldom=True),
    Place("Your sign-in", "mfa_index", "desk.use", seldom=True),
)


@dataclass(frozen=True)
class Link:
    label: str
    href: str
    current: bool
    count: int = 0
    more: bool = False


def links_for(permissions: frozenset[str], path: str, counts: Mapping[str, int] | None = None) -> list[Link]:
    """The links that these permissions show, in the order of the table; the one that `path` lies under is current.

    counts: how many things wait behind a link, by its address.
    """
    places = [(place, address(place.name)) for place in PLACES if place.permission in permissions]
    found = [(place, href) for place, href in places if href]
    here = max((href for _, href in found if path.startswith(href)), key=len, default="")
    full = len(found) > ONE_ROW
    return [
        Link(place.label, href, href == here, (counts or {}).get(href, 0), full and place.seldom)
        for place, href in found
    ]


def address(name: str) -> str:
    """The address of a URL name, "" when no such page exists."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
