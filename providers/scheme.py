"""Which provider covers which district for what, and the catalogue of measures."""


def load() -> None:
    """Nothing to load before there are models."""
