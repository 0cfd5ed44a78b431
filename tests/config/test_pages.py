"""Components, tags and filters as they reach the browser (docs/pages.md)."""

import datetime
import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import engines
from django.test import Client
from django.utils import timezone

from accounts.roles import GRANTS, Grant
from config import navigation
from config.templatetags import page
from tests.people import as_role

gallery = pytest.mark.urls("tests.config.gallery")
MOMENT = datetime.datetime(2026, 7, 3, 13, 5, tzinfo=datetime.UTC)
COMPONENTS = sorted(path.stem for path in (settings.BASE_DIR / "templates" / "components").glob("*.html"))
HOSTILE = '<script>alert("x")</script>'


def draw(source: str, **context: object) -> str:
    return str(engines["django"].from_string(source).render(context))


def body_of(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("moment", "words"),
    [(MOMENT, "Friday 3 July 2026, 14:05"), (datetime.date(2026, 3, 3), "Tuesday 3 March 2026"), (None, "")],
)
def test_when_says_the_moment_on_a_london_clock(moment: datetime.date | None, words: str) -> None:
    assert re.sub("<[^>]*>", "", draw("{{ moment|when }}", moment=moment)) == words


def test_when_carries_the_machine_time() -> None:
    assert 'datetime="2026-07-03T14:05+01:00"' in draw("{{ moment|when }}", moment=MOMENT)


def test_short_moment_and_clock_are_for_tables() -> None:
    assert re.sub("<[^>]*>", "", draw("{{ m|when_short }} {{ m|clock }}", m=MOMENT)) == "3 Jul 2026, 14:05 14:05"
    assert draw("{{ m|clock }}", m=datetime.time(9, 30)) == "09:30"
    assert draw("{{ m|clock }}{{ m|ago }}", m=None) == ""


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (3, "3 working days left"),
        (1, "1 working day left"),
        (0, "due today"),
        (-1, "1 working day late"),
        (-2, "2 working days late"),
        (None, ""),
    ],
)
def test_wait_says_working_days_in_words(days: int | None, words: str) -> None:
    assert page.wait(days) == words


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (datetime.timedelta(seconds=20), "just now"),
        (datetime.timedelta(minutes=5), "5 minutes ago"),
        (datetime.timedelta(hours=1), "1 hour ago"),
        (datetime.timedelta(hours=25), "yesterday, 11:00"),
        (datetime.timedelta(days=9), "11 Mar 2026, 12:00"),
    ],
)
def test_ago_says_how_long_in_words(time_machine_at_noon: None, before: datetime.timedelta, words: str) -> None:
    assert re.sub("<[^>]*>", "", page.ago(timezone.now() - before)) == words


@pytest.fixture
def time_machine_at_noon(time_machine: object) -> None:
    time_machine.move_to(datetime.datetime(2026, 3, 20, 12, tzinfo=datetime.UTC), tick=False)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("count", "noun", "words"),
    [(1, "referral", "1 referral"), (1200, "referral", "1,200 referrals"), (2, "person,people", "2 people")],
)
def test_of_counts_in_words(count: int, noun: str, words: str) -> None:
    assert page.of(count, noun) == words


@pytest.mark.parametrize("colour", sorted(page.COLOURS))
def test_tag_has_words_and_a_colour_of_the_stylesheet(colour: str) -> None:
    assert draw("{% tag words colour %}", words=HOSTILE, colour=colour).count("&lt;script") == 1
    assert f".govuk-tag--{colour}" in (settings.BASE_DIR / "static" / "safer.css").read_text()


def test_tag_in_an_unknown_colour_is_refused() -> None:
    with pytest.raises(page.NoSuchColour):
        page.tag("High", "beige")


@pytest.mark.parametrize(
    ("words", "drawn"),
    [
        ("Ring 03031 231113.", 'Ring <a class="govuk-link" href="tel:03031231113">0303\u00a0123\u00a01113</a>.'),
        ("Or 0808 2000 247", 'Or <a class="govuk-link" href="tel:08082000247">0808\u00a02000\u00a0247</a>'),
        ("01622 000 111, day", '<a class="govuk-link" href="tel:01622000111">01622\u00a0000\u00a0111</a>, day'),
        ("dpo@kent.gov.uk. He", '<a class="govuk-link" href="mailto:dpo@kent.gov.uk">dpo@kent.gov.uk</a>. He'),
        ("AS6.1.5 of 10 October 2023, 012345678901234", None),
        (HOSTILE, "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;"),
    ],
)
def test_reachable_makes_links_of_addresses_and_numbers_alone(words: str, drawn: str | None) -> None:
    assert draw("{{ words|reachable }}", words=words) == (drawn or words)


def test_percent_is_full_only_when_finished() -> None:
    assert [page.percent(done, 1000) for done in (0, 999, 1000)] == [0, 99, 100]
    assert page.percent(0, 0) == 0


@gallery
def test_every_component_is_in_the_gallery() -> None:
    """A component that no page of the gallery shows is a component that nobody has looked at."""
    shown = " ".join(path.read_text() for path in Path(__file__).parent.glob("samples.py"))
    shown += " ".join(path.read_text() for path in (settings.BASE_DIR / "templates").rglob("*.html"))
    assert [name for name in COMPONENTS if f"components/{name}.html" not in shown] == []


@gallery
def test_every_component_is_described() -> None:
    described = (settings.BASE_DIR / "docs" / "pages.md").read_text()
    inner = {"cell", "emergency", "exit", "lines"}
    assert [name for name in COMPONENTS if f"`{name}`" not in described and name not in inner] == []


@pytest.mark.parametrize("name", COMPONENTS)
def test_components_escape_what_they_are_given(name: str) -> None:
    row: dict[str, Any] = dict.fromkeys(
        ("key", "value", "label", "title", "text", "sub", "who", "what", "why", "status"), HOSTILE
    )
    row |= {"words": HOSTILE, "hidden": HOSTILE, "hint": HOSTILE, "reference": HOSTILE, "name": HOSTILE, "href": "/"}
    lists: dict[str, Any] = {key: [row] for key in ("rows", "items", "views", "entries", "tabs", "buttons")}
    table: dict[str, Any] = {"caption": HOSTILE, "columns": [row], "rows": [[HOSTILE, row]]}
    lanes = [{"title": HOSTILE, "count": 1, "cards": [row]}]
    context = row | lists | {"table": table, "lanes": lanes, "case": row, "visit": row | {"lines": [HOSTILE]}}
    context |= {
        "refused": HOSTILE,
        "summary": HOSTILE,
        "body": HOSTILE,
        "done": 1,
        "total": 2,
        "now": 1,
        "colour": "red",
    }
    assert "<script>alert" not in draw(f'{{% include "components/{name}.html" %}}', **context)


@gallery
def test_unanswered_rows_say_so_and_lists_become_lines() -> None:
    body = body_of("/gallery/pieces/")
    assert "Not answered" in body
    assert "<li>Not by voicemail</li>" in body


@gallery
def test_table_cells_name_their_column_for_a_phone() -> None:
    body = body_of("/gallery/work/")
    assert body.count('data-label="Whose turn"') == 12
    assert body.count('<th scope="row"') == 12
    assert "<caption" in body


@gallery
def test_navigation_shows_only_what_the_person_may_open() -> None:
    body = body_of("/gallery/work/")
    assert 'href="/desk/"' in body
    assert "Reports" not in body


@gallery
def test_sample_instance_says_so_on_every_page(settings: object) -> None:
    settings.SAMPLE_INSTANCE = True  # type: ignore[attr-defined]
    for address in ("/", "/gallery/work/"):
        assert "Every person and referral here is made up" in body_of(address)


def test_instance_with_real_people_has_no_sample_banner(settings: object) -> None:
    settings.SAMPLE_INSTANCE = False  # type: ignore[attr-defined]
    assert "made up" not in body_of("/")


@gallery
@pytest.mark.parametrize("address", ["/", "/gallery/fields/", "/gallery/work/", "/gallery/case/"])
def test_page_weighs_at_most_60_kilobytes(address: str) -> None:
    """Everything a first visit fetches: the page, both weights of the font and the icon; stylesheet and script packed."""
    static = settings.BASE_DIR / "static"
    packed = [(static / "safer.css").read_bytes(), (static / "safer.js").read_bytes()]
    plain = [static / "icon.svg", *(static / "fonts" / f"atkinson-latin-{weight}.woff2" for weight in (400, 700))]
    weight = sum(len(gzip.compress(part)) for part in packed) + sum(path.stat().st_size for path in plain)
    assert weight + len(body_of(address).encode()) <= 60_000


def test_stylesheet_holds_nothing_that_belongs_to_gov_uk() -> None:
    css = (settings.BASE_DIR / "static" / "safer.css").read_text()
    assert not re.search("GDS Transport|crown|url\\([^)]*(?:https?:|data:)", css)
    assert (settings.BASE_DIR / "static" / "fonts" / "LICENSE.txt").read_text().count("SIL OPEN FONT LICENSE")


def test_navigation_leads_only_to_pages_that_exist() -> None:
    assert [place.name for place in navigation.PLACES if not navigation.address(place.name)] == []


@pytest.mark.parametrize("grant", GRANTS.values(), ids=lambda grant: grant.label)
def test_nobody_has_more_links_than_fit_in_one_row(grant: Grant) -> None:
    """The others stand under “More”; whoever has few has none there."""
    links = navigation.links_for(grant.permissions, "/")
    folded = [link for link in links if link.more]
    assert len(links) - len(folded) <= navigation.ONE_ROW
    assert bool(folded) == (len(links) > navigation.ONE_ROW)


@pytest.mark.django_db
@pytest.mark.urls("config.urls")
def test_links_under_more_are_there_without_the_script(client: Client) -> None:
    as_role(client, "triage-lead")
    row, _, fold = client.get("/accounts/second-step/").content.decode().partition("<summary>More</summary>")
    assert "Find a referral" in row
    assert 'aria-current="true">Your sign-in</a>' in fold.partition("</nav>")[0]


def test_only_the_nearest_place_is_marked_as_current() -> None:
    links = navigation.links_for(frozenset({"desk.use", "referral.read"}), navigation.address("referrals:search"))
    assert [link.label for link in links if link.current] == ["Find a referral"]
