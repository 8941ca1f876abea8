"""Loose money that goes back to its payer: told of, undone, and recognised where the bank itself sends it back."""

from datetime import date

import pytest

from krav.actions.paying_back import not_paid_back, pay_back
from krav.actions.payments_by_hand import place_payment, register_payment, take_back_payment, unplace_payment
from krav.actions.rebuild import rebuild
from krav.actions.rights import Forbidden
from krav.actions.unit import Actor, DoneBefore
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.queries.loose import loose_payments
from krav.store.queries.payments import PaymentLine, payment_lines
from krav.store.scope import account_scope
from tests.actions.cast import ANN, DUE, FIRST, bank, credit, everything, fik, ledger, line, run, take
from tests.actions.collect import claims_of

BACK = date(2026, 3, 6)


@pytest.fixture
def twice(fjordbo: int) -> int:
    """A business that paid one of its two invoices twice; the other is open."""
    take(fjordbo, ledger(line("1001", "1.000,00"), line("1002", "2.000,00")), on=DUE)
    pay(fjordbo, "1000.00", "2026-03-03")
    pay(fjordbo, "1000.00", "2026-03-04")
    return fjordbo


def pay(account_id: int, amount: str, day: str, reference: str = fik("1001"), *, back: bool = False) -> None:
    money = credit(amount, on=day, reference=reference, payer="Øster Ås ApS", key=f"{day}{back}", back=back)
    take(account_id, bank(money, until=day), f"{day}{back}.xml", on=FIRST)


def loose(account_id: int) -> dict[int, int]:
    """What is loose of each payment, by id."""
    with account_scope(account_id):
        return {each.id: each.loose.minor for each in loose_payments()}


def second(account_id: int) -> int:
    """The payment that lies loose."""
    (payment_id,) = loose(account_id)
    return payment_id


def told(account_id: int) -> list[PaymentLine]:
    with account_scope(account_id):
        return payment_lines()


def balances(account_id: int) -> dict[str, int]:
    with account_scope(account_id):
        return dict(rows.ClaimState.objects.values_list("claim__number", "balance"))


def facts(account_id: int) -> list[tuple[int, str, str]]:
    """Every fact of paying back: how much, who told of it, and the note."""
    with account_scope(account_id):
        return list(rows.PaidBack.objects.order_by("id").values_list("amount", "by", "note"))


def same_after_rebuilding(account_id: int) -> bool:
    before = everything()
    rebuild(account_id, on=FIRST, by=ANN)
    return everything() == before


def test_who_paid_twice_is_reminded_of_another_invoice_once_the_money_went_back(twice: int) -> None:
    assert run(twice, FIRST).refused == {"unmatched_money": 1}
    assert pay_back(twice, second(twice), None, BACK, on=FIRST, by=ANN) == Money(100_000, "DKK")
    done = run(twice, FIRST)
    assert (done.refused, loose(twice)) == ({}, {})
    with account_scope(twice):
        assert list(rows.LetterClaim.objects.values_list("claim__number", flat=True)) == ["1002"]


def test_a_part_goes_back_and_the_rest_is_placed(twice: int) -> None:
    payment_id = second(twice)
    pay_back(twice, payment_id, 30_000, BACK, note="asked for by phone", on=FIRST, by=ANN)
    assert loose(twice) == {payment_id: 70_000}
    assert place_payment(twice, payment_id, [claims_of(twice)["1002"]], on=FIRST, by=ANN) == 70_000
    shown = told(twice)[0]
    assert (shown.numbers, shown.placed.minor, shown.loose.minor) == (("1002",), 70_000, 0)
    assert (shown.paid_back.minor, shown.paid_back_on, loose(twice)) == (30_000, BACK, {})
    assert facts(twice) == [(30_000, "Ann", "asked for by phone")]
    unplace_payment(twice, payment_id, on=FIRST, by=ANN)
    assert loose(twice) == {payment_id: 70_000}
    assert same_after_rebuilding(twice)


def test_undone_it_lies_loose_again(twice: int) -> None:
    payment_id = second(twice)
    for amount in (30_000, 20_000):
        pay_back(twice, payment_id, amount, BACK, on=FIRST, by=ANN)
    assert not_paid_back(twice, payment_id, on=FIRST, by=ANN).minor == 50_000
    assert (loose(twice), told(twice)[0].paid_back_on) == ({payment_id: 100_000}, None)
    assert [amount for amount, *_ in facts(twice)] == [30_000, 20_000, -50_000]
    with pytest.raises(KravError, match="Nothing of this payment was paid back"):
        not_paid_back(twice, payment_id, on=FIRST, by=ANN)
    pay_back(twice, payment_id, None, BACK, on=FIRST, by=ANN)
    assert loose(twice) == {}
    assert same_after_rebuilding(twice)


def test_what_cannot_be_is_refused(twice: int, nordlys: int) -> None:
    payment_id = second(twice)
    for amount, day, why in (
        (100_001, BACK, "Only 1000.00 DKK of this payment is loose"),
        (0, BACK, "more than zero"),
        (None, date(2026, 3, 3), "the money came on 2026-03-04"),
        (None, date(2026, 3, 10), "has not come yet"),
    ):
        with pytest.raises(KravError, match=why):
            pay_back(twice, payment_id, amount, day, on=FIRST, by=ANN)
    with pytest.raises(Forbidden):
        pay_back(twice, payment_id, None, BACK, on=FIRST, by=Actor("guest@x.example", Role.GUEST))
    with pytest.raises(KravError, match="is loose"):
        pay_back(nordlys, payment_id, None, BACK, on=FIRST, by=ANN)
    pay_back(twice, payment_id, None, BACK, on=FIRST, by=ANN)
    with pytest.raises(KravError, match="is loose"):
        pay_back(twice, payment_id, None, BACK, on=FIRST, by=ANN)
    with pytest.raises(KravError, match="was paid back"):
        not_paid_back(nordlys, payment_id, on=FIRST, by=ANN)
    assert len(facts(twice)) == 1


def test_the_same_form_twice_pays_back_once(twice: int) -> None:
    pay_back(twice, second(twice), 30_000, BACK, on=FIRST, by=ANN, key="form")
    with pytest.raises(DoneBefore):
        pay_back(twice, second(twice), 30_000, BACK, on=FIRST, by=ANN, key="form")
    assert set(loose(twice).values()) == {70_000}


def test_a_payment_by_hand_is_not_taken_back_after_it_was_paid_back(twice: int) -> None:
    pay_back(twice, second(twice), None, BACK, on=FIRST, by=ANN)
    payment_id = register_payment(twice, claims_of(twice)["1002"], 250_000, DUE, on=FIRST, by=ANN)
    assert loose(twice) == {payment_id: 50_000}
    pay_back(twice, payment_id, None, BACK, on=FIRST, by=ANN)
    with pytest.raises(KravError, match="Undo that first"):
        take_back_payment(twice, payment_id, on=FIRST, by=ANN)
    not_paid_back(twice, payment_id, on=FIRST, by=ANN)
    take_back_payment(twice, payment_id, on=FIRST, by=ANN)
    assert loose(twice) == {}
    assert same_after_rebuilding(twice)


def test_what_the_bank_sends_back_of_loose_money_opens_nothing(twice: int) -> None:
    pay(twice, "1000.00", "2026-03-06", back=True)
    assert (loose(twice), balances(twice)) == ({}, {"1001": 0, "1002": 200_000})
    assert facts(twice) == [(100_000, "", ""), (-100_000, "", "")]
    assert [each.loose.minor for each in told(twice)] == [0, 0, 0]
    assert run(twice, FIRST).refused == {}
    assert same_after_rebuilding(twice)


def test_nor_where_a_person_had_told_of_it(twice: int) -> None:
    pay_back(twice, second(twice), None, BACK, on=FIRST, by=ANN)
    pay(twice, "1000.00", "2026-03-06", back=True)
    assert (loose(twice), balances(twice)) == ({}, {"1001": 0, "1002": 200_000})
    assert [amount for amount, *_ in facts(twice)] == [100_000, -100_000]
    assert same_after_rebuilding(twice)


def test_taken_back_twice_the_second_opens_the_invoice(twice: int) -> None:
    pay(twice, "1000.00", "2026-03-05", back=True)
    pay(twice, "1000.00", "2026-03-06", back=True)
    assert (loose(twice), balances(twice)) == ({}, {"1001": 100_000, "1002": 200_000})
    assert same_after_rebuilding(twice)


def test_where_it_had_paid_a_part_that_part_opens(twice: int) -> None:
    pay_back(twice, second(twice), None, BACK, on=FIRST, by=ANN)
    pay(twice, "2500.00", "2026-03-02", fik("1002"))
    assert set(loose(twice).values()) == {50_000}
    pay(twice, "2500.00", "2026-03-06", fik("1002"), back=True)
    assert (loose(twice), balances(twice)) == ({}, {"1001": 0, "1002": 200_000})
    assert same_after_rebuilding(twice)


def test_money_that_came_and_went_in_one_file_finds_no_place(twice: int) -> None:
    pay_back(twice, second(twice), None, BACK, on=FIRST, by=ANN)
    gone, came = (credit("700.00", on="2026-03-05", payer="Ukendt A/S", key=str(back), back=back) for back in (True, False))
    take(twice, bank(gone, came, until="2026-03-06"), "both.xml", on=FIRST)
    assert (loose(twice), balances(twice)) == ({}, {"1001": 0, "1002": 200_000})
    assert same_after_rebuilding(twice)


def test_told_to_be_wrong_it_can_be_placed(twice: int) -> None:
    pay(twice, "1000.00", "2026-03-06", back=True)
    gone = told(twice)[0].id
    assert not_paid_back(twice, gone, on=FIRST, by=ANN).minor == -100_000
    assert loose(twice) == {gone: -100_000}
    with pytest.raises(KravError, match="nothing to pay back"):
        pay_back(twice, gone, None, BACK, on=FIRST, by=ANN)
    assert place_payment(twice, gone, [claims_of(twice)["1001"]], on=FIRST, by=ANN) == -100_000
    assert balances(twice)["1001"] == 100_000


def test_a_debit_that_is_no_return_is_not_read(twice: int) -> None:
    pay_back(twice, second(twice), None, BACK, on=FIRST, by=ANN)
    before = told(twice)
    out = credit("1000.00", on="2026-03-06", payer="Øster Ås ApS", back=True).replace("<RvslInd>true</RvslInd>", "")
    take(twice, bank(out, until="2026-03-06"), "out.xml", on=FIRST)
    assert (told(twice), loose(twice)) == (before, {})


def test_a_sum_that_was_paid_back_is_not_detailed_later(twice: int) -> None:
    pay_back(twice, second(twice), None, BACK, on=FIRST, by=ANN)
    head = '<Ntry><NtryRef>1</NtryRef><Amt Ccy="DKK">300.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>'
    entry = head + "<BookgDt><Dt>2026-03-05</Dt></BookgDt><AcctSvcrRef>ARK1</AcctSvcrRef>{}</Ntry>"
    half = '</AcctSvcrRef></Refs><Amt Ccy="DKK">150.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></TxDtls>'
    parts = "".join(f"<TxDtls><Refs><AcctSvcrRef>D{key}{half}" for key in (1, 2))
    take(twice, bank(entry.format(""), until="2026-03-05"), "lump.xml", on=FIRST)
    lump = second(twice)
    pay_back(twice, lump, None, BACK, on=FIRST, by=ANN)
    take(twice, bank(entry.format(f"<NtryDtls>{parts}</NtryDtls>"), until="2026-03-05"), "parts.xml", on=FIRST)
    assert loose(twice) == {}
    assert same_after_rebuilding(twice)
