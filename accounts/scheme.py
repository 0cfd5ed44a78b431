"""The agencies of the scheme, as the SAFER notice names them (S1.2, S1.4–S1.6)."""

from accounts.models import Organisation
from accounts.roles import Agency

ORGANISATIONS: tuple[tuple[str, str, Agency, str], ...] = (
    ("victim-support", "Victim Support", Agency.ACCESS_POINT, "0808 168 9111"),
    ("24-7-locks", "24-7 Locks Ltd", Agency.SECURITY, ""),
    ("oasis", "Oasis Domestic Abuse Support", Agency.SUPPORT, ""),
    ("clarion", "Clarion Housing Group", Agency.SUPPORT, ""),
    ("look-ahead", "Look Ahead Care and Support", Agency.SUPPORT, ""),
    ("project-salus", "Project Salus", Agency.SUPPORT, ""),
    ("kcc", "Kent County Council", Agency.COUNCIL, ""),
)


def load() -> None:
    """Make the organisations that are missing. What an administrator has changed since stays as it is."""
    for slug, name, kind, telephone in ORGANISATIONS:
        Organisation.objects.get_or_create(
            slug=slug, defaults={"name": name, "kind": kind.value, "telephone": telephone}
        )
