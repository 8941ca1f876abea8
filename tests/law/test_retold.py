"""What was said of a file or by an accounting system is said again in the reader's language, its facts as it writes them."""

import re
import time
from datetime import date

import pytest

from krav.kernel.money import Money
from krav.law.phrases import LANGUAGES, translator
from krav.law.retold import retold
from tests.house.files_said import FACT, sentences
from tests.house.phrases import of_systems

SAID = sorted(sentences())
OF_SYSTEMS = sorted(re.sub(r"\{\w+\}", FACT, phrase) for phrase in of_systems() if phrase.endswith("."))


def shown(fact: object) -> str:
    return f"{fact:%d/%m/%Y}" if isinstance(fact, date) else str(fact).replace(".", ",")


def test_the_sentences_of_the_readers_are_found() -> None:
    assert len(SAID) > 70
    found = {text for text, _ in SAID}
    assert {"it is blank", "invoice 7 names no customer", "left out: 7", "Bankgirot marked the file as a test"} < found


@pytest.mark.parametrize(("sentence", "module"), SAID)
def test_what_the_readers_say_is_said_in_every_language(sentence: str, module: str) -> None:
    for language in set(LANGUAGES) - {"en"}:
        assert retold(sentence, translator(language)) != sentence, (module, language)


@pytest.mark.parametrize("sentence", OF_SYSTEMS)
def test_what_accounting_systems_said_is_said_in_every_language(sentence: str) -> None:
    for language in set(LANGUAGES) - {"en"}:
        assert retold(sentence, translator(language)) != sentence, language


KEPT = {
    "Fortnox does not answer: half an answer.": "Fortnox svarar inte: ett halvt svar.",
    "a fee that the system charged by itself on invoice 1001: Krav reckons its own, and asks for none twice": (
        "en avgift som systemet tog ut av sig självt på faktura 1001: Krav räknar ut sitt eget och begär inget två gånger"
    ),
    "older than 2026-01-01, from when on items are fetched": "äldre än 01/01/2026, från och med då poster hämtas",
    "invoice 7 has no due day. Fill in the due day.": "faktura 7 saknar förfallodag. Fyll i förfallodagen.",
    "invoice 7 of 10.00 SEK has a rest of 12.00 SEK. The rest lies between zero and the amount; fees are no part of it.": (
        "faktura 7 på 10,00 SEK har en rest på 12,00 SEK. Resten ligger mellan noll och beloppet; avgifter ingår inte i den."
    ),
    "no answer: Connection refused": "inget svar: Connection refused",
    "The books have this money already.": "Bokföringen har redan de här pengarna.",
    "A fault of Krav itself (KeyError); the worker's log has it.": (
        "Ett fel i Krav självt (KeyError); det står i loggen för tjänsten i bakgrunden."
    ),
}


@pytest.mark.parametrize("sentence", KEPT)
def test_what_is_kept_of_a_connection_is_said_again(sentence: str) -> None:
    assert retold(sentence, translator("sv"), shown) == KEPT[sentence]


def test_facts_are_kept_and_written_as_the_reader_writes_them() -> None:
    said = "63000.00 SEK of invoice K174 may be paid: money came until 2011-01-31 that names no invoice"
    told = "63000,00 SEK av faktura K174 kan vara betalda: till och med 31/01/2011 kom pengar som inte nämner någon faktura"
    assert retold(said, translator("sv"), shown) == told
    assert retold(said, str) == said


def test_a_phrase_within_a_phrase_is_said_again_too() -> None:
    said = "1002: several due dates (instalments or alternatives): 2026-03-31 is used, not 2026-01-31, 2026-02-28"
    told = "1002: flere forfaldsdage (rater eller alternativer): 31/03/2026 bruges, ikke 31/01/2026, 28/02/2026"
    assert retold(said, translator("da"), shown) == told
    assert retold("this is a reminder, no invoice or credit note", translator("nb")) == (
        "dette er en purring, ingen faktura eller kreditnota"
    )
    assert retold("the posting of -5.00 SEK names no invoice (“Inbet”)", translator("da"), shown) == (
        "posteringen på -5,00 SEK nævner ingen faktura (»Inbet«)"
    )


def test_a_place_in_a_file_is_one_of_its_language() -> None:
    assert retold("lines 3–5", translator("sv")) == "rad 3–5"
    assert retold("Customer in line 108", translator("da")) == "Customer i linje 108"


WRITTEN = ["", "She wrote {this}", "2026-13-45", "12345.67 ABCD", "a, b: c; d", "(" * 3000, "x: " * 600 + "x"]


@pytest.mark.parametrize("text", WRITTEN, ids=range(len(WRITTEN)))
def test_what_somebody_wrote_stays_as_it_is(text: str) -> None:
    for language in LANGUAGES:
        assert retold(text, translator(language)) == text


def test_braces_in_a_fact_are_no_names() -> None:
    assert retold("invoice {x} names no customer", translator("da")) == "faktura {x} nævner ingen kunde"


def test_a_long_report_is_said_again_in_no_time() -> None:
    lines = [f"the posting of {number}.00 SEK names no invoice (“Kundfakt {number}”)" for number in range(2000)]
    start = time.process_time()
    told = [retold(line, translator("da"), shown) for line in lines]
    assert told[7] == "posteringen på 7,00 SEK nævner ingen faktura (»Kundfakt 7«)"
    assert time.process_time() - start < 5
    assert retold(str(Money.of("1.50", "SEK")), str, shown) == "1,50 SEK"
