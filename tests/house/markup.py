"""A page as a tree: its forms and what can be filled in, its error summary, and what a reader by ear would miss."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
POINTING = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "form", "list")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# What a browser may fill in by itself, where validators are strict.
OFFERED = {"email": ("email", "off"), "file": (None,)}
INLINE = {"a", "abbr", "b", "code", "em", "i", "label", "small", "span", "strong", "sub", "sup", "time"}
TYPED = ("text", "textarea", "email", "tel", "search", "number", "url", "date")


class _Reader(HTMLParser):
    """Elements as they are written; what is closed too early or never is closed with what holds it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.builder, self.open = TreeBuilder(), ["page"]
        self.builder.start("page", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.builder.end(tag)
        else:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        self.builder.end(tag)

    def handle_endtag(self, tag: str) -> None:
        while tag in self.open:
            self.builder.end(last := self.open.pop())
            if last == tag:
                return

    def handle_data(self, data: str) -> None:
        self.builder.data(data)

    def tree(self) -> Element:
        for tag in reversed(self.open):
            self.builder.end(tag)
        return self.builder.close()


@dataclass
class Box:
    """What can be filled in under one name. kind: the type of an input, "textarea" or "select". given: what stands in
    it. offered: the values of a choice or of a button.
    """

    name: str
    kind: str
    attrs: dict[str, str]
    given: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)


@dataclass
class Form:
    """One form. `boxes` by name, in the order of the page."""

    method: str
    action: str
    boxes: dict[str, Box] = field(default_factory=dict)

    def of_kind(self, *kinds: str) -> Iterator[Box]:
        yield from (box for box in self.boxes.values() if box.kind in kinds)

    def add(self, element: Element) -> None:
        name, kind = element.get("name", ""), element.tag
        if not name or kind not in ("input", "textarea", "select", "button"):
            return
        kind = element.get("type", "text") if kind == "input" else kind
        box = self.boxes.setdefault(name, Box(name, kind, dict(element.attrib)))
        value = element.get("value", "on" if kind in ("radio", "checkbox") else "")
        if kind in ("radio", "checkbox"):
            box.offered.append(value)
            box.given += [value] if "checked" in element.attrib else []
        elif kind == "select":
            options = list(element.iter("option"))
            box.offered += [option.get("value", text_of(option)) for option in options]
            box.given += [option.get("value", "") for option in options if "selected" in option.attrib]
        elif kind == "textarea":
            box.given.append(text_of(element).removeprefix("\n"))
        else:
            (box.offered if kind == "button" else box.given).append(value)


class Page:
    """What is on a page. `html`: the whole document."""

    def __init__(self, html: str) -> None:
        reader = _Reader()
        reader.feed(html)
        reader.close()
        self.root = reader.tree()

    def all(self, *tags: str) -> Iterator[Element]:
        yield from (element for element in self.root.iter() if not tags or element.tag in tags)

    @cached_property
    def ids(self) -> Counter[str]:
        return Counter(element.get("id", "") for element in self.all() if "id" in element.attrib)

    @cached_property
    def forms(self) -> list[Form]:
        """Those of the main part; what stands outside of its form is added by its `form` attribute."""
        main = next(self.all("main"), self.root)
        named: dict[str, Form] = {}
        found = []
        for element in main.iter("form"):
            form = Form(element.get("method", "get").lower(), element.get("action", ""))
            for inside in element.iter():
                if "form" not in inside.attrib:
                    form.add(inside)
            named[element.get("id", "")] = form
            found.append(form)
        for element in main.iter():
            if element.get("form") in named:
                named[element.get("form", "")].add(element)
        return found

    @cached_property
    def summary(self) -> list[tuple[str, str]]:
        """The error summary: (words, id it leads to or ""). [] when there is none."""
        found = [e for e in self.all("div") if "govuk-error-summary" in e.get("class", "").split()]
        lines = [line for part in found for line in part.iter("li")]
        return [(text_of(line), next((a.get("href", "")[1:] for a in line.iter("a")), "")) for line in lines]

    @cached_property
    def shapes(self) -> frozenset[str]:
        """Every kind of thing on it: tag with classes."""
        kinds = ("type", "role", "aria-current", "aria-invalid")
        return frozenset(
            " ".join([e.tag, e.get("class", ""), *(e.get(kind, "") for kind in kinds)]) for e in self.all()
        )

    def faults(self) -> Iterator[str]:
        """What is wrong with it that needs no browser to see."""
        yield from (f"the id {one} stands {often} times" for one, often in self.ids.items() if often > 1)
        for element in self.all():
            for pointer in POINTING:
                lost = [one for one in element.get(pointer, "").split() if one not in self.ids]
                yield from (f"{element.tag} {pointer}={one} leads nowhere" for one in lost)
        levels = [int(element.tag[1]) for element in self.all(*HEADINGS)]
        if levels.count(1) != 1:
            yield f"{levels.count(1)} main headings"
        yield from (
            f"h{after} after h{before}" for before, after in zip(levels, levels[1:], strict=False) if after > before + 1
        )
        title = "".join(text_of(one) for one in list(self.all("title"))[:1])
        if not title or "abuse" in title.lower() or "victim" in title.lower():
            yield f"the title {title!r}"
        yield from (f"a link says {text_of(one)!r}" for one in self.all("a", "button") if not _called(one))
        yield from (f"{box.tag} {box.get('name')} has no label" for box in self._nameless())
        cells = [one for one in self.all("td") if "data-label" in one.attrib]
        yield from (f"the cell {text_of(one)!r} is not one div" for one in cells if [e.tag for e in one] != ["div"])
        yield from ("an empty choice" for one in self.all("option") if not text_of(one).strip())
        yield from ("a drawing without a size of its own" for one in self.all("svg") if not _sized(one))
        for box in self.all("input"):
            offered = OFFERED.get(box.get("type", ""))
            if offered and box.get("autocomplete") not in offered:
                yield f"{box.get('name')} takes {box.get('autocomplete')!r}"
        yield from (f"{words!r} run together where no style keeps them apart" for words in self._joined())
        yield from (f"leads on by {one.get('content')!r}" for one in self.all("meta") if not _leads_on_well(one))
        yield from (f"a form to {one.get('action')!r} that nothing sends" for one in self.all("form") if not _sent(one))
        yield from ("a table without a caption" for one in self.all("table") if one.find("caption") is None)

    def _joined(self) -> Iterator[str]:
        """Words of two elements of a line, with nothing between them."""
        for element in self.all():
            before = element.text or ""
            for child in element:
                inside, after = text_of(child) if child.tag in INLINE else " ", child.tail or ""
                for left, right in ((before, inside), (inside, after)):
                    if left[-1:].isalnum() and right[:1].isalnum():
                        yield f"{left[-20:]}|{right[:20]}"
                before = after or inside or before

    def _nameless(self) -> Iterator[Element]:
        labelled = {label.get("for") for label in self.all("label")}
        for box in self.all("input", "select", "textarea"):
            named = box.get("id") in labelled or box.get("aria-label") or box.get("aria-labelledby")
            if box.get("type") not in ("hidden", "submit") and not named:
                yield box


def text_of(element: Element) -> str:
    return "".join(element.itertext())


def _sized(element: Element) -> bool:
    """Whether it stays small where no style says how large it is."""
    return bool(element.get("width") and element.get("height"))


def _leads_on_well(meta: Element) -> bool:
    """Whether it leads nowhere, or is written as validators want it."""
    return meta.get("http-equiv") != "refresh" or bool(re.match(r"\d+; url=", meta.get("content", "")))


def _called(element: Any) -> bool:
    """Whether a link or button has a name."""
    return bool(text_of(element).strip() or element.get("aria-label") or element.get("aria-labelledby"))


def _sent(form: Element) -> bool:
    """Whether there is a button to send it with."""
    return any(one.get("type", "submit") == "submit" for one in form.iter("button"))
