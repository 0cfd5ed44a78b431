"""bin/test: every test, or those that the arguments name, as pytest takes them."""

import os
import sys

from config.run.place import HOUSE

WHOLE = ["-n", "2", "--dist", "loadgroup", "--cov", "--cov-report", "term-missing:skip-covered"]


def main(arguments: list[str]) -> None:
    """The whole run measures that actions, access, policies and states are covered, every branch of them."""
    whole = not set(arguments) - {"--long"}
    os.chdir(HOUSE)
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *(WHOLE if whole else []), *arguments])  # noqa: S606 - no shell is the point


if __name__ == "__main__":
    main(sys.argv[1:])
