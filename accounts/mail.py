"""Mail to people who work here. It never carries personal data: no name, no reference, no case."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from journal.models import Event


def send(event: Event, *, to: str, subject: str, template: str, about: str = "", **context: str) -> None:
    """Send one message for one event. Sent again after a fault it has the same Message-ID, so a mailbox can see that
    it is one message; `about` tells the messages of one event apart. Raises whatever the mail server says; the outbox tries again.
    """
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    body = render_to_string(template, context | {"site": settings.SITE_URL})
    EmailMessage(
        subject, body, to=[to], headers={"Message-ID": f"<{event.kind}.{event.id}{about and f'.{about}'}@{host}>"}
    ).send()
