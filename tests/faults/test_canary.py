"""A bird sings in every field that somebody can fill in; then everything that is kept or sent is searched for its song.

Two ways in. The registers: each of their fields gets words of its own, so a new field is in by itself. The pages: every
form that triage, security and support can reach is filled in and sent, so a new box is in by itself, too; whether the
form is refused makes no difference to where its words may be left behind.
"""

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.faults.canary_leavings import Overheard, admin, dumped, files, mails
from tests.faults.canary_pages import MAILBOX, SONG, Walker
from tests.faults.test_flushed_broker import Desk, signed_in
from tests.faults.test_rotation import said
from tests.house.instance import Instance, copied, started
from tests.journeys.person import manage
from tests.referrals.filling import Filler

pytestmark = pytest.mark.xdist_group("unspoilt")

BROWSER = "Kernbeisserbrowser/1.0"  # of the person who refers
DATES = {"referral.date_of_birth", "referral.risk_assessed_on"}  # sealed, and no words
PLANT = """
import json, re
from tests.providers import walk
from tests.providers.planting import FIELDS, plant, planting
from tests.referrals import walk as referrals
from walls.fields import SealedText
rows = planting()
sealed = [f.name for f in FIELDS.values() if type(rows[f.model][0]._meta.get_field(f.attribute)) is SealedText]
planted = plant(rows)
words = {name: [w for w in planted.get(name, ()) if re.fullmatch(r"Q[0-9]+z[a-z]+", w)] for name in sealed}
pair = [rows["security_workstream"][0], rows["support_workstream"][0]]
fresh = [referrals.received().reference, referrals.triaging().reference, referrals.triaged().reference]
work = [*pair, walk.accepted(), walk.visit_booked(), walk.assessed(), walk.s_contacting(), walk.s_active()]
print("planted", json.dumps({
    "words": words, "references": [pair[0].reference, *fresh], "work": [str(row.pk) for row in work],
}))
"""
TRIAGE, COORDINATOR, MANAGER = (
    f"{who}@example.org" for who in ("triage-worker.victim-support", "security-coordinator.24-7-locks", "support-manager.oasis")
)  # fmt: skip


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory, unspoilt: Path) -> Iterator[Instance]:
    folder = tmp_path_factory.mktemp("canary")
    with pytest.MonkeyPatch.context() as patch:
        (folder / "temporary").mkdir(mode=0o1777)
        patch.setenv("TMPDIR", str(folder / "temporary"))
        with started(copied(unspoilt, folder / "data")) as running:
            yield running


class Outside:
    """tests.referrals.filling's client, over the network."""

    def __init__(self, instance: Instance) -> None:
        self.base, self.session = f"http://localhost:{instance.port}", requests.Session()
        self.session.headers["User-Agent"] = BROWSER

    def get(self, path: str) -> requests.Response:
        return self.session.get(self.base + path, timeout=120)

    def post(self, path: str, boxes: dict[str, Any], headers: dict[str, str]) -> requests.Response:
        return self.session.post(self.base + path, data=boxes, headers=headers, timeout=120)


def refer(instance: Instance) -> None:
    """One form is sent; another is kept for later and left alone."""
    song: Any = {
        "name": {"first_name": SONG, "last_name": SONG}, "language": {"language": SONG, "interpreter": "yes"},
        "phone-how": {"phone_hours": SONG, "phone_code_word": SONG, "phone_voicemail": "no", "phone_text": "no", "phone_withheld_number": "no"},
        "email": {"email_value": MAILBOX, "email_safe": "yes", "email_code_word": SONG},
        "address": {"address": SONG, "postcode": "TN24 9ZZ", "district": "ashford"}, "floor": {"floor": SONG},
        "earlier-what": dict.fromkeys(("previous_measures_what", "previous_measures_who", "previous_measures_when", "previous_measures_where"), SONG),
        "circumstances": {"circumstances": SONG}, "agreed": {"given_how": "phone", "taken_by": SONG},
        "referrer": {
            "referrer_name": SONG, "referrer_email": MAILBOX, "referrer_job_title": SONG, "referrer_organisation": SONG,
        },
    }  # fmt: skip
    client: Any = Outside(instance)
    Filler(client, **song).send()
    half = Filler(client, **song).until("circumstances")
    half.post(circumstances=SONG)
    assert "Your form is saved" in half.post("later").content.decode()


def knock(instance: Instance) -> None:
    """What somebody types who is not let in, and addresses with a secret in them."""
    desk = Desk(instance)
    with pytest.raises(requests.HTTPError, match="422"):
        desk.post("/accounts/login/", login=MAILBOX, password=SONG)
    desk.post("/accounts/password/reset/", email=MAILBOX)
    for path in (
        f"/refer/link/{SONG}/", f"/refer/back/{SONG}/", f"/accounts/password/reset/key/{'0' * 32}-{SONG}/",
        f"/referrals/{SONG}/", f"/{SONG}/?q={SONG}",
    ):  # fmt: skip
        desk.session.get(
            desk.base + path, headers={"Referer": f"https://{SONG}.example/", "User-Agent": BROWSER}, timeout=60
        )


def look_for(desk: Desk, words: list[str]) -> None:
    for one in (SONG, *words[:3]):
        desk.post(
            "/desk/triage/find/", last_name=one, postcode="TN24 9ZZ", telephone="07700 900123", email=f"{one}@x.example"
        )
    with pytest.raises(requests.HTTPError, match="422"):
        desk.post("/desk/triage/find/", reference="", telephone=SONG, email=SONG)


def break_down(instance: Instance, desk: Desk, reference: str) -> None:
    """Pages that fail in the middle, with a name in hand: what do the logs say?"""
    with admin(instance) as server:
        server.execute("REVOKE INSERT ON journal_access FROM safer_web")
        try:
            assert desk.session.get(f"{desk.base}/referrals/{reference}/", timeout=60).status_code == 500
            with pytest.raises(requests.HTTPError, match="500"):
                desk.post("/desk/triage/find/", last_name=SONG)
        finally:
            server.execute("GRANT INSERT ON journal_access TO safer_web")


def delivered(instance: Instance) -> None:
    """Wait until the outbox is empty."""
    pause = threading.Event()
    with admin(instance) as server:
        for _ in range(60):
            (waiting,) = server.execute("SELECT count(*) FROM journal_delivery WHERE state = 'waiting'").fetchone() or (
                0,
            )
            if not waiting:
                break
            pause.wait(2)
        server.execute("CHECKPOINT")
    assert not waiting


def a_day(instance: Instance, planted: dict[str, Any], words: list[str]) -> tuple[str, list[Walker]]:
    """Everybody comes by. → a page that shows what was planted, and who walked."""
    refer(instance)
    knock(instance)
    desks = {who: signed_in(instance, who) for who in (TRIAGE, COORDINATOR, MANAGER)}
    cases = [f"/referrals/{one}/" for one in planted["references"]]
    shown = desks[TRIAGE].session.get(desks[TRIAGE].base + cases[0], timeout=60).text
    look_for(desks[TRIAGE], words)
    break_down(instance, desks[TRIAGE], planted["references"][0])
    walked = [Walker(desks[TRIAGE], planted["references"]).everywhere("/desk/triage/", *cases)]
    walked += [
        Walker(desks[who], planted["work"]).everywhere("/workstreams/?view=all") for who in (COORDINATOR, MANAGER)
    ]
    assert all(one.sent > 10 for one in walked), "forms were filled in and sent"
    delivered(instance)
    return shown, walked


def test_song_of_the_canary_stands_nowhere_but_on_pages(instance: Instance) -> None:
    """security.md "No personal data in URLs, logs, error mails, Celery payloads, Redis, temp files, e-mail, page titles"."""
    planted = said(manage(instance, "shell", "-c", PLANT), "planted")
    assert {name for name, found in planted["words"].items() if not found} <= DATES
    words = [word for those in planted["words"].values() for word in those]
    heard = Overheard(instance)
    shown, walked = a_day(instance, planted, words)
    sung = birds_in([SONG, BROWSER, "Qcamera", "Qxmp", "Qcomment", *words])
    assert len(sung(shown)) > 5, "the page that may show them shows them"
    places = {"Redis": heard.text(), "mail": mails(instance)}
    places["titles, addresses, headers"] = "\n".join(line for one in walked for line in one.outside)
    places |= {f"dump of {name}": dumped(instance, name) for name in ("safer_cases", "safer_equality")}
    assert len(places["mail"]) > 1000 and "carry" in places["Redis"], "there is something to search"
    assert [(place, found) for place, text in places.items() if (found := sung(text))] == []
    assert [(path, found) for path, raw in files(instance) if (found := sung(raw.decode("latin-1")))] == []


def birds_in(birds: list[str]) -> Callable[[str], set[str]]:
    """→ text → which of these stand in it, as they are or in hexadecimal."""
    forms = [re.compile("|".join(birds)), re.compile("|".join(bird.encode().hex() for bird in birds))]
    return lambda text: {found for form in forms for found in form.findall(text)}
