"""A statement that was cut off or edited is refused whole, and the line is named; nothing else ever happens to one."""

from contextlib import suppress
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from krav.formats import statement
from krav.formats.values import FormatError
from tests.formats.statements import LAYOUTS, Layout, only, read

HEADINGS = "Dato;Tekst;Beløb;Saldo\n"
GOOD = "05.01.2026;Bo;50,00;150,00\n06.01.2026;Ann;25,00;175,00\n07.01.2026;Ib;10,00;185,00\n"


def refusal(text: str | bytes) -> FormatError:
    with pytest.raises(FormatError) as caught:
        read(text)
    return caught.value


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("06.01.2026;Ann;25,00;175,00\n", "", 3),
        ("06.01.2026;Ann;25,00", "06.01.2026;Ann;26,00", 3),
        ("07.01.2026;Ib;10,00;185,00", "07.01.2026;Ib;10,00;186,00", 4),
    ],
)
def test_a_balance_that_does_not_add_up_names_its_line(old: str, new: str, line: int) -> None:
    error = refusal(HEADINGS + GOOD.replace(old, new))
    assert error.where == f"line {line}"
    assert "does not follow from the line before it" in error.problem
    assert error.remedy == "Fetch the statement from the bank again, and give the file as it is."


def test_newest_first_is_checked_as_well() -> None:
    lines = GOOD.splitlines()[::-1]
    assert only(HEADINGS + "\n".join(lines)).unused == ()
    assert refusal(HEADINGS + "\n".join([lines[0], lines[2]])).where == "line 2"


def test_a_line_without_a_balance_is_counted_along() -> None:
    assert len(only(HEADINGS + GOOD.replace("25,00;175,00", "25,00;")).payments) == 3
    assert refusal(HEADINGS + GOOD.replace("25,00;175,00", "26,00;")).where == "line 4"


def test_without_a_balance_it_is_said_that_a_missing_line_cannot_be_seen() -> None:
    found = only("Konto;Dato;Tekst;Beløb\n8079 0001234567;05.01.2026;Bo;50,00\n")
    assert found.remarks == ("no column with the balance: a line that is missing cannot be seen",)


def test_lines_in_several_currencies_have_no_one_balance() -> None:
    found = only("Dato;Tekst;Beløb;Saldo;Valuta\n05.01.2026;Bo;1,00;9,00;DKK\n06.01.2026;Ib;1,00;1,00;EUR\n")
    assert "lines in several currencies: the balance was not checked" in found.remarks


def test_a_file_cut_off_within_a_line_is_refused() -> None:
    whole = (HEADINGS + GOOD).encode()
    last = whole.index(b"07.01")
    for end in range(last + 1, whole.index(b"185") + 3):
        if not whole[:end].endswith(b"10,00;"):
            with pytest.raises(FormatError):
                read(whole[:end])


@pytest.mark.parametrize(
    ("line", "where", "problem"),
    [
        (";Bo;1,00;186,00", "column “Dato”", "the line has no day."),
        ("32.01.2026;Bo;1,00;186,00", "column “Dato”", "“32.01.2026” is no day of the calendar, read as day.month.year."),
        ("08.01.2026;Bo;;", "column “Beløb”", "the line has no amount."),
        ("08.01.2026;Bo;gratis;186,00", "column “Beløb”", "“gratis” is no amount."),
        ("08.01.2026;Bo;1,00;meget", "column “Saldo”", "“meget” is no amount."),
        ("08.01.2026;Bo;1.00;186,00", "column “Beløb”", "“1.00” contradicts"),
        ("08.01.2026;Bo", "", "its cells are 2 where the headings are 4."),
        ("08.01.2026;Bo;1,00;186,00;x", "", "its cells are 5 where the headings are 4."),
        ("08.01.2026;SÃ¸ren;1,00;186,00", "", r"a letter cannot be read, its characters are '\xc3\xb8'."),
    ],
)
def test_a_bad_line_is_named(line: str, where: str, problem: str) -> None:
    error = refusal(HEADINGS + GOOD + line + "\n08.01.2026;Bo;1,00;186,00\n")
    assert error.where == ", ".join(filter(None, ("line 5", where)))
    assert error.problem.startswith(problem)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Dato;Tekst;Ind;Ud\n05.01.2026;Bo;1,00;2,00\n", "the line has both money in and money out."),
        ("Dato;Tekst;Beløb;Status\n05.01.2026;Bo;1,00;måske\n", "“måske” is no known status."),
        ("Dato;Tekst;Beløb;Valuta\n05.01.2026;Bo;1,00;øre\n", "“øre” is no known currency."),
        ("Dato;Tekst;Beløb;Total\n", "the statement has no booked line and names no period."),
        ("Dato;Tekst;Beløb;Belopp\n05.01.2026;Bo;1,00;1,00\n", "“Beløb” and “Belopp” both mean the amount."),
        (
            "Konto;Dato;Tekst;Beløb\nDrift;05.01.2026;Bo;1,00\nSkat;05.01.2026;Ib;1,00\n",
            "the lines are of several accounts, and one of them has no number.",
        ),
    ],
)
def test_what_cannot_be_trusted_is_refused(text: str, problem: str) -> None:
    assert refusal(text).problem == problem


def test_an_unknown_status_is_answered_with_the_known_ones() -> None:
    assert "pending (reserveret, " in refusal("Dato;Tekst;Beløb;Status\n05.01.2026;Bo;1,00;måske\n").remedy


@settings(max_examples=60, deadline=None)
@given(data=st.binary())
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    statement.recognises(data, "x")
    with suppress(FormatError):
        assert read(HEADINGS.encode() + data).format == "account statement"


@settings(max_examples=100, deadline=None)
@given(layout=st.sampled_from(LAYOUTS), seed=st.integers(0, 2**32))
def test_a_damaged_statement_is_read_or_refused(layout: Layout, seed: int) -> None:
    random = Random(seed)
    data = bytearray(layout.data)
    for _ in range(random.randint(1, 6)):
        place = random.randrange(len(data))
        data[place : place + random.randint(0, 4)] = random.choice([b"", b";", b"\n", b'"', b"-", b"9", random.randbytes(2)])
    statement.recognises(bytes(data), "x")
    with suppress(FormatError):
        assert read(bytes(data)).format == "account statement"


@settings(max_examples=60, deadline=None)
@given(
    cells=st.lists(
        st.lists(
            st.sampled_from(["", "Bo", "7", "Saldo", "05.01.2026", "1,00", "-1,00", "1.234", "Venter", '"', "\r", "\x85"]),
            min_size=4,
            max_size=4,
        ),
        max_size=6,
    )
)
def test_any_cells_are_read_or_refused(cells: list[list[str]]) -> None:
    with suppress(FormatError):
        assert read(HEADINGS + "\n".join(map(";".join, cells))).format == "account statement"
