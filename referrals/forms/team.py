"""Handing over the work of one person: everything to one colleague, or each piece to another."""

import uuid
from collections.abc import Iterable
from typing import Any

from walls.forms import PageForm, Pick


class HandOverForm(PageForm):
    """`work`: (id, words) of what is held. `people`: (id, name) of who can take it. A single choice goes before the one
    for everything.
    """

    everything = Pick(label="Give everything to", called="who takes over", required=False, one_of=True)

    def __init__(self, *args: Any, work: Iterable[tuple[uuid.UUID, str]], people: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.work = list(work)
        self.fields["everything"].choices = [("", ""), *people]  # type: ignore[attr-defined]
        for pk, words in self.work if len(self.work) > 1 else []:
            self.fields[f"to_{pk}"] = Pick(
                label=f"{words}: give to", called="who takes over", required=False, choices=people
            )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not any(given.values()):
            self.add_error("everything", "Choose who takes over.")
        return given

    def chosen(self) -> dict[uuid.UUID, uuid.UUID]:
        """{piece of work: who takes it over}, without what stays."""
        everything = self.cleaned_data["everything"]
        to = {pk: self.cleaned_data.get(f"to_{pk}") or everything for pk, _ in self.work}
        return {pk: uuid.UUID(one) for pk, one in to.items() if one}
