"""What the figures say, in plain sentences. Made of published values only: what is [low] or not shown stays unsaid.

A sentence never ranks two figures that are closer than the rounding: then it names both, or says nothing about order.
"""

from typing import Any, Final, TypedDict

from equality.codes import KINDS
from reports.catalogue import place_of

TOTAL: Final = "Total"
NEAR: Final = 15  # two published counts closer than this may stand in the other order in truth
UNSAID: Final = frozenset({"Not stated", "Not recorded", "Elsewhere or not recorded", "Another gender or not stated"})

Table = dict[str, Any]


class Finding(TypedDict):
    """`highlight`: categories that the sentence is about. `headline`: stands on the first page."""

    table: str
    text: str
    highlight: list[str]
    headline: bool


# Sentences about one category, whichever is the largest. {share} is "85% (about 440)", {who} "people who were referred".
SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "gender": ("Women", "Women were {share} of {who}."),
    "disability": ("Disabled", "Disabled people were {share} of {who}."),
    "condition": (
        "Mental health needs",
        "{share} of {who} had mental health needs and no other co-occurring condition.",
    ),
    "children": ("None", "{share} of {who} had no children in the home."),
    "help": ("Supported", "{share} of {who} were supported: security, support or both were completed."),
    "first_look": ("In time", "For {share} of {who}, somebody looked at the referral in time."),
    "triage": ("In time", "For {share} of {who}, triage decided in time."),
    "wait": ("Within 5 working days", "For {share} of {who}, a provider was asked within 5 working days."),
    "stage": ("Security measures fitted", "{share} of {who} had security measures fitted."),
    "spend": ("Up to £250", "The measures for {share} of {who} cost up to £250."),
    **{
        f"kind_{kind}": (f"{label} fitted", f"{{share}} of {{who}} had such measures fitted: {label.lower()}.")
        for kind, label in KINDS
    },
}
# Sentences about the largest category: what one is called, what several are called, and a single one of the kind.
LARGEST: Final[dict[str, tuple[str, str, str]]] = {
    "age_broad": ("largest age group was", "largest age groups were", "age group"),
    "age": ("largest age group was", "largest age groups were", "age group"),
    "ethnicity_broad": ("largest ethnic group was", "largest ethnic groups were", "ethnic group"),
    "ethnicity": ("largest ethnic group was", "largest ethnic groups were", "ethnic group"),
    "district": ("district with the highest figure was", "districts with the highest figures were", "district"),
    "area": ("area with the highest figure was", "areas with the highest figures were", "area"),
    "outcome": ("most frequent outcome was", "most frequent outcomes were", "outcome"),
    "ending": ("most frequent way to end was", "most frequent ways to end were", "way to end"),
}
# Sentences about a clock that ran for some only: how many were in time, how many late.
CLOCKS: Final[dict[str, str]] = {
    "acceptance": "Providers took the work on",
    "visit": "The home was visited",
    "installation": "The measures were fitted",
}
HEADLINES: Final = frozenset({"gender", "age_broad", "ethnicity_broad", "disability", "district"})
HEADLINES_ENDED: Final = frozenset({"outcome", "help", "first_look", "wait", "stage"})
CHILDREN: Final = {"1": 1, "2": 2, "3 or more": 3}
COUNTED_SO: Final = (
    " The number of children is worked out from the published table of homes: homes with one child once, with two twice, "
    "with three or more three times. It can be too low, and homes that are shown as [low] are left out of it."
)


def findings(tables: list[Table]) -> list[Finding]:
    """One sentence for each table of one dimension that has something to say, in reading order."""
    said = [_about(table) for table in sorted(tables, key=place_of) if len(table["dimensions"]) == 1]
    return [finding for finding in (*said, _supported(tables)) if finding]


def people(count: int) -> str:
    """A published count in words. It is not exact, and says so."""
    return f"about {count:,}"


def _about(table: Table) -> Finding | None:
    name = table["dimensions"][0]["name"]
    counted = [cell for cell in table["cells"] if cell["value"] is not None and cell["at"] != [TOTAL]]
    stated = {cell["at"][0]: cell for cell in counted if cell["at"][0] not in UNSAID}
    text, marked = "", list[str]()
    if name in SENTENCES:
        category, sentence = SENTENCES[name]
        if category in stated:
            text, marked = sentence.format(share=_share(stated[category]), who=table["total_of"]), [category]
    elif name in CLOCKS:
        text, marked = _clock(CLOCKS[name], stated, table["total_of"])
    elif name in LARGEST and stated:
        text, marked = _largest(name, stated, table["total_of"])
    if not text:
        return None
    headline = name in (HEADLINES if table["id"].startswith("entered.") else HEADLINES_ENDED)
    return Finding(table=table["id"], text=text[0].upper() + text[1:], highlight=marked, headline=headline)


def _clock(done: str, stated: dict[str, Any], who: str) -> tuple[str, list[str]]:
    kept: list[str] = [label for label in ("In time", "Late") if label in stated]
    said = [f"{label.lower()} for {people(stated[label]['value'])}" for label in kept]
    return (f"{done} {' and '.join(said)} of {who}.", kept[:1]) if said else ("", [])


def _supported(tables: list[Table]) -> Finding | None:
    """Women, men and children, where tables divide them by support. Children are worked out from homes."""
    counts = {tuple(cell["at"]): cell["value"] or 0 for table in tables for cell in table["cells"]}
    children = sum(each * counts.get((label, "Supported"), 0) for label, each in CHILDREN.items())
    said = [
        f"{people(counts[key, 'Supported'])} {key.lower()}"
        for key in ("Women", "Men")
        if counts.get((key, "Supported"))
    ]
    if children:
        said.append(f"homes with at least {people(children)} children")
    if not said:
        return None
    text = f"Supported: {'; '.join(said)}.{COUNTED_SO if children else ''}"
    return Finding(table="", text=text, highlight=[], headline=True)


def _largest(name: str, stated: dict[str, Any], who: str) -> tuple[str, list[str]]:
    one, several, noun = LARGEST[name]
    ranked = sorted(stated, key=lambda label: -stated[label]["value"])
    most = stated[ranked[0]]["value"]
    leading = [label for label in ranked if most - stated[label]["value"] < NEAR]
    if len(leading) == 1:
        return f"The {one} {_quoted(name, leading[0])}: {_share(stated[leading[0]])} of {who}.", leading
    if len(leading) == 2:
        both = " and ".join(f"{_quoted(name, label)} ({people(stated[label]['value'])})" for label in sorted(leading))
        return f"Of {who}, the {several} {both}.", leading
    return f"No single {noun} stands out: the highest figures are too close to rank.", []


def _quoted(name: str, label: str) -> str:
    return f"“{label}”" if name in ("outcome", "ending") else label


def _share(cell: dict[str, Any]) -> str:
    """As in 82% (about 445); without the percentage where it is not shown."""
    count = people(cell["value"])
    return count if cell["percent"] is None else f"{cell['percent']}% ({count})"
