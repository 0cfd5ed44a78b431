"""From the answers of a complete form to the value that `submit` takes, and to the rows of check-your-answers."""

import uuid
from typing import Any

from referrals.choices import Element, Heard, Means, Permission, Route
from referrals.facts import in_words
from referrals.forms.intake import Answers
from referrals.forms.intake_happening import NOT_ASSESSED
from referrals.forms.intake_progress import Progress, Stop
from referrals.intake import PERSON_FIELDS, Agreement, Contact, Intake
from referrals.policies import letters_home
from referrals.register import REGISTER

NEEDS = {
    Element.SECURITY: "needs_security",
    Element.SUPPORT_ADULTS: "needs_support_adults",
    Element.SUPPORT_CHILDREN: "needs_support_children",
}


# Names of rows in check-your-answers, where neither the register nor the question says it briefly.
SHORT = {
    "authority": "Written authority",
    "adjustments": "Sign language and Relay UK",
    "adjustments_consent": "Explicit consent to keep that",
    "means": "Ways to make contact",
    "phone_value": "Phone number",
    "phone_safe": "Phone: safe to call",
    "email_safe": "Email: safe to use",
    "email_hours": "Email: safe hours",
    "email_code_word": "Email: code word",
    "post_to": "Letters go",
    "post_value": "Address for letters",
    "post_safe": "Letters: safe to send",
    "others": "Anybody else in the home",
    "needs": "Help wanted",
    "notice_read": "Privacy notice read",
    "perpetrator_elsewhere": "The person who causes harm lives elsewhere",
    "no_right_of_entry": "They have no right to come in",
    "owner_permission": "Landlord or owner agreed",
    "risk_judgement": "Professional judgement",
    "recipients": "May see the referral",
    "must_not_know": "Who must not know of this",
    "given_how": "How the person agreed",
    "taken_by": "Who heard it",
    "equality": "Agrees to equality questions",
}
# A sister has no work email and no job title: these rows are named as they were asked.
BY_ROUTE = {"referrer_name", "referrer_email", "referrer_job_title", "referrer_organisation"}


def intake_from(answers: Answers, draft_id: uuid.UUID) -> Intake:
    """The complete referral. What the pages do not ask on this route is left empty."""
    return Intake(
        intake_id=draft_id,
        route=answers["route"],
        notice_version_id=uuid.UUID(answers["notice_version"]),
        answers=fields_of(answers),
        contacts=tuple(_contact(Means(means), answers) for means in answers["means"]),
        agreement=_agreement(answers),
    )


def fields_of(answers: Answers) -> dict[str, Any]:
    """What these answers, or those of some pages, say of the referral, by the names of its fields."""
    said = {name: answers[name] for name in PERSON_FIELDS if name in answers}
    said |= {name: need in answers["needs"] for need, name in NEEDS.items() if "needs" in answers}
    said |= {name: "yes" for name in answers.get("adjustments", ()) if name in ("bsl", "relay_uk")}
    if "interpreter" in answers:
        said["interpreter"] = "yes" if answers["interpreter"] else "no"
    if "tenure" in answers:
        said.setdefault("owner_permission", Permission.NOT_NEEDED.value)
    if said.get("risk_tool") == NOT_ASSESSED:
        said["risk_tool"] = ""
    return said


def _contact(means: Means, answers: Answers) -> Contact:
    given = {name: answers.get(f"{means.value}_{name}", "") for name in ("value", "safe", "hours", "code_word")}
    if means == Means.POST and answers["post_to"] == "home":
        given["value"] = letters_home(answers["address"], answers["postcode"])
    if means == Means.PHONE:
        asked = ("voicemail", "text", "withheld_number")  # of a number that is safe; otherwise all stay unknown
        given |= {name: answers[f"phone_{name}"] for name in asked if f"phone_{name}" in answers}
    return Contact(means=means.value, **given)


def _agreement(answers: Answers) -> Agreement:
    how = {Route.SELF: Heard.SELF, Route.AUTHORITY: Heard.WRITING}.get(answers["route"], answers.get("given_how"))
    return Agreement(
        recipients=tuple(answers["recipients"]),
        given_how=str(how),
        taken_by=answers.get("taken_by") or answers.get("referrer_name", ""),
        equality=answers["equality"],
        adjustments=answers["adjustments_consent"],
    )


def summaries(progress: Progress) -> list[dict[str, Any]]:
    """Check your answers: for each part its title and rows, each with a button that leads back to its page."""
    return [
        {"title": part["title"], "rows": [row for stop in progress.in_part(number) for row in _rows(stop)]}
        for number, part in enumerate(progress.parts(), 1)
    ]


def _rows(stop: Stop) -> list[dict[str, Any]]:
    shown = [field for field in stop.form.visible_fields() if not _hidden(stop, field.name)]
    return [
        {
            "key": _key(field.name, str(field.label)),
            "value": _value(field, stop.form.cleaned_data.get(field.name)),
            "button": f"page:{stop.page.slug}",
            "hidden": str(field.label)[:1].lower() + str(field.label)[1:],
        }
        for field in shown
    ]


def _hidden(stop: Stop, name: str) -> bool:
    """An answer under a choice that was not chosen."""
    given = stop.form.cleaned_data.get(name)
    return not given and (name in stop.form.revealed() or name == "adjustments_consent")


def _key(name: str, label: str) -> str:
    """A short name: ours, or the register's; otherwise the question itself."""
    if name in BY_ROUTE:
        return label
    for known in (f"referral.{name}", f"consent.{name}", f"contact_point.{name.removeprefix('phone_')}"):
        if known in REGISTER and name not in SHORT:
            return REGISTER[known].label
    return SHORT.get(name, label)


def _value(field: Any, value: Any) -> Any:
    choices = {str(key): str(words) for key, words in getattr(field.field, "choices", ())}
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if choices and isinstance(value, list):
        return [choices.get(str(one), one) for one in value]
    if choices:
        return choices.get(str(value), value)
    if value is None:
        return ""
    return in_words(field.name, value.isoformat() if hasattr(value, "isoformat") else value)
