"""The weekly list's mail: every language says everything, with the same facts."""

from datetime import UTC, date, datetime
from string import Formatter

import pytest

from krav.claims.weekly import GO, WAIT, Head, Line, Sent, WeeklyList
from krav.kernel.money import Money
from krav.law.phrases import LANGUAGES
from krav.render.weekly import language_among, message, note, words

UNTIL = datetime(2026, 3, 25, 8, tzinfo=UTC)
SENT = tuple(Sent("rykker_1", date(2026, 3, day)) for day in (1, 2, 3, 4))
LINE = Line(7, 1, 1, "1001", "Øster Ås & Co", date(2026, 3, 2), Money(1_234_50, "DKK"), SENT, None)


def listed(silence: str = GO, manager: str = "") -> WeeklyList:
    return WeeklyList(
        Head(1, "inkassovarsel", "bo@a.example", manager, date(2026, 3, 24), UNTIL, silence, UNTIL), (LINE, LINE)
    )


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same(language: str) -> None:
    assert {key: names(text) for key, text in words()[language].items()} == {
        key: names(text) for key, text in words()["en"].items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_bodies_name_every_answer_and_what_silence_means(language: str) -> None:
    said = words()[language]
    for silence in (GO, WAIT):
        made = message(
            listed(silence, "bo@a.example"), "Fjordbo ApS", UNTIL, language, lambda what, line: f"/{what}/{line}/"
        )
        assert "{" not in made.text + made.subject
        for body in (made.text, made.html):
            assert all(f"/{answer}/7/" in body for answer in ("stop", "allow", "call"))
            assert said["manager"] in body
            assert said[f"intro_{silence}"].split(".")[0] in body
            assert ("2,469.00 DKK" if language == "en" else "469,00 DKK") in body
        assert "Øster Ås &amp; Co" in made.html


def test_only_the_last_letters_are_named() -> None:
    made = message(listed(), "Fjordbo ApS", UNTIL, "da", lambda *_: "/")
    assert "sendt før: Rykker 1 02.03.2026, Rykker 1 03.03.2026, Rykker 1 04.03.2026" in made.text
    assert "01.03.2026" not in made.text


def test_a_language_that_the_list_does_not_speak_is_passed_over() -> None:
    assert language_among("", "de", "sv", "da") == "sv"
    assert language_among("de") == "en"
    assert note("stop", "bo@a.example", "da") == "Stoppet fra den ugentlige liste af bo@a.example."
