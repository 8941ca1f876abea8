"""An accounting system is read: claims come of its items, and what moves there moves here, on the day it moved."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest

from krav.actions import syncing
from krav.actions.cases import withdraw_case
from krav.actions.connecting import Wanted, choose, companies_of, connect, disconnect
from krav.actions.daily import run_day
from krav.actions.holds import place_hold
from krav.actions.opening import NewCase, gather
from krav.actions.syncing import NotWhole, sync
from krav.actions.unit import unit
from krav.kernel.refusal import KravError
from krav.store.models import BooksItem, Case, Claim, Connection, Debtor, Hold, ImportedFile, SentElsewhere
from krav.store.scope import account_scope
from krav.wire.broken import Broken, NotAllowed
from tests.actions.cast import ANN
from tests.actions.connected import Linked, linked, tripletex
from tests.wire.accounting.server import Told

ISSUED, DUE = date(2026, 4, 1), date(2026, 4, 15)
ON = date(2026, 6, 2)

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Linked]:
    """Nordlys, connected, with two customers and three invoices that are not read yet."""
    with tripletex() as standin:
        standin.customer("1", "Havblikk AS", manager="kari@fjord.example")
        standin.customer("2", "Bølgen Café")
        standin.invoice("900001", "1", Decimal("1250.00"), ISSUED, DUE)
        standin.invoice("900002", "1", Decimal("800.00"), ISSUED, DUE)
        standin.invoice("900003", "2", Decimal("99.90"), ISSUED, date(2026, 7, 1))
        with linked(standin, monkeypatch, ON) as found:
            yield found


def test_the_first_reading_brings_what_is_open(home: Linked) -> None:
    home.books.pay("900002", Decimal("300.00"), date(2026, 5, 4))
    done = home.sync(ON)
    assert (done.whole, done.items, done.new, done.left_out) == (True, 3, 3, 0)
    assert home.entries("900001") == [("invoice", 125_000, ISSUED)]
    assert home.entries("900002") == [("invoice", 80_000, ISSUED), ("payment", -30_000, DUE)]  # to nobody's cost
    with account_scope(home.account.pk):
        assert set(Debtor.objects.values_list("number", "name")) == {("1", "Havblikk AS"), ("2", "Bølgen Café")}
        assert set(BooksItem.objects.values_list("number", "rest", "manager")) == {
            ("900001", 125_000, "kari@fjord.example"), ("900002", 50_000, "kari@fjord.example"), ("900003", 9_990, ""),
        }  # fmt: skip
    home.account.refresh_from_db()
    assert home.account.money_known_until == home.account.ledger_known_until == ON


def test_what_was_paid_before_the_due_day_counts_once(home: Linked) -> None:
    home.books.pay("900003", Decimal("50.00"), date(2026, 6, 1))
    home.sync(ON)
    assert home.entries("900003") == [("invoice", 9_990, ISSUED), ("payment", -5_000, ON)]
    home.sync(ON, whole=True)
    home.sync(ON + timedelta(days=1), whole=True)
    assert len(home.entries("900003")) == 2


def test_nothing_is_sent_until_somebody_has_seen_what_waits(home: Linked) -> None:
    home.sync(ON)
    report = run_day(home.account.pk, on=ON, by=ANN)
    assert report.stopped is not None
    assert report.stopped.code == "quarantine"
    home.go_on(ON)
    assert sum(run_day(home.account.pk, on=ON, by=ANN).letters.values()) == 1  # one letter, of one step, for both of them


def test_what_is_paid_there_is_paid_here_on_its_day(home: Linked) -> None:
    home.sync(ON)
    home.books.pass_time()
    home.books.pay("900001", Decimal("1000.00"), date(2026, 5, 20))
    home.books.pay("900001", Decimal("250.00"), date(2026, 6, 1))
    done = home.sync(ON + timedelta(days=1))
    assert (done.whole, done.new, done.changed) == (False, 0, 1)
    (_, *paid) = home.entries("900001")
    assert sorted(paid) == [("payment", -100_000, date(2026, 5, 20)), ("payment", -25_000, date(2026, 6, 1))]
    before = home.entries("900001")
    home.sync(ON + timedelta(days=2))
    home.sync(ON + timedelta(days=2), whole=True)
    assert home.entries("900001") == before


def test_a_letter_to_who_had_paid_in_time_costs_nothing(home: Linked) -> None:
    home.sync(ON)
    home.go_on(ON)
    run_day(home.account.pk, on=ON, by=ANN)
    assert sum(amount for kind, amount, _ in home.entries("900001") if kind == "compensation") > 0
    for number, amount in (("900001", Decimal("1250.00")), ("900002", Decimal("800.00"))):
        home.books.pay(number, amount, date(2026, 4, 10))  # booked late
    home.books.pass_time()
    home.sync(ON + timedelta(days=1))
    assert sum(amount for kind, amount, _ in home.entries("900001") if kind == "compensation") == 0


def test_a_payment_that_is_taken_back_there_is_owed_again(home: Linked) -> None:
    home.sync(ON)
    home.books.pass_time()
    home.books.pay("900001", Decimal("1250.00"), date(2026, 5, 20))
    home.sync(ON)
    assert "900001" not in home.claims()
    home.books.pass_time()
    home.books.pay("900001", Decimal("-1250.00"), date(2026, 6, 2))
    home.sync(ON + timedelta(days=1))
    assert "900001" in home.claims()


def test_an_invoice_that_is_made_void_was_never_owed(home: Linked) -> None:
    home.sync(ON)
    home.books.pass_time()
    home.books.void("900001")
    home.sync(ON + timedelta(days=1))
    assert "900001" not in home.claims()


def test_what_the_whole_ledger_no_longer_names_is_closed(home: Linked) -> None:
    home.sync(ON)
    del home.books.charged["900001"]  # type: ignore[attr-defined]
    assert home.sync(ON + timedelta(days=1)).closed == 0
    assert home.sync(ON + timedelta(days=1), whole=True).closed == 1
    assert home.claims().keys() == {"900002", "900003"}


def test_a_claim_is_closed_once_its_case_has_let_it_go(home: Linked) -> None:
    home.sync(ON)
    with unit(home.account.pk, "open_case", on=ON, by=ANN) as work:
        claim = Claim.objects.get(number="900001")
        gather(work.cases, [NewCase(claim.debtor_id, "NOK", (claim.pk,), "list")], work.creditor.country, ON)
        case_id = Case.objects.get().pk
    withdraw_case(home.account.pk, case_id, "By mistake.", on=ON, by=ANN)
    del home.books.charged["900001"]  # type: ignore[attr-defined]
    assert home.sync(ON + timedelta(days=1), whole=True).closed == 1


def test_a_ledger_that_names_less_than_half_closes_nothing_unasked(home: Linked) -> None:
    home.sync(ON)
    home.books.charged.clear()  # type: ignore[attr-defined]
    with pytest.raises(NotWhole, match="lists 0 of 3 open items; nothing was closed"):
        home.sync(ON + timedelta(days=1), whole=True)
    assert len(home.claims()) == 3
    assert "lists 0 of 3" in home.connection().problem
    assert home.sync(ON + timedelta(days=1), whole=True, close=True).closed == 3
    assert home.connection().problem == ""


def test_a_later_due_day_there_is_waited_for_here(home: Linked) -> None:
    home.sync(ON)
    home.books.pass_time()
    home.books.edit("900001", date(2026, 8, 1))
    home.sync(ON)
    home.sync(ON, whole=True)
    with account_scope(home.account.pk):
        assert list(Hold.objects.values_list("claim__number", "reason", "until_on")) == [
            ("900001", "wait", date(2026, 8, 2))
        ]


def test_what_cannot_be_a_claim_is_left_out_and_named(home: Linked) -> None:
    home.books.invoice("900004", "1", Decimal("10.00"), DUE, ISSUED)  # due before its own day
    assert home.sync(ON).left_out == 1
    with account_scope(home.account.pk):
        assert "before its own day" in BooksItem.objects.get(number="900004").why
        assert not Claim.objects.filter(number="900004").exists()


def test_of_what_came_off_too_much_nothing_is_owed(home: Linked) -> None:
    home.sync(ON)
    home.books.pass_time()
    home.books.pay("900001", Decimal("400.00"), ON)
    home.books.void("900001")  # the whole of it is credited, though a part was paid
    assert home.books.rest("900001") < 0
    home.sync(ON)
    assert home.claims().keys() == {"900002", "900003"}


def test_an_hour_in_which_nothing_happened_leaves_no_file(home: Linked) -> None:
    home.sync(ON)
    with account_scope(home.account.pk):
        files = ImportedFile.objects.count()
        home.books.pass_time()
        home.sync(ON)
        assert ImportedFile.objects.count() == files == 1


def test_a_reading_that_breaks_off_goes_on_where_it_was(home: Linked, monkeypatch: pytest.MonkeyPatch) -> None:
    home.books.invoices(2_497)
    monkeypatch.setattr(syncing, "_TOGETHER", 1000)
    faults = [None, None, None, *[Told(503, {})] * 5]
    home.books.server.faulty = lambda asked: asked.path.endswith("/invoice")
    home.books.server.faults.extend(faults[2:])
    with pytest.raises(Broken):
        home.sync(ON)
    link = home.connection()
    assert link.whole_on is None
    assert "too much to do" in link.problem
    with account_scope(home.account.pk):
        before = Claim.objects.count()
    assert 0 < before < 2_500
    asked = len(home.books.server.asked)
    assert home.sync(ON).whole
    with account_scope(home.account.pk):
        assert Claim.objects.count() == 2_500
    assert len(home.books.server.asked) - asked <= 6
    assert home.connection().problem == ""


def test_a_connection_that_was_taken_back_is_lost_until_it_is_made_anew(home: Linked) -> None:
    home.sync(ON)
    home.go_on(ON)
    home.books.revoke()
    with pytest.raises(NotAllowed):
        home.sync(ON)
    link = home.connection()
    assert (link.state, link.failed_at is not None) == ("lost", True)
    assert sync(home.account.pk, on=ON, by=ANN) is None
    home.books.tokens.add("employee-token")  # type: ignore[attr-defined]
    again = connect(home.account.pk, link.system, {"employee": "employee-token"}, on=ON, by=ANN)
    assert again == link.pk
    assert home.connection().state == "on"
    assert home.sync(ON) is not None


def test_the_rights_are_sealed_and_forgotten_in_the_end(home: Linked) -> None:
    link = home.connection()
    assert "employee-token" not in link.rights
    disconnect(home.account.pk, link.pk, on=ON, by=ANN)
    with account_scope(home.account.pk):
        assert Connection.objects.get(pk=link.pk).rights == ""
    with pytest.raises(KravError, match="over"):
        disconnect(home.account.pk, link.pk, on=ON, by=ANN)


def test_the_books_of_another_company_are_refused(home: Linked) -> None:
    link = home.connection()
    (company, *_) = companies_of(home.account.pk, link.pk)
    other = company._replace(party=company.party.__class__("Fremmed AS", company_number="999999999"))
    with pytest.raises(KravError, match=r"books of Fremmed AS \(999999999\)"):
        choose(home.account.pk, link.pk, Wanted(), other, on=ON, by=ANN)


def test_letters_that_the_system_sent_count_once(home: Linked) -> None:
    home.sync(ON)
    home.books.remind("900001", "REMINDER", ON, Decimal(35))  # type: ignore[attr-defined]
    home.books.pass_time()
    assert home.sync(ON).letters == 1
    home.sync(ON)
    with account_scope(home.account.pk):
        (sent,) = SentElsewhere.objects.all()
        assert sent.told_by.startswith("Tripletex ")
        assert (sent.kind, sent.sent_on, sent.fee) == ("reminder", ON, 3_500)
    assert home.entries("900001")[1:] == [("fee", 3_500, ON)]


def test_a_claim_on_hold_stays_on_hold(home: Linked) -> None:
    home.sync(ON)
    place_hold(home.account.pk, "900001", "objection", on=ON, by=ANN)
    home.books.pass_time()
    home.books.pay("900001", Decimal("250.00"), date(2026, 6, 1))
    home.sync(ON, whole=True)
    with account_scope(home.account.pk):
        assert Hold.objects.filter(claim__number="900001", holdlift__isnull=True).count() == 1
