"""What every report says about its figures, in words for whoever reads it."""

from equality.disclosure import periods
from equality.disclosure.parameters import Parameters


def method_statement(period: str, chosen: Parameters) -> list[str]:
    """One sentence or two to an entry."""
    what = "Figures count people, each at most once in a quarter: people who were referred to SAFER in the period, by"
    sentences = [
        f"{what} the quarter in which their referral came in, and people whose referral ended in it.",
        f"Every count was adjusted once, to a multiple of {chosen.base}, so that tables add up and nobody can be "
        "recognised. The same figure is the same wherever it is printed.",
        f"A published count is within {chosen.tolerance} of the true count. Sums of several published counts, such as "
        f"areas and longer periods, are within {chosen.sum_tolerance}.",
        f"[low] means from none to {chosen.low + chosen.tolerance} people. It does not say that there was anybody.",
        f"Percentages are worked out from published counts, rounded to whole numbers, and approximate. None is shown "
        f"for fewer than {chosen.percent_of} people.",
        "Figures are not revised after a record is corrected or erased. A record that comes in late is counted in the "
        "next open quarter.",
        "Do not read a small difference between two figures as a change.",
    ]
    if not periods.is_quarter(period):
        sentences.insert(2, "Figures for a longer period are sums of its quarters' published figures.")
    return sentences
