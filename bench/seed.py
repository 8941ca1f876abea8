"""Accounts with open invoices in bulk, a part of them due for their first step."""

from datetime import date, timedelta

from krav.actions import states
from krav.actions.accounts import NewAccount, open_account
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.scope import account_scope, across_accounts
from krav.store.write import insert_many, reserve_ids

ON = date(2026, 9, 15)
_DEBTOR = "id number name kind company_number street postcode city country attention email language".split()
_CLAIM = "id debtor_id number description issued_on due_on due_agreed fee_agreed currency reference match_key".split()
_ENTRY = ("claim_id", "kind", "amount", "on", "booked_on", "aim", "label", "book")


def seed(accounts: int, invoices: int, due: int) -> list[int]:
    """The ids of new Danish accounts, each with so many invoices, `due` of them past their first waiting days on ON.

    The same figures a second time would open the same accounts again and are refused by the database.
    """
    found = [opened(f"bench-{invoices}-{due}-{serial}", invoices, due) for serial in range(accounts)]
    told()
    return found


def opened(slug: str, invoices: int, due: int, each: int = 1) -> int:
    """The id of a new account of that slug, whose customers have `each` invoices each."""
    new = NewAccount(
        slug=slug,
        country="DK",
        name=f"Prøve {slug} ApS",
        company_number="13585628",
        street="Havnegade 12",
        postcode="8000",
        city="Aarhus C",
        bank_account="0000 0012345678",
        scheme={"fik_card": "71", "fik_creditor": "81234567"},
        texts_approved_by="bench",
        texts_approved_on=ON,
    )
    account = open_account(new, on=ON)
    with account_scope(account):
        _fill(invoices, due, each)
    return account


def told() -> None:
    """News of all accounts' money are as new as the day."""
    with across_accounts():
        rows.Account.objects.update(money_known_until=ON)


def _fill(invoices: int, due: int, each: int) -> None:
    debtors, claims = reserve_ids(rows.Debtor, -(-invoices // each)), reserve_ids(rows.Claim, invoices)
    kinds = ("business", "consumer", "")
    insert_many(
        rows.Debtor,
        _DEBTOR,
        (
            (key, str(serial), f"Kunde {serial}", kinds[serial % 3], "", f"Vej {serial}", "8600", "Silkeborg", *[""] * 4)
            for serial, key in enumerate(debtors)
        ),
    )
    days = [ON - timedelta(days=20 + serial % 60 if serial < due else serial % 6) for serial in range(invoices)]
    month = timedelta(days=30)
    insert_many(
        rows.Claim,
        _CLAIM,
        (
            (
                key,
                debtors[serial // each],
                str(20000 + serial),
                "",
                day - month,
                day,
                True,
                False,
                "DKK",
                f"{key:015}",
                str(key),
            )
            for serial, (key, day) in enumerate(zip(claims, days, strict=True))
        ),
    )
    insert_many(
        rows.Entry,
        _ENTRY,
        (
            (key, "invoice", 50_000 + 137 * serial, day - month, day, "", "", "")
            for serial, (key, day) in enumerate(zip(claims, days, strict=True))
        ),
    )
    states.refresh(rows.Claim.objects.values("id"), creditor_in_scope())
