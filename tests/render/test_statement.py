"""A statement of account as PDF: in the customer's language, adding up, on as many pages as it takes."""

import re
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from krav.claims.statement import Statement, account_of
from krav.countries import country
from krav.render.pdf import Renderer
from krav.render.statement import words
from tests.claims.cast import claim, fee, paid
from tests.render.letters import HOMES

UNTIL = date(2026, 6, 30)
HEADLINES = {"da": "Kontoudtog", "nb": "Kontoutskrift", "sv": "Kontoutdrag", "en": "Statement of account"}


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


def statement(code: str, language: str = "", claims: int = 2) -> Statement:
    law, home = country(code), HOMES[code]
    due = date(2026, 3, 2)
    debts = [
        claim(100000 + number, due + timedelta(days=number), number=str(2000 + number), key=number, currency=law.currency)
        for number in range(claims)
    ]
    debts[0] = replace(debts[0], entries=(*debts[0].entries, fee(10000, date(2026, 4, 1)), paid(30000, date(2026, 5, 4))))
    account = account_of(debts, law, date(2026, 1, 1), UNTIL)
    to = replace(home.business, language=language)
    return Statement(code, law.currency, home.sender, home.payee, to, date(2026, 1, 1), UNTIL, account)


def pages(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


@pytest.mark.parametrize("code", sorted(HOMES))
def test_it_says_whose_what_and_how_much(renderer: Renderer, code: str) -> None:
    told = statement(code)
    (page,) = pages(renderer.statement(told))
    law = country(code)
    assert HEADLINES[law.languages[0]] in page
    for part in (told.sender.name, told.addressee.name, "2000", "2001"):
        assert part in page
    closing = f"{told.account.closing // 100:,}".replace(",", "")
    assert closing in re.sub(r"[\s.\u00a0]", "", page)


@pytest.mark.parametrize("language", sorted(HEADLINES))
def test_it_speaks_the_customers_language(renderer: Renderer, language: str) -> None:
    law = next(country(code) for code in HOMES if language in country(code).languages)
    (page,) = pages(renderer.statement(statement(law.code, language)))
    assert HEADLINES[language] in page
    assert words()[language]["opening"] in page


def test_every_language_has_every_word() -> None:
    known = words()
    assert len({frozenset(said) for said in known.values()}) == 1
    assert all(len(said["ages"]) == 5 and len(said["head"]) == 5 and len(said["open_head"]) == 4 for said in known.values())


def test_a_long_one_takes_more_pages_and_numbers_them(renderer: Renderer) -> None:
    found = pages(renderer.statement(statement("DK", claims=60)))
    assert len(found) > 2
    assert f"Side 1 af {len(found)}" in found[0]
    assert f"Side {len(found)} af {len(found)}" in found[-1]


def test_the_same_statement_gives_the_same_bytes(renderer: Renderer) -> None:
    assert renderer.statement(statement("DK")) == renderer.statement(statement("DK"))
