"""House rule 7: every field of a case stands in the field register, or is plumbing that says nothing of a person."""

import pytest
from django.db import models

from governance.register import Audience, Field
from referrals.models import (
    Amendment,
    Consent,
    ContactAttempt,
    ContactPoint,
    Disclosure,
    KeptFrom,
    Letter,
    Onward,
    Question,
    Referral,
    Step,
)
from referrals.register import REGISTER
from walls.fields import SealedText

CASE_MODELS = {
    "referral": Referral,
    "contact_point": ContactPoint,
    "contact_attempt": ContactAttempt,
    "consent": Consent,
    "disclosure": Disclosure,
    "letter": Letter,
    "kept_from": KeptFrom,
    "onward": Onward,
    "question": Question,
    "step": Step,
    "amendment": Amendment,
}
# Ids, keys, states, clocks and links between rows. A field that describes somebody does not belong here.
PLUMBING = {
    "referral": {
        "id", "key", "reference", "intake_id", "notice_version", "state", "version", "state_before_hold", "worker",
        "due_at", "clock_left", "ready_to_close", "received_at", "ended_at", "reason", "review_on", "duplicate_of",
        "decline_proposed_by", "safe_weekdays", "safe_weekends",
    },
    "contact_point": {"id", "referral", "key"},
    "contact_attempt": {"id", "referral", "key", "at", "letter", "actor_id", "actor_name", "organisation_name"},
    "letter": {
        "id", "referral", "key", "wording", "at", "state", "why_not", "actor_id", "actor_name", "settled_at",
        "settled_by",
    },
    "consent": {"id", "referral", "key", "notice_version"},
    "disclosure": {"id", "referral", "key", "recorded_at", "recorded_by"},
    "onward": {"id", "referral", "sent_by", "stopped_at", "ended_at", "completed"},
    "kept_from": {
        "id", "referral", "key", "user", "declared", "set_at", "set_by", "lifted_at", "lifted_by",
    },
    "question": {"id", "referral", "key", "asked_at", "due_on", "answered_at", "link_digest"},
    "step": {
        "id", "referral", "key", "at", "transition", "before", "after", "version", "actor_id", "actor_name",
        "organisation_name",
    },
    "amendment": {"id", "referral", "key", "at", "version", "actor_id", "actor_name", "organisation_name"},
}  # fmt: skip


@pytest.mark.parametrize("name", CASE_MODELS)
def test_every_field_of_a_case_is_registered(name: str) -> None:
    columns = {field.name for field in CASE_MODELS[name]._meta.concrete_fields}
    registered = {field.attribute for field in REGISTER if field.model == name}
    assert columns - PLUMBING[name] == registered
    assert not registered & PLUMBING[name]


@pytest.mark.parametrize("field", list(REGISTER), ids=lambda f: f.name)
def test_register_says_truly_whether_a_column_is_sealed(field: Field) -> None:
    column = CASE_MODELS[field.model]._meta.get_field(field.attribute)
    assert isinstance(column, SealedText) == field.sealed


def test_free_text_columns_are_sealed() -> None:
    """No column of clear text is long enough to tell a story."""
    for name, model in CASE_MODELS.items():
        for column in model._meta.concrete_fields:
            assert not isinstance(column, models.TextField), f"{name}.{column.name}"


def test_fields_without_a_covering_notice_are_built_but_off() -> None:
    """domain.md: off until a notice version that covers them is published."""
    off = {f.name for f in REGISTER if not f.on}
    assert off == {
        "referral.perpetrator", "referral.landlord_name", "referral.landlord_contact", "referral.trans_status",
    }  # fmt: skip
    assert all(field.clause for field in REGISTER if field.on)
    assert not off & {f.name for f in REGISTER.seen_by(Audience.TRIAGE)}
    assert "referral.perpetrator" in {f.name for f in REGISTER.seen_by(Audience.TRIAGE, covered=off)}
