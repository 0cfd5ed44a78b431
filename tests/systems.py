"""Agencies' own systems, for tests: a key is made on the page for it, and requests carry it and nothing else."""

import re
import uuid
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Token
from providers.deciding import MOVES
from tests.people import as_role

NEW = reverse("accounts:new_key")


def filled(organisation: str, role: str, until: date | None = None, **more: Any) -> dict[str, Any]:
    """The form of a new key."""
    day = until or timezone.localdate() + timedelta(days=30)
    parts = {f"until_{part}": str(getattr(day, part)) for part in ("day", "month", "year")}
    return {"token_id": uuid.uuid4(), "name": "Case records", "organisation": organisation, "role": role} | parts | more


def new_key(organisation: str, role: str = "none", **more: Any) -> str:
    """The secret of a new system of this agency, as the page shows it to the scheme administrator."""
    client = Client()
    as_role(client, "scheme-administrator")
    return secret_on(client.post(NEW, filled(organisation, role, **more)))


def secret_on(page: Any) -> str:
    found = re.search(r"<code>(safer_[\w-]{43})</code>", page.content.decode())
    assert found, page.content.decode()
    return found[1]


def newest() -> Token:
    return Token.objects.latest("issued_at")


class System:
    """One system with its key. Cookies that it is given are those of whoever uses `client`."""

    def __init__(self, key: str) -> None:
        self.client = Client(raise_request_exception=False)
        self.key = key

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.client.get(path, headers={"Authorization": f"Bearer {self.key}"} | headers)  # type: ignore[return-value]

    def post(self, path: str, body: Any, **headers: str) -> HttpResponse:
        """`body`: what becomes JSON; bytes are sent as they are."""
        sent = {"Authorization": f"Bearer {self.key}"} | headers
        return self.client.post(path, body, content_type="application/json", headers=sent)  # type: ignore[return-value]


def answers_to(system: System, work: list[Any]) -> list[str]:
    """Every answer about this work: the queue, and each move with nothing in it, at a version long past."""
    found = [system.get("/api/v1/workstreams")]
    for row in work:
        path = reverse("providers:api_move", args=[row.pk])
        found += [system.post(path, {"transition": name}, **{"If-Match": "0"}) for name in MOVES[row.kind]]
    return [answer.content.decode() for answer in found]
