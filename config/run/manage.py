"""bin/manage: Django's commands against the instance of bin/start, whether it runs or not."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from config.embedded import leftovers
from config.embedded.engines import Engines
from config.embedded.processes import EngineTrouble, tied
from config.run.place import DEFAULT, HOUSE, Place, Trouble
from config.run.servers import engine_environment, environment_for, own_databases, own_redis
from config.run.supervisor import Stopped, stoppable

AS_OWNER = {"makemigrations", "migrate", "prepare", "sqlmigrate", "showmigrations", "flush", "dbshell", "restore"}
CHANGES_TABLES = {"migrate", "flush", "restore"}  # the next start looks at the tables again


def main(arguments: list[str]) -> int:
    try:
        root, words = split(arguments)
        with stoppable():
            return run(Place(root.resolve()), words)
    except Stopped:
        return 130
    except (Trouble, EngineTrouble) as trouble:
        print(f"bin/manage: {trouble}", file=sys.stderr)
        return 1


def split(arguments: list[str]) -> tuple[Path, list[str]]:
    """Take `--data DIR` out, wherever it stands."""
    root, words = DEFAULT, list(arguments)
    for at, word in enumerate(words):
        if word == "--data" and at + 1 < len(words):
            return Path(words[at + 1]), words[:at] + words[at + 2 :]
        if word.startswith("--data="):
            return Path(word.removeprefix("--data=")), words[:at] + words[at + 1 :]
    return root, words


def run(place: Place, words: list[str]) -> int:
    with instance(place, f"bin/manage {' '.join(words[:1])}") as (sockets, more):
        if CHANGES_TABLES.intersection(words[:1]):
            place.note("instance", place.noted("instance") | {"code": ""})
        process = process_for(words[0] if words else "")
        environment = environment_for(process, place, sockets, **more)
        return call([sys.executable, str(HOUSE / "manage.py"), *words], environment)


def process_for(command: str) -> str:
    """Whose roles a command needs: the owner changes tables, the backup role reads everything, else the worker's."""
    if command in AS_OWNER:
        return "owner"
    return "backup" if command == "backup" else "worker"


def call(command: list[str], environment: dict[str, str]) -> int:
    """Run it at this terminal; it hears Ctrl-C itself, and goes when we go."""
    with subprocess.Popen([*tied(signal.SIGTERM), *command], env=environment) as process:
        try:
            return process.wait()
        except Stopped:
            process.terminate()
            raise


@contextlib.contextmanager
def instance(place: Place, what: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The sockets of the instance and what is particular in its environment. Its engines run for so long at least."""
    place.open()
    if not own_databases() and not own_redis():
        yield "", {}
    elif running := take_or_find(place, what):
        yield running["sockets"], running["more"]
    else:
        leftovers.end(partial(leftovers.marked, place.root), signal.SIGKILL)
        engines = Engines(
            place.root,
            sockets=place.sockets(),
            logs=place.logs,
            environment=engine_environment(place),
            postgres=own_databases(),
            redis=own_redis(),
        )
        try:
            engines.start()
            sample = place.noted("instance").get("sample", False)
            yield str(engines.sockets), {"SAMPLE": "1" if sample else "", "AT_REST": "1"}
        finally:
            engines.stop()


def take_or_find(place: Place, what: str) -> dict[str, Any]:
    """{} when the folder is ours now; what the instance says about itself when it runs."""
    told = False
    while not place.take(what):
        if (running := place.noted("running")).get("sockets") and os.path.isdir(running["sockets"]):
            return running
        if not told:
            print(f"bin/manage: waiting for {place.holder()}", file=sys.stderr, flush=True)
            told = True
        time.sleep(0.2)
    return {}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
