"""The workstreams' fields: what the notice says of each, and who may see it. See governance/register.py.

Security never reads support notes; of security, support reads the day of the installation and nothing else.
"""

from governance.register import Audience, Copy, Field, Purpose, Register

R, C, A, L, Q = Purpose.RECORD, Purpose.CONTACT, Purpose.ASSESS, Purpose.LIAISE, Purpose.COMPLAINTS
SECURITY = frozenset({Audience.TRIAGE, Audience.SECURITY})
SUPPORT = frozenset({Audience.TRIAGE, Audience.SUPPORT})
WORK, OWNER, VISITS, FOUND, FITTED, AFTER = "The work", "The owner", "Visits", "Assessment", "Measures", "Follow-ups"
CONTACTS, PLAN, REVIEWS = "Contact", "Plan", "Reviews"
FITTED_CLAUSE = "S1.20"


def _security(
    name: str, label: str, section: str, clause: str = "S1.33", *, sealed: bool = False, copy: Copy = Copy.SHOW
) -> Field:
    purposes = {R, L, Q} if clause == FITTED_CLAUSE else {R}
    return Field(name, label, section, clause, frozenset(purposes), SECURITY, sealed, copy)


def _support(
    name: str, label: str, section: str, clause: str = "S1.33", *, sealed: bool = False, copy: Copy = Copy.SHOW
) -> Field:
    return Field(name, label, section, clause, frozenset({R}), SUPPORT, sealed, copy)


REGISTER = Register(
    _security("security_workstream.permission_asked_on", "Owner asked on", WORK, "S1.14"),
    _security("security_workstream.permission_given_on", "Owner agreed on", WORK, "S1.14"),
    _security("security_workstream.permission_evidence", "Permission shown by", WORK, "S1.14"),
    _security("owners_permission.given_by", "Given by", OWNER, "S1.14", sealed=True, copy=Copy.THIRD_PARTY),
    _security("owners_permission.document", "Document", OWNER, "S1.14", sealed=True),
    _security("owners_permission.letter_agreed", "The owner may be written to", OWNER, "S1.14"),
    _security("owners_permission.letter_said_by", "Said by", OWNER, "S1.14", sealed=True),
    _security("owners_permission.letter_said_on", "Said on", OWNER, "S1.14"),
    _security("security_workstream.no_access_count", "Times without access", WORK),
    _security("security_workstream.estimate_pence", "Cost of the quote", WORK),
    _security("security_workstream.quote_version", "Version of the quote", WORK),
    _security("security_workstream.cost_refused_reason", "Cost refused because", WORK),
    _security("security_workstream.reason", "Ended or stopped because", WORK),
    _security("security_step.note", "Note", WORK, sealed=True),
    _security("visit.purpose", "Visit", VISITS),
    _security("visit.status", "State", VISITS),
    _security("visit.starts_at", "When", VISITS),
    _security("visit.no_access_reason", "No access because", VISITS),
    _security("visit.cancelled_reason", "Cancelled because", VISITS),
    _security("visit.set_off_at", "On the way since", VISITS),
    _security("recommendation.measure", "Measure", FOUND),
    _security("recommendation.room", "Room", FOUND, sealed=True),
    _security("recommendation.quantity", "How many", FOUND),
    _security("recommendation.unit_pence", "Each", FOUND),
    _security("recommendation.labour_pence", "Labour", FOUND),
    _security("recommendation.estimate_pence", "Total", FOUND),
    _security("recommendation.added_in", "In the quote since version", FOUND),
    _security("recommendation.dropped_in", "Taken out in version", FOUND),
    _security("photograph.caption", "Photograph of", FOUND, sealed=True),
    _security("photograph.image", "Photograph", FOUND, sealed=True),
    _security("assessment.at", "Assessed", FOUND),
    _security("assessment.fire_considered", "Fire safety considered", FOUND),
    _security("assessment.fire_note", "About fire safety", FOUND, sealed=True),
    _security("assessment.findings", "What was seen", FOUND, sealed=True),
    _security("fitting.measure", "Measure", FITTED, FITTED_CLAUSE),
    _security("fitting.place", "Place", FITTED, FITTED_CLAUSE, sealed=True),
    _security("fitting.quantity", "How many", FITTED, FITTED_CLAUSE),
    _security("fitting.standard", "Standard", FITTED, FITTED_CLAUSE),
    _security("fitting.fitted_on", "Fitted on", FITTED, FITTED_CLAUSE),
    _security("fitting.cost_pence", "Cost", FITTED, FITTED_CLAUSE),
    _security("fitting.removed_on", "Removed on", FITTED, FITTED_CLAUSE),
    _security("fitting.removed_reason", "Removed because", FITTED, FITTED_CLAUSE),
    _security("sign_off.at", "Signed off", FITTED, FITTED_CLAUSE),
    _security("sign_off.shown", "Shown how to use it", FITTED, FITTED_CLAUSE),
    _security("sign_off.tested", "Tested", FITTED, FITTED_CLAUSE),
    _security("sign_off.agreed", "The person agreed that it is done", FITTED, FITTED_CLAUSE),
    _security("follow_up.months", "Check", AFTER),
    _security("follow_up.due_on", "Due on", AFTER),
    _security("follow_up.done_on", "Done on", AFTER),
    _security("follow_up.found", "What was found", AFTER),
    _support("support_workstream.secured_on", "Security measures installed", WORK, FITTED_CLAUSE),
    _support("support_workstream.next_contact_on", "Next contact", WORK),
    _support("support_workstream.review_on", "Next review", WORK),
    _support("support_workstream.reason", "Ended or stopped because", WORK),
    _support("support_step.note", "Note", WORK, sealed=True, copy=Copy.THIRD_PARTY),
    _support("attempt.at", "When", CONTACTS),
    _support("attempt.way", "How", CONTACTS),
    _support("attempt.outcome", "What happened", CONTACTS),
    _support("attempt.note", "Note", CONTACTS, sealed=True, copy=Copy.THIRD_PARTY),
    _support("goal.area", "About", PLAN),
    _support("goal.aim", "Goal", PLAN, sealed=True),
    _support("goal.progress", "How it goes", PLAN),
    _support("review.at", "Review", REVIEWS),
    _support("review.next_on", "Next review", REVIEWS),
    _support("review.note", "How it goes", REVIEWS, sealed=True, copy=Copy.THIRD_PARTY),
)
