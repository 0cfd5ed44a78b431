"""The words to choose from, for every field of domain.md that has a fixed list."""

from django.db.models import TextChoices


class Route(TextChoices):
    """Who brought the referral."""

    PROFESSIONAL = "professional", "A professional"
    SELF = "self", "The person themself"
    AUTHORITY = "authority", "Somebody with the person's written authority"


class District(TextChoices):
    """The 12 districts of Kent. Medway is outside the scheme's own districts."""

    ASHFORD = "ashford", "Ashford"
    CANTERBURY = "canterbury", "Canterbury"
    DARTFORD = "dartford", "Dartford"
    DOVER = "dover", "Dover"
    FOLKESTONE = "folkestone-and-hythe", "Folkestone and Hythe"
    GRAVESHAM = "gravesham", "Gravesham"
    MAIDSTONE = "maidstone", "Maidstone"
    SEVENOAKS = "sevenoaks", "Sevenoaks"
    SWALE = "swale", "Swale"
    THANET = "thanet", "Thanet"
    TONBRIDGE = "tonbridge-and-malling", "Tonbridge and Malling"
    TUNBRIDGE_WELLS = "tunbridge-wells", "Tunbridge Wells"


class YesNo(TextChoices):
    YES = "yes", "Yes"
    NO = "no", "No"


class YesNoUnsure(TextChoices):
    YES = "yes", "Yes"
    NO = "no", "No"
    UNSURE = "unsure", "Not sure"


class Safe(TextChoices):
    """Unknown means do not use."""

    YES = "yes", "Yes, safe to use"
    NO = "no", "No, do not use"
    UNKNOWN = "unknown", "Not known (we will not use it)"


class Gender(TextChoices):
    FEMALE = "female", "Woman"
    MALE = "male", "Man"
    OTHER = "other", "In another way"
    NOT_STATED = "not_stated", "Prefer not to say"


class Means(TextChoices):
    """A way to reach the person."""

    PHONE = "phone", "Phone"
    EMAIL = "email", "Email"
    POST = "post", "Post"


class Tenure(TextChoices):
    OWN = "own", "Owns it outright"
    MORTGAGE = "mortgage", "Owns it with a mortgage"
    SHARED = "shared_ownership", "Shared ownership"
    COUNCIL = "rents_council", "Rents from the council"
    HOUSING_ASSOCIATION = "rents_housing_association", "Rents from a housing association"
    PRIVATE = "rents_private", "Rents privately"
    RENT_FREE = "rent_free", "Lives there rent free"
    OTHER = "other", "Something else"


RENTED = frozenset({Tenure.COUNCIL, Tenure.HOUSING_ASSOCIATION, Tenure.PRIVATE})


class Holder(TextChoices):
    """Who holds the tenancy or owns the home."""

    PERSON = "person", "The person"
    JOINT = "joint", "The person together with somebody else"
    OTHER = "other", "Somebody else"
    UNKNOWN = "unknown", "Not known"


class Property(TextChoices):
    HOUSE = "house", "House"
    FLAT = "flat", "Flat or maisonette"
    BUNGALOW = "bungalow", "Bungalow"
    BEDSIT = "bedsit", "Bedsit"
    SHARED = "shared_house", "Shared house"
    OTHER = "other", "Something else"


class Permission(TextChoices):
    """Where the owner's permission for work on the home stands."""

    NOT_NEEDED = "not_needed", "Not needed"
    NOT_ASKED = "not_asked", "Not asked yet"
    ASKED = "asked", "Asked, waiting for an answer"
    GIVEN = "given", "Given"
    REFUSED = "refused", "Refused"


class RiskTool(TextChoices):
    DASH = "dash", "DASH checklist"
    SAFELIVES_CHILD = "dash_young", "DASH for young people"
    OTHER = "other", "Another tool"
    JUDGEMENT = "judgement", "Professional judgement only"


class RiskLevel(TextChoices):
    STANDARD = "standard", "Standard"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"


class Element(TextChoices):
    """What a provider can be asked to do (S1.5, S1.6)."""

    SECURITY = "security", "Security measures"
    SUPPORT_ADULTS = "support_adults", "Support for adults"
    SUPPORT_CHILDREN = "support_children", "Support for children"


class Basis(TextChoices):
    """Lawful basis of a consent (S1.39, S1.40)."""

    CONSENT = "6(1)(a)", "Consent, UK GDPR Article 6(1)(a)"
    EXPLICIT = "9(2)(a)", "Explicit consent, UK GDPR Article 9(2)(a)"


class ConsentUse(TextChoices):
    """What exactly was agreed to."""

    SHARE = "share", "Share the referral with a named agency"
    EQUALITY = "equality", "Ask and use equality answers for anonymised reports"
    RELAY_UK = "adjustments", "Record communication needs (BSL, Relay UK)"


class Heard(TextChoices):
    """How consent was given or withdrawn."""

    FACE_TO_FACE = "face_to_face", "Face to face"
    PHONE = "phone", "By phone"
    WRITING = "writing", "In writing"
    SELF = "self", "By the person, on this form"


HEARD_BY_US = [pair for pair in Heard.choices if pair[0] != Heard.SELF]
HOW_HEARD: dict[str, str] = {Heard.WRITING.value: "A letter, an email or a text message."}


class DeclineReason(TextChoices):
    NOT_DOMESTIC_ABUSE = "not_domestic_abuse", "Not about domestic abuse"
    PERPETRATOR_LIVES_THERE = "perpetrator_lives_there", "The perpetrator lives in the home"
    NOT_SAFE_TO_STAY = "not_safe_to_stay", "Not safe to stay in the home"
    WANTS_TO_MOVE = "wants_to_move", "The person wants to move"
    OUTSIDE_AREA = "outside_area", "Outside the scheme's area"
    NO_CONSENT = "no_consent", "The person does not agree to the referral"
    UNABLE_TO_CONTACT = "unable_to_contact", "The person could not be reached"
    OTHER = "other", "Another reason"


class Doubt(TextChoices):
    """Why something that was sent may come from a machine."""

    TRAP = "trap", "A box was filled in that people do not see"
    FAST = "fast", "The form was filled in faster than people type"
    FLOOD = "flood", "Many forms came from the same part of the internet"


class JunkReason(TextChoices):
    ADVERTISING = "advertising", "Advertising, or links to elsewhere"
    NONSENSE = "nonsense", "Words without sense"
    TRIAL = "trial", "Somebody tried the form; nobody asks for help"
    OTHER = "other", "Another reason"


class WithdrawReason(TextChoices):
    CHANGED_MIND = "changed_mind", "The person changed their mind"
    MOVED_OUT = "moved_out", "The person moved out"
    NOT_ENGAGED = "not_engaged", "The person did not engage"
    UNABLE_TO_CONTACT = "unable_to_contact", "The person could not be reached"
    DIED = "died", "The person died"
    MADE_IN_ERROR = "made_in_error", "The referral was made in error"
    OTHER = "other", "Another reason"


class ContactResult(TextChoices):
    """What came of an attempt to reach the person."""

    SPOKE = "spoke", "Spoke with the person"
    NO_ANSWER = "no_answer", "No answer, nothing left"
    VOICEMAIL = "voicemail", "Left a voicemail"
    TEXT = "text", "Sent a text message"
    SENT = "sent", "Sent an email or a letter"
    SOMEBODY_ELSE = "somebody_else", "Somebody else answered"


class Correction(TextChoices):
    """Why a detail is written anew: it was never right (S1.45, rectification), or it was and is so no longer."""

    MISTAKE = "mistake", "It was wrong from the beginning"
    CHANGED = "changed", "It was right, and has changed since"


class Way(TextChoices):
    """How the person can be written to."""

    EMAIL = "email", "Email"
    POST = "post", "Letter by post"
    TEXT = "text", "Text message"


class LetterState(TextChoices):
    WAITING = "waiting", "About to be sent"
    TO_POST = "to_post", "Waits for somebody to say that it was posted"
    SENT = "sent", "Sent"
    STOPPED = "stopped", "Not sent"


class NotPosted(TextChoices):
    """Why a letter that was written did not go to the post."""

    UNSAFE = "unsafe", "A letter is not safe any more"
    REACHED = "reached", "The person was reached in another way"
    MISTAKE = "mistake", "It was written by mistake"
    SPOILED = "spoiled", "It could not be printed, or was spoiled"
    OTHER = "other", "Another reason"


class PrintReason(TextChoices):
    """Why a referral is needed on paper."""

    MEETING = "meeting", "For a meeting about the person, such as MARAC"
    COURT = "court", "For a court or the police"
    PERSON = "person", "The person asked for it"
    AWAY = "away", "To work on while the system is away"


class LookReason(TextChoices):
    """Why somebody at triage opens a referral that is not among their own work."""

    COVER = "cover", "I work on it while the colleague who has it is away"
    ASKED = "asked", "A colleague asked me about it"
    CALL = "call", "Somebody called or wrote about it"
    RELATED = "related", "It belongs to another referral that I work on"
    CHECK = "check", "I look after the team’s work"
    WISH = "wish", "A complaint, or a request of the person, is about it"


class Outside(TextChoices):
    """Who outside the scheme was told something of a case (S1.37, S1.38, S0.15)."""

    POLICE = "police", "Police"
    COURT = "court", "A court"
    ADVISER = "adviser", "A legal or professional adviser"
    SOCIAL_CARE = "social_care", "Social care"
    PROBATION = "probation", "Probation"
    HEALTH = "health", "A health service"
    REGULATOR = "regulator", "A regulator or ombudsman"
    OTHER = "other", "Somebody else"


class LegalBasis(TextChoices):
    """Why the law allows that somebody outside is told (S0.15, S1.37, S1.38, S2.3)."""

    LAW = "law", "A law or a court order requires it: UK GDPR 6(1)(c)"
    CRIME = "crime", "To prevent or detect crime: DPA 2018, Schedule 2, paragraph 2"
    CLAIMS = "claims", "Legal claims, or advice in a dispute: UK GDPR 9(2)(f)"
    LIFE = "life", "To protect somebody’s life: UK GDPR 6(1)(d)"
    SAFEGUARDING = "safeguarding", "Safeguarding, without consent: DPA 2018, Schedule 1, paragraph 18"
    CONSENT = "consent", "The person agreed to just this: UK GDPR 6(1)(a)"


class HoldReason(TextChoices):
    AWAY = "away", "The person is away"
    NOT_SAFE_NOW = "not_safe_now", "Not safe to work on it now"
    LEGAL = "legal", "Waiting for a court or the police"
    PERSON_ASKED = "person_asked", "The person asked for a pause"
    OTHER = "other", "Another reason"
