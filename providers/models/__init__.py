from providers.models.base import Workstream, belonging
from providers.models.catalogue import MeasureType, Spend
from providers.models.coverage import Capacity, Closure, Coverage, Signatory
from providers.models.posted import Posted
from providers.models.reminder import Reminder
from providers.models.security import (
    Assessment,
    Fitting,
    FollowUp,
    OwnersPermission,
    Photograph,
    Recommendation,
    SecurityStep,
    SecurityWorkstream,
    SignOff,
    Visit,
)
from providers.models.support import Attempt, Goal, Review, SupportStep, SupportWorkstream

__all__ = [
    "Assessment",
    "Attempt",
    "Capacity",
    "Closure",
    "Coverage",
    "Fitting",
    "FollowUp",
    "Goal",
    "MeasureType",
    "OwnersPermission",
    "Photograph",
    "Posted",
    "Recommendation",
    "Reminder",
    "Review",
    "SecurityStep",
    "SecurityWorkstream",
    "SignOff",
    "Signatory",
    "Spend",
    "SupportStep",
    "SupportWorkstream",
    "Visit",
    "Workstream",
    "belonging",
]
