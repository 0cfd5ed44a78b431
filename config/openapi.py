"""What agencies' own systems can ask, as OpenAPI 3.1. Each stage describes its own part (its room `api.py`), from the same
forms and tables that answer, so that it cannot say anything else.
"""

from functools import cache
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from accounts.access import public, without_database
from accounts.answers import PROBLEM
from providers import api as providers
from referrals import api as referrals
from reports import api as reports

STAGES = (referrals, providers, reports)
ABOUT = (
    "For the systems of agencies of the scheme. A key is issued by the scheme administrator; each asks as its own agency "
    "and sees what that agency sees, no more. Everything that is done or read is recorded."
)
_PROBLEM = {
    "type": "object",
    "required": ["status", "title", "detail"],
    "properties": {
        "status": {"type": "integer"},
        "title": {"type": "string"},
        "detail": {"type": "string", "description": "What happened and what to do next, in plain words."},
        "errors": {
            "type": "object",
            "description": "What is wrong, by the name of the field; “__all__” for all of them together.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
        "seen": {"type": "integer", "description": "The version that the request named."},
        "now": {"type": "integer", "description": "The version that it has now."},
    },
}
# What any answer may be beside those that an operation names.
REFUSALS = {
    "400": "Not read: no JSON, or a header that is not understood",
    "401": "No key, or one that has ended",
    "403": "Not allowed",
    "404": "Not there, or not yours",
    "405": "Not served in this way",
    "409": "It has changed meanwhile",
    "413": "Too large",
    "415": "Not sent as JSON",
    "422": "Something is missing or wrong",
    "428": "The version is missing",
    "429": "Too many requests in a short time",
    "503": "Away for a moment; nothing was saved",
}


@public
@without_database
@require_safe
def document(request: HttpRequest) -> JsonResponse:
    return JsonResponse(described())


@cache
def described() -> dict[str, Any]:
    """The whole document."""
    paths = {address: found for stage in STAGES for address, found in stage.described().items()}
    refused = {"content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    for methods in paths.values():
        for operation in methods.values():
            more = {status: {"description": words} | refused for status, words in REFUSALS.items()}
            operation["responses"] = operation["responses"] | more
    return {
        "openapi": "3.1.0",
        "info": {"title": "SAFER Referrals", "version": "1", "description": ABOUT},
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Problem": _PROBLEM},
        },
    }
