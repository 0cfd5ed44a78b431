"""Every page of the house, as somebody sees it who may: what is generated from the resolver and the machines, so that a
new page is in here by itself.
"""

import gzip
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from accounts.queries import actor_for
from accounts.roles import Role
from providers.access import MACHINES
from providers.deciding import MOVES
from referrals.deciding import DECISIONS
from referrals.forms.correcting import SECTIONS
from referrals.machine import Transition
from referrals.states import MACHINE, State
from tests.house.markup import Form, Page
from tests.house.matrix import ANONYMOUS, OWN, PASSWORD, ROUTES, Asker, Route, a_fresh_moment
from tests.house.matrix_objects import World
from tests.house.matrix_places import as_served, places
from tests.house.misuse import nothing
from tests.providers import walk as work
from tests.referrals.filling import BY_ROUTE, Filler, Pages, text
from tests.referrals.places import at_state

CHOICES = ("transition", "name", "period", "element")  # arguments that make another page, and not another object
MOVING = ("after", "before", "done", "of", "day", "week")  # of a query: where one stands in a list
NO_PAGE = {301, 302, 303, 404, 405}  # led on, or nothing of this route
REST = ("perpetrator_elsewhere", "no_right_of_entry")
PEOPLE = (ANONYMOUS, PASSWORD, *(role.value for role in Role))


class Wire(Client):
    """A browser: it takes pages packed, and opens them. weight: bytes over the wire, of the last answer."""

    weight = 0

    def request(self, **request: Any) -> Any:
        answer = super().request(**{"HTTP_ACCEPT_ENCODING": "gzip"} | request)
        if not answer.streaming:
            self.weight = len(answer.content)
        if answer.headers.get("Content-Encoding") == "gzip":
            answer.content = gzip.decompress(answer.content)
            del answer.headers["Content-Encoding"]
        return answer


@dataclass(frozen=True)
class Seen:
    """One page. name: of its route, with what stands in its address. status: of the answer."""

    name: str
    route: Route
    who: str
    path: str
    status: int
    html: str
    weight: int  # bytes over the wire, of the page alone

    @cached_property
    def page(self) -> Page:
        return Page(self.html)

    def __str__(self) -> str:
        return f"{self.name} ({self.who})"


class Crawl:
    """Goes where somebody may go. Nothing that it asks for outlives the asking."""

    def __init__(self, world: World, *, long: bool, people: str = "") -> None:
        """people: roles, with commas, whose pages are wanted; "": everybody's."""
        self.world, self.long, self.whole = world, long, not people
        self.people = tuple(people.split(",")) if people else PEOPLE
        self.asker = Asker(world.sessions, world.keys, long=long)
        self.wire = self.asker.client = Wire(raise_request_exception=False)

    def everywhere(self) -> Iterator[Seen]:
        """Each route, each decision, each move and each section of corrections, once; with `long` as every role that
        sees it, and whatever these pages lead to.
        """
        for route in ROUTES.values():
            yield from self._own(route)
        yield from self._decisions()
        yield from self._moves()
        for section in SECTIONS:
            here = {"reference": self.world.referral.reference, "name": section}
            yield from self._opened("referrals:correct_section", here, section)
        if self.long and ANONYMOUS in self.people:
            yield from self._form()

    def onwards(self, seen: Seen, known: set[tuple[str, str, str]]) -> Iterator[Seen]:
        """The pages that this one leads to, and so on, unless `known` has their like: the same route with the same
        choice in its address and its query, for the same person.
        """
        for link in seen.page.all("a"):
            where = urlsplit(urljoin(seen.path, link.get("href", "")))
            try:
                match = resolve(where.path) if not where.scheme else None
            except Resolver404:
                match = None
            if match is None or match.view_name not in ROUTES:
                continue
            words = " ".join([*(str(match.kwargs[one]) for one in CHOICES if one in match.kwargs), _query(where.query)])
            like = (match.view_name, words, seen.who)
            if like in known:
                continue
            known.add(like)
            if found := self.get(ROUTES[match.view_name], seen.who, f"{where.path}?{where.query}", words.strip()):
                yield found
                yield from self.onwards(found, known)

    def get(self, route: Route, who: str, path: str, word: str = "") -> Seen | None:
        """The page at this address, None when there is none for this person."""
        a_fresh_moment()
        with as_served(self.world, route):
            answer = self.asker.send(who, "GET", path)
        if answer.status_code in NO_PAGE or not is_page(answer):
            return None
        name = f"{route.name} {word}".strip()
        return Seen(name, route, who, path, answer.status_code, answer.content.decode(), self.wire.weight)

    def send(self, seen: Seen, form: Form, data: dict[str, Any]) -> HttpResponse:
        """What a form of this page answers."""
        a_fresh_moment()
        with as_served(self.world, seen.route):
            return self.asker.send(seen.who, form.method.upper(), urljoin(seen.path, form.action), data)

    def refused(self, seen: Seen) -> Iterator[Seen]:
        """What the forms of this page answer when there is nothing in them, if that is a page with an error."""
        for form in seen.page.forms:
            if form.method != "post":
                continue
            answer = self.send(seen, form, nothing(form))
            if answer.status_code == 422:
                html = answer.content.decode()
                yield replace(seen, name=f"{seen.name} refused", status=422, html=html, weight=self.wire.weight)

    def _own(self, route: Route) -> Iterator[Seen]:
        who_may = [who for who in self.people if route.admits(who)]
        addresses = {who: reverse(route.name, kwargs=places(self.world, route, who)[OWN]) for who in who_may}
        with as_served(self.world, route) as query:
            asked = (self.get(route, who, path + query) for who, path in addresses.items())
            yield from self._enough(asked)

    def _opened(
        self, name: str, arguments: dict[str, Any], word: str, line: Transition | None = None
    ) -> Iterator[Seen]:
        """The page of this address, and of this line of a machine, for whoever may open it."""
        path = reverse(name, kwargs=arguments)
        able = [role for role in Role if line is None or line.open_to(actor_for(self.world.users[role].pk))]
        roles = [role for role in able if role.value in self.people]
        yield from self._enough(self.get(ROUTES[name], role.value, path, word) for role in roles)

    def _enough(self, asked: Iterable[Seen | None]) -> Iterator[Seen]:
        """The first that is open, or the first refusal in words when none is; with `long` all."""
        refused: list[Seen] = []
        for one in filter(None, asked):
            if one.status == 200 or self.long:
                yield one
                if not self.long:
                    return
            else:
                refused.append(one)
        yield from refused[:1]

    def _decisions(self) -> Iterator[Seen]:
        for transition in DECISIONS:
            line = MACHINE[transition]
            row = at_state(State(sorted(line.sources)[0]), transition)
            yield from self._opened(
                "referrals:decide", {"reference": row.reference, "transition": transition}, transition, line
            )

    def _form(self) -> Iterator[Seen]:
        """The pages of the public form, which are turned by posting; each once."""
        doubts: Pages = {"eligibility": {"wants_to_stay": "yes", "safe_to_stay": "no"} | dict.fromkeys(REST, "unsure")}
        ways: Pages = {"means": {"means": ["phone", "email", "post"]}, "post": {"post_to": "home", "post_safe": "no"}}
        seen = set[str]()
        for who_refers in BY_ROUTE:
            wire = Wire()
            filler = Filler(wire, who_refers, **doubts, **ways)
            for _ in range(60):
                here = filler.page or str(len(seen))
                if here not in seen:
                    yield self._turned(here, filler.response, wire.weight)
                    seen.add(here)
                if "Check your answers</h1>" in text(filler.response):
                    break
                filler.forward()

    def _turned(self, word: str, answer: HttpResponse, weight: int) -> Seen:
        route, html = ROUTES["referrals:start"], answer.content.decode()
        name = f"{route.name} {word}"
        return Seen(name, route, ANONYMOUS, reverse(route.name), answer.status_code, html, weight)

    def _moves(self) -> Iterator[Seen]:
        for kind, states in (("security", work.SECURITY), ("support", work.SUPPORT)):
            rows: dict[str, Any] = {}
            for transition in MOVES[kind]:
                line = MACHINES[kind][transition]
                state = next(state for state in states if state in line.sources)
                row = rows[state] = rows.get(state) or states[state]()
                yield from self._opened(
                    "providers:move", {"workstream_id": row.pk, "transition": transition}, f"{kind} {transition}", line
                )
            for state, row in rows.items():
                yield from self._opened("providers:workstream", {"workstream_id": row.pk}, f"{kind} {state}")


def is_page(answer: HttpResponse) -> bool:
    return answer.headers.get("Content-Type", "").startswith("text/html")


def _query(query: str) -> str:
    """What of it makes another page."""
    return urlencode(sorted((name, value) for name, value in parse_qsl(query) if name not in MOVING))


def weight_of(seen: Seen) -> int:
    """Bytes over the wire at a first visit: the page, and all that it makes a browser fetch, packed as it is served."""
    static = settings.STATIC_ROOT
    fetched = {e.get("src") or e.get("href") or "" for e in seen.page.all("link", "script", "img")}
    names = [unquote(urlsplit(one).path).removeprefix("/static/") for one in fetched if one.startswith("/static/")]
    total = seen.weight + sum(_packed(static / name) for name in names if not name.endswith(".woff2"))
    return total + sum(_packed(static / name) for name in _fonts(seen.html))


@cache
def _packed(file: Path) -> int:
    """As WhiteNoise keeps it."""
    content = file.read_bytes()
    return len(content) if file.suffix == ".woff2" else min(len(content), len(gzip.compress(content, 9)))


@cache
def _faces() -> list[tuple[str, list[range]]]:
    """Each file of the font with the characters that it is fetched for."""
    found = []
    for face in re.findall(r"@font-face{[^}]*}", (settings.STATIC_ROOT / "safer.css").read_text()):
        ranges = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", face)
        file = re.search(r'url\("([^"]*)"', face)
        assert file
        found.append((file[1], [range(int(first, 16), int(last or first, 16) + 1) for first, last in ranges]))
    return found


def _fonts(html: str) -> list[str]:
    """The files that some character of the page needs, in both weights."""
    used = {ord(character) for character in html}
    return [file for file, ranges in _faces() if any(one in span for one in used for span in ranges)]
