"""Part 2: safe contact, for each number and address on its own (S1.11). Not known means: we do not use it."""

from typing import Any

from referrals.choices import Means, Safe
from referrals.forms.intake import QuestionForm
from walls.forms import Choice, Choices, Email, LongText, Phone, Text, YesNoUnknown

NONE_SAFE = (
    "We need at least one safe way to reach {them}. If none is safe, call Victim Support on 0808 168 9111 and we will "
    "find one together"
)
WAYS = {
    Means.PHONE: "Phone or text",
    Means.EMAIL: "Email",
    Means.POST: "Letter",
}


def safe_question(what: str) -> YesNoUnknown:
    """Unknown means do not use, and says so."""
    called = f"whether it is {what.removeprefix('Is it ').removesuffix('?')}"
    return YesNoUnknown(label=what, called=called, unknown="I do not know (we will not do it)")


class MeansForm(QuestionForm):
    means = Choices(
        label="How could we reach {them}?",
        called="at least one way to reach {them}",
        heading=True,
        help_text="Select all that you can tell us about. We then ask, for each, whether it is safe.",
        choices=list(WAYS.items()),
    )


class ContactForm(QuestionForm):
    """One number or address. On the last one we make sure that one of all is safe."""

    way: Means

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        asked = [means for means in Means if means in self.answers.get("means", ())]
        others = {str(self.answers.get(f"{means.value}_safe", "")) for means in asked if means != self.way}
        mine = data.get(f"{self.way.value}_safe")
        if asked and asked[-1] == self.way and mine and Safe.YES not in others | {mine}:
            self.add_error(f"{self.way.value}_safe", self.fields[f"{self.way.value}_safe"].error_messages["none_safe"])
        return data


class PhoneForm(ContactForm):
    way = Means.PHONE

    phone_value = Phone(label="Phone number", called="{their} phone number")
    phone_safe = YesNoUnknown(
        label="Is it safe to call this number?",
        called="whether it is safe to call",
        unknown="I do not know (we will not use it)",
        help_text="Could anybody else answer, listen, or see the call in the list of calls?",
        error_messages={"none_safe": NONE_SAFE},
    )


class PhoneHowForm(QuestionForm):
    """Only for a number that is safe to call."""

    phone_voicemail = safe_question("Is it safe to leave a voicemail?")
    phone_text = safe_question("Is it safe to send a text message?")
    phone_withheld_number = YesNoUnknown(
        label="Should we call from a withheld number?", called="whether to withhold our number"
    )
    phone_hours = Text(
        label="When is it safe?",
        called="when it is safe",
        required=False,
        help_text="For example weekdays 9:30am to 2pm.",
    )
    phone_code_word = Text(
        label="A code word",
        called="the code word",
        required=False,
        width=20,
        help_text="We say it first, so that {they} can be sure who is calling.",
    )


class EmailForm(ContactForm):
    way = Means.EMAIL

    email_value = Email(label="Email address", called="{their} email address")
    email_safe = YesNoUnknown(
        label="Is it safe to write to this address?",
        called="whether it is safe to write",
        unknown="I do not know (we will not use it)",
        help_text="Could anybody else read it, on any device?",
        error_messages={"none_safe": NONE_SAFE},
    )
    email_hours = Text(
        label="When is it safe?",
        called="when it is safe",
        required=False,
        help_text="For example weekdays 9:30am to 2pm. We write at no other time.",
    )
    email_code_word = Text(
        label="A code word",
        called="the code word",
        required=False,
        width=20,
        help_text="We write it first, so that {they} can be sure who is writing.",
    )


class PostForm(ContactForm):
    way = Means.POST

    post_to = Choice(
        label="Where should letters go?",
        called="where letters should go",
        choices=[("home", "To {their} home"), ("other", "To another address")],
        reveals={"other": "post_value"},
    )
    post_value = LongText(label="The other address", called="the other address", required=False, rows=4, max_length=500)
    post_safe = YesNoUnknown(
        label="Is it safe to send letters there?",
        called="whether it is safe to send letters",
        unknown="I do not know (we will not use it)",
        help_text="Could anybody else open them, or see them arrive?",
        error_messages={"none_safe": NONE_SAFE},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("post_to") == "other" and not data.get("post_value") and "post_value" not in self.errors:
            self.add_error("post_value", "Enter the other address")
        if data.get("post_to") == "home":
            data["post_value"] = ""
            self.errors.pop("post_value", None)
        return data
