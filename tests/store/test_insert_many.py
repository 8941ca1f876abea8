"""Rows inserted in bulk come back as they went in, on either database, all of them or none."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.db import DataError, IntegrityError, connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from krav.store.models import Account, Audit, Claim, Debtor, Entry, Hold, Payment
from krav.store.scope import ScopeError
from krav.store.write import insert_many
from tests.store.cast import AT, DUE, SENT

pytestmark = pytest.mark.usefixtures("at_fjordbo")

PAYMENT = ("key", "received_on", "amount", "currency", "references", "texts", "payer_name", "payer_account", "file_id")
AUDIT = ("actor", "action", "on", "at", "data")
TEXTS = [
    "Ærø Øl & Åse · Štěpán · €", "'single' \"double\"", "line\nbreak", "return\r\nfeed", "tab\there", "back\\slash", "\\N",
    "\\.", "", " ", "%s {} ?", "NULL", "𝄞",
]  # fmt: skip


def payment(key: str, amount: int = 100, text: str = "") -> tuple[object, ...]:
    return (key, DUE, amount, "DKK", "", text, "", "", None)


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_comes_back(text: str) -> None:
    assert insert_many(Payment, PAYMENT, [payment("P2", text=text)]) == 1
    assert Payment.objects.get(key="P2").texts == text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_text_comes_back(text: str) -> None:
    key = f"H{Payment.objects.count()}"
    insert_many(Payment, PAYMENT, [payment(key, text=text)])
    assert Payment.objects.get(key=key).texts == text


@pytest.mark.parametrize("amount", [0, -1, 2**53 + 1, 2**63 - 1, -(2**63)])
def test_an_amount_comes_back_to_the_last_unit(amount: int) -> None:
    insert_many(Payment, PAYMENT, [payment("P2", amount)])
    assert Payment.objects.get(key="P2").amount == amount


def test_days_and_nothing_come_back() -> None:
    claim = Claim.objects.get()
    columns = ("claim_id", "reason", "note", "from_on", "until_on", "placed_by")
    days = [(date(2024, 2, 29), None), (date(1999, 12, 31), date(9999, 12, 31))]
    insert_many(Hold, columns, [(claim.id, "plan", "", start, end, "ann") for start, end in days])
    assert list(Hold.objects.filter(reason="plan").order_by("id").values_list("from_on", "until_on")) == days


def test_yes_and_no_come_back() -> None:
    columns = (
        "debtor_id", "number", "description", "issued_on", "due_on", "due_agreed", "fee_agreed", "currency", "reference",
        "match_key", "file_id",
    )  # fmt: skip
    debtor = Debtor.objects.get()
    rows = [(debtor.id, n, "", DUE, SENT, n == "1", n == "2", "DKK", "", "", None) for n in ("1", "2")]
    assert insert_many(Claim, columns, rows) == 2
    found = Claim.objects.filter(number__in="12").order_by("number").values_list("due_agreed", "fee_agreed")
    assert list(found) == [(True, False), (False, True)]
    assert Claim.objects.filter(due_agreed=True, number="1").exists()


MOMENTS = [AT, AT.replace(microsecond=0), datetime(2026, 7, 1, 0, 5, tzinfo=timezone(timedelta(hours=2)))]


@pytest.mark.parametrize("at", MOMENTS)
def test_a_moment_is_stored_as_django_stores_it(at: datetime) -> None:
    Audit.objects.create(actor="one", action="by hand", on=SENT, at=at)
    insert_many(Audit, AUDIT, [("one", "by hand", SENT, at, "{}")])
    with connection.cursor() as cursor:
        cursor.execute('SELECT account_id, actor, action, "on", CAST(at AS text), data FROM audit WHERE actor = %s', ["one"])
        by_django, in_bulk = cursor.fetchall()
    assert in_bulk == by_django
    assert [row.at for row in Audit.objects.filter(actor="one")] == [at.astimezone(UTC)] * 2


def test_the_rows_are_the_account_s_own_and_counted(at_fjordbo: Account) -> None:
    rows = (payment(f"Q{number}") for number in range(1_000))
    assert insert_many(Payment, PAYMENT, rows) == 1_000
    assert Payment.objects.filter(key__startswith="Q", account=at_fjordbo).count() == 1_000
    assert insert_many(Payment, PAYMENT, []) == 0


def test_one_bad_row_and_none_is_written() -> None:
    with pytest.raises(IntegrityError):
        insert_many(Payment, PAYMENT, [payment("P2"), payment("P3"), payment("P2")])
    assert list(Payment.objects.values_list("key", flat=True)) == ["P1"]


def test_rows_that_break_off_leave_nothing() -> None:
    def rows() -> Iterator[tuple[object, ...]]:
        yield payment("P2")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        insert_many(Payment, PAYMENT, rows())
    assert Payment.objects.filter(key="P2").exists() is False


def test_a_missing_value_is_refused() -> None:
    claim = Claim.objects.get()
    with pytest.raises(IntegrityError, match="amount"):
        insert_many(Entry, ("claim_id", "kind", "on", "booked_on"), [(claim.id, "invoice", DUE, DUE)])


def test_the_account_is_not_the_caller_s_to_give(at_fjordbo: Account) -> None:
    with pytest.raises(ScopeError, match="leave it out"):
        insert_many(Payment, ("account_id", *PAYMENT), [(at_fjordbo.id, *payment("P2"))])


@pytest.mark.parametrize("amount", [2**63, -(2**63) - 1])
def test_an_amount_beyond_the_column_is_refused(amount: int) -> None:
    with pytest.raises((OverflowError, DataError)):
        insert_many(Payment, PAYMENT, [payment("P2"), payment("P3", amount)])
    assert Payment.objects.filter(key="P2").exists() is False
