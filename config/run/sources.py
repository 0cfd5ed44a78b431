"""The files of the house, without what is made in it: environments, data, caches, packages that build the look."""

from collections.abc import Iterator
from pathlib import Path

from config.run.place import HOUSE

MADE = {"var", "node_modules", "__pycache__"}


def files(suffix: str = "", folder: Path = HOUSE, *, without: frozenset[str] = frozenset()) -> Iterator[Path]:
    """Every file below `folder` that ends in `suffix`, in order. `without`: names of more folders to leave out."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name in MADE or path.name in without:
            continue
        if path.is_dir():
            yield from files(suffix, path, without=without)
        elif path.name.endswith(suffix):
            yield path
