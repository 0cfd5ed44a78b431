"""Long pages go out compressed, so that none weighs more than 60 KB at a first visit (docs/adr/0047)."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

LONG = 10_000  # bytes; below it the page fits beside stylesheet, script and fonts as it is


class LongPages(GZipMiddleware):
    """Pages only: files that are fetched on purpose are sent as they are."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        page = response.headers.get("Content-Type", "").startswith("text/html")
        if response.streaming or not page or len(response.content) < LONG:  # type: ignore[attr-defined]
            return response
        return super().process_response(request, response)
