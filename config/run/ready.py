"""Waits until the whole instance answers."""

import http.client
import json
import time
from typing import Any

from config.embedded.processes import Part
from config.run.place import Trouble
from config.run.supervisor import Supervisor

PATIENCE = 120.0  # seconds


def wait(port: int, parts: list[Part], supervisor: Supervisor) -> None:
    """Until /readyz says 200; Trouble with what is missing and where to read on."""
    until = time.monotonic() + PATIENCE
    status: int = 0
    answer: dict[str, Any] = {}
    while status != 200:
        if time.monotonic() > until:
            logs = "\n".join(f"{part.log} ends with:\n{part.last_words()}" for part in parts)
            raise Trouble(f"it does not get ready: {json.dumps(answer)}\n{logs}")
        time.sleep(0.2)
        supervisor.look()
        status, answer = ask(port)


def ask(port: int) -> tuple[int, dict[str, Any]]:
    """(status, JSON) of /readyz, (0, {}) when nothing answers yet."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/readyz", headers={"Host": "localhost"})
        response = connection.getresponse()
        body = response.read()
        return response.status, json.loads(body) if body.startswith(b"{") else {}
    except (OSError, http.client.HTTPException):
        return 0, {}
    finally:
        connection.close()
