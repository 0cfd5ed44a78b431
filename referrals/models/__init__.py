from referrals.models.amendment import Amendment
from referrals.models.attempt import ContactAttempt
from referrals.models.consent import Consent
from referrals.models.contact import ContactPoint
from referrals.models.disclosure import Disclosure
from referrals.models.draft import Draft
from referrals.models.flood import Flood
from referrals.models.kept import KeptFrom
from referrals.models.letter import Letter, Wording
from referrals.models.onward import Onward
from referrals.models.question import Question
from referrals.models.referral import Referral
from referrals.models.search import SearchTerm
from referrals.models.sharing import Registered, Sharing
from referrals.models.step import Step
from referrals.models.watch import Alert, Honeytoken, Watched

__all__ = [
    "Alert",
    "Amendment",
    "Consent",
    "ContactAttempt",
    "ContactPoint",
    "Disclosure",
    "Draft",
    "Flood",
    "Honeytoken",
    "Letter",
    "KeptFrom",
    "Onward",
    "Question",
    "Referral",
    "Registered",
    "SearchTerm",
    "Sharing",
    "Step",
    "Watched",
    "Wording",
]
