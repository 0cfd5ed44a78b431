"""The HTTP Observatory's published points (MDN, algorithm 5) for every class of answer, as it would be sent over https.

130 is the most that pages without cookies can have; a cookie that is right adds 5. docs/proofs.md has the tool's own words.
"""

from collections.abc import Iterator, Mapping
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware
from django.test import Client, RequestFactory
from django.urls import reverse
from whitenoise.middleware import WhiteNoiseMiddleware

from config.uploads import TOO_LONG
from tests.people import as_role
from tests.providers import walk
from tests.referrals import walk as cases

pytestmark = pytest.mark.django_db(databases=["default", "equality", "reports"])
STATIC = Path(__file__).resolve().parents[2] / "static"


@pytest.fixture(autouse=True)
def _as_in_production(settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 63_072_000, True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True


def points(headers: Mapping[str, str], cookies: SimpleCookie | None = None) -> int:
    """What the Observatory's table gives: 100, less what is missing, more for what is better than it must be."""
    policy = dict(part.strip().partition(" ")[::2] for part in headers.get("Content-Security-Policy", "").split(";"))
    score = 100
    score += 10 if policy.get("default-src") == "'none'" and policy.get("form-action") in ("'none'", "'self'") else -25
    score -= 20 * any("unsafe" in sources or "*" in sources or "http:" in sources for sources in policy.values())
    score += 5 if policy.get("frame-ancestors") == "'none'" else -20
    score += 5 if headers.get("Referrer-Policy") in ("no-referrer", "same-origin") else -5
    score += 10 if headers.get("Cross-Origin-Resource-Policy") == "same-origin" else 0
    score -= 0 if headers.get("X-Content-Type-Options") == "nosniff" else 5
    score -= 0 if "max-age=63072000" in headers.get("Strict-Transport-Security", "") else 20
    score -= 50 if "Access-Control-Allow-Origin" in headers else 0
    for cookie in (cookies or {}).values():
        score -= 0 if cookie["secure"] and cookie["httponly"] and cookie["samesite"] == "Strict" else 40
    return score


def inside() -> Iterator[tuple[str, str]]:
    """(whose, page) of every kind of desk."""
    yield "security-coordinator", f"/workstreams/{walk.accepted().pk}/"
    yield "triage-worker", f"/referrals/{cases.received().reference}/"
    for slug in ("triage-worker", "fitter", "support-worker", "commissioner", "scheme-administrator", "rights-officer"):
        yield slug, "/desk/"
    yield "scheme-administrator", reverse("accounts:people")
    yield "triage-worker", "/referrals/SR-2222-2222/"
    yield "trainer", "/reports/"


@pytest.mark.parametrize(
    "address",
    ["/", "/refer/", "/notices/", "/notices/safer/", "/exit/about/", "/exit/", "/healthz", "/readyz", "/no-such-page/",
     "/accounts/login/", "/accounts/password/reset/", "/accounts/invitation/x/", "/accounts/signup/", "/desk/"],
)  # fmt: skip
def test_every_public_answer_has_130_points(client: Client, address: str) -> None:
    answer = client.get(address, secure=True)
    assert points(answer.headers, answer.cookies) >= 130


def test_every_answer_inside_has_130_points() -> None:
    for slug, address in inside():
        client = Client()
        as_role(client, slug)
        answer = client.get(address, secure=True)
        assert points(answer.headers, answer.cookies) >= 130, (slug, address)


def test_refusals_and_faults_have_130_points(client: Client) -> None:
    for answer in (
        client.post("/refer/", {}, secure=True, headers={"sec-fetch-site": "cross-site"}),
        client.put("/", secure=True),
    ):
        assert answer.status_code >= 400
        assert points(answer.headers, answer.cookies) >= 130, answer.status_code


@pytest.mark.parametrize("name", sorted(file.name for file in STATIC.iterdir() if file.is_file()))
def test_every_static_file_has_130_points(rf: RequestFactory, settings: Any, name: str) -> None:
    """WhiteNoise first, Django's own headers around it, as in MIDDLEWARE."""
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    answer = _through(rf.get(f"/static/{name}", secure=True))
    assert answer.status_code == 200
    assert points(answer.headers) >= 130
    answer.close()


def _through(request: HttpRequest) -> HttpResponse:
    def nobody(_: HttpRequest) -> HttpResponse:
        return HttpResponse(status=404)

    return SecurityMiddleware(WhiteNoiseMiddleware(nobody))(request)  # type: ignore[return-value]


def test_body_that_is_too_long_is_refused_with_the_same_headers(client: Client) -> None:
    read_away: dict[str, Any] = {TOO_LONG: True}
    answer = client.post("/refer/", secure=True, **read_away)
    assert answer.status_code == 413
    assert points(answer.headers, answer.cookies) >= 130
