"""Who may be the same person: found over blind indexes, with the reasons, and never decided."""

from html import unescape
from typing import Any

import pytest
from django.test import Client

from accounts.actors import Actor
from accounts.scope import acting, as_system
from referrals.actions.amending import amend
from referrals.choices import Safe
from referrals.finding import TELLING, duplicates, findable
from referrals.intake import Contact
from referrals.models import Referral, SearchTerm
from referrals.rotation import index_anew
from referrals.upgrading import index_homes
from tests.databases import role
from tests.people import as_role
from tests.referrals import walk

pytestmark = pytest.mark.django_db


def test_duplicates_are_found_by_what_is_telling_and_say_why() -> None:
    """Blind index on surname + date of birth, address, phone, email; the surname alone says nothing."""
    by = walk.worker()
    first, same = walk.received(by), walk.received(by)
    phone = (Contact("phone", "07700 900123", Safe.YES),)
    other_phone = (Contact("phone", "07700 900999", Safe.YES),)
    by_phone = walk.received(by, last_name="Other", date_of_birth="1970-01-01", address="1 Elsewhere", contacts=phone)
    walk.received(by, date_of_birth="1970-01-01", address="1 Elsewhere", contacts=other_phone)
    with acting(by):
        found = duplicates(by, first)
    assert [match.referral.pk for match in found] == [same.pk, by_phone.pk]
    assert found[0].reasons == ("Same last name and date of birth", "Same address", "Same phone number")
    assert found[1].reasons == ("Same phone number",)


NUMBER, WAY, WAYS = ((Contact("phone", f"07700 90055{n}", Safe.YES),) for n in "123")
STRANGER: dict[str, Any] = {"last_name": "Other", "date_of_birth": "1970-01-01", "contacts": NUMBER}
BEFORE, OF_OTHER, SAME = (why for mine, other, why in TELLING if "earlier_home" in {mine, other})


def reasons(by: Actor, referral: Referral) -> dict[str, tuple[str, ...]]:
    """What `duplicates` finds, by reference."""
    with acting(by):
        row = Referral.objects.select_related("key").get(pk=referral.pk)
        return {match.referral.reference: match.reasons for match in duplicates(by, row)}


def test_measures_before_lead_to_whoever_was_helped_there_and_back(client: Client) -> None:
    """domain.md: previous measures (what, who, when) of an earlier home meet the case that they were fitted for, however
    the street was spelled, and whoever names the same home.
    """
    by = as_role(client, "triage-worker")
    helped = walk.received(by)
    told: dict[str, Any] = {
        "previous_measures": "yes",
        "previous_measures_when": "2021",
        "address": "1 Elsewhere",
        "postcode": "CT1 1AA",
    }
    where: dict[str, Any] = {"previous_measures_where": "12, example rd. (the blue door)\nTN249ZZ"}
    again = walk.received(by, **STRANGER, **told, **where)
    third = walk.received(by, **STRANGER | {"contacts": WAY}, **told | {"address": "2 Elsewhere"}, **where)
    neighbour = walk.received(by, **STRANGER | {"contacts": WAYS, "address": "14 Example Road", "date_of_birth": ""})
    assert reasons(by, again)[helped.reference] == (BEFORE,)
    assert reasons(by, helped) == {again.reference: (OF_OTHER,), third.reference: (OF_OTHER,)}
    assert reasons(by, third)[again.reference] == ("Same last name and date of birth", SAME)
    assert neighbour.reference not in {**reasons(by, again), **reasons(by, helped)}
    page = client.get(f"/referrals/{again.reference}/?tab=duplicates").content.decode()
    for words in (BEFORE, "12 Example Road", "Where, if in an earlier home", "2021"):
        assert words in unescape(page), words


def test_every_possible_duplicate_is_named_before_anything_is_decided_and_the_first_stand_side_by_side(
    client: Client,
) -> None:
    """The case says by itself that there are some; nobody has to think of looking."""
    by = as_role(client, "triage-worker")
    others = [walk.received(by) for _ in range(4)]
    referral = walk.received(by, previous_measures="yes", previous_measures_what="A chain")
    case = f"/referrals/{referral.reference}/"
    shown = client.get(case).content.decode()
    assert "4 other referrals" in shown
    assert "Duplicates <span>(4)</span>" in shown
    links, table = client.get(f"{case}?tab=duplicates").content.decode().split("Side by side: the first 3")
    for number, other in enumerate(others):
        assert f'href="/referrals/{other.reference}/"' in links
        assert (other.reference in table) == (number < 3)
    assert "A chain" in table
    assert "Not answered" not in table.partition("What was fitted")[2].partition("</tr>")[0]
    shown = client.get(f"/referrals/{walk.triaged(by).reference}/").content.decode()
    assert ("Duplicates <span>" in shown, "other referrals" in shown) == (False, False)


def test_home_that_somebody_moved_from_is_found_and_a_mistake_is_not(client: Client) -> None:
    """The address where measures were fitted stays telling after the person has moved; one that was never theirs does
    not. Nothing is left of it when the case is anonymised, and rotation makes the same.
    """
    by = as_role(client, "triage-worker")
    moved, wrong = walk.received(by), walk.received(by, **STRANGER)
    for referral, kind in ((moved, "changed"), (wrong, "mistake")):
        with acting(by):
            amend(
                referral_id=referral.id, version=referral.version, by=by, kind=kind, reason="She rang.",
                answers={"address": "5 New Street", "postcode": "ct1 1ab" if kind == "changed" else "CT1 1AC"},
            )  # fmt: skip
    new = walk.received(by, last_name="Third", date_of_birth="1980-01-01", contacts=WAYS)
    assert reasons(by, new) == {moved.reference: (OF_OTHER,)}
    assert reasons(by, moved) == {new.reference: (BEFORE,)}
    with role("safer_worker"):
        assert index_anew() == 0


def test_index_of_an_older_release_is_made_anew_once() -> None:
    by = walk.worker()
    one, other = walk.received(by), walk.received(by, **STRANGER)
    with role("safer_worker"), as_system():
        SearchTerm.objects.filter(kind="home").update(kind="address")
        assert (index_homes(), index_homes()) == (2, 0)
        assert not SearchTerm.objects.filter(kind="address").exists()
    assert reasons(by, one) == {other.reference: ("Same address",)}


def test_postcode_of_an_earlier_home_is_the_last_of_what_looks_like_one() -> None:
    told = Referral(previous_measures_where="Flat B2 3rd floor, 12 High St, CT1 1AA")
    assert ("earlier_home", ("Flat B2 3rd floor, 12 High St, ", "CT1 1AA")) in list(findable(told, ()))
