"""Small files that would grow without measure when they are opened: each is a real one, refused before it does harm."""

import zlib
from io import BytesIO
from resource import RUSAGE_SELF, getrusage

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from krav.wire import paper_look
from krav.wire.apart import Apart
from krav.wire.logo_weight import LogoError
from krav.wire.logos import harmless
from krav.wire.papers import PaperError, pages_of
from tests.actions.elsewhere import pdf

GROWS = "The PDF grows too large when it is opened, or has more than 2000 pages. Print it to a new PDF."
SOUND = pdf(3)


def packed(megabytes: int, fill: bytes = b" ", first: bytes = b"") -> bytes:
    """So many megabytes of one sign, behind what is first, packed once."""
    packer = zlib.compressobj(9)
    return b"".join([packer.compress(first), *(packer.compress(fill * 1_000_000) for _ in range(megabytes)), packer.flush()])


def made(pdf: pikepdf.Pdf) -> bytes:
    out = BytesIO()
    pdf.save(out, compress_streams=False)
    return out.getvalue()


def with_content(data: bytes, filters: object, **more: object) -> bytes:
    """A page on which this stands."""
    new = pikepdf.new()
    page = new.add_blank_page()
    page.obj.Contents = pikepdf.Stream(new, data, Filter=filters, **more)
    return made(new)


def with_objects(objects: bytes, count: int) -> bytes:
    """A page, and objects that lie in a packed stream, as most PDFs have them."""
    parts = [
        b"%PDF-1.5\n",
        b"1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n",
        b"2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n",
        b"3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>> endobj\n",
        b"4 0 obj <</Type/ObjStm/N %d/First 10/Filter/FlateDecode/Length %d>> stream\n" % (count, len(objects)),
    ]
    starts = [sum(map(len, parts[: at + 1])) for at in range(4)]
    data = b"".join(parts) + objects + b"\nendstream endobj\n"
    rows = [(0, 0, 255), *((1, at, 0) for at in starts), (2, 4, 0), (1, len(data), 0)]
    table = b"".join(kind.to_bytes(1) + at.to_bytes(4) + last.to_bytes(1) for kind, at, last in rows)
    head = b"6 0 obj <</Type/XRef/Size 7/W[1 4 1]/Root 1 0 R/Length %d>> stream\n" % len(table)
    return data + head + table + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % len(data)


def pages(count: int) -> bytes:
    new = pikepdf.new()
    page = new.add_blank_page().obj
    new.Root.Pages.Kids = Array([page] * count)
    new.Root.Pages.Count = count
    return made(new)


def picture(width: int, height: int) -> bytes:
    new = pikepdf.new()
    shown = pikepdf.Stream(
        new, packed(1), Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height, ColorSpace=Name.DeviceGray,
        BitsPerComponent=8, Filter=Name.FlateDecode,
    )  # fmt: skip
    new.add_blank_page().obj.Resources = Dictionary(XObject=Dictionary(One=shown))
    return made(new)


BOMBS = {
    "content": lambda: with_content(packed(155), Name.FlateDecode),
    "packed twice": lambda: with_content(zlib.compress(packed(200), 9), Array([Name.FlateDecode, Name.FlateDecode])),
    "objects": lambda: with_objects(packed(400, first=b"5 0       <</One 1>>"), 1),
    "a picture": lambda: picture(50_000, 50_000),
    "pages": lambda: pages(2_001),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_a_pdf_that_swells_is_refused_elsewhere_than_here(kind: str) -> None:
    bomb = BOMBS[kind]()
    assert len(bomb) < 1_200_000
    before = getrusage(RUSAGE_SELF).ru_maxrss
    with pytest.raises(PaperError) as refused:
        pages_of(bomb)
    assert str(refused.value) == GROWS
    assert getrusage(RUSAGE_SELF).ru_maxrss - before < 50_000
    assert pages_of(SOUND) == 3


def test_whoever_asks_may_have_taken_much_room_before() -> None:
    taken = bytearray(400_000_000)
    asked = Apart(paper_look.__name__, seconds=60)
    assert (asked.ask(SOUND), len(taken)) == ("3", 400_000_000)
    asked.end()


def test_what_takes_room_and_is_honest_is_taken() -> None:
    assert pages_of(with_content(packed(5), Name.FlateDecode)) == 1
    assert pages_of(pages(500)) == 500
    assert pages_of(picture(5_000, 7_000)) == 1
    assert pages_of(with_objects(zlib.compress(b"5 0       <</One 1>>"), 1)) == 1


def test_one_that_is_looked_at_too_long_is_given_up_and_the_next_is_looked_at() -> None:
    short = Apart(paper_look.__name__, seconds=0)
    assert short.ask(SOUND) == ""
    patient = Apart(paper_look.__name__, seconds=60)
    assert [patient.ask(SOUND), patient.ask(b"%PDF-"), patient.ask(SOUND)] == ["3", paper_look.DAMAGED, "3"]
    patient.end()
    assert patient.ask(SOUND) == "3"
    patient.end()


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="%s">%s</svg>'
DOUBLED = '<g id="p0"><rect width="1" height="1"/></g>' + "".join(
    f'<g id="p{at}">' + f'<use xlink:href="#p{at - 1}"/>' * 10 + "</g>" for at in range(1, 10)
)
CHAINED = "".join(f'<g id="p{at}"><use xlink:href="#p{at - 1}"/></g>' for at in range(5_000))
MASKED = "".join(
    f'<mask id="p{at}">' + f'<rect mask="url(#p{at - 1})" width="1" height="1"/>' * 10 + "</mask>" for at in range(1, 10)
)
STYLED = "<style>.a { mask: url(#m) }</style><mask id='m'><rect class='a' width='1' height='1'/></mask>"
MUCH = "The SVG draws so much that it cannot be used. Save the logo as PNG."
NARROW = "The logo is much wider than it is high, or the other way round. Cut it to its picture."


@pytest.mark.parametrize(
    ("box", "content", "said"),
    [
        ("0 0 9 9", DOUBLED, MUCH),
        ("0 0 9 9", CHAINED, MUCH),
        ("0 0 9 9", MASKED, MUCH),
        ("0 0 9 9", STYLED, MUCH),
        ("0 0 9 9", '<g id="a"><use href="#a"/></g>', MUCH),
        ("0 0 1000000 1", "", NARROW),
        ("0 0 1 1000000", "", NARROW),
    ],
    ids=["doubled", "chained", "masked", "styled", "itself", "wide", "high"],
)
def test_an_svg_that_draws_without_measure_is_refused(box: str, content: str, said: str) -> None:
    with pytest.raises(LogoError) as refused:
        harmless((SVG % (box, content)).encode())
    assert str(refused.value) == said


def test_a_logo_that_repeats_and_shades_is_drawn() -> None:
    shaded = '<style>.a { fill: url(#s) }</style><linearGradient id="s"><stop offset="0"/></linearGradient>'
    drawn = '<g id="p"><rect class="a" width="2" height="2"/></g><use xlink:href="#p" x="3"/>'
    assert harmless((SVG % ("0 0 90 9", shaded + drawn)).encode()).startswith(b"\x89PNG")


def chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)


def test_a_png_of_billions_of_pixels_is_no_logo() -> None:
    head = (60_000).to_bytes(4) * 2 + b"\x08\x00\x00\x00\x00"
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed(4, b"\0")) + chunk(b"IEND", b"")
    with pytest.raises(LogoError):
        harmless(bomb)
