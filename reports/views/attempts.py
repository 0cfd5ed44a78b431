"""One way for pages with one form and one deed."""

from collections.abc import Callable
from typing import Any

from walls.forms import PageForm
from walls.refusals import Refused

DONE = 302


def attempt(form: PageForm, deed: Callable[[dict[str, Any]], object]) -> int:
    """Do it when the form was sent and is right. → DONE, or the status with which the page is drawn (again)."""
    if not form.is_bound:
        return 200
    if form.is_valid():
        try:
            deed(form.cleaned_data)
            return DONE
        except Refused as refused:
            form.add_error(refused.field, refused.message)
            return refused.status
    return 422
