"""How long files and functions may be: past that, look for the second room."""

import ast
from collections.abc import Iterator
from pathlib import Path

from config.run.place import HOUSE
from config.run.sources import files

FILE, FUNCTION, VIEW = 300, 30, 15  # lines; of a function those between its signature and its end, without docstring
Function = ast.FunctionDef | ast.AsyncFunctionDef


def too_long() -> list[str]:
    """`file:line what has how many lines` for everything that is over its limit. Migrations are made, not written."""
    written = (file for file in files(".py") if file.parent.name != "migrations")
    return [line for file in written for line in _in_file(file)]


def _in_file(file: Path) -> Iterator[str]:
    text, name = file.read_text(), file.relative_to(HOUSE)
    if (lines := text.count("\n")) > FILE:
        yield f"{name}: the file has {lines} lines, {FILE} are enough"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, Function):
            limit = VIEW if _is_view(file, node) else FUNCTION
            if (lines := _body_lines(node)) > limit:
                yield f"{name}:{node.lineno}: {node.name} has {lines} lines, {limit} are enough"


def _is_view(file: Path, function: Function) -> bool:
    arguments = [argument.arg for argument in function.args.args]
    in_views = "views" in file.parts or file.name == "views.py"
    return in_views and arguments[:1] == ["request"] and not function.name.startswith("_")


def _body_lines(function: Function) -> int:
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


if __name__ == "__main__":
    found = too_long()
    print("\n".join(found))
    raise SystemExit(bool(found))
