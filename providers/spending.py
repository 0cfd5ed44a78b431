"""Stock and cost by version of the catalogue: sums of a firm's own work, about nobody."""

from collections.abc import Iterable, Sequence

from accounts.actors import Actor
from accounts.models import Organisation
from providers.models import Spend
from walls.scope import scoped

HEAD = ("Firm", "Measure", "Catalogue version", "Usual cost", "Fitted", "Still there", "Cost", "Mean each")


def spend_of(actor: Actor) -> list[Spend]:
    """One row for each firm and version of a measure that was fitted, by name, the newest version first; for people of
    a firm their own. The scope opens no case: it names the firm whose sums are read, and nothing else.
    """
    firms = Organisation.objects.filter(kind=Organisation.Kind.SECURITY).order_by("name")
    own = [firm for firm in firms if firm.pk == actor.organisation_id]
    found: list[Spend] = []
    for firm in own or firms:
        with scoped(sight="", actor=actor.user_id, organisation=firm.pk):
            rows = Spend.objects.select_related("organisation", "measure")
            found += rows.order_by("measure__name", "-measure__version")
    return found


def lines_of(rows: Iterable[Spend]) -> list[Sequence[str]]:
    """The columns of HEAD, as people read them."""
    return [
        (
            one.organisation.name, one.measure.name, str(one.measure.version), one.measure.pounds, str(one.quantity),
            str(one.in_place), pounds(one.cost_pence), pounds(one.cost_pence / one.quantity),
        )
        for one in rows
    ]  # fmt: skip


def pounds(pence: float) -> str:
    return f"£{pence / 100:,.2f}"
