"""docs/asvs.md names every requirement once, says how it stands, and names only what exists."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOW_MANY = {1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 11: 14, 12: 9, 13: 13, 14: 9, 15: 13, 16: 16}
PATH = r"(?<![\w.-])((?:[\w.-]+/)+[\w.-]+\w|[\w-]+\.(?:py|toml|lock|yml|md)|Dockerfile|\.env\.example)(::(test_\w+))?"
STATES = {"met", "partly", "not met", "n/a"}


def rows() -> list[list[str]]:
    """[number, what, state, how] of every line."""
    lines = (ROOT / "docs" / "asvs.md").read_text().splitlines()
    return [[part.strip() for part in line.strip("| ").split(" | ")] for line in lines if re.match(r"\| \d", line)]


def test_every_requirement_stands_there_once() -> None:
    numbers = [number for number, *_ in rows()]
    assert [number for number, times in Counter(numbers).items() if times > 1] == []
    chapters = Counter(int(number.split(".")[0]) for number in numbers)
    del chapters[10]  # beside the count: OAuth, as a client
    assert chapters == HOW_MANY
    assert sum(HOW_MANY.values()) == 210


def test_every_line_says_how_it_stands_and_why() -> None:
    assert [row for row in rows() if len(row) != 4 or row[2] not in STATES or len(row[3]) < 5] == []


def test_everything_that_is_named_exists() -> None:
    """Paths, in backticks or beginning with docs/, and tests behind `::`."""
    missing = []
    for number, _, _, how in rows():
        for path, _, test in re.findall(PATH, how):
            file = ROOT / path
            if not file.exists() or (test and f"def {test}(" not in file.read_text()):
                missing.append(f"{number}: {path} {test}")
    assert missing == []
