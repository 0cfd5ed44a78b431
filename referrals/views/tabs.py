"""The tabs of the case page: what each shows, as blocks that the page draws (summary lists, tables, reads)."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.actors import Actor
from governance.register import Audience
from journal.reads import seen
from referrals import choices, facts, looking
from referrals import register as sections
from referrals.finding import duplicates
from referrals.models import Consent, ContactAttempt, KeptFrom, Letter, Onward, Question, Referral
from referrals.register import REGISTER
from referrals.states import OPEN
from referrals.views.parts import state_words

Row = dict[str, Any]
Tab = Callable[[Actor, Referral], list[Row]]


def _fields(*names: str) -> Tab:
    """Blocks of summary lists: the register's fields of these sections that triage may see."""

    def blocks(actor: Actor, referral: Referral) -> list[Row]:
        shown = facts.shown_to(Audience.TRIAGE, referral, "referral")
        return [
            {"title": name, "rows": [{"key": one.label, "value": one.value} for one in shown if one.section == name]}
            for name in names
        ]

    return blocks


def _summary(actor: Actor, referral: Referral) -> list[Row]:
    person, happening, referrer = _fields(sections.PERSON, sections.HAPPENING, sections.REFERRER)(actor, referral)
    talking = _fields(sections.CONTACT)(actor, referral)[0] | {"title": "Language and communication"}
    points = facts.contact_blocks(Audience.TRIAGE, referral)
    questions = [
        {"key": asked.question, "value": asked.answer or _unanswered(asked)}
        for asked in referral.questions.select_related("key").order_by("asked_at")
    ]
    asked = [{"title": "Questions we asked", "rows": questions}] if questions else []
    told = [block for block in (happening, *asked, referrer, talking) if block["rows"]]
    return [person, *points, *told]


def _contact(actor: Actor, referral: Referral) -> list[Row]:
    """How the person may be reached, and every attempt so far, newest first."""
    points = facts.contact_blocks(Audience.TRIAGE, referral)
    rows = [_attempt(one) for one in referral.contact_attempts.select_related("key").order_by("-at")]
    columns = [{"label": label} for label in ("When", "How", "What came of it", "Who")]
    table = {"caption": "Attempts to reach the person", "columns": columns, "rows": rows, "empty": NO_ATTEMPTS}
    href = reverse("referrals:contact", args=[referral.reference]) if referral.state in OPEN else ""
    written = [_written(referral, one) for one in referral.letters.select_related("key").order_by("-at")]
    columns = [{"label": label} for label in ("When", "How", "What came of it", "Who")]
    letters = {"caption": "What was written to the person", "columns": columns, "rows": written, "empty": NOT_WRITTEN}
    place = reverse("referrals:write", args=[referral.reference]) if href else ""
    return [
        {"table": table, "href": href, "label": "Write down an attempt"},
        {"table": letters, "href": place, "label": "Write to the person"},
        *points,
    ]


NOT_WRITTEN = "Nothing was written from here. Only ways that are safe, and words that a lead approved, can be used."
NO_ATTEMPTS = "Nobody has tried to reach the person yet. Every attempt is written down here."


def _attempt(one: ContactAttempt) -> list[Any]:
    how = {"text": choices.Means(one.means).label, "sub": "Not a safe way" if one.against_plan else ""}
    when = f"{timezone.localtime(one.at):%-d %b %Y, %H:%M}"
    return [when, how, {"text": choices.ContactResult(one.result).label, "sub": one.note}, one.actor_name]


def _written(referral: Referral, one: Letter) -> list[Any]:
    when = f"{timezone.localtime(one.at):%-d %b %Y, %H:%M}"
    href = reverse("referrals:letter", args=[referral.reference, one.pk])
    stopped = one.state == choices.LetterState.STOPPED
    posted = f"Posted on {one.posted_on:%-d %b %Y}" if one.posted_on else ""
    waits = one.state == choices.LetterState.TO_POST
    result = {"text": choices.LetterState(one.state).label, "sub": one.why_not or posted, "late": stopped or waits}
    return [{"text": when, "href": href}, choices.Way(one.way).label, result, one.actor_name]


def _unanswered(asked: Question) -> str:
    if asked.answered_at:
        return "Never answered: the referral ended first"
    return " ".join([f"No answer yet, wanted by {asked.due_on:%-d %B %Y}.", *link_words(asked)])


def link_words(asked: Question) -> list[str]:
    """Until when the referrer can answer by the link, or that they cannot any more; in sentences. None went to people who
    referred themselves.
    """
    if asked.referral.route == choices.Route.SELF:
        return []
    day = f"{timezone.localtime(asked.link_ends_at):%-d %B %Y}"
    if asked.link_ended:
        return [f"The link ran out on {day}: call the referrer. For a new link record what they say, and ask again."]
    return [f"The link works until {day}."]


def _consents(actor: Actor, referral: Referral) -> list[Row]:
    rows = [
        _consent(c) for c in referral.consents.select_related("key", "recipient").order_by("use", "recipient__name")
    ]
    columns = [{"label": label} for label in ("For", "Agreed to", "Given", "Now")]
    notice = f"The person was shown version {referral.notice_version.version} of the notice."
    table = {
        "caption": "What the person agreed to",
        "columns": columns,
        "rows": rows,
        "empty": "No consent is recorded.",
    }
    return [{"table": table, "text": notice}]


def _consent(consent: Consent) -> list[Any]:
    given = f"{consent.given_at:%-d %b %Y}, {choices.Heard(consent.given_how).label.lower()}"
    by = f"taken by {consent.taken_by}" if consent.taken_by else ""
    if consent.withdrawn_at:
        how = choices.Heard(consent.withdrawn_how).label.lower()
        now = {"text": "Withdrawn", "tag": "red", "sub": f"{consent.withdrawn_at:%-d %b %Y}, {how}"}
    else:
        now = {"text": "Live", "tag": "green", "sub": ""}
    return [
        consent.recipient.name if consent.recipient else "Kent County Council",
        {"text": choices.ConsentUse(consent.use).label, "sub": choices.Basis(consent.basis).label},
        {"text": given, "sub": by},
        now,
    ]


def _sharing(actor: Actor, referral: Referral) -> list[Row]:
    register = reverse("referrals:sharing_of", args=[referral.reference]) if actor.may("sharing.read") else ""
    return [{"table": sharing(referral), "href": register, "label": "Open its sharing register"}]


def sharing(referral: Referral) -> dict[str, Any]:
    """Whom it was sent to, newest first, as a table."""
    rows = [_onward(one) for one in referral.onwards.select_related("organisation").order_by("-sent_at")]
    columns = [{"label": label} for label in ("Sent to", "For", "Sent on", "Now")]
    empty = "Nothing has been sent to any provider."
    return {"caption": "Who has been sent this referral", "columns": columns, "rows": rows, "empty": empty}


def _onward(onward: Onward) -> list[Any]:
    if onward.ended_at:
        now = {"text": "Completed" if onward.completed else "Ended", "tag": "green" if onward.completed else "grey"}
    elif onward.stopped_at:
        now = {"text": "Stopped, not acknowledged yet", "tag": "magenta"}
    else:
        now = {"text": "Sees the referral", "tag": "blue"}
    return [
        onward.organisation.name,
        choices.Element(onward.element).label,
        f"{onward.sent_at:%-d %b %Y}",
        now,
    ]


def _readers(actor: Actor, referral: Referral) -> list[Row]:
    """From whom it is kept, and who has looked, newest first, as of before this page; a lead can go on to all of it."""
    looks: Row = {"table": looking.table_of(looking.readers(referral.id).rows, "Who has looked at this referral")}
    if actor.may("access.watch"):
        looks |= {
            "href": reverse("referrals:looked_case", args=[referral.reference]),
            "label": "Everybody who has looked",
        }
    return [*_kept(actor, referral), looks]


def _kept(actor: Actor, referral: Referral) -> list[Row]:
    """From whom the case is kept, and why; a lead can lift it."""
    kept = referral.kept_from.filter(lifted_at=None).select_related("key", "user").order_by("set_at")
    rows = [_kept_row(actor, referral, one) for one in kept]
    columns = [{"label": label} for label in ("Who", "Since", "Why", "")]
    table = {
        "caption": "Who must not know of this referral",
        "columns": columns,
        "rows": rows,
        "empty": KEPT_FROM_NOBODY,
    }
    href = reverse("referrals:must_not_know", args=[referral.reference])
    return [{"table": table, "href": href, "label": "Keep it from somebody"}]


def _kept_row(actor: Actor, referral: Referral, one: KeptFrom) -> list[Any]:
    lift: Row = {"text": ""}
    if actor.may("access.watch"):
        href = reverse("referrals:let_know", args=[referral.reference, one.pk])
        lift = {"text": "Let them know", "href": href, "hidden": one.user.name}
    why = {"text": one.reason or "No reason was given", "sub": "They said so themself" if one.declared else ""}
    return [one.user.name, f"{timezone.localtime(one.set_at):%-d %b %Y, %H:%M}", why, lift]


KEPT_FROM_NOBODY = "This referral is kept from nobody. It can be kept from a person who works at an agency and is close to somebody in it."


HISTORY = "history"


def _duplicates(actor: Actor, referral: Referral) -> list[Row]:
    """Other referrals that may be about the same person, beside this one, with the reasons."""
    found = duplicates(actor, referral)
    seen(by=actor, what="referrals:duplicates", case_ids=[match.referral.id for match in found])
    if not found:
        return [{"title": "Possible duplicates", "rows": [], "empty": NO_DUPLICATES}]
    others = found[:MOST_BESIDE]
    rows: list[list[Any]] = [["Why", "", *[", ".join(match.reasons) for match in others]]]
    for name in COMPARED:
        field = REGISTER[f"referral.{name}"]
        values = [_compared(name, one) for one in (referral, *[match.referral for match in others])]
        if any(values):
            rows.append([field.label, *[{None: "", "": "Not answered"}.get(value, value) for value in values]])
    received = [referral.received_at, *[match.referral.received_at for match in others]]
    rows.append(["Received", *[f"{at:%-d %b %Y}" for at in received]])
    rows.append(["State", *[state_words(one) for one in (referral, *[match.referral for match in others])]])
    heads = [{"label": "Referral"}, {"label": "This one"}, *[{"label": match.referral.reference} for match in others]]
    links = [
        {
            "key": match.referral.reference,
            "value": ", ".join(match.reasons),
            "action": "Open",
            "href": _address(match.referral),
        }
        for match in found
    ]
    caption = "Side by side" if others == found else f"Side by side: the first {MOST_BESIDE}, which have most in common"
    return [
        {"title": "Possible duplicates", "rows": links},
        {"table": {"caption": caption, "columns": heads, "rows": rows}},
    ]


def _compared(name: str, one: Referral) -> str | None:
    """None for what was not asked: of earlier measures, when there are none."""
    if name.startswith("previous_measures_") and one.previous_measures != "yes":
        return None
    return facts.in_words(name, getattr(one, name))


def _address(referral: Referral) -> str:
    return reverse("referrals:case", args=[referral.reference])


NO_DUPLICATES = (
    "No other referral shares last name and date of birth, address, phone number or email with this one, or the home in "
    "which measures were fitted before."
)
MOST_BESIDE = 3
COMPARED = (
    "first_name", "last_name", "date_of_birth", "gender", "address", "postcode", "children", "previous_measures",
    "previous_measures_what", "previous_measures_who", "previous_measures_when", "previous_measures_where",
    "referrer_organisation",
)  # fmt: skip


# Slug → label and what it shows. Panels of later stages stand before the last two.
TABS: dict[str, tuple[str, Tab]] = {
    "summary": ("Summary", _summary),
    "contact": ("Contact log", _contact),
    "home": ("Home", _fields(sections.HOME)),
    "household": ("Household", _fields(sections.HOUSEHOLD)),
    "risk": ("Risk", _fields(sections.RISK)),
    "consent": ("Consent", _consents),
    "sharing": ("Sharing", _sharing),
    "duplicates": ("Duplicates", _duplicates),
    HISTORY: ("History", lambda actor, referral: []),
    "readers": ("Who looked", _readers),
}
