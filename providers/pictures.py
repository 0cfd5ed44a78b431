"""Photographs as they may be kept: drawn anew, so that nothing of what came in is left but what can be seen."""

import io

from PIL import Image, ImageFile, ImageOps

from walls.refusals import Refused

LONGEST = 1600  # pixels of the longer side
QUALITY = 80  # of 100
FORMATS = ("JPEG", "PNG", "WEBP")  # what phones send
# JPEG, and MPO, which is a JPEG with a second picture behind it, are decoded at a fraction of their size.
MOST_PIXELS = {"JPEG": 60_000_000, "MPO": 60_000_000}
MOST_PIXELS_OF_OTHERS = 25_000_000  # 100 MB while it is decoded
NOT_A_PICTURE = "This is not a photograph that we can read. Send a JPEG, PNG or WebP, or take it again with the camera."


def redraw(raw: bytes) -> bytes:
    """Any photograph → a JPEG without metadata, upright, LONGEST pixels at most; Refused in words if it is none.

    What is drawn goes into a new picture: no EXIF with its place and time, no XMP, colour profile, comment, preview or
    second picture, and nothing that was hidden behind the picture follows.
    """
    try:
        opened = Image.open(io.BytesIO(raw), formats=FORMATS)
        if opened.width * opened.height > MOST_PIXELS.get(str(opened.format), MOST_PIXELS_OF_OTHERS):
            raise Refused("This photograph has too many pixels. Set the camera to a smaller size and take it again.")
        return _jpeg(opened)
    except Refused:
        raise
    except Exception as fault:  # decoders of hostile bytes fail in many ways, and each means the same to the person
        raise Refused(NOT_A_PICTURE) from fault


def _jpeg(opened: Image.Image) -> bytes:
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on for the whole process
    opened.draft("RGB", (LONGEST, LONGEST))
    upright = ImageOps.exif_transpose(opened).convert("RGBA")
    upright.thumbnail((LONGEST, LONGEST))
    bare = Image.new("RGB", upright.size, "white")
    bare.paste(upright, mask=upright.getchannel("A"))
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
