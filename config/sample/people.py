"""A believable Kent of invented people.

Names come from common given names and surnames, streets are invented, the inward half of every postcode uses letters
that no real postcode has (C, I, K, M, O, V), phone numbers are from Ofcom's range for drama, e-mail is example.org.
Shares are rough: they make the sample look like the service, they are not statistics.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from governance.models import NoticeVersion
from governance.scheme import SAFER
from referrals.intake import Agreement, Contact, Intake

DISTRICTS: dict[str, tuple[int, str, tuple[str, ...]]] = {
    # district: share per thousand, town, outward postcodes
    "ashford": (82, "Ashford", ("TN23", "TN24", "TN25")),
    "canterbury": (93, "Canterbury", ("CT1", "CT2", "CT5")),
    "dartford": (72, "Dartford", ("DA1", "DA2")),
    "dover": (82, "Dover", ("CT14", "CT16", "CT17")),
    "folkestone-and-hythe": (77, "Folkestone", ("CT19", "CT20", "CT21")),
    "gravesham": (72, "Gravesend", ("DA11", "DA12")),
    "maidstone": (105, "Maidstone", ("ME14", "ME15", "ME16")),
    "sevenoaks": (61, "Sevenoaks", ("TN13", "TN15", "BR8")),
    "swale": (105, "Sittingbourne", ("ME10", "ME12", "ME13")),
    "thanet": (126, "Margate", ("CT9", "CT10", "CT11")),
    "tonbridge-and-malling": (66, "Tonbridge", ("TN9", "TN10", "ME19")),
    "tunbridge-wells": (59, "Tunbridge Wells", ("TN1", "TN2", "TN4")),
}
SHARES = {name: share for name, (share, _, _) in DISTRICTS.items()}
WOMEN = (
    "Amelia Olivia Chloe Emma Sarah Laura Gemma Kelly Stacey Rebecca Hannah Jade Leanne Natalie Priya Aisha Fatima "
    "Simran Agnieszka Katarzyna Ioana Elena Grace Blessing Chioma Mei Yasmin Zainab Siobhan Niamh Margaret Jean Donna "
    "Tracey Michelle Lucy Sophie Megan Bethany Paige Shannon Harriet Iris Zoë Renée Łucja"
).split()
MEN = "James Daniel Michael Adam Ryan Liam Thomas Mohammed Piotr Andrei Samuel Nathan Kwame Arjun Peter".split()
SURNAMES = (
    "Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Wright Walker White Edwards Green Hall Clarke "
    "Singh Kaur Begum Khan Ali Okafor Adeyemi Mensah Nowak Kowalska Popescu Ionescu Chen Nguyen O’Brien Murphy "
    "Baker Cooper Turner Hill Ward Morris Moore Harris King Carter Mills Fletcher Bishop Lawson Pascoe Hartley"
).split()
STREETS = (
    "Cobnut Oasthouse Hopbine Cherry_Orchard Weald_View Marsh Kingfisher Saltings Quarry_Hill Ragstone Beacon "
    "Watermill Chantry Linden Plough Samphire Drovers Harvest Orchid Ferry Lavender Chalk_Pit Poppyfield Signal"
).split()
KINDS_OF_STREET = ("Road", "Close", "Way", "Gardens", "Lane", "Avenue", "Court")
NEVER_INWARD = "CIKMOV"
REFERRERS = (
    ("Kent housing options team", "Housing officer"),
    ("District council homelessness service", "Housing options officer"),
    ("Neighbourhood policing team", "Police constable"),
    ("Domestic abuse unit", "Detective constable"),
    ("Children’s social work", "Social worker"),
    ("Community midwifery", "Midwife"),
    ("Independent advocacy service", "Independent domestic violence adviser"),
    ("Family GP practice", "GP"),
    ("Secondary school", "Safeguarding lead"),
    ("Probation service", "Probation officer"),
    ("Housing association", "Tenancy sustainment officer"),
)
WHAT_HAPPENS = (
    "The relationship ended in {month}. Unwanted visits and messages since then, mostly at the weekend.",
    "A non-molestation order is in place since {month}. The front door was forced before that.",
    "Keys to the home were never handed back. The person does not sleep well and keeps the lights on.",
    "Threats were made in {month} to come back. Neighbours have called the police twice.",
    "The abuse was controlling and about money. Since the separation in {month} there were calls at night.",
    "The person wants to stay close to the children’s school and to family. The back door does not lock.",
)
LANGUAGES = ("", "", "", "", "", "", "", "Polish", "Romanian", "Punjabi", "Arabic", "Bengali", "Ukrainian")
TENURES = {
    "rents_housing_association": 34, "rents_council": 18, "rents_private": 26, "mortgage": 12, "own": 5,
    "shared_ownership": 2, "rent_free": 2, "other": 1,
}  # fmt: skip
HOMES = {"house": 52, "flat": 34, "bungalow": 7, "bedsit": 2, "shared_house": 3, "other": 2}
SUPPORT = ("oasis", "clarion", "look-ahead", "project-salus")


def notice_for(on: date) -> NoticeVersion:
    """What was in force then; for the one story that is old enough to be anonymised, the first there was."""
    versions = NoticeVersion.objects.filter(slug=SAFER).order_by("version")
    return versions.filter(published_at__date__lte=on).last() or versions[0]


@dataclass(frozen=True)
class Kent:
    """Draws people. Everything drawn depends on the seed alone."""

    dice: random.Random
    district: str = ""  # '' draws one

    def one_of(self, shares: dict[str, int]) -> str:
        return self.dice.choices(list(shares), weights=list(shares.values()))[0]

    def chance(self, percent: float) -> bool:
        return self.dice.random() * 100 < percent

    def identity(self, on: date) -> dict[str, Any]:
        """Who the person is and where they live: the answers that no two people share."""
        woman = self.chance(91)
        gender = "female" if woman else self.one_of({"male": 88, "other": 6, "not_stated": 6})
        district = self.district or self.one_of(SHARES)
        _, town, outward = DISTRICTS[district]
        street = f"{self.dice.choice(STREETS).replace('_', ' ')} {self.dice.choice(KINDS_OF_STREET)}"
        letters = "".join(self.dice.choices(NEVER_INWARD, k=2))
        return {
            "first_name": self.dice.choice(WOMEN if woman else MEN),
            "last_name": self.dice.choice(SURNAMES),
            "gender": gender,
            "date_of_birth": self.birthday(on).isoformat(),
            "address": f"{self.dice.randint(1, 148)} {street}\n{town}",
            "postcode": f"{self.dice.choice(outward)} {self.dice.randint(1, 9)}{letters}",
            "district": district,
        }

    def birthday(self, on: date) -> date:
        """Mostly 20 to 50 years old, never under 16."""
        age = min(88.0, max(16.2, self.dice.gauss(35, 11)))
        return on - timedelta(days=int(age * 365.25) + self.dice.randint(0, 300))

    def phone(self) -> str:
        return f"07700 900{self.dice.randint(0, 999):03d}"

    def referrer(self, answers: dict[str, Any]) -> dict[str, Any]:
        organisation, job = self.dice.choice(REFERRERS)
        first, last = self.dice.choice(WOMEN), self.dice.choice(SURNAMES)
        work_email = f"{first}.{last}@work.example.org".lower().replace("’", "")
        return answers | {
            "referrer_name": f"{first} {last}",
            "referrer_email": work_email.encode("ascii", "ignore").decode(),
            "referrer_job_title": job,
            "referrer_organisation": organisation,
        }

    def household(self) -> dict[str, Any]:
        children = self.dice.choices([0, 1, 2, 3, 4], weights=[36, 28, 22, 10, 4])[0]
        adults = self.dice.choices([0, 1, 2], weights=[82, 15, 3])[0]
        return {
            "child_ages": sorted(self.dice.randint(0, 17) for _ in range(children)),
            "adult_ages": sorted(self.dice.randint(18, 80) for _ in range(adults)),
        }

    def home(self) -> dict[str, Any]:
        tenure = self.one_of(TENURES)
        kind = self.one_of(HOMES)
        rented = tenure.startswith("rents")
        answers = {
            "tenure": tenure,
            "tenancy_holder": self.one_of({"person": 76, "joint": 15, "other": 6, "unknown": 3}),
            "property_type": kind,
            "floor": str(self.dice.randint(0, 4)) if kind in {"flat", "bedsit"} else "",
            "owner_permission": self.one_of({"not_asked": 55, "asked": 15, "given": 30}) if rented else "not_needed",
            "previous_measures": self.one_of({"no": 78, "yes": 14, "unsure": 8}),
        }
        if answers["previous_measures"] == "yes":
            answers["previous_measures_what"] = self.dice.choice(["New front door lock", "Door chain and viewer"])
            answers["previous_measures_who"] = self.dice.choice(["Housing association", "Police", "Earlier scheme"])
            answers["previous_measures_when"] = f"{self.dice.randint(2016, 2023)}"
        return answers

    def risk(self, on: date) -> dict[str, Any]:
        level = self.one_of({"standard": 27, "medium": 41, "high": 32})
        score = {"standard": (2, 8), "medium": (8, 13), "high": (14, 24)}[level]
        return {
            "risk_level": level,
            "risk_tool": "dash",
            "risk_score": str(self.dice.randint(*score)),
            "risk_assessor": "Referrer",
            "risk_assessed_on": (on - timedelta(days=self.dice.randint(0, 14))).isoformat(),
            "marac": "yes" if level == "high" else "no",
        }

    def contacts(self) -> tuple[Contact, ...]:
        """A phone for nearly everybody, e-mail for some; post is rarely safe."""
        ways = [
            Contact(
                means="phone",
                value=self.phone(),
                safe="yes",
                voicemail=self.one_of({"no": 60, "unknown": 25, "yes": 15}),
                text=self.one_of({"yes": 55, "no": 30, "unknown": 15}),
                hours=self.dice.choice(["", "", "Weekdays 9:30 to 14:30", "After 18:00", "School hours only"]),
                code_word=self.dice.choice(["", "", "Bluebell", "Marmalade", "Window cleaner", "Library book"]),
                withheld_number=self.dice.choice(["", "yes"]),
            )
        ]
        if self.chance(45):
            ways.append(
                Contact(
                    "email", f"person{self.dice.randint(1, 10**6)}@example.org", self.one_of({"yes": 60, "unknown": 40})
                )
            )
        return tuple(ways)

    def intake(self, on: date, intake_id: Any) -> Intake:
        """One complete referral as it could have come in on that day."""
        route = self.one_of({"professional": 82, "self": 15, "authority": 3})
        answers = self.identity(on) | self.household() | self.home()
        answers |= {"language": self.dice.choice(LANGUAGES), "circumstances": self.dice.choice(WHAT_HAPPENS)}
        answers["circumstances"] = answers["circumstances"].format(month=f"{on - timedelta(days=60):%B}")
        answers |= {"wants_to_stay": "yes", "safe_to_stay": self.one_of({"yes": 92, "unsure": 8})}
        answers |= {"perpetrator_elsewhere": "yes", "no_right_of_entry": self.one_of({"yes": 80, "unsure": 20})}
        answers |= {"needs_security": self.chance(93), "needs_support_adults": self.chance(70)}
        answers["needs_support_children"] = bool(answers["child_ages"]) and self.chance(45)
        answers["interpreter"] = "yes" if answers["language"] and self.chance(50) else ""
        if route != "self":
            answers = self.referrer(answers) | self.risk(on)
        how = {"professional": "phone", "self": "self", "authority": "writing"}[route]
        return Intake(
            intake_id=intake_id,
            route=route,
            notice_version_id=notice_for(on).id,
            answers=answers,
            contacts=self.contacts(),
            agreement=Agreement(
                recipients=("victim-support", "24-7-locks", *SUPPORT), given_how=how, equality=self.chance(78),
                taken_by=answers.get("referrer_name", ""),
            ),
        )  # fmt: skip

    def moment(self, first: date, last: date) -> date:
        """A working-week day between two dates; more in January and from September on, as refuges report."""
        busy = {1: 1.25, 7: 0.9, 8: 0.8, 9: 1.1, 10: 1.15, 11: 1.1, 12: 0.85}
        while True:
            day = first + timedelta(days=self.dice.randrange((last - first).days + 1))
            if day.weekday() < 5 and self.dice.random() * 1.3 < busy.get(day.month, 1.0):
                return day
