"""Of what people are told, in groups that somebody can choose between. One table: a new kind of notice is a line here.

Keys are kinds of events that later stages record (config/wiring.py says which of them tell somebody).
"""

from dataclasses import dataclass

from django.db import models


class Group(models.TextChoices):
    """What a person chooses by. Values stand in the database."""

    STOP = "stop", "Stop work"
    CONTACT = "contact", "How to reach somebody has changed"
    LATE = "late", "What is late, or waits for a lead"
    REMINDERS = "reminders", "Reminders, before a clock ends"
    WORK = "work", "New work"
    MESSAGES = "messages", "Messages and notes"
    NEWS = "news", "News of work that goes on"


class How(models.TextChoices):
    """When an e-mail about it is sent. Inside the system it always stands at once."""

    AT_ONCE = "at_once", "At once"
    DAILY = "daily", "Once a day"
    NEVER = "never", "Never"


@dataclass(frozen=True)
class Rule:
    """What a group holds, how it is mailed to somebody who has not chosen, and why a way is not offered."""

    about: str
    default: How
    ways: tuple[How, ...] = (How.AT_ONCE, How.DAILY, How.NEVER)
    why: str = ""


RULES: dict[Group, Rule] = {
    Group.STOP: Rule(
        "Work that must stop now, or wait.",
        How.AT_ONCE,
        (How.AT_ONCE,),
        "It cannot be turned off: somebody may be in danger while work on their home goes on.",
    ),
    Group.CONTACT: Rule(
        "A number, an address or what is safe was corrected in work that your team has.",
        How.AT_ONCE,
        (How.AT_ONCE, How.DAILY),
        "It cannot be turned off altogether: a call to an old number can put somebody in danger.",
    ),
    Group.LATE: Rule(
        "A clock has ended, a door stayed shut twice, a cost, words for a letter or a date to look again wait, more was fitted than was "
        "approved, somebody reads what they may not need, something did not get through.",
        How.AT_ONCE,
        (How.AT_ONCE, How.DAILY),
        "It cannot be turned off altogether: a referral that everybody forgets is a person without help.",
    ),
    Group.REMINDERS: Rule("A clock of yours ends soon, or the date to look again has come.", How.DAILY),
    Group.WORK: Rule("Work that was sent to your team. The team’s own mailbox is told at once in any case.", How.DAILY),
    Group.MESSAGES: Rule("Somebody wrote to your team about a referral, or corrected its details.", How.DAILY),
    Group.NEWS: Rule(
        "Work was returned, transferred or approved, its cost was refused, or it goes on after a hold.", How.DAILY
    ),
}

KINDS: dict[str, tuple[str, Group]] = {
    "referral.dispatched": ("New work", Group.WORK),
    "workstream.recalled": ("Stop work", Group.STOP),
    "workstream.paused": ("On hold: do not visit or call", Group.STOP),
    "workstream.resumed": ("Goes on after a hold", Group.NEWS),
    "workstream.returned": ("Returned", Group.NEWS),
    "workstream.transferred": ("Transferred", Group.NEWS),
    "workstream.not_reached": ("Could not be reached", Group.NEWS),
    "workstream.no_access": ("No access for the second time", Group.LATE),
    "workstream.install_missed": ("No access for the second time", Group.LATE),
    "workstream.assessed": ("Cost to approve", Group.LATE),
    "workstream.approved": ("Cost approved", Group.NEWS),
    "workstream.cost_refused": ("Cost refused", Group.NEWS),
    "workstream.quote_changed": ("Cost to approve", Group.LATE),
    "workstream.requoted": ("Cost to approve", Group.LATE),
    "workstream.beyond_approved": ("Fitted beyond the approved cost", Group.LATE),
    "referral.left": ("Needs somebody to work on it", Group.LATE),
    "workstream.left": ("Needs somebody to work on it", Group.LATE),
    "workstream.noted": ("New note", Group.MESSAGES),
    "referral.details_changed": ("Details were corrected", Group.MESSAGES),
    "referral.contact_changed": ("How to reach the person has changed", Group.CONTACT),
    "wording.proposed": ("Words that can be sent wait for a lead", Group.LATE),
    "letter.stopped": ("An email to the person was not sent", Group.LATE),
    "letter.unposted": ("A letter to the person: was it posted?", Group.LATE),
    "letter.left_unposted": ("Nobody has said whether a letter to the person was posted", Group.LATE),
    "read.same_name": ("Read by somebody with the same last name", Group.LATE),
    "read.many": ("Somebody has read many referrals, this one too", Group.LATE),
    "read.honeytoken": ("Read, and nobody needs to", Group.LATE),
    "delivery.died": ("Something did not get through", Group.LATE),
    "clock.nearly_ended": ("Due soon", Group.REMINDERS),
    "clock.ended": ("Late", Group.LATE),
    "call.ending": ("A call that you have not finished will be deleted soon", Group.REMINDERS),
    "hold.review_reached": ("Look at the hold again", Group.REMINDERS),
    "hold.review_missed": ("Nobody looked at the hold again", Group.LATE),
    "question.unanswered": ("No answer from the referrer yet", Group.REMINDERS),
    "question.left_unanswered": ("A question to the referrer is still not answered", Group.LATE),
    "workstream.question_asked": ("A question for you", Group.MESSAGES),
    "workstream.question_answered": ("Your question is answered", Group.MESSAGES),
}


def words_of(kind: str) -> str:
    return KINDS.get(kind, ("News", Group.NEWS))[0]


def group_of(kind: str) -> Group:
    return KINDS.get(kind, ("News", Group.NEWS))[1]


def of_group(group: Group) -> list[str]:
    return [kind for kind, (_, found) in KINDS.items() if found == group]
