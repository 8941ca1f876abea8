"""A bank's statement as a table is taken in as the creditor's money, and again changes nothing."""

import pytest

from krav.formats.values import FormatError
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import fik, ledger, line, take

HEADINGS = "Dato;Tekst;Beløb;Saldo\n"
JANUARY = "09.03.2026;{fik};100,00;600,00\n10.03.2026;Gebyr;-5,00;595,00\n"
MORE = "11.03.2026;Overførsel;20,00;615,00\n"


def payments(account_id: int) -> int:
    with account_scope(account_id):
        return rows.Payment.objects.count()


def test_a_statement_that_names_no_account_is_the_creditor_s_own_and_overlaps(fjordbo: int) -> None:
    take(fjordbo, ledger(line("1001", "500,00")))
    first = HEADINGS + JANUARY.format(fik=fik("1001"))
    done = take(fjordbo, first.encode(), "konto.csv")
    assert (done.format, done.items, done.new) == ("account statement", 1, 1)
    again = take(fjordbo, (first + MORE).encode("cp1252"), "konto-2.csv")
    assert (again.items, again.new) == (2, 1)
    assert payments(fjordbo) == 2


def test_a_statement_of_another_account_is_refused(fjordbo: int) -> None:
    other = "Kontonummer: 8079 0007654321\n" + HEADINGS + MORE
    with pytest.raises(FormatError, match="it is about account 8079 0007654321"):
        take(fjordbo, other.encode(), "konto.csv")
    assert payments(fjordbo) == 0


def test_a_statement_of_the_own_account_is_known_by_its_number(fjordbo: int) -> None:
    own = "Kontonummer: 9999 0001234567\n" + HEADINGS + MORE
    assert take(fjordbo, own.encode(), "konto.csv").new == 1
