"""Random people do random things to random referrals; an independent model says what must come of each step.
1,000 steps; 100 such walks with `--long`.
"""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.http import Http404
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Organisation
from accounts.roles import Role
from accounts.scope import acting
from providers.models import Coverage
from referrals.actions import amending, consent, endings, onward, sifting, triage
from referrals.choices import District, Doubt, Element
from referrals.models import Onward, Referral
from referrals.states import MACHINE
from tests.referrals import desk_model as model
from tests.referrals import walk
from tests.walks import STEPS, tell
from walls.refusals import Refused

SEED = 20260303
CASES = 12

ACTIONS: dict[str, Callable[..., Any]] = {
    "let_in": sifting.let_in,
    "mark_junk": sifting.mark_junk,
    "start_triage": triage.start_triage,
    "request_information": triage.request_information,
    "supply_information": triage.supply_information,
    "accept": triage.accept,
    "propose_decline": triage.propose_decline,
    "refuse_decline": triage.refuse_decline,
    "decline": triage.decline,
    "mark_duplicate": triage.mark_duplicate,
    "dispatch": onward.dispatch,
    "hold": endings.hold,
    "release": endings.release,
    "withdraw": endings.withdraw,
    "withdraw_consent": consent.withdraw_consent,
    "withdraw_consent_after": consent.withdraw_consent_after,
    "amend": amending.amend,
    "add_consent": consent.add_consent,
    "finish_closing": endings.finish_closing,
    "close": endings.close,
    "reopen": endings.reopen,
    "assign": triage.assign,
}
ELSEWHERE = {"submit", "quarantine", "anonymise"}  # before and after the desk
FREE_OF_ARGUMENTS = {"decline", "let_in", "release", "finish_closing"}  # nothing typed in them can be wrong
# Weighted, so that the walk reaches the far states and does not end every referral at once.
WEIGHTS = {
    "withdraw": 1,
    "withdraw_consent": 2,
    "withdraw_consent_after": 2,
    "mark_duplicate": 1,
    "decline": 2,
    "hold": 2,
}


class World:
    """Some referrals, each with its model, and the people who work on them."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 — a test's dice
        self.people: dict[str, tuple[Actor, str]] = {
            "Ann": (walk.worker("Ann"), model.WORKER),
            "Bea": (walk.worker("Bea"), model.WORKER),
            "Cat": (walk.lead("Cat"), model.LEAD),
            "Dee": (walk.lead("Dee"), model.LEAD),
            "Eve": (walk.person(Role.SECURITY_COORDINATOR, "24-7-locks", "Eve"), model.PROVIDER),
            "Fay": (walk.person(Role.COMMISSIONER, "kcc", "Fay"), model.COMMISSIONER),
        }
        self.organisations = {o.slug: o for o in Organisation.objects.filter(slug__in=model.EVERYBODY)}
        for organisation in self.organisations.values():
            for element in Element:  # who does what where is the providers' stage; here everybody does everything
                Coverage.objects.get_or_create(
                    organisation=organisation, element=element, district=District.ASHFORD, from_date=date(2020, 1, 1)
                )
        self.survivor = walk.received(walk.worker("Ann"))
        self.cases: dict[Any, model.Case] = {}
        self.made: set[str] = set()  # moves that succeeded
        for _ in range(CASES):
            self.add()

    def add(self) -> None:
        apart = self.random.random() < 0.2
        referral = walk.received(self.people["Ann"][0], doubts=[Doubt.TRAP] if apart else [])
        self.cases[referral.id] = model.Case(state="quarantined" if apart else "received")

    def attempt(self, case: model.Case) -> model.Try:
        """A third of all steps is possible by the table, a third comes too late, the rest is anything."""
        dice = self.random
        names = list(model.TABLE)
        if dice.random() < 0.6:
            names = [name for name, (_, sources, _) in model.TABLE.items() if case.state in sources] or names
        name = dice.choices(names, [WEIGHTS.get(one, 6) for one in names])[0]
        who = dice.choices(list(self.people), [6, 6, 6, 6, 1, 1])[0]
        seen = case.version if dice.random() < 0.67 else dice.randrange(case.version + 2)
        organisation = dice.choice(sorted(model.EVERYBODY))
        if name in model.TAKEN_BACK and dice.random() < 0.1:
            organisation = ""
        element = "security" if organisation == "24-7-locks" else dice.choice(["support_adults", "support_children"])
        good = name in FREE_OF_ARGUMENTS or dice.random() < 0.85
        return model.Try(name, who, self.people[who][1], seen, good, organisation, element)

    def arguments(self, one: model.Try) -> dict[str, Any]:
        """What the person types; not `good` leaves out one thing that domain.md requires."""
        good, org = one.good, self.organisations.get(one.organisation)
        soon = timezone.localdate() + timedelta(days=7 if good else 0)
        why = "Because." if good else " "
        table: dict[str, dict[str, Any]] = {
            "mark_junk": {"reason": "nonsense" if good else "dull"},
            "start_triage": {"no_conflict": good},
            "request_information": {"question": "Which flat?", "answer_by": soon},
            "supply_information": {"answer": why},
            "accept": walk.ACCEPTED if good else walk.ACCEPTED | {"marac": ""},
            "propose_decline": {"reason": "other", "signposting": why},
            "refuse_decline": {"note": why},
            "mark_duplicate": {"surviving": self.survivor.reference if good else "SR-0000-0000"},
            "dispatch": {"organisation": org, "element": Element(one.element)},
            "hold": {"reason": "away", "review_on": soon},
            "withdraw": {"reason": "died" if good else "whim"},
            "withdraw_consent": {
                "heard_by": "Ann", "how": "phone" if good else "rumour",
                "recipients": [one.organisation] if one.organisation else [],
            },
            "withdraw_consent_after": {
                "heard_by": "Ann", "how": "phone" if good else "rumour",
                "recipients": [one.organisation] if one.organisation else [],
            },
            "amend": {"kind": "changed", "reason": why, "answers": {"floor": str(self.random.random())}},
            "add_consent": {"organisation": org, "how": "phone" if good else "rumour"},
            "close": {"outcome": "other" if good else "fine"},
            "reopen": {"note": why},
            "assign": {"to": self.people["Bea" if good else "Eve"][0].user_id},
        }  # fmt: skip
        return table.get(one.transition, {})

    def step(self) -> None:
        referral_id = self.random.choice(list(self.cases))
        case = self.cases[referral_id]
        if case.open_work and self.random.random() < 0.3:
            self.end_work(referral_id, case)
        one = self.attempt(case)
        if one.transition == "dispatch" and not one.good:
            return  # what is typed on that page belongs to the providers' stage
        wanted, got = model.expected(case, one), self.carry_out(referral_id, one)
        assert got == wanted, (one, case)
        if wanted == 200:
            self.made.add(one.transition)
            model.apply(case, one)
        self.compare(referral_id, case, one)
        if case.state == "duplicate" or (
            case.state in {"closed", "not_suitable", "junk"} and self.random.random() < 0.3
        ):
            del self.cases[referral_id]
            self.add()

    def carry_out(self, referral_id: Any, one: model.Try) -> int:
        by = self.people[one.who][0]
        try:
            with acting(by):
                ACTIONS[one.transition](referral_id=referral_id, version=one.seen, by=by, **self.arguments(one))
        except Refused as refused:
            return refused.status
        except Http404:
            return 404
        return 200

    def end_work(self, referral_id: Any, case: model.Case) -> None:
        organisation, element = self.random.choice(sorted(case.open_work))
        by = self.people["Ann"][0]
        with acting(by):
            row = Onward.objects.get(
                referral_id=referral_id, organisation__slug=organisation, element=element, ended_at=None
            )
            onward.end(onward=row, by=by, completed=self.random.random() < 0.5)
        model.end_work(case, organisation, element)

    def compare(self, referral_id: Any, case: model.Case, one: model.Try) -> None:
        with acting(self.people["Ann"][0]):
            row = Referral.objects.get(pk=referral_id)
            assert (row.state, row.version, row.state_before_hold) == (case.state, case.version, case.before_hold), one
            sees = row.onwards.filter(stopped_at=None, ended_at=None).values_list("organisation__slug", flat=True)
            assert set(sees) == case.visible_to, (one, case)
            assert row.steps.count() == case.version


@pytest.mark.django_db
def test_random_walk_agrees_with_the_model(walk_number: int, record_property: Any) -> None:
    """Every answer, state, version, history line and onward share is what the model says."""
    world = World(SEED + walk_number)
    for _ in range(STEPS):
        world.step()
    every = {line.name for line in MACHINE} - ELSEWHERE
    assert every == model.TABLE.keys()
    tell(record_property, every, world.made)
