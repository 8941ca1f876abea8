"""The same money told of by two files in their own words counts once; two payments that are alike count twice."""

from datetime import date

import pytest

from krav.actions.imports import Imported
from krav.actions.look import look
from krav.actions.payments_by_hand import place_payment, register_payment
from krav.store import models as rows
from krav.store.queries.loose import BACK
from krav.store.scope import account_scope
from tests.actions.bank_files import Told, bgmax
from tests.actions.cast import ANN, DUE, FIRST, bank, credit, fik, ledger, line, ocr, take

DAY, UNTIL = date(2026, 3, 4), "2026-03-05"
IN_CAMT, IN_TABLE = "2026-03-04", "04.03.2026"


@pytest.fixture
def owed(fjordbo: int) -> int:
    """The landlord with three late invoices."""
    lines = (line("1001", "1.000,00"), line("1002", "2.000,00", customer="18"), line("1003", "500,00", customer="19"))
    take(fjordbo, ledger(*lines), on=DUE)
    return fjordbo


def table(*lines: str) -> bytes:
    """A statement as CSV that gives its lines no name: day, text, amount."""
    return "\n".join(("Dato;Tekst;Beløb", *lines)).encode("cp1252")


def named(*lines: str) -> bytes:
    """One that says who paid, and has another text."""
    return "\n".join(("Bogført;Meddelelse;Afsender;Beløb", *lines)).encode("cp1252")


def give(account_id: int, data: bytes, name: str) -> Imported:
    return take(account_id, data, name, on=FIRST)


def money(account_id: int) -> list[int]:
    """The payments that stand, without those that were taken back."""
    with account_scope(account_id):
        told = dict(rows.Payment.objects.values_list("key", "amount"))
    gone = {key.removeprefix(BACK) for key in told if key.startswith(BACK)}
    return sorted(amount for key, amount in told.items() if not key.startswith(BACK) and key not in gone)


def balance(account_id: int, number: str) -> int:
    with account_scope(account_id):
        return rows.ClaimState.objects.values_list("balance", flat=True).get(claim__number=number)


def test_a_line_of_a_table_is_the_payment_camt_told_of(owed: int) -> None:
    give(owed, bank(credit("700.00", on=IN_CAMT, reference=fik("1001"), key="A1"), until=UNTIL), "bank.xml")
    done = give(owed, table(f"{IN_TABLE};Indbetaling;700,00"), "konto.csv")
    assert (done.items, done.new, done.known) == (1, 0, 1)
    assert [unused.why for unused in done.unused] == ["payment of 700.00 DKK on 2026-03-04 was known before"]
    assert money(owed) == [70_000]


def test_camt_after_the_table_says_what_the_money_is_for(owed: int) -> None:
    give(owed, table(f"{IN_TABLE};Indbetaling;700,00"), "konto.csv")
    assert balance(owed, "1001") == 100_000
    done = give(owed, bank(credit("700.00", on=IN_CAMT, reference=fik("1001"), key="A1"), until=UNTIL), "bank.xml")
    assert (done.new, done.placed) == (1, 1)
    assert money(owed) == [70_000]
    assert balance(owed, "1001") == 30_000


def test_what_a_person_placed_stays_there(owed: int) -> None:
    give(owed, table(f"{IN_TABLE};Indbetaling;700,00"), "konto.csv")
    with account_scope(owed):
        payment_id, claim_id = rows.Payment.objects.get().pk, rows.Claim.objects.get(number="1002").pk
    place_payment(owed, payment_id, [claim_id], on=FIRST, by=ANN)
    done = give(owed, bank(credit("700.00", on=IN_CAMT, reference=fik("1001"), key="A1"), until=UNTIL), "bank.xml")
    assert (done.new, done.known) == (0, 1)
    assert (balance(owed, "1001"), balance(owed, "1002")) == (100_000, 130_000)


def test_two_payments_alike_are_two_in_whichever_order_the_files_come(owed: int) -> None:
    both = bank(*(credit("100.00", on=IN_CAMT, key=key) for key in ("A1", "A2")), until=UNTIL)
    give(owed, table(f"{IN_TABLE};Indbetaling;100,00", f"{IN_TABLE};Indbetaling;100,00"), "konto.csv")
    assert give(owed, both, "bank.xml").new == 0
    assert money(owed) == [10_000, 10_000]


def test_the_larger_count_stands_and_not_the_sum(owed: int) -> None:
    give(owed, bank(credit("100.00", on=IN_CAMT, key="A1"), until=UNTIL), "bank.xml")
    two = table(f"{IN_TABLE};Indbetaling;100,00", f"{IN_TABLE};Indbetaling;100,00")
    assert (done := give(owed, two, "konto.csv")).new == 1
    assert done.known == 1
    three = table(*[f"{IN_TABLE};Indbetaling;100,00"] * 3, f"{IN_TABLE};Gebyr;-1,00")
    assert give(owed, three, "konto-2.csv").new == 1
    assert money(owed) == [10_000] * 3
    later = bank(*(credit("100.00", on=IN_CAMT, key=f"A{place}") for place in range(1, 5)), until=UNTIL)
    assert give(owed, later, "bank-2.xml").new == 1
    assert money(owed) == [10_000] * 4


def test_a_line_that_was_taken_back_for_its_details_is_still_that_money(owed: int) -> None:
    first = f"{IN_TABLE};Indbetaling;100,00"
    give(owed, table(first), "konto.csv")
    give(owed, bank(credit("100.00", on=IN_CAMT, reference=fik("1001"), key="A1"), until=UNTIL), "bank.xml")
    assert give(owed, table(first, first), "konto-2.csv").new == 1
    assert money(owed) == [10_000, 10_000]


def test_two_tables_of_one_account_in_different_words(owed: int) -> None:
    give(owed, table(f"{IN_TABLE};Indbetaling;100,00", f"{IN_TABLE};Overførsel;250,00"), "konto.csv")
    done = give(owed, named(f"{IN_TABLE};Husleje;Bo Prøve;100,00", f"{IN_TABLE};Leje;Ida Prøve;75,00"), "andet.csv")
    assert (done.new, done.known) == (1, 1)
    assert money(owed) == [7_500, 10_000, 25_000]


@pytest.mark.parametrize(
    ("camt", "line"),
    [
        (credit("700.00", on=IN_CAMT, reference=fik("1001"), key="A1"), f"{IN_TABLE};{fik('1002')};;700,00"),
        (credit("700.00", on=IN_CAMT, payer="Bo Hansen", key="A1"), f"{IN_TABLE};Leje;Ida Prøve;700,00"),
        (credit("700.00", on="2026-03-03", key="A1"), f"{IN_TABLE};Leje;;700,00"),
        (credit("700.01", on=IN_CAMT, key="A1"), f"{IN_TABLE};Leje;;700,00"),
    ],
)
def test_what_the_files_contradict_each_other_in_is_other_money(owed: int, camt: str, line: str) -> None:
    give(owed, bank(camt, until=UNTIL), "bank.xml")
    assert give(owed, named(line), "konto.csv").new == 1


def test_two_names_of_the_bank_s_are_two_payments(owed: int) -> None:
    give(owed, bank(credit("700.00", on=IN_CAMT, key="A1"), until=UNTIL), "bank.xml")
    assert give(owed, bank(credit("700.00", on=IN_CAMT, key="A2"), until=UNTIL), "bank-2.xml").new == 1


def test_what_a_person_registered_came_another_way(owed: int) -> None:
    with account_scope(owed):
        claim_id = rows.Claim.objects.get(number="1001").pk
    register_payment(owed, claim_id, 70_000, DAY, text="kontant", on=FIRST, by=ANN)
    assert give(owed, table(f"{IN_TABLE};Indbetaling;700,00"), "konto.csv").new == 1
    assert money(owed) == [70_000, 70_000]


def test_the_look_says_what_the_import_will(owed: int) -> None:
    give(owed, bank(credit("700.00", on=IN_CAMT, key="A1"), until=UNTIL), "bank.xml")
    with account_scope(owed):
        seen = look(table(f"{IN_TABLE};Indbetaling;700,00", f"{IN_TABLE};Leje;5,00"), "konto.csv", on=FIRST)
    assert (seen.new, seen.known, seen.worth.minor) == (1, 1, 500)


def lump(amount: str, currency: str, account: str) -> bytes:
    """A camt file whose one entry does not say what it is of."""
    told = f"<Amt Ccy='{currency}'>{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><AcctSvcrRef>L77</AcctSvcrRef>"
    return bank(f"<Ntry>{told}<BookgDt><Dt>2026-03-04</Dt></BookgDt></Ntry>", until=UNTIL, account=account)


KIDS = ("2026011", 30_000), ("2026029", 45_000)


@pytest.mark.parametrize("first", ["deposit", "lump"])
def test_the_lump_of_an_ocr_giro_file_is_its_payments(nordlys: int, first: str) -> None:
    files = {"deposit": (ocr(*KIDS, on="040326"), "ocr.txt"), "lump": (lump("750.00", "NOK", "12345678903"), "bank.xml")}
    order = sorted(files, key=lambda name: name != first)
    for name in order:
        give(nordlys, *files[name])
    assert money(nordlys) == [30_000, 45_000]


@pytest.mark.parametrize("first", ["deposit", "line"])
def test_the_line_of_a_deposit_is_its_payments(provbygg: int, first: str) -> None:
    deposit = bgmax([Told(1, 30_000, DAY, "20263"), Told(2, 45_000, DAY, "20271")], DAY)
    csv = b"Bokf\xf6ringsdag;Text;Belopp\n2026-03-04;Bankgiro inbetalning;750,00\n"
    files = {"deposit": (deposit, "bg.txt"), "line": (csv, "konto.csv")}
    for name in sorted(files, key=lambda name: name != first):
        give(provbygg, *files[name])
    assert money(provbygg) == [30_000, 45_000]


def test_a_payment_beside_a_deposit_of_one_is_another(nordlys: int) -> None:
    give(nordlys, ocr(("2026011", 49_900), on="040326"), "ocr.txt")
    other = credit("499.00", on=IN_CAMT, payer="Bo Prøve", text="leie", key="A1").replace("DKK", "NOK")
    assert give(nordlys, bank(other, until=UNTIL, account="12345678903"), "bank.xml").new == 1
    assert give(nordlys, lump("499.00", "NOK", "12345678903"), "bank-2.xml").new == 0
    assert money(nordlys) == [49_900, 49_900]
