"""The referral's fields: what the notice says of each, and who may see it. See governance/register.py.

S1.30 leaves name and address out of LIAISE although S1.35 says that the listed data are shared: providers see them
under CONTACT, because nobody can visit a home without an address.
"""

from governance.register import Audience, Copy, Field, Purpose, Register
from referrals.choices import Route

R, C, A, L, Q = Purpose.RECORD, Purpose.CONTACT, Purpose.ASSESS, Purpose.LIAISE, Purpose.COMPLAINTS
TRIAGE = frozenset({Audience.TRIAGE})
ALL = frozenset({Audience.TRIAGE, Audience.SECURITY, Audience.SUPPORT})
NOT_SECURITY = frozenset({Audience.TRIAGE, Audience.SUPPORT})
RIGHTS = frozenset({Audience.TRIAGE, Audience.RIGHTS})
EVERYBODY = frozenset(Audience)
NOT_SUPPORT = frozenset({Audience.TRIAGE, Audience.SECURITY})


def _field(
    name: str, label: str, section: str, clause: str, purposes: set[Purpose], audiences: frozenset[Audience],
    *, sealed: bool = True, copy: Copy = Copy.SHOW, on: bool = True,
) -> Field:  # fmt: skip
    return Field(name, label, section, clause, frozenset(purposes), audiences, sealed, copy, on)


PERSON, CONTACT, HOME, HOUSEHOLD = "The person", "Safe contact", "The home", "The household"
HAPPENING, RISK, REFERRER, AGREED = "What is happening", "Risk", "The referrer", "Consent"

REGISTER = Register(
    _field("referral.first_name", "First name", PERSON, "S1.7", {R, C, Q}, ALL),
    _field("referral.last_name", "Last name", PERSON, "S1.7", {R, C, Q}, ALL),
    _field("referral.gender", "Gender", PERSON, "S1.8", {R}, NOT_SECURITY),
    _field("referral.date_of_birth", "Date of birth", PERSON, "S1.9", {R}, NOT_SECURITY),
    _field("referral.language", "Language", CONTACT, "S1.11", {R, C}, ALL),
    _field("referral.interpreter", "Interpreter needed", CONTACT, "S1.11", {R, C}, ALL),
    _field("referral.bsl", "British Sign Language", CONTACT, "S3.22", {R, C}, ALL),
    _field("referral.relay_uk", "Relay UK", CONTACT, "S3.22", {R, C}, ALL),
    _field("contact_point.means", "Means", CONTACT, "S1.11", {R, C, Q}, ALL, sealed=False),
    _field("contact_point.value", "Number or address", CONTACT, "S1.11", {R, C, Q}, ALL),
    _field("contact_point.safe", "Safe to use", CONTACT, "S1.11", {R, C}, ALL, sealed=False),
    _field("contact_point.voicemail", "Voicemail safe", CONTACT, "S1.11", {R, C}, ALL, sealed=False),
    _field("contact_point.text", "Text message safe", CONTACT, "S1.11", {R, C}, ALL, sealed=False),
    _field("contact_point.hours", "Safe hours", CONTACT, "S1.11", {R, C}, ALL),
    _field("contact_point.code_word", "Code word", CONTACT, "S1.11", {R, C}, ALL),
    _field("contact_point.withheld_number", "Call from a withheld number", CONTACT, "S1.11", {R, C}, ALL),
    _field("referral.address", "Address", HOME, "S1.10", {R, C, Q}, ALL),
    _field("referral.postcode", "Postcode", HOME, "S1.10", {R, C, Q}, ALL),
    _field("referral.district", "District", HOME, "S1.10", {R, Purpose.REPORTS}, ALL, sealed=False),
    _field("referral.tenure", "Tenure", HOME, "S1.14", {R}, NOT_SUPPORT),
    _field("referral.tenancy_holder", "Who holds the tenancy or owns the home", HOME, "S1.14", {R}, NOT_SUPPORT),
    _field("referral.property_type", "Type of home", HOME, "S1.15", {R, A}, NOT_SUPPORT),
    _field("referral.floor", "Floor", HOME, "S1.15", {R, A}, NOT_SUPPORT),
    _field("referral.owner_permission", "Owner’s permission when referred", HOME, "S1.14", {R}, NOT_SUPPORT),
    _field("referral.previous_measures", "Earlier security measures", HOME, "S1.18", {R, A}, NOT_SUPPORT),
    _field("referral.previous_measures_what", "What was fitted", HOME, "S1.18", {R, A}, NOT_SUPPORT),
    _field("referral.previous_measures_who", "Who fitted it", HOME, "S1.18", {R, A}, NOT_SUPPORT),
    _field("referral.previous_measures_when", "When it was fitted", HOME, "S1.18", {R, A}, NOT_SUPPORT),
    _field("referral.previous_measures_where", "Where, if in an earlier home", HOME, "S1.18", {R, A}, TRIAGE),
    _field("referral.adult_ages", "Ages of other adults", HOUSEHOLD, "S1.13", {R, A, L}, ALL),
    _field("referral.child_ages", "Ages of children", HOUSEHOLD, "S1.13", {R, A, L}, ALL),
    _field("referral.children", "Number of children", HOUSEHOLD, "S1.12", {R, A, L}, ALL, sealed=False),
    _field(
        "referral.circumstances", "Circumstances", HAPPENING, "S1.17", {R, A, L, Q}, NOT_SECURITY, copy=Copy.THIRD_PARTY
    ),
    _field("referral.must_not_know", "Must not know of it", HAPPENING, "S1.17", {R, C}, TRIAGE, copy=Copy.THIRD_PARTY),
    _field("kept_from.reason", "Why it is kept from them", HAPPENING, "S1.33", {R}, TRIAGE, copy=Copy.WITHHOLD),
    _field("kept_from.lifted_reason", "Why they may know", HAPPENING, "S1.33", {R}, TRIAGE, copy=Copy.WITHHOLD),
    _field("referral.wants_to_stay", "Wants to stay in the home", HAPPENING, "S1.3", {R, A}, TRIAGE),
    _field("referral.safe_to_stay", "Safe to stay", HAPPENING, "S1.3", {R, A}, TRIAGE),
    _field("referral.perpetrator_elsewhere", "Perpetrator lives elsewhere", HAPPENING, "S1.3", {R, A}, TRIAGE),
    _field("referral.no_right_of_entry", "Perpetrator has no right to enter", HAPPENING, "S1.3", {R, A}, TRIAGE),
    _field("referral.risk_level", "Risk level", RISK, "S1.19", {R, A, L, Q}, ALL, sealed=False),
    _field("referral.risk_tool", "Risk tool", RISK, "S1.19", {R, A, L}, NOT_SECURITY),
    _field("referral.risk_score", "Score", RISK, "S1.19", {R, A, L}, NOT_SECURITY),
    _field("referral.risk_judgement", "Judgement", RISK, "S1.19", {R, A, L}, TRIAGE, copy=Copy.THIRD_PARTY),
    _field("referral.risk_assessor", "Assessed by", RISK, "S1.19", {R, A}, TRIAGE),
    _field("referral.risk_assessed_on", "Assessed on", RISK, "S1.19", {R, A}, NOT_SECURITY),
    _field("referral.marac", "Referred to MARAC", RISK, "S1.19", {R, A, L}, NOT_SECURITY),
    _field("referral.needs_security", "Security measures wanted", HAPPENING, "S1.17", {R, A}, TRIAGE, sealed=False),
    _field(
        "referral.needs_support_adults", "Support for adults wanted", HAPPENING, "S1.17", {R, A}, TRIAGE, sealed=False
    ),
    _field(
        "referral.needs_support_children",
        "Support for children wanted",
        HAPPENING,
        "S1.17",
        {R, A},
        TRIAGE,
        sealed=False,
    ),
    _field("referral.referrer_name", "Name", REFERRER, "S1.16", {R, C}, TRIAGE, copy=Copy.THIRD_PARTY),
    _field("referral.referrer_email", "Email", REFERRER, "S1.16", {R, C}, TRIAGE, copy=Copy.THIRD_PARTY),
    _field(
        "referral.referrer_job_title",
        "Job title, or who they are to the person",
        REFERRER,
        "S1.16",
        {R, C},
        TRIAGE,
        copy=Copy.THIRD_PARTY,
    ),
    _field("referral.referrer_organisation", "Organisation", REFERRER, "S1.16", {R, C}, TRIAGE),
    _field("referral.route", "Who refers", REFERRER, "S1.16", {R}, TRIAGE, sealed=False),
    _field("referral.decline_reason", "Not suitable because", HAPPENING, "S1.27", {R}, TRIAGE, sealed=False),
    _field("referral.decline_signposting", "Pointed to", HAPPENING, "S1.27", {R}, TRIAGE),
    _field("referral.outcome", "Outcome", HAPPENING, "S1.27", {R, Purpose.REPORTS}, TRIAGE, sealed=False),
    _field("consent.use", "Agreed to", AGREED, "S1.39", {R}, TRIAGE, sealed=False),
    _field("consent.basis", "Basis", AGREED, "S1.39", {R}, RIGHTS, sealed=False),
    _field("consent.recipient", "For", AGREED, "S1.35", {R}, RIGHTS, sealed=False),
    _field("consent.given_at", "Given", AGREED, "S1.39", {R}, RIGHTS, sealed=False),
    _field("consent.given_how", "How", AGREED, "S1.39", {R}, RIGHTS, sealed=False),
    _field("consent.taken_by", "Taken by", AGREED, "S1.39", {R}, TRIAGE, copy=Copy.THIRD_PARTY),
    _field("consent.withdrawn_at", "Withdrawn", AGREED, "S1.45", {R}, RIGHTS, sealed=False),
    _field("consent.withdrawn_how", "Withdrawn how", AGREED, "S1.45", {R}, TRIAGE, sealed=False),
    _field("consent.withdrawn_heard_by", "Heard by", AGREED, "S1.45", {R}, TRIAGE, copy=Copy.THIRD_PARTY),
    _field("onward.organisation", "Sent to", AGREED, "S1.21", {R, L, Q}, RIGHTS, sealed=False),
    _field("onward.element", "For", AGREED, "S1.21", {R, L, Q}, EVERYBODY, sealed=False),
    _field("onward.sent_at", "Sent on", AGREED, "S1.21", {R, L, Q}, EVERYBODY, sealed=False),
    _field("question.question", "Question to the referrer", REFERRER, "S1.27", {R}, TRIAGE),
    _field("question.answer", "The referrer’s answer", REFERRER, "S1.27", {R}, TRIAGE, copy=Copy.THIRD_PARTY),
    _field("contact_attempt.means", "Tried by", CONTACT, "S1.33", {R, C}, TRIAGE, sealed=False),
    _field("contact_attempt.result", "What came of it", CONTACT, "S1.33", {R, C}, TRIAGE, sealed=False),
    _field("contact_attempt.against_plan", "Against the plan", CONTACT, "S1.33", {R, C}, TRIAGE, sealed=False),
    _field("contact_attempt.note", "Note on contact", CONTACT, "S1.33", {R, C}, TRIAGE, copy=Copy.THIRD_PARTY),
    _field("amendment.field", "What was corrected", HAPPENING, "S1.45", {R}, TRIAGE, sealed=False),
    _field("amendment.means", "Of which number or address", HAPPENING, "S1.45", {R}, TRIAGE, sealed=False),
    _field("amendment.kind", "Wrong or changed", HAPPENING, "S1.45", {R}, TRIAGE, sealed=False),
    _field("amendment.before", "What stood before", HAPPENING, "S1.45", {R}, TRIAGE, copy=Copy.THIRD_PARTY),
    _field("amendment.after", "What stands now", HAPPENING, "S1.45", {R}, TRIAGE, copy=Copy.THIRD_PARTY),
    _field("amendment.reason", "Why it was corrected", HAPPENING, "S1.45", {R}, TRIAGE, copy=Copy.THIRD_PARTY),
    _field("letter.way", "Written by", CONTACT, "S1.33", {R, C}, TRIAGE, sealed=False),
    _field("letter.to", "Sent to the address", CONTACT, "S1.33", {R, C}, TRIAGE),
    _field("letter.subject", "Subject", CONTACT, "S1.33", {R, C}, TRIAGE),
    _field("letter.body", "What was written", CONTACT, "S1.33", {R, C}, TRIAGE),
    _field("letter.posted_on", "Posted on", CONTACT, "S1.33", {R, C}, TRIAGE, sealed=False),
    _field("step.note", "Note", HAPPENING, "S1.33", {R}, TRIAGE, copy=Copy.THIRD_PARTY),
    _field("disclosure.recipient", "Told outside the scheme", AGREED, "S1.37", {R}, RIGHTS, sealed=False),
    _field("disclosure.basis", "Legal basis", AGREED, "S1.37", {R}, RIGHTS, sealed=False),
    _field("disclosure.fields", "What was told", AGREED, "S1.37", {R}, RIGHTS, sealed=False),
    _field("disclosure.told_on", "Told on", AGREED, "S1.37", {R}, RIGHTS, sealed=False),
    _field("disclosure.to", "To whom exactly", AGREED, "S1.37", {R}, RIGHTS, copy=Copy.THIRD_PARTY),
    _field("disclosure.decided_by", "Who decided", AGREED, "S1.37", {R}, RIGHTS, copy=Copy.THIRD_PARTY),
    _field("disclosure.reason", "Why, and why just this", AGREED, "S1.37", {R}, RIGHTS, copy=Copy.THIRD_PARTY),
    # Built, but off until a published notice covers them (domain.md).
    _field("referral.perpetrator", "Perpetrator", HAPPENING, "", set(), TRIAGE, copy=Copy.WITHHOLD, on=False),
    _field("referral.landlord_name", "Landlord’s name", HOME, "", set(), NOT_SUPPORT, on=False),
    _field("referral.landlord_contact", "Landlord’s contact", HOME, "", set(), NOT_SUPPORT, on=False),
    _field("referral.trans_status", "Trans status", PERSON, "", set(), TRIAGE, on=False),
)

# The label above is true whoever referred; where it is known who did, this is what they were asked.
_ASKED: dict[tuple[str, str], str] = {
    ("referral.referrer_job_title", Route.PROFESSIONAL): "Job title",
    ("referral.referrer_job_title", Route.AUTHORITY): "Who they are to the person",
}


def label_of(name: str, route: str) -> str:
    """What a field is called in a case that came by this route; "" when the route is not known."""
    return _ASKED.get((name, route), REGISTER[name].label)
