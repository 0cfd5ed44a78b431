"""bin/start: the whole system from nothing, in one folder, until it is told to stop."""

import argparse
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from config.embedded import leftovers
from config.embedded.engines import Engines
from config.embedded.processes import EngineTrouble
from config.run import contents, ready
from config.run.listening import doors
from config.run.parts import system
from config.run.place import DEFAULT, Place, Trouble
from config.run.servers import engine_environment, own_databases, own_redis
from config.run.supervisor import Stopped, Supervisor, stoppable


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    place = Place(options.data.resolve())
    with stoppable():
        supervisor = Supervisor(partial(say, place))
        try:
            take(place)
            run(place, options, supervisor)
        except Stopped:
            supervisor.say("Stopping")
        except (Trouble, EngineTrouble) as trouble:
            print(f"bin/start: {trouble}", file=sys.stderr)
            return 1
    return 0


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/start", description="Start SAFER Referrals; Ctrl-C stops it.")
    parser.add_argument("--port", type=int, default=8000, help="where the web server listens (8000)")
    parser.add_argument("--data", type=Path, default=DEFAULT, help="the folder that holds everything (var/)")
    parser.add_argument("--empty", action="store_true", help="without sample people and sample referrals")
    parser.add_argument("--workers", type=int, default=2, help="web processes (2)")
    parser.add_argument("--sample", type=int, default=60, metavar="N", help="sample referrals at the first start (60)")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="which sample (1)")
    return parser.parse_args(arguments)


def say(place: Place, line: str) -> None:
    """To the person, and into the log for whoever looks later."""
    print(line, file=sys.stderr, flush=True)
    with (place.logs / "start.log").open("a") as log:
        log.write(f"{time.strftime('%Y-%m-%dT%H:%M:%S%z')} {line}\n")


def take(place: Place) -> None:
    """Make the folder ours alone, and clear away what a killed start left in it."""
    place.open()
    if not place.take("bin/start"):
        running = place.noted("running").get("address")
        where = f"running at {running}" if running else f"in use by {place.holder()}"
        raise Trouble(f"{place.root} is already {where}. Stop that first, or choose another folder with --data")
    leftovers.end(partial(leftovers.marked, place.root), signal.SIGKILL)
    place.forget("running")


def run(place: Place, options: argparse.Namespace, supervisor: Supervisor) -> None:
    """Everything up, everything said, and then kept alive; in the end nothing is left of it."""
    opened = doors(options.port)
    address = f"http://localhost:{options.port}"
    engines = Engines(
        place.root,
        sockets=place.sockets(),
        logs=place.logs,
        environment=engine_environment(place),
        postgres=own_databases(),
        redis=own_redis(),
    )
    sample = kind_of_instance(place, empty=options.empty, say_it=supervisor.say)
    more = {"SITE_URL": os.environ.get("SITE_URL") or address, "SAMPLE": "1" if sample else ""}
    try:
        place.note("running", {"address": f"{address}/", "sockets": str(engines.sockets), "more": more})
        up(place, options, supervisor, engines, opened, more)
        supervisor.keep_alive()
    finally:
        supervisor.stop()
        engines.stop()
        place.forget("running")


def up(
    place: Place,
    options: argparse.Namespace,
    supervisor: Supervisor,
    engines: Engines,
    opened: list[socket.socket],
    more: dict[str, str],
) -> None:
    """From engines to the word that it is ready."""
    began = time.monotonic()
    sockets = str(engines.sockets)
    engines.start()
    for part in engines.parts:
        supervisor.adopt(part)
    contents.fill(place, sockets, supervisor.say, referrals=options.sample, seed=options.seed, **more)
    parts = system(place, sockets, opened, options.workers, **more)
    for part in parts:
        supervisor.start(part)
    accounts = contents.sign_ins(place, sockets, **more) if more["SAMPLE"] else []
    ready.wait(options.port, parts, supervisor)
    welcome(more["SITE_URL"], accounts, time.monotonic() - began)


def kind_of_instance(place: Place, *, empty: bool, say_it: Callable[[str], None]) -> bool:
    """Whether this is a sample instance. The first start decides, for good."""
    instance = place.noted("instance") or {"sample": not empty}
    place.note("instance", instance)
    if instance["sample"] and empty:
        say_it(f"{place.root} holds a sample instance and stays one; for an empty one choose another --data")
    if not instance["sample"] and not empty:
        say_it(f"{place.root} was made with --empty: it stays without sample people")
    return bool(instance["sample"])


def welcome(address: str, accounts: list[dict[str, str]], seconds: float) -> None:
    """Where it is and who can sign in, on standard output."""
    print(f"\nSAFER Referrals is ready after {seconds:.1f} s at {address}/   (Ctrl-C stops it)")
    if accounts:
        print(f"\nDemo sign-ins at {address}/accounts/login/   password of all: {accounts[0]['password']}")
        print("The page after the password shows the six digits; `bin/manage demo_code EMAIL` prints them, too.\n")
        width = max(len(account["email"]) for account in accounts)
        for account in accounts:
            print(f"  {account['email']:<{width}}  {account['role'].replace('_', ' ')}, {account['organisation']}")
    print(flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
