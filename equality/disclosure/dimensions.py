"""The ways people may be divided in a table, each once. Several divisions of one attribute go from fine to coarse."""

from collections.abc import Mapping

from equality import codes, work
from equality.disclosure.division import Dimension, same

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
_NOT_SENT = ("none", "Not sent to a provider")
_NOT_TAKEN = (codes.SENT, "Sent to a provider, who did not take it on")
# Clocks of those who had measures fitted: the second and the third letter of their pace.
_FITTINGS = (
    ("visit", "Visit to the home"),
    ("installation", "Fitting of measures"),
)

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
        (*codes.STAGES, _NOT_SENT),
        {one.code: one.stage for one in _WORK},
    ),
    Dimension(
        "sent",
        "Sent to a provider",
        "work",
        ((codes.SENT, "Sent to a provider"), _NOT_SENT),
        {one.code: codes.SENT for one in _WORK},
    ),
    Dimension(
        "taken",
        "Taken on by a provider",
        "work",
        (("taken", "Taken on by a provider"), _NOT_TAKEN, _NOT_SENT),
        {one.code: codes.SENT if one.stage == codes.SENT else "taken" for one in _WORK},
    ),
    Dimension(
        "acceptance",
        "Taken on by providers",
        "work",
        (*codes.IN_TIME, _NOT_TAKEN, _NOT_SENT),
        {one.code: codes.SENT if one.stage == codes.SENT else one.against(0) for one in _WORK},
        unstated=_NOTHING,
    ),
    Dimension(
        "wait",
        "Working days until a provider was asked",
        "work",
        (*codes.WAITS, _NOT_SENT),
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
    *(
        Dimension(
            name,
            label,
            "work",
            (*codes.IN_TIME, _NOT_FITTED),
            {one.code: one.against(clock) for one in _WORK if one.kinds},
            unstated=_NOTHING,
        )
        for clock, (name, label) in enumerate(_FITTINGS, 1)
    ),
    *(
        Dimension(name, label, name, codes.IN_TIME, same(codes.IN_TIME), unstated=_NOTHING)
        for name, label in (
            ("first_look", "First look at the referral"),
            ("triage", "Decision of triage"),
        )
    ),
)
DIMENSIONS: Mapping[str, Dimension] = {dimension.name: dimension for dimension in _ALL}
