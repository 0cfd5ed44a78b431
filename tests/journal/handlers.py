"""Handlers for the tests of the outbox. Their effect is a row, so that it is in the transaction of the delivery."""

import threading

from accounts.models import Organisation
from journal.models import Event

entered, go_on = threading.Event(), threading.Event()


def add_one(event: Event) -> None:
    """The effect can be seen once more for each time that the handler took effect."""
    held = Organisation.objects.select_for_update().get(slug="kcc")
    held.telephone = f"{held.telephone}|"
    held.save()


def add_one_slowly(event: Event) -> None:
    """Stays inside until the test lets it go on."""
    entered.set()
    assert go_on.wait(10)
    add_one(event)


def fail_after_writing(event: Event) -> None:
    """What it wrote must be gone with it."""
    add_one(event)
    raise LookupError("a name that must not be kept: Mrs Example")


def times() -> int:
    """How often the effect happened."""
    return Organisation.objects.get(slug="kcc").telephone.count("|")
