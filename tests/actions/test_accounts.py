"""An account is opened only when every letter could carry its name, number and account; opened again it keeps its facts."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from krav.actions.accounts import NewAccount, open_account
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.queries.accounts import accounts
from tests.actions.cast import FIRST, FJORDBO, NORDLYS, PROVBYGG, everything, ledger, line, run, take

pytestmark = pytest.mark.django_db

REFUSED: dict[str, tuple[NewAccount, Mapping[str, Any], str]] = {
    "unknown country": (FJORDBO, {"country": "XX"}, "There is no country “XX”. Krav knows DK, NO, SE."),
    "company number": (FJORDBO, {"company_number": "99000113"}, "“99000113” is not a CVR number"),
    "another country's number": (NORDLYS, {"company_number": "99000112"}, "“99000112” is not an organisasjonsnummer"),
    "no payment setting": (FJORDBO, {"scheme": {"fik_creditor": "81234567"}}, "fjordbo: the payment setting 'fik_card' is"),
    "half a payment setting": (FJORDBO, {"scheme": {"fik_card": "71"}}, "fjordbo: the payment setting 'fik_creditor'"),
    "a wrong payment setting": (FJORDBO, {"scheme": {"fik_card": "04", "fik_creditor": "81234567"}}, "“04” is no card type"),
    "no length of the KID": (NORDLYS, {"scheme": {}}, "“” is no length of a KID; set kid_length"),
    "a bank account that is none": (NORDLYS, {"bank_account": "12345678901"}, "“12345678901” is not a Norwegian bank"),
    "no giro": (PROVBYGG, {"scheme": {"ocr_level": "hard"}}, "Provbygg i Småland AB has neither a Bankgiro nor a PlusGiro"),
    "an unknown choice": (FJORDBO, {"policy": {"generosity": 3}}, "The policy has no choice “generosity”. It may set"),
    "an unknown step": (FJORDBO, {"policy": {"steps": [{"key": "house_call"}]}}, "Danmark has no step “house_call”"),
}


@pytest.mark.parametrize(("good", "wrong", "said"), REFUSED.values(), ids=REFUSED)
def test_an_account_that_could_write_no_letter_is_refused(good: NewAccount, wrong: Mapping[str, Any], said: str) -> None:
    with pytest.raises(KravError) as refused:
        open_account(replace(good, **wrong))
    assert str(refused.value).startswith(said)
    assert accounts() == []


@pytest.mark.parametrize(
    ("new", "number"), [(FJORDBO, "99000112"), (NORDLYS, "313000001"), (PROVBYGG, "5599990008")], ids=["DK", "NO", "SE"]
)
def test_an_account_is_kept_as_it_was_given(new: NewAccount, number: str) -> None:
    account = rows.Account.objects.get(pk=open_account(new))
    assert account.company_number.replace("-", "") == number
    kept = {name: getattr(account, name) for name in ("slug", "country", "name", "street", "bank_account", "email")}
    assert kept == {name: getattr(new, name) for name in kept}


def test_spellings_of_a_company_number_are_one() -> None:
    open_account(replace(FJORDBO, company_number="CVR 99 00 01 12"))
    assert rows.Account.objects.get().company_number == "99000112"


def test_opened_again_it_keeps_its_facts_and_gets_the_new_settings() -> None:
    account_id = open_account(FJORDBO)
    take(account_id, ledger(line("1001", "10.000,00")), on=FIRST)
    run(account_id, FIRST)
    before = everything(rows.Account)
    moved = replace(FJORDBO, street="Kajen 1", policy={"minimum": 100_000}, texts_approved_on=None)
    assert open_account(moved) == account_id
    account = rows.Account.objects.get()
    assert (account.street, account.policy, account.texts_approved_on) == ("Kajen 1", '{"minimum": 100000}', None)
    assert account.money_known_until == date(2026, 3, 9)
    assert everything(rows.Account) == before


def test_accounts_are_listed_by_name() -> None:
    for new in (PROVBYGG, FJORDBO, NORDLYS):
        open_account(new)
    assert [(row.slug, row.country) for row in accounts()] == [("fjordbo", "DK"), ("nordlys", "NO"), ("provbygg", "SE")]
    assert [row.slug for row in accounts("nordlys")] == ["nordlys"]
    assert accounts("nobody") == []
