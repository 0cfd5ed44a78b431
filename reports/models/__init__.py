from reports.models.erratum import Erratum
from reports.models.given import Given
from reports.models.ledger import Closing, LedgerCell
from reports.models.question import OpenQuestion
from reports.models.release import File, Release
from reports.models.run import Run

__all__ = ["Closing", "Erratum", "File", "Given", "LedgerCell", "OpenQuestion", "Release", "Run"]
