"""A picture of a paper made a page: what of an invoice comes as PNG or JPEG is kept as a PDF of our own."""

import warnings
from io import BytesIO

from PIL import Image, ImageOps

from krav.wire.papers import PaperError

_STARTS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_MOST_PIXELS = 40_000_000
_A4_INCHES = (8.27, 11.69)
_SHARPEST = 72
_UNREADABLE = "The picture cannot be read: it is damaged or too large. Save it as a PDF."


def as_pdf(data: bytes) -> bytes:
    """A PNG or JPEG as a PDF of one page, no larger than A4, always the same for the same picture; all else as it is.

    Raises:
        PaperError: the picture is damaged or too large.
    """
    if not data.startswith(_STARTS):
        return data
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as picture:
                if picture.width * picture.height > _MOST_PIXELS:
                    raise PaperError(_UNREADABLE)
                return _page(ImageOps.exif_transpose(picture).convert("RGBA"))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PaperError(_UNREADABLE) from error


def _page(picture: Image.Image) -> bytes:
    """The picture on white; without the day and the name that would make each PDF another."""
    page = Image.new("RGB", picture.size, "white")
    page.paste(picture, mask=picture.getchannel("A"))
    sides = zip(page.size, _A4_INCHES, strict=True)
    made = BytesIO()
    density = max(_SHARPEST, *(side / most for side, most in sides))
    page.save(made, "PDF", resolution=density, creationDate=None, modDate=None, title=None)
    return made.getvalue()
