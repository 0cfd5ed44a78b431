from journal.models.access import Access
from journal.models.event import Delivery, Event

__all__ = ["Access", "Delivery", "Event"]
