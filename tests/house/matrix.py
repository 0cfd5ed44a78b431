"""The matrix of routes: who may ask for what, how it is asked, and what is compared of the answer."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.cache import cache
from django.db import connections, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone

from accounts.access import BEARER, ENROLMENT, ENTRANCE, PUBLIC, SIGNED_IN, policy_of
from accounts.roles import SYSTEM_GRANTS, Role, permissions_of
from journal.tasks import HEARTBEAT
from tests.accounts.test_policies import routes

METHODS = ("GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "POST")
NEVER = ("OPTIONS", "PUT", "PATCH", "DELETE")  # no page of ours takes these
READING = METHODS[:-1]
OWN, FOREIGN, ABSENT = "own", "foreign", "absent"
BOTH = ("default", "equality")
DRAWN_ANEW = re.compile(r'(name="(?:csrfmiddlewaretoken|token)" value=")[^"]*|(csrf-token" content=")[^"]*')

# Rows that reading may write: the session's clock, the record of the read, and the mark that news were seen.
WRITTEN_BY_READING = {"django_session", "journal_access", "accounts_notice"}
MARKS = {
    "mfa_view_recovery_codes": {"mfa_authenticator"},  # that they were shown
    "referrals:looked_person": {"journal_event"},  # that somebody's reads were looked through
    # when each side last looked, for what is new to it
    "providers:workstream": {"providers_securityworkstream", "providers_supportworkstream"},
}

ANONYMOUS, DISABLED, ENDED = "anonymous", "disabled account", "membership ended"
PASSWORD, UNPROVED = "password without second factor", "second factor made elsewhere"
NOBODY = (ANONYMOUS, DISABLED, ENDED, PASSWORD, UNPROVED)
EVERYBODY = (*(role.value for role in Role), *NOBODY)
# Agencies' systems that ask in these roles, with a key.
SYSTEMS = tuple(one.role.value for one in SYSTEM_GRANTS.values())


@dataclass(frozen=True)
class Route:
    """One address of the resolver."""

    name: str
    pattern: URLPattern

    @cached_property
    def policy(self) -> str:
        return policy_of(self.pattern.callback)

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of what stands in its address."""
        return tuple(self.pattern.pattern.converters)

    @property
    def may_write(self) -> set[str]:
        """The tables in which rows may be written when nothing happens."""
        used = {"accounts_token"} if self.for_systems else set()  # when a key was used last
        return WRITTEN_BY_READING | MARKS.get(self.name, set()) | used

    @property
    def for_systems(self) -> bool:
        """Whether a key opens it, and no session."""
        return self.policy.startswith(BEARER)

    def closed_to(self, who: str) -> int:
        """The status for somebody whom the policy does not admit."""
        return 401 if self.for_systems and who not in SYSTEMS else 404

    @property
    def is_open(self) -> bool:
        """Whether somebody who has not signed in gets an answer of its own."""
        return self.policy in (PUBLIC, ENTRANCE)

    def admits(self, who: str) -> bool:
        """Whether the policy lets this person in; nobody who has not signed in, and not shown both steps."""
        if self.is_open:
            return True
        if self.for_systems:
            wanted = self.policy.removeprefix(BEARER).strip()
            may = permissions_of(frozenset({who}))
            return who in SYSTEMS and (not wanted or bool(set(wanted.split(" or ")) & may))
        if who in NOBODY:
            return who == PASSWORD and self.policy == ENROLMENT
        anybody = self.policy in (SIGNED_IN, ENROLMENT)
        return anybody or bool(set(self.policy.split(" or ")) & permissions_of(frozenset({who})))


ROUTES = {name: Route(name, pattern) for name, pattern in routes()}


@dataclass(frozen=True)
class Answer:
    """`signature`: all that somebody could tell two answers apart by. leads_to: the whole address of a redirect."""

    status: int
    headers: dict[str, str]
    cookies: frozenset[str]
    body: str
    location: str
    leads_to: str

    @property
    def signature(self) -> tuple[Any, ...]:
        told = tuple(sorted((k, v) for k, v in self.headers.items() if k not in ("Content-Length", "Location")))
        return self.status, self.location, told, self.cookies, self.body


@dataclass
class Asked:
    """Everything that one route answered. `changed`: tables in which rows were written, by (who, which, reading)."""

    route: Route
    answers: dict[tuple[str, str, str], Answer] = field(default_factory=dict)
    changed: dict[tuple[str, str, bool], set[str]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[tuple[str, str, str, Answer]]:
        """(who, which, method, answer)."""
        for (who, which, method), answer in self.answers.items():
            yield who, which, method, answer

    def of(self, who: str, which: str, method: str) -> Answer:
        return self.answers[who, which, method]


def read(answer: HttpResponse, path: str) -> Answer:
    """What the answer says, without its address and without what is drawn anew for every page."""
    body, location = answer.content.decode("utf-8", "replace"), answer.headers.get("Location", "")
    for written in (path, quote(path), quote(path, safe="")):
        body, location = body.replace(written, "(here)"), location.replace(written, "(here)")
    return Answer(
        status=answer.status_code,
        headers=dict(answer.headers),
        cookies=frozenset(answer.cookies),
        body=DRAWN_ANEW.sub(r"\1\2(new)", body),
        location=location,
        leads_to=answer.headers.get("Location", ""),
    )


def written() -> dict[str, int]:
    """Rows written so far in this transaction, by table; what was rolled back counts too."""
    found: dict[str, int] = {}
    for alias in BOTH:
        with connections[alias].cursor() as cursor:
            cursor.execute(
                "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
                " WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
            )
            found |= dict(cursor.fetchall())
    return found


def a_fresh_moment() -> None:
    """Nobody has tried too often yet, and the worker is alive."""
    cache.clear()
    cache.set(HEARTBEAT, timezone.now().timestamp())


@contextmanager
def undone() -> Iterator[None]:
    """Nothing that happens inside outlives it."""
    before = {alias: transaction.savepoint(using=alias) for alias in BOTH}
    try:
        yield
    finally:
        for alias, savepoint in before.items():
            transaction.savepoint_rollback(savepoint, using=alias)
            transaction.savepoint_commit(savepoint, using=alias)


class Asker:
    """Sends requests as anybody. Nothing that a request does outlives it."""

    def __init__(self, sessions: dict[str, str], keys: dict[str, str], *, long: bool) -> None:
        """`sessions`: the session key of each kind of person; none for who has none. keys: of their systems. long: every method by everybody;
        without it, GET and POST by everybody, and the others by one of each kind (a role that is let in, one that is
        not, and a stranger), because no view asks who came before it asks how.
        """
        self.sessions, self.keys, self.long = sessions, keys, long
        self.client = Client(raise_request_exception=False)

    def ask(self, who: str, method: str, path: str, *, system: bool = False) -> Answer:
        """system: with the key instead of the session, for who has one."""
        key = self.keys.get(who) if system else None
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        asking = ANONYMOUS if key else who
        return read(self.send(asking, method, path, {"version": "1"} if method == "POST" else None, **headers), path)

    def send(self, who: str, method: str, path: str, data: Any = None, **headers: str) -> HttpResponse:
        """One request as this person. `data`: what is sent with it, as Django's client takes it."""
        self.become(who)
        with undone():
            return self.go_on(method, path, data, **headers)

    def become(self, who: str) -> None:
        """A browser with this person's session and nothing else."""
        self.client.cookies.clear()
        if key := self.sessions.get(who):
            self.client.cookies[settings.SESSION_COOKIE_NAME] = key

    def go_on(self, method: str, path: str, data: Any = None, **headers: str) -> HttpResponse:
        """One request by the same browser; what it does stays."""
        sent = {} if data is None else {"data": data}
        ours = {"Sec-Fetch-Site": "same-origin"} | headers
        answer: HttpResponse = getattr(self.client, method.lower())(path, **sent, headers=ours)
        return answer

    def ask_everything(self, route: Route, places: dict[str, dict[str, dict[str, Any]]], query: str = "") -> Asked:
        """`places`: by person, the arguments of the own, the foreign and the absent. query: what stands behind the
        address.
        """
        asked = Asked(route)
        of_each_kind = {ANONYMOUS, *{route.admits(role): role for role in Role}.values()}
        for who, kinds in places.items():
            for which, arguments in kinds.items():
                path = reverse(route.name, kwargs=arguments) + query
                methods = READING if self.long or who in of_each_kind else ("GET",)
                self._ask_here(asked, who, which, path, methods)
        return asked

    def _ask_here(self, asked: Asked, who: str, which: str, path: str, reading: tuple[str, ...]) -> None:
        a_fresh_moment()
        for reads, methods in ((True, reading), (False, ("POST",))):
            before = written()
            for method in methods:
                asked.answers[who, which, method] = self.ask(who, method, path, system=asked.route.for_systems)
            after = written()
            asked.changed[who, which, reads] = {table for table in after if after[table] != before.get(table)}
