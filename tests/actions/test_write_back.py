"""What Krav did is posted in the accounting system: once, whatever is lost on the way, and nothing that it has already."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from krav.actions.ledgers import Checked, Moved, paid_meanwhile
from krav.actions.payments_by_hand import register_payment
from krav.actions.write_back import post_again
from krav.actions.writeoffs import write_off
from krav.claims.writeoff import Asked
from krav.kernel.refusal import KravError
from krav.store import load
from krav.store.load import creditor_in_scope
from krav.store.models import BooksPosted, ClaimState
from krav.store.queries import connections as queries
from krav.store.scope import account_scope
from tests.actions.cast import ANN
from tests.actions.connected import Linked, linked, tripletex
from tests.wire.accounting.server import Told

ISSUED, DUE = date(2026, 4, 1), date(2026, 7, 1)
ON = date(2026, 6, 2)
NEXT = ON + timedelta(days=1)

SMALL = Asked(None, "uncollectable", confirmed=True)

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Linked]:
    """Nordlys, connected and let go on, with an invoice of 1 250.00 that is open."""
    with tripletex() as standin:
        standin.customer("1", "Havblikk AS")
        standin.invoice("900001", "1", Decimal("1250.00"), ISSUED, DUE)
        with linked(standin, monkeypatch, ON) as found:
            found.sync(ON)
            found.go_on(ON)
            yield found


def paid(home: Linked, minor: int, on: date = ON) -> None:
    """Money that came to Krav's knowledge."""
    register_payment(home.account.pk, home.claim("900001").pk, minor, on, on=on, by=ANN)


def posted(home: Linked) -> list[tuple[str, str]]:
    with account_scope(home.account.pk):
        return list(BooksPosted.objects.order_by("id").values_list("state", "number"))


def test_a_payment_is_posted_the_day_after_and_once(home: Linked) -> None:
    paid(home, 25_000)
    assert home.post(ON).posted == 0  # the day is not over
    assert home.post(NEXT).posted == 1
    assert home.post(NEXT).posted == 0
    ((state, number),) = posted(home)
    assert state == "done"
    assert number
    assert home.books.rest("900001") == Decimal("1000.00")
    home.books.pass_time()
    before = home.entries("900001")
    home.sync(NEXT)
    home.sync(NEXT, whole=True)
    assert home.entries("900001") == before
    with account_scope(home.account.pk):
        assert queries.differences(creditor_in_scope(), home.connection().pk, NEXT) == []


def test_until_it_is_posted_the_difference_has_a_name(home: Linked) -> None:
    paid(home, 25_000)
    with account_scope(home.account.pk):
        (found,) = queries.differences(creditor_in_scope(), home.connection().pk, ON)
    assert (found.number, found.ours.minor, found.theirs.minor, found.why) == ("900001", 100_000, 125_000, "more_there")


def test_an_answer_that_is_lost_is_asked_about(home: Linked) -> None:
    paid(home, 25_000)
    home.books.server.faulty = home.books.is_write
    home.books.server.faults.append(Told(cut=True))
    assert home.post(NEXT).uncertain == 1
    with account_scope(home.account.pk):
        BooksPosted.objects.update(at=timezone.now() - timedelta(minutes=11))
    assert home.post(NEXT).posted == 1
    assert home.books.rest("900001") == Decimal("1000.00")
    assert len(home.books.posted()) == 1


def test_a_hand_that_died_before_it_asked_is_followed_by_another(home: Linked) -> None:
    paid(home, 25_000)
    home.books.server.faults.extend([Told(503, {})] * 20)
    with pytest.raises(KravError, match="too much to do"):
        home.post(NEXT)
    home.books.server.faults.clear()
    assert posted(home) == [("queued", "")]
    assert home.post(NEXT).posted == 1


def test_money_that_the_books_had_before_is_not_posted_again(home: Linked) -> None:
    paid(home, 25_000)
    home.books.pass_time()
    home.books.pay("900001", Decimal("250.00"), ON)  # the system's own bank feed
    home.sync(NEXT)
    assert home.entries("900001")[1:] == [("payment", -25_000, ON)]
    home.post(NEXT)
    assert [state for state, _ in posted(home)] == ["known"]
    assert home.books.rest("900001") == Decimal("1000.00")


def test_what_the_system_refuses_is_shown_and_posted_again_once_it_is_mended(home: Linked) -> None:
    paid(home, 25_000)
    types = home.books.types  # type: ignore[attr-defined]
    mended, types[:] = list(types), types[:1]
    assert home.post(NEXT).refused == 1
    with account_scope(home.account.pk):
        row = BooksPosted.objects.get()
        assert "Krav" in row.problem
        assert queries.refused() == 1
    assert home.post(NEXT).posted == 0
    types[:] = mended
    post_again(home.account.pk, row.pk, on=NEXT, by=ANN)
    assert home.post(NEXT).posted == 1
    with pytest.raises(KravError, match="has been posted"):
        post_again(home.account.pk, row.pk, on=NEXT, by=ANN)


def test_a_voucher_that_vanished_there_is_told_of(home: Linked) -> None:
    paid(home, 25_000)
    assert home.post(NEXT).posted == 1
    home.books.vouchers.clear()  # type: ignore[attr-defined]
    home.books.postings.clear()  # type: ignore[attr-defined]
    with account_scope(home.account.pk):
        BooksPosted.objects.update(at=timezone.now() - timedelta(hours=13))
    assert home.post(NEXT).refused == 1
    with account_scope(home.account.pk):
        assert "not there any more" in BooksPosted.objects.get().problem


def test_a_write_off_is_no_payment_there_and_still_owed_here(home: Linked) -> None:
    after = date(2026, 9, 1)
    write_off(home.account.pk, [home.claim("900001").pk], SMALL, on=after, by=ANN)
    assert home.post(after + timedelta(days=1)).posted == 1
    assert home.books.rest("900001") == 0
    home.books.pass_time()
    before = home.entries("900001")
    home.sync(after + timedelta(days=1))
    home.sync(after + timedelta(days=1), whole=True)
    assert home.entries("900001") == before
    assert [kind for kind, _, _ in before] == ["invoice", "write_off"]
    with account_scope(home.account.pk):
        assert BooksPosted.objects.get().not_payment
        assert ClaimState.objects.get(claim__number="900001").balance >= 125_000


def test_a_write_off_that_somebody_booked_there_is_no_payment(home: Linked) -> None:
    """Tripletex does not tell a write-off from a payment; this holds for what a system tells."""
    found = Moved(NEXT, -125_000, "write_off")
    with account_scope(home.account.pk):
        claim = next(iter(load.claims([home.claim("900001").pk]).values()))
        told = Checked((), {}, {"900001": claim.id}, {"900001": 0}, moves={"900001": [found]})
        entries = list(paid_meanwhile(creditor_in_scope(), told, NEXT))
    assert [(entry.kind, entry.amount, entry.on) for entry in entries] == [("write_off", -125_000, NEXT)]
