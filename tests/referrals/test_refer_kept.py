"""Nothing typed is lost, and nothing happens twice: tokens, back buttons, double posts, hostile text, other sites."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.scope import acting
from referrals.actions import drafts
from referrals.models import Draft, Referral
from referrals.models.draft import LIFETIME
from referrals.public_posts import read_token
from tests.referrals import walk
from tests.referrals.filling import ADDRESS, Filler, hidden, text
from tests.together import together
from walls.scope import scoped

HOSTILE = [
    "\u202eolleh\u202c \u200fمرحبا",  # right to left
    "👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢",
    "<script>alert(1)</script>\"'&amp;{{ 7|add:7 }}{they}%(x)s",
    "  spaces at both ends  ",
    "ﬀ ſ İ ı ß",  # must not be normalised
    "'; DROP TABLE referrals_draft; --",
]


@pytest.mark.django_db
@pytest.mark.parametrize("name", HOSTILE)
def test_names_come_back_byte_for_byte(client: Client, name: str) -> None:
    """security.md, hostile input: on the page again, in check-your-answers, and in the referral."""
    filler = Filler(client, "self", name={"first_name": name, "last_name": name}).through()
    filler.post("page:name")
    assert name in text(filler.response)
    filler.post(first_name=name, last_name=name)
    filler.send()
    with acting(walk.worker()):
        referral = Referral.objects.select_related("key").get()
        assert (referral.first_name, referral.last_name) == (name, name)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "boxes",
    [
        {"first_name": "A\x00B", "last_name": "C"},
        {"first_name": "x" * 900_000},
        {"first_name": ["one", "two"], "last_name": ["three", "four"]},
        {},
        {"first_name": ""},
        {"last_name[]": "x", "first_name.x": "y"},
    ],
    ids=["nul", "long", "lists", "missing", "empty", "strange names"],
)
def test_hostile_answers_get_words_and_never_a_fault(client: Client, boxes: dict[str, Any]) -> None:
    filler = Filler(client, "self").until("name")
    response = filler.post(**boxes)
    assert response.status_code in (200, 422)
    if response.status_code == 422:
        assert "There is a problem" in text(response)
        first = boxes.get("first_name", "")
        assert (first[-1] if isinstance(first, list) else first).replace("\x00", "") in text(response).replace(
            "\x00", ""
        )


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["about", "ages", "sharing", "risk", "notice", "means", "eligibility", "phone"])
def test_wrong_kinds_of_answers_never_break_a_page(client: Client, page: str) -> None:
    """Lists where text is expected, text where a choice is, numbers beyond reason, on every kind of box."""
    filler = Filler(client).until(page)
    names = list(filler.pages.get(page, {}))
    for junk in ("\x00", "９９", "-1", "99999999999999999999", "é" * 5000, ["a", "b", "c"], "31", "NaN", "1e9"):
        response = filler.post(**dict.fromkeys(names, junk))
        assert response.status_code in (200, 422), junk
        filler.post(f"page:{page}")


@pytest.mark.django_db
def test_ten_megabytes_are_refused(client: Client) -> None:
    """security.md: 10 MB → 413."""
    filler = Filler(client, "self").until("circumstances")
    assert filler.post(circumstances="x" * 10_000_000).status_code == 413


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "nonsense", "\x00", "a" * 5000, "0" * 32 + ":1:x"])
def test_unreadable_token_keeps_what_was_just_typed(client: Client, token: str) -> None:
    """The page comes back in a new draft with what was typed, says what happened, and goes on from there."""
    filler = Filler(client, "self").until("name")
    response = filler.post(token=token, first_name="Amara", last_name="Şahin")
    said = text(response)
    assert 'value="Amara"' in said and "Some answers are gone" in said and "What you typed last is kept" in said
    assert read_token(filler.token).draft_id
    filler.answer()
    assert filler.page == "about"
    assert filler.send()


@pytest.mark.django_db
def test_expired_token_keeps_what_was_just_typed(client: Client) -> None:
    """90 days later the earlier answers are gone; the page on the screen is not."""
    with time_machine.travel(timezone.now() - LIFETIME - timedelta(hours=1), tick=True):
        filler = Filler(client, "self").until("phone")
    response = filler.post(phone_value="07700 900123", phone_safe="yes")
    assert "07700 900123" in text(response) and "Some answers are gone" in text(response)
    assert filler.send()


@pytest.mark.django_db
def test_draft_left_through_the_exit_opens_no_more(client: Client) -> None:
    """security.md: the survivor's phone. Nothing that was typed before can be read with the old page."""
    filler = Filler(client, "self").until("about")
    old = filler.token
    draft_id = read_token(old).draft_id
    assert draft_id
    drafts.leave(draft_id)
    filler.post("tasks")
    assert "Amara" not in text(filler.response) and filler.token != old
    filler.post("page:name", token=old)
    assert "Amara" not in text(filler.response)
    assert filler.post(token=old, page="who", route="self").status_code == 200
    assert filler.token != old


@pytest.mark.django_db
def test_back_keeps_what_is_half_typed(client: Client) -> None:
    """Back is a button: it saves, asks nothing, and the page shows it again without blame."""
    filler = Filler(client, "self").until("about")
    filler.post("back", gender="female", date_of_birth_day="29", date_of_birth_month="", date_of_birth_year="")
    assert filler.page == "name"
    filler.answer()
    said = text(filler.response)
    assert filler.page == "about" and 'value="29"' in said and "There is a problem" not in said


@pytest.mark.django_db
def test_same_page_posted_twice_and_from_history_changes_nothing(client: Client) -> None:
    """A double click, a reload, and the browser's Back are harmless; the last answer counts."""
    filler = Filler(client, "self").until("about")
    token = filler.token
    for _ in range(3):
        again = client.post(
            ADDRESS, {"token": token, "page": "name", "route": "self", "first_name": "Amara", "last_name": "Obi"},
            headers={"Sec-Fetch-Site": "same-origin"},
        )  # fmt: skip
        assert hidden(again, "page") == "about"
    filler.send()
    with acting(walk.worker()):
        assert Referral.objects.select_related("key").get().last_name == "Obi"


@pytest.mark.django_db
def test_first_post_twice_makes_one_draft(client: Client) -> None:
    filler = Filler(client)
    first = {"token": filler.token, "page": "who", "route": "self"}
    tokens = {
        hidden(client.post(ADDRESS, first, headers={"Sec-Fetch-Site": "same-origin"}), "token").split(":")[0]
        for _ in range(2)
    }
    assert len(tokens) == 1


@pytest.mark.django_db
def test_sent_form_answers_with_its_reference_and_holds_nothing(client: Client) -> None:
    """Posting again, from any page of the history, makes no second referral; the draft is empty."""
    filler = Filler(client).through()
    check = filler.token
    reference = filler.reference(filler.post("send"))
    for go in ("send", "next", "back", "page:name", "check"):
        filler.post(go, token=check, page="name", first_name="Mallory")
        assert filler.reference(filler.response) == reference
    draft_id = read_token(check).draft_id
    with scoped(sight="intake", referral=draft_id):
        draft = Draft.objects.select_related("key").get()
        assert set(draft.answers) == {"referral", "equality"}
    with acting(walk.worker()):
        assert Referral.objects.select_related("key").get().first_name == "Amara"


@pytest.mark.django_db
def test_unfinished_form_cannot_be_sent(client: Client) -> None:
    filler = Filler(client, "self").until("address")
    response = filler.post("send")
    assert response.status_code == 422 and "Something is not answered yet" in text(response)


@pytest.mark.django_db(transaction=True)
def test_first_post_at_the_same_moment_makes_one_draft(client: Client) -> None:
    """A double click on the first button: both get the same form, none gets a fault."""
    filler = Filler(client)
    post = {"token": filler.token, "page": "who", "route": "self"}
    drafts_seen = together(8, lambda: read_token(hidden(_post(post), "token")).draft_id)
    assert len(drafts_seen) == 8 and len(set(drafts_seen)) == 1


def _post(boxes: dict[str, str]) -> Any:
    return Client().post(ADDRESS, boxes, headers={"Sec-Fetch-Site": "same-origin"})


@pytest.mark.django_db(transaction=True)
def test_100_identical_submissions_at_once_make_one_referral(client: Client) -> None:
    """security.md, exactly once: 100 at the same moment get one reference."""
    filler = Filler(client).through()
    post = {"token": filler.token, "route": "professional", "came": "check", "go": "send"}
    answers = together(100, lambda: Filler.reference(_post(post)))
    assert len(answers) == 100 and len(set(answers)) == 1
    with acting(walk.worker()):
        assert Referral.objects.count() == 1
