"""Pages of commissioners."""
