"""What the page of a move of a workstream is made of, and the sentences that many of them share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from providers.forms import base


@dataclass(frozen=True)
class Move:
    """One page. what, see: sentences. undo: what cannot be undone. done: said afterwards. given: more arguments of the
    action. again: where one often does the same once more (measures, goals).
    """

    form: type[base.MoveForm]
    action: Callable[..., Any]
    heading: str
    what: tuple[str, ...]
    confirm: str
    done: str
    whom: str = ""
    see: tuple[str, ...] = ()
    undo: str = ""
    danger: bool = False
    again: bool = False
    given: Mapping[str, Any] = field(default_factory=dict)


HERE = ("People of your organisation who work on it, and Victim Support.",)
BOTH = ("The provider’s people who work on it, and Victim Support.",)
VS = "Victim Support"
STOPS = "You will not see this case any more."
TELL_THEM = "This does not tell the person. If they know the time, tell them, in a safe way only."
BEYOND = "Write down all of it. When it comes to more than was approved, the triage leads at Victim Support are told."
