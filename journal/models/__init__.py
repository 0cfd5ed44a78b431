from journal.models.access import Access
from journal.models.event import Delivery, Event
from journal.models.seal import Seal

__all__ = ["Access", "Delivery", "Event", "Seal"]
