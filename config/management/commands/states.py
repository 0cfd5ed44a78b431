"""`manage.py states` writes docs/states.md from the machines' tables; `--check` exits 1 when the file says otherwise."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.roles import GRANTS
from providers.states import SECURITY_MACHINE, SUPPORT_MACHINE
from referrals.machine import REFERRER, SYSTEM, Machine, Transition
from referrals.states import MACHINE

MACHINES: dict[str, Machine] = {
    "Referral": MACHINE,
    "Security workstream": SECURITY_MACHINE,
    "Support workstream": SUPPORT_MACHINE,
}
HEAD = """# States and transitions

Written by `bin/manage states` from the tables in `referrals/states.py` and `providers/states.py`; `bin/check` fails when
they differ. What is not here is illegal: in the actions, in django-fsm and, by trigger, in the database.
"""


def document() -> str:
    """The whole file: for each machine a diagram, its states and its transitions."""
    return "\n".join([HEAD, *(_chapter(title, machine) for title, machine in MACHINES.items())])


def _chapter(title: str, machine: Machine) -> str:
    states = [f"| `{state.value}` | {state.label} |" for state in machine.states]
    lines = [_row(line) for line in machine]
    return "\n".join(
        [
            f"## {title}", "", *_diagram(machine), "",
            "| state | on screen |", "|---|---|", *states, "",
            "| transition | from | to | who | requires |", "|---|---|---|---|---|", *lines, "",
        ]
    )  # fmt: skip


def _diagram(machine: Machine) -> list[str]:
    labels: dict[tuple[str, str], list[str]] = {}
    for line in machine:
        for source in sorted(line.sources):
            for target in sorted(line.reaches(source)):
                if source != target:
                    labels.setdefault((source, target), []).append(line.name.replace("_", " "))
    arrows = [f"    {source} --> {target}: {' / '.join(names)}" for (source, target), names in sorted(labels.items())]
    return ["```mermaid", "stateDiagram-v2", *arrows, "```"]


def _row(line: Transition) -> str:
    ends = {line.target} if line.target else line.targets
    to = " or ".join([*sorted(f"`{target}`" for target in ends), *(["stays"] if line.stays or line.may_stay else [])])
    sources = ", ".join(sorted(f"`{source}`" for source in line.sources))
    return f"| {line.label} (`{line.name}`) | {sources} | {to} | {_who(line)} | {line.requires} |"


def _who(line: Transition) -> str:
    plain = {REFERRER: "Referrer, by one-time link", SYSTEM: "The system"}
    roles = [grant.label for grant in GRANTS.values() if grant.permissions & line.allowed]
    return ", ".join([*roles, *(words for kind, words in plain.items() if kind in line.allowed)])


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when the file is out of date")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        file: Path = settings.BASE_DIR / "docs" / "states.md"
        written = file.read_text() if file.exists() else ""
        if check and written != document():
            raise CommandError("docs/states.md is out of date: run bin/manage states")
        if not check:
            file.write_text(document())
            self.stdout.write(f"{file} written")
