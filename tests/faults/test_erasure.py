"""A case whose key is destroyed: nothing of it is left in any table, and every page still answers as it should."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from psycopg import sql

from accounts.actors import SYSTEM
from accounts.scope import acting, as_system
from config.sample.patterns import case_models
from providers.actions import support
from providers.deciding import MOVES
from referrals.actions import endings
from referrals.facts import referral_fact
from referrals.models import Referral
from referrals.views.tabs import TABS
from tests.databases import role
from tests.events import delivered
from tests.providers import walk
from tests.providers.pages import COORDINATOR, FITTER, LEAD, MANAGER, SUPPORTER, TRIAGE, page_of, signed_in
from tests.providers.planting import FIELDS, case, plant, rows_of
from tests.providers.test_field_matrix import stands
from tests.referrals import walk as referrals
from walls.fields import SealedText

pytestmark = pytest.mark.django_db
OF_CASE = (
    "sharing_of", "sharing_of_csv", "disclose", "print", "known", "must_not_know", "contact", "correct", "write",
)  # fmt: skip
LISTS = ("worklist", "search", "sharing", "sharing_csv", "looked", "team", "phone")


@dataclass(frozen=True)
class Erased:
    """before, after: the referral's references. secrets: what stood in the tables, in hexadecimal or as text."""

    before: str
    after: str
    work: list[Any]
    planted: dict[str, set[str]]
    secrets: set[str]


@pytest.fixture
def gone() -> Erased:
    """Walked to its end with a row of every kind, planted with words of its own, and erased after its time."""
    locks, oasis = case()
    done = walk.do(oasis, support.complete, walk.supporter(), progress=walk.goal_results(oasis))
    by = referrals.worker()
    delivered("referral.onward_ended")
    referral = referrals.fetch(locks.reference, by)
    with acting(by):
        referral = endings.close(referral_id=referral.id, version=referral.version, by=by, outcome="other")
        work = [type(row)._default_manager.select_related("referral__key").get(pk=row.pk) for row in (locks, done)]
        planted = plant(rows_of(*work))
    secrets = {referral.reference, str(referral.key_id), *stored(referral)}
    with time_machine.travel(timezone.now() + timedelta(days=6 * 366)), role("safer_worker"), as_system():
        after = endings.anonymise(referral_id=referral.pk, by=SYSTEM, approval="test")
        reference = Referral.objects.values_list("reference", flat=True).get(pk=after.pk)
    return Erased(referral.reference, reference, work, planted, secrets)


def stored(referral: Referral) -> Iterator[str]:
    """Every ciphertext, digest and wrapped key of the case, in hexadecimal."""
    with role("safer_worker"), as_system(), connection.cursor() as cursor:
        for model in apps.get_models():
            sealed = [str(field.column) for field in model._meta.concrete_fields if isinstance(field, SealedText)]
            if sealed and model in case_models():
                owner = sql.Identifier("id" if model is Referral else "referral_id")
                found = sql.SQL(", ").join([sql.SQL("encode({}, 'hex')").format(sql.Identifier(one)) for one in sealed])
                table = sql.Identifier(model._meta.db_table)
                cursor.execute(sql.SQL("SELECT {} FROM {} WHERE {} = %s").format(found, table, owner), [referral.pk])
                yield from (value for row in cursor.fetchall() for value in row if value)
        cursor.execute("SELECT encode(digest, 'hex') FROM referrals_searchterm WHERE referral_id = %s", [referral.pk])
        yield from (value for (value,) in cursor.fetchall())
        cursor.execute("SELECT encode(wrapped, 'hex') FROM walls_casekey WHERE id = %s", [referral.key_id])
        yield from (value for (value,) in cursor.fetchall())


def everything_stored() -> str:
    """Every row of every table, as the database holds it."""
    with connection.cursor() as cursor, role("safer_backup"):
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} t")  # noqa: S608 - names from the database
            found.append(str(cursor.fetchone()[0]))
    return "\n".join(found)


def test_erased_case_leaves_nothing_of_itself_in_any_table(gone: Erased) -> None:
    """security.md "Destroying the case's key is erasure": no key, no ciphertext, no digest, no reference."""
    assert len(gone.secrets) > 60, "there was something to erase"
    assert len(gone.planted) > 70
    everything = everything_stored()
    assert gone.after in everything, "its anonymous remains are there"
    assert [secret for secret in gone.secrets if secret in everything] == []
    text = [name for name, words in gone.planted.items() if FIELDS[name].sealed and stands(words, everything)]
    assert text == []


def answers(client: Client, gone: Erased) -> Iterator[tuple[str, Any]]:
    """Every page about the case and every list, by GET."""
    for reference in (gone.before, gone.after):
        page = reverse("referrals:case", args=[reference])
        addresses = [page, *(f"{page}?tab={tab}" for tab in (*TABS, "work"))]
        addresses += [reverse(f"referrals:{name}", args=[reference]) for name in OF_CASE]
        yield from ((address, client.get(address)) for address in addresses)
    lists = [reverse(f"referrals:{name}") for name in LISTS] + [f"{reverse('referrals:worklist')}?view=ended"]
    for row in gone.work:
        lists += [page_of(row), *(page_of(row, name) for name in MOVES[row.kind])]
    yield from ((address, client.get(address)) for address in [*lists, reverse("accounts:news")])


def test_every_page_of_an_erased_case_answers_and_says_nothing(gone: Erased) -> None:
    sealed = [words for name, words in gone.planted.items() if FIELDS[name].sealed]
    for who in (TRIAGE, LEAD, "rights-officer", COORDINATOR, FITTER, SUPPORTER, MANAGER):
        for address, answer in answers(signed_in(who), gone):
            body = answer.content.decode()
            assert answer.status_code in {200, 302, 403, 404, 409}, (who, address)
            assert not [words for words in sealed if stands(words, body)], (who, address)
            assert gone.before not in address or answer.status_code in {403, 404}, (
                "its reference leads nowhere any more"
            )
            assert gone.before not in body, (who, address)


def test_erased_case_is_found_by_nothing_that_it_was_known_by(gone: Erased) -> None:
    client = signed_in(TRIAGE)
    for asked in ({"reference": gone.before}, {"last_name": "O’Neill-Şahin"}, {"telephone": "07700 900123"}):
        page = client.post(reverse("referrals:search"), asked).content.decode()
        assert "Nobody fits" in page
    assert gone.after in client.get(reverse("referrals:case", args=[gone.after])).content.decode()


def test_counts_stay_and_commands_pass_over_an_erased_case(gone: Erased) -> None:
    """S1.34: the month, the district, the number of children; nothing finer, and nobody."""
    with role("safer_worker"):
        call_command("rotate_keys", verbosity=0)
        with as_system():
            kept = Referral.objects.get(reference=gone.after)
            fact = referral_fact(kept.pk)
    assert (fact.person, fact.gender, fact.entered_on.day) == ("", "not_stated", 1)
    assert (fact.district, fact.outcome) == (kept.district, "other")
