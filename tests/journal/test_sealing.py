"""The chain: made in batches, without holding up a request, anchored outside. Tampering: tests/faults/test_tampering.py."""

import json
import re
import threading
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from accounts.actors import SYSTEM
from accounts.scope import as_system
from journal import sealing
from journal.models import Event, Seal
from journal.reads import seen
from journal.sealing import seal
from tests.faults.test_tampering import Happen, verify

pytestmark = pytest.mark.django_db(transaction=True)


def test_seal_covers_events_and_reads(happen: Happen, anchor_folder: Path) -> None:
    happen(3)
    with as_system():
        seen(by=SYSTEM, what="referrals:case", case_ids=[uuid4()])
    assert seal() == 4
    assert [(link.number, link.stream, link.rows) for link in Seal.objects.order_by("number")] == [
        (1, "event", 3),
        (2, "access", 1),
    ]
    heads = [json.loads(line) for line in (anchor_folder / "heads.jsonl").read_text().splitlines()]
    assert [head["seal"] for head in heads] == [1, 2]
    assert heads[1]["digest"] == bytes(Seal.objects.get(pk=2).digest).hex()
    assert re.match(rf"head {heads[1]['digest']}\n4 entries in 2 seals are as they were sealed; 0 wait", verify())


def test_seal_of_nothing_makes_no_link(worker: None) -> None:
    assert seal() == 0
    assert not Seal.objects.exists()
    assert "0 entries in 0 seals" in verify()


def test_seals_of_more_than_a_batch_follow_one_another(happen: Happen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 4)
    happen(10)
    assert seal() == 10
    sizes = list(Seal.objects.order_by("number").values_list("rows", flat=True))
    assert len(sizes) >= 3
    assert max(sizes) <= 4
    assert f"10 entries in {len(sizes)} seals" in verify()


def test_anchor_catches_up_after_a_crash(sealed: list[Event], anchor_folder: Path, happen: Happen) -> None:
    """Killed after the commit and before the anchor, or in the middle of a line."""
    heads = anchor_folder / "heads.jsonl"
    whole = heads.read_text()
    heads.write_text(whole[:-40])
    happen(1)
    seal()
    assert "11 entries in 3 seals" in verify()
    heads.unlink()
    seal()
    assert "11 entries in 3 seals" in verify()


def test_low_number_that_commits_late_is_sealed_in_its_place(happen: Happen) -> None:
    """Sealing waits for transactions that were writing, instead of locking them out, and never skips what they add."""
    happen(1)
    slow = psycopg.connect(**_address())
    slow.execute("SET ROLE safer_worker")
    slow.execute(
        "INSERT INTO journal_event (id, at, kind, subject_type, actor_kind, data)"
        " VALUES (gen_random_uuid(), now(), 'thing.slow', '', 'system', '{}')"
    )
    happen(1)  # nobody waits for the slow one, and nobody waits for the sealer
    finish = threading.Timer(0.3, slow.commit)
    finish.start()
    assert seal() == 3
    finish.join()
    slow.close()
    with as_system(), connection.cursor() as cursor:
        cursor.execute("SELECT kind FROM journal_event ORDER BY number")
        assert [kind for (kind,) in cursor.fetchall()] == ["thing.happened", "thing.slow", "thing.happened"]
    assert "3 entries in 1 seals" in verify()


def test_writer_that_takes_too_long_is_left_for_the_next_time(happen: Happen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "PATIENCE_SECONDS", 0.1)
    happen(1)
    with psycopg.connect(**_address()) as slow:
        slow.execute("SET ROLE safer_worker")
        slow.execute(
            "INSERT INTO journal_event (id, at, kind, subject_type, actor_kind, data)"
            " VALUES (gen_random_uuid(), now(), 'thing.slow', '', 'system', '{}')"
        )
        assert seal() == 0
    assert seal() == 2


def test_one_sealer_at_a_time(happen: Happen) -> None:
    happen(1)
    with psycopg.connect(**_address()) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [sealing.SEALER])
        assert seal() == 0
        other.execute("SELECT pg_advisory_unlock(%s)", [sealing.SEALER])
    assert seal() == 1


def test_requests_go_on_while_a_batch_is_sealed(happen: Happen) -> None:
    """A sealing transaction that stays open blocks no writer."""
    happen(3)
    with as_system():
        assert sealing._batch("event", sealing.settled("event")) == 3
        with psycopg.connect(**_address()) as request:
            request.execute("SET ROLE safer_web")
            request.execute("SET statement_timeout = '2s'")
            request.execute(
                "INSERT INTO journal_event (id, at, kind, subject_type, actor_kind, data)"
                " VALUES (gen_random_uuid(), now(), 'thing.happened', '', 'person', '{}')"
            )
    assert seal() == 1


def _address() -> dict[str, Any]:
    given = connection.settings_dict
    return {"dbname": given["NAME"], "user": given["USER"], "host": given["HOST"], "port": given["PORT"] or None}
