"""A referral from an agency's own system, by the questions and rules of the public form, and nothing else."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import Asked, by_token
from accounts.answers import Unread, object_in, problem
from governance.queries import notice_in_force
from referrals import clocks
from referrals.actions.arriving import Arrived, arrive, before, id_for
from referrals.forms.intake import Typed
from referrals.forms.intake_consent import NOTICE
from referrals.forms.intake_pages import PAGES, WHO
from referrals.forms.intake_progress import Progress, follow
from referrals.forms.intake_result import intake_from
from walls.refusals import Refused
from walls.schema import WHOLE_FORM, Faults, faults_of, no_such, properties_of, required_of, typed_from

LONGEST_KEY = 255
WRONG = "Something is missing or wrong. Nothing was saved."
NOT_ASKED = "This is not asked with these answers. Leave it out."
NO_KEY = f"Send an Idempotency-Key of at most {LONGEST_KEY} characters, a new one for each referral. Nothing was saved."
NOTICE_NUMBER = "Which notice the person was shown: the number in the address of the newest one under /notices/safer/."
EQUALITY = (
    "The page with the equality questions, when the person agreed to be asked: hand it to them, in a way that is safe. It opens "
    "once, within a week of the referral, and shows nothing that was answered. Otherwise null."
)
FIELDS = {name: field for page in (WHO, *PAGES) for name, field in page.form.base_fields.items()}


@by_token()
@require_POST
def refer(request: Asked) -> HttpResponseBase:
    """201 with the reference, and the equality page where it was agreed to (S1.40); the same again under the same key."""
    try:
        return _received(request)
    except Unread as unread:
        return problem(unread.status, unread.detail)
    except Refused as refused:
        return problem(refused.status, refused.message, errors={refused.field or WHOLE_FORM: [refused.message]})


def _received(request: Asked) -> HttpResponse:
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key or len(key) > LONGEST_KEY:
        raise Unread(400, NO_KEY)
    said, intake_id = object_in(request), id_for(request.actor, key)
    if known := before(intake_id, said):
        return _answer(request, known)
    progress, faults = _followed(said)
    if faults:
        return problem(422, WRONG, errors=faults)
    return _answer(request, arrive(intake=intake_from(progress.answers, intake_id), said=said, by=request.actor))


def _answer(request: Asked, arrived: Arrived) -> HttpResponse:
    due, link = timezone.localtime(clocks.first_due(arrived.at)).isoformat(), None
    if arrived.invitation:
        link = request.build_absolute_uri(reverse(settings.EQUALITY_INVITATION, args=[arrived.invitation]))
    said = {"reference": arrived.reference, "first_contact_by": due, "equality_questions": link}
    return JsonResponse(said, status=201)


def _followed(said: Mapping[str, Any]) -> tuple[Progress, Faults]:
    """The form as far as these answers lead, and everything that is wrong with them, by field."""
    who = WHO.form(typed_from(WHO.form.base_fields, said)[0], answers={"route": ""})
    if not who.is_valid():
        return Progress("", {}), faults_of(who) | no_such(said.keys() - FIELDS.keys())
    typed: dict[str, Typed] = {}
    said = {**said, **_notice(said)}
    faults = no_such(said.keys() - FIELDS.keys())
    for page in PAGES:
        typed[page.slug], wrong = typed_from(page.form.base_fields, said)
        faults |= wrong
    progress = follow(who.cleaned_data["route"], typed)
    asked = {"route"}
    for stop in progress.stops:
        asked |= stop.form.fields.keys()
        faults = (faults_of(stop.form) if not stop.done else {}) | faults
    if progress.complete:
        faults |= {name: [NOT_ASKED] for name in sorted(said.keys() - asked - faults.keys())}
    return progress, faults


def _notice(said: Mapping[str, Any]) -> dict[str, str]:
    """By its number in, by its id out, when it is the one in force; otherwise the form says that it has changed."""
    if "notice_version" not in said:
        return {}
    notice = notice_in_force(NOTICE)
    return {"notice_version": str(notice.pk) if said["notice_version"] == notice.version else "another"}


_REQUIRED = [
    name
    for page in (WHO, *PAGES)
    if all(page.applies({"route": route}) for route, _ in WHO.form.base_fields["route"].choices)  # type: ignore[attr-defined]
    for name in required_of(page.form.base_fields)
]
_RECEIVED = {
    "type": "object",
    "required": ["reference", "first_contact_by", "equality_questions"],
    "properties": {
        "reference": {"type": "string"},
        "first_contact_by": {"type": "string", "format": "date-time"},
        "equality_questions": {"type": ["string", "null"], "format": "uri", "description": EQUALITY},
    },
}


def described() -> dict[str, Any]:
    """Its part of the OpenAPI document, by address."""
    notice = {"notice_version": {"type": "integer", "description": NOTICE_NUMBER}}
    body = {"type": "object", "required": [*_REQUIRED, *notice], "properties": properties_of(FIELDS) | notice}
    return {
        "/api/v1/referrals": {"post": {
            "operationId": "sendReferral", "summary": "Refer a person, who agreed to it",
            "description": "The questions of the public form. Which are asked depends on the answers, as there.",
            "parameters": [{"name": "Idempotency-Key", "in": "header", "required": True,
                            "description": "A new one for each referral; the same when it is sent again.",
                            "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY}}],
            "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
            "responses": {"201": {"description": "Received, once; the same answer to the same request",
                                  "content": {"application/json": {"schema": _RECEIVED}}}},
        }},
    }  # fmt: skip
