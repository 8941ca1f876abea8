"""Pictures of papers become pages, always the same; what is none stays as it is."""

from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from krav.wire.papers import PaperError, pages_of
from krav.wire.pictures import as_pdf


def picture(form: str, size: tuple[int, int], mode: str = "RGB") -> bytes:
    made = BytesIO()
    Image.new(mode, size).save(made, form)
    return made.getvalue()


@pytest.mark.parametrize(
    ("form", "mode"), [("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "L"), ("JPEG", "RGB"), ("JPEG", "CMYK")]
)
def test_a_picture_becomes_the_same_page_each_time(form: str, mode: str) -> None:
    data = picture(form, (60, 40), mode)
    page = as_pdf(data)
    assert pages_of(page) == 1
    assert as_pdf(data) == page


@pytest.mark.parametrize("size", [(3000, 4000), (4000, 300), (60, 40)])
def test_no_page_is_larger_than_a4(size: tuple[int, int]) -> None:
    with pikepdf.open(BytesIO(as_pdf(picture("JPEG", size)))) as pdf:
        _, _, width, height = (float(side) for side in pdf.pages[0].mediabox)
    assert width <= 596
    assert height <= 842
    assert abs(width / height - size[0] / size[1]) < 0.05 * size[0] / size[1]


def test_other_bytes_stay_as_they_are() -> None:
    assert as_pdf(b"%PDF-1.4") == b"%PDF-1.4"
    assert as_pdf(b"") == b""


@pytest.mark.parametrize(
    "data", [picture("PNG", (60, 40))[:50], b"\xff\xd8\xff\xe0 no picture", picture("PNG", (20000, 2001), "L")]
)
def test_a_damaged_or_giant_picture_is_refused(data: bytes) -> None:
    with pytest.raises(PaperError, match="damaged or too large"):
        as_pdf(data)
