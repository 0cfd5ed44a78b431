"""What every template knows without being told."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from accounts import news
from accounts.actors import ANONYMOUS, Actor
from config.navigation import address, links_for

LIVE_CHAT = "https://www.victimsupport.org.uk/help-and-support/get-help/support-near-you/live-chat/"


def page(request: HttpRequest) -> dict[str, Any]:
    """Frame of the page: sample banner, exit, help, navigation of whoever is signed in, with how much is new for them: one read of an index."""
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    inside = actor.kind == "person"
    links = links_for(actor.permissions, request.path, _new(actor)) if inside else []
    return frame() | {
        "navigation": [link for link in links if not link.more],
        "navigation_more": [link for link in links if link.more],
        "signed_in_as": f"{actor.name}, {actor.organisation_name}" if inside else "",
        "home": address("desk") if inside else address("public:start"),
        "sign_out": address("account_logout") if inside else "",
    }


def _new(actor: Actor) -> dict[str, int]:
    """Nothing on error pages, which are drawn when the transaction of the request is over."""
    connection = transaction.get_connection()
    if not connection.in_atomic_block or connection.needs_rollback:
        return {}
    return {address("accounts:news"): news.count(actor)}


def frame() -> dict[str, Any]:
    """The part that needs no request: error pages use it when nothing else works."""
    return {
        "sample_instance": settings.SAMPLE_INSTANCE,
        "exit_address": settings.EXIT_ADDRESS,
        "live_chat": LIVE_CHAT,
    }
