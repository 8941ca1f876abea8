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

ON = date(2026, 3, 6)

DEAR = [{"key": "rykker_1", "fee": 20000}]

REFUSED: dict[str, tuple[NewAccount, Mapping[str, Any], str]] = {
    "unknown country": (FJORDBO, {"country": "XX"}, "There is no country “XX”. Krav knows DK, NO, SE."),
    "company number": (FJORDBO, {"company_number": "99000113"}, "“99000113” is not a CVR number"),
    "another country's number": (NORDLYS, {"company_number": "99000112"}, "“99000112” is not an organisasjonsnummer"),
    "no payment setting": (FJORDBO, {"scheme": {"fik_creditor": "81234567"}}, "The payment setting fik_card is missing"),
    "half a payment setting": (FJORDBO, {"scheme": {"fik_card": "71"}}, "The payment setting fik_creditor is missing"),
    "a wrong payment setting": (FJORDBO, {"scheme": {"fik_card": "04", "fik_creditor": "81234567"}}, "“04” is no card type"),
    "no length of the KID": (NORDLYS, {"scheme": {}}, "“” is no length of a KID; set kid_length"),
    "a bank account that is none": (NORDLYS, {"bank_account": "12345678901"}, "“12345678901” is not a Norwegian bank"),
    "no giro": (PROVBYGG, {"scheme": {"ocr_level": "hard"}}, "Provbygg i Småland AB has neither a Bankgiro nor a PlusGiro"),
    "an unknown choice": (FJORDBO, {"policy": {"generosity": 3}}, "The policy has no choice “generosity”. It may set"),
    "an unlawful fee": (FJORDBO, {"policy": {"steps": DEAR}}, "The policy breaks the law and is not saved."),
    "a rate of its own above the ceiling": (FJORDBO, {"policy": {"interest": {"rate": "24"}}}, "The policy breaks the law"),
    "an unknown step": (FJORDBO, {"policy": {"steps": [{"key": "house_call"}]}}, "Danmark has no step “house_call”"),
}


@pytest.mark.parametrize(("good", "wrong", "said"), REFUSED.values(), ids=REFUSED)
def test_an_account_that_could_write_no_letter_is_refused(good: NewAccount, wrong: Mapping[str, Any], said: str) -> None:
    with pytest.raises(KravError) as refused:
        open_account(replace(good, **wrong), on=ON)
    assert str(refused.value).startswith(said)
    assert accounts() == []


def test_every_breach_of_an_unlawful_policy_is_named_with_its_section_and_what_is_lawful() -> None:
    steps = [{"key": "purring", "deadline_days": 7}, {"key": "betalingsoppfordring", "fee": 20000}]
    with pytest.raises(KravError) as refused:
        open_account(replace(NORDLYS, policy={"steps": steps}), on=ON)
    assert str(refused.value) == (
        "The policy breaks the law and is not saved."
        " purring: The letter sets 7 days; the law asks for at least 14."
        " Lawful: a deadline of 14 days or more (inkassoforskriften § 1-3)."
        " betalingsoppfordring: A betalingsoppfordring needs an inkassovarsel before it."
        " Lawful: a notice that gives its full deadline, and this letter once that has passed (inkassoloven § 10)."
        " betalingsoppfordring: No deadline of 14 days in a purring or notice was missed."
        " Lawful: the letter without a fee (inkassoforskriften § 1-2)."
    )


def test_a_fee_a_swedish_consumer_has_not_agreed_to_is_refused_whoever_else_might_pay_it() -> None:
    reminder = {"steps": [{"key": "paminnelse_1", "fee": 6000}]}
    with pytest.raises(KravError, match="No reminder fee was agreed when the debt arose"):
        open_account(replace(PROVBYGG, policy=reminder), on=ON)
    assert open_account(replace(PROVBYGG, policy={**reminder, "fee_agreed": True}), on=ON)


def test_a_policy_is_judged_by_the_law_of_the_day_it_is_saved() -> None:
    new = replace(NORDLYS, policy={"steps": [{"key": "purring", "fee": 3800}]})
    with pytest.raises(KravError, match=r"Lawful: at most 35\.00 NOK"):
        open_account(new, on=date(2025, 12, 31))
    assert open_account(new, on=date(2026, 1, 1))


def test_the_country_s_own_ladder_is_taken_when_the_law_is_not_yet_known() -> None:
    assert open_account(NORDLYS, on=date(2027, 1, 1))
    with pytest.raises(KravError, match=r"inkassovarsel: Nothing confirms .* .LOV-2026-05-22-19"):
        open_account(replace(NORDLYS, policy={"steps": [{"key": "inkassovarsel"}]}), on=date(2027, 1, 1))


@pytest.mark.parametrize(
    ("new", "number"), [(FJORDBO, "99000112"), (NORDLYS, "313000001"), (PROVBYGG, "5599990008")], ids=["DK", "NO", "SE"]
)
def test_an_account_is_kept_as_it_was_given(new: NewAccount, number: str) -> None:
    account = rows.Account.objects.get(pk=open_account(new, on=ON))
    assert account.company_number.replace("-", "") == number
    kept = {name: getattr(account, name) for name in ("slug", "country", "name", "street", "bank_account", "email")}
    assert kept == {name: getattr(new, name) for name in kept}


def test_spellings_of_a_company_number_are_one() -> None:
    open_account(replace(FJORDBO, company_number="CVR 99 00 01 12"), on=ON)
    assert rows.Account.objects.get().company_number == "99000112"


def test_opened_again_it_keeps_its_facts_and_gets_the_new_settings() -> None:
    account_id = open_account(FJORDBO, on=ON)
    take(account_id, ledger(line("1001", "10.000,00")), on=FIRST)
    run(account_id, FIRST)
    before = everything(rows.Account)
    moved = replace(FJORDBO, street="Kajen 1", policy={"minimum": 100_000}, texts_approved_on=None)
    assert open_account(moved, on=ON) == account_id
    account = rows.Account.objects.get()
    assert (account.street, account.policy, account.texts_approved_on) == ("Kajen 1", '{"minimum": 100000}', None)
    assert account.money_known_until == date(2026, 3, 9)
    assert everything(rows.Account) == before


def test_accounts_are_listed_by_name() -> None:
    for new in (PROVBYGG, FJORDBO, NORDLYS):
        open_account(new, on=ON)
    assert [(row.slug, row.country) for row in accounts()] == [("fjordbo", "DK"), ("nordlys", "NO"), ("provbygg", "SE")]
    assert [row.slug for row in accounts("nordlys")] == ["nordlys"]
    assert accounts("nobody") == []
