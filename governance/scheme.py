"""The SAFER privacy notice, version by version: what people are shown and what their consent points at.

The facts are those of Kent County Council's SAFER notice of 10 October 2023, told in our own plain words.
"""

from datetime import UTC, date, datetime
from typing import Any

from governance.models import NoticeVersion

SAFER = "safer"


def load() -> None:
    """Publish the notices that this release knows, once each."""
    for notice in NOTICES:
        NoticeVersion.objects.get_or_create(slug=notice["slug"], version=notice["version"], defaults=notice)


def _section(heading: str, *paragraphs: str, points: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"heading": heading, "paragraphs": list(paragraphs), "points": list(points)}


NOTICES: list[dict[str, Any]] = [
    {
        "slug": SAFER,
        "version": 1,
        "title": "SAFER privacy notice",
        "last_updated": date(2023, 10, 10),
        "published_at": datetime(2023, 10, 10, tzinfo=UTC),
        "body": [
            _section(
                "Who we are",
                "SAFER (Sanctuary Access for Eligible Residents) is Kent County Council’s scheme for people who have "
                "experienced domestic abuse. It makes a home more secure and offers support, so that people can stay "
                "in their own home where it is safe and where the perpetrator does not live.",
                "Kent County Council is the controller of the personal data. Its Data Protection Officer is "
                "Benjamin Watts.",
                "We keep this notice under regular review.",
            ),
            _section(
                "Who does what",
                points=(
                    "Victim Support is the single point of access: it receives a referral, looks at it and refers on",
                    "24-7 Locks Ltd assesses the home, supplies and fits security measures",
                    (
                        "Oasis Domestic Abuse Support, Clarion Housing Group, Look Ahead Care and Support and Project "
                        "Salus support the adults and children of the household"
                    ),
                ),
            ),
            _section(
                "What we collect",
                "Your referral form tells you which answers are needed. Without them we may not be able to help.",
                points=(
                    "name, gender, date of birth, address and contact details",
                    "how many people live in the home and their ages, children included",
                    "tenure and type of property",
                    "the referrer’s name, email, job title and organisation",
                    "your current circumstances",
                    "security measures that were fitted before, by whom and when",
                    "the level of risk, by the DASH checklist or a similar one",
                    "the security measures that are fitted, and when you were referred on",
                    "what you tell us in a survey about the service",
                ),
            ),
            _section(
                "Equality questions",
                "Ethnicity, disability, and mental health or substance use needs are asked separately, and only with "
                "your explicit consent. The answers are used for anonymised equality reports and for nothing else. "
                "The people who work on your case cannot see them.",
            ),
            _section(
                "What we use it for",
                points=(
                    (
                        "keeping one secure record of your application and of all work done: everything under “What we "
                        "collect” except the survey"
                    ),
                    (
                        "getting in touch with you about your application: your name and contact details, and who "
                        "referred you"
                    ),
                    (
                        "understanding your circumstances and the risk, so that the help fits: how many people live in "
                        "the home and their ages, type of property, circumstances, measures from before, level of risk"
                    ),
                    (
                        "liaising with the agencies of the scheme for you: how many people live in the home and their "
                        "ages, circumstances, level of risk, measures that are fitted, when you were referred on"
                    ),
                    (
                        "looking into complaints and compliments: name, address and contact details, circumstances, "
                        "level of risk, measures that are fitted, when you were referred on, the survey"
                    ),
                    (
                        "reports on equality and on how well the service works, which is paid for with public money: "
                        "anonymised, so that nobody can be recognised"
                    ),
                ),
            ),
            _section(
                "Who we share it with",
                "Only the six agencies above, all of which have signed the Kent and Medway Information Sharing "
                "Agreement, and only those that you agree to. A record is kept of every sharing. We also share where "
                "the law requires it, for legal proceedings, or with legal and professional advisers in a dispute, complaint or "
                "claim; for sensitive data by UK GDPR Article 9(2)(f).",
            ),
            _section(
                "How long we keep it",
                "5 years, at the single point of access, the security provider and the support provider (retention "
                "schedule AS6.1.5, RL2). We count from the day the case is closed.",
            ),
            _section(
                "Our reasons in law",
                "Your consent: UK GDPR Article 6(1)(a). For equality answers your explicit consent: Article 9(2)(a). "
                "You can withdraw either at any time, in any way you like.",
                "We keep this notice for as long as we use your information and for 6 months after that. A retention "
                "schedule says how long information is kept, and our Record of Processing Activities says why, if we ever "
                "keep it for another time.",
            ),
            _section(
                "Your rights",
                "They are free of charge. We always try to do what you ask, but a legal duty may require us to keep or use "
                "your information. What you ask may delay or prevent the service; we will tell you if so.",
                points=(
                    "know what we do with your information and why, and ask for a copy",
                    "have mistakes corrected",
                    "withdraw your consent at any time",
                    "object to direct marketing",
                    (
                        "depending on the reason for its use: have it deleted, have it sent to you or to another "
                        "organisation, object to how we use it, object to decisions that affect you significantly, stop us "
                        "using it in certain ways"
                    ),
                    "complain to the Information Commissioner: 03031 231113",
                ),
            ),
            _section(
                "Keeping it safe",
                "Only people with a genuine business need see your information, and they have a duty of "
                "confidentiality. If a breach is suspected we tell you and the regulator where the law requires it.",
            ),
            _section(
                "Contact",
                "Rights and complaints: Information Resilience and Transparency Team, data.protection@kent.gov.uk. Data "
                "Protection Officer: Benjamin Watts, dpo@kent.gov.uk.",
            ),
        ],
    }
]
