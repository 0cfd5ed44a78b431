"""How roles read on a page."""

from django import template

from accounts.devices import in_words
from accounts.queries import labels

register = template.Library()


@register.filter
def role_labels(roles: list[str]) -> str:
    """["triage_lead", "triage_worker"] → "Triage lead, Triage worker"."""
    return labels(roles)


@register.filter
def browser(agent: str) -> str:
    """What a browser says of itself → "Firefox on Windows"."""
    return in_words(agent)
