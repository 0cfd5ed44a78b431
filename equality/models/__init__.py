from equality.models.answers import Answers, Severed
from equality.models.fact import Fact

__all__ = ["Answers", "Fact", "Severed"]
