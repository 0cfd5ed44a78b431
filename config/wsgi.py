"""What gunicorn serves."""

import os
import re
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from django.core.wsgi import get_wsgi_application

from config.uploads import TOO_LONG

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

BODY_LIMIT = 1_000_000  # bytes
PHOTOGRAPH_LIMIT = 12_000_000  # on the one page that takes photographs; the front server takes as much everywhere
TAKES_PHOTOGRAPHS = re.compile(r"/workstreams/[0-9a-f-]{36}/photograph/")
DRAIN_LIMIT = 32_000_000  # of a body that is too long, so much is read away, that the client hears our answer
PIECE = 65_536

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]


class BodyLimit:
    """Reads away and forgets a body that announces more bytes than its address takes; then config/errors.py refuses it,
    with the headers and in the frame of every other page.

    A body without an announced length is read as empty by Django, so it needs no limit.
    """

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        photograph = TAKES_PHOTOGRAPHS.fullmatch(environ.get("PATH_INFO", ""))
        if length.isdecimal() and int(length) <= (PHOTOGRAPH_LIMIT if photograph else BODY_LIMIT):
            return self.application(environ, start_response)
        drain(environ, min(int(length), DRAIN_LIMIT) if length.isdecimal() else 0)
        nothing = {"CONTENT_LENGTH": "0", "wsgi.input": BytesIO(), TOO_LONG: True}
        return self.application(environ | nothing, start_response)


def drain(environ: Environ, length: int) -> None:
    """Read and forget up to `length` bytes of the body."""
    while length > 0:
        piece = environ["wsgi.input"].read(min(PIECE, length))
        if not piece:
            return
        length -= len(piece)


application = BodyLimit(get_wsgi_application())
