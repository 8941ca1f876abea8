"""A year of bookkeeping taken in: its invoices become claims, what was paid of them counts, and again changes nothing."""

from krav.store.models import ClaimState
from krav.store.scope import account_scope
from tests.actions.cast import take
from tests.formats.ledger_files import HEAD, booked, customer, reference, saft, sie, voucher


def _balances(account: int) -> list[tuple[str, int]]:
    with account_scope(account):
        return list(ClaimState.objects.order_by("claim__number").values_list("claim__number", "balance"))


def test_a_saft_file_is_taken_in_once_and_a_later_one_tells_what_was_paid(nordlys: int) -> None:
    made = booked("11", "2026-01-05", "101", "1000", reference("5001", "2026-03-05"), "Faktura 5001")
    paid = booked("12", "2026-02-05", "101", "-400", reference("5001"), "Innbetaling")
    first = saft(customer("101", "0", "1000"), made).replace(b"998877665", b"313000001")
    later = saft(customer("101", "0", "600"), made + paid).replace(b"998877665", b"313000001")
    assert take(nordlys, first, "regnskap.xml").new == 1
    assert _balances(nordlys) == [("5001", 100_000)]
    assert take(nordlys, later, "regnskap.xml").new == 0
    assert _balances(nordlys) == [("5001", 60_000)]
    assert take(nordlys, later, "again.xml").known_before


def test_a_sie_file_is_taken_in(provbygg: int) -> None:
    made = voucher("B 1 20260220", "Faktura 1001, Karl Svensson", "1250.00")
    paid = voucher("C 1 20260301", "Betalning för fakt. 1001", "-500.00", "1930")
    head = HEAD.replace("556677-8899", "559999-0008")
    assert take(provbygg, sie(made + paid, head), "bok.se").new == 1
    assert _balances(provbygg) == [("1001", 75_000)]
