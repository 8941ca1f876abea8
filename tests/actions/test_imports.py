"""Ledgers and invoices become claims: whole or not at all, and once however often they are read."""

from datetime import date
from pathlib import Path

import pytest

from krav.actions.imports import preview
from krav.claims.decide import reckon_claim
from krav.countries import country
from krav.formats.values import FormatError
from krav.store import models as rows
from krav.store.queries.claims import claim_of
from krav.store.scope import account_scope
from tests.actions.cast import DUE, FIRST, IMPORTED, ledger, line, take
from tests.actions.cast import everything as all_rows
from tests.actions.invoices import credit_note, invoice

LEDGER = ledger(
    line("1001", "10.000,00"),
    line("1002", "2.500,50", customer="18", name="Birthe Prøve", kind="privat", email="birthe@prove.example"),
)


def principal(account_id: int, number: str, on: date = FIRST) -> tuple[int, int]:
    """The open principal and the interest accrued, in minor units."""
    with account_scope(account_id):
        claim = claim_of(number)
    assert claim is not None
    found = reckon_claim(claim, country("DK"), on)
    return found.principal, found.accrued


def test_a_ledger_becomes_debtors_claims_entries_and_states(fjordbo: int) -> None:
    done = take(fjordbo, LEDGER)
    assert (done.format, done.items, done.new, done.known_before) == ("table", 2, 2, False)
    with account_scope(fjordbo):
        assert list(rows.Debtor.objects.order_by("id").values_list("number", "name", "kind", "email")) == [
            ("17", "Øster Ås ApS", "business", ""),
            ("18", "Birthe Prøve", "consumer", "birthe@prove.example"),
        ]
        claims = rows.Claim.objects.order_by("id")
        assert list(claims.values_list("number", "due_on", "due_agreed", "currency", "reference", "match_key")) == [
            ("1001", DUE, True, "DKK", "000000000010017", "10017"),
            ("1002", DUE, True, "DKK", "000000000010025", "10025"),
        ]
        entries = rows.Entry.objects.order_by("id").values_list("claim__number", "kind", "amount", "on", "booked_on")
        assert list(entries) == [
            ("1001", "invoice", 1_000_000, date(2026, 2, 2), IMPORTED),
            ("1002", "invoice", 250_050, date(2026, 2, 2), IMPORTED),
        ]
        states = rows.ClaimState.objects.order_by("claim_id").values_list("stage", "balance", "next_step", "next_on")
        assert list(states) == [("", 1_000_000, "rykker_1", FIRST), ("", 250_050, "rykker_1", FIRST)]


def test_a_ledger_is_news_of_money_up_to_its_day(fjordbo: int) -> None:
    take(fjordbo, LEDGER)
    assert rows.Account.objects.get(pk=fjordbo).money_known_until == IMPORTED
    take(fjordbo, ledger(line("1003", "1,00")), on=date(2026, 3, 4))
    assert rows.Account.objects.get(pk=fjordbo).money_known_until == IMPORTED


def test_the_same_file_again_changes_nothing(fjordbo: int) -> None:
    take(fjordbo, LEDGER)
    before = all_rows()
    again = take(fjordbo, LEDGER, "under another name.csv", on=FIRST)
    assert (again.known_before, again.new) == (True, 0)
    assert all_rows() == before


def test_an_invoice_known_from_another_file_is_not_taken_twice(fjordbo: int) -> None:
    take(fjordbo, LEDGER)
    done = take(fjordbo, ledger(line("1001", "10.000,00"), line("1003", "99,00")))
    assert (done.items, done.new, done.known_before) == (2, 1, False)
    with account_scope(fjordbo):
        assert sorted(rows.Claim.objects.values_list("number", flat=True)) == ["1001", "1002", "1003"]
        assert rows.Entry.objects.filter(claim__number="1001").count() == 1


def test_two_creditors_may_use_the_same_invoice_number(fjordbo: int, nordlys: int) -> None:
    take(fjordbo, ledger(line("1001", "100,00")))
    take(nordlys, ledger(line("1001", "200,00")))
    for account_id, amount, reference in ((fjordbo, 10_000, "000000000010017"), (nordlys, 20_000, "000010017")):
        with account_scope(account_id):
            assert rows.Entry.objects.get().amount == amount
            assert rows.Claim.objects.get().reference == reference


def test_what_the_ledger_says_was_paid_lowers_the_principal_from_the_due_day(fjordbo: int) -> None:
    take(fjordbo, ledger(line("1001", "10.000,00", rest="4.000,00")))
    with account_scope(fjordbo):
        part = rows.Entry.objects.get(kind="payment")
        assert (part.amount, part.on, part.aim, part.payment_id) == (-600_000, DUE, "principal", None)
    assert principal(fjordbo, "1001") == (400_000, 748)  # 4000 × 9,75 % × 7 / 365


def test_an_invoice_without_anything_open_is_settled_at_once(fjordbo: int) -> None:
    take(fjordbo, ledger(line("1001", "10.000,00", rest="0,00")))
    with account_scope(fjordbo):
        state = rows.ClaimState.objects.get()
        assert (state.balance, state.settled_on, state.next_on) == (0, DUE, None)


def test_a_credit_note_lowers_the_principal_from_the_invoices_own_day(fjordbo: int) -> None:
    take(fjordbo, ledger(line("1001", "10.000,00"), line("K7", "-6.000,00", issued="05.03.2026", due="", credits="1001")))
    with account_scope(fjordbo):
        note = rows.Entry.objects.get(kind="credit")
        assert (note.amount, note.on, note.label) == (-600_000, date(2026, 2, 2), "K7")
    assert principal(fjordbo, "1001") == (400_000, 748)


def test_a_credit_note_in_a_later_file_counts_from_the_invoices_own_day_as_well(fjordbo: int) -> None:
    take(fjordbo, ledger(line("1001", "10.000,00")))
    done = take(fjordbo, ledger(line("K7", "-6.000,00", issued="05.03.2026", due="", credits="1001")))
    assert done.new == 1
    assert principal(fjordbo, "1001") == (400_000, 748)
    with account_scope(fjordbo):
        assert rows.ClaimState.objects.get().balance == 400_000


def test_a_credit_note_listed_again_in_the_next_ledger_credits_once(fjordbo: int) -> None:
    items = line("1001", "10.000,00"), line("K7", "-6.000,00", issued="05.03.2026", due="", credits="1001")
    take(fjordbo, ledger(*items))
    done = take(fjordbo, ledger(*items, line("1002", "50,00")))
    assert (done.items, done.new) == (3, 1)
    assert principal(fjordbo, "1001") == (400_000, 748)


def test_a_debtor_gets_what_the_newest_file_says_of_it(fjordbo: int) -> None:
    take(fjordbo, ledger(line("1001", "100,00")))
    take(fjordbo, ledger(line("1002", "100,00", name="Øster Ås A/S", email="ny@oster.example")))
    with account_scope(fjordbo):
        assert rows.Debtor.objects.values_list("number", "name", "email").get() == ("17", "Øster Ås A/S", "ny@oster.example")


def test_customers_without_a_number_are_told_apart_by_company_number_or_name(fjordbo: int) -> None:
    take(fjordbo, ledger(line("1001", "1,00", customer="", name="Bo"), line("1002", "1,00", customer="", name="Kim")))
    with account_scope(fjordbo):
        assert sorted(rows.Debtor.objects.values_list("number", flat=True)) == ["bo", "kim"]


def test_a_ubl_invoice_and_its_credit_note(fjordbo: int) -> None:
    done = take(fjordbo, invoice("1001", "6312.50"), "invoice.xml")
    assert (done.format, done.items, done.new) == ("OIOUBL 2.02 invoice", 1, 1)
    with account_scope(fjordbo):
        claim = rows.Claim.objects.select_related("debtor").get()
        assert (claim.number, claim.due_on, claim.reference) == ("1001", DUE, "000000000010017")
        assert (claim.debtor.number, claim.debtor.kind, claim.debtor.city) == ("K-1017", "business", "Ærøskøbing")
    done = take(fjordbo, credit_note("K7", "2312.50", credits="1001"), "credit.xml")
    assert (done.format, done.new) == ("OIOUBL 2.02 credit note", 1)
    assert principal(fjordbo, "1001") == (400_000, 748)
    assert take(fjordbo, credit_note("K7", "2312.50", credits="1001"), "credit.xml").known_before


def test_an_invoice_file_is_no_news_of_money(fjordbo: int) -> None:
    take(fjordbo, invoice("1001", "6312.50"), "invoice.xml")
    assert rows.Account.objects.get(pk=fjordbo).money_known_until is None


def test_a_preview_reads_and_writes_nothing(fjordbo: int) -> None:
    take(fjordbo, ledger(line("1001", "10.000,00")))
    before, audits = all_rows(), rows.Audit._base_manager.model
    with account_scope(fjordbo):
        count = audits.objects.count()
    seen = preview(fjordbo, LEDGER, "ledger.csv", on=IMPORTED)
    assert (seen.items, seen.new, seen.placed) == (2, 1, 0)
    assert ("Fakturanr.", "invoice_number") in seen.understood
    assert all_rows() == before
    with account_scope(fjordbo):
        assert audits.objects.count() == count


def test_every_country_takes_its_own_ledger(nordlys: int, provbygg: int, tmp_path: Path) -> None:
    take(nordlys, ledger(line("2001", "1.000,00")))
    take(provbygg, ledger(line("2001", "1.000,00")))
    found = {}
    for account_id in (nordlys, provbygg):
        with account_scope(account_id):
            found[account_id] = rows.Claim.objects.values_list("currency", "reference").get()
    assert found == {nordlys: ("NOK", "000020016"), provbygg: ("SEK", "20016")}
    assert list(tmp_path.iterdir()) == []


def test_a_lower_rest_in_a_later_list_is_money_the_books_know_of(fjordbo: int) -> None:
    take(fjordbo, ledger(line("1001", "10.000,00", rest="10.000,00")))
    take(fjordbo, ledger(line("1001", "10.000,00", rest="4.000,00")), on=FIRST)
    with account_scope(fjordbo):
        assert rows.ClaimState.objects.get(claim__number="1001").balance == 400_000
        paid = rows.Entry.objects.get(kind="payment")
        assert (paid.amount, paid.on, paid.label) == (-600_000, FIRST, "ledger")
    take(fjordbo, ledger(line("1001", "10.000,00", rest="4.000,00"), line("1002", "5,00", rest="5,00")), on=FIRST)
    with account_scope(fjordbo):
        assert rows.Entry.objects.filter(kind="payment").count() == 1


@pytest.mark.parametrize(("rest", "said"), [("10.000,01", "a rest of 10000.01 DKK"), ("-1,00", "a rest of -1.00 DKK")])
def test_a_rest_that_cannot_be_is_refused(fjordbo: int, rest: str, said: str) -> None:
    with pytest.raises(FormatError, match=said):
        take(fjordbo, ledger(line("1001", "10.000,00", rest=rest)))


def test_what_is_too_long_for_the_database_is_refused_with_its_line(fjordbo: int) -> None:
    with pytest.raises(FormatError, match=r"line 2: the invoice number has 41 letters; there is room for 40\."):
        take(fjordbo, ledger(line("1" * 41, "10.000,00")))
