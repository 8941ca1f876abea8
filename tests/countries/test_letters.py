"""Every country's letters: one for each step of its ladder, true for every policy, and naming only what may be named."""

import re
from dataclasses import replace
from typing import Any

import pytest

from krav.claims.letter import Letter
from krav.countries import countries, country
from krav.law.step import DebtorKind
from krav.law.texts import TextBook, load_texts
from krav.law.texts_check import names
from krav.render.voice import Voice
from tests.render.letters import letter

BOOKS: dict[str, TextBook] = {code: load_texts(land.folder / "letters") for code, land in countries().items()}

FILLED_BY_LINE = {
    "checked", "count", "days", "interest_from", "interest_to", "margin", "number", "numbers", "page", "pages", "principal",
    "rate", "reference_rate", "sent", "source", "unit", "valid_from", "value",
}  # fmt: skip


@pytest.mark.parametrize("code", BOOKS)
def test_every_step_of_the_ladder_and_of_a_case_has_its_letter(code: str) -> None:
    steps = (*country(code).ladder, *country(code).case_steps)
    assert {step.key for step in steps} <= BOOKS[code].steps
    assert BOOKS[code].languages == country(code).languages


def test_no_text_has_been_read_by_a_lawyer_yet() -> None:
    assert {code: book.reviewed_on for code, book in BOOKS.items()} == {"DK": None, "NO": None, "SE": None}


@pytest.mark.parametrize("code", BOOKS)
def test_every_placeholder_is_filled_and_every_declared_one_is_used(code: str) -> None:
    book = BOOKS[code]
    used = {name for words in book.words.values() for text in words.values() for name in names(text)}
    used |= {name for words in book.explanations.values() for text in words.values() for name in names(text)}
    assert used == book.placeholders - ({"page", "pages"} - used)
    assert used - set(Voice(letter(code)).fill) <= FILLED_BY_LINE


@pytest.mark.parametrize("code", BOOKS)
def test_no_text_promises_a_page_on_the_web(code: str) -> None:
    texts = [text for words in BOOKS[code].words.values() for text in words.values()]
    promised = re.compile(r"https?:|\b(din side|jeres side|din sida|er sida|siden din|siden deres|your page|link)\b")
    assert [text for text in texts if promised.search(text)] == []


@pytest.mark.parametrize(("word", "step"), [("Kronofogden", "inkassokrav"), ("180", "")])
def test_before_the_inkassokrav_nothing_is_threatened(word: str, step: str) -> None:
    named = {key for (key, _, _), words in BOOKS["SE"].words.items() if any(word in text for text in words.values())}
    assert named == ({step} if step else set())


def shown(value: Letter) -> str:
    return Voice(value).consequence().replace("\u00a0", " ")


def says(code: str, step: str, *, collector: str = "", **change: Any) -> str:  # noqa: ANN401 fields of a letter
    value = replace(letter(code, step, "consumer"), **change)
    return shown(replace(value, sender=replace(value.sender, collector=collector)))


def test_a_danish_reminder_names_the_next_letter_and_its_highest_fee() -> None:
    next_letter = "Er beløbet ikke betalt inden fristen, sender vi en tredje rykker. Den kan koste op til 100 kr., og renten"
    assert says("DK", "rykker_2").startswith(next_letter)
    assert "bliver vores næste brev et inkassovarsel" in says("DK", "rykker_2", next_step=country("DK").ladder[3])
    assert says("DK", "rykker_2", next_step=None).startswith("Er beløbet ikke betalt inden fristen, løber renten videre")


def test_a_free_step_is_not_said_to_cost_anything() -> None:
    free = replace(country("DK").ladder[2], charges=False)
    assert "kr." not in says("DK", "rykker_2", next_step=free)
    demand = replace(country("NO").ladder[2], charges=False)
    found = [says("NO", "inkassovarsel"), says("NO", "inkassovarsel", next_step=demand)]
    assert ["113 kr" in text for text in found] == [True, False]


def test_a_danish_notice_names_the_collector_else_the_court_where_the_principal_allows_it() -> None:
    assert "til inkasso hos Eksempel Inkasso A/S" in says("DK", "inkassovarsel", collector="Eksempel Inkasso A/S")
    assert "en retsafgift på 750 kr." in says("DK", "inkassovarsel")
    large = shown(letter("DK", "inkassovarsel", "business", invoices=9))
    assert ("fogedretten" in large, "kan vi sende det til inkasso." in large) == (False, True)


def test_a_swedish_warning_hands_the_claim_on_with_or_without_a_name() -> None:
    unnamed = "Har betalningen inte kommit in till oss senast fredagen den 4 december 2026 lämnar vi fordran till inkasso."
    assert says("SE", "inkassovarning") == unnamed
    named = says("SE", "inkassovarning", collector="Exempel Inkasso AB", next_step=None)
    assert named.endswith("lämnar vi över fordran till Exempel Inkasso AB för inkasso.")


def test_a_swedish_demand_names_what_kronofogden_may_cost() -> None:
    text = shown(letter("SE", "inkassokrav", "business"))
    assert text.endswith("kostnader för er: en ansökningsavgift på 300 kr och ersättning för arbetet med högst 380 kr.")


@pytest.mark.parametrize(("code", "language"), [("NO", "sv"), ("DK", "nb"), ("SE", "fi")])
def test_a_debtor_from_next_door_is_written_to_in_english(code: str, language: str) -> None:
    words = BOOKS[code].text(country(code).ladder[0].key, language, DebtorKind.CONSUMER)
    assert words["greeting"] == "Dear {first_name}"


def test_a_first_letter_names_no_letter_before_it() -> None:
    value = letter("DK", "inkassovarsel", "business", previous=())
    assert Voice(value).opening() == Voice(value).say("opening_first")
    later = Voice(letter("DK", "inkassovarsel")).opening().replace("\u00a0", " ")
    assert later.startswith("Vi har skrevet til jer den 22. september 2026, 13. oktober 2026 og 3. november 2026 uden")
