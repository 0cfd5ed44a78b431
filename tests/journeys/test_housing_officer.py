"""The housing officer's day."""

import re


def test_housing_officer_refers_and_gets_a_reference(referred: str) -> None:
    """No account, no cookie, nothing but a keyboard; the equality answers are asked apart (S1.26, S1.44)."""
    assert re.fullmatch(r"SR-[2-9A-Z]{4}-[2-9A-Z]{4}", referred)
