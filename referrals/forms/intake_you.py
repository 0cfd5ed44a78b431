"""Part 1: who refers (S1.16)."""

from referrals.choices import Route
from referrals.forms.intake import QuestionForm
from walls.forms import Choice, Confirm, Email, Text


class WhoForm(QuestionForm):
    """The first question; everything that follows depends on it."""

    route = Choice(  # type: ignore[assignment]
        label="Who are you referring?",
        called="who you are referring",
        choices=[
            (Route.PROFESSIONAL, "Somebody I work with"),
            (Route.SELF, "Myself"),
            (Route.AUTHORITY, "Somebody who has asked me in writing to do it for them"),
        ],
        hints={
            Route.PROFESSIONAL: "You are a professional, for example in housing, health, police or social care.",
            Route.SELF: "You have experienced domestic abuse and want to stay in your home.",
            Route.AUTHORITY: "You are a friend, relative or advocate and hold a signed note or letter.",
        },
    )


class ReferrerForm(QuestionForm):
    """A professional."""

    referrer_name = Text(label="Your full name", called="your full name")
    referrer_email = Email(
        label="Your work email",
        called="your work email",
        help_text="Your receipt, and any question about this referral, go to this address. Nothing personal is in them.",
    )
    referrer_job_title = Text(label="Your job title", called="your job title")
    referrer_organisation = Text(label="Your organisation", called="your organisation")


class AuthorityForm(QuestionForm):
    """Somebody who acts for the person."""

    referrer_name = Text(label="Your full name", called="your full name")
    referrer_email = Email(
        label="Your email",
        called="your email",
        help_text="Your receipt, and any question about this referral, go to this address. Use one that only you read.",
    )
    referrer_job_title = Text(
        label="Who you are to {them}",
        called="who you are to {them}",
        help_text="For example sister, friend, advocate.",
    )
    referrer_organisation = Text(
        label="Your organisation, if you act for one", called="your organisation", required=False
    )
    authority = Confirm(
        label="I hold {their} written authority to make this referral",
        missing="Tick to say that you hold written authority. Without it {they} can refer {themself}, or call Victim "
        "Support on 0808 168 9111",
    )
