"""Everything is killed, again and again, while referrals come in and go out: nothing that was acknowledged is lost. Then the
whole database server stands still.
"""

import os
import random
import re
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
import redis
import requests
from django.core.cache import cache

from config.embedded import leftovers
from journal.tasks import HEARTBEAT
from tests.faults.canary_leavings import sockets
from tests.faults.test_flushed_broker import MAKE, Desk, drained, message_ids, signed_in, told
from tests.house.instance import PATIENCE, Instance, copied, started
from tests.journeys.person import manage

pytestmark = pytest.mark.xdist_group("unspoilt")

Deed = Callable[[], str]
DICE = random.Random(2)  # noqa: S311 - a test's dice
ONE_AT_A_TIME = threading.Lock()
CANARY = "Zaunkoenigsruf"  # in every referral of the storm, and in nothing that may be read
PARTS = {  # what is killed → a word of its command
    "postgres": b"postgres",
    "web": b"gunicorn",
    "worker": b"-A config worker".replace(b" ", b"\0"),
    "relay": b"-A config beat".replace(b" ", b"\0"),
    "redis": b"redis-server",
}
DRAFTS = f"""
import uuid
from django.test import Client
from referrals.actions import drafts
from referrals.public_posts import read_token, token_for
from tests.referrals.filling import Filler
first = read_token(Filler(Client(headers={{"host": "localhost"}}), name={{"first_name": "Amara", "last_name": "{CANARY}"}}).through().token).draft_id
with drafts.within(first):
    typed = dict(drafts.opened(first).answers)
made = [uuid.uuid4() for _ in range(%d)]
for one in made:
    with drafts.within(one):
        drafts.begin(draft_id=one, route="professional", typed=typed)
print("made", " ".join(token_for(one) for one in made))
"""
KNOWN = """
from accounts.scope import as_system
from referrals.models import Referral
with as_system():
    print("known", " ".join(Referral.objects.values_list("reference", flat=True)))
"""


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory, unspoilt: Path) -> Iterator[Instance]:
    with started(copied(unspoilt, tmp_path_factory.mktemp("storm") / "data")) as running:
        yield running


def test_nothing_acknowledged_is_lost_whatever_is_killed(instance: Instance, pytestconfig: pytest.Config) -> None:
    """security.md "Nothing acknowledged is lost". 75 kills and 7,500 operations with --long: ten minutes of storm.

    Strikes stand between the deeds, so that the storm, and not a clock, decides when it is over: on a slow machine as on
    a fast one every part is killed while people work.
    """
    operations, kills = (7_500, 75) if pytestconfig.getoption("long") else (60, len(PARTS))
    half = operations // 2
    killed: list[str] = []
    storm = with_strikes(deeds_of(instance, half), [partial(strike, instance, killed)] * kills)
    before = told(instance, KNOWN, "known").split()
    began = time.monotonic()
    with ThreadPoolExecutor(4) as hands:
        acknowledged = {answer for answer in hands.map(until_it_works, storm) if answer}
    lasted = time.monotonic() - began
    calm = time.monotonic()
    counted = drained(instance)
    quiet = time.monotonic() - calm
    assert {part: killed.count(part) for part in PARTS} == dict.fromkeys(PARTS, kills // len(PARTS))
    assert counted == dict.fromkeys(("events", "work", "notices", "told"), half) | {"waiting": 0, "dead": 0}
    assert len(message_ids(instance)) == half
    known = told(instance, KNOWN, "known").split()
    assert len(acknowledged) == half
    assert acknowledged <= set(known)
    assert len(known) == len(before) + half, "one referral for each form, however often it was sent"
    assert quiet < 120
    verdict = manage(instance, "verify_audit")
    assert "are as they were sealed" in verdict
    assert not told_in_clear(instance)
    say(f"{operations} operations in {lasted:.0f} s", killed, f"drained and counted after {quiet:.0f} s; {verdict}")


def test_new_process_of_the_pool_keeps_no_connection_of_the_worker(instance: Instance) -> None:
    """A copy of the connection outlived Redis, took a whole processor, and work stood still (config/celery.py)."""
    worker, before = pool_of(instance)
    os.kill(before[0], signal.SIGKILL)
    until_it_works(partial(another_than, before, instance))
    assert sockets_of(worker), "it is connected to Redis"
    assert leftovers.gone(partial(shared, instance), PATIENCE), shared(instance)


def test_worker_goes_on_when_redis_is_away_as_its_work_is_done(instance: Instance) -> None:
    """Kombu counted what Redis could not be told of as under way for ever (config/broker.py): the worker asked for nothing."""
    pool, broker = pool_of(instance)[1], redis.Redis(unix_socket_path=f"{sockets(instance)}/redis.sock")
    for pid in pool:
        os.kill(pid, signal.SIGSTOP)
    until_it_works(partial(seen, lambda: broker.llen("celery") > len(pool)))  # work waits: its places are taken
    (server,) = (pid for pid in instance.everything() if PARTS["redis"] in command_of(pid))
    os.kill(server, signal.SIGKILL)
    for pid in pool:
        os.kill(pid, signal.SIGCONT)
    sign = cache.make_key(HEARTBEAT)
    until_it_works(partial(seen, lambda: [broker.delete(sign)]))
    until_it_works(partial(seen, lambda: broker.exists(sign)))


def seen(what: Callable[[], object]) -> str:
    """Unanswered until Redis is there and shows it. → ''"""
    try:
        found = what()
    except redis.ConnectionError:
        found = None
    if not found:
        raise Unanswered
    return ""


def pool_of(instance: Instance) -> tuple[int, list[int]]:
    """The worker, and the processes that it has work for."""
    found = {pid: parent_of(pid) for pid in instance.everything() if PARTS["worker"] in command_of(pid)}
    (worker,) = (pid for pid, parent in found.items() if parent not in found)
    return worker, [pid for pid, parent in found.items() if parent == worker]


def another_than(before: list[int], instance: Instance) -> str:
    """Unanswered until the pool is full again. → ''"""
    now = pool_of(instance)[1]
    if len(now) < len(before) or set(now) == set(before):
        raise Unanswered(now)
    return ""


def shared(instance: Instance) -> list[int]:
    """Processes of the pool with a connection that is the worker's."""
    worker, pool = pool_of(instance)
    return [pid for pid in pool if sockets_of(pid) & sockets_of(worker)]


def sockets_of(pid: int) -> set[str]:
    links = [os.readlink(entry) for entry in Path(f"/proc/{pid}/fd").iterdir()]
    return {link for link in links if link.startswith("socket:")}


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def test_frozen_database_server_is_told_in_words_and_comes_back_by_itself(instance: Instance) -> None:
    """security.md "While the database is away the public page answers within 10 s": all of PostgreSQL stands still, as
    its machine would. tests/faults/test_frozen_database.py has the finer cases.
    """
    desk = signed_in(instance, "triage-worker.victim-support@example.org")
    token = told(instance, DRAFTS % 1, "made")
    before = len(told(instance, KNOWN, "known").split())
    with standing_still(instance):
        began = time.monotonic()
        page = send_form(instance, token)
        assert time.monotonic() - began < 10
        shown = desk.session.get(f"{desk.base}/desk/", timeout=30)
        assert requests.get(f"{desk.base}/", timeout=5).status_code == 200, "the start page needs no database"
        assert instance.readyz()[1]["database"] == "down"
    for answer in (page, shown):
        assert answer.status_code == 503
        assert [one for one in ("Nothing was saved", "999", "0808 168 9111") if one not in answer.text] == []
    references = {until_it_works(partial(send_in, instance, token)) for _ in range(2)}
    assert len(references) == 1, "the same form is one referral"
    assert len(told(instance, KNOWN, "known").split()) == before + 1
    assert desk.session.get(f"{desk.base}/desk/", timeout=30).status_code == 200, "and they are signed in still"


@contextmanager
def standing_still(instance: Instance) -> Iterator[None]:
    """No process of PostgreSQL does anything; the one that would make new ones is first to stop and last to go on."""
    server = sorted(pid for pid in instance.everything() if PARTS["postgres"] in command_of(pid))
    for pid in server:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in reversed(server):
            os.kill(pid, signal.SIGCONT)


def say(what: str, killed: list[str], after: str) -> None:
    """What goes into docs/proofs.md."""
    each = {part: killed.count(part) for part in PARTS}
    sys.stdout.write(f"{what} under {len(killed)} kill -9 {each}: 0 lost, 0 twice; {after}")


def deeds_of(instance: Instance, half: int) -> list[Deed]:
    """As many referrals to dispatch as forms to send, in any order."""
    references = told(instance, MAKE.replace("range(200)", f"range({half})"), "made").split()
    tokens = told(instance, DRAFTS % half, "made").split()
    desk = signed_in(instance, "triage-worker.victim-support@example.org")
    deeds: list[Deed] = [partial(send_on, desk, one) for one in references]
    deeds += [partial(send_in, instance, one) for one in tokens]
    random.Random(1).shuffle(deeds)  # noqa: S311 - a test's dice
    return deeds


def with_strikes(deeds: list[Deed], strikes: list[Deed]) -> list[Deed]:
    """The deeds in their order, with the strikes spread evenly between them; the last deeds come after the last strike."""
    apart = len(deeds) // (len(strikes) + 1)
    storm = list(deeds)
    for number in reversed(range(len(strikes))):
        storm.insert((number + 1) * apart, strikes[number])
    return storm


def until_it_works(deed: Deed) -> str:
    """What a person does when a page fails: try again."""
    until = time.monotonic() + 180
    while True:
        try:
            return deed()
        except (requests.RequestException, ProcessLookupError, Unanswered):
            assert time.monotonic() < until, "it never came back"
            time.sleep(0.3)


class Unanswered(Exception):
    """A page came, and not the one that says that it is done."""


def send_on(desk: Desk, reference: str) -> str:
    """Dispatch; a page that says it was sent already is an answer too. → ''"""
    try:
        desk.post(f"/referrals/{reference}/dispatch/", to="security:24-7-locks")
    except requests.HTTPError as fault:
        if "been sent already" not in fault.response.text:
            raise
    return ""


def send_in(instance: Instance, token: str) -> str:
    """Send one form. → the reference that the page gives."""
    page = send_form(instance, token)
    found = re.search(r'class="reference">(SR-[0-9A-Z]{4}-[0-9A-Z]{4})<', page.text)
    if not found:
        raise Unanswered(page.status_code)
    return found[1]


def send_form(instance: Instance, token: str) -> requests.Response:
    post = {"token": token, "came": "check", "go": "send", "website": ""}
    where = f"http://localhost:{instance.port}/refer/"
    return requests.post(where, data=post, headers={"Sec-Fetch-Site": "same-origin"}, timeout=30)


def strike(instance: Instance, killed: list[str]) -> str:
    """Kill -9 a process of the next part, by chance. Unanswered while none is there: it is coming back. → ''"""
    with ONE_AT_A_TIME:
        part = list(PARTS)[len(killed) % len(PARTS)]
        found = [pid for pid in instance.everything() if PARTS[part] in command_of(pid)]
        if not found:
            raise Unanswered(part)
        os.kill(DICE.choice(found), signal.SIGKILL)
        killed.append(part)
    return ""


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def told_in_clear(instance: Instance) -> list[str]:
    """Files of the instance that hold a name which only pages may show: logs, mail, what Redis and PostgreSQL keep."""
    found = []
    for home in (instance.folder, (instance.folder / "postgres").resolve(), (instance.folder / "redis").resolve()):
        for path in home.rglob("*"):
            if path.is_file() and not path.is_symlink() and CANARY.encode() in path.read_bytes():
                found.append(str(path))
    return found
