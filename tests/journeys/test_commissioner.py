"""The commissioner's day: an anonymised report, as pages, PDF and data."""

import json
import re
from pathlib import Path

from tests.journeys import days
from tests.journeys.conftest import Enter
from tests.journeys.person import manage


def test_case_is_closed_with_the_suggested_outcome(closed: str, enter: Enter) -> None:
    """Everything has ended; a person confirms (domain.md rule 4)."""
    page = enter("7-after", "triage-lead.victim-support").page
    page.goto(f"/referrals/{closed}/")
    assert "Security and support both completed" in page.inner_text("body")


def test_commissioner_downloads_the_anonymised_pdf(closed: str, enter: Enter, tmp_path: Path) -> None:
    """S1.32: a year's report from the browser; its data are those of the contract and name nobody."""
    files = days.report(enter("8-commissioner", "commissioner.kcc"), "2025", tmp_path)
    assert files["pdf"].read_bytes().startswith(b"%PDF-")
    data = json.loads(files["json"].read_text())
    assert data["period"] == "2025"
    values = [cell["value"] for table in data["tables"] for cell in table["cells"]]
    assert all(value is None or value % 5 == 0 for value in values)
    assert not re.search(rf"Amara|{closed}|Example Road", files["json"].read_text())


def test_audit_chain_verifies_after_all_days(closed: str, enter: Enter) -> None:
    """security.md: what happened can be proved."""
    assert manage(enter("9-auditor").instance, "verify_audit")
