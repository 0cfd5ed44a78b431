"""How roles read on a page."""

from django import template

from accounts.queries import labels

register = template.Library()


@register.filter
def role_labels(roles: list[str]) -> str:
    """["triage_lead", "triage_worker"] → "Triage lead, Triage worker"."""
    return labels(roles)
