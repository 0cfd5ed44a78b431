"""What somebody who can write into the broker might put there for a worker. A time limit of words once made it stand still."""

import base64
import json
import pickle
import uuid
from pathlib import Path
from typing import Any

WORD = "Zaunammernruf"  # in every forged message; no log may repeat it
HUGE = 20_000_000  # letters
QUEUE = "celery"


class Trap:
    """Unpickled by whoever is careless, it makes a file."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[Any, tuple[str, ...]]:
        return Path.touch, (self.file,)  # type: ignore[return-value]


def message(task: str, *args: Any, body: bytes = b"", kind: str = "application/json", **headers: Any) -> dict[str, Any]:
    """As Celery would have sent it. `body`: instead of these arguments. headers: instead of what Celery says there."""
    held = body or json.dumps([list(args), {}, {}]).encode()
    number = str(uuid.uuid4())
    said = {
        "lang": "py",
        "task": task,
        "id": number,
        "root_id": number,
        "argsrepr": WORD,
        "kwargsrepr": WORD,
        "origin": WORD,
    }
    properties = {
        "correlation_id": number, "delivery_mode": 2, "delivery_info": {"exchange": "", "routing_key": QUEUE}, "priority": 0,
        "body_encoding": "base64", "delivery_tag": str(uuid.uuid4()),
    }  # fmt: skip
    return {
        "body": base64.b64encode(held).decode(), "content-encoding": "utf-8", "content-type": kind,
        "headers": {name: value for name, value in (said | headers).items() if value is not None},
        "properties": properties,
    }  # fmt: skip


def of_every_kind(trap: Path, known: str) -> list[str]:
    """Messages as they would lie in the queue. trap: where a file must not come to be. known: the id of an event that was
    delivered long ago.
    """
    pickled, carry = pickle.dumps(([Trap(trap)], {}, {})), "journal.tasks.carry"
    old = {"task": carry, "id": WORD, "args": [WORD], "kwargs": {}}  # as Celery 3 sent them
    nothing = {"body": "", "headers": {}, "content-type": WORD, "properties": {"delivery_tag": WORD}}
    forged = [
        message(WORD), message("journal.tasks.carry", [known], chain=[{"task": WORD}]), message(f"os.system.{WORD}", WORD), message("celery.map", {"task": WORD}, [[1]]),
        message(carry), message(carry, {WORD: 1}), message(carry, WORD, WORD), message(carry, [WORD] * 9),
        message(carry, body=json.dumps([[known], {}, {"callbacks": [{"task": WORD}], "chord": {"task": WORD}}]).encode()),
        message(carry, known, eta=WORD), message(carry, known, expires=WORD), message(carry, known, id=None),
        message(carry, known, timelimit=[WORD, WORD]), message(carry, known, timelimit=WORD), message(carry, known, retries=WORD),
        message(carry, known, timelimit=[0.001, 0.001]), message(carry, known, expires=[WORD]), message(carry, known, compression=WORD),
        message(carry, body=pickled, kind="application/x-python-serialize"), message(carry, body=pickled),
        message(carry, body=WORD.encode()), message(carry, kind=f"application/{WORD}"),
        message("journal.tasks.relay", WORD), message("journal.tasks.relay"), message("journal.tasks.seal", WORD),
        message(carry, WORD * (HUGE // len(WORD))), message(carry, *[known] * 3), message(carry, known),
        nothing, nothing | {"body": base64.b64encode(json.dumps(old).encode()).decode(), "content-type": "application/json"},
    ]  # fmt: skip
    shapeless = [
        "",
        WORD,
        "{}",
        "[]",
        "null",
        json.dumps(WORD),
        '{"properties": 1}',
        json.dumps({"body": WORD, "properties": {}}),
    ]
    return [*shapeless, *(json.dumps(one) for one in forged)]
