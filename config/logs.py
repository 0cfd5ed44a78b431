"""What a line of a log may hold: when, how bad, where, and words of ours. Nothing that somebody typed, and no address.

Messages of faults quote values ("invalid date: '1988-…'"), and addresses can hold a one-time secret. So a fault is told by
its class and the lines it went through, and a refused request by its status and the name of its page. What Celery says
of a message ends where it would quote it.
"""

import copy
import logging
import traceback
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest


class Line(logging.Formatter):
    """The formatter of every handler."""

    def __init__(self, form: str = "{asctime} {levelname} {name} {message}") -> None:
        super().__init__(form, style="{")

    def format(self, record: logging.LogRecord) -> str:
        plain = copy.copy(record)
        plain.exc_text = None  # what another formatter made of the fault
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            match = request.resolver_match
            plain.msg, plain.args = (
                "%s at %s",
                (getattr(record, "status_code", ""), match.view_name if match else "no page"),
            )
        elif record.name == "celery.app.trace" and isinstance(record.args, Mapping):
            plain.msg, plain.args = "task %s did not end well", (record.args.get("name"),)
        elif record.name.startswith(("celery.", "kombu.")) and record.args:
            plain.msg, plain.args = words_of(record.msg), ()
        return super().format(plain)

    def formatException(self, ei: Any) -> str:
        """Classes and places, from where it was raised outwards, with the faults that led to it."""
        lines, fault = [], ei[1]
        while fault is not None:
            places = (
                f"{frame.filename}:{frame.lineno}" for frame in reversed(traceback.extract_tb(fault.__traceback__))
            )
            lines.append(f"{type(fault).__qualname__} {' < '.join(places)}")
            fault = fault.__cause__ or fault.__context__
        return "\n".join(lines)


def words_of(template: str) -> str:
    """What a library says before it quotes the first value: whoever can write into the broker chose those."""
    return template.partition("%")[0].strip().partition("\n")[0]
