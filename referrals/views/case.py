"""The case page of triage: what must be known first, what to do next, every field, and the story."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.access import Asked, requires
from accounts.models import User
from governance.register import Audience
from journal.queries import readers_of
from journal.reads import seen
from referrals import choices, facts, policies
from referrals import register as sections
from referrals.access import referral_for
from referrals.deciding import DECISIONS
from referrals.models import Consent, ContactPoint, Onward, Question, Referral
from referrals.panels import Panel, panels_for
from referrals.views.parts import NEWEST, address, header, next_steps, possible, timeline
from referrals.views.worklist import done_words, just_done

Row = dict[str, Any]
TABLE_OF_READS = 100


@requires("referral.read")
def case(request: Asked, reference: str) -> HttpResponseBase:
    """One case, one tab of it. The read is recorded before anything is shown."""
    referral = referral_for(request.actor, reference)
    seen(by=request.actor, what="referrals:case", case_ids=[referral.id])
    panels = panels_for(request.actor, referral)
    tab = request.GET.get("tab", "summary")
    if tab not in TABS and tab not in {panel.slug for panel in panels}:
        raise Http404
    return render(request, "referrals/desk/case.html", _context(request, referral, panels, tab))


def _context(request: Asked, referral: Referral, panels: list[Panel], tab: str) -> dict[str, Any]:
    usual, more = next_steps(request.actor, referral, panels)
    panel = next((panel for panel in panels if panel.slug == tab), None)
    done = just_done(request, referral)
    entries = timeline(referral, panels)
    return {
        "referral": referral,
        "case": header(referral),
        "usual": usual,
        "more": more,
        "tabs": _tabs(referral, panels, tab),
        "tab": tab,
        "blocks": TABS[tab][1](referral) if panel is None else [],
        "panel": _drawn(request, referral, panel) if panel else "",
        "entries": entries if tab == HISTORY else entries[:NEWEST],
        "older": max(0, len(entries) - NEWEST) if tab != HISTORY else 0,
        "history": HISTORY,
        "done": done or done_words(request),
        "then": _then(request, referral) if done else {},
        "doubts": policies.eligibility_doubts(vars_of(referral)) if tab == "summary" else [],
    }


def vars_of(referral: Referral) -> dict[str, str]:
    """The eligibility answers by name."""
    return {name: getattr(referral, name) for name in policies.ADVICE}


def _drawn(request: Asked, referral: Referral, panel: Panel) -> str:
    return render_to_string(panel.template, panel.context | {"referral": referral, "panel": panel}, request)


def _then(request: Asked, referral: Referral) -> dict[str, str]:
    """The step that usually follows what was just done."""
    name = DECISIONS[request.GET["done"]].then
    if name and possible(name, referral, request.actor) and (href := address(name, referral.reference)):
        return {"label": NEXT_WORDS[name], "href": href}
    return {"label": "Open next", "href": reverse("referrals:next")}


NEXT_WORDS = {"accept": "Decide now", "dispatch": "Choose who helps"}


def _tabs(referral: Referral, panels: list[Panel], tab: str) -> list[Row]:
    here = reverse("referrals:case", args=[referral.reference])
    own = [(slug, label, None) for slug, (label, _) in TABS.items()]
    later = [(panel.slug, panel.label, panel.count) for panel in panels]
    ordered = own[:-2] + later + own[-2:]
    return [
        {"label": label, "href": f"{here}?tab={slug}", "current": slug == tab, "count": count}
        for slug, label, count in ordered
    ]


def _fields(*names: str) -> Callable[[Referral], list[Row]]:
    """Blocks of summary lists: the register's fields of these sections that triage may see."""

    def blocks(referral: Referral) -> list[Row]:
        shown = facts.shown_to(Audience.TRIAGE, referral, "referral")
        return [
            {"title": name, "rows": [{"key": one.label, "value": one.value} for one in shown if one.section == name]}
            for name in names
        ]

    return blocks


def _summary(referral: Referral) -> list[Row]:
    person, happening, referrer = _fields(sections.PERSON, sections.HAPPENING, sections.REFERRER)(referral)
    talking = _fields(sections.CONTACT)(referral)[0] | {"title": "Language and communication"}
    points = [_point(point) for point in referral.contact_points.select_related("key").order_by("means")]
    questions = [
        {"key": asked.question, "value": asked.answer or _unanswered(asked)}
        for asked in referral.questions.select_related("key").order_by("asked_at")
    ]
    asked = [{"title": "Questions to the referrer", "rows": questions}] if questions else []
    told = [block for block in (happening, *asked, referrer, talking) if block["rows"]]
    return [person, *points, *told]


def _unanswered(asked: Question) -> str:
    if asked.answered_at:
        return "Never answered: the referral ended first"
    return f"No answer yet, wanted by {asked.due_on:%-d %B %Y}"


def _point(point: ContactPoint) -> Row:
    """One number or address; whether it is safe stands first, in colour and words."""
    shown = facts.shown_to(Audience.TRIAGE, point, "contact_point")
    rows: list[Row] = [{"key": one.label, "value": one.value} for one in shown if one.name != "contact_point.means"]
    for row, one in zip(rows, [one for one in shown if one.name != "contact_point.means"], strict=True):
        if one.name in SAFETY:
            answer = getattr(point, one.name.partition(".")[2])
            row["tag"] = {choices.Safe.YES: "green", choices.Safe.NO: "red"}.get(answer, "orange")
    rows.sort(key=lambda row: row["key"] != "Safe to use")
    return {"title": f"Safe contact: {choices.Means(point.means).label.lower()}", "rows": rows}


SAFETY = frozenset({"contact_point.safe", "contact_point.voicemail", "contact_point.text"})


def _consents(referral: Referral) -> list[Row]:
    rows = [
        _consent(c) for c in referral.consents.select_related("key", "recipient").order_by("use", "recipient__name")
    ]
    columns = [{"label": label} for label in ("For", "Agreed to", "Basis", "Given", "Now")]
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
        choices.ConsentUse(consent.use).label,
        consent.basis,
        {"text": given, "sub": by},
        now,
    ]


def _sharing(referral: Referral) -> list[Row]:
    rows = [_onward(one) for one in referral.onwards.select_related("organisation").order_by("-sent_at")]
    columns = [{"label": label} for label in ("Sent to", "For", "Sent on", "Now")]
    empty = "Nothing has been sent to any provider."
    return [{"table": {"caption": "Who has been sent this referral", "columns": columns, "rows": rows, "empty": empty}}]


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


def _readers(referral: Referral) -> list[Row]:
    """Who has looked at this case, newest first, as of before this page."""
    reads = readers_of(referral.id)[:TABLE_OF_READS]
    names = dict(User.objects.filter(pk__in={read.actor_id for read in reads}).values_list("pk", "name"))
    rows = [
        [
            names.get(read.actor_id or uuid.UUID(int=0), "The system"),
            PLACES.get(read.what, read.what),
            {"when": read.at},
        ]
        for read in reads
    ]
    return [{"reads": rows, "title": "Who has looked at this referral"}]


PLACES = {
    "referrals:case": "The case page",
    "referrals:worklist": "The worklist",
    "referrals:decide": "A decision",
    "referrals:search": "A search",
}

HISTORY = "history"
# Slug → label and what it shows. Panels of later stages stand before the last two.
TABS: dict[str, tuple[str, Callable[[Referral], list[Row]]]] = {
    "summary": ("Summary", _summary),
    "home": ("Home", _fields(sections.HOME)),
    "household": ("Household", _fields(sections.HOUSEHOLD)),
    "risk": ("Risk", _fields(sections.RISK)),
    "consent": ("Consent", _consents),
    "sharing": ("Sharing", _sharing),
    HISTORY: ("History", lambda referral: []),
    "readers": ("Who looked", _readers),
}
