"""Row-level security of the workstreams, on real PostgreSQL as the roles of production, as every organisation."""

import datetime
import uuid
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from accounts.roles import Role
from accounts.scope import acting
from providers.access import MODELS
from providers.models import (
    Assessment,
    Attempt,
    Fitting,
    FollowUp,
    Goal,
    OwnersPermission,
    Photograph,
    Posted,
    Recommendation,
    Review,
    SecurityStep,
    SecurityWorkstream,
    Signatory,
    SignOff,
    SupportStep,
    SupportWorkstream,
    Visit,
)
from providers.register import REGISTER
from referrals.actions.onward import dispatch
from referrals.choices import Element
from referrals.models import Onward, Referral
from tests.providers import deeds, walk
from tests.referrals import walk as referrals
from walls.fields import SealedText
from walls.models import CaseKey

SECURITY_TABLES: list[Any] = [
    SecurityWorkstream, SecurityStep, OwnersPermission, Visit, Photograph, Recommendation, Assessment, Fitting, SignOff, FollowUp,
]  # fmt: skip
SUPPORT_TABLES: list[Any] = [SupportWorkstream, SupportStep, Attempt, Goal, Review]
ALL_TABLES: list[Any] = [*SECURITY_TABLES, *SUPPORT_TABLES, Posted]
NAMES = {
    "security_workstream": SecurityWorkstream, "security_step": SecurityStep, "visit": Visit,
    "owners_permission": OwnersPermission, "recommendation": Recommendation, "photograph": Photograph, "assessment": Assessment, "fitting": Fitting, "sign_off": SignOff,
    "follow_up": FollowUp, "support_workstream": SupportWorkstream, "support_step": SupportStep, "attempt": Attempt,
    "goal": Goal, "review": Review,
}  # fmt: skip
PLUMBING = {
    "id", "referral", "organisation", "key", "onward", "workstream", "reference", "element", "state", "version",
    "worker", "by", "fitter", "due_at", "clock_left", "sent_at", "changed_at", "ended_at", "transition", "before",
    "after", "actor_id", "actor_name", "organisation_name", "added_at", "cancelled", "transferred_to",
    "deleted_at", "question_to_triage_at", "question_to_provider_at", "triage_saw_at", "provider_saw_at",
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("model", ALL_TABLES)
def test_workstream_table_without_scope_is_empty(model: Any) -> None:
    """security.md: as the web role without scope every case table shows 0 rows."""
    assert model.objects.count() == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE relname = %s", [
            model._meta.db_table
        ])  # fmt: skip
        assert cursor.fetchone() == (True,)


@pytest.mark.django_db
def test_rows_are_there_and_hidden_without_scope() -> None:
    walk.complete()
    walk.s_active()
    row = walk.visit_booked()
    deeds.carry_out(row, "photograph", walk.fitter(), row.version)
    for model in [*SECURITY_TABLES, *SUPPORT_TABLES]:
        assert model.objects.count() == 0, model
    with acting(referrals.worker()):
        for model in [*SECURITY_TABLES, *SUPPORT_TABLES[:4]]:
            assert model.objects.exists(), model


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["24-7-locks", "oasis", "clarion", "look-ahead", "project-salus"])
def test_each_organisation_sees_its_own_rows_only(slug: str) -> None:
    """As 24-7 Locks: only its own; the same for each support provider."""
    walk.signed_off()
    walk.s_active()
    child = walk.s_sent("project-salus", "support_children", district="swale")
    walk.s_sent("look-ahead", district="swale")
    walk.s_sent("clarion", district="sevenoaks")
    actor = walk.coordinator() if slug == "24-7-locks" else walk.supporter(slug)
    with acting(actor):
        for model in [*SECURITY_TABLES, *SUPPORT_TABLES]:
            owners = set(model.objects.values_list("organisation_id", flat=True))
            assert owners <= {actor.organisation_id}, model
        assert sum(model._default_manager.count() for model in MODELS.values()) == 1
        assert Referral.objects.count() == 1
    assert child.organisation.slug == "project-salus"


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["commissioner", "rights-officer", "scheme-administrator"])
def test_council_sees_no_workstream(role: str) -> None:
    walk.sent()
    with acting(referrals.person(Role(role.replace("-", "_")), "kcc")):
        assert SecurityWorkstream.objects.count() == 0


@pytest.mark.django_db
def test_what_stopped_shrinks_to_its_tombstone() -> None:
    """domain.md: at once sharing stops; the provider's view shrinks to "stop work"."""
    row = walk.recalled(walk.signed_off())
    with acting(walk.coordinator()):
        assert SecurityWorkstream.objects.get().state == "recalled"
        for model in SECURITY_TABLES[1:]:
            assert model.objects.count() == 0, model
        assert Referral.objects.count() == 0
    with acting(referrals.worker()):
        assert Fitting.objects.filter(workstream=row).count() == 2


@pytest.mark.django_db
def test_provider_cannot_share_a_case_with_itself_nor_begin_again() -> None:
    """S1.35: no onward row without consent, by any door; what stopped stays stopped."""
    row = walk.recalled()
    other = walk.s_sent()
    actor = walk.coordinator()
    assert actor.organisation_id
    with acting(actor):
        with pytest.raises(IntegrityError), transaction.atomic():
            Onward.objects.create(
                referral_id=other.referral_id, organisation_id=actor.organisation_id, element="support_adults"
            )
        with pytest.raises(IntegrityError), transaction.atomic():
            Onward.objects.filter(pk=row.onward_id).update(stopped_at=None)
        with pytest.raises(IntegrityError), transaction.atomic():
            Onward.objects.filter(pk=row.onward_id).update(referral_id=other.referral_id)


@pytest.mark.django_db
def test_nothing_is_shared_with_a_non_signatory_by_any_door() -> None:
    """S1.35: also when somebody calls the sharing itself, or writes the row."""
    referral = referrals.triaged()
    by = referrals.worker()
    Signatory.objects.filter(organisation__slug="oasis").update(until=timezone.localdate() - datetime.timedelta(days=1))
    with acting(by), pytest.raises(IntegrityError), transaction.atomic():
        dispatch(
            referral_id=referral.id, version=referral.version, by=by, organisation=walk.organisation("oasis"),
            element=Element.SUPPORT_ADULTS,
        )  # fmt: skip


@pytest.mark.django_db
def test_provider_cannot_hang_rows_on_work_of_another() -> None:
    row, actor = walk.s_accepted(), walk.coordinator()
    assert actor.organisation_id
    with acting(actor), pytest.raises(DatabaseError), transaction.atomic():
        Attempt.objects.bulk_create([
            Attempt(workstream=row, referral_id=row.referral_id, organisation_id=actor.organisation_id, key=row.key,
                    onward_id=row.onward_id, way="call", outcome="spoke")
        ])  # fmt: skip


@pytest.mark.django_db
def test_states_move_only_along_the_table_whoever_writes() -> None:
    """A trigger stands behind the code: no .update() makes a move that the table does not know."""
    row = walk.sent()
    with acting(referrals.worker()), pytest.raises(DatabaseError), transaction.atomic():
        SecurityWorkstream.objects.filter(pk=row.pk).update(state="complete", ended_at=timezone.now())


@pytest.mark.django_db
def test_history_is_append_only() -> None:
    walk.sent()
    with acting(referrals.worker()):
        for change in (SecurityStep.objects.update, SecurityStep.objects.all().delete):
            with pytest.raises(DatabaseError), transaction.atomic():
                change(**({"after": "complete"} if change == SecurityStep.objects.update else {}))


@pytest.mark.parametrize("name", NAMES)
def test_every_field_of_the_work_is_registered(name: str) -> None:
    """House rule 7: an undeclared field fails the build."""
    columns = {field.name for field in NAMES[name]._meta.concrete_fields}
    registered = {field.attribute for field in REGISTER if field.model == name}
    at = {"at"} & columns - registered
    assert columns - PLUMBING - registered - at == set()
    assert registered <= columns
    for field in REGISTER:
        if field.model == name:
            assert isinstance(NAMES[name]._meta.get_field(field.attribute), SealedText) == field.sealed


@pytest.mark.django_db
def test_stored_rows_hold_no_clear_text() -> None:
    """security.md: a dump holds nothing of what was written about a home or a person."""
    row = walk.installed()
    support = walk.s_active()
    with acting(referrals.worker()), connection.cursor() as cursor:
        text = ""
        for model in [*SECURITY_TABLES, *SUPPORT_TABLES]:
            cursor.execute(f"SELECT row_to_json(r)::text FROM {model._meta.db_table} r")  # noqa: S608
            text += " ".join(str(line) for (line,) in cursor.fetchall())
        assert row.fittings.first().place == "Front door"
        assert support.goals.first().aim == "Sleep through the night"
    for secret in ("Front door", "Sleep through"):
        assert secret not in text
        assert secret.encode().hex() not in text


@pytest.mark.django_db
def test_link_sees_its_own_referral_only() -> None:
    mine, other = walk.sent(), walk.sent()
    with walk.linked(mine.referral_id):
        assert [w.pk for w in SecurityWorkstream.objects.all()] == [mine.pk]
    with walk.linked(uuid.uuid4()):
        assert SecurityWorkstream.objects.count() == 0
    assert other.pk != mine.pk


@pytest.mark.django_db
def test_provider_is_shown_the_keys_of_its_own_work_only() -> None:
    """Not even the number of cases is anybody else's business."""
    mine, other = walk.sent(), walk.s_sent()
    with acting(walk.coordinator()):
        assert set(CaseKey.objects.values_list("pk", flat=True)) == {mine.key_id}
    with acting(referrals.person(Role.COMMISSIONER, "kcc")):
        assert not CaseKey.objects.exists()
    assert other.key_id != mine.key_id
