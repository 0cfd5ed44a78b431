"""The parts of a referral that describe people and home. Each field's clause, purposes and readers: register.py."""

from django.db import models

from referrals import choices
from walls.fields import SealedJSON, SealedText


class ReferrerFields(models.Model):
    """Who refers (S1.16). Empty when the person refers themself."""

    referrer_name = SealedText()
    referrer_email = SealedText()
    referrer_job_title = SealedText()
    referrer_organisation = SealedText()

    class Meta:
        abstract = True


class PersonFields(models.Model):
    """The person, and how to talk with them (S1.7–S1.11)."""

    first_name = SealedText()
    last_name = SealedText()
    gender = SealedText()
    date_of_birth = SealedText(help_text="ISO date")
    language = SealedText()
    interpreter = SealedText()
    bsl = SealedText()
    relay_uk = SealedText()
    trans_status = SealedText(help_text="Off until a published notice covers it")

    class Meta:
        abstract = True


class HomeFields(models.Model):
    """Home and household (S1.10, S1.12–S1.15, S1.18). Ages only: children's names are never asked."""

    address = SealedText(help_text="Lines without the postcode")
    postcode = SealedText()
    district = models.CharField(max_length=30, choices=choices.District.choices)
    adult_ages = SealedJSON(default=list, help_text="Ages in years of the other adults")
    child_ages = SealedJSON(default=list, help_text="Ages in years of the children")
    children = models.PositiveSmallIntegerField(default=0, help_text="How many; a number only")
    tenure = SealedText()
    tenancy_holder = SealedText()
    property_type = SealedText()
    floor = SealedText()
    owner_permission = SealedText()
    previous_measures = SealedText(help_text="yes, no or unsure")
    previous_measures_what = SealedText()
    previous_measures_who = SealedText()
    previous_measures_when = SealedText()
    previous_measures_where = SealedText(help_text="An earlier home, with its postcode; empty for this one")
    landlord_name = SealedText(help_text="Off until a published notice covers it")
    landlord_contact = SealedText(help_text="Off until a published notice covers it")

    class Meta:
        abstract = True


class RiskFields(models.Model):
    """What is happening, and how dangerous it is (S1.3, S1.17, S1.19)."""

    circumstances = SealedText()
    wants_to_stay = SealedText()
    safe_to_stay = SealedText()
    perpetrator_elsewhere = SealedText()
    no_right_of_entry = SealedText()
    must_not_know = SealedText(help_text="Who at the agencies must not know of it, in the referrer's words")
    risk_level = models.CharField(max_length=10, choices=choices.RiskLevel.choices, blank=True)
    risk_tool = SealedText()
    risk_score = SealedText(help_text="0–24 for DASH")
    risk_judgement = SealedText()
    risk_assessor = SealedText()
    risk_assessed_on = SealedText(help_text="ISO date")
    marac = SealedText(help_text="yes, no or unsure")
    perpetrator = SealedText(help_text="Off until a published notice covers it")
    needs_security = models.BooleanField(default=False)
    needs_support_adults = models.BooleanField(default=False)
    needs_support_children = models.BooleanField(default=False)

    class Meta:
        abstract = True
