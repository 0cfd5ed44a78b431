"""What every report says about its figures, in words for whoever reads it."""

from equality.disclosure import periods
from equality.disclosure.parameters import Parameters


def method_statement(period: str, chosen: Parameters) -> list[str]:
    """One sentence or two to an entry."""
    base, tolerance, sums = chosen.base, chosen.tolerance, chosen.sum_tolerance
    text = f"""
Figures count people, each at most once in a quarter: people who were referred to SAFER, by the quarter in which their
 referral came in, and people whose referral ended, by the quarter in which it ended.
Figures for a longer period are sums of its quarters' published figures.
Every count was adjusted once, to a multiple of {base}, so that tables add up and nobody can be recognised. The same
 figure is the same wherever it is printed.
A published count is within {tolerance} of the true count. Sums of several published counts, such as areas and longer
 periods, are within {sums}.
[low] stands for a published count of 0 or 5, which are not told apart: few people, or nobody at all.
Percentages are worked out from published counts, in whole numbers, and are approximate. None is shown for fewer than
 {chosen.percent_of} people.
Figures are not revised after a record is corrected or erased. A record that comes in late is counted in the next open
 quarter.
Do not read a small difference between two figures as a change.
"""
    lines = text.replace("\n ", " ").strip().split("\n")
    return lines if not periods.is_quarter(period) else [line for line in lines if "longer period are" not in line]
