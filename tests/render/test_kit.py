"""What a firm tells its clients: whole in four languages, in its own colours, the same bytes each time."""

from io import BytesIO
from zipfile import ZipFile

import pypdf
import pytest
from PIL import Image

from krav.render.kit import LANGUAGES, PARTS, Teller, made, packed, texts
from krav.render.pdf import Renderer
from krav.wire.logos import harmless

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="10"><rect width="60" height="10"/></svg>'
HOLM = Teller("Holm & Søn {Bogholderi}", "Løn og moms", "#1f5a52", b"", ("86 11 22 33", "hej@holm.example"))


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_says_who_tells_and_how_to_reach_them(language: str) -> None:
    words = texts(HOLM, language)
    assert "Holm & Søn {Bogholderi}" in words.email
    assert "Løn og moms" in words.email
    assert words.email.endswith("86 11 22 33 · hej@holm.example")
    assert "hej@holm.example" in words.page
    assert "{" not in (words.email + words.page + words.head + words.subject).replace(HOLM.name, "")


def test_what_a_firm_does_not_say_leaves_no_empty_line() -> None:
    words = texts(HOLM._replace(words="", contact=()), "da")
    assert words.email.endswith(f"Venlig hilsen\n{HOLM.name}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_leaflet_is_one_page_with_the_firm_at_its_foot(renderer: Renderer, language: str) -> None:
    reader = pypdf.PdfReader(BytesIO(made(HOLM, language, "leaflet.pdf", renderer)))
    assert len(reader.pages) == 1
    said = reader.pages[0].extract_text()
    assert said.index(texts(HOLM, language).head[:20]) < said.rindex("hej@holm.example")


def test_the_picture_has_the_firm_s_colour(renderer: Renderer) -> None:
    with Image.open(BytesIO(made(HOLM, "sv", "picture.png", renderer))) as picture:
        assert picture.size == (1200, 628)
        assert picture.convert("RGB").getpixel((5, 300)) == (0x1F, 0x5A, 0x52)


def test_it_is_packed_whole_and_alike(renderer: Renderer) -> None:
    firm = HOLM._replace(logo=harmless(LOGO))
    content = packed(firm, renderer)
    assert content == packed(firm, renderer)
    with ZipFile(BytesIO(content)) as archive:
        assert archive.namelist() == [*(f"{each}/{name}" for each in LANGUAGES for name in PARTS), "logo.png"]
        assert "Holm & Søn" in archive.read("nb/page.txt").decode()
