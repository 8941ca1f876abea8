"""Whether the things that an address names are the account's own: the wall that every page of an account stands behind."""

from collections.abc import Collection, Mapping
from typing import Any

from krav.store import models as rows
from krav.store.scope import Owned, account_in_scope

_OWNED: dict[str, type[Owned]] = {
    "agreement_id": rows.Agreement,
    "attachment_id": rows.Attachment,
    "carrier_id": rows.Carrier,
    "case_id": rows.Case,
    "claim_id": rows.Claim,
    "credit_id": rows.Claim,
    "debtor_id": rows.Debtor,
    "delivery_id": rows.Delivery,
    "draft_id": rows.CaseDraft,
    "file_id": rows.ImportedFile,
    "hold_id": rows.Hold,
    "invoice_id": rows.InterestInvoice,
    "letter_id": rows.Letter,
    "list_id": rows.WeeklyList,
    "order_id": rows.InterestOrder,
    "partner_word_id": rows.PartnerWord,
    "payment_id": rows.Payment,
    "posted_id": rows.BooksPosted,
    "run_id": rows.PrintRun,
    "settlement_id": rows.Settlement,
    "upload_id": rows.Upload,
    "voucher_id": rows.Voucher,
    "webhook_id": rows.Webhook,
    "word_id": rows.DebtorWord,
}
_BESIDE: dict[str, tuple[type[Any], str, str]] = {
    "bought_id": (rows.CreditOrder, "pk", "purse__account_id"),
    "grant_id": (rows.OperatorGrant, "pk", "account_id"),
    "invitation_id": (rows.Invitation, "pk", "account_id"),
    "token_id": (rows.ApiToken, "pk", "account_id"),
    "user_id": (rows.Membership, "user_id", "account_id"),
}


def all_here(named: Mapping[str, object]) -> bool:
    """Whether the account in scope has every thing that an address names by its id; other words of it are not looked at."""
    return all(_here(name, value) for name, value in named.items())


def these_here(name: str, ids: Collection[int]) -> bool:
    """Whether the account in scope has every one of several things of a kind, named as in an address."""
    return _OWNED[name].objects.filter(pk__in=ids).count() == len(set(ids))


def _here(name: str, value: object) -> bool:
    if name in _OWNED:
        return _OWNED[name].objects.filter(pk=value).exists()
    if name in _BESIDE:
        model, column, owner = _BESIDE[name]
        return bool(model.objects.filter(**{owner: account_in_scope(), column: value}).exists())
    return True
