"""Cases and words as the contract writes them: amounts as text with two decimals, days as 2026-09-29, papers as Base64."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from krav.kernel.money import Minor, Money
from krav.wire.partners.values import CaseOut, ClaimOut, DocumentOut, PartyOut, WordOut

Json = Mapping[str, Any]


def case(told: CaseOut) -> Json:
    """A case with all its papers."""
    return {
        **case_to_price(told),
        "account": told.account,
        "words": told.words,
        "data": b64encode(told.data).decode(),
        "documents": [document(each) for each in told.documents],
    }


def case_to_price(told: CaseOut) -> Json:
    """A case without its papers: what it takes to say a price."""
    return {
        "key": told.key,
        "number": told.number,
        "country": told.country,
        "currency": told.currency,
        "on": told.on.isoformat(),
        "reference": told.reference,
        "client_number": told.client_number,
        "notice": told.notice,
        "total": amount(told.total, told.currency),
        "creditor": _party(told.creditor),
        "debtor": _party(told.debtor),
        "claims": [_claim(each, told.currency) for each in told.claims],
    }


def word(told: WordOut) -> Json:
    """Something told of a case."""
    found: dict[str, Any] = {"key": told.key, "kind": told.kind, "on": told.on.isoformat(), "words": told.words}
    if told.currency:
        found |= {"amount": amount(told.amount, told.currency), "currency": told.currency, "invoice": told.invoice}
    if told.kind == "write_off":
        found["not_payment"] = told.not_payment
    if told.document:
        found["document"] = document(told.document)
    return found


def document(told: DocumentOut) -> Json:
    """A paper, with the hash by which both sides know it."""
    content = b64encode(told.content).decode()
    return {"kind": told.kind, "name": told.name, "media": told.media, "sha256": told.sha256, "content": content}


def amount(minor: Minor, currency: str) -> str:
    """An amount as text: 1250.00."""
    return str(Money(minor, currency).decimal)


def _party(told: PartyOut) -> Json:
    return told._asdict()


def _claim(told: ClaimOut, currency: str) -> Json:
    amounts = ("amount", "principal", "interest", "fees", "compensation", "costs")
    return {
        "number": told.number,
        "description": told.description,
        "issued_on": told.issued_on.isoformat(),
        "due_on": told.due_on.isoformat(),
        **{name: amount(getattr(told, name), currency) for name in amounts},
        "interest_from": told.interest_from.isoformat(),
        "rate": str(told.rate),
        "letters": [{"kind": kind, "on": str(on), "deadline": str(until)} for kind, on, until in told.letters],
        "barred_on": told.barred_on.isoformat() if told.barred_on else None,
    }
