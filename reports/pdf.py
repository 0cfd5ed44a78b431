"""The only place that renders PDF. Nothing is fetched: fonts come from our own folder, anything else stops the work."""

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pikepdf
from django.conf import settings
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from reports.chapters import chapters, figures, headlines
from reports.tagging import mended

FAMILY: Final = "AtkinsonHyperlegible"
FONT_FOLDER: Final = Path(settings.BASE_DIR) / "static" / "fonts"
FONTS: Final = {
    "font:regular": FONT_FOLDER / "atkinson-latin-400.woff2",
    "font:bold": FONT_FOLDER / "atkinson-latin-700.woff2",
}
STYLES: Final = Path(__file__).with_name("print.css")
LARGE: Final = Path(__file__).with_name("print-large.css")


class NothingOutside(ValueError):
    """A report asked for something outside itself, or its own fonts are not there."""


class WrongFont(ValueError):
    """The PDF does not carry our own fonts, and only them."""


class OwnFonts(URLFetcher):
    """Gives two font files under names of our own; no network, no files, no data addresses, no redirects."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self.refused: list[str] = []  # WeasyPrint swallows what is raised while it draws SVG, so it is remembered too

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url not in FONTS:
            self.refused.append(url.partition(":")[0])
            raise NothingOutside(self.refused[-1])
        return URLFetcherResponse(url, FONTS[url].read_bytes(), {"Content-Type": "font/woff2"})


def drawn(data: dict[str, Any], *, large: bool = False) -> bytes:
    """The PDF/UA-1 of a release's data (reports.data). Raises NothingOutside or WrongFont."""
    finished = mended(rendered(page_of(data), large=large))
    check_fonts(finished)
    return finished


def page_of(data: dict[str, Any]) -> str:
    """The report as one HTML document for paper."""
    shown = {
        "data": data,
        "chapters": chapters(data),
        "headlines": headlines(data),
        "figures": figures(data),
        "released_at": datetime.fromisoformat(data["released_at"]),
    }
    return render_to_string("reports/print.html", shown)


def rendered(html: str, *, large: bool = False) -> bytes:
    """HTML → tagged PDF, as WeasyPrint leaves it. `large`: 18 point, one thing under another (S4.2)."""
    fonts, fetcher = FontConfiguration(), OwnFonts()
    try:
        texts = [path.read_text(encoding="utf-8") for path in ([STYLES, LARGE] if large else [STYLES])]
        styles = [CSS(string=text, font_config=fonts, url_fetcher=fetcher) for text in texts]
        document = HTML(string=html, url_fetcher=fetcher)
        pdf = document.write_pdf(stylesheets=styles, font_config=fonts, pdf_variant="pdf/ua-1")
    except FatalURLFetchingError as fault:  # not an Exception: nothing above would catch it
        raise NothingOutside(str(fault)) from fault
    if fetcher.refused:
        raise NothingOutside(", ".join(fetcher.refused))
    return bytes(pdf or b"")


def check_fonts(pdf: bytes) -> None:
    """Every font is ours and embedded; a missing one would otherwise be replaced silently."""
    with pikepdf.open(BytesIO(pdf)) as document:
        found = {
            str(item["/FontName"]): any(f"/FontFile{n}" in item for n in ("", "2", "3"))
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == pikepdf.Name.FontDescriptor
        }
    strange = [name for name, embedded in found.items() if not embedded or FAMILY not in name.replace("-", "")]
    if strange or not found:
        raise WrongFont(", ".join(strange) or "no font at all")
