"""A column of amounts is read one way, in every notation of the North, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from krav.formats import table
from krav.formats.sheets.amounts import read_amounts
from krav.formats.sheets.reading import CellError

NOTATIONS = {
    "Danish": (",", "."),
    "Norwegian": (",", "\u00a0"),
    "Norwegian, narrow": (",", "\u202f"),
    "Swedish": (",", " "),
    "Swiss": (".", "'"),
    "English": (".", ","),
    "no thousands, comma": (",", ""),
    "no thousands, point": (".", ""),
}


def written(minor: int, decimal: str, group: str) -> str:
    whole, cents = divmod(abs(minor), 100)
    return f"{'-' if minor < 0 else ''}{whole:,}".replace(",", group) + f"{decimal}{cents:02}"


def minors(*cells: str, currency: str = "DKK") -> list[int]:
    return read_amounts(list(cells), currency).minors


def refusal(*cells: str, currency: str = "DKK") -> tuple[int, str]:
    with pytest.raises(CellError) as caught:
        read_amounts(list(cells), currency)
    return caught.value.index, caught.value.problem


@pytest.mark.parametrize(("decimal", "group"), NOTATIONS.values(), ids=NOTATIONS)
@given(amounts=st.lists(st.integers(-(10**14), 10**14), min_size=1))
def test_what_was_written_is_read(decimal: str, group: str, amounts: list[int]) -> None:
    assert minors(*(written(amount, decimal, group) for amount in amounts)) == amounts


@pytest.mark.parametrize(("decimal", "group"), NOTATIONS.values(), ids=NOTATIONS)
@given(amount=st.integers(-(10**14), 10**14))
def test_what_was_written_is_read_from_a_whole_file(decimal: str, group: str, amount: int) -> None:
    text = f"Navn\tFaktura\tDato\tBeløb\nBo\t7\t2026-01-05\t{written(amount, decimal, group)}\n"
    (item,) = table.read(text.encode(), "poster.txt", currency="DKK").items
    assert item.amount.minor == amount


@given(whole=st.integers(0, 10**9), cents=st.integers(0, 99), other=st.integers(1_000, 10**9))
def test_a_column_in_two_notations_is_never_read(whole: int, cents: int, other: int) -> None:
    with pytest.raises(CellError):
        minors(written(whole * 100 + cents, ",", "."), written(other * 100, ".", ","))


@pytest.mark.parametrize(
    ("cell", "minor"),
    [
        ("100", 10_000),
        ("100,5", 10_050),
        (",50", 50),
        ("100,-", 10_000),
        ("1.234,-", 123_400),
        ("-1.234,-", -123_400),
        ("100,50-", -10_050),
        ("−100,50", -10_050),
        ("- 100,50", -10_050),
        ("100 kr", 10_000),
        ("kr. 1.234,50", 123_450),
        ("kr -100,00", -10_000),
        ("DKK100,00", 10_000),
        ("100,00 dkk", 10_000),
        ("1234.5000", 123_450),
        ("1.234.567", 123_456_700),
        ("1 234", 123_400),
        ("1’234.50", 123_450),
        ("0,00", 0),
        ("", 0),
    ],
)
def test_an_amount(cell: str, minor: int) -> None:
    assert minors(cell) == [minor]


def test_one_cell_tells_how_the_doubtful_ones_are_meant() -> None:
    assert minors("1.234", "12,50") == [123_400, 1_250]
    assert minors("1,234", "12.50") == [123_400, 1_250]
    assert minors("1.234", "1.234.567") == [123_400, 123_456_700]


@pytest.mark.parametrize(
    ("cells", "index", "problem"),
    [
        (["500", "1.234"], 1, "“1.234” can be read in two ways"),
        (["1,234"], 0, "“1,234” can be read in two ways"),
        (["1.234", "5,678"], 0, "“1.234” can be read in two ways"),
        (["0.125"], 0, "“0.125” can be read in two ways"),
        (["1.234,50", "1,234.50"], 1, "“1,234.50” contradicts “1.234,50” further up"),
        (["1,50", "", "1.50"], 2, "“1.50” contradicts “1,50” further up"),
        (["1 234,50", "1.234,50"], 1, "marks the thousands by a point, cells further up by a blank"),
        (["1 234.567,50"], 0, "marks the thousands by a point, cells further up by a blank"),
        (["1.234.567,00", "0.125"], 1, "“0.125” has a thousands mark after a zero"),
        (["12.50", "1.234"], 1, "“1.234” has more than two decimals"),
        (["1.0050"], 0, "“1.0050” has more than two decimals"),
        (["12.34,50"], 0, "“12.34,50” is no amount"),
        (["1.2.3"], 0, "“1.2.3” is no amount"),
        (["1,23,456.00"], 0, "“1,23,456.00” is no amount"),
        (["100", "abc"], 1, "“abc” is no amount"),
        (["--5"], 0, "“--5” is no amount"),
        (["-5-"], 0, "“-5-” is no amount"),
        (["100,--"], 0, "“100,--” is no amount"),
        (["100,"], 0, "“100,” is no amount"),
        (["5 %"], 0, "“5 %” is no amount"),
        (["1E+05"], 0, "“1E+05” is no amount"),
        (["DKK 5 kr"], 0, "“DKK 5 kr” is no amount"),
        (["1234567890123456"], 0, "is too large for an amount"),
        (["100 kr", "EUR 100"], 1, "“EUR 100” is in EUR where amounts further up are in DKK"),
        (["EUR 100", "100"], 1, "“100” is in DKK where amounts further up are in EUR"),
        (["100 QQQ"], 0, "“100 QQQ” is in no known currency (QQQ)"),
    ],
)
def test_a_column_that_is_not_read(cells: list[str], index: int, problem: str) -> None:
    place, words = refusal(*cells)
    assert (place, problem in words) == (index, True), words


def test_crowns_are_of_the_country_that_is_meant() -> None:
    assert read_amounts(["100 kr", "100"], "SEK").currency == "SEK"
    assert refusal("100 kr", currency="EUR") == (0, "“100 kr” is in no known currency (KR).")


def test_it_tells_how_the_column_is_written() -> None:
    assert read_amounts(["1 234,50"], "SEK").notation == "decimal comma, thousands blank"
    assert read_amounts(["1,234.50"], "SEK").notation == "decimal point, thousands comma"
    assert read_amounts(["100"], "SEK").notation == ""
