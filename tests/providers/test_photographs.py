"""Photographs of homes: drawn anew without metadata, sealed, shown to those who secure the home and to nobody else."""

import io
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageCms, TiffImagePlugin

from accounts.scope import acting, as_system
from journal.models import Access, Event
from providers import notices, pictures
from providers.actions import photographs, works
from providers.models import Photograph
from tests.databases import role
from tests.providers import deeds, walk
from tests.providers.pages import (
    COORDINATOR,
    FITTER,
    MANAGER,
    OUTSIDE,
    SUPPORTER,
    TRIAGE,
    hidden,
    page_of,
    press,
    signed_in,
)
from tests.referrals import walk as referrals
from walls.refusals import Refused

SECRETS = (b"Exif", b"GPS", b"Qcamera", b"Qxmp", b"Qcomment", b"ICC_PROFILE", b"<script>", b"PK\x03\x04", b"Qbehind")


def taken(kind: str = "JPEG", size: tuple[int, int] = (400, 300), **more: Any) -> bytes:
    """A photograph whose left half is red, as a camera would write it."""
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def telling() -> bytes:
    """A photograph that says where and when it was taken, by EXIF, XMP, colour profile, comment, and what lies behind."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Qcamera", 6  # made by; turned to the right
    place = exif.get_ifd(0x8825)
    place[1], place[2] = (
        "N",
        (TiffImagePlugin.IFDRational(51), TiffImagePlugin.IFDRational(16), TiffImagePlugin.IFDRational(1)),
    )
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return taken(exif=exif, comment=b"Qcomment", icc_profile=profile, xmp=b"<x:xmpmeta>Qxmp</x:xmpmeta>") + (
        b"<script>alert(1)</script>PK\x03\x04Qbehind"
    )


def upload(raw: bytes, name: str = "Amara front door.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, raw, content_type="image/jpeg")


def add(client: Client, row: Any, raw: bytes, **typed: Any) -> Any:
    said = {"caption": "Front door, from the hall", "no_people": "on"} | typed
    return press(client, page_of(row, "photograph"), image=upload(raw), **said)


def kept(row: Any) -> Any:
    with acting(referrals.worker()):
        return row.photographs.select_related("key").latest("at")


def address(row: Any, one: Any) -> str:
    return reverse("providers:photograph", args=[row.pk, one.pk])


def test_everything_but_the_picture_is_left_behind() -> None:
    """EXIF with its place, XMP, colour profile, comment, what hides behind the picture; turned upright."""
    raw = telling()
    assert all(secret in raw for secret in SECRETS if secret != b"GPS")
    drawn = pictures.redraw(raw)
    assert not [secret for secret in SECRETS if secret in drawn]
    shown = Image.open(io.BytesIO(drawn))
    assert (shown.format, shown.size, dict(shown.getexif())) == ("JPEG", (300, 400), {})
    assert set(shown.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}
    red, _, blue = shown.getpixel((150, 20))  # type: ignore[misc]
    assert (red > 200, blue < 60) == (True, True)
    assert drawn.endswith(b"\xff\xd9")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_large_photograph_becomes_small(kind: str) -> None:
    drawn = Image.open(io.BytesIO(pictures.redraw(taken(kind, (3000, 1200)))))
    assert (drawn.format, drawn.size, drawn.mode) == ("JPEG", (1600, 640), "RGB")


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "CMYK", "I;16"])
def test_every_way_of_colours_is_drawn(mode: str) -> None:
    out = io.BytesIO()
    kind = "JPEG" if mode == "CMYK" else "PNG"
    Image.new(mode, (20, 20)).save(out, kind)
    assert Image.open(io.BytesIO(pictures.redraw(out.getvalue()))).mode == "RGB"


def bomb() -> bytes:
    """20,000 × 20,000 pixels in a few kilobytes."""
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()


HOSTILE = {
    "nothing": b"",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "html": b"<!doctype html><script>alert(1)</script>",
    "gif and script": b"GIF89a/*" + b"\x00" * 60 + b"*/=alert(1)",
    "pdf": b"%PDF-1.7\n1 0 obj",
    "zip": b"PK\x03\x04" + b"\x00" * 60,
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "half a photograph": taken()[:900],
    "a head without a body": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "zeros": b"\x00" * 10_000,
}


@pytest.mark.parametrize("name", [*HOSTILE, "bomb"])
def test_what_is_no_photograph_is_refused_in_words(name: str) -> None:
    raw = bomb() if name == "bomb" else HOSTILE[name]
    with pytest.raises(Refused, match="take it again"):
        pictures.redraw(raw)


def test_photograph_with_too_many_pixels_is_refused_before_it_is_decoded() -> None:
    out = io.BytesIO()
    Image.new("1", (6_000, 5_000)).save(out, "PNG")
    with pytest.raises(Refused, match="too many pixels"):
        pictures.redraw(out.getvalue())


@pytest.mark.django_db
def test_fitter_adds_a_photograph_and_those_of_the_work_see_it() -> None:
    """Works as a plain form; its name, its bytes and its caption stand nowhere in clear."""
    row, van = walk.visit_booked(), signed_in(FITTER)
    page = van.get(page_of(row, "photograph")).content.decode()
    for words in ('enctype="multipart/form-data"', 'accept="image/*"', "capture", "never people", "Nobody is on it"):
        assert words.lower() in page.lower(), words
    assert add(van, row, telling()).status_code == 302
    one = kept(row)
    for who in (FITTER, COORDINATOR, TRIAGE):
        client = signed_in(who)
        shown = client.get(page_of(row)).content.decode()
        assert address(row, one) in shown
        assert "Front door, from the hall" in shown
        answer = client.get(address(row, one))
        assert answer.status_code == 200
        assert {name: answer[name] for name in ("Content-Type", "Cache-Control", "X-Content-Type-Options")} == {
            "Content-Type": "image/jpeg", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
        }  # fmt: skip
        assert answer["Content-Disposition"] == 'inline; filename="photograph.jpg"'
        assert not [secret for secret in SECRETS if secret in answer.content]
    with acting(referrals.worker()), connection.cursor() as cursor:
        reads = Access.objects.filter(what="providers:photograph", case_ids__contains=[row.referral_id])
        assert reads.count() == 3
        cursor.execute("SELECT row_to_json(p)::text, image FROM providers_photograph p")
        text, stored = cursor.fetchone()
    assert "Front door" not in text
    assert "Amara" not in text
    assert b"JFIF" not in bytes(stored)
    case = signed_in(TRIAGE).get(reverse("referrals:case", args=[row.reference]) + "?tab=work").content.decode()
    assert address(row, one) in case


@pytest.mark.django_db
def test_nobody_else_reaches_a_photograph() -> None:
    """Foreign, absent, deleted, of another work, after a stop: one answer."""
    row, van = walk.visit_booked(), signed_in(FITTER)
    other = walk.visit_booked()
    oasis = walk.send(referrals.fetch(row.reference, referrals.worker()), walk.OASIS, "support_adults")
    add(van, row, taken())
    one = kept(row)
    for who in (SUPPORTER, MANAGER, *OUTSIDE):
        assert signed_in(who).get(address(row, one)).status_code == 404, who
    for wrong in (other, oasis):
        assert signed_in(FITTER).get(address(wrong, one)).status_code == 404
        assert signed_in(TRIAGE).get(address(wrong, one)).status_code == 404
    assert signed_in(FITTER).get(address(row, one).replace(str(one.pk), str(uuid.uuid4()))).status_code == 404
    assert "Front door, from the hall" not in signed_in(SUPPORTER).get(page_of(oasis)).content.decode()
    with acting(walk.supporter()):
        assert not Photograph.objects.exists()
    walk.recalled(walk.now(row))
    assert signed_in(FITTER).get(address(row, one)).status_code == 404
    assert signed_in(TRIAGE).get(address(row, one)).status_code == 200
    with acting(walk.fitter()):
        assert not Photograph.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["nothing", "svg", "half a photograph", "zip"])
def test_hostile_file_is_answered_on_the_page(name: str) -> None:
    row = walk.visit_booked()
    answer = add(signed_in(FITTER), row, HOSTILE[name])
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "There is a problem" in shown
    assert "Front door, from the hall" in shown
    assert walk.now(row).version == row.version


@pytest.mark.django_db
def test_thirty_megabytes_are_refused_before_anything_looks_at_them() -> None:
    row, van = walk.visit_booked(), signed_in(FITTER)
    posted = hidden(van.get(page_of(row, "photograph"))) | {"image": upload(b"\xff" * 30_000_000)}
    answer = van.post(page_of(row, "photograph"), posted)
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()


@pytest.mark.django_db
def test_photograph_needs_the_tick_and_a_caption() -> None:
    row, van = walk.visit_booked(), signed_in(FITTER)
    answer = add(van, row, taken(), no_people="")
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "to say that nobody is on it" in shown
    assert "Choose the photograph again" in shown
    assert add(van, row, taken(), caption=" ").status_code == 422
    by = walk.fitter()
    for caption, nobody in ((" ", True), ("Door", False)):
        with acting(by), pytest.raises(Refused):
            photographs.photograph(
                workstream_id=row.pk, version=row.version, by=by, image=taken(), caption=caption, no_people=nobody
            )


@pytest.mark.django_db
def test_the_same_photograph_sent_twice_is_kept_once() -> None:
    row, van = walk.visit_booked(), signed_in(FITTER)
    form = hidden(van.get(page_of(row, "photograph"))) | {"caption": "Door", "no_people": "on"}
    for _ in range(2):
        assert van.post(page_of(row, "photograph"), form | {"image": upload(taken())}).status_code == 302
    with acting(referrals.worker()):
        assert row.photographs.count() == 1


@pytest.mark.django_db
def test_photographs_have_a_limit_and_can_be_destroyed() -> None:
    row, by = walk.visit_booked(), walk.fitter()
    for _ in range(photographs.MOST):
        row = walk.do(row, photographs.photograph, by, image=deeds.PICTURE, caption="Door", no_people=True)
    full = add(signed_in(FITTER), row, taken())
    assert (full.status_code, "12 photographs already" in full.content.decode()) == (422, True)
    one = kept(row)
    answer = press(signed_in(TRIAGE), page_of(row, "delete_photograph"), photograph=str(one.pk))
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert signed_in(FITTER).get(address(row, one)).status_code == 404
    gone = kept(row)
    assert (gone.pk, gone.image, gone.caption, gone.deleted_at is not None) == (one.pk, b"", "", True)
    with acting(by), pytest.raises(Refused):
        photographs.delete_photograph(workstream_id=row.pk, version=walk.now(row).version, by=by, photograph=one.pk)
    assert add(signed_in(FITTER), row, taken()).status_code == 302


@pytest.mark.django_db
def test_photographs_are_added_while_the_home_is_assessed_only() -> None:
    row = walk.assessed()
    assert add(signed_in(COORDINATOR), row, taken()).status_code == 302
    row = walk.do(row, works.approve, walk.coordinator())
    assert signed_in(COORDINATOR).get(page_of(row, "photograph")).status_code == 409


@pytest.mark.django_db
def test_anonymised_referral_keeps_no_photograph() -> None:
    """S1.34."""
    row = walk.do(
        walk.visit_booked(), photographs.photograph, walk.fitter(), image=taken(), caption="D", no_people=True
    )
    with role("safer_worker"), as_system():
        notices.forget(Event(kind="referral.anonymised", case_id=row.referral_id))
        (left,) = Photograph.objects.all()
        assert (left.image, left.caption) == (b"", "")
