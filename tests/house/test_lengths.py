"""No file and no function is longer than one can hold in mind."""

from config.run.lengths import too_long


def test_files_and_functions_are_short() -> None:
    """The limits are in config/run/lengths.py."""
    assert too_long() == []
