"""Two people do different things to one workstream at the same moment, on two real connections: 200 such pairs."""

import random
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from accounts.actors import Actor
from accounts.scope import acting
from providers.access import MACHINES
from providers.models import Visit
from referrals.actions import consent, endings
from referrals.models import Referral
from tests.providers import deeds, walk
from tests.providers.pages import COORDINATOR, FITTER, hidden, page_of, signed_in
from tests.referrals import walk as referrals
from walls.refusals import Stale

PAIRS = 200
SEED = 20261122
# What ends the work is drawn seldom, so that one workstream is raced for many times on its way.
ENDINGS = {"return", "recall", "transfer", "end_early", "not_reach", "stop_follow_ups"}


def people(kind: str) -> list[Actor]:
    ours = [walk.coordinator(), walk.fitter()] if kind == "security" else [walk.supporter(), walk.manager()]
    return [*ours, referrals.worker(), referrals.lead()]


def begun(kind: str) -> Any:
    """A new workstream that can go all the way: in a district where a second provider of support works."""
    row = walk.sent() if kind == "security" else walk.s_sent(district="swale")
    return walk.now(row)


def choices(row: Any) -> list[tuple[str, Actor]]:
    """Everything that somebody could do now and that would succeed if they were alone."""
    found = [
        (line.name, by)
        for by in people(row.kind)
        for line in MACHINES[row.kind].open_to(by, row.state)
        if line.name in deeds.DEEDS[row.kind]
    ]
    return [(name, by) for name, by in found if possible(row, name)]


def possible(row: Any, name: str) -> bool:
    """The rules that a table of states does not know."""
    needs: dict[str, Callable[[], bool]] = {
        "make_ready": lambda: False,  # the home is rented
        "approve": lambda: row.recommendations.exists(),
        "find_no_works": lambda: not row.recommendations.exists(),
        "install": lambda: row.fittings.exists(),
        "photograph": lambda: row.photographs.filter(deleted_at=None).count() < 12,
        "delete_photograph": lambda: row.photographs.filter(deleted_at=None).exists(),
        "print_letter": lambda: getattr(getattr(row, "owners_permission", None), "letter_agreed", False),
        "refuse_cost": lambda: row.estimate_pence > 80_000,
        "drop_proposal": lambda: row.visits.filter(status="proposed").exists(),
        "agree_plan": lambda: row.goals.exists(),
        "answer": lambda: False,  # whose question waits depends on who answers: test_questions.py
        "follow_up": lambda: row.follow_ups.filter(done_on=None, cancelled=False).exists(),
        "remove_measure": lambda: row.fittings.filter(removed_on=None).exists(),
    }
    with acting(referrals.worker()):
        return name not in needs or needs[name]()


def draw(dice: random.Random, row: Any) -> list[tuple[str, Actor]]:
    """Two different deeds of two people; a note or an end is rare."""
    all_of_it = choices(row)
    weights = [1 if name in ENDINGS else 2 if name == "note" else 6 for name, _ in all_of_it]
    if not all_of_it:
        return []
    first = dice.choices(all_of_it, weights)[0]
    others = [(one, w) for one, w in zip(all_of_it, weights, strict=True) if one[0] != first[0] and one[1] != first[1]]
    if not others:
        return []
    return [first, dice.choices([one for one, _ in others], [w for _, w in others])[0]]


def race(row: Any, pair: list[tuple[str, Actor]]) -> list[Any]:
    """Both at once, each on its own connection, both having seen the same version. → what came of each."""
    start, ends = threading.Barrier(2), dict[int, Any]()

    def run(place: int) -> None:
        name, by = pair[place]
        try:
            action, typed = deeds.DEEDS[row.kind][name]
            given = typed(row, True)
            start.wait()
            with acting(by):
                action(workstream_id=row.pk, version=row.version, by=by, **given)
            ends[place] = None
        except Exception as fault:  # two that wait for each other must show here, not in a thread's last words
            ends[place] = fault
        finally:
            connection.close()

    together(run)
    return [ends[0], ends[1]]


def together(run: Any) -> None:
    threads = [threading.Thread(target=run, args=(place,)) for place in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def check(row: Any, pair: list[tuple[str, Actor]], ends: list[Any]) -> Any:
    """One winner; the loser is told both versions; history has one line for each version. → the row afterwards."""
    assert ends.count(None) == 1, (row.state, pair, ends)
    winner, loser = pair[ends.index(None)], next(end for end in ends if end)
    assert isinstance(loser, Stale), (pair, loser)
    assert (loser.status, loser.seen, loser.now) == (409, row.version, row.version + 1)
    assert f"you saw version {row.version}, it is now version {row.version + 1}" in loser.message
    after = walk.now(row)
    assert after.version == row.version + 1
    with acting(referrals.worker()):
        steps = list(after.steps.values_list("version", "transition"))
        assert [version for version, _ in steps] == list(range(1, after.version + 1))
        assert steps[-1][1] == winner[0]
        ahead = Visit.objects.filter(workstream_id=row.pk, status__in=["proposed", "booked"]).count()
        assert ahead <= (0 if after.ended_at or after.state == "recalled" else 1)
    return after


@pytest.mark.django_db(transaction=True)
def test_pairs_of_conflicting_moves_have_one_winner_each() -> None:
    """domain.md rule 1, along whole lives of both kinds of workstream."""
    dice = random.Random(SEED)  # noqa: S311 — a test's dice
    raced, kinds = 0, ["security", "support"]
    rows = {kind: begun(kind) for kind in kinds}
    while raced < PAIRS:
        kind = kinds[raced % 2]
        pair = draw(dice, rows[kind])
        if not pair:
            rows[kind] = begun(kind)
            continue
        rows[kind] = check(rows[kind], pair, race(rows[kind], pair))
        raced += 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["withdraw", "withdraw_consent"])
def test_withdrawal_at_the_same_moment_as_a_providers_move_stops_the_work(name: str) -> None:
    """Neither waits for the other in a circle, and whoever came first: nothing goes on afterwards."""
    for make, move, by in ((walk.ready, "book_visit", walk.fitter()), (walk.s_accepted, "note", walk.supporter())):
        row = walk.now(make())
        parent = referrals.fetch(row.reference, referrals.worker())
        ends = withdraw_and_move(name, parent, row, move, by)
        assert ends[0] is None
        assert ends[1] is None or isinstance(ends[1], Stale), ends[1]
        after = walk.now(row)
        assert after.state == "recalled"
        with acting(referrals.worker()):
            assert after.steps.count() == after.version
            assert not Visit.objects.filter(workstream_id=row.pk, status__in=["proposed", "booked"]).exists()


def withdraw_and_move(name: str, parent: Referral, row: Any, move: str, by: Actor) -> list[Any]:
    start, ends, triage = threading.Barrier(2), dict[int, Any](), referrals.worker()

    def withdraw() -> None:
        given: dict[str, Any] = {"referral_id": parent.pk, "version": parent.version, "by": triage}
        with acting(triage):
            if name == "withdraw":
                endings.withdraw(**given, reason="died")
            else:
                consent.withdraw_consent(**given, heard_by="Ann", how="phone")

    def run(place: int) -> None:
        try:
            start.wait()
            if place:
                deeds.carry_out(row, move, by, row.version)
            else:
                withdraw()
            ends[place] = None
        except Exception as fault:
            ends[place] = fault
        finally:
            connection.close()

    together(run)
    return [ends[0], ends[1]]


@pytest.mark.django_db(transaction=True)
def test_pair_over_http_shows_the_loser_both_versions_and_keeps_what_was_typed() -> None:
    """Both pages were opened before either was sent."""
    row = walk.now(walk.accepted())
    clients = [signed_in(COORDINATOR), signed_in(FITTER)]
    addresses = [page_of(row, "return"), page_of(row, "note")]
    typed = [{"reason": "no_capacity", "note": "Typed by one"}, {"note": "Typed by the other"}]
    forms = [hidden(c.get(a)) | t for c, a, t in zip(clients, addresses, typed, strict=True)]
    start, answers = threading.Barrier(2), dict[int, Any]()

    def press(place: int) -> None:
        try:
            start.wait()
            answers[place] = clients[place].post(addresses[place], forms[place])
        finally:
            connection.close()

    together(press)
    assert sorted(answer.status_code for answer in answers.values()) == [302, 409]
    lost = next(place for place in (0, 1) if answers[place].status_code == 409)
    page = answers[lost].content.decode()
    assert f"you saw version {row.version}, it is now version {row.version + 1}" in page
    assert typed[lost]["note"] in page
    assert walk.now(row).version == row.version + 1
