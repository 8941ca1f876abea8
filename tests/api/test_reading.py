"""What programs send that is no text or no number is refused whole, wherever it stands."""

from typing import Any
from urllib.parse import quote

import pytest

from krav.kernel.plain import is_text
from tests.api.cast import ROOT, Program

PLAN = '{"claims": [1], "step": "rykker_1", "seen": ["%s"]}'


@pytest.mark.parametrize("words", ["\x00", "a\x00b", "\ud800", "jetty \udfff"])
def test_no_text(words: str) -> None:
    assert not is_text(words)


@pytest.mark.parametrize("words", ["", "Bådebroen ⚓", "\U0001f6a2", "tab\tline\n"])
def test_text(words: str) -> None:
    assert is_text(words)


@pytest.mark.parametrize("sign", ["\\u0000", "\\ud800", "\\uDFFF"])
@pytest.mark.parametrize("body", [PLAN, '{"claims": [1], "step": "rykker_1", "%s": 1}'])
def test_what_is_no_text_is_refused(fjordbo: int, caseworker: Program, body: str, sign: str) -> None:
    answer: Any = caseworker.client.post(f"{ROOT}/claims/steps", body % sign, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")


def test_a_sign_of_two_halves_and_a_backslash_are_text(fjordbo: int, caseworker: Program) -> None:
    for written in ("\\ud83d\\udea2", "\\\\u0000"):
        answer: Any = caseworker.client.post(f"{ROOT}/claims/steps/plan", PLAN % written, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("number", ["NaN", "-Infinity"])
def test_what_is_no_number_is_refused(fjordbo: int, caseworker: Program, number: str) -> None:
    body = f'{{"claims": [{number}], "step": "rykker_1"}}'
    answer: Any = caseworker.client.post(f"{ROOT}/claims/steps", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")


def test_an_address_that_is_no_text_names_nothing(fjordbo: int, guest: Program) -> None:
    assert guest.ask("get", "/claims/number/a%00b").status_code == 404
    assert guest.ask("get", f"/customers?find={quote(chr(0))}").status_code == 400


def test_files_given_together_have_a_key_of_ours(fjordbo: int, guest: Program) -> None:
    for name in ("x" * 3000, "a" * 32, "é" * 32, "١" * 32):
        assert guest.ask("get", f"/imports/together/{quote(name)}").status_code == 404
