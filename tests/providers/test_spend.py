"""Stock and cost by catalogue version: the firm's own sums, complete and about nobody."""

import csv
import io
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.models import Organisation
from accounts.scope import acting
from providers.actions import acceptance, scheme, works
from providers.models import Fitting, Spend
from providers.spending import HEAD
from tests.people import actor_of
from tests.providers import walk
from tests.providers.pages import COORDINATOR, FITTER, LEAD, SUPPORTER, TRIAGE, signed_in
from tests.referrals import walk as referrals
from walls.scope import scoped

pytestmark = pytest.mark.django_db
PAGE, FILE = reverse("providers:spend"), reverse("providers:spend_csv")
ADMINISTRATOR = "scheme-administrator"
ALLOWED = (COORDINATOR, LEAD, ADMINISTRATOR)


def lines(who: str = COORDINATOR) -> dict[tuple[str, str], dict[str, str]]:
    """{(measure, version): the line of the file}"""
    text = signed_in(who).get(FILE).content.decode("utf-8-sig")
    return {(line["Measure"], line["Catalogue version"]): line for line in csv.DictReader(io.StringIO(text))}


def other_version() -> None:
    """The deadlock becomes dearer."""
    by = actor_of(ADMINISTRATOR)
    with acting(by):
        scheme.add_version(code="mortice-deadlock", seen=1, name="Mortice deadlock", standard="BS 3621",
                           guide_pence=13_000, by=by)  # fmt: skip


def removed(row: Any) -> Any:
    with acting(referrals.worker()):
        one = row.fittings.get(measure__code="door-viewer")
    return walk.do(
        row, works.remove_measure, walk.fitter(), fitting=one.pk, removed_on=walk.in_days(0), reason="broken"
    )


def test_sums_are_by_version_with_mean_and_what_is_still_there() -> None:
    walk.installed()
    removed(walk.installed())
    other_version()
    walk.installed()
    found = lines()
    old, new, viewer = (
        found[key] for key in (("Mortice deadlock", "1"), ("Mortice deadlock", "2"), ("Door viewer", "1"))
    )
    assert (old["Fitted"], old["Cost"], old["Mean each"], old["Usual cost"]) == ("2", "£230.00", "£115.00", "£110.00")
    assert (new["Fitted"], new["Cost"], new["Usual cost"]) == ("1", "£115.00", "£130.00")
    assert (viewer["Fitted"], viewer["Still there"]) == ("3", "2")
    page = signed_in(COORDINATOR).get(PAGE).content.decode()
    assert "In total: 6 measures, £690.00." in page


def test_work_that_is_shared_no_more_counts_and_its_case_stays_away() -> None:
    """Recalled after the installation: the sums stay, the row is gone for the firm."""
    row = walk.recalled(walk.installed())
    with acting(walk.coordinator()):
        assert not Fitting.objects.exists()
    assert lines()["Mortice deadlock", "1"]["Fitted"] == "1"
    walk.do(row, acceptance.acknowledge, walk.coordinator(), kind="security")
    assert lines()["Mortice deadlock", "1"]["Fitted"] == "1"


def test_all_who_may_read_the_same_and_nothing_about_anybody() -> None:
    row = walk.installed(address="Qaddress", postcode="TN24 9QQ", first_name="Qfirst")
    for who in ALLOWED:
        client = signed_in(who)
        shown = client.get(PAGE).content.decode() + client.get(FILE).content.decode()
        assert "Mortice deadlock" in shown, who
        for secret in ("Qaddress", "TN24", "Qfirst", row.reference, "Front door", "SR-"):
            assert secret not in shown, (who, secret)
    assert lines(COORDINATOR) == lines(LEAD) == lines(ADMINISTRATOR)


def test_nobody_else_has_the_page() -> None:
    for who in (FITTER, SUPPORTER, TRIAGE, "commissioner", "rights-officer"):
        client = signed_in(who)
        assert client.get(PAGE).status_code == client.get(FILE).status_code == 404, who


def test_nothing_fitted_says_what_will_appear() -> None:
    client = signed_in(COORDINATOR)
    assert "Every measure that is fitted counts here" in client.get(PAGE).content.decode()
    assert client.get(FILE).content.decode("utf-8-sig").splitlines() == [",".join(HEAD)]


def test_view_shows_one_firm_and_cannot_be_written() -> None:
    """The wall: by the organisation that the scope names; another firm's sums, or all at once, never."""
    walk.installed()
    firm = Organisation.objects.get(slug="24-7-locks")
    with scoped(sight=""):
        assert not Spend.objects.exists()
    with acting(walk.supporter()):
        assert not Spend.objects.exists()
    with scoped(sight="", organisation=firm.pk):
        assert {one.organisation_id for one in Spend.objects.all()} == {firm.pk}
        assert not Fitting.objects.exists()
        assert "×" in str(Spend.objects.first())
        with pytest.raises(DatabaseError), transaction.atomic():
            Spend.objects.update(cost_pence=0)


def test_case_that_is_kept_from_somebody_is_not_in_their_sums() -> None:
    row = walk.installed()
    referrals.keep(row.reference, actor_of(COORDINATOR))
    assert lines(COORDINATOR) == {}
    assert lines(LEAD) != {}
