"""The codes of the equality questions and of the facts, once: answers page, facts and tables read them here.

Ethnic groups: Census 2021, England and Wales (ONS TS021), 19 groups in five broad ones. S1.23, S1.24, S1.25.
"""

from typing import Final

NOT_STATED: Final = "not_stated"
PREFER_NOT: Final = "prefer_not_to_say"

Choices = tuple[tuple[str, str], ...]

ETHNIC_GROUPS: Final[tuple[tuple[str, str, Choices], ...]] = (
    (
        "white",
        "White",
        (
            ("white_british", "English, Welsh, Scottish, Northern Irish or British"),
            ("white_irish", "Irish"),
            ("white_gypsy_traveller", "Gypsy or Irish Traveller"),
            ("white_roma", "Roma"),
            ("white_other", "Any other White background"),
        ),
    ),
    (
        "mixed",
        "Mixed or multiple ethnic groups",
        (
            ("mixed_white_black_caribbean", "White and Black Caribbean"),
            ("mixed_white_black_african", "White and Black African"),
            ("mixed_white_asian", "White and Asian"),
            ("mixed_other", "Any other Mixed or multiple background"),
        ),
    ),
    (
        "asian",
        "Asian or Asian British",
        (
            ("asian_indian", "Indian"),
            ("asian_pakistani", "Pakistani"),
            ("asian_bangladeshi", "Bangladeshi"),
            ("asian_chinese", "Chinese"),
            ("asian_other", "Any other Asian background"),
        ),
    ),
    (
        "black",
        "Black, Black British, Caribbean or African",
        (
            ("black_african", "African background"),
            ("black_caribbean", "Caribbean"),
            ("black_other", "Any other Black background"),
        ),
    ),
    (
        "other",
        "Other ethnic group",
        (
            ("other_arab", "Arab"),
            ("other_any", "Any other ethnic group"),
        ),
    ),
)
ETHNICITIES: Final[tuple[str, ...]] = tuple(code for _, _, group in ETHNIC_GROUPS for code, _ in group)
BROAD_GROUP: Final[dict[str, str]] = {code: broad for broad, _, group in ETHNIC_GROUPS for code, _ in group}

DISABILITIES: Final[Choices] = (
    ("limits_a_lot", "Yes, and it limits my day-to-day activities a lot"),
    ("limits_a_little", "Yes, and it limits my day-to-day activities a little"),
    ("limits_not", "Yes, but it does not limit my day-to-day activities"),
    ("none", "No"),
)
CONDITIONS: Final[Choices] = (
    ("mental_health", "Mental health needs"),
    ("alcohol", "Alcohol use"),
    ("drugs", "Drug use"),
)
NO_CONDITION: Final = "none"

# What a fact keeps of the three tick boxes: one exclusive combination for each person.
CONDITION_MIX: Final[Choices] = (
    ("none", "None"),
    ("mental_health", "Mental health needs"),
    ("substance_use", "Alcohol or drug use"),
    ("both", "Mental health needs and alcohol or drug use"),
    ("not_recorded", "Not recorded"),
)

AREAS: Final[tuple[tuple[str, str, Choices], ...]] = (
    (
        "east",
        "East Kent",
        (
            ("ashford", "Ashford"),
            ("canterbury", "Canterbury"),
            ("dover", "Dover"),
            ("folkestone-and-hythe", "Folkestone and Hythe"),
            ("swale", "Swale"),
            ("thanet", "Thanet"),
        ),
    ),
    ("north", "North Kent", (("dartford", "Dartford"), ("gravesham", "Gravesham"))),
    (
        "west",
        "West Kent",
        (
            ("maidstone", "Maidstone"),
            ("sevenoaks", "Sevenoaks"),
            ("tonbridge-and-malling", "Tonbridge and Malling"),
            ("tunbridge-wells", "Tunbridge Wells"),
        ),
    ),
)
ELSEWHERE: Final = "elsewhere"
DISTRICTS: Final[Choices] = tuple(sorted(pair for _, _, districts in AREAS for pair in districts))

GENDERS: Final[Choices] = (
    ("female", "Women"),
    ("male", "Men"),
    ("other", "Another gender"),
    (NOT_STATED, "Not stated"),
)
AGE_BANDS: Final[Choices] = (
    ("16-17", "16 to 17"),
    ("18-24", "18 to 24"),
    ("25-34", "25 to 34"),
    ("35-44", "35 to 44"),
    ("45-54", "45 to 54"),
    ("55-64", "55 to 64"),
    ("65+", "65 and over"),
    (NOT_STATED, "Not stated"),
)
CHILDREN: Final[Choices] = (("0", "None"), ("1", "1"), ("2", "2"), ("3+", "3 or more"))
# Why a referral was declined is part of how it ended: the fact's outcome is then NOT_SUITABLE and one of these.
NOT_SUITABLE: Final = "not_suitable"
DECLINES: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "unable_eligible": (
        "Not suitable: outside what SAFER does",
        ("not_domestic_abuse", "perpetrator_lives_there", "outside_area"),
    ),
    "unable_safe": ("Not suitable: not safe to stay at home", ("not_safe_to_stay",)),
    "unable_move": ("Not suitable: wants to move", ("wants_to_move",)),
    "unable_agree": ("Not suitable: not reached, or did not agree", ("no_consent", "unable_to_contact")),
    "unable_other": ("Not suitable: another reason", ("other",)),
}
# What was done for somebody, as one code of work.py: "" when nobody was asked to help.
WAITS: Final[Choices] = (
    ("5", "Within 5 working days"),
    ("10", "6 to 10 working days"),
    ("20", "11 to 20 working days"),
    ("more", "More than 20 working days"),
)
FITTED: Final = "fitted"
BEGUN: Final = "begun"
SENT: Final = "sent"
STAGES: Final[Choices] = (
    (FITTED, "Security measures fitted"),
    (BEGUN, "A provider began, no measures fitted"),
    (SENT, "Sent to a provider, who did not begin"),
)
SPENDS: Final[Choices] = (
    ("250", "Up to £250"),
    ("500", "£251 to £500"),
    ("1000", "£501 to £1,000"),
    ("more", "More than £1,000"),
)
KINDS: Final[Choices] = (
    ("locks", "Locks"),
    ("doors", "Doors and door bars"),
    ("windows", "Windows"),
    ("fire", "Fire safety"),
    ("watch", "Lights, cameras and alarms"),
    ("other", "Other measures"),
)
# Against a clock of the scheme; the last stands for what was not recorded when it happened.
NOT_RECORDED: Final = "not_recorded"
IN_TIME: Final[Choices] = (("in_time", "In time"), ("late", "Late"), (NOT_RECORDED, "Not recorded"))
OUTCOMES: Final[Choices] = (
    ("both_completed", "Security and support completed"),
    ("security_only", "Security only"),
    ("support_only", "Support only"),
    ("ended_early", "Ended early"),
    ("consent_withdrawn", "Consent withdrawn"),
    ("moved_out", "Moved out"),
    ("not_engaged", "Not engaged"),
    ("unable_to_contact", "Unable to contact"),
    ("died", "Died"),
    ("other", "Other"),
    ("not_suitable", "Not suitable for SAFER"),
)
