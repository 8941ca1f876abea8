"""A letter's PDF: every step, language and kind of debtor compiles, fits, tells the truth and can be kept for good."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pikepdf
import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from krav.claims.letter import Letter
from krav.countries import countries, country
from krav.render.codes import payment_code
from krav.render.pdf import Renderer
from krav.render.reckoning import sections
from krav.render.rows import RenderError, rows
from krav.render.voice import Voice, texts
from tests.render.letters import letter

EVERY = [
    (code, step, kind, language)
    for code, land in countries().items()
    for step in sorted(texts(land.folder).steps)
    for kind in ("consumer", "business")
    for language in land.languages
]


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


def pages(pdf: bytes) -> list[str]:
    """The text of each page, every run of blanks as one."""
    return [" ".join(page.extract_text().replace("\u00a0", " ").split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def said_on_page_1(voice: Voice) -> Iterator[str]:
    yield from (voice.words["headline"], voice.opening(), voice.say("pay_line"), voice.consequence(), voice.say("objection"))
    yield from (voice.say(key) for key in ("own_collection", "full_payment", "legal_note") if key in voice.words)
    yield from (voice.money(voice.letter.total), voice.day(voice.letter.deadline_on, "deadline_short"))
    yield from (field.text for field in voice.country.payment_fields(voice.letter.reference, voice.letter.payee))


@pytest.mark.parametrize(("code", "step", "kind", "language"), EVERY)
def test_every_letter_says_what_it_must_with_the_payment_on_page_1(
    renderer: Renderer, code: str, step: str, kind: str, language: str
) -> None:
    value = letter(code, step, kind, language)
    first, *others = pages(renderer.pdf(value))
    voice, second = Voice(value), " ".join(others)
    assert [text for text in said_on_page_1(voice) if plain(text) not in first] == []
    assert plain(voice.words["reckoning_heading"]) in second
    assert plain(voice.number(value.total)) in others[-1]
    assert [line["title"] for line in sections(voice, invoices=False) if plain(line["sum"]) not in second] == []


def test_the_plan_is_offered_on_page_2_where_page_1_is_full(renderer: Renderer) -> None:
    value = letter("DK", "inkassovarsel", "consumer", "en")
    value = replace(value, sender=replace(value.sender, collector="Eksempel Retsinkasso Advokatpartnerselskab"))
    first, second = pages(renderer.pdf(value))
    offer = "If you cannot pay everything now"
    assert (offer in first, offer in second) == (False, True)


def test_a_letter_is_pdf_a_3b_and_pdf_ua_1_with_its_fonts_inside(renderer: Renderer) -> None:
    with pikepdf.open(io.BytesIO(renderer.pdf(letter("DK")))) as pdf:
        meta = pdf.open_metadata()
        assert (meta.get("pdfaid:part"), meta.get("pdfaid:conformance"), meta.get("pdfuaid:part")) == ("3", "B", "1")
        assert meta["dc:title"] == "Rykker 1 – 2026-0417"
        assert (str(pdf.Root.Lang), bool(pdf.Root.MarkInfo.Marked), "/StructTreeRoot" in pdf.Root) == ("da-DK", True, True)
        fonts = [font.DescendantFonts[0] for page in pdf.pages for font in page.Resources.Font.values()]
        assert {str(font.BaseFont).split("-", 1)[0][8:] for font in fonts} == {"SourceSansPro"}
        assert all("/FontFile3" in font.FontDescriptor for font in fonts)
        assert "/AF" not in pdf.Root


def test_the_same_letter_gives_the_same_bytes_whoever_renders_it(renderer: Renderer) -> None:
    value = letter("SE", "inkassokrav")
    renderer.pdf(letter("NO"))
    assert renderer.pdf(value) == renderer.pdf(value) == Renderer().pdf(value)


@pytest.mark.parametrize("code", ["DK", "NO", "SE"])
def test_the_printed_code_reads_back(renderer: Renderer, code: str) -> None:
    value = letter(code)
    page = Image.open(io.BytesIO(renderer.png(value, ppi=200)[0]))
    assert [found.text for found in zxingcpp.read_barcodes(page)] == [payment_code(Voice(value)).content]


def test_a_draft_says_so_in_the_reader_s_language(renderer: Renderer) -> None:
    draft = [pages(renderer.pdf(letter(code, language=language, draft=True))) for code, language in
             [("DK", "da"), ("NO", "nb"), ("SE", "sv"), ("SE", "en")]]  # fmt: skip
    words = ["UDKAST", "UTKAST", "UTKAST", "DRAFT"]
    assert [all(word in page for page in found) for word, found in zip(words, draft, strict=True)] == [True] * 4
    assert "UDKAST" not in pages(renderer.pdf(letter("DK")))[0]


def test_long_names_stay_in_their_places(renderer: Renderer) -> None:
    name = "Nordvestjysk Håndværker- og Entreprenørselskab af 1987 under frivillig likvidation ApS"
    value = letter("DK", "rykker_2", name=name)
    value = replace(value, sender=replace(value.sender, name=name.replace("Håndværker", "Maskin")))
    first, second = pages(renderer.pdf(value))
    assert plain(Voice(value).money(value.total)) in first
    assert name in first
    assert value.sender.name in second


def test_twelve_invoices_stand_by_kind_on_page_1_and_one_by_one_after_it(renderer: Renderer) -> None:
    value = letter("NO", "purring", "consumer", invoices=12)
    first, *rest = pages(renderer.pdf(value))
    reckoning = " ".join(rest)
    assert "Vi mangler fortsatt betaling fra deg for 12 fakturaer." in first
    assert [each.number for each in value.items[1:] if each.number in first] == []
    assert [each.number for each in value.items if each.number not in reckoning] == []
    assert plain(Voice(value).money(value.total)) in first
    assert f"Side {len(rest) + 1} av {len(rest) + 1}" in rest[-1]
    assert f"Side 1 av {len(rest) + 1}" in first


def test_a_letter_that_cannot_fit_is_refused(renderer: Renderer) -> None:
    value = letter("DK", "inkassovarsel", "consumer", "en", invoices=1)
    endless = replace(value, items=(replace(value.items[0], description="stol " * 400),))
    with pytest.raises(RenderError, match="page 1 is too long"):
        renderer.pdf(endless)


def test_page_2_says_where_a_value_was_read_and_lets_it_be_reckoned_again(renderer: Renderer) -> None:
    second = pages(renderer.pdf(letter("DK", "rykker_2")))[1]
    assert "12.500,00 × 10,00 % × 41 / 365 = 140,41" in second
    assert re.search(r"renteloven § 5, stk\. 1 · 2,00 % fra 01\.07\.2026 · efter .*, kontrolleret 21\.11\.2026", second)


def test_two_languages_never_meet_in_one_letter(renderer: Renderer) -> None:
    swede = letter("NO", "purring", "consumer", "sv")
    first = pages(renderer.pdf(swede))[0]
    assert first.count("Your payment for invoices 20418 and 20419 is still missing.") == 1
    assert "Betal " not in first


def columns_of(value: Letter) -> list[int]:
    return [sum(row.amount for row in rows(Voice(value))), value.total]


@pytest.mark.parametrize(("code", "step", "kind", "language"), EVERY)
def test_the_rows_of_every_letter_add_up(code: str, step: str, kind: str, language: str) -> None:
    value = letter(code, step, kind, language)
    added, total = columns_of(value)
    assert added == total
    minor = [int(re.sub(r"\D", "", section["sum"])) for section in sections(Voice(value), invoices=False)]
    assert sum(minor) == total


def test_a_day_without_a_known_value_prints_nothing(renderer: Renderer) -> None:
    assert country("DK").quoted(date(2026, 11, 24))["court_fee"].minor == 750_00
    early = letter("DK", sent_on=date(1990, 1, 1))
    with pytest.raises(Exception, match="no value is known for 1990-01-01"):
        renderer.pdf(early)
