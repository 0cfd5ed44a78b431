"""Redis loses everything, again and again, while referrals are being dispatched; then it lies to the workers."""

import json
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import redis
import requests
from django.core.cache import cache

from journal.tasks import HEARTBEAT
from tests.faults import forging
from tests.faults.canary_leavings import admin, sockets
from tests.house.instance import Instance, copied, started
from tests.journeys.person import manage, passwords

pytestmark = pytest.mark.xdist_group("unspoilt")

DISPATCHES = 200
MAKE = f"""
from accounts.models import Organisation
from tests.referrals import walk
Organisation.objects.filter(slug="24-7-locks").update(email="desk@locks.example")
print("made", " ".join(walk.triaged().reference for _ in range({DISPATCHES})))
"""
COUNT = """
import json
from accounts.models import Notice
from accounts.scope import as_system
from journal.models import Delivery, Event
from providers.models import SecurityWorkstream
with as_system():
    sent = list(Event.objects.filter(kind="referral.dispatched").values_list("id", flat=True))
    print("counted", json.dumps({
        "events": len(sent),
        "work": SecurityWorkstream.objects.filter(state="sent").count(),
        "notices": Notice.objects.filter(event_id__in=sent).count(),
        "told": Notice.objects.filter(event_id__in=sent).values("event_id").distinct().count(),
        "waiting": Delivery.objects.filter(state="waiting").count(),
        "dead": Delivery.objects.filter(state="dead").count(),
    }))
"""

STANDS = """
SELECT (SELECT count(*) FROM journal_event), (SELECT count(*) FROM journal_access), (SELECT count(*) FROM accounts_notice),
       (SELECT array_agg(DISTINCT (state, attempts)) FROM journal_delivery), (SELECT count(*) FROM journal_delivery)
"""
TOLD = ("it was thrown away", "Received unregistered task of type", "did not end well", "a message was no event id")


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory, unspoilt: Path) -> Iterator[Instance]:
    with started(copied(unspoilt, tmp_path_factory.mktemp("flushed") / "data")) as running:
        yield running


def told(instance: Instance, program: str, word: str) -> str:
    """What a program inside the instance printed after `word`."""
    lines = manage(instance, "shell", "-c", program).splitlines()
    return next(line.removeprefix(word).strip() for line in lines if line.startswith(word))


class Desk:
    """Somebody's browser without the screen: cookies and forms."""

    def __init__(self, instance: Instance) -> None:
        self.base, self.session = f"http://localhost:{instance.port}", requests.Session()

    def post(self, path: str, **fields: str) -> str:
        """Fill in the form that stands at `path` and send it."""
        page = self.session.get(self.base + path, timeout=60)
        page.raise_for_status()
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
        answer = self.session.post(self.base + path, data=hidden | fields, timeout=60)
        answer.raise_for_status()
        return answer.text


def signed_in(instance: Instance, email: str) -> Desk:
    desk = Desk(instance)
    page = desk.post("/accounts/login/", login=email, password=passwords(instance)[email])
    code = re.search(r"\b(\d{6})\b", re.sub(r"<[^>]+>", " ", page))
    assert code, "the code page shows the demo account's code"
    desk.post("/accounts/login/code/", code=code[1])
    return desk


def test_every_provider_gets_its_work_and_its_notice_once_though_redis_forgets(instance: Instance) -> None:
    """security.md "Exactly once", "Nothing acknowledged is lost": FLUSHALL changes nothing."""
    references = told(instance, MAKE, "made").split()
    desk = signed_in(instance, "triage-worker.victim-support@example.org")
    over = threading.Event()
    forgetful = threading.Thread(target=forget_all, args=(instance, over))
    forgetful.start()
    try:
        with ThreadPoolExecutor(4) as hands:
            list(hands.map(lambda reference: send(desk, reference), references))
    finally:
        over.set()
        forgetful.join()
    counted = drained(instance)
    sent = dict.fromkeys(("events", "work", "notices", "told"), DISPATCHES)
    assert counted == sent | {"waiting": 0, "dead": 0}
    assert len(message_ids(instance)) == DISPATCHES


def test_forged_messages_do_nothing_and_the_worker_lives_on(instance: Instance, tmp_path: Path) -> None:
    """security.md "a compromised broker": unknown tasks, wrong arguments, pickle, bodies of 20 MB, what is no message at all,
    calls of the relay, and a queue that is none of ours: thrown away, and no log repeats a word of them.
    """
    broker = redis.Redis(unix_socket_path=f"{sockets(instance)}/redis.sock")
    trap, before = tmp_path / "trap", stands(instance)
    with admin(instance) as server:
        (known,) = server.execute("SELECT event_id FROM journal_delivery WHERE state = 'done'").fetchone() or ("none",)
    forged = forging.of_every_kind(trap, str(known))
    broker.lpush("foreign", *forged[:9])
    for one in forged:
        broker.lpush(forging.QUEUE, one)
    until_read(broker)
    assert stands(instance) == before
    assert not trap.exists()
    assert broker.llen("foreign") == 9, "nobody listens there"
    logs = {path.name: path.read_text() for path in (instance.folder / "logs").iterdir()}
    assert [name for name, text in logs.items() if forging.WORD in text] == []
    assert "worker ended" not in instance.said(), instance.said()
    for told in TOLD:
        assert told in logs["worker.log"], told


def stands(instance: Instance) -> Any:
    """What has happened, was delivered and was told so far."""
    with admin(instance) as server:
        found = server.execute(STANDS).fetchone()
    return found, len(message_ids(instance))


def until_read(broker: redis.Redis) -> None:
    """The worker has taken everything, done with it what it does, and shows a sign of life after that."""
    sign, pause = cache.make_key(HEARTBEAT), threading.Event()
    broker.delete(sign)
    broker.lpush(forging.QUEUE, json.dumps(forging.message("journal.tasks.heartbeat")))
    for _ in range(300):
        if broker.exists(sign) and not broker.exists("unacked"):
            return
        pause.wait(0.2)
    raise AssertionError(f"{broker.llen(forging.QUEUE)} waiting, {broker.hkeys('unacked')} under way")


def send(desk: Desk, reference: str) -> None:
    desk.post(f"/referrals/{reference}/dispatch/", to="security:24-7-locks")


def forget_all(instance: Instance, over: threading.Event) -> None:
    """FLUSHALL twice a second until the dispatches are over."""
    sockets = json.loads((instance.folder / "running.json").read_text())["sockets"]
    client = redis.Redis(unix_socket_path=f"{sockets}/redis.sock")
    while not over.wait(0.5):
        client.flushall()
    client.close()


def drained(instance: Instance) -> dict[str, Any]:
    """The counts once nothing waits any more, within the 120 seconds that are promised."""
    pause = threading.Event()
    for _ in range(24):
        counted: dict[str, Any] = json.loads(told(instance, COUNT, "counted"))
        if not counted["waiting"]:
            break
        pause.wait(5)
    return counted


def message_ids(instance: Instance) -> set[str]:
    """Of the mails to 24-7 Locks: at least once each, under one Message-ID."""
    mails = [path.read_text() for path in Path(instance.folder / "mail").rglob("*") if path.is_file()]
    text = "\n".join(mails)
    return set(re.findall(r"^Message-ID: (.+24-7-locks@.+)$", text, re.MULTILINE | re.IGNORECASE))
