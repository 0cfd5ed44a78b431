"""bin/check: linters, types, import walls, migrations, generated files. Every step runs; one line for each."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from config.run.place import HOUSE
from config.run.pretend import as_in_production
from config.run.sources import files

BIN = Path(sys.executable).parent
PYTHON = sys.executable
UV = HOUSE / ".tools" / "uv" / "bin" / "uv"
FOLDERS = sorted({file.relative_to(HOUSE).parts[0] for file in files(".py")} - {"tests"})
MANAGE = [PYTHON, "-W", "error", str(HOUSE / "manage.py")]


def steps() -> dict[str, list[str]]:
    """What is checked → the command that does it."""
    templates = [str(file) for file in files(".html") if "templates" in file.parts]
    return {
        "ruff": [str(BIN / "ruff"), "check", "--quiet", "."],
        "formatting": [str(BIN / "ruff"), "format", "--check", "--quiet", "--diff", "."],
        "weak code": [str(BIN / "bandit"), "-ll", "-q", "--recursive", *FOLDERS],
        "templates": [str(BIN / "djade"), "--check", "--target-version", "5.2", *templates],
        "types": [str(BIN / "mypy"), "--strict", "."],
        "import walls": [str(BIN / "lint-imports"), "--no-cache"],
        "lengths": [PYTHON, "-m", "config.run.lengths"],
        "migrations": [*MANAGE[:1], *MANAGE[3:], "makemigrations", "--check", "--dry-run"],
        "deployment": [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
        "docs/states.md": [*MANAGE, "states", "--check"],
        "uv.lock": [str(UV), "lock", "--check", "--quiet"],
    }


def main() -> int:
    with tempfile.TemporaryDirectory() as anchor:
        environment = as_in_production(anchor)
        failed = [name for name, command in steps().items() if not passes(name, command, environment)]
    print(f"bin/check: {'failed: ' + ', '.join(failed) if failed else 'everything holds'}", flush=True)
    return 1 if failed else 0


def passes(name: str, command: list[str], environment: Mapping[str, str]) -> bool:
    began = time.monotonic()
    done = subprocess.run(
        command, env=dict(environment), cwd=HOUSE, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    word = "FAIL" if done.returncode else "ok  "
    print(f"{word} {name} ({time.monotonic() - began:.1f} s)", flush=True)
    if done.returncode:
        print("".join(f"     {line}\n" for line in (done.stdout + done.stderr).splitlines()), end="", flush=True)
    return not done.returncode


if __name__ == "__main__":
    sys.exit(main())
