"""How far the random walks go: test_model.py of referrals and of providers. With `--long`, every move of the tables must
have been made by at least one of them; which, each walk tells the run by its properties, whichever process walked it.
"""

from collections.abc import Collection, Iterable
from typing import Any

import pytest

STEPS = 1_000
WALKS = 100  # with --long
ENOUGH = 20  # walks of one table; fewer may miss a rare move by chance
MADE, ALL = "moves made", "all moves"


class Union:
    """What the walks of one run have made together: table → how many walks, every move, those made."""

    def __init__(self) -> None:
        self.tables: dict[str, tuple[int, frozenset[str], set[str]]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Comes to the process that began the run, also from the others."""
        if report.when == "call" and report.passed:
            told: dict[str, Any] = dict(report.user_properties)
            if MADE in told:
                self.add(report.nodeid.partition("[")[0], told[ALL], told[MADE])

    def add(self, table: str, every: Iterable[str], made: Iterable[str]) -> None:
        walks, _, before = self.tables.get(table, (0, frozenset(), set()))
        self.tables[table] = walks + 1, frozenset(every), before | set(made)

    def unmade(self) -> dict[str, list[str]]:
        """{table: moves that none of its walks made}, of those that walked far enough."""
        enough = {name: (every, made) for name, (walks, every, made) in self.tables.items() if walks >= ENOUGH}
        return {name: sorted(every - made) for name, (every, made) in enough.items() if every - made}

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.unmade() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        for name, (walks, every, made) in self.tables.items():
            terminalreporter.write_line(f"{name}: {len(made & every)} of {len(every)} moves in {walks} walks")
        for name, moves in self.unmade().items():
            terminalreporter.write_line(f"FAILED {name}: nobody ever made {', '.join(moves)}", red=True)


def tell(record: Any, every: Collection[str], made: Collection[str]) -> None:
    """What one walk made, for the union. record: pytest's record_property."""
    record(ALL, sorted(every))
    record(MADE, sorted(made))
