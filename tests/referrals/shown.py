"""What a browser would send if nobody touched the page's form."""

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse


class _Boxes(HTMLParser):
    """The boxes of every form that is sent by POST in the page's main part."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, list[str]] = {}
        self.inside, self.area, self.select = False, "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "main":
            self.inside = True
        if tag == "textarea":
            self.area = given["name"]
            self.found[self.area] = [""]
        if tag == "select":
            self.select = given["name"]
        if tag == "option" and "selected" in given:
            self.found[self.select] = [given["value"]]
        if tag == "input" and self.inside and self._counts(given):
            ticked = "on" if given.get("type") == "checkbox" else ""
            self.found.setdefault(given["name"], []).append(given.get("value", ticked))

    def _counts(self, given: dict[str, str]) -> bool:
        return given.get("type") not in {"radio", "checkbox"} or "checked" in given

    def handle_data(self, data: str) -> None:
        if self.area:
            self.found[self.area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area:
            text = self.found[self.area][0].removeprefix("\n").replace("\r\n", "\n").replace("\n", "\r\n")
            self.found[self.area], self.area = [text], ""
        if tag == "main":
            self.inside = False


def untouched(page: HttpResponse) -> dict[str, Any]:
    """{name of a box: its values}, line breaks as browsers send them."""
    boxes = _Boxes()
    boxes.feed(page.content.decode())
    return {name: values for name, values in boxes.found.items() if name != "csrfmiddlewaretoken"}
