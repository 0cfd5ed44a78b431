"""What a person signs is signed by a person, with a reason; a closing that fails says so and can be tried again."""

import uuid
from typing import Any

import pytest
from django.test import Client

from accounts.actors import SYSTEM
from reports.actions import closing, errata, giving
from reports.models import Given, Run
from tests.databases import role
from tests.people import actor_of, as_role
from tests.reports.crowd import CLOSED, crowd, shelved
from tests.reports.pages import entry, post
from walls.refusals import Refused

pytestmark = pytest.mark.django_db(databases=["default", "equality", "reports"])


def test_no_process_signs_an_erratum_or_a_figure(client: Client) -> None:
    with pytest.raises(Refused, match="Somebody has to sign"):
        errata.write_erratum(by=SYSTEM, posted=uuid.uuid4(), release=shelved(), text="Wrong.")
    figure = giving.Figure(**dict.fromkeys(giving.Figure.__dataclass_fields__, ""))  # type: ignore[arg-type]
    with pytest.raises(Refused, match="Somebody has to sign"):
        giving.enter(by=SYSTEM, posted=uuid.uuid4(), figure=figure)


def test_striking_out_needs_words(client: Client) -> None:
    as_role(client, "commissioner")
    post(client, "/reports/given/new/", **entry())
    entered = Given.objects.values_list("pk", flat=True).get()
    with role("safer_report", using="equality"), pytest.raises(Refused, match="why it is wrong"):
        giving.strike_out(by=actor_of("rights-officer"), given_id=entered, why=" ")


def test_a_closing_that_fails_says_that_it_is_tried_again(settings: Any) -> None:
    crowd()
    run = closing.ask_to_close(by=actor_of("commissioner"), period="2025Q2", today=CLOSED)
    settings.ROUNDING_SECRET = None
    with pytest.raises(TypeError):
        closing.close(run, CLOSED)
    assert Run.objects.get().state == "faulty"
