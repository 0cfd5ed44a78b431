"""Rows whose id comes from a form: sending the form twice makes one."""

from django.db import IntegrityError, models, transaction

from walls.refusals import Refused


def save_once(row: models.Model) -> None:
    """Add the row. Refused when its id is taken, by another case or a moment ago: nothing is overwritten, and nobody
    learns by what.
    """
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused(
            "This page was used already. Go back, look whether it is there, and begin again if not.", status=409
        ) from None
