"""Whatever a refusal, a breach or an error says has its translations, and every code a page meets has its names."""

from datetime import date
from pathlib import Path
from string import Formatter

import pytest

from krav.claims.check import Breach
from krav.claims.ledger import EntryKind
from krav.claims.policy import CHANNELS
from krav.countries import countries, folders, step_name, translator
from krav.kernel.money import Money
from krav.kernel.refusal import KravError, Refusal
from krav.kernel.role import Role
from krav.law import phrases
from krav.law.country import Country
from krav.law.phrases import LANGUAGES
from krav.law.step import DebtorKind, StepKind
from tests.house.phrases import said

OTHERS = [language for language in LANGUAGES if language != "en"]
FOLDERS = [*(folder / "phrases" for folder in folders()), Path(phrases.__file__).parent]
BOOKS = [phrases.read_phrases(folder, "phrases*.toml" if folder.name == "law" else "*.toml") for folder in FOLDERS]
KNOWN = {phrase: languages for book in BOOKS for phrase, languages in book.items()}
SAID = said()

KINDS = [*DebtorKind, *StepKind, *EntryKind, *CHANNELS, *(role.key for role in Role)]
HOLDS = ["letter_failed", "letter_ambiguous", "objection", "plan", "promise"]
LETTERS = ["queued", "sending", "delivered", "withdrawn", "failed", "ambiguous"]
STAGES = ["overdue", "settled"]


def names_in(phrase: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(phrase) if name}


def test_the_phrases_of_the_source_are_found() -> None:
    assert len(SAID) > 100
    assert {("paid", "Nothing is owed."), ("no_fee", "The policy charges nothing for this step.")} < SAID
    assert {("fee", "at most {most}"), ("", "The policy's steps are a list, each with its key.")} < SAID


@pytest.mark.parametrize("phrase", sorted({phrase for _, phrase in SAID}))
def test_what_the_source_says_is_said_in_every_language(phrase: str) -> None:
    assert sorted(KNOWN.get(phrase, {})) == sorted(OTHERS)


@pytest.mark.parametrize("phrase", KNOWN)
def test_a_translation_names_the_same_facts(phrase: str) -> None:
    assert set(KNOWN[phrase]) >= set(OTHERS)
    for language, text in KNOWN[phrase].items():
        assert text
        assert names_in(text) == names_in(phrase), language


@pytest.mark.parametrize("code", sorted({code for code, _ in SAID if code}))
def test_the_code_of_a_refusal_or_breach_has_a_name(code: str) -> None:
    assert set(KNOWN[code]) == set(LANGUAGES)


@pytest.mark.parametrize("code", [*KINDS, *HOLDS, *LETTERS, *STAGES])
def test_a_kind_or_a_state_has_a_name(code: str) -> None:
    assert set(KNOWN[code]) == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", countries())
def test_every_step_that_has_a_letter_has_a_name(code: str, language: str) -> None:
    keys = {path.stem for path in (countries()[code].folder / "letters").glob("*.toml")} - {"shared"}
    assert keys >= {step.key for step in countries()[code].ladder}
    assert all(step_name(key, language)[0].isupper() for key in keys)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("country", countries().values(), ids=lambda country: country.code)
def test_every_letter_of_a_case_and_every_filing_has_a_name(country: Country, language: str) -> None:
    keys = [*(step.key for step in country.case_steps), *(filing.key for filing in country.filings)]
    assert all(step_name(key, language)[0].isupper() for key in keys)


def test_what_two_books_say_they_say_alike() -> None:
    """The translator of all countries has one translation for a phrase or a step's key."""
    for number, book in enumerate(BOOKS):
        for other in BOOKS[number + 1 :]:
            assert {phrase: book[phrase] for phrase in book.keys() & other.keys()}.items() <= other.items()


@pytest.mark.parametrize("country", countries().values(), ids=lambda country: country.code)
def test_the_doubt_that_a_refusal_tells_is_translated(country: Country) -> None:
    regime = country.book.tables.get("regime.own_notice")
    assert all(set(KNOWN[value.doubt]) == set(OTHERS) for value in (regime.values if regime else ()))


def test_a_refusal_speaks_the_reader_s_language() -> None:
    refusal = Refusal("waiting", "The step {step} waits.", "§ 1", date(2026, 3, 9), facts={"step": "rykker_1"})
    told = {language: refusal.in_full(translator(language), lambda _: "9/3") for language in ("da", "sv", "en")}
    assert told == {
        "da": "Trinnet Rykker 1 venter. (§ 1) Muligt fra 9/3.",
        "sv": "Steget Påminnelse 1 väntar. (§ 1) Möjligt från 9/3.",
        "en": "The step Reminder 1 waits. (§ 1) Possible from 9/3.",
    }
    assert str(refusal) == "The step rykker_1 waits. (§ 1) Possible from 2026-03-09."


def test_a_breach_speaks_it_too() -> None:
    facts = {"asked": Money(15000, "DKK"), "most": Money(10000, "DKK")}
    reason = "A fee of {asked} is above the highest that is lawful."
    breach = Breach("fee", reason, "at most {most}", "§ 9 b", facts=facts, step="rykker_1")
    told = "Purring 1: Et gebyr på 150.00 DKK er over det høyeste lovlige. Lovlig: høyst 100.00 DKK (§ 9 b)."
    assert breach.in_full(translator("nb")) == told


def test_a_word_somebody_wrote_stays_as_it_is() -> None:
    refusal = Refusal("on_hold", "The claim is on hold: {reason}.", facts={"reason": "she moved {house}"})
    assert refusal.said(translator("nb")) == "Kravet er stilt i bero: she moved {house}."


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(KravError, match="There is no language “fi”"):
        translator("fi")
