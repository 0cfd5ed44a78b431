"""An agency's own work for its own systems: what its worklist shows, the moves of its pages, and nobody else's."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Token
from accounts.scope import acting
from journal.models import Access
from providers.access import workstream_for
from providers.models import SecurityWorkstream
from referrals.models import KeptFrom, Referral
from tests.people import actor_of
from tests.providers import walk
from tests.providers.pages import COORDINATOR
from tests.referrals import walk as referrals
from tests.systems import System, new_key, newest
from walls.models import CaseKey
from walls.scope import scoped

pytestmark = pytest.mark.django_db
HERE = "/api/v1/workstreams"


def locks() -> System:
    return System(new_key("24-7-locks", "security_coordinator"))


def oasis() -> System:
    return System(new_key("oasis", "support_manager"))


def listed(system: System) -> list[dict[str, Any]]:
    answer = system.get(HERE)
    assert answer.status_code == 200, answer.content
    return list(answer.json()["workstreams"])  # type: ignore[attr-defined]


def move(system: System, row: Any, transition: str, *, version: Any = None, key: str = "", **fields: Any) -> Any:
    """At the version of now, unless another is named; "" for none."""
    seen = str(walk.now(row).version) if version is None else str(version)
    headers = {name: value for name, value in (("If-Match", seen), ("Idempotency-Key", key)) if value}
    return system.post(f"{HERE}/{row.pk}/transitions", {"transition": transition} | fields, **headers)


def test_queue_is_the_own_and_each_look_is_recorded() -> None:
    row, other = walk.sent(), walk.s_sent()
    assert [line["id"] for line in listed(oasis())] == [str(other.pk)]
    (line,) = listed(locks())
    assert (line["id"], line["version"], line["state"]) == (str(row.pk), row.version, "sent")
    assert line["transitions"] == ["accept", "ask", "note", "return"]
    assert line["person"]["first_name"] == "Amara"
    assert "O’Neill" not in str(line)
    with acting(actor_of("rights-officer")):
        seen = Access.objects.filter(actor_id=newest().user_id, what="providers:api_work").get()
        assert seen.case_ids == [row.referral_id]


def test_moves_are_those_of_the_pages_and_stand_under_the_systems_name() -> None:
    row, system = walk.sent(), locks()
    answer = move(system, row, "accept", note="Ours.")
    assert (answer.status_code, answer.json()["state"]) == (200, "accepted"), answer.content
    assert answer.headers["ETag"] == f'"{walk.now(row).version}"'
    asked = move(system, row, "ask_permission", asked_on=str(timezone.localdate()))
    assert asked.json()["state"] == "permission_pending"
    with acting(referrals.worker()):
        step = row.steps.order_by("-at").first()
        assert (step.actor_name, step.organisation_name) == ("Case records (system)", "24-7 Locks Ltd")
        assert step.actor_id == newest().user_id


def test_stale_move_says_both_versions_and_changes_nothing() -> None:
    row, system = walk.sent(), locks()
    old = row.version
    assert move(system, row, "accept").status_code == 200
    answer = move(system, row, "note", version=old, note="Late.")
    assert answer.status_code == 409
    assert (answer.json()["seen"], answer.json()["now"]) == (old, old + 1)
    assert walk.now(row).version == old + 1


def test_same_move_under_the_same_key_is_made_once() -> None:
    row, system = walk.sent(), locks()
    first = move(system, row, "accept", version=row.version, key="one")
    again = move(system, row, "accept", version=row.version, key="one")
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert move(system, row, "accept", version=row.version, key="one", note="Other").status_code == 409
    assert move(system, row, "accept", version=row.version, key="two").status_code == 409
    assert walk.now(row).version == row.version + 1


@pytest.mark.parametrize(
    ("version", "status"),
    [("", 428), ("x", 400), ("*", 400), ('W/"1"', 400), ("-1", 400), ("9" * 30, 400), ('"0"', 409)],
)
def test_version_that_is_missing_or_strange_is_refused(version: str, status: int) -> None:
    row = walk.sent()
    answer = move(locks(), row, "accept", version=version)
    assert answer.status_code == status
    assert answer.json()["detail"]
    assert walk.now(row).state == "sent"


def test_what_is_wrong_stands_by_field_with_what_can_be_chosen() -> None:
    row, system = walk.s_sent(), oasis()
    colleague = walk.supporter()
    answer = move(system, row, "accept", worker=str(uuid.uuid4()), colour="red")
    assert answer.status_code == 422
    assert answer.json()["errors"].keys() == {"worker", "colour"}
    assert answer.json()["choices"]["worker"][str(colleague.user_id)] == colleague.name
    assert move(system, row, "accept", worker=7).status_code == 422
    assert move(system, row, "accept", worker=str(colleague.user_id)).json()["worker"] == colleague.name
    for name in ("fly", "photograph", 7, None, ["accept"]):
        assert "transition" in move(system, row, name).json()["errors"]  # type: ignore[arg-type]
    assert move(system, row, "complete").status_code == 409  # not possible in this state


def test_foreign_and_absent_work_answer_the_same() -> None:
    row, foreign = walk.sent(), walk.s_sent("clarion", district="sevenoaks")
    for system in (oasis(), System(new_key("oasis"))):
        answers = []
        for one in (row.pk, foreign.pk, uuid.uuid4()):
            headers = {"If-Match": "1"}
            answers.append(system.post(f"{HERE}/{one}/transitions", {"transition": "accept"}, **headers))
        assert {(one.status_code, one.content) for one in answers} == {(404, answers[0].content)}
    assert System(new_key("oasis")).get(HERE).status_code == 404  # it only sends referrals
    assert walk.now(row).state == walk.now(foreign).state == "sent"


def test_after_a_recall_the_system_sees_that_it_must_stop_and_nothing_of_the_person() -> None:
    row = walk.recalled()
    (line,) = listed(locks())
    assert (line["state"], set(line["person"].values())) == ("recalled", {""})
    assert line["transitions"] == ["acknowledge"]
    assert move(locks(), row, "acknowledge").status_code == 200


def test_what_is_kept_from_one_colleague_is_kept_from_the_system() -> None:
    """Nobody knows who sits at its screens. Both walls: the queries, and the database without them."""
    row, other = walk.sent(), walk.sent()
    system = locks()
    referrals.keep(row.reference, actor_of(COORDINATOR))
    assert [line["id"] for line in listed(system)] == [str(other.pk)]
    assert move(system, row, "accept").status_code == 404
    token = Token.objects.get(user=newest().user)
    scope = scoped(sight="provider", actor=token.user_id, organisation=token.organisation_id)
    with scope:
        assert set(SecurityWorkstream.objects.values_list("pk", flat=True)) == {other.pk}
        assert set(Referral.objects.values_list("pk", flat=True)) == {other.referral_id}
        assert not CaseKey.objects.filter(pk=row.key_id).exists()
    with acting(walk.fitter()):  # a colleague who is not on the list goes on
        assert workstream_for(walk.fitter(), row.pk).pk == row.pk
    with acting(referrals.worker()):
        assert KeptFrom.objects.count() == 1


def test_every_case_table_has_the_wall_for_systems() -> None:
    """A new table about cases with `must_not_see` needs `systems_must_not_see` too (referrals/rows.py)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(tablename) FILTER (WHERE policyname = 'must_not_see' AND cmd = 'ALL'),"
            " array_agg(tablename) FILTER (WHERE policyname = 'systems_must_not_see') FROM pg_policies"
        )
        people, systems = cursor.fetchone()
    assert set(people) == set(systems)
    assert len(systems) > 20
