from reports.models.ledger import Closing, LedgerCell
from reports.models.release import File, Release
from reports.models.run import Run

__all__ = ["Closing", "File", "LedgerCell", "Release", "Run"]
