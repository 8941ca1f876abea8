"""The report of an import stays, counts what came of the file and names every line that was not used."""

import json

import pytest

from krav.actions.imports import own_statements, remarks_of
from krav.formats.values import BankFileIn, FormatError, StatementIn
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.queries.imports import files, report
from krav.store.scope import account_scope
from tests.actions.cast import FIRST, HEADINGS, bank, camt, credit, fik, ledger, line, statement, take

SMALL = ledger(line("1001", "10,00"), line("1002", "20,00"))
DAY = FIRST.isoformat()


def test_a_ledgers_report_counts_its_lines_and_names_what_was_known(fjordbo: int) -> None:
    take(fjordbo, SMALL)
    done = take(fjordbo, ledger(line("1001", "10,00", rest="4,00"), line("1002", "20,00"), line("1003", "30,00")), on=FIRST)
    assert done.unused == (("line 3", "invoice 1002 was known before, and nothing of it has changed"),)
    with account_scope(fjordbo):
        kept = report(done.file_id)
    assert kept is not None
    assert kept.counts == {"items": 3, "new": 1, "known": 1, "changed": 1, "placed": 0}
    assert kept.unused == done.unused
    assert ("Fakturanr.", "invoice_number") in kept.understood
    assert (kept.file.by, kept.file.new, kept.file.unused) == ("Ann", 1, 1)


def test_a_bank_files_report_names_known_payments_and_other_accounts(fjordbo: int) -> None:
    paid = credit("10.00", on=DAY, text="one", key="A")
    take(fjordbo, bank(paid, until=DAY), "first.xml", on=FIRST)
    other = statement(credit("9.00", on=DAY, key="C"), until=DAY, account="DK5099990009999999")
    mixed = camt(statement(paid, credit("20.00", on=DAY, text="two", key="B"), until=DAY), other)
    done = take(fjordbo, mixed, "mixed.xml", on=FIRST)
    assert (done.items, done.new, done.known) == (2, 1, 1)
    whys = [line.why for line in done.unused]
    assert "it is about account DK5099990009999999, and the creditor's is 9999 0001234567" in whys
    assert f"payment of 10.00 DKK on {DAY} was known before" in whys
    with account_scope(fjordbo):
        kept = report(done.file_id)
    assert kept is not None
    assert [line.why for line in kept.unused] == whys


def test_the_same_file_again_leads_to_its_first_report(fjordbo: int) -> None:
    first = take(fjordbo, SMALL)
    again = take(fjordbo, SMALL, "other name.csv", on=FIRST)
    assert (again.known_before, again.file_id) == (True, first.file_id)
    with account_scope(fjordbo):
        assert rows.ImportReport.objects.count() == 1


def test_files_are_listed_newest_first_and_by_key(fjordbo: int, nordlys: int) -> None:
    first, second = take(fjordbo, SMALL), take(fjordbo, ledger(line("1003", "1,00")), "b.csv")
    take(nordlys, SMALL)
    with account_scope(fjordbo):
        assert [(each.name, each.new, each.by) for each in files()] == [("b.csv", 1, "Ann"), ("ledger.csv", 2, "Ann")]
        assert [each.id for each in files(before=second.file_id)] == [first.file_id]
        assert report(0) is None


def test_a_file_of_before_has_a_report_without_lines(fjordbo: int) -> None:
    with account_scope(fjordbo):
        old = rows.ImportedFile.objects.create(sha256="1" * 64, name="old.csv", format="table", imported_on=FIRST, items=3)
        kept = report(old.pk)
    assert kept is not None
    assert (kept.file.items, kept.counts, kept.unused) == (3, {}, ())


def test_what_a_report_says_is_json_anybody_can_read(fjordbo: int) -> None:
    done = take(fjordbo, SMALL)
    with account_scope(fjordbo):
        data = json.loads(rows.ImportReport.objects.get(file_id=done.file_id).data)
    assert data["format"] == "table"
    assert data["unused"] == []


def test_a_statement_that_names_no_account_is_taken_for_the_creditors_own_with_a_remark(fjordbo: int) -> None:
    content = BankFileIn((StatementIn((), "statement", "", "DKK", FIRST),), "statement")
    with account_scope(fjordbo):
        creditor = creditor_in_scope()
        own = own_statements(creditor, content, "bank.csv")
        found = remarks_of(creditor, content, own)
    assert found == ("it names no account, and was taken for the creditor's own",)


def test_a_reference_with_a_wrong_check_digit_is_told_and_its_money_taken(fjordbo: int) -> None:
    take(fjordbo, SMALL)
    paid = (credit("10.00", on=DAY, reference=text, key=text) for text in (fik("1002"), "71/000000000012345"))
    done = take(fjordbo, bank(*paid, until=DAY), "bank.xml", on=FIRST)
    told = "references with a wrong check digit, which no invoice bears (1): 71/000000000012345"
    assert (done.new, told in done.remarks) == (2, True)


def test_an_invoice_may_bear_a_reference_without_a_check_digit(fjordbo: int) -> None:
    take(fjordbo, f"{HEADINGS};OCR\r\n{line('1001', '10,00')};12345\r\n".encode())
    done = take(fjordbo, bank(credit("10.00", on=DAY, reference="12345"), until=DAY), "bank.xml", on=FIRST)
    assert done.placed == 1
    assert not [remark for remark in done.remarks if "check digit" in remark]


def statement_of(account: str) -> BankFileIn:
    """A bank file about one account."""
    return BankFileIn((StatementIn((), "camt", account, "DKK", FIRST),), "camt")


@pytest.mark.parametrize("account", ["DK5099990001234567", "0001234567", "99990001234567"])
def test_an_account_is_known_by_its_digits(fjordbo: int, account: str) -> None:
    with account_scope(fjordbo):
        assert len(own_statements(creditor_in_scope(), statement_of(account), "bank.xml")) == 1


@pytest.mark.parametrize("account", ["000", "7", "67", "DK5099990009999999"])
def test_another_account_is_refused_and_both_are_named(fjordbo: int, account: str) -> None:
    said = f"bank.xml: it is about account {account}. The creditor's account is 9999 0001234567."
    with account_scope(fjordbo), pytest.raises(FormatError, match=said):
        own_statements(creditor_in_scope(), statement_of(account), "bank.xml")
