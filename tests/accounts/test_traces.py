"""What is remembered of sign-ins: old passwords are refused, new browsers are told, sessions end one by one."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts import demo
from accounts.models import KnownDevice, Organisation, UsedPassword, User
from accounts.passwords import REMEMBERED, NotGuessable
from journal.models import Event
from tests.accounts.test_invitations import GOOD, deliver_mail
from tests.people import as_role, enter_code, make_user, sign_in, user_of
from walls.scope import scoped

pytestmark = pytest.mark.django_db
CHANGE, SESSIONS, PEOPLE = reverse("account_change_password"), reverse("usersessions_list"), reverse("accounts:people")
ADMINISTRATOR = "scheme-administrator.kcc@example.org"
FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
NEWER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0"}
OTHER = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36"}


def change(client: Client, now: str, then: str) -> str:
    """→ the page that answers; '' when the password was taken."""
    answer = client.post(CHANGE, {"oldpassword": now, "password1": then, "password2": then})
    return "" if answer.status_code == 302 else answer.content.decode()


def test_password_that_somebody_had_is_refused(client: Client) -> None:
    user = user_of("trainer")
    for number in range(REMEMBERED + 1):
        user.set_password(f"{GOOD} {number}")
        user.save()
    as_role(client, "trainer")
    held = f"{GOOD} {REMEMBERED}"
    for number in (1, REMEMBERED):
        assert "You have had this password before" in change(client, held, f"{GOOD} {number}"), number
    assert change(client, held, f"{GOOD} 0") == "", "the sixth before is forgotten"
    assert UsedPassword.objects.filter(user=user).count() == REMEMBERED


def test_too_many_tries_get_a_page_with_words(client: Client) -> None:
    as_role(client, "trainer")
    answers = [client.post(CHANGE, {"oldpassword": "x", "password1": GOOD, "password2": GOOD}) for _ in range(6)]
    assert answers[-1].status_code == 429
    assert "Too many tries in a short time" in answers[-1].content.decode()


def test_password_that_somebody_has_is_refused_by_the_link_of_a_mail(client: Client) -> None:
    user = user_of("trainer")
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = re.search(r"http://localhost:8000(/accounts/password/reset/\S+)", deliver_mail()[0])
    assert link is not None
    form = client.get(link[1])["Location"]
    answer = client.post(form, {"password1": demo.password(), "password2": demo.password()})
    assert "You have had this password before" in answer.content.decode()


def test_passwords_of_two_people_do_not_meet(client: Client) -> None:
    for slug in ("trainer", "commissioner"):
        as_role(client, slug)
        assert change(client, demo.password(), GOOD) == ""


@pytest.mark.parametrize(
    "typed",
    [
        "password1234", "Password12345", "P4ssw0rd!2026", "qwertyqwerty", "dragondragondragon", "SaferReferrals1",
        "victimsupport2026", "kentcouncil!!!", "aaaaaaaaaaaa", "121212121212", "welcome safer 1", "LetMeIn-Kent-26",
    ],
)  # fmt: skip
def test_password_that_would_be_guessed_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="would be guessed"):
        NotGuessable().validate(typed)


@pytest.mark.parametrize(
    "typed",
    [GOOD, "otter lamp saffron", "dragon 72818291928", "Tk9#vQ2mLx7!", "safer by violet harbours", "ñandú y búho"],
)
def test_password_of_words_that_do_not_belong_together_is_taken(typed: str) -> None:
    NotGuessable().validate(typed)


def test_sign_in_from_a_new_browser_is_told_once() -> None:
    user_of("scheme-administrator")
    for headers, told in ((FIREFOX, 0), (FIREFOX, 0), (NEWER, 0), (OTHER, 1), (OTHER, 1), (FIREFOX, 1)):
        sign_in(Client(headers=headers), ADMINISTRATOR)
        deliver_mail()
        assert len(mail.outbox) == told, headers
    (message,) = mail.outbox
    assert message.to == [ADMINISTRATOR]
    assert "from a browser or a place that is new" in str(message.body)
    assert "Firefox" not in str(message.body)
    assert "127.0" not in str(message.body)


def test_sign_in_from_a_new_place_is_told() -> None:
    user_of("scheme-administrator")
    for address, told in (("192.0.2.7", 0), ("192.0.2.200", 0), ("198.51.100.9", 1), ("2001:db8::1", 2), ("::9", 3)):
        sign_in(Client(headers=FIREFOX, REMOTE_ADDR=address), ADMINISTRATOR)
        deliver_mail()
        assert len(mail.outbox) == told, address


def test_place_that_nobody_can_name_lets_people_in(settings: object) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2  # type: ignore[attr-defined]
    user_of("scheme-administrator")
    assert sign_in(Client(), ADMINISTRATOR).status_code in (302, 403)


def test_half_a_sign_in_makes_no_browser_known(client: Client) -> None:
    user_of("scheme-administrator")
    client.post(reverse("account_login"), {"login": ADMINISTRATOR, "password": demo.password()})
    assert not KnownDevice.objects.exists()
    enter_code(client, ADMINISTRATOR)
    assert KnownDevice.objects.count() == 1
    assert b"127" not in bytes(KnownDevice.objects.get().digest)


def inside(client: Client) -> bool:
    return client.get(PEOPLE).status_code == 200


def sessions_of(client: Client) -> list[str]:
    """The numbers of other sessions that the page offers to end."""
    return re.findall(r'name="session" value="(\d+)"', client.get(SESSIONS).content.decode())


def test_browser_is_named_in_words(client: Client) -> None:
    for headers in (FIREFOX, OTHER, {"User-Agent": "curl/8"}):
        sign_in(Client(headers=headers), "trainer")
    sign_in(client, "trainer")
    page = client.get(SESSIONS).content.decode()
    for words in ("Firefox on Linux", "Chrome on Windows", "Another program"):
        assert words in page
    assert "Mozilla" not in page


def test_one_session_ends_and_the_others_stay(client: Client) -> None:
    first, second = Client(), Client()
    for one in (first, second, client):
        sign_in(one, "scheme-administrator")
    numbers = sessions_of(client)
    assert len(numbers) == 2
    assert client.post(SESSIONS, {"session": numbers[0]})["Location"] == SESSIONS
    assert [inside(one) for one in (first, second, client)] == [False, True, True]
    with scoped(sight="spa"):
        assert Event.objects.filter(kind="account.sessions_ended").count() == 1


def test_session_of_somebody_else_stays(client: Client) -> None:
    theirs = Client()
    sign_in(theirs, "scheme-administrator")
    number = theirs.session and _number_of(user_of("scheme-administrator"))
    sign_in(client, "trainer")
    client.post(SESSIONS, {"session": number})
    assert inside(theirs)
    for junk in ("x", "-1", "99999999999999999999", "0", "\x00"):
        assert client.post(SESSIONS, {"session": junk}).status_code == 422, junk


def _number_of(user: User) -> int:
    return int(user.usersession_set.get().pk)  # type: ignore[attr-defined]


def test_ending_sessions_wants_the_second_step_again(client: Client) -> None:
    other = Client()
    start = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        sign_in(other, "scheme-administrator")
        sign_in(client, "scheme-administrator")
        clock.move_to(start + timedelta(minutes=11))
        asked = client.post(SESSIONS)
        assert asked["Location"].startswith(reverse("mfa_reauthenticate"))
        assert inside(other)


def test_invited_person_is_remembered_from_the_start() -> None:
    user = make_user("new@example.org", "New", Organisation.objects.get(slug="kcc"), ["trainer"])
    user.set_password(GOOD)
    user.save()
    assert UsedPassword.objects.filter(user=user).count() == 1
    user.set_unusable_password()
    user.save()
    assert UsedPassword.objects.filter(user=user).count() == 1
