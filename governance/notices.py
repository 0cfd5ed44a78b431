"""delivery.died: whoever looks after what did not get through is told, in the system and by e-mail. Nothing personal."""

from django.urls import reverse

from accounts import news, wishes
from accounts.queries import holding
from governance.access import SETTLES
from journal.models import Delivery, Event


def tell_owner(event: Event) -> None:
    """One notice for each owner, on the page of the delivery. The wall of “must not see” stands before it."""
    page = reverse("governance:failed", args=[event.subject_id])
    reference = Delivery.objects.values_list("reference", flat=True).get(pk=event.subject_id or news.NO_CASE)
    for one in holding(SETTLES):
        news.tell(event, organisation_id=one.organisation_id, user_ids=[one.user_id], page=page, reference=reference,
                  case_id=event.case_id or news.NO_CASE)  # fmt: skip


def mail_owner(event: Event) -> None:
    """An e-mail that something waits; one a day is enough while nobody has looked."""
    wishes.mail_at_once(event, holding(SETTLES).values_list("user_id", flat=True))
