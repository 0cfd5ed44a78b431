"""An agency's own work for its own systems: the queue as the worklist shows it, and the moves of the pages, through the same
forms, table and actions.
"""

import re
import uuid
from typing import Any

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Asked, by_token
from accounts.actors import Actor
from accounts.answers import Unread, object_in, problem
from journal.reads import seen
from providers import facts, queries
from providers.access import MODELS, machine_of, side_of, workstream_for
from providers.deciding import MOVES
from providers.forms.base import CONTROL, MoveForm
from providers.models import Workstream
from providers.views.moves import carry_out, sent_before
from providers.views.parts import label_of, next_steps, on_hold, waits_for, whose_turn
from referrals.machine import check_open
from referrals.models import Referral
from walls.refusals import Refused, Stale
from walls.schema import WHOLE_FORM, faults_of, no_such, properties_of, required_of, typed_from

READS = ("security.read", "support.read")
NO_FILES = frozenset({"photograph"})  # a picture is drawn anew on the page that takes it
VERSION = re.compile(r'"?([0-9]{1,9})"?', re.ASCII)
WRONG = "Something is missing or wrong. Nothing was saved."


@by_token(*READS)
@require_safe
def work(request: Asked) -> HttpResponseBase:
    """One page of the agency's open work, what is due first; what is listed is recorded as read before it is shown."""
    kind = next(kind for kind in MODELS if request.actor.may(f"{kind}.read"))
    page = queries.page_of(queries.open_work(request.actor, kind), request.GET.get("after", ""))
    seen(by=request.actor, what="providers:api_work", case_ids=[row.referral_id for row in page.rows])
    found = facts.referrals_of(page.rows)
    lines = [_line(request.actor, row, found.get(row.referral_id)) for row in page.rows]
    return JsonResponse({"workstreams": lines, "after": page.after})


@by_token(*READS)
@require_POST
def move(request: Asked, workstream_id: uuid.UUID) -> HttpResponseBase:
    """One move, at the version that the system saw."""
    row = workstream_for(request.actor, workstream_id)
    seen(by=request.actor, what="providers:api_move", case_ids=[row.referral_id])
    try:
        return _moved(request, row)
    except Unread as unread:
        return problem(unread.status, unread.detail)
    except Stale as stale:
        return problem(409, stale.message, seen=stale.seen, now=stale.now)
    except Refused as refused:
        return problem(refused.status, refused.message, errors={refused.field or WHOLE_FORM: [refused.message]})


def _moved(request: Asked, row: Workstream) -> HttpResponse:
    version, said = _version(request), object_in(request)
    name = said.pop("transition", None)
    if name not in _offered(row.kind):
        names = ", ".join(_offered(row.kind))
        return problem(422, WRONG, errors={"transition": [f"This must be one of {names}."]})
    form, faults = _form(request, row, name, said, version)
    if not form.is_valid() and not sent_before(form):
        check_open(machine_of(row), name, row, request.actor)
        faults = faults_of(form) | faults
    if faults:
        return problem(422, WRONG, errors=faults, choices=_choices(form, faults))
    if form.is_valid():
        carry_out(MOVES[row.kind][name], form)
    now = workstream_for(request.actor, row.pk)
    answer = JsonResponse(_line(request.actor, now, facts.referral_of(now)))
    answer.headers["ETag"] = f'"{now.version}"'
    return answer


def _version(request: Asked) -> str:
    given = request.headers.get("If-Match", "")
    if not given:
        raise Unread(428, "Say which version you saw, in the header If-Match. Nothing was saved.")
    found = VERSION.fullmatch(given.strip())
    if found is None:
        raise Unread(400, "If-Match must be the version that you saw, like “3”. Nothing was saved.")
    return found[1]


def _form(
    request: Asked, row: Workstream, name: str, said: dict[str, Any], version: str
) -> tuple[MoveForm, dict[str, list[str]]]:
    """The form of the page, filled in, and what is no answer to any of its fields."""
    of_page = MOVES[row.kind][name].form
    fields = {
        name: field for name, field in of_page(row=row, actor=request.actor).fields.items() if name not in CONTROL
    }
    typed, faults = typed_from(fields, said)
    posted = _posted(request, row)
    sent = MultiValueDict(typed | {"version": [version], "posted": [str(posted)]})
    return of_page(sent, row=row, actor=request.actor), faults | no_such(said.keys() - fields.keys())


def _posted(request: Asked, row: Workstream) -> uuid.UUID:
    """The same for the same key, version and content, so that sending it again does nothing; with other content another
    post, which the version refuses. Of no use to other agencies.
    """
    key = request.headers.get("Idempotency-Key", "")
    sent = f"{row.pk} {key} {request.headers['If-Match']} {request.body.hex()}"
    return uuid.uuid5(request.actor.own_id, sent) if key else uuid.uuid4()


def _choices(form: MoveForm, faults: dict[str, list[str]]) -> dict[str, dict[str, str]]:
    """What can be chosen where the choice was wrong: people and measures have ids that a system cannot know."""
    wrong = {name: form.fields[name] for name in faults if hasattr(form.fields.get(name), "choices")}
    return {name: {str(v): str(words) for v, words in field.choices if v} for name, field in wrong.items()}  # type: ignore[attr-defined]


def _offered(kind: str) -> list[str]:
    return sorted(MOVES[kind].keys() - NO_FILES)


def _line(actor: Actor, row: Workstream, referral: Referral | None) -> dict[str, Any]:
    """What the worklist shows of it; nothing of the person where nothing is shared any more."""
    usual, more = next_steps(actor, row, held=on_hold(referral))
    open_now = {step["name"] for step in usual + more}
    return {
        "id": row.pk,
        "version": row.version,
        "kind": row.kind,
        "reference": row.reference,
        "element": row.element,
        "state": row.state,
        "state_in_words": label_of(row),
        "turn": whose_turn(row),
        "due_at": row.due_at,
        "late": row.due_at is not None and row.due_at < timezone.now(),
        "worker": row.worker.name if row.worker else "",
        "on_hold": on_hold(referral),
        "question_waits": waits_for(row, side_of(actor)) is not None,
        "person": vars(facts.card(facts.audience_of(actor, row.kind), referral)),
        "transitions": [name for name in _offered(row.kind) if name in open_now],
    }


_WORDS = {"type": "string"}
_FLAG = {"type": "boolean"}
_LINE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "format": "uuid"}, "version": {"type": "integer"}, "kind": {"enum": [*MODELS]},
        "reference": _WORDS, "element": _WORDS, "state": _WORDS, "state_in_words": _WORDS, "turn": _WORDS,
        "due_at": {"type": ["string", "null"], "format": "date-time"}, "late": _FLAG, "worker": _WORDS,
        "on_hold": _FLAG, "question_waits": _FLAG, "transitions": {"type": "array", "items": _WORDS},
        "person": {
            "type": "object", "properties": dict.fromkeys(facts.Card.__dataclass_fields__, _WORDS),
            "description": "What the field register gives to this agency; empty where nothing is shared any more.",
        },
    },
}  # fmt: skip
_LINE["required"] = [*_LINE["properties"]]


def described() -> dict[str, Any]:
    """Its part of the OpenAPI document, by address."""
    rows = {"workstreams": {"type": "array", "items": _LINE}, "after": _WORDS}
    page = {"type": "object", "required": [*rows], "properties": rows}
    moves = [_move(kind, name) for kind in MOVES for name in _offered(kind)]
    return {
        "/api/v1/workstreams": {"get": {
            "operationId": "listWorkstreams", "summary": "The agency’s open work, what is due first",
            "parameters": [{"name": "after", "in": "query", "schema": _WORDS,
                            "description": "“after” of the page before, for the next one."}],
            "responses": {"200": {"description": "One page", "content": {"application/json": {"schema": page}}}},
        }},
        "/api/v1/workstreams/{id}/transitions": {"post": {
            "operationId": "moveWorkstream", "summary": "Make one move",
            "parameters": [
                {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}},
                {"name": "If-Match", "in": "header", "required": True, "description": "The version that was seen.",
                 "schema": {"type": "string", "pattern": '^"?[0-9]{1,9}"?$'}},
                {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "maxLength": 255},
                 "description": "The same move with the same key is made once."},
            ],
            "requestBody": {"required": True, "content": {"application/json": {"schema": {"anyOf": moves}}}},
            "responses": {"200": {"description": "The work as it is now",
                                  "content": {"application/json": {"schema": _LINE}}}},
        }},
    }  # fmt: skip


def _move(kind: str, name: str) -> dict[str, Any]:
    decided = MOVES[kind][name]
    fields = decided.form.base_fields
    return {
        "type": "object",
        "title": f"{kind}: {decided.heading}",
        "required": ["transition", *(one for one in required_of(fields) if one not in CONTROL)],
        "properties": {"transition": {"const": name}} | properties_of(fields),
    }
