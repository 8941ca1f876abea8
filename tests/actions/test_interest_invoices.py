"""Interest invoices from the pool to the books: ordered, dropped, issued with a claim of their own, paid, and credited."""

from datetime import date

import pytest
from django.db import DatabaseError

from krav.actions.contents import contents
from krav.actions.interest_invoices import Issued, credit, drop, issue, order
from krav.actions.rebuild import rebuild
from krav.actions.rights import Forbidden
from krav.actions.unit import Actor, DoneBefore
from krav.claims.interest_invoice import InterestInvoice, vouchers
from krav.kernel.money import Money
from krav.kernel.refusal import KravError, Refused
from krav.kernel.role import Role
from krav.render.pdf import Renderer
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.queries import interest
from krav.store.queries.claims import claim_of
from krav.store.scope import account_scope
from tests.actions.cast import ANN, bank, everything, fik, ledger, line, ocr, run, take
from tests.actions.cast import credit as money

PAID = "2026-05-01"
TODAY = date(2026, 5, 4)
"""The first day on which it is known that the money came on PAID, 60 days late."""
OWED = 48082
"""30 000.00 for 60 days at 9.75 % a year of 365 days."""


@pytest.fixture
def late(fjordbo: int) -> int:
    """The landlord with a business that paid one invoice 60 days late and has another one open."""
    take(fjordbo, ledger(line("1001", "30.000,00"), line("1002", "2.000,00")))
    take(fjordbo, bank(money("30000.00", on=PAID, reference=fik("1001"), key="a"), until="2026-05-04"), "bank.xml", TODAY)
    return fjordbo


def debtor(account_id: int) -> int:
    with account_scope(account_id):
        return rows.Debtor.objects.get(number="17").id


def ordered(account_id: int, on: date = TODAY) -> int:
    (made,) = order(account_id, [debtor(account_id)], on=on, by=ANN)
    return made


def issued(account_id: int, on: date = TODAY) -> Issued:
    (made,) = issue(account_id, [ordered(account_id, on)], on=on, by=ANN)
    return made


def pool(account_id: int, on: date = TODAY) -> dict[str, int]:
    """What may be invoiced, by invoice number."""
    with account_scope(account_id):
        found = interest.ready(creditor_in_scope(), on)
    return {item.claim.number: item.amount for each in found.pools for item in each.items}


def invoice(account_id: int, made: Issued) -> InterestInvoice:
    with account_scope(account_id):
        found = interest.invoice(made.id, creditor_in_scope())
    assert found is not None
    return found


def state(account_id: int, number: str) -> tuple[int, date | None]:
    with account_scope(account_id):
        row = rows.ClaimState.objects.get(claim__number=number)
        return row.balance, row.settled_on


def test_what_was_paid_late_may_be_invoiced_and_what_is_open_may_not(late: int) -> None:
    assert pool(late) == {"1001": OWED}


def test_an_order_keeps_its_claims_until_it_is_dropped(late: int) -> None:
    made = ordered(late)
    assert pool(late) == {}
    with account_scope(late):
        (line_,) = interest.orders()
    assert (line_.customer.name, line_.claims, line_.amount) == ("Øster Ås ApS", ("1001",), Money(OWED, "DKK"))
    drop(late, [made], on=TODAY, by=ANN)
    assert pool(late) == {"1001": OWED}
    with pytest.raises(KravError, match="not there any more"):
        drop(late, [made], on=TODAY, by=ANN)


def test_nothing_is_ordered_twice_or_below_the_threshold(late: int) -> None:
    ordered(late)
    with pytest.raises(Refused, match="There is no interest to invoice"):
        ordered(late)


def test_below_the_threshold_the_amounts_are_told(fjordbo: int) -> None:
    take(fjordbo, ledger(line("1001", "1.000,00")))
    take(fjordbo, bank(money("1000.00", on=PAID, reference=fik("1001")), until="2026-05-04"), "bank.xml", TODAY)
    with pytest.raises(Refused, match=r"The customer's interest is 16\.03 DKK; the policy invoices from 100\.00 DKK\."):
        ordered(fjordbo)


def test_an_issued_invoice_has_a_number_rows_and_a_claim_without_interest(late: int) -> None:
    made = issued(late)
    assert (made.number, made.total) == ("900001", Money(OWED, "DKK"))
    found = invoice(late, made)
    assert [(row.number, row.days, row.principal, row.amount) for row in found.rows] == [("1001", 60, 3000000, OWED)]
    assert (found.issued_on, found.due_on, found.reference) == (TODAY, date(2026, 5, 18), "000000009000019")
    with account_scope(late):
        own, source = claim_of("900001"), claim_of("1001")
    assert own is not None
    assert source is not None
    assert (own.face, str(own.contract_rate)) == (OWED, "0")
    assert state(late, "900001") == (OWED, None)
    assert state(late, "1001") == (0, TODAY)
    assert pool(late) == {}


def test_an_order_overtaken_by_news_is_not_issued(late: int) -> None:
    made = ordered(late)
    back = bank(money("30000.00", on="2026-05-05", reference=fik("1001"), key="b", back=True), until="2026-05-05")
    take(late, back, "back.xml", date(2026, 5, 5))
    with pytest.raises(Refused, match="drop it and order again"):
        issue(late, [made], on=date(2026, 5, 5), by=ANN)


def test_the_customer_s_payment_settles_it_and_reminders_bear_no_interest_or_compensation(late: int) -> None:
    made = issued(late)
    for on in (date(2026, 5, 26), date(2026, 6, 25)):
        take(late, bank(until=on.isoformat()), f"{on}.xml", on)
        run(late, on)
    with account_scope(late):
        sent = rows.LetterClaim.objects.filter(claim_id=made.claim_id).exists()
        kinds = set(rows.Entry.objects.values_list("claim__number", "kind"))
    assert sent
    assert {kind for number, kind in kinds if number == made.number} == {"invoice"}
    assert {kind for number, kind in kinds if number == "1002"} == {"invoice", "fee", "compensation", "interest"}
    total = state(late, made.number)[0]
    paid = money(f"{total // 100}.{total % 100:02}", on="2026-06-26", reference="71/000000009000019", key="c")
    take(late, bank(paid, until="2026-06-26"), "paid.xml", date(2026, 6, 26))
    assert state(late, made.number)[1] == date(2026, 6, 26)
    assert pool(late, date(2026, 7, 1)) == {}


def test_a_reminder_of_it_shows_no_interest_row(late: int, renderer: Renderer) -> None:
    made = issued(late)
    on = date(2026, 5, 26)
    take(late, bank(until=on.isoformat()), "may.xml", on)
    run(late, on)
    with account_scope(late):
        letter_ids = rows.LetterClaim.objects.filter(claim_id=made.claim_id).values_list("letter_id", flat=True)
        (letter,) = contents(list(letter_ids), creditor_in_scope())
    items = {item.number: item for item in letter.items}
    assert (items[made.number].interest_lines, items[made.number].interest, items[made.number].compensation) == ((), 0, 0)
    assert items["1002"].interest > 0
    assert renderer.pdf(letter).startswith(b"%PDF")


def test_crediting_returns_the_interest_to_the_pool_under_a_number_of_the_series(late: int) -> None:
    made = issued(late)
    assert credit(late, made.id, "agreed on the telephone", on=date(2026, 5, 6), by=ANN) == "900002"
    assert pool(late, date(2026, 5, 6)) == {"1001": OWED}
    assert state(late, made.number)[0] == 0
    with pytest.raises(KravError, match="900001 was credited before"):
        credit(late, made.id, "again", on=date(2026, 5, 6), by=ANN)
    assert issued(late, date(2026, 5, 7)).number == "900003"


def test_a_back_dated_payment_shows_the_invoice_as_one_to_correct(late: int) -> None:
    made = issued(late)
    with account_scope(late):
        assert interest.to_correct(creditor_in_scope(), TODAY) == []
    back = money("30000.00", on=PAID, reference=fik("1001"), key="a2", back=True)
    earlier = money("30000.00", on="2026-04-01", reference=fik("1001"), key="d")
    take(late, bank(back, earlier, until="2026-05-08"), "news.xml", date(2026, 5, 8))
    with account_scope(late):
        assert [line_.number for line_ in interest.to_correct(creditor_in_scope(), date(2026, 5, 8))] == [made.number]
    credit(late, made.id, "paid earlier", on=date(2026, 5, 8), by=ANN)
    assert pool(late, date(2026, 5, 8)) == {"1001": 24041}


def test_a_form_sent_twice_issues_once(late: int) -> None:
    made = ordered(late)
    issue(late, [made], on=TODAY, by=ANN, key="form-1")
    with pytest.raises(DoneBefore):
        issue(late, [made], on=TODAY, by=ANN, key="form-1")


def test_a_guest_may_not(late: int) -> None:
    with pytest.raises(Forbidden):
        order(late, [debtor(late)], on=TODAY, by=Actor("guest", Role.GUEST))


def test_a_number_that_another_invoice_has_is_not_given(late: int) -> None:
    take(late, ledger(line("900001", "500,00", customer="18", name="Birthe Prøve", kind="privat")), "more.csv", TODAY)
    made = ordered(late)
    with pytest.raises(KravError, match="Number 900001 is taken"):
        issue(late, [made], on=TODAY, by=ANN)


def test_another_account_s_order_and_invoice_are_not_there(late: int, nordlys: int) -> None:
    made = ordered(late)
    with pytest.raises(KravError, match="not there any more"):
        issue(nordlys, [made], on=TODAY, by=ANN)
    (done,) = issue(late, [made], on=TODAY, by=ANN)
    with pytest.raises(KravError, match="There is no such interest invoice"):
        credit(nordlys, done.id, "not ours", on=TODAY, by=ANN)
    with account_scope(nordlys):
        assert interest.invoice(done.id, creditor_in_scope()) is None
        assert interest.invoices() == []


def test_what_was_issued_cannot_be_changed(late: int) -> None:
    made = issued(late)
    with account_scope(late), pytest.raises(DatabaseError, match="append-only"):
        rows.InterestInvoice.objects.filter(pk=made.id).update(total=1)


def test_the_projection_rebuilt_is_the_projection_written(late: int) -> None:
    made = issued(late)
    credit(late, made.id, "wrong", on=date(2026, 5, 6), by=ANN)
    issued(late, date(2026, 5, 7))
    before = everything()
    rebuild(late, on=date(2026, 5, 7), by=ANN)
    assert everything() == before


def test_the_list_pages_by_key_and_says_what_is_open(late: int) -> None:
    made = issued(late)
    with account_scope(late):
        (line_,) = interest.invoices()
        assert interest.invoices(before=line_.id) == []
    assert (line_.number, line_.open, line_.credited_on) == (made.number, Money(OWED, "DKK"), None)


def test_the_vouchers_balance_and_the_credit_note_turns_them(late: int) -> None:
    made = issued(late)
    credit(late, made.id, "wrong", on=date(2026, 5, 6), by=ANN)
    with account_scope(late):
        law = creditor_in_scope().country
    first, second = vouchers(invoice(late, made), law)
    assert (first.number, first.customer, second.number) == ("900001", "17", "900002")
    assert first.postings == (("5600", OWED), ("4360", -OWED))
    assert second.postings == (("5600", -OWED), ("4360", OWED))


def test_where_money_covers_interest_first_the_rest_of_the_principal_moves_too(nordlys: int) -> None:
    """A Norwegian payment by KID covers interest first, so principal is left open; it leaves the claim with the invoice."""
    take(nordlys, ledger(line("1001", "30000,00")), "norsk.csv")
    take(nordlys, ocr(("000010017", 3000000), on="010526"), "ocr.txt", TODAY)
    assert state(nordlys, "1001")[1] is None
    assert pool(nordlys) == {"1001": 59178}
    made = issued(nordlys)
    assert invoice(nordlys, made).rows[0].principal == 3000000
    assert state(nordlys, "1001") == (0, TODAY)
    credit(nordlys, made.id, "wrong", on=TODAY, by=ANN)
    assert pool(nordlys) == {"1001": 59178}
