"""What did not get through, in words for its owner: no name, no text of an error, nothing of a case but its reference."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import TextChoices
from django.utils.module_loading import import_string

from journal.models import Delivery


class Because(TextChoices):
    """Why somebody settles it by hand. Codes, because words could name somebody."""

    TOLD = "told", "Everybody who had to know was told in another way"
    DONE = "done", "What it was for was done by hand"
    OVER = "over", "It does not matter any more"
    REPORTED = "reported", "It cannot be mended here: whoever looks after the system was told"


@dataclass(frozen=True)
class Errand:
    """What a handler is for, and what a person can do instead. config/wiring.py has one for each."""

    what: str
    by_hand: str


UNKNOWN = Errand("A part of the system that is not there any more", "Tell whoever looks after the system.")
MAIL = "The mail server refused it or did not answer."
FAULTS = {
    "ConnectionRefusedError": MAIL,
    "TimeoutError": MAIL,
    "gaierror": MAIL,
    "OperationalError": "The database did not answer.",
    "NeverMade": "It was never begun, although it should have been.",
    "StillSo": "It was looked at again, and nothing has changed.",
    "NoWorkstream": "The provider has no work for it: nobody there can see the referral.",
    "NoNotice": "The work is there, but nobody was told of it.",
    "NoReferral": "A reference was given, and there is no whole referral under it.",
    "NotSealed": "What happened more than two minutes ago is not sealed yet.",
    "NotAnchored": "The last seals are not written down outside the database.",
}


def errand_of(delivery: Delivery) -> Errand:
    errands: dict[str, Errand] = import_string(settings.ERRANDS)
    return errands.get(delivery.handler, UNKNOWN)


def why(delivery: Delivery) -> str:
    """The class of the last error in words."""
    if delivery.fault.startswith("SMTP"):
        return MAIL
    return FAULTS.get(delivery.fault, f"A fault of the system ({delivery.fault}). Tell whoever looks after it.")
