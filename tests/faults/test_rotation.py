"""New keys while people work: nobody notices, everything is read and found, and the old ones can be taken away."""

import base64
import json
import os
import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
import requests
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client

from accounts import demo
from accounts.rotation import rewrap_authenticators, rewrap_sessions
from accounts.scope import acting, as_system
from config.embedded import secret_keys
from config.keyring import Ring
from referrals.finding import duplicates, search
from referrals.models import Referral, SearchTerm
from referrals.rotation import index_anew
from tests.databases import role
from tests.faults.test_flushed_broker import Desk, signed_in
from tests.faults.test_many_at_once import MAKE, send
from tests.house.instance import Instance, started
from tests.journeys.person import manage
from tests.people import as_role, user_of
from tests.referrals import walk
from walls.keys import Unreadable
from walls.models import CaseKey
from walls.rotation import _rewrap, rewrap

TRIAGE, LEAD, FITTER = (
    f"{who}@example.org" for who in ("triage-worker.victim-support", "triage-lead.victim-support", "fitter.24-7-locks")
)
SMALL, LARGE = 12, 3_000  # referrals
STATE = """
import json
from collections import Counter
from allauth.mfa.models import Authenticator
from accounts.scope import as_system
from config.backup.proof import unreadable
from referrals.models import Referral, SearchTerm
from walls.models import CaseKey
with as_system():
    opened, faults = unreadable()
    print("state", json.dumps({
        "wrapped": Counter(CaseKey.objects.values_list("wrapped_by", flat=True)),
        "seeds": Counter(a.data["secret"].partition(".")[0] for a in Authenticator.objects.filter(type="totp")),
        "digests": sorted({bytes(term.digest).hex() for term in SearchTerm.objects.filter(kind="surname")}),
        "opened": opened, "faults": faults,
        "known": [(r.reference, r.last_name, r.postcode) for r in Referral.objects.select_related("key").exclude(key=None)[:8]],
    }))
"""


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[Instance]:
    size = LARGE if pytestconfig.getoption("long") else SMALL
    with started(tmp_path_factory.mktemp("rotation") / "data", "--sample", str(size), patience=600) as running:
        yield running


def said(words: str, name: str) -> Any:
    """What the program said under this name, from JSON."""
    return json.loads(next(line.removeprefix(name) for line in words.splitlines() if line.startswith(f"{name} ")))


class Crew:
    """People who go on with their work until they are told to stop. `faults`: whatever went wrong for them."""

    def __init__(self, works: list[Callable[[], object]]) -> None:
        self.over, self.done = threading.Event(), [0] * len(works)
        self.faults: list[str] = []
        self.hands = ThreadPoolExecutor(len(works))
        self.threads = [self.hands.submit(self._go_on, number, work) for number, work in enumerate(works)]

    def _go_on(self, number: int, work: Callable[[], object]) -> None:
        while not self.over.is_set():
            try:
                work()
            except (AssertionError, requests.RequestException) as fault:
                self.faults.append(repr(fault))
            self.done[number] += 1

    def stop(self) -> None:
        self.over.set()
        for thread in self.threads:
            thread.result()


def find(desk: Desk, known: list[tuple[str, str, str]]) -> None:
    """Everybody is found by name and postcode, and their page says who they are."""
    for reference, last_name, postcode in known:
        page = desk.post("/desk/triage/find/", last_name=last_name, postcode=postcode)
        assert reference in page, f"{reference} is not found"
        case = desk.session.get(f"{desk.base}/referrals/{reference}/", timeout=60)
        assert case.status_code == 200, case.status_code


def read_work(desk: Desk) -> None:
    page = desk.session.get(f"{desk.base}/workstreams/", timeout=60)
    assert page.status_code == 200, page.status_code
    for address in set(re.findall(r'href="(/workstreams/[0-9a-f-]{36}/)"', page.text)):
        assert desk.session.get(desk.base + address, timeout=60).status_code == 200


def send_form(instance: Instance, tokens: Iterator[str]) -> None:
    """The next one; in time each again, which the page answers as it did."""
    assert send(instance, next(tokens))[0] == 200


def works_of(
    instance: Instance, known: list[tuple[str, str, str]], tokens: Iterator[str]
) -> list[Callable[[], object]]:
    """Eight clients: three look people up, one visits, two send forms, two sign in again and again."""
    return [
        *(partial(find, signed_in(instance, who), known) for who in (TRIAGE, TRIAGE, LEAD)),
        partial(read_work, signed_in(instance, FITTER)),
        *[partial(send_form, instance, tokens)] * 2,
        *(partial(signed_in, instance, who) for who in ("support-worker.oasis@example.org", "commissioner.kcc@example.org")),
    ]  # fmt: skip


def test_new_keys_take_over_while_eight_people_work_and_the_old_ones_can_go(instance: Instance) -> None:
    """security.md "Encryption … rotation online": 0 errors, every field readable, nothing under the old key."""
    words = manage(instance, "shell", "-c", MAKE + STATE)
    before, tokens = said(words, "state"), said(words, "made")
    stays = signed_in(instance, TRIAGE)
    crew = Crew(works_of(instance, before["known"], cycle(tokens)))
    try:
        told_us = manage(instance, "rotate_keys", "--new", "--forget")
        during = list(crew.done)
        after = said(manage(instance, "shell", "-c", STATE), "state")
    finally:
        crew.stop()
    assert crew.faults == []
    assert all(now > then for now, then in zip(crew.done, during, strict=True)), "everybody went on afterwards"
    assert "Nothing is under an older key than k2" in told_us
    assert set(before["wrapped"]) == set(before["seeds"]) == {"k1"}
    assert set(after["wrapped"]) == set(after["seeds"]) == {"k2"}
    assert before["faults"] == after["faults"] == []
    assert after["opened"] >= before["opened"] > 100
    assert not set(before["digests"]) & set(after["digests"])
    assert "k1:" not in (instance.folder / "secrets.env").read_text()  # base64 has no colon
    kept = Path(re.findall(r"are in (\S+) only", told_us)[0])
    assert "k1:" in kept.read_text() and os.stat(kept).st_mode & 0o777 == 0o600
    find(stays, before["known"])
    print(f"{sum(crew.done)} rounds of work, {sum(before['wrapped'].values())} keys\n{told_us}")  # noqa: T201 - for docs/proofs.md


def ring(name: str, *key_ids: str) -> Ring:
    """Keys of this test by their ids, the current one first."""
    values = [f"{key_id}:{base64.b64encode(key_id.encode().ljust(32, b'.')).decode()}" for key_id in key_ids]
    return Ring(name, ",".join(values))


@pytest.fixture
def keys(settings: Any) -> Callable[..., None]:
    def known(*key_ids: str) -> None:
        settings.FIELD_KEYS, settings.BLIND_INDEX_KEY = ring("FIELD_KEYS", *key_ids), ring("BLIND_INDEX_KEY", *key_ids)

    known("k1")
    return known


@pytest.mark.django_db
def test_rotation_that_was_stopped_goes_on_where_it_was(keys: Callable[..., None]) -> None:
    made = [walk.received(last_name=f"Berg{number}") for number in range(3)]
    keys("k2", "k1")
    with role("safer_worker"):
        assert _rewrap(batch=2) == 2
        made.append(walk.received(last_name="Berg3"))
        assert rewrap(batch=1) == 1
        assert rewrap() == 0
        keys("k2")
        with as_system():
            assert set(CaseKey.objects.values_list("wrapped_by", flat=True)) == {"k2"}
            rows = Referral.objects.select_related("key").order_by("received_at")
            assert [row.last_name for row in rows] == ["Berg0", "Berg1", "Berg2", "Berg3"]


@pytest.mark.django_db
def test_key_that_is_not_known_is_named_and_nothing_is_lost(keys: Callable[..., None]) -> None:
    walk.received()
    keys("k3", "k2")
    with role("safer_worker"):
        with pytest.raises(Unreadable, match="k1 is not in FIELD_KEYS"):
            rewrap()
        with pytest.raises(CommandError, match="put it behind the current one"):
            call_command("rotate_keys")
        keys("k3", "k2", "k1")
        assert rewrap() == 1


@pytest.mark.django_db
def test_search_and_duplicates_find_while_only_some_are_indexed_anew(keys: Callable[..., None]) -> None:
    by = walk.worker()
    old = walk.received(by)
    other = walk.received(by)
    keys("k2", "k1")
    young = walk.received(by)
    everybody = {old.pk, other.pk, young.pk}

    def found() -> None:
        with acting(by):
            assert {
                row.pk for row in search(by, {"last_name": "O'NEILL sahin", "telephone": "+44 7700 900123"})
            } == everybody
            for one in everybody:
                row = Referral.objects.select_related("key").get(pk=one)
                assert {match.referral.pk for match in duplicates(by, row)} == everybody - {one}

    found()
    with role("safer_worker"):
        assert index_anew(batch=1) == 2
        assert index_anew() == 0
        found()
        assert rewrap() == 2
    keys("k2")
    found()


@pytest.mark.django_db
def test_correction_meanwhile_keeps_its_index(keys: Callable[..., None]) -> None:
    """A row that was made anew by somebody else is not made again, and erased cases have none."""
    one = walk.received()
    keys("k2", "k1")
    with role("safer_worker"):
        assert index_anew() == 1
        with as_system():
            before = set(SearchTerm.objects.filter(referral=one).values_list("pk", flat=True))
        assert index_anew() == 0
        with as_system():
            assert set(SearchTerm.objects.filter(referral=one).values_list("pk", flat=True)) == before


@pytest.mark.django_db
def test_session_and_second_step_outlive_the_key(keys: Callable[..., None], client: Client) -> None:
    as_role(client, "scheme-administrator")
    codes = user_of("scheme-administrator")
    broken = Session.objects.create(session_key="broken", session_data="no session", expire_date="2100-01-01T00:00Z")
    keys("k2", "k1")
    assert rewrap_sessions() == 1
    assert rewrap_sessions() == 0
    assert rewrap_authenticators() == 1
    assert rewrap_authenticators() == 0
    keys("k2")
    assert client.get("/accounts/people/").status_code == 200
    assert demo.codes(codes.email)[0] == demo.seed(codes.email)
    broken.refresh_from_db()
    assert broken.session_data == "no session"


def test_keys_are_followed_in_their_file(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A file that somebody broke changes nothing; the keys of before go on serving, and the log says so."""
    file = tmp_path / "secrets.env"
    there = secret_keys.kept_in(file)
    followed = Ring("FIELD_KEYS", there["FIELD_KEYS"], file)
    (first, value) = followed.first()
    assert first == "k1"
    secret_keys.add_newer(file)
    assert followed.first()[0] == "k2" and followed.get("k1") == value
    assert secret_keys.read(file)["BLIND_INDEX_KEY"].endswith(there["BLIND_INDEX_KEY"])
    file.write_text("FIELD_KEYS=k2:half\n")
    assert followed.get("k1") == value
    assert "the keys of before stay" in caplog.text
    assert "half" not in caplog.text
    file.unlink()
    assert followed.every()[1] == value


def test_command_changes_no_keys_that_came_from_the_environment(db: None) -> None:
    with role("safer_worker"), pytest.raises(CommandError, match="docs/deploy.md"):
        call_command("rotate_keys", "--new")
