"""The ways people may be divided in a table. Several divisions of one attribute form a chain from fine to coarse."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from equality import codes, work


@dataclass(frozen=True)
class Dimension:
    """One division of people.

    `attribute`: the fact's column. `categories`: (code, label) in printing order. `of`: fact code → category code;
    a fact code that is not in it falls into the last category. `identifying`: a neighbour may know it. `sensitive`:
    something a neighbour may learn from a row in which nearly everybody has one answer. `unstated`: categories that say nothing about a person.
    """

    name: str
    label: str
    attribute: str
    categories: tuple[tuple[str, str], ...]
    of: Mapping[str, str] = field(hash=False)
    identifying: bool = False
    sensitive: bool = False
    unstated: frozenset[str] = frozenset()

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(code for code, _ in self.categories)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(label for _, label in self.categories)

    def index(self, fact_code: str) -> int:
        """The position of the category a fact code belongs to."""
        last = self.categories[-1][0]
        return self.codes.index(self.of.get(fact_code, last))


def same(categories: codes.Choices) -> dict[str, str]:
    return {code: code for code, _ in categories}


_NOT_STATED = (codes.NOT_STATED, "Not stated")
_OUTSIDE = (codes.ELSEWHERE, "Elsewhere or not recorded")
_NOTHING = frozenset({codes.NOT_STATED, codes.ELSEWHERE, "not_recorded"})

_DETAILED = tuple(pair for _, _, group in codes.ETHNIC_GROUPS for pair in group)
_BROAD = tuple((code, label) for code, label, _ in codes.ETHNIC_GROUPS)
# Where two attributes meet, groups of fewer than 1,000 residents are merged: `residents.py` checks it.
_MERGED = {
    "white_roma": "white_other",
    "black_other": "black_caribbean",
    "other_arab": "other",
    "other_any": "other",
}
_RENAMED = {
    "white_other": "Roma or any other White background",
    "black_caribbean": "Caribbean or any other Black background",
}
_GUARDED = (
    *((code, _RENAMED.get(code, label)) for code, label in _DETAILED if code not in _MERGED),
    ("other", "Other ethnic group"),
)
_WITH_DISTRICT = (
    ("white", "White"),
    ("asian", "Asian or Asian British"),
    ("more", "Mixed, Black or other ethnic group"),
)
_QUARTERS = tuple((f"Q{number}", f"Quarter {number}") for number in range(1, 5))
_AGE_4 = (("under_25", "16 to 24"), ("25-44", "25 to 44"), ("45+", "45 and over"), _NOT_STATED)
_OUTCOMES = (
    ("both_completed", "Security and support completed"),
    ("security_only", "Security only"),
    ("support_only", "Support only"),
    ("ended_early", "Ended early, or could not be reached"),
    ("not_suitable", "Not suitable for SAFER"),
    ("other", "Ended for another reason"),
)

_DECLINED = {
    f"{codes.NOT_SUITABLE}:{reason}": group for group, (_, reasons) in codes.DECLINES.items() for reason in reasons
}
_COMPLETED = _OUTCOMES[:3]
_ENDINGS = (
    *_COMPLETED,
    ("ended_early", "Ended early"),
    ("not_engaged", "The person stopped taking part"),
    ("unable_to_contact", "The person could not be reached"),
    ("consent_withdrawn", "Consent was withdrawn"),
    ("moved_out", "The person moved out"),
    *((code, label) for code, (label, _) in codes.DECLINES.items()),
    ("other", "The person died, or another reason"),
)
_WORK = tuple(work.every())
_NOT_FITTED = ("none", "No measures fitted")

_ALL = (
    Dimension(
        "district",
        "District",
        "district",
        (*codes.DISTRICTS, _OUTSIDE),
        same(codes.DISTRICTS),
        identifying=True,
        unstated=_NOTHING,
    ),
    Dimension(
        "area",
        "Area",
        "district",
        (*((code, label) for code, label, _ in codes.AREAS), _OUTSIDE),
        {district: area for area, _, districts in codes.AREAS for district, _ in districts},
        identifying=True,
        unstated=_NOTHING,
    ),
    Dimension(
        "ethnicity",
        "Ethnic group",
        "ethnicity",
        (*_DETAILED, _NOT_STATED),
        same(_DETAILED),
        identifying=True,
        unstated=_NOTHING,
    ),
    Dimension(
        "ethnicity_broad",
        "Broad ethnic group",
        "ethnicity",
        (*_BROAD, _NOT_STATED),
        codes.BROAD_GROUP,
        identifying=True,
        unstated=_NOTHING,
    ),
    Dimension(
        "ethnicity_guarded",
        "Ethnic group",
        "ethnicity",
        (*_GUARDED, _NOT_STATED),
        same(_DETAILED) | _MERGED,
        identifying=True,
        unstated=_NOTHING,
    ),
    Dimension(
        "ethnicity_district",
        "Ethnic group",
        "ethnicity",
        (*_WITH_DISTRICT, _NOT_STATED),
        {code: broad if broad in {"white", "asian"} else "more" for code, broad in codes.BROAD_GROUP.items()},
        identifying=True,
        unstated=_NOTHING,
    ),
    Dimension(
        "gender",
        "Gender",
        "gender",
        (("female", "Women"), ("male", "Men"), ("other", "Another gender or not stated")),
        {"female": "female", "male": "male"},
        identifying=True,
        unstated=frozenset({"other"}),
    ),
    Dimension("age", "Age", "age_band", codes.AGE_BANDS, same(codes.AGE_BANDS), identifying=True, unstated=_NOTHING),
    Dimension(
        "age_broad",
        "Age",
        "age_band",
        _AGE_4,
        {"16-17": "under_25", "18-24": "under_25", "25-34": "25-44", "35-44": "25-44"}
        | dict.fromkeys(("45-54", "55-64", "65+"), "45+"),
        identifying=True,
        unstated=_NOTHING,
    ),
    Dimension(
        "disability",
        "Disability",
        "disability",
        (("yes", "Disabled"), ("no", "Not disabled"), _NOT_STATED),
        {"limits_a_lot": "yes", "limits_a_little": "yes", "limits_not": "no", "none": "no"},
        sensitive=True,
        unstated=_NOTHING,
    ),
    Dimension(
        "condition",
        "Co-occurring condition",
        "condition",
        codes.CONDITION_MIX,
        same(codes.CONDITION_MIX),
        sensitive=True,
        unstated=_NOTHING,
    ),
    Dimension("quarter", "Quarter", "quarter", _QUARTERS, same(_QUARTERS)),
    Dimension("children", "Children in the home", "children", codes.CHILDREN, same(codes.CHILDREN)),
    Dimension(
        "outcome",
        "Outcome",
        "outcome",
        _OUTCOMES,
        same(_OUTCOMES[:3])
        | dict.fromkeys((codes.NOT_SUITABLE, *_DECLINED), codes.NOT_SUITABLE)
        | dict.fromkeys(("ended_early", "not_engaged", "unable_to_contact"), "ended_early"),
        sensitive=True,
    ),
    Dimension(
        "ending",
        "How and why it ended",
        "outcome",
        _ENDINGS,
        same(_ENDINGS[:8]) | {codes.NOT_SUITABLE: "unable_other"} | _DECLINED,
        sensitive=True,
    ),
    Dimension(
        "help",
        "Support",
        "outcome",
        (("supported", "Supported"), ("unable", "Unable to support"), ("early", "Ended before support was complete")),
        {code: "supported" for code, _ in _COMPLETED} | dict.fromkeys((codes.NOT_SUITABLE, *_DECLINED), "unable"),
        sensitive=True,
    ),
    Dimension(
        "stage",
        "How far it came",
        "work",
        (*codes.STAGES, ("none", "Not sent to a provider")),
        {one.code: one.stage for one in _WORK},
    ),
    Dimension(
        "sent",
        "Sent to a provider",
        "work",
        (("sent", "Sent to a provider"), ("none", "Not sent to a provider")),
        {one.code: "sent" for one in _WORK},
    ),
    Dimension(
        "wait",
        "Working days until a provider was asked",
        "work",
        (*codes.WAITS, ("none", "Not sent to a provider")),
        {one.code: one.wait for one in _WORK},
    ),
    Dimension(
        "fitted",
        "Measures fitted",
        "work",
        ((codes.FITTED, "Measures fitted"), _NOT_FITTED),
        {one.code: codes.FITTED for one in _WORK if one.kinds},
    ),
    Dimension(
        "spend",
        "Cost of the measures for one person",
        "work",
        (*codes.SPENDS, _NOT_FITTED),
        {one.code: one.spend for one in _WORK if one.kinds},
    ),
    *(
        Dimension(
            f"kind_{kind}",
            label,
            "work",
            (("with", f"{label} fitted"), ("without", "Only other measures fitted"), _NOT_FITTED),
            {one.code: "with" if kind in one.kinds else "without" for one in _WORK if one.kinds},
        )
        for kind, label in codes.KINDS
    ),
    Dimension("first_look", "First look at the referral", "first_look", codes.IN_TIME, same(codes.IN_TIME)),
)
DIMENSIONS: Mapping[str, Dimension] = {dimension.name: dimension for dimension in _ALL}


def coarsening(fine: Dimension, coarse: Dimension) -> tuple[int, ...] | None:
    """For each category of `fine`, the position of the category of `coarse` that holds it; None when one is split."""
    if fine.attribute != coarse.attribute:
        return None
    held: dict[int, int] = {len(fine.categories) - 1: len(coarse.categories) - 1}
    for fact_code in {*fine.of, *coarse.of}:
        here, there = fine.index(fact_code), coarse.index(fact_code)
        if held.setdefault(here, there) != there:
            return None
    return tuple(held[position] for position in range(len(fine.categories)))
