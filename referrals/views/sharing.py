"""The sharing register: by days for the information-rights officer, of one case for the triage lead too (S1.36)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Asked, confirmed, requires
from governance.clocks import LONDON
from journal.reads import seen
from referrals import choices, sharing
from referrals.access import registered, with_key
from referrals.actions.disclosing import disclose as write_down
from referrals.forms.sharing import CaseForm, DaysForm, DiscloseForm
from referrals.models import Disclosure, Registered
from referrals.sharing import KINDS, MOST, Entry, Part
from walls.refusals import Refused
from walls.spreadsheet import csv_bytes

ALL, ONE = "sharing.review", "sharing.read"
COLUMNS = ("When", "Referral", "Whom", "What", "Basis", "Who did it")
NOTHING = {
    "sent": "Nothing was sent to a provider.",
    "seen": "No provider has looked.",
    "stopped": "No sharing was stopped.",
    "outside": "Nothing was told outside the scheme.",
}
AUDIENCES = {"Security": choices.Element.SECURITY, "Support": choices.Element.SUPPORT_ADULTS}


@requires(ALL)
@require_http_methods(["GET", "HEAD", "POST"])
def days(request: Asked) -> HttpResponseBase:
    """All cases of some days, one kind of line at a time. POST: to one case, by its reference."""
    find = CaseForm(request.POST if request.method == "POST" else None, actor=request.actor)
    if find.is_valid():
        return redirect("referrals:sharing_of", reference=find.cleaned_data["reference"].reference)
    form = DaysForm(request.GET if "first_day" in request.GET else _this_month())
    kind = next((name for name in KINDS if name == request.GET.get("kind")), "sent")
    entries = KINDS[kind][1](Part(**form.cleaned_data), MOST + 1) if form.is_valid() else []
    _record(request, "referrals:sharing", entries)
    page = _days_page(form, kind, entries) | {"find": find, "forms": [find, form]}
    return render(request, "referrals/desk/sharing.html", page, status=422 if form.errors or find.errors else 200)


def _days_page(form: DaysForm, kind: str, entries: list[Entry]) -> dict[str, Any]:
    page = {"form": form, "tabs": _tabs(form, kind), "table": _table(kind, entries), "fields": _fields()}
    return page | {"more": len(entries) > MOST, "most": MOST, "asked": _asked(form)}


@requires(ALL)
@require_safe
@confirmed
def download(request: Asked) -> HttpResponseBase:
    """Every line of some days, as CSV. Free words stay in the case."""
    form = DaysForm(request.GET)
    if not form.is_valid():
        return redirect("referrals:sharing")
    return _csv(request, Part(**form.cleaned_data), "{first}-to-{last}".format(**form.cleaned_data))


@requires(ALL, ONE)
@require_safe
def of(request: Asked, reference: str) -> HttpResponseBase:
    """Every line of one case, and the words of what was told outside."""
    case = registered(request.actor, reference)
    tables = [_table(kind, read(Part(case.pk), MOST), title) for kind, (title, read) in KINDS.items()]
    seen(by=request.actor, what="referrals:sharing", case_ids=[case.pk])
    with with_key(request.actor, case):
        told = [_told(row) for row in Disclosure.objects.select_related("key").filter(referral_id=case.pk)]
    page = {"reference": case.reference, "tables": tables, "told": told, "back": _back(request, case), "most": MOST}
    return render(request, "referrals/desk/sharing_of.html", page | {"fields": _fields(), "key": case.key_id})


@requires(ALL, ONE)
@require_safe
@confirmed
def download_of(request: Asked, reference: str) -> HttpResponseBase:
    case = registered(request.actor, reference)
    return _csv(request, Part(case.pk), case.reference)


@requires(ALL, ONE)
@require_http_methods(["GET", "HEAD", "POST"])
def disclose(request: Asked, reference: str) -> HttpResponseBase:
    """Write down what was told outside."""
    case = registered(request.actor, reference)
    form = DiscloseForm(request.POST if request.method == "POST" else None)
    status = 200
    try:
        if form.is_bound and form.is_valid():
            given = dict(form.cleaned_data)
            write_down(by=request.actor, case_id=case.pk, disclosure_id=given.pop("disclosure"), **given)
            return redirect("referrals:sharing_of", reference=case.reference)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        status = refused.status
    page = {"form": form, "decision": _decision(case)}
    return render(
        request, "referrals/desk/disclose.html", page, status=status if status != 200 or not form.errors else 422
    )


def _decision(case: Registered) -> dict[str, Any]:
    return {
        "heading": f"Something of {case.reference} was told outside the scheme",
        "what": ("It stands in the sharing register for good. A mistake is put right by another entry that says so.",),
        "confirm": "Write it down",
        "cancel": reverse("referrals:sharing_of", args=[case.reference]),
    }


def _this_month() -> dict[str, date]:
    today = timezone.localdate()
    return {
        f"{name}_{part}": getattr(day, part)
        for name, day in (("first", today.replace(day=1)), ("last", today))
        for part in ("day", "month", "year")
    }


def _record(request: Asked, what: str, entries: Iterable[Entry]) -> None:
    seen(by=request.actor, what=what, case_ids=sorted({entry.case for entry in entries}))


def _asked(form: DaysForm) -> str:
    """The days as they stand in an address."""
    return "&".join(f"{name}={form.data[name]}" for name in _this_month()) if form.is_valid() else ""


def _tabs(form: DaysForm, kind: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "href": f"?kind={name}&{_asked(form)}", "current": name == kind}
        for name, (label, _) in KINDS.items()
    ]


def _table(kind: str, entries: list[Entry], title: str = "") -> dict[str, Any]:
    """Of one case (with a title) or of many, where each line names its referral."""
    columns = [{"label": label} for label in COLUMNS if not (title and label == "Referral")]
    rows = [_row(entry, one_case=bool(title)) for entry in entries[:MOST]]
    return {"caption": title or KINDS[kind][0], "columns": columns, "rows": rows, "empty": NOTHING[kind]}


def _row(entry: Entry, *, one_case: bool) -> list[Any]:
    link = {"text": entry.reference, "href": reverse("referrals:sharing_of", args=[entry.reference])}
    what = {"text": entry.what, "sub": ", ".join(entry.fields) if entry.kind == "Outside" else ""}
    middle = [] if one_case else [link]
    return [_moment(entry.when), *middle, entry.whom, what, entry.basis or "—", entry.who or "—"]


def _moment(when: datetime | date) -> str:
    return f"{when.astimezone(LONDON):%-d %b %Y, %H:%M}" if isinstance(when, datetime) else f"{when:%-d %b %Y}"


def _fields() -> list[dict[str, str]]:
    return [{"key": who, "value": ", ".join(sharing.seen_fields(element))} for who, element in AUDIENCES.items()]


def _told(row: Disclosure) -> dict[str, Any]:
    words = [{"key": label, "value": value} for label, value in (
        ("To whom exactly", row.to), ("Who decided", row.decided_by), ("Why, and why just this", row.reason),
    )]  # fmt: skip
    return {"title": f"{choices.Outside(row.recipient).label}, {row.told_on:%-d %B %Y}", "rows": words}


def _back(request: Asked, case: Registered) -> dict[str, str]:
    if request.actor.may(ALL):
        return {"href": reverse("referrals:sharing"), "label": "Sharing register"}
    return {"href": f"{reverse('referrals:case', args=[case.reference])}?tab=sharing", "label": "Back to the referral"}


def _csv(request: Asked, part: Part, name: str) -> HttpResponse:
    entries = sharing.everything(part)
    _record(request, "referrals:sharing_csv", entries)
    rows = [
        (one.kind, _moment(one.when), one.reference, one.whom, one.what, "; ".join(one.fields), one.basis, one.who)
        for one in entries
    ]
    head = ("Kind", "When", "Referral", "Whom", "What", "Fields", "Basis", "Who did it")
    response = HttpResponse(csv_bytes(head, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="sharing-register-{name}.csv"'
    return response
