"""Fifty people send their forms at once, and every browser sends many times: against real web workers, over HTTP."""

import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from tests.faults.test_flushed_broker import told
from tests.house.instance import Instance, copied, started

pytestmark = pytest.mark.xdist_group("unspoilt")

KEYS = 50
TIMES, LONG_TIMES = 10, 100  # posts of each form
AT_ONCE = 50
MAKE = f"""
import json, uuid
from django.test import Client
from referrals.actions import drafts
from referrals.public_posts import read_token, token_for
from tests.referrals.filling import Filler
first = read_token(Filler(Client(SERVER_NAME="localhost")).through().token).draft_id
with drafts.within(first):
    answers = drafts.opened(first).answers
made = [uuid.uuid4() for _ in range({KEYS})]
for one in made:
    with drafts.within(one):
        drafts.begin(draft_id=one, route="professional", typed=answers)
print("made", json.dumps([token_for(one) for one in made]))
"""
COUNT = """
import json
from accounts.scope import as_system
from journal.models import Event
from referrals.models import Referral
with as_system():
    rows = list(Referral.objects.values_list("reference", flat=True))
    received = Event.objects.filter(kind="referral.received").count()
print("counted", json.dumps({"references": rows, "received": received}))
"""


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory, unspoilt: Path) -> Iterator[Instance]:
    with started(copied(unspoilt, tmp_path_factory.mktemp("many") / "data")) as running:
        yield running


def test_fifty_forms_sent_many_times_at_once_make_fifty_referrals(
    instance: Instance, request: pytest.FixtureRequest
) -> None:
    """security.md "Exactly once": each form one referral and one reference, whichever of its posts is answered; no 5xx."""
    tokens = json.loads(told(instance, MAKE, "made"))
    times = LONG_TIMES if request.config.getoption("--long") else TIMES
    posts = tokens * times
    random.Random(7).shuffle(posts)  # noqa: S311 - a test's dice
    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as hands:
        answers = list(hands.map(lambda token: send(instance, token), posts))
    print(f"{len(posts)} posts by {AT_ONCE} clients in {time.monotonic() - began:.0f} s")  # noqa: T201 - for docs/proofs.md
    assert Counter(status for status, _ in answers) == {200: len(posts)}
    told_to = {
        token: {found for one, (_, found) in zip(posts, answers, strict=True) if one == token} for token in tokens
    }
    assert all(len(references) == 1 for references in told_to.values()), told_to
    counted = json.loads(told(instance, COUNT, "counted"))
    assert sorted(counted["references"]) == sorted(reference for (reference,) in told_to.values())
    assert (len(set(counted["references"])), counted["received"]) == (KEYS, KEYS)


def send(instance: Instance, token: str) -> tuple[int, str]:
    """The last page's button. → status, and the reference that the answer shows."""
    boxes = {"token": token, "route": "professional", "came": "check", "go": "send"}
    address, headers = f"http://localhost:{instance.port}/refer/", {"Sec-Fetch-Site": "same-origin"}
    answer = requests.post(address, boxes, headers=headers, timeout=120)
    found = re.search(r'class="reference">(SR-[0-9A-Z]{4}-[0-9A-Z]{4})<', answer.text)
    return answer.status_code, found[1] if found else ""
