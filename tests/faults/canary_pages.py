"""Somebody who opens every page that leads to another, and fills in and sends every form on them."""

import io
import re
from typing import Any

import requests

from tests.faults.test_flushed_broker import Desk
from tests.providers.test_photographs import telling

SONG = "Kernbeisserlied"  # typed into every box
MAILBOX = f"{SONG}@mail.example"
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
BOX = re.compile(r"<(input|textarea|select)\b([^>]*)>")


class Walker:
    """Somebody who opens every page of some cases and fills in every form. `seen`: what an answer says beside its body."""

    def __init__(self, desk: Desk, wanted: list[str]) -> None:
        self.desk, self.wanted = desk, wanted
        self.outside: list[str] = []
        self.pages, self.sent = 0, 0

    def take(self, answer: requests.Response) -> str:
        """Keep what may hold nothing: addresses, headers, the title."""
        assert answer.status_code < 500, answer.url
        for one in (*answer.history, answer):
            self.outside += [one.url, *(f"{name}: {value}" for name, value in one.headers.items())]
        self.outside += re.findall(r"<title>(.*?)</title>", answer.text, re.DOTALL)
        self.outside += [
            address for address in re.findall(r'(?:href|action|src)="([^"]*)"', answer.text) if "?" in address
        ]
        return answer.text

    def everywhere(self, *starts: str) -> "Walker":
        """All pages first, so that no form takes the way to another away; then all forms."""
        waiting, bodies = list(starts), {}
        while waiting:
            address = waiting.pop()
            if address not in bodies:
                bodies[address] = self.take(self.desk.session.get(self.desk.base + address, timeout=120))
                waiting += [one for one in links(bodies[address]) if any(name in one for name in self.wanted)]
        for address, body in bodies.items():
            for attributes, inside in FORM.findall(body):
                self.send(address, attributes, inside)
        self.pages += len(bodies)
        return self

    def send(self, address: str, attributes: str, inside: str) -> None:
        if 'method="post"' not in attributes or "logout" in attributes:
            return
        action = re.search(r'action="([^"]+)"', attributes)
        fields, files = filled(inside)
        where = self.desk.base + (action[1] if action else address)
        self.take(self.desk.session.post(where, data=fields, files=files, timeout=120))
        self.sent += 1


def links(body: str) -> list[str]:
    return [
        address.replace("&amp;", "&")
        for address in re.findall(r'href="(/(?:referrals|workstreams|desk)/[^"#]*)"', body)
    ]


def filled(inside: str) -> tuple[dict[str, str], dict[str, Any] | None]:
    """Every box filled in: what is hidden as it is, the first of what is offered, the song where words may stand."""
    fields, files = {}, {}
    for tag, attributes in BOX.findall(inside):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))
        name, kind = given.get("name", ""), given.get("type", tag)
        if kind == "file":
            files[name] = (f"{SONG}.jpg", io.BytesIO(telling()), "image/jpeg")
        elif kind in {"text", "textarea", "search"}:
            fields[name] = "3" if re.search(r"_(day|month|year|pence|quantity|ages)$|quantity|cost", name) else SONG
        elif kind in {"email", "tel"}:
            fields[name] = MAILBOX if kind == "email" else SONG
        elif name and kind != "select":
            fields.setdefault(name, given.get("value", "on"))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', inside, re.DOTALL):
        fields[name] = next((value for value in re.findall(r'value="([^"]*)"', options) if value), "")
    return fields, files or None
