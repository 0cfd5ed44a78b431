"""A page for every refusal and fault; none needs a database."""

import io
import uuid
from typing import Any

import pytest
from django.test import Client

from config import errors
from config.uploads import TOO_LONG
from config.wsgi import BodyLimit
from tests.people import as_role

READ_AWAY: dict[str, Any] = {TOO_LONG: True}  # what config/wsgi.py leaves of a body that is too long
pytestmark = pytest.mark.urls("tests.config.gallery")


def test_absent_page_says_so_in_words() -> None:
    answer = Client().get("/no-such-page/")
    assert answer.status_code == 404
    assert "Page not found" in answer.content.decode()


def test_wrong_method_gets_a_page_and_keeps_allow() -> None:
    answer = Client().get("/gallery/only-post/")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "cannot be opened this way" in answer.content.decode()


def test_body_over_the_limit_is_413_with_a_page() -> None:
    answer = Client(raise_request_exception=False).post("/gallery/only-post/", {"words": "x" * 10_000_000})
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()


def test_missing_csrf_token_says_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post("/gallery/guarded/")
    assert answer.status_code == 403
    assert "Nothing was saved" in answer.content.decode()


def test_fault_says_sorry_and_nothing_of_the_fault() -> None:
    answer = Client(raise_request_exception=False).get("/gallery/broken/")
    body = answer.content.decode()
    assert answer.status_code == 500
    assert "Sorry, something went wrong" in body
    assert "on purpose" not in body


def test_database_away_is_503_with_help_and_nothing_saved() -> None:
    answer = Client(raise_request_exception=False).get("/gallery/away/")
    body = answer.content.decode()
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "120"
    assert "Nothing was saved" in body
    assert "0808 168 9111" in body
    assert 'href="tel:999"' in body


@pytest.mark.parametrize("status", sorted(errors.PAGES))
def test_every_error_page_is_drawn_in_full(rf: object, status: int) -> None:
    answer = errors.page(rf.get("/"), status)  # type: ignore[attr-defined]
    body = answer.content.decode()
    assert answer.status_code == status
    assert errors.PAGES[status].heading in body
    assert "0808 168 9111" in body
    assert answer.headers["Cache-Control"] == "no-store"


def test_error_page_that_cannot_be_drawn_still_names_help(rf: object, settings: object) -> None:
    settings.TEMPLATES = []  # type: ignore[attr-defined]
    answer = errors.page(rf.get("/"), 500)  # type: ignore[attr-defined]
    assert answer.content.decode() == errors.LAST_RESORT


@pytest.mark.parametrize(
    ("path", "length", "refused"),
    [
        ("/refer/", 1_000_000, False),
        ("/refer/", 1_000_001, True),
        (f"/workstreams/{uuid.UUID(int=7)}/photograph/", 12_000_000, False),
        (f"/workstreams/{uuid.UUID(int=7)}/photograph/", 12_000_001, True),
        (f"/workstreams/{uuid.UUID(int=7)}/note/", 1_000_001, True),
        (f"/refer/workstreams/{uuid.UUID(int=7)}/photograph/", 1_000_001, True),
    ],
)
def test_only_the_page_for_photographs_takes_more_than_a_megabyte(path: str, length: int, refused: bool) -> None:
    handed_on: list[dict[str, Any]] = []

    def inside(environ: Any, start_response: Any) -> list[bytes]:
        handed_on.append(environ)
        return []

    BodyLimit(inside)({"PATH_INFO": path, "CONTENT_LENGTH": str(length), "wsgi.input": io.BytesIO(b"")}, print)
    assert [(TOO_LONG in environ, environ["CONTENT_LENGTH"] == "0") for environ in handed_on] == [(refused, refused)]


@pytest.mark.urls("config.urls")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "sent", "status"),
    [
        ("/no-such-page/", {}, 404),
        ("/desk/triage/find/", {}, 403),
        ("/desk/triage/find/", READ_AWAY, 413),
    ],
)
def test_signed_in_person_keeps_their_navigation_on_every_refusal(
    address: str, sent: dict[str, Any], status: int
) -> None:
    """Also where no view was reached; the way back is to their own work."""
    client = Client(enforce_csrf_checks=True)
    as_role(client, "triage-worker")
    answer = client.get(address) if status == 404 else client.post(address, **sent)
    words = answer.content.decode()
    assert answer.status_code == status
    assert "Sign out" in words
    assert "Go to your work" in words


@pytest.mark.urls("config.urls")
@pytest.mark.django_db
def test_public_page_looks_at_no_session_when_it_refuses(client: Client) -> None:
    as_role(client, "triage-worker")
    answer = client.post("/refer/", **READ_AWAY)
    assert answer.status_code == 413
    assert "Sign out" not in answer.content.decode()
    assert "Cookie" not in answer.headers.get("Vary", "")
