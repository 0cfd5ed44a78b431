"""What the tests of happenings share: how a referral ends, and who was told."""

from typing import Any

from accounts.models import Notice
from accounts.scope import acting, as_system
from providers.states import SECURITY_LIVE, SUPPORT_LIVE
from referrals.actions import consent, endings
from tests.databases import role
from tests.providers import walk
from tests.referrals import walk as referrals

BOTH = [("security", s) for s in sorted(SECURITY_LIVE)] + [("support", s) for s in sorted(SUPPORT_LIVE)]


def start(kind: str, state: str) -> Any:
    return (walk.SECURITY if kind == "security" else walk.SUPPORT)[state]()


def withdraw(row: Any, by: Any = None) -> None:
    by = by or referrals.worker()
    referral = referrals.fetch(row.reference, referrals.worker())
    with acting(by):
        endings.withdraw(referral_id=referral.id, version=referral.version, by=by, reason="changed_mind")


def withdraw_consent(row: Any, *recipients: str) -> None:
    by = referrals.worker()
    referral = referrals.fetch(row.reference, by)
    with acting(by):
        consent.withdraw_consent(
            referral_id=referral.id,
            version=referral.version,
            by=by,
            heard_by="Tess",
            how="phone",
            recipients=recipients,
        )


def notices_of(slug: str) -> list[str]:
    with role("safer_worker"), as_system():
        return list(Notice.objects.filter(organisation__slug=slug).order_by("at").values_list("kind", flat=True))
