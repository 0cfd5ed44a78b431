"""What a released JSON says in numbers, for holding everything that is printed against it."""

import re
from typing import Any

NUMBER = re.compile(r"\d+(?:,\d{3})*")


def told(data: dict[str, Any]) -> set[str]:
    """Every number of the JSON as it may be printed: counts and percentages, and those inside its words and labels."""
    words = {**data, "tables": [{**table, "cells": []} for table in data["tables"]]}
    cells = [cell for table in data["tables"] for cell in table["cells"]]
    figures = {cell[name] for cell in cells for name in ("value", "percent") if cell.get(name) is not None}
    return set(NUMBER.findall(str(words))) | {printed for figure in figures for printed in (f"{figure:,}", str(figure))}


def untold(words: str, data: dict[str, Any]) -> set[str]:
    """Numbers that stand in these words and not in the JSON."""
    return set(NUMBER.findall(words)) - told(data)


def body_of(pages: list[str]) -> str:
    """The text of a PDF without its contents (page numbers) and its running lines."""
    return "\n".join(re.sub(r"Page \d+ of \d+", "", page) for page in pages if ". . ." not in page)
