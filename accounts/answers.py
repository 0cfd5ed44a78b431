"""How systems are answered: JSON, and a refusal as RFC 9457 describes it, in the same words as on the pages."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse

JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"
NOT_READ = "Send one JSON object in UTF-8, each name once, without NaN, NUL or half characters. Nothing was saved."


class Unread(ValueError):
    """What came is no JSON object that we can keep. `status`: 400, or 415 when it does not even say that it is JSON."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None, **more: Any) -> HttpResponse:
    """A refusal: `status`, `title`, `detail` (what to do next), and `more`, such as the faults by field."""
    told = {"status": status, "title": HTTPStatus(status).phrase, "detail": detail}
    return JsonResponse(told | more, status=status, content_type=PROBLEM, headers=dict(headers or {}))


def is_for_systems(request: HttpRequest) -> bool:
    """Whether whoever asks here reads JSON."""
    return request.path.startswith("/api/")


def object_in(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of the body. Raises Unread."""
    if request.content_type != JSON:
        raise Unread(415, f"Send the body as {JSON}. Nothing was saved.")
    try:
        found = json.loads(request.body.decode(), object_pairs_hook=_once, parse_constant=_none)
        json.dumps(found, ensure_ascii=False).encode()  # half of a pair of surrogates is no character
    except (ValueError, RecursionError):
        raise Unread(400, NOT_READ) from None
    if not isinstance(found, dict):
        raise Unread(400, NOT_READ)
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _none(constant: str) -> None:
    raise ValueError(constant)
