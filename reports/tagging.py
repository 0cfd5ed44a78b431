"""What WeasyPrint leaves undone for readers by ear, mended in the finished PDF (PDF/UA-1, ISO 14289-1).

- a heading cell says whether it heads its column or its row (7.5);
- running headers and footers lie outside the structure, so they are marked as artifacts (7.1).
"""

from collections.abc import Iterator
from io import BytesIO

import pikepdf
from pikepdf import Array, ContentStreamInstruction, Dictionary, Name, Operator

Named = dict[tuple[int, int], set[int]]  # page object → ids of the content that some structure element names


def mended(pdf: bytes) -> bytes:
    """The same pages. Raises KeyError or AttributeError when the PDF is not tagged."""
    with pikepdf.open(BytesIO(pdf)) as document:
        named: Named = {}
        for element, section in _elements(document.Root.StructTreeRoot.K, ""):
            if element.get("/S") == Name.TH:
                _give_scope(element, section)
            _collect(element, named)
        for page in document.pages:
            _mark_artifacts(document, page, named.get(page.obj.objgen, set()))
        with document.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["pdfuaid:part"] = "1"
        out = BytesIO()
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()


def _kids(held: object) -> list[object]:
    return list(held) if isinstance(held, Array) else [held]


def _elements(held: object, section: str) -> Iterator[tuple[Dictionary, str]]:
    """Every structure element, depth first, with the part of the table (/THead, /TBody) that it stands in."""
    waiting = [(kid, section) for kid in reversed(_kids(held))]
    while waiting:
        element, section = waiting.pop()
        if not isinstance(element, Dictionary) or "/S" not in element:
            continue
        kind = str(element["/S"])
        yield element, section
        inside = kind if kind in ("/THead", "/TBody", "/TFoot") else section
        if "/K" in element:
            waiting += [(kid, inside) for kid in reversed(_kids(element["/K"]))]


def _give_scope(heading: Dictionary, section: str) -> None:
    scope = Name.Column if section == "/THead" else Name.Row
    attributes = heading.get("/A")
    if isinstance(attributes, Array):
        attributes.append(Dictionary(O=Name.Table, Scope=scope))
    elif attributes is None or attributes.get("/O") == Name.Table:
        heading["/A"] = Dictionary({**dict(attributes or {}), "/O": Name.Table, "/Scope": scope})
    else:
        heading["/A"] = Array([attributes, Dictionary(O=Name.Table, Scope=scope)])


def _collect(element: Dictionary, named: Named) -> None:
    page = element.get("/Pg")
    for kid in _kids(element.get("/K", Array())):
        if isinstance(kid, int) and page is not None:
            named.setdefault(page.objgen, set()).add(kid)
        elif isinstance(kid, Dictionary) and kid.get("/Type") == Name.MCR:
            where = kid["/Pg"] if "/Pg" in kid else element["/Pg"]
            named.setdefault(where.objgen, set()).add(int(kid["/MCID"]))


def _mark_artifacts(document: pikepdf.Pdf, page: pikepdf.Page, named: set[int]) -> None:
    instructions = []
    for instruction in pikepdf.parse_content_stream(page):
        if str(instruction.operator) == "BDC" and _unnamed(instruction.operands[1], named):
            artifact = [Name.Artifact, Dictionary(Type=Name.Pagination)]
            instruction = ContentStreamInstruction(artifact, Operator("BDC"))
        instructions.append(instruction)
    page.Contents = document.make_stream(pikepdf.unparse_content_stream(instructions))


def _unnamed(properties: object, named: set[int]) -> bool:
    return isinstance(properties, Dictionary) and "/MCID" in properties and int(properties["/MCID"]) not in named
