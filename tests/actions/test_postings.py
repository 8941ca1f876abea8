"""The vouchers of a period: what was done reaches the books once, balanced, and leaves there what they should carry."""

from collections import defaultdict
from contextlib import suppress
from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from krav.actions.cases import open_case
from krav.actions.credits import credit_claim
from krav.actions.interest_invoices import credit as credit_interest
from krav.actions.interest_invoices import issue, order
from krav.actions.paying_back import not_paid_back, pay_back
from krav.actions.payments_by_hand import register_payment, take_back_payment, unplace_payment
from krav.actions.policy import change_policy
from krav.actions.writeoffs import undo_write_off, write_off
from krav.claims.decide import reckon_claim
from krav.claims.writeoff import Asked, in_books
from krav.formats.bookkeeping import FORMATS
from krav.formats.vouchers import BooksOut, VoucherOut
from krav.kernel.refusal import KravError
from krav.store import load
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.queries.losses import posted, vouchers
from krav.store.queries.postings import books, left_out
from krav.store.scope import account_scope
from tests.actions.cast import ANN, DUE, FIRST, bank, credit, fik, ledger, line, take
from tests.actions.collect import claims_of, owed, run_until

EXPIRED, LATER = date(2026, 5, 20), date(2026, 5, 26)
EVER = date(2026, 1, 1), date(2026, 12, 31)
EVENT = Asked(None, "vain_enforcement", confirmed=True)
AT_ONCE = {"books": {"charges_booked": True}}


def read(account_id: int, since: date = EVER[0], until: date = EVER[1], currency: str = "") -> BooksOut:
    with account_scope(account_id):
        return books(creditor_in_scope(), since, until, EVER[1], currency)


def lines(voucher: VoucherOut) -> list[tuple[str, int, str]]:
    return [(line.account, line.amount, line.invoice) for line in voucher.lines]


@pytest.fixture
def reminded(fjordbo: int) -> int:
    """Two late invoices of one business, each reminded of; the first letter of each has a fee."""
    owed(fjordbo)
    run_until(fjordbo, FIRST)
    return fjordbo


def test_a_payment_settles_its_invoices_and_earns_what_it_covers_of_charges(reminded: int) -> None:
    money = credit("15500.00", on="2026-03-20", payer="Øster Ås ApS", reference=fik("1001"))
    paid = bank(money, until="2026-03-20")
    take(reminded, paid, "paid.xml", date(2026, 3, 20))
    (voucher,) = read(reminded).vouchers
    assert (voucher.series, voucher.on, voucher.text) == ("K", date(2026, 3, 20), "Betaling 2026-03-20, Øster Ås ApS")
    told = lines(voucher)
    assert told[0] == ("5820", 15_500_00, "")
    assert sum(amount for _, amount, _ in told) == 0
    assert {invoice for account, _, invoice in told if account == "5600"} == {"1001", "1002"}
    assert any(account == "4365" for account, *_ in told)
    assert {line.customer for line in voucher.lines} == {"", "17"}


def test_where_charges_are_booked_a_letter_is_a_voucher(fjordbo: int) -> None:
    change_policy(fjordbo, AT_ONCE, on=DUE, by=ANN)
    owed(fjordbo)
    run_until(fjordbo, FIRST)
    (voucher,) = read(fjordbo).vouchers
    assert voucher.text == "Brev 2026-00001"
    sums: dict[str, int] = defaultdict(int)
    for account, amount, _ in lines(voucher):
        sums[account] += amount
    with account_scope(fjordbo):
        letter = rows.Letter.objects.get()
    assert sums["5600"] == letter.total - 15_000_00
    assert sums["5600"] == -sums["4365"] - sums["4360"]


def test_the_ledger_s_own_payments_and_credit_notes_are_not_told_back(fjordbo: int) -> None:
    take(fjordbo, ledger(line("1001", "10.000,00", rest="4.000,00"), line("2001", "-500,00", credits="1001")))
    assert read(fjordbo).vouchers == ()


def test_taken_back_it_is_reversed_on_the_day_of_that(reminded: int) -> None:
    claim_id = claims_of(reminded)["1001"]
    payment_id = register_payment(reminded, claim_id, 5000_00, FIRST, on=FIRST, by=ANN)
    take_back_payment(reminded, payment_id, on=LATER, by=ANN)
    made, back = read(reminded).vouchers
    assert (made.on, back.on) == (FIRST, LATER)
    assert sorted(lines(back)) == sorted((account, -amount, invoice) for account, amount, invoice in lines(made))


def test_an_interest_invoice_and_its_crediting(fjordbo: int) -> None:
    take(fjordbo, ledger(line("1001", "30.000,00")))
    paid = date(2026, 5, 4)
    take(fjordbo, bank(credit("30000.00", on="2026-05-01", reference=fik("1001")), until="2026-05-04"), "bank.xml", paid)
    with account_scope(fjordbo):
        debtor = rows.Debtor.objects.get().id
    (made,) = issue(fjordbo, order(fjordbo, [debtor], on=paid, by=ANN), on=paid, by=ANN)
    credit_interest(fjordbo, made.id, "wrong", on=LATER, by=ANN)
    _, invoiced, credited = read(fjordbo).vouchers
    assert invoiced.text == f"Rentenota {made.number}"
    assert lines(invoiced)[0] == ("5600", made.total.minor, made.number)
    assert credited.text == f"Rentenota {made.number} krediteret"
    assert sorted(lines(credited)) == sorted((account, -amount, number) for account, amount, number in lines(invoiced))


def test_losses_have_the_numbers_and_lines_they_were_posted_with(fjordbo: int) -> None:
    owed(fjordbo)
    run_until(fjordbo, EXPIRED)
    ids = claims_of(fjordbo)
    open_case(fjordbo, list(ids.values()), on=EXPIRED, by=ANN, department="Havn", project="P7")
    write_off(fjordbo, [ids["1001"]], EVENT, on=LATER, by=ANN)
    (voucher,) = [each for each in read(fjordbo).vouchers if each.series == "V"]
    with account_scope(fjordbo):
        (seen,) = vouchers()
    assert voucher.number == seen.number.removeprefix("V-").replace("-", "")
    assert [amount for _, amount, _ in lines(voucher)] == [line["debit"] - line["credit"] for line in seen.lines]
    assert {(line.department, line.project) for line in voucher.lines} == {("Havn", "P7")}


def test_what_is_in_no_voucher_is_told(fjordbo: int) -> None:
    take(fjordbo, ledger(line("1001", "10.000,00")))
    take(fjordbo, bank(credit("77.00", on="2026-03-05", text="hvem"), until="2026-03-06"), "loose.xml")
    with account_scope(fjordbo):
        left = left_out(creditor_in_scope(), *EVER)
    assert (left.loose.minor, left.currencies) == (77_00, ())
    assert read(fjordbo).vouchers == read(fjordbo, currency="EUR").vouchers == ()


def test_money_that_went_back_came_and_went_by_the_bank(fjordbo: int) -> None:
    take(fjordbo, ledger(line("1001", "10.000,00")))
    take(fjordbo, bank(credit("77.00", on="2026-03-05", payer="Hvem A/S"), until="2026-03-06"), "loose.xml")
    with account_scope(fjordbo):
        payment_id = rows.LoosePayment.objects.get().payment_id
    pay_back(fjordbo, payment_id, 70_00, date(2026, 3, 7), on=FIRST, by=ANN)
    (went,) = whole = read(fjordbo).vouchers
    assert (went.series, went.on, went.text) == ("T", FIRST, "Betalt tilbage 2026-03-07, Hvem A/S")
    came_and_went = [("5820", 70_00, "Betaling 2026-03-05"), ("5820", -70_00, "Betalt tilbage 2026-03-07")]
    assert [(each.account, each.amount, each.text) for each in went.lines] == came_and_went
    not_paid_back(fjordbo, payment_id, on=LATER, by=ANN)
    first, undone = read(fjordbo).vouchers
    assert (first, undone.on, undone.text) == (whole[0], LATER, "Tilbagebetaling fortrudt, Hvem A/S")
    assert [each.amount for each in undone.lines] == [-70_00, 70_00]
    with account_scope(fjordbo):
        assert left_out(creditor_in_scope(), *EVER).loose.minor == 77_00
    assert read(fjordbo, currency="EUR").vouchers == ()
    for form in FORMATS.values():
        assert form.write(read(fjordbo)) != form.write(read(fjordbo, until=FIRST))


def test_what_the_bank_sent_back_is_posted_once(fjordbo: int) -> None:
    for day, back in (("2026-03-04", False), ("2026-03-05", True)):
        money = credit("77.00", on=day, text="hvem", key=day, back=back)
        take(fjordbo, bank(money, until=day), f"{day}.xml", FIRST)
    (voucher,) = read(fjordbo).vouchers
    assert [each.amount for each in voucher.lines] == [77_00, -77_00]


def test_a_period_that_ends_before_it_begins_is_refused(fjordbo: int) -> None:
    with pytest.raises(KravError, match="before it begins"):
        read(fjordbo, LATER, DUE)


def live(account_id: int, seed: int) -> None:
    """A random life: money by hand and its undoing, credit notes, losses and their undoing, days that pass."""
    dice, ids, on = Random(seed), list(claims_of(account_id).values()), EXPIRED
    payments: list[int] = []
    for _ in range(20):
        on += timedelta(days=dice.choice([0, 0, 1, 4]))
        claim_id, amount = dice.choice(ids), dice.randrange(100, 900000)
        with suppress(KravError):
            match dice.choice([0, 0, 0, 1, 2, 3, 4, 5]):
                case 0:
                    day = on - timedelta(days=dice.choice([0, 3, 60]))
                    payments.append(register_payment(account_id, claim_id, amount, day, on=on, by=ANN))
                case 1 if payments:
                    take_back_payment(account_id, dice.choice(payments), on=on, by=ANN)
                case 2 if payments:
                    unplace_payment(account_id, dice.choice(payments), on=on, by=ANN)
                case 3:
                    write_off(account_id, [claim_id], Asked(amount, "vain_enforcement", confirmed=True), on=on, by=ANN)
                case 4:
                    with account_scope(account_id):
                        made = [voucher.id for voucher in vouchers()]
                    undo_write_off(account_id, dice.choice([0, *made]), on=on, by=ANN)
                case _:
                    credit_claim(account_id, claim_id, amount // 10, None, "K", on=on, by=ANN)


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("seed", range(5))
def test_after_any_life_the_receivable_is_what_the_books_should_carry(fjordbo: int, seed: int, at_once: bool) -> None:
    if at_once:
        change_policy(fjordbo, AT_ONCE, on=DUE, by=ANN)
    owed(fjordbo)
    run_until(fjordbo, EXPIRED)
    live(fjordbo, seed)
    whole = read(fjordbo)
    moved: dict[str, int] = defaultdict(int)
    for voucher in whole.vouchers:
        for each in voucher.lines:
            moved[each.invoice] += each.amount if each.account == "5600" else 0
    assert len(moved) > 1
    with account_scope(fjordbo):
        creditor, ids = creditor_in_scope(), [*claims_of(fjordbo).values()]
        told = posted(ids)
        for claim in load.claims(ids).values():
            last = max(entry.on for entry in claim.entries)
            carried = sum(in_books(claim, told[claim.id], creditor.country, creditor.policy.books).values())
            over = reckon_claim(claim, creditor.country, last).overpaid
            own = sum(entry.amount for entry in claim.entries if entry.kind in {"invoice", "credit"})
            assert own + moved[claim.number] == carried - over, claim.number


@pytest.mark.parametrize("seed", range(2))
def test_each_voucher_is_in_one_period_and_keeps_its_number(fjordbo: int, seed: int) -> None:
    owed(fjordbo)
    run_until(fjordbo, EXPIRED)
    live(fjordbo, seed)
    whole = read(fjordbo)
    cut = whole.vouchers[len(whole.vouchers) // 2 - 1].on
    parts = read(fjordbo, EVER[0], cut), read(fjordbo, cut + timedelta(days=1), EVER[1])
    assert [*parts[0].vouchers, *parts[1].vouchers] == list(whole.vouchers)
    assert all(part.vouchers for part in parts)
    assert len({voucher.name for voucher in whole.vouchers}) == len(whole.vouchers) > 6
    assert read(fjordbo) == whole


def test_every_format_writes_them(fjordbo: int) -> None:
    owed(fjordbo)
    run_until(fjordbo, EXPIRED)
    live(fjordbo, 1)
    found = read(fjordbo)
    for form in FORMATS.values():
        assert form.write(found) == form.write(found) != b""


def test_more_claims_take_no_more_queries(fjordbo: int) -> None:
    def queries() -> int:
        with account_scope(fjordbo), CaptureQueriesContext(connection) as seen:
            books(creditor_in_scope(), *EVER, EVER[1])
        return len(seen)

    take(fjordbo, ledger(*(line(str(number), "500,00", customer=str(number)) for number in range(1001, 1031))))
    ids = list(claims_of(fjordbo).values())
    register_payment(fjordbo, ids[0], 100_00, FIRST, on=FIRST, by=ANN)
    few = queries()
    for claim_id in ids[1:]:
        register_payment(fjordbo, claim_id, 100_00, FIRST, on=FIRST, by=ANN)
    assert queries() == few
