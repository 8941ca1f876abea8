"""What may exist only once: a second letter of the same step, a payment read twice and their like are refused."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from krav.store import models as rows
from krav.store.scope import account_scope
from tests.store.cast import AT, DUE, open_claim, write_letter


def second_letter_of_the_step() -> object:
    letter = write_letter(rows.Debtor.objects.get(), "L2")
    return rows.LetterClaim.objects.create(letter=letter, claim=rows.Claim.objects.get(), step="reminder-1")


SECOND: list[Callable[[], object]] = [
    second_letter_of_the_step,
    lambda: write_letter(rows.Debtor.objects.get(), "L1"),
    lambda: open_claim(rows.Debtor.objects.get(), "1001"),
    lambda: rows.Debtor.objects.create(number="17"),
    lambda: rows.Payment.objects.create(key="P1", received_on=DUE, amount=1, currency="DKK"),
    lambda: rows.ImportedFile.objects.create(sha256="5e" * 32, name="b.xml", format="camt", imported_on=DUE, items=1),
    lambda: rows.Outbox.objects.create(letter=rows.Letter.objects.get(), channel="email"),
    lambda: rows.Withdrawal.objects.create(letter=rows.Letter.objects.get(), on=DUE, reason="again"),
    lambda: rows.Dispatch.objects.create(letter=rows.Letter.objects.get(), channel="email", at=AT),
    lambda: rows.HoldLift.objects.create(hold=rows.Hold.objects.get(), on=DUE, lifted_by="ann"),
    lambda: rows.Account.objects.create(slug="fjordbo"),
]


@pytest.mark.usefixtures("at_fjordbo")
@pytest.mark.parametrize("write", SECOND)
def test_the_second_is_refused(write: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
        write()


@pytest.mark.usefixtures("at_fjordbo")
def test_a_withdrawn_letter_lets_the_step_be_tried_again() -> None:
    claim, letter = rows.Claim.objects.get(), write_letter(rows.Debtor.objects.get(), "L2")
    rows.LetterClaim.objects.create(letter=letter, claim=claim, step="reminder-1", attempt=2)
    assert list(rows.LetterClaim.objects.order_by("attempt").values_list("attempt", flat=True)) == [1, 2]


def test_two_accounts_may_use_the_same_numbers(fjordbo: rows.Account, nordlys: rows.Account) -> None:
    for account in (fjordbo, nordlys):
        with account_scope(account.id):
            assert rows.Claim.objects.get().number == "1001"
            assert rows.Payment.objects.get().key == "P1"
