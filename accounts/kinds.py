"""Of what people are told, in groups that somebody can choose between. One table: a new kind of notice is a line here.

Keys are kinds of events that later stages record (config/wiring.py says which of them tell somebody).
"""

from django.db import models


class Group(models.TextChoices):
    """What a person chooses by. Values stand in the database."""

    STOP = "stop", "Stop work"
    WORK = "work", "New work"
    NEWS = "news", "News of work that goes on"
    MESSAGES = "messages", "Messages"
    REMINDERS = "reminders", "Reminders, before a clock ends"
    ESCALATIONS = "escalations", "What is late, or waits for a lead"


KINDS: dict[str, tuple[str, Group]] = {
    "referral.dispatched": ("New work", Group.WORK),
    "workstream.recalled": ("Stop work", Group.STOP),
    "workstream.returned": ("Returned", Group.NEWS),
    "workstream.transferred": ("Transferred", Group.NEWS),
    "workstream.not_reached": ("Could not be reached", Group.NEWS),
    "workstream.no_access": ("No access for the second time", Group.ESCALATIONS),
    "workstream.install_missed": ("No access for the second time", Group.ESCALATIONS),
    "workstream.assessed": ("Cost to approve", Group.ESCALATIONS),
    "workstream.approved": ("Cost approved", Group.NEWS),
    "workstream.noted": ("New note", Group.MESSAGES),
}


def words_of(kind: str) -> str:
    return KINDS.get(kind, ("News", Group.NEWS))[0]


def group_of(kind: str) -> Group:
    return KINDS.get(kind, ("News", Group.NEWS))[1]
