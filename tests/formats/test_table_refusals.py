"""A list with a fault is refused whole: the message names the first line at fault, the column and what to do."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from krav.formats import table
from krav.formats.values import FormatError

HEADINGS = "Navn;Faktura;Dato;Beløb;Kundetype\n"
GOOD = "Bo;7;2026-01-05;100,00;privat\n"


def refusal(text: str | bytes) -> FormatError:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(FormatError) as caught:
        table.read(data, "poster.csv", currency="DKK")
    return caught.value


@pytest.mark.parametrize(
    ("line", "where", "problem"),
    [
        (";8;2026-01-05;1,00;", "column “Navn”", "the cell is empty."),
        ("Bo;;2026-01-05;1,00;", "column “Faktura”", "the cell is empty."),
        ("Bo;8;;1,00;", "column “Dato”", "the cell is empty."),
        ("Bo;8;2026-01-05;;", "column “Beløb”", "the cell is empty."),
        ("Bo;8;31.02.2026;1,00;", "column “Dato”", "“31.02.2026” is no day of the calendar, read as day.month.year."),
        ("Bo;8;i går;1,00;", "column “Dato”", "“i går” is no date."),
        ("Bo;8;2026-01-05;1.00;", "column “Beløb”", "“1.00” contradicts “100,00” further up"),
        ("Bo;8;2026-01-05;gratis;", "column “Beløb”", "“gratis” is no amount."),
        ("Bo;7;2026-01-05;1,00;", "column “Faktura”", "the invoice number “7” stands on line 2 as well."),
        ("Bo;1,2E+11;2026-01-05;1,00;", "column “Faktura”", "“1,2E+11” is a long number that lost its last"),
        ("Bo;8;2026-01-05;1,00;marsboer", "column “Kundetype”", "“marsboer” is no known customer type."),
        ("Bo;8;2026-01-05;1,00", "", "its cells are 4 where the headings are 5."),
        ("Bo;8;2026-01-05;1,00;privat;x", "", "its cells are 6 where the headings are 5."),
        ("Bo;8", "", "its cells are 2 where the headings are 5."),
        ("Sum;;;100,00;;x", "", "its cells are 6 where the headings are 5."),
        ('"Bo;8;2026-01-05;1,00;privat', "", "the quotation marks do not pair up"),
        ('"Bo" Ek;8;2026-01-05;1,00;privat', "", "the quotation marks do not pair up"),
        ("B\0o;8;2026-01-05;1,00;privat", "", r"a letter cannot be read, its characters are '\x00'."),
        ("B\ufffd;8;2026-01-05;1,00;privat", "", r"a letter cannot be read, its characters are '\ufffd'."),
        ("SÃ¸ren;8;2026-01-05;1,00;privat", "", r"a letter cannot be read, its characters are '\xc3\xb8'."),
        ("RenÃ©;8;2026-01-05;1,00;privat", "", r"a letter cannot be read, its characters are '\xc3\xa9'."),
    ],
)
def test_a_bad_line_is_named(line: str, where: str, problem: str) -> None:
    error = refusal(HEADINGS + GOOD + line + "\nAnn;9;2026-01-05;1,00;privat\n")
    assert error.where == ", ".join(filter(None, ("line 3", where)))
    assert error.problem.startswith(problem)


def test_the_whole_message_is_a_sentence_for_people() -> None:
    assert str(refusal(HEADINGS + GOOD + "Bo;8;i går;1,00;\n")) == (
        "poster.csv, line 3, column “Dato”: “i går” is no date. Write 2026-01-31 or 31.01.2026. "
        "Nothing of the file was imported."
    )


def test_the_first_line_at_fault_is_named_whatever_its_column() -> None:
    error = refusal(HEADINGS + "Bo;7;2026-01-05;100,00;ukendt\nAnn;8;i går;1,00;privat\n;9;2026-01-05;x;privat\n")
    assert error.where == "line 2, column “Kundetype”"


def test_a_customer_called_total_is_no_total() -> None:
    assert refusal(HEADINGS + GOOD + "Total;8;;1,00;\n").where == "line 3, column “Dato”"


def test_an_unknown_word_is_answered_with_the_known_ones() -> None:
    remedy = refusal(HEADINGS + "Bo;7;2026-01-05;100,00;ukendt\n").remedy
    for words in ("consumer (privat, ", "business (erhverv, ", "sole trader (enkeltmands", "public (offentlig, "):
        assert words in remedy


@pytest.mark.parametrize(
    ("heading", "cell", "problem"),
    [
        ("Valuta", "kroner", "“kroner” is no known currency."),
        ("Land", "Atlantis", "“Atlantis” is no known country."),
        ("Sprog", "klingon", "“klingon” is no known language."),
        ("Dokumenttype", "rykker", "“rykker” is no known document type."),
        ("Forfaldsdato aftalt", "måske", "“måske” is no known answer."),
        ("Forfald", "30.02.2026", "“30.02.2026” is no day of the calendar, read as day.month.year."),
        ("Rest", "1.234", "“1.234” can be read in two ways"),
    ],
)
def test_a_bad_cell_in_an_optional_column_is_named(heading: str, cell: str, problem: str) -> None:
    error = refusal(f"Navn;Faktura;Dato;Beløb;{heading}\nBo;7;2026-01-05;100,00;{cell}\n")
    assert error.where == f"line 2, column “{heading}”"
    assert error.problem.startswith(problem)


def test_an_amount_must_not_contradict_the_currency_of_its_line() -> None:
    error = refusal("Navn;Faktura;Dato;Beløb;Valuta\nBo;7;2026-01-05;EUR 5,00;EUR\nAnn;8;2026-01-05;EUR 5,00;SEK\n")
    assert (error.where, error.problem) == ("line 3, column “Beløb”", "the amount is in EUR, the line in SEK.")


def test_a_rest_must_be_in_the_currency_of_the_amount() -> None:
    error = refusal("Navn;Faktura;Dato;Beløb;Rest\nBo;7;2026-01-05;100 kr;EUR 5,00\n")
    assert (error.where, error.problem) == ("line 2, column “Rest”", "the amount is in EUR, the line in DKK.")


@pytest.mark.parametrize("text", ["", "\n\n", "a;b\n1;2\n", "Bo;7;2026-01-05;100,00\n", "Faktura\n7\n"])
def test_a_file_without_known_headings_is_told_what_they_may_be_called(text: str) -> None:
    error = refusal(text)
    assert (error.where, error.problem) == ("", "none of the first 20 lines holds headings that are known.")
    for words in ("customer name (Kundenavn, ", "invoice number (Fakturanr., ", "invoice date (", "amount (Beløb, "):
        assert words in error.remedy
    assert "Kundnamn" in error.remedy
    assert "Invoice date" in error.remedy


def test_headings_below_the_twentieth_line_are_not_found() -> None:
    assert "none of the first 20 lines" in refusal("\n" * 20 + HEADINGS + GOOD).problem


def test_a_missing_column_is_named_with_its_words() -> None:
    error = refusal("Navn;Faktura;Beløb\nBo;7;100,00\n")
    assert (error.where, error.problem) == ("line 1", "a needed column is missing.")
    assert error.remedy.startswith("Add invoice date (Fakturadato, ")


def test_two_columns_must_not_mean_the_same() -> None:
    error = refusal("Navn;Faktura;Dato;Beløb;Total\nBo;7;2026-01-05;100,00;100,00\n")
    assert (error.where, error.problem) == ("line 1", "“Beløb” and “Total” both mean the amount.")


def test_a_byte_no_letter_has_is_refused() -> None:
    error = refusal((HEADINGS + GOOD).encode() + b"\x8frhus;8;2026-01-05;1,00;privat\n")
    assert (error.where, error.problem) == ("line 3", "the byte 0x8f stands for no letter in Windows-1252.")


def test_one_broken_byte_does_not_turn_utf_8_into_windows_letters() -> None:
    error = refusal((HEADINGS + GOOD).encode() + b"\xe6ble;8;2026-01-05;1,00;privat\n")
    assert (error.where, "a letter cannot be read" in error.problem) == ("line 1", True)


def test_letters_of_an_old_terminal_are_not_taken_for_windows_letters() -> None:
    error = refusal(HEADINGS.replace("Beløb", "Amount").encode() + "Søren;7;2026-01-05;1,00;privat\n".encode("cp865"))
    assert (error.where, "a letter cannot be read" in error.problem) == ("line 2", True)


def test_half_a_letter_of_utf_16_is_refused() -> None:
    assert "stands for no letter in UTF-16" in refusal((HEADINGS + GOOD).encode("utf-16")[:-1]).problem


@given(data=st.binary())
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(FormatError):
        assert table.read(data, "poster.csv", currency="DKK").format == "table"


@given(cells=st.lists(st.sampled_from(["", "Bo", "7", "8", "I alt", "2026-01-05", "1,00", "1.234", '"', "\r", "\x85"])))
def test_any_cells_are_read_or_refused(cells: list[str]) -> None:
    with suppress(FormatError):
        text = HEADINGS + ";".join(cells)
        assert table.read(text.encode(), "poster.csv", currency="DKK").format == "table"
