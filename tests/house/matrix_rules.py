"""What must hold for all that one route answers. Each rule gives the answers that break it: (who, which, method, …)."""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse

from accounts.access import ENROLMENT, PUBLIC
from tests.house.matrix import (
    ABSENT,
    EVERYBODY,
    FOREIGN,
    NEVER,
    NOBODY,
    OWN,
    PASSWORD,
    READING,
    Asked,
)

Broken = Iterator[tuple[Any, ...]]
PERSONAL = ("Amara", "Şahin", "Example Road", "TN24", "07700")
SAID = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NOT_THERE = {404, 405}
SERVED = ({"GET", "HEAD"}, {"GET", "HEAD", "POST"}, {"POST"})


def no_answer_is_a_fault(asked: Asked) -> Broken:
    """0 × 5xx, whoever asks for whatever in whatever way."""
    for who, which, method, answer in asked:
        if answer.status >= 500:
            yield who, which, method, answer.status


def foreign_and_absent_answer_the_same(asked: Asked) -> Broken:
    """Status, headers, cookies and body; for everybody and every method."""
    for who, which, method, answer in asked:
        if which == FOREIGN and answer.signature != (absent := asked.of(who, ABSENT, method)).signature:
            yield who, method, answer.status, absent.status


def without_permission_nothing_is_there(asked: Asked) -> Broken:
    """To whom the policy does not admit, the page does not exist, and nothing happens."""
    for who, which, method, answer in asked:
        if who in NOBODY or asked.route.admits(who):
            continue
        same = not asked.route.arguments or answer.signature == asked.of(who, ABSENT, method).signature
        if (
            not same
            or answer.status != asked.route.closed_to(who)
            or asked.changed[who, which, method in READING] - asked.route.may_write
        ):
            yield who, which, method, answer.status


def with_permission_own_is_there(asked: Asked) -> Broken:
    """The other side: the own objects of the matrix are really own, so that what is compared means something."""
    admitted = [who for who in EVERYBODY if asked.route.admits(who)]
    if not admitted:
        yield ("nobody at all",)
    for who in admitted:
        if asked.of(who, OWN, "GET").status == 404:
            yield (who,)


def stranger_is_led_to_sign_in_or_finds_nothing(asked: Asked) -> Broken:
    """Anonymous, disabled, ended, half signed in: the way to sign in, or nothing; and nobody's particulars."""
    for who, which, method, answer in asked:
        if who not in NOBODY:
            continue
        led = answer.leads_to.startswith((reverse("account_login"), reverse("mfa_activate_totp")))
        personal = any(words in answer.body for words in PERSONAL)
        closed = led or answer.status in {*NOT_THERE, asked.route.closed_to(who)}
        if personal or not (asked.route.admits(who) or closed):
            yield who, which, method, answer.status


def stranger_cannot_tell_own_from_absent(asked: Asked) -> Broken:
    """To a stranger an object that exists answers as one that does not, and posting leaves no trace."""
    if asked.route.is_open:
        return
    for who, which, method, answer in asked:
        if who not in NOBODY or (who == PASSWORD and asked.route.policy == ENROLMENT):
            continue
        apart = which == OWN and asked.route.arguments and answer.signature != asked.of(who, ABSENT, method).signature
        if apart or asked.changed[who, which, method in READING] - asked.route.may_write:
            yield who, which, method, answer.status


def methods_that_a_page_does_not_serve_are_refused(asked: Asked) -> Broken:
    """405 with the list of methods and a page in words, for whoever may come."""
    for who, which, method, answer in asked:
        allowed = set(answer.headers.get("Allow", "GET, HEAD").split(", "))
        refused = answer.status == 405 and "cannot be opened this way" in answer.body
        may_come = which == OWN and asked.route.admits(who) and who not in NOBODY
        if allowed not in SERVED or method in NEVER and (refused is False if may_come else answer.status < 300):
            yield who, which, method, answer.status, allowed


def reading_changes_nothing(asked: Asked) -> Broken:
    """GET, HEAD, OPTIONS, and what is refused: the record of the read, the session, and nothing else."""
    for (who, which, reading), tables in asked.changed.items():
        if reading and tables - asked.route.may_write:
            yield who, which, tables


def head_is_get_without_a_body(asked: Asked) -> Broken:
    for who, which, method, answer in asked:
        if method == "HEAD" and (answer.body or answer.status != asked.of(who, which, "GET").status):
            yield who, which, answer.status


def every_answer_carries_the_protecting_headers(asked: Asked) -> Broken:
    """CSP default-src 'none' without unsafe, no-store, nosniff, no frames, nothing to referrers."""
    referrer = "no-referrer" if asked.route.policy == PUBLIC else "same-origin"
    for who, which, method, answer in asked:
        policy = answer.headers.get("Content-Security-Policy", "")
        strict = "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
        said = {name: answer.headers.get(name) for name in SAID} == SAID
        kept = "no-store" not in answer.headers.get("Cache-Control", "")
        if kept or not strict or not said or answer.headers.get("Referrer-Policy") != referrer:
            yield who, which, method, answer.status


def public_pages_set_no_cookie(asked: Asked) -> Broken:
    """S2.14: also not for somebody who is signed in."""
    for who, which, method, answer in asked:
        if asked.route.policy == PUBLIC and answer.cookies:
            yield who, which, method


RULES: tuple[Callable[[Asked], Broken], ...] = (
    no_answer_is_a_fault,
    foreign_and_absent_answer_the_same,
    without_permission_nothing_is_there,
    with_permission_own_is_there,
    stranger_is_led_to_sign_in_or_finds_nothing,
    stranger_cannot_tell_own_from_absent,
    methods_that_a_page_does_not_serve_are_refused,
    reading_changes_nothing,
    head_is_get_without_a_body,
    every_answer_carries_the_protecting_headers,
    public_pages_set_no_cookie,
)
