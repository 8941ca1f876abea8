"""The bookkeeping firm on a letter: a line in the foot of page 1, and not a byte of it where there is none."""

from dataclasses import replace
from io import BytesIO

import pypdf
import pytest

from krav.claims.letter import Keeper
from krav.render.pdf import Renderer
from krav.wire.logos import harmless
from tests.render.letters import letter

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="10"><rect width="60" height="10"/></svg>'


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages]


@pytest.mark.parametrize(("code", "label"), [("DK", "Bogføring"), ("NO", "Regnskap"), ("SE", "Redovisning")])
def test_it_is_named_at_the_foot_of_page_1_and_not_before(renderer: Renderer, code: str, label: str) -> None:
    plain = letter(code)
    named = replace(plain, keeper=Keeper("Holm Bogholderi ApS", "Løn og moms", harmless(LOGO)))
    first, *rest = pages(renderer.pdf(named))
    assert f"{label}: Holm Bogholderi ApS · Løn og moms" in first
    assert first.index(plain.sender.name) < first.index("Holm Bogholderi ApS")
    assert all("Holm Bogholderi" not in page for page in rest)
    assert len(rest) == len(pages(renderer.pdf(plain))) - 1


def test_the_sender_stays_the_sender(renderer: Renderer) -> None:
    plain = letter("DK")
    pdf = renderer.pdf(replace(plain, keeper=Keeper("Holm Bogholderi ApS")))
    metadata = pypdf.PdfReader(BytesIO(pdf)).metadata
    assert metadata
    assert metadata.author == plain.sender.name


def test_a_letter_without_a_firm_says_nothing_of_one(renderer: Renderer) -> None:
    assert all("Bogføring" not in page for page in pages(renderer.pdf(letter("DK"))))
