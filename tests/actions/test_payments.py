"""Money finds its claim: by reference, by number and amount, by amount and payer; the rest waits for a person."""

from datetime import date

import pytest

from krav.claims.decide import reckon_claim
from krav.countries import country
from krav.store import models as rows
from krav.store.queries.claims import claim_of
from krav.store.queries.loose import loose_payments
from krav.store.scope import account_scope
from tests.actions.cast import DUE, FIRST, bank, camt, credit, everything, fik, ledger, line, ocr, statement, take

MARCH_4 = date(2026, 3, 4)
DAY = "2026-03-04"


@pytest.fixture
def owed(fjordbo: int) -> int:
    """The landlord with two invoices to one business and one to a person, all due on DUE."""
    take(
        fjordbo,
        ledger(
            line("1001", "1.000,00"),
            line("1002", "2.000,00"),
            line("1003", "500,00", customer="18", name="Birthe Prøve", kind="privat"),
        ),
        on=DUE,
    )
    return fjordbo


def placed(account_id: int) -> list[tuple[str, int, str]]:
    """What was placed where, with its aim, in the order it was placed."""
    with account_scope(account_id):
        found = rows.Entry.objects.filter(payment__isnull=False, kind="payment").order_by("id")
        return list(found.values_list("claim__number", "amount", "aim"))


def open_balances(account_id: int) -> dict[str, int]:
    with account_scope(account_id):
        found = rows.ClaimState.objects.filter(settled_on__isnull=True)
        return dict(found.values_list("claim__number", "balance"))


def loose(account_id: int) -> frozenset[int]:
    with account_scope(account_id):
        return frozenset(each.loose.minor for each in loose_payments())


def test_a_payment_with_the_invoices_reference_lowers_its_principal(owed: int) -> None:
    done = take(owed, bank(credit("600.00", on=DAY, reference=fik("1001")), until=DAY), "bank.xml")
    assert (done.format, done.items, done.new, done.placed) == ("camt.053", 1, 1, 1)
    assert placed(owed) == [("1001", -60_000, "principal")]
    assert open_balances(owed) == {"1001": 40_000, "1002": 200_000, "1003": 50_000}
    assert rows.Account.objects.get(pk=owed).money_known_until == MARCH_4


def test_number_and_amount_in_the_text_are_enough(owed: int) -> None:
    done = take(owed, bank(credit("2000.00", on="2026-03-02", text="Faktura 1002, tak"), until=DAY), "bank.xml")
    assert done.placed == 1
    assert placed(owed) == [("1002", -200_000, "")]
    assert "1002" not in open_balances(owed)


def test_a_number_with_another_amount_waits(owed: int) -> None:
    done = take(owed, bank(credit("1999.00", on=DAY, text="Faktura 1002"), until=DAY), "bank.xml")
    assert (done.new, done.placed) == (1, 0)
    assert placed(owed) == []
    assert loose(owed) == {199_900}


def test_amount_and_payer_are_enough(owed: int) -> None:
    take(owed, bank(credit("500.00", on="2026-03-02", payer="BIRTHE PRØVE"), until=DAY), "bank.xml")
    assert placed(owed) == [("1003", -50_000, "")]


def test_amount_alone_is_not(owed: int) -> None:
    take(owed, bank(credit("500.00", on="2026-03-02", payer="Somebody Else"), until=DAY), "bank.xml")
    assert placed(owed) == []
    assert loose(owed) == {50_000}


def test_more_than_one_invoice_is_covered_the_oldest_first(fjordbo: int) -> None:
    take(
        fjordbo,
        ledger(
            line("1003", "300,00", due="27.02.2026"),
            line("1002", "200,00", due="26.02.2026"),
            line("1001", "100,00", due="02.03.2026"),
        ),
        on=DUE,
    )
    take(fjordbo, bank(credit("350.00", on="2026-02-26", reference=fik("1001")), until=DAY), "bank.xml")
    assert placed(fjordbo) == [
        ("1001", -10_000, "principal"),
        ("1002", -20_000, "principal"),
        ("1003", -5_000, "principal"),
    ]
    assert open_balances(fjordbo) == {"1003": 25_000}


def test_what_nobody_owes_stays_loose(owed: int) -> None:
    data = bank(credit("800.00", on="2026-03-02", reference=fik("1003")), until=DAY)
    take(owed, data, "bank.xml")
    assert placed(owed) == [("1003", -50_000, "principal")]
    assert loose(owed) == {30_000}


def test_another_debtors_claims_are_never_touched(owed: int) -> None:
    take(owed, bank(credit("9000.00", on="2026-03-02", reference=fik("1003")), until=DAY), "bank.xml")
    assert open_balances(owed) == {"1001": 100_000, "1002": 200_000}


def test_money_the_bank_takes_back_opens_the_claim_again(owed: int) -> None:
    came = credit("600.00", on="2026-03-02", reference=fik("1001"))
    gone = credit("600.00", on="2026-03-05", reference=fik("1001"), back=True)
    take(owed, bank(came, gone, until="2026-03-05"), "bank.xml")
    assert placed(owed) == [("1001", -60_000, "principal"), ("1001", 60_000, "")]
    assert open_balances(owed)["1001"] == 100_000


def test_money_taken_back_after_it_settled_the_claim_opens_it_again(owed: int) -> None:
    take(owed, bank(credit("1000.00", on="2026-03-02", reference=fik("1001")), until=DAY), "monday.xml")
    assert "1001" not in open_balances(owed)
    gone = credit("1000.00", on="2026-03-05", reference=fik("1001"), back=True)
    take(owed, bank(gone, until="2026-03-05"), "thursday.xml")
    assert open_balances(owed)["1001"] == 100_000


def test_the_same_payment_in_another_file_is_known(owed: int) -> None:
    payment = credit("600.00", on=DAY, reference=fik("1001"), key="9001")
    take(owed, bank(payment, until=DAY), "bank.xml")
    before = everything(rows.ImportedFile, rows.ImportReport)
    done = take(owed, bank(payment, until=DAY) + b"\n", "bank again.xml")
    assert (done.known_before, done.items, done.new, done.placed) == (False, 1, 0, 0)
    assert everything(rows.ImportedFile, rows.ImportReport) == before


def test_a_statement_that_stands_twice_in_a_file_counts_once(owed: int) -> None:
    payment = statement(credit("600.00", on=DAY, reference=fik("1001"), key="9001"), until=DAY)
    assert take(owed, camt(payment, payment), "bank.xml").new == 1
    assert placed(owed) == [("1001", -60_000, "principal")]


def test_only_the_creditors_own_account_counts(owed: int) -> None:
    own = statement(credit("600.00", on=DAY, reference=fik("1001")), until=DAY)
    other = statement(credit("70.00", on=DAY, reference=fik("1001")), until="2026-03-08", account="DK5099990009999999")
    take(owed, camt(other, own), "bank.xml")
    assert placed(owed) == [("1001", -60_000, "principal")]
    assert rows.Account.objects.get(pk=owed).money_known_until == MARCH_4


def test_ocr_giro_places_by_kid(nordlys: int) -> None:
    take(nordlys, ledger(line("2001", "1.000,00"), line("2002", "700,00")), on=DUE)
    done = take(nordlys, ocr(("000020016", 40_000), ("20016", 10_000), on="040326"), "ocr.txt")
    assert (done.format, done.new, done.placed) == ("OCR giro", 2, 2)
    with account_scope(nordlys):
        claim = claim_of("2001")
    assert claim is not None
    assert reckon_claim(claim, country("NO"), MARCH_4).principal == 50_066  # two days of interest, 0,66, are covered first
    assert take(nordlys, ocr(("000020016", 40_000), ("20016", 10_000), on="040326"), "ocr.txt").known_before


def test_a_payment_is_kept_as_the_bank_told_it(owed: int) -> None:
    data = bank(credit("600.00", on=DAY, reference=fik("1001"), text="Husleje æøå", payer="Bo Prøve"), until=DAY)
    take(owed, data, "bank.xml", on=FIRST)
    with account_scope(owed):
        kept = rows.Payment.objects.values_list("received_on", "amount", "currency", "references", "texts", "payer_name")
        assert kept.get() == (MARCH_4, 60_000, "DKK", f'["{fik("1001")}"]', '["Husleje æøå"]', "Bo Prøve")
        assert rows.Entry.objects.filter(kind="payment").values_list("on", "booked_on").get() == (MARCH_4, FIRST)
