"""The paper of a plan as PDF: every word of it in each country and language, its sums, its days, on one page or more."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from krav.claims.plan import Every, Interest, Plan, propose
from krav.claims.plan_paper import PlanPaper, Sums
from krav.countries import countries, country
from krav.law.step import DebtorKind
from krav.render.pdf import Renderer
from krav.render.plan import words
from tests.render.letters import HOMES

ON = date(2026, 5, 20)
SUMS = Sums(1250000, 34247, 30000, 0, 17000, 0)
REFERENCES = {"DK": "000000000010017", "NO": "000010017", "SE": "10017"}


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


def paper(
    code: str, language: str = "", count: int = 6, interest: Interest = Interest.RUNS, *, agreed: bool = True
) -> PlanPaper:
    law, home = country(code), HOMES[code]
    instalments = propose(SUMS.total, date(2026, 6, 1), Every.MONTH, law, count=count)
    to = replace(home.business, language=language, name=home.consumer, kind=DebtorKind.CONSUMER, attention="")
    plan = Plan(ON, instalments, interest, 17000)
    said = code, law.currency, "S2026-0001", ("1001", "1002")
    return PlanPaper(*said, home.sender, home.payee, to, REFERENCES[code], ON, plan, SUMS, 2, agreed)


def pages(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


@pytest.mark.parametrize(
    ("code", "language"), [(code, language) for code in sorted(HOMES) for language in country(code).languages]
)
def test_it_says_who_owes_what_and_when_each_part_is_paid(renderer: Renderer, code: str, language: str) -> None:
    told = paper(code, language)
    text = " ".join(pages(renderer.plan(told)))
    said = words(country(code).folder)[language]
    for part in (
        said["headline"],
        told.sender.name,
        told.addressee.name,
        "S2026-0001",
        "1001",
        said["acknowledgement_title"],
    ):
        assert part in text
    figures = re.sub(r"[\s.,\u00a0]", "", text)
    assert all(str(each.amount) in figures for each in told.plan.instalments)
    assert str(told.plan.total) in figures
    assert said["proposal"] not in text


def test_a_proposal_says_that_it_is_one(renderer: Renderer) -> None:
    assert "Forslag, gælder først" in pages(renderer.plan(paper("DK", agreed=False)))[0]


def test_interest_is_told_as_it_was_agreed(renderer: Renderer) -> None:
    runs, waived = (" ".join(pages(renderer.plan(paper("DK", interest=each)))) for each in Interest)
    assert "skifter 1. januar og 1. juli" in runs
    assert "bortfalder renten fra 20. maj 2026" in waived


def test_a_long_plan_goes_on_further_pages_and_signs_at_the_end(renderer: Renderer) -> None:
    found = pages(renderer.plan(paper("NO", count=60)))
    assert len(found) > 2
    assert "Dato og underskrift" in found[-1]


def test_the_same_paper_gives_the_same_bytes(renderer: Renderer) -> None:
    assert renderer.plan(paper("SE")) == renderer.plan(paper("SE"))


@pytest.mark.parametrize("code", sorted(countries()))
def test_every_language_of_a_country_has_the_same_words(code: str) -> None:
    law = country(code)
    said = words(law.folder)
    assert tuple(said) == law.languages
    assert len({frozenset(table) for table in said.values()}) == 1


def test_what_the_danish_agreement_must_hold_stands_on_it(renderer: Renderer) -> None:
    text = " ".join(pages(renderer.plan(paper("DK"))))
    assert "§ 478" in text
    assert "erkender at skylde" in text
