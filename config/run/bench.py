"""bin/bench: a module of benchmarks/ by name, against an instance of its own (var/bench, or --data DIR).

A benchmark is run with the worker's environment and prints one JSON object a line. OWNER_DATABASE_URL and
WEB_DATABASE_URL are the cases as their owner and as the web role, for what must be measured as they see it.
"""

import ast
import sys

from config.embedded.processes import EngineTrouble
from config.run import contents
from config.run.manage import call, instance, split
from config.run.place import DEFAULT, HOUSE, Place, Trouble
from config.run.servers import database_url, environment_for
from config.run.supervisor import Stopped, stoppable

FOLDER = HOUSE / "benchmarks"


def main(arguments: list[str]) -> int:
    root, words = split(arguments)
    known = names()
    if not words:
        print(
            "".join(f"{name:<16} {about}\n" for name, about in known.items()) or "There are no benchmarks yet.", end=""
        )
        return 0
    if words[0] not in known:
        print(f"bin/bench: there is no benchmark {words[0]}; there are {', '.join(known)}", file=sys.stderr)
        return 1
    try:
        with stoppable():
            return run(Place((DEFAULT / "bench" if root == DEFAULT else root).resolve()), words)
    except Stopped:
        return 130
    except (Trouble, EngineTrouble) as trouble:
        print(f"bin/bench: {trouble}", file=sys.stderr)
        return 1


def names() -> dict[str, str]:
    """Name → the first line of its docstring, of every module with a main()."""
    trees = {file.stem: ast.parse(file.read_text()) for file in sorted(FOLDER.glob("*.py"))}
    runnable = {name: tree for name, tree in trees.items() if any(_is_main(node) for node in tree.body)}
    return {name: (ast.get_docstring(tree) or "").partition("\n")[0] for name, tree in runnable.items()}


def _is_main(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name == "main"


def run(place: Place, words: list[str]) -> int:
    with instance(place, f"bin/bench {words[0]}") as (sockets, _):
        sample = {"SAMPLE": "1"}
        place.note("instance", {"sample": True, "filled": True} | place.noted("instance"))
        contents.fill(place, sockets, lambda line: print(line, file=sys.stderr), referrals=0, seed=1, **sample)
        urls = {
            f"{who.upper()}_DATABASE_URL": database_url(f"safer_{who}", "cases", sockets) for who in ("owner", "web")
        }
        environment = environment_for("worker", place, sockets, **sample, **urls)
        return call([sys.executable, "-m", f"benchmarks.{words[0]}", *words[1:]], environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
