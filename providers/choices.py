"""The words to choose from in the workstreams."""

from django.db.models import TextChoices


class ReturnReason(TextChoices):
    """Why a provider gives work back (domain.md: returned(reason))."""

    NO_CAPACITY = "no_capacity", "No room for new work now"
    OUTSIDE_AREA = "outside_area", "Outside the area we cover"
    NOT_OUR_SERVICE = "not_our_service", "Not something we do"
    OWNER_REFUSED = "owner_refused", "The owner of the home did not give permission"
    NOT_SAFE = "not_safe", "Not safe for the person or for our staff"
    DECLINED_BY_PERSON = "declined_by_person", "The person does not want it"
    UNABLE_TO_CONTACT = "unable_to_contact", "The person could not be reached"
    CONFLICT = "conflict", "Somebody here knows a person in the case"
    OTHER = "other", "Another reason"


def return_reasons(kind: str) -> list[tuple[str, str]]:
    """(code, words) of what fits this kind of work: only security work on a home needs its owner."""
    security_only = set() if kind == "security" else {ReturnReason.OWNER_REFUSED.value}
    return [pair for pair in ReturnReason.choices if pair[0] not in security_only]


class RecallReason(TextChoices):
    """Why the single point of access takes work back."""

    WITHDRAWN = "withdrawn", "The referral was withdrawn"
    CONSENT = "consent", "Consent was withdrawn"
    ANOTHER_PROVIDER = "another_provider", "Another provider will do it"
    NOT_NEEDED = "not_needed", "No longer needed"
    SENT_IN_ERROR = "sent_in_error", "Sent by mistake"
    OTHER = "other", "Another reason"


class EndReason(TextChoices):
    """Why support ends early."""

    NOT_ENGAGED = "not_engaged", "The person no longer takes part"
    CHANGED_MIND = "changed_mind", "The person does not want it any more"
    MOVED_AWAY = "moved_away", "The person moved away"
    OTHER_SUPPORT = "other_support", "The person has other support"
    DIED = "died", "The person died"
    OTHER = "other", "Another reason"


class Evidence(TextChoices):
    """How the owner's permission is shown."""

    LETTER = "letter", "A letter"
    EMAIL = "email", "An email"
    PHONE = "phone", "A phone call, written down"
    TENANCY = "tenancy", "The tenancy agreement allows it"


class Purpose(TextChoices):
    ASSESS = "assess", "To assess the home"
    INSTALL = "install", "To fit measures"


class VisitState(TextChoices):
    PROPOSED = "proposed", "Proposed"
    BOOKED = "booked", "Booked"
    NO_ACCESS = "no_access", "No access"
    DONE = "done", "Done"
    CANCELLED = "cancelled", "Cancelled"


class NoAccess(TextChoices):
    NOBODY_IN = "nobody_in", "Nobody answered"
    NOT_CONVENIENT = "not_convenient", "Not a good time for the person"
    NOT_SAFE = "not_safe", "It did not seem safe to go in"
    WRONG_ADDRESS = "wrong_address", "The address could not be found"
    OTHER = "other", "Another reason"


class Cancelled(TextChoices):
    """Why a visit is taken back without another time."""

    PERSON_ASKED = "person_asked", "The person asked for it"
    NOT_SAFE = "not_safe", "It is not safe to come then"
    NOBODY_FREE = "nobody_free", "Nobody of ours can come"
    NO_PARTS = "no_parts", "Parts are missing"
    PAUSED = "paused", "Victim Support has paused the referral"
    OTHER = "other", "Another reason"


class CostRefused(TextChoices):
    """Why a triage lead does not approve a cost."""

    TOO_MUCH = "too_much", "It costs too much for what it secures"
    NOT_NEEDED = "not_needed", "Some of it is not needed"
    ANOTHER_WAY = "another_way", "There is another way to secure the home"
    NOT_CLEAR = "not_clear", "The quote does not say enough"
    OTHER = "other", "Another reason"


class Removal(TextChoices):
    NOT_NEEDED = "not_needed", "No longer needed"
    MOVED_OUT = "moved_out", "The person moved out"
    BROKEN = "broken", "Broken, or replaced by another"
    OWNER = "owner", "The owner of the home asked for it"
    OTHER = "other", "Another reason"


class Check(TextChoices):
    """What a check after 3 or 6 months found."""

    ALL_WELL = "all_well", "Everything works and is used"
    REPAIR = "repair", "Something needs a repair"
    REMOVED = "removed", "Measures are no longer there"
    NOT_REACHED = "not_reached", "The person could not be reached safely"


class Way(TextChoices):
    """How a support worker tried to reach the person."""

    CALL = "call", "Phone call"
    VOICEMAIL = "voicemail", "Voicemail"
    TEXT = "text", "Text message"
    EMAIL = "email", "Email"
    POST = "post", "Letter"


class Reached(TextChoices):
    SPOKE = "spoke", "Spoke with the person"
    REPLIED = "replied", "The person replied"
    NO_ANSWER = "no_answer", "No answer"
    LEFT = "left", "Message left or sent"
    ASKED_LATER = "asked_later", "The person asked for another time"


class Area(TextChoices):
    """What a goal of a support plan is about."""

    SAFETY = "safety", "Safety at home"
    HOUSING = "housing", "Home and tenancy"
    WELLBEING = "wellbeing", "Health and wellbeing"
    CHILDREN = "children", "Children and family"
    MONEY = "money", "Money and work"
    LEGAL = "legal", "Courts and police"
    CONFIDENCE = "confidence", "Confidence and social life"


class Progress(TextChoices):
    OPEN = "open", "Being worked on"
    MET = "met", "Reached"
    PARTLY = "partly", "Partly reached"
    NOT_MET = "not_met", "Not reached"
    NOT_KNOWN = "not_known", "Not known"
