"""The answers of a referral as a value, whichever door they came through: the public form, phone intake, the API."""

import uuid
from dataclasses import dataclass
from typing import Any

PERSON_FIELDS = (
    "first_name last_name gender date_of_birth language interpreter bsl relay_uk "
    "address postcode district adult_ages child_ages tenure tenancy_holder property_type floor owner_permission "
    "previous_measures previous_measures_what previous_measures_who previous_measures_when previous_measures_where circumstances "
    "wants_to_stay safe_to_stay perpetrator_elsewhere no_right_of_entry risk_level risk_tool risk_score "
    "risk_judgement risk_assessor risk_assessed_on marac needs_security needs_support_adults needs_support_children "
    "must_not_know referrer_name referrer_email referrer_job_title referrer_organisation"
).split()


@dataclass(frozen=True)
class Contact:
    """One way to reach the person, and how it may be used. Values: referrals.choices.Means and Safe."""

    means: str
    value: str
    safe: str
    voicemail: str = "unknown"
    text: str = "unknown"
    hours: str = ""
    code_word: str = ""
    withheld_number: str = ""


@dataclass(frozen=True)
class Agreement:
    """What the person agreed to. `recipients`: slugs of organisations, each named to the person."""

    recipients: tuple[str, ...]
    given_how: str
    taken_by: str = ""
    equality: bool = False
    adjustments: bool = False


@dataclass(frozen=True)
class Intake:
    """A complete referral, checked by a form already. `intake_id` makes it once only, however often it is sent.

    answers: values by the names in PERSON_FIELDS; dates as ISO text, ages as lists of whole numbers, needs as bools.
    """

    intake_id: uuid.UUID
    route: str
    notice_version_id: uuid.UUID
    answers: dict[str, Any]
    contacts: tuple[Contact, ...]
    agreement: Agreement
