"""The pages: who is asked what, against the field register; right and wrong answers; nothing typed is lost."""

from typing import Any

import pytest
from django.test import Client

from accounts.scope import acting
from referrals.forms.intake import boxes_of
from referrals.forms.intake_pages import PAGES
from referrals.intake import PERSON_FIELDS
from referrals.models import Referral
from referrals.register import REGISTER
from tests.referrals import walk
from tests.referrals.filling import BY_ROUTE, Filler, hidden, text

pytestmark = pytest.mark.django_db

# Where the form asks for a field of the register under another name, or fills it from how the form was used.
ASKED_AS = {
    "referral.route": "route", "referral.bsl": "adjustments", "referral.relay_uk": "adjustments",
    "referral.needs_security": "needs", "referral.needs_support_adults": "needs", "referral.needs_support_children": "needs",
    "referral.children": "child_ages", "contact_point.means": "means", "consent.recipient": "recipients",
    "consent.use": "recipients", "consent.basis": "recipients", "consent.given_at": "recipients",
}  # fmt: skip
LATER = {  # known only after the referral has been sent
    "referral.decline_reason", "referral.decline_signposting", "referral.outcome", "consent.withdrawn_at",
    "consent.withdrawn_how", "consent.withdrawn_heard_by",
}  # fmt: skip


def _asked() -> set[str]:
    names = {name for page in PAGES for name in page.form.base_fields} | {"route"}
    return names | {name.partition("_")[2] for name in names if name.startswith(("phone_", "email_", "post_"))}


def test_every_field_that_is_on_is_asked_and_none_that_is_off() -> None:
    """domain.md “Fields”: the form and the register agree."""
    asked = _asked()
    for entry in REGISTER:
        if entry.model not in ("referral", "contact_point", "consent") or entry.name in LATER:
            continue
        name = ASKED_AS.get(entry.name, entry.attribute)
        assert (name in asked) == entry.on, f"{entry.name} is {'on' if entry.on else 'off'}"


def test_every_answer_of_a_referral_has_a_question() -> None:
    """What `submit` takes, some page asks."""
    missing = set(PERSON_FIELDS) - _asked() - {"bsl", "relay_uk"} - {n for n in PERSON_FIELDS if n.startswith("needs_")}
    assert not missing


def test_boxes_have_one_name_in_the_whole_form() -> None:
    """Two pages of one route never fight for one answer, and none takes a name that the form itself uses."""
    names = [name for page in PAGES if page.slug != "authority" for name in boxes_of(page.form)]
    assert len(names) == len(set(names))
    assert not set(names) & {"token", "page", "go", "came", "route"}
    assert len({page.slug for page in PAGES}) == len(PAGES)


@pytest.mark.parametrize(
    ("route", "never"),
    [
        ("self", {"referrer", "authority", "tool", "risk", "marac", "agreed"}),
        ("authority", {"referrer", "tool", "risk", "marac", "agreed"}),
        ("professional", {"authority"}),
    ],
)
def test_only_the_questions_that_apply_are_asked(client: Client, route: str, never: set[str]) -> None:
    """S1.16, S1.19: details of the referrer not for self-referral; risk tools for professionals only."""
    filler = Filler(client, route)
    reference = filler.send()
    assert not never & set(filler.seen)
    assert len(filler.seen) == len(set(filler.seen))
    by = walk.worker()
    with acting(by):
        referral = Referral.objects.select_related("key").get(reference=reference)
        assert referral.route == route
        assert bool(referral.referrer_name) == (route != "self")
        assert referral.consents.filter(given_how={"self": "self", "authority": "writing"}.get(route, "phone")).exists()


def test_what_does_not_apply_any_more_is_not_sent(client: Client) -> None:
    """An answer under a question that a later change took away stays out of the referral."""
    filler = Filler(client).through()
    filler.post("page:tenure")
    filler.post(tenure="own", tenancy_holder="person")
    filler.post("page:property")
    filler.post(property_type="house")
    filler.post("page:tool")
    filler.post(risk_tool="none")
    assert "Check your answers" in text(filler.response)
    reference = filler.reference(filler.post("send"))
    with acting(walk.worker()):
        referral = Referral.objects.select_related("key").get(reference=reference)
        assert (referral.tenure, referral.owner_permission, referral.floor) == ("own", "not_needed", "")
        assert (referral.risk_tool, referral.risk_level, referral.marac) == ("", "", "")


def test_who_refers_can_be_changed_without_losing_the_rest(client: Client) -> None:
    """Other questions apply then; answers that fit both stay."""
    filler = Filler(client).through()
    filler.post("page:who")
    assert 'value="professional"' in text(filler.response) and filler.page == "who"
    filler.post(route="self")
    reference = filler.send()
    with acting(walk.worker()):
        referral = Referral.objects.select_related("key").get(reference=reference)
        assert (referral.route, referral.first_name) == ("self", "Amara")
        assert (referral.referrer_name, referral.referrer_email, referral.risk_tool, referral.marac) == ("", "", "", "")


def test_change_opens_what_it_makes_necessary_and_returns_to_the_check(client: Client) -> None:
    filler = Filler(client, risk={**BY_ROUTE["professional"]["risk"], "risk_level": "medium"}).through()
    assert "marac" not in filler.seen
    filler.post("page:risk")
    filler.post(**{**BY_ROUTE["professional"]["risk"], "risk_level": "high"})
    assert filler.page == "marac"
    filler.post(marac="no")
    assert "Check your answers" in text(filler.response)


def test_doubtful_eligibility_gets_advice_and_is_never_refused(client: Client) -> None:
    """S1.3: each answer that is not yes brings kind words; the referral can be sent."""
    no = {"wants_to_stay": "no", "safe_to_stay": "no", "perpetrator_elsewhere": "no", "no_right_of_entry": "unsure"}
    filler = Filler(client, eligibility=no).until("advice")
    said = text(filler.response)
    assert said.count("govuk-inset-text") == 4
    assert 'href="tel:08082000247"' in said and "You can send the referral all the same" in said
    assert filler.send()


@pytest.mark.parametrize(("safe", "ok"), [("yes", True), ("no", False), ("unknown", False)])
def test_one_safe_way_to_make_contact_is_needed(client: Client, safe: str, ok: bool) -> None:
    """S1.11: not known means do not use; without any safe way the form says what to do."""
    only_phone = {"means": ["phone"]}
    filler = Filler(client, means=only_phone, phone={"phone_value": "07700 900123", "phone_safe": safe}).until("phone")
    filler.answer()
    assert (filler.page != "phone") == ok
    assert ("at least one safe way" in text(filler.response)) == (not ok)


def test_adjustments_are_kept_only_with_their_own_consent(client: Client) -> None:
    """S1.40, S3.22: BSL and Relay UK have an explicit consent of their own."""
    filler = Filler(client, adjustments={"adjustments": ["bsl"]}).until("adjustments")
    filler.answer()
    assert filler.response.status_code == 422 and "Tick to agree that we keep this answer" in text(filler.response)
    filler.pages["adjustments"] = {"adjustments": ["bsl"], "adjustments_consent": "on"}
    reference = filler.send()
    with acting(walk.worker()):
        referral = Referral.objects.select_related("key").get(reference=reference)
        assert (referral.bsl, referral.relay_uk) == ("yes", "")
        assert referral.consents.filter(use="adjustments", basis="9(2)(a)").count() == 1


def test_equality_page_opens_only_with_explicit_consent(client: Client) -> None:
    """S1.26, S1.40: without the separate consent there is no key on the last page."""
    filler = Filler(client, "self", equality={"equality": "no"})
    filler.send()
    assert "equality_key" not in text(filler.response)
    with acting(walk.worker()):
        assert not Referral.objects.get().consents.filter(use="equality").exists()


@pytest.mark.django_db(databases=["default", "equality", "reports"])
def test_equality_key_is_that_of_the_referral_and_signed(client: Client) -> None:
    filler = Filler(client, "self")
    reference = filler.send()
    key = hidden(filler.response, "equality_key")
    answered = client.post("/refer/about-you/", {"equality_key": key}, headers={"Sec-Fetch-Site": "same-origin"})
    assert reference and answered.status_code == 200 and "Equality questions" in text(answered)


def test_recipients_must_be_named_and_include_the_access_point(client: Client) -> None:
    """S1.35, S1.39: nothing is ticked beforehand; one consent for each agency."""
    filler = Filler(client, "self", sharing={}).until("sharing")
    assert "checked" not in text(filler.response).split("recipients", 1)[1].split("</form>")[0]
    filler.answer()
    assert "Select the agencies that you agree to" in text(filler.response)
    filler.post(recipients=["oasis"])
    assert "Victim Support receives every referral" in text(filler.response)
    filler.pages["sharing"] = {"recipients": ["victim-support", "24-7-locks"]}
    filler.send()
    with acting(walk.worker()):
        shared = Referral.objects.get().consents.exclude(recipient=None).values_list("recipient__slug", flat=True)
        assert set(shared) == {"victim-support", "24-7-locks"}


def test_required_answers_are_said_with_their_consequence(client: Client) -> None:
    """S1.44, S4.12: before the first question, and again with the notice."""
    assert "Without them we may not be able to help" in text(client.get("/refer/"))
    filler = Filler(client, "self").until("notice")
    assert "Without it, we may not be able to provide the SAFER service" in text(filler.response)


@pytest.mark.parametrize("page", [page.slug for page in PAGES])
def test_empty_page_says_what_is_missing_and_links_to_it(client: Client, page: str) -> None:
    """A page sent with nothing: 422 with a summary whose links lead to fields that exist; or nothing is needed."""
    route = "authority" if page == "authority" else "professional"
    doubts = {"eligibility": {**BY_ROUTE[route]["eligibility"], "safe_to_stay": "unsure"}}
    everything: dict[str, Any] = {
        "means": {"means": ["phone", "email", "post"]},
        "post": {"post_to": "home", "post_safe": "no"},
    }
    filler = Filler(client, route, **doubts, **everything).until(page)
    response = filler.post()
    said = text(response)
    assert response.status_code in (200, 422)
    if response.status_code == 422:
        links = said.split("error-summary__list", 1)[1].split("</ul>", 1)[0].split('href="#')[1:]
        assert links
        assert all(f'id="{link.split(chr(34))[0]}"' in said for link in links)
        assert filler.page == page
