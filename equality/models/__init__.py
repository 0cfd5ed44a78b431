from equality.models.answers import Answers, Severed, SpentInvitation
from equality.models.fact import Fact
from equality.models.outlook import Outlook

__all__ = ["Answers", "Fact", "Outlook", "Severed", "SpentInvitation"]
