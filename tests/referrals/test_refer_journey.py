"""The public form over HTTP, from the first question to the reference."""

import pytest
from django.test import Client

from accounts.scope import acting
from referrals.models import Referral
from tests.referrals import walk
from tests.referrals.filling import EVERYBODY, Filler, text

pytestmark = pytest.mark.django_db


def test_professional_refers_every_answer_arrives(client: Client) -> None:
    """S1.7–S1.19, S1.35, S1.39, S1.40: what was typed stands in the referral, byte for byte; consent names each agency."""
    filler = Filler(client)
    reference = filler.send()
    by = walk.worker()
    with acting(by):
        referral = Referral.objects.select_related("key", "notice_version").get(reference=reference)
        points = {p.means: p for p in referral.contact_points.select_related("key")}
        consents = list(referral.consents.select_related("recipient", "key"))
        assert (referral.first_name, referral.last_name) == ("Amara", "O’Neill-Şahin")
        assert (referral.date_of_birth, referral.gender) == ("1988-02-29", "female")
        assert referral.address == "12 Example Road\r\nAshford"
        assert (referral.postcode, referral.district) == ("TN24 9ZZ", "ashford")
        assert (referral.child_ages, referral.adult_ages, referral.children) == ([4, 9], [], 2)
        assert (referral.tenure, referral.owner_permission) == ("rents_private", "not_asked")
        assert referral.floor == "3rd of 5"
        assert referral.previous_measures_who == "The council"
        assert (referral.risk_tool, referral.risk_score, referral.risk_level) == ("dash", "16", "high")
        assert (referral.marac, referral.risk_assessed_on) == ("yes", "2026-03-03")
        assert referral.needs_security and referral.needs_support_adults and referral.needs_support_children
        assert referral.referrer_email == "h.obi@housing.example"
        assert (points["phone"].safe, points["phone"].voicemail, points["phone"].code_word) == ("yes", "no", "Bluebell")
        assert not points["email"].usable
        assert referral.state == "received" and referral.route == "professional"
        shared = {c.recipient.slug for c in consents if c.recipient}
        assert shared == set(EVERYBODY)
        assert {(c.use, c.basis) for c in consents if not c.recipient} == {("equality", "9(2)(a)")}
        assert {c.given_how for c in consents} == {"phone"} and {c.taken_by for c in consents} == {"Hannah Obi"}
        assert {c.notice_version_id for c in consents} == {referral.notice_version_id}
    assert "equality_key" in text(filler.response)
