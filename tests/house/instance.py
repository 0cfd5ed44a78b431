"""Starts a real instance as bin/start does, for the tests of starting, dying and coming back."""

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from config.embedded import leftovers, reach, secret_keys
from config.run.place import HOUSE
from tests.engines import UNHURRIED

FROM_THE_TESTS = {
    "DATABASE_URL",
    "EQUALITY_DATABASE_URL",
    "REPORTS_DATABASE_URL",
    "REDIS_URL",
    "AUDIT_ANCHOR",
    "SAMPLE",
    "EMAIL_URL",
}
PATIENCE = 120.0  # seconds


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
    return port


def clean_environment() -> dict[str, str]:
    """As a person's: without the servers and keys of this test run. Forms are filled in as fast as machines do."""
    own = FROM_THE_TESTS | set(secret_keys.new())
    kept = {name: value for name, value in os.environ.items() if name not in own}
    return kept | {"PYTHONPATH": str(HOUSE)} | UNHURRIED


class Instance:
    """One `bin/start --data folder`, whose words are read line by line."""

    def __init__(self, folder: Path, *options: str, port: int | None = None) -> None:
        self.folder = folder
        self.port = port or free_port()
        command = [sys.executable, "-m", "config.run.start", "--data", str(folder), "--port", str(self.port), *options]
        self.process = subprocess.Popen(
            command,
            env=clean_environment(),
            cwd=HOUSE,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.words: list[str] = []
        self.news = threading.Condition()
        self.reader = threading.Thread(target=self._listen, daemon=True)
        self.reader.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as output:
            for line in output:
                with self.news:
                    self.words.append(line)
                    self.news.notify_all()
        with self.news:
            self.words.append("(the end)")
            self.news.notify_all()

    def says(self, words: str, patience: float = PATIENCE) -> bool:
        """Wait until it has said this, or nothing more."""
        with self.news:
            self.news.wait_for(lambda: any(words in line or line == "(the end)" for line in self.words), patience)
            return any(words in line for line in self.words)

    def said(self) -> str:
        return "".join(self.words)

    def readyz(self) -> tuple[int, dict[str, Any]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with contextlib.closing(connection):
            connection.request("GET", "/readyz", headers={"Host": "localhost"})
            response = connection.getresponse()
            return response.status, json.loads(response.read())

    def post(self, path: str, body: bytes) -> tuple[int, bytes]:
        """→ status and body of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with contextlib.closing(connection):
            connection.request("POST", path, body=body, headers={"Host": "localhost"})
            response = connection.getresponse()
            return response.status, response.read()

    def end(self, sign: signal.Signals) -> int:
        """Send it a signal and wait for its end. → its exit code."""
        self.process.send_signal(sign)
        return self.wait()

    def wait(self) -> int:
        """Wait for its end, and until all that it said is read. → its exit code."""
        self.process.wait(PATIENCE)
        self.reader.join(PATIENCE)
        return self.process.returncode

    def everything(self) -> list[int]:
        """Every process that belongs to the folder, however it came to be."""
        homes = [self.folder / "postgres", self.folder / "postgres.making", self.folder / "redis"]
        return [*leftovers.marked(self.folder), *(pid for home in homes for pid in leftovers.living_in(home))]


@contextlib.contextmanager
def started(
    folder: Path, *options: str, port: int | None = None, patience: float = PATIENCE, again: bool = False
) -> Iterator[Instance]:
    """Ready to use inside the block, gone after it. `again`: its data stays for another start."""
    instance = Instance(folder, *options, port=port)
    try:
        assert instance.says("is ready", patience), instance.said()
        yield instance
    finally:
        if instance.process.poll() is None:
            instance.end(signal.SIGTERM)
        leftovers.end(instance.everything, signal.SIGKILL)
        if not again:
            forget(folder)


def copied(stopped: Path, folder: Path) -> Path:
    """→ `folder`, now with all that an instance which is stopped holds, and with its keys: quicker than making another."""
    shutil.copytree(stopped, folder, ignore=shutil.ignore_patterns("postgres"))
    cluster = [os.path.realpath(stopped / "postgres"), str(reach.cluster_folder(folder / "postgres"))]
    subprocess.run(["/bin/cp", "--archive", "--no-target-directory", *cluster], check=True)  # its owner is another one
    return folder


def forget(folder: Path) -> None:
    """As root the cluster lies where its user can reach it, behind a link: pytest would take away the link only."""
    if (folder / "postgres").is_symlink():
        shutil.rmtree(Path(os.path.realpath(folder / "postgres")).parent, ignore_errors=True)
