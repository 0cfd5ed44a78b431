"""The table of the public form: every page in order, its part, and when it applies. Look here first for a question."""

from collections.abc import Callable
from dataclasses import dataclass

from referrals.choices import Property, RiskLevel, RiskTool, Route, Safe, YesNoUnsure
from referrals.forms import (
    intake_consent,
    intake_contact,
    intake_happening,
    intake_home,
    intake_person,
    intake_you,
)
from referrals.forms.intake import Answers, QuestionForm, spoken
from referrals.forms.intake_happening import NOT_ASSESSED
from referrals.policies import eligibility_doubts, owner_permission_needed

Applies = Callable[[Answers], bool]

ABOUT_HEALTH = (
    "This answer can say something about {their} health. We keep it only if {they} {agree} to that expressly."
)
STAYING = (
    "SAFER helps people to stay in their own home. There are no wrong answers: a person reads them, and calls if "
    "something is unclear."
)
NOTHING_WITHOUT_CONSENT = (
    "Nothing is shared without consent (UK GDPR Article 6(1)(a)). {They} can take it back at any time, for one agency or "
    "for all."
)
WHY_EQUALITY = (
    "Kent County Council checks whether SAFER reaches everybody. The law treats these answers with extra care (UK GDPR "
    "Article 9(2)(a)), so this consent is separate."
)
WHO_SEES_EQUALITY = (
    "The answers are kept apart from the referral. Nobody who works on it sees them, and they make no difference to the "
    "help."
)


@dataclass(frozen=True)
class Page:
    """One page. `part`: 1 to 5. `own_part`: its part when people refer themselves. `title`: h1 and name in lists, with
    {they} and {their} (forms/intake.py). `words`: paragraphs above the questions. `template`: in referrals/refer/.
    """

    slug: str
    part: int
    title: str
    form: type[QuestionForm]
    applies: Applies = lambda answers: True
    words: tuple[str, ...] = ()
    own_part: int = 0
    template: str = "page"

    def part_for(self, route: str) -> int:
        return self.own_part if self.own_part and route == Route.SELF else self.part

    def title_for(self, route: str) -> str:
        return spoken(self.title, route)

    def words_for(self, route: str) -> list[str]:
        return [spoken(words, route) for words in self.words]


def _professional(answers: Answers) -> bool:
    return bool(answers["route"] == Route.PROFESSIONAL)


def _authority(answers: Answers) -> bool:
    return bool(answers["route"] == Route.AUTHORITY)


def _by(means: str) -> Applies:
    return lambda answers: means in answers.get("means", ())


def _safe_to_call(answers: Answers) -> bool:
    return "phone" in answers.get("means", ()) and answers.get("phone_safe") == Safe.YES


def _assessed(answers: Answers) -> bool:
    return _professional(answers) and answers.get("risk_tool", NOT_ASSESSED) in RiskTool.values


def _high(answers: Answers) -> bool:
    return _assessed(answers) and answers.get("risk_level") == RiskLevel.HIGH


def _storeys(answers: Answers) -> bool:
    return answers.get("property_type") in {Property.FLAT, Property.BEDSIT, Property.SHARED, Property.OTHER}


def _owned_by_another(answers: Answers) -> bool:
    return "tenure" in answers and owner_permission_needed(answers["tenure"])


def _doubtful(answers: Answers) -> bool:
    return "wants_to_stay" in answers and bool(eligibility_doubts(answers))


PARTS: dict[str, tuple[str, ...]] = {
    Route.PROFESSIONAL: ("You", "The person and safe contact", "The home and household", "What is happening and risk", "Consent"),
    Route.SELF: ("You", "Contacting you safely", "Your home and household", "What is happening", "Your consent"),
    Route.AUTHORITY: ("You", "The person and safe contact", "The home and household", "What is happening", "Consent"),
}  # fmt: skip

WHO = Page("who", 0, "Who are you referring?", intake_you.WhoForm)

PAGES: tuple[Page, ...] = (
    Page("referrer", 1, "About you", intake_you.ReferrerForm, _professional),
    Page("authority", 1, "About you", intake_you.AuthorityForm, _authority),
    Page("name", 2, "{Their} name", intake_person.NameForm, own_part=1),
    Page("about", 2, "More about {them}", intake_person.AboutForm, own_part=1),
    Page("language", 2, "Language", intake_person.LanguageForm),
    Page(
        "adjustments", 2, "Sign language and Relay UK", intake_person.AdjustmentsForm,
        words=(ABOUT_HEALTH,),
    ),
    Page("means", 2, "How could we reach {them}?", intake_contact.MeansForm),
    Page("phone", 2, "Phone", intake_contact.PhoneForm, _by("phone")),
    Page("phone-how", 2, "How to call", intake_contact.PhoneHowForm, _safe_to_call),
    Page("email", 2, "Email", intake_contact.EmailForm, _by("email")),
    Page("post", 2, "Letters", intake_contact.PostForm, _by("post")),
    Page("address", 3, "{Their} home", intake_home.AddressForm),
    Page("household", 3, "Who lives in the home", intake_home.HouseholdForm),
    Page("ages", 3, "Who else lives in the home", intake_home.AgesForm, lambda answers: answers.get("others") is True),
    Page("tenure", 3, "Owned or rented", intake_home.TenureForm),
    Page("permission", 3, "The owner’s permission", intake_home.PermissionForm, _owned_by_another),
    Page("property", 3, "Kind of home", intake_home.PropertyForm),
    Page("floor", 3, "Floor", intake_home.FloorForm, _storeys),
    Page("earlier", 3, "Measures before", intake_home.EarlierForm),
    Page(
        "earlier-what", 3, "The measures from before", intake_home.EarlierWhatForm,
        lambda answers: answers.get("previous_measures") == YesNoUnsure.YES,
    ),
    Page(
        "eligibility", 4, "Staying in the home", intake_happening.EligibilityForm,
        words=(STAYING,),
    ),
    Page("advice", 4, "Please read this first", intake_happening.AdviceForm, _doubtful, template="advice"),
    Page("circumstances", 4, "What is happening", intake_happening.CircumstancesForm),
    Page("tool", 4, "How the risk was assessed", intake_happening.ToolForm, _professional),
    Page("risk", 4, "The risk", intake_happening.RiskForm, _assessed),
    Page("marac", 4, "MARAC", intake_happening.MaracForm, _high),
    Page("help", 4, "What help is wanted", intake_happening.HelpForm),
    Page("notice", 5, "How {their} information is used", intake_consent.NoticeForm, template="notice"),
    Page(
        "sharing", 5, "Who may see it", intake_consent.SharingForm,
        words=(NOTHING_WITHOUT_CONSENT,),
    ),
    Page("agreed", 5, "How consent was given", intake_consent.AgreedForm, _professional),
    Page(
        "equality", 5, "Questions about equality", intake_consent.EqualityForm,
        words=(WHY_EQUALITY, WHO_SEES_EQUALITY),
    ),
)  # fmt: skip

BY_SLUG = {page.slug: page for page in (WHO, *PAGES)}
