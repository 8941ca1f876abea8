"""Entries below zero and of nothing: taken in as items of their own, never reminded, and set off against invoices."""

from datetime import date

import pytest

from krav.actions.imports import preview
from krav.actions.matching import match_items, unmatch_items
from krav.actions.rebuild import rebuild
from krav.claims.decide import reckon_claim
from krav.countries import country
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.load import relations
from krav.store.queries.claims import claim_of
from krav.store.scope import account_scope
from tests.actions.cast import ANN, FIRST, HEADINGS, IMPORTED, SECOND, everything, ledger, line, run, take

APRIL = date(2026, 4, 20)


@pytest.fixture
def items(fjordbo: int) -> int:
    """A business with two invoices and a credit note that names neither; another customer with one invoice."""
    take(
        fjordbo,
        ledger(
            line("1001", "1.000,00"),
            line("1002", "400,00"),
            line("K7", "-400,00", issued="05.03.2026", due=""),
            line("1003", "500,00", customer="18", name="Birthe Prøve", kind="privat"),
        ),
    )
    return fjordbo


def state(account_id: int, number: str) -> tuple[int, str, bool]:
    """The balance of a claim, what blocks it, and whether it is settled."""
    with account_scope(account_id):
        row = rows.ClaimState.objects.get(claim__number=number)
        return row.balance, row.blocked, row.settled_on is not None


def claim_id(account_id: int, number: str) -> int:
    with account_scope(account_id):
        return rows.Claim.objects.get(number=number).pk


def owed(account_id: int, number: str, on: date) -> int:
    with account_scope(account_id):
        claim = claim_of(number)
        assert claim is not None
        return reckon_claim(claim, country("DK"), on).total


def match(account_id: int, credit: str, invoice: str, on: date = FIRST) -> int:
    return match_items(account_id, claim_id(account_id, credit), claim_id(account_id, invoice), on=on, by=ANN)


def part(account_id: int, credit: str, invoice: str, on: date = FIRST) -> int:
    return unmatch_items(account_id, claim_id(account_id, credit), claim_id(account_id, invoice), on=on, by=ANN)


def test_a_credit_note_that_names_no_invoice_is_an_item_to_match(items: int) -> None:
    assert state(items, "K7") == (-40_000, "to_match", False)
    with account_scope(items):
        assert rows.Claim.objects.get(number="K7").kind == "credit"


def test_what_it_covers_waits_until_it_is_matched(items: int) -> None:
    assert run(items, FIRST).refused == {"credit_open": 1}
    with account_scope(items):
        assert set(rows.LetterClaim.objects.values_list("claim__number", flat=True)) == {"1001", "1003"}
    match(items, "K7", "1001")
    assert run(items, FIRST).letters == {"rykker_1": 1}


def test_it_is_never_reminded_and_counts_as_no_arrears(items: int) -> None:
    run(items, FIRST)
    with account_scope(items):
        assert set(rows.LetterClaim.objects.values_list("claim__number", flat=True)) == {"1001", "1003"}
        debtor_id = rows.Claim.objects.get(number="K7").debtor_id
        rows.ClaimState.objects.filter(debtor_id=debtor_id, claim__kind="invoice").update(settled_on=FIRST)
        assert relations([debtor_id], SECOND)[debtor_id].fee_days == ()


def test_the_same_list_a_week_later_brings_nothing_new(items: int) -> None:
    without = rows.ImportedFile, rows.ImportReport, rows.Account
    before = everything(*without)
    again = ledger(
        line("1003", "500,00", customer="18", name="Birthe Prøve", kind="privat"),
        line("1001", "1.000,00"),
        line("1002", "400,00"),
        line("K7", "-400,00", issued="05.03.2026", due=""),
    )
    assert take(items, again, on=FIRST).new == 0
    assert everything(*without) == before


def test_a_credit_note_known_from_its_invoice_is_no_second_one(items: int) -> None:
    take(items, ledger(line("K8", "-100,00", due="", credits="1001")), on=FIRST)
    assert take(items, ledger(line("K8", "-100,00", due="")), on=FIRST).new == 0
    assert state(items, "1001")[0] == 90_000


def test_a_payment_on_account_says_so(fjordbo: int) -> None:
    row = line("P1", "250,00", issued="04.03.2026", due="")
    take(fjordbo, f"{HEADINGS};Dokumenttype\r\n{row};Indbetaling\r\n".encode())
    with account_scope(fjordbo):
        assert rows.Claim.objects.values_list("kind", flat=True).get() == "payment"
    assert state(fjordbo, "P1") == (-25_000, "to_match", False)


def test_what_the_books_used_of_a_credit_note_is_used_here(items: int) -> None:
    take(items, ledger(line("K7", "-400,00", issued="05.03.2026", due="", rest="-150,00")), on=FIRST)
    assert state(items, "K7") == (-15_000, "to_match", False)


def test_a_credit_note_half_used_before_it_came(fjordbo: int) -> None:
    take(fjordbo, ledger(line("K7", "-400,00", issued="05.03.2026", due="", rest="-150,00")))
    assert state(fjordbo, "K7") == (-15_000, "to_match", False)


def test_an_invoice_of_nothing_is_settled_and_said_so(fjordbo: int) -> None:
    data = ledger(line("1001", "0,00"), line("1002", "100,00"))
    assert "lines of zero, shown and never reminded: 1" in preview(fjordbo, data, "ledger.csv", on=IMPORTED).remarks
    take(fjordbo, data)
    assert state(fjordbo, "1001") == (0, "", True)
    assert run(fjordbo, FIRST).letters.total() == 1


def test_of_an_invoice_the_books_call_paid_nothing_is_open_but_interest(items: int) -> None:
    take(items, ledger(line("1001", "1.000,00", rest="0,00")), on=FIRST)
    assert state(items, "1001") == (0, "only_costs_left", False)
    take(items, ledger(line("1009", "100,00", rest="0,00")), on=FIRST)
    assert state(items, "1009") == (0, "", True)


def test_a_match_says_that_part_was_never_owed(items: int) -> None:
    assert match(items, "K7", "1001") == 40_000
    assert state(items, "K7") == (0, "", True)
    assert state(items, "1001") == (60_000, "", False)
    with account_scope(items):
        entries = rows.Entry.objects.filter(label__in=("K7", "1001")).values_list("claim__number", "kind", "amount", "on")
        assert sorted(entries) == [
            ("1001", "credit", -40_000, date(2026, 2, 2)), ("K7", "credit", 40_000, date(2026, 3, 5))
        ]  # fmt: skip


def test_no_interest_runs_on_what_was_never_owed(items: int) -> None:
    before = owed(items, "1001", APRIL) - 100_000
    match(items, "K7", "1001")
    assert 0 < owed(items, "1001", APRIL) - 60_000 < before


def test_a_letter_that_the_match_overtakes_costs_nothing(items: int) -> None:
    take(items, ledger(line("K9", "-500,00", issued="05.03.2026", due="", customer="18", name="Birthe Prøve")), on=FIRST)
    run(items, FIRST)
    assert owed(items, "1003", SECOND) > 50_000
    match(items, "K9", "1003", SECOND)
    assert owed(items, "1003", SECOND) == 0


def test_a_large_credit_note_reaches_over_two_invoices(items: int) -> None:
    take(items, ledger(line("K9", "-700,00", issued="05.03.2026", due="")), on=FIRST)
    assert match(items, "K9", "1002") == 40_000
    assert state(items, "K9") == (-30_000, "to_match", False)
    assert match(items, "K9", "1001") == 30_000
    assert (state(items, "K9"), state(items, "1001")[0]) == ((0, "", True), 70_000)


def test_a_payment_on_account_counts_from_its_own_day(fjordbo: int) -> None:
    first = line("1001", "1.000,00")
    row = line("P1", "250,00", issued="20.03.2026", due="")
    take(fjordbo, f"{HEADINGS};Dokumenttype\r\n{first};\r\n{row};Betaling\r\n".encode(), on=date(2026, 3, 23))
    assert match(fjordbo, "P1", "1001", date(2026, 3, 23)) == 25_000
    with account_scope(fjordbo):
        entry = rows.Entry.objects.get(claim__number="1001", kind="payment")
        assert (entry.on, entry.amount, entry.label, entry.payment_id) == (date(2026, 3, 20), -25_000, "P1", None)
        assert not rows.ClaimState.objects.filter(claim__number="P1", settled_on__isnull=True).exists()


def test_money_that_came_before_a_letter_covers_no_fee_of_it(fjordbo: int) -> None:
    row = line("P1", "1.500,00", issued="02.03.2026", due="")
    take(fjordbo, f"{HEADINGS};Dokumenttype\r\n{line('1001', '1.000,00')};\r\n{row};Betaling\r\n".encode())
    run(fjordbo, FIRST)
    assert match(fjordbo, "P1", "1001", SECOND) == 100_000
    assert (owed(fjordbo, "1001", SECOND), state(fjordbo, "P1")[0]) == (0, -50_000)


def test_a_match_is_undone_by_new_facts(items: int) -> None:
    before = owed(items, "1001", APRIL)
    match(items, "K7", "1001")
    assert part(items, "K7", "1001") == 40_000
    assert (state(items, "K7"), owed(items, "1001", APRIL)) == ((-40_000, "to_match", False), before)
    assert match(items, "K7", "1002") == 40_000
    with pytest.raises(KravError, match="not matched"):
        part(items, "K7", "1001")


def test_what_cannot_be_matched_says_why(items: int) -> None:
    with pytest.raises(KravError, match="two customers"):
        match(items, "K7", "1003")
    with pytest.raises(KravError, match="below zero"):
        match(items, "1001", "1002")
    match(items, "K7", "1002")
    with pytest.raises(KravError, match="nothing left"):
        match(items, "K7", "1001")


def test_a_rebuild_finds_the_same_states(items: int) -> None:
    match(items, "K7", "1001")
    before = everything()
    rebuild(items, on=IMPORTED, by=ANN)
    assert everything() == before
