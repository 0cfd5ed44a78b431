"""Runs manage.py for an instance, one command after the other."""

import signal
import subprocess
import sys
from collections.abc import Mapping

from config.embedded.processes import tied
from config.run.place import HOUSE, Trouble


def manage(environment: Mapping[str, str], *words: str) -> str:
    """Run a command and return what it printed; Trouble with its last words when it fails."""
    done = subprocess.run(
        [*tied(signal.SIGKILL), sys.executable, str(HOUSE / "manage.py"), *words],
        env=dict(environment),
        cwd=HOUSE,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = "\n".join((done.stderr or done.stdout).splitlines()[-15:])
        raise Trouble(f"manage.py {' '.join(words)} failed:\n{last}")
    return done.stdout
