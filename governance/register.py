"""What every field of a case is for and who may see it. The stages list their fields; forms, provider views, exports,
the processing record and the tests read the lists. Source: domain.md "Fields: one register"; S1.7–S1.32.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Purpose(StrEnum):
    """Why the notice says that a field is used."""

    RECORD = "record of the application and of all work done"  # S1.27
    CONTACT = "contact to progress the application"  # S1.28
    ASSESS = "understand the circumstances and assess"  # S1.29
    LIAISE = "liaise with organisations on the person's behalf"  # S1.30
    COMPLAINTS = "complaints and compliments"  # S1.31
    REPORTS = "anonymised reports"  # S1.32


class Audience(StrEnum):
    """Who may see a field of somebody's case."""

    TRIAGE = "triage"
    SECURITY = "security"
    SUPPORT = "support"
    RIGHTS = "rights"


class Copy(StrEnum):
    """What a subject-access copy does with it (S1.45, S4.14)."""

    SHOW = "show"
    THIRD_PARTY = "show without third parties"
    WITHHOLD = "withhold"


@dataclass(frozen=True)
class Field:
    """One field. `name` is model.attribute; `clause` is the checklist id of the notice's words, '' when it is about
    the work and not about the person; `sealed` says that the column holds ciphertext; `on` is False while no
    published notice covers it.
    """

    name: str
    label: str
    section: str
    clause: str
    purposes: frozenset[Purpose]
    audiences: frozenset[Audience]
    sealed: bool = True
    copy: Copy = Copy.SHOW
    on: bool = True

    @property
    def model(self) -> str:
        return self.name.partition(".")[0]

    @property
    def attribute(self) -> str:
        return self.name.partition(".")[2]


class Register:
    """The fields of the cases in the order in which people read them. A name stands once."""

    def __init__(self, *fields: Field) -> None:
        self._fields = {field.name: field for field in fields}
        if len(self._fields) != len(fields):
            raise ValueError("a field stands twice in the register")

    def __iter__(self) -> Iterator[Field]:
        return iter(self._fields.values())

    def __getitem__(self, name: str) -> Field:
        return self._fields[name]

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def seen_by(self, audience: Audience, model: str = "", covered: Collection[str] = ()) -> list[Field]:
        """The fields that are on and that this audience may see, of one model or of all.

        covered: names that are off by default but that the person's own notice version covers (NoticeVersion.covers).
        """
        on = (f for f in self if f.on or f.name in covered)
        return [f for f in on if audience in f.audiences and model in {"", f.model}]
