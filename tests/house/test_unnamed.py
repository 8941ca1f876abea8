"""The ear that hears what the suite logs knows a person when it hears one."""

import logging

import pytest

from tests.unnamed import Ear


def record(logger: str, words: str, *values: object) -> logging.LogRecord:
    return logging.LogRecord(logger, logging.WARNING, __file__, 1, words, values, None)


@pytest.mark.parametrize(
    "value",
    ["Birthe Prøve", "at Engdraget 55", "ann@fjordbo.example", "+45 20 12 34 56", "010190-1234", "19850312-4420", "/d/Hx7/"],
)
def test_a_line_that_tells_of_a_person_is_heard(value: str) -> None:
    ear = Ear()
    ear.handle(record("krav.worker", "fjordbo: letters: %s", value))
    assert len(ear.telling) == 1
    assert "krav.worker told " in ear.telling[0]


@pytest.mark.parametrize(
    "words",
    ["fjordbo: letters: 17 left in 2026-09-15T12:00:00Z, order 20262011", "The turn of fjordbo is lost"],
)
def test_a_line_of_accounts_counts_and_moments_is_not(words: str) -> None:
    ear = Ear()
    ear.handle(record("krav.worker", words))
    assert (ear.lines, ear.telling) == (1, [])


def test_what_the_frame_tells_of_an_address_is_heard_as_it_is_written() -> None:
    ear = Ear()
    ear.handle(record("django.request", "Not Found: %s", "/d/abcdefg-hijk/"))
    assert (ear.lines, ear.telling) == (1, [])
