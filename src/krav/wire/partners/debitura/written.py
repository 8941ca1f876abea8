"""Cases, messages and papers as Debitura's client writes them. Amounts are JSON numbers there; the parts go in words."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

import httpx

from krav.kernel.days import months_after
from krav.kernel.money import Minor, Money
from krav.wire.partners.values import CaseOut, ClaimOut, DocumentOut, PartyOut, WordOut

Json = Mapping[str, Any]

_LONGEST_REFERENCE: Final = 50
_LONGEST_WORDS: Final = 4_000
_KINDS: Final = {"invoice": "OriginalInvoice", "letter": "DemandLetter"}
_OTHER: Final = "CreditorDocuments"
_AGES: Final = ((6, "amountToRecoverOver6Months"), (12, "amountToRecoverOver12Months"), (24, "amountToRecoverOver24Months"))
_TOLD: Final = {
    "payment": "The debtor has paid us {amount} on {on}{invoice}.",
    "credit": "We have credited the debtor {amount} on {on}{invoice}.",
    "write_off": "We have written {amount} off in our books on {on}{invoice}. No money came: this is not a payment.",
    "recall": "We take this case back on {on}. Please close it and stop all collection.",
    "message": "",
    "document": "",
}


def case(told: CaseOut, *, test: bool) -> Json:
    """A case. One invoice is told by its days, several by how much of them is how old."""
    found = {
        "currencyCode": told.currency,
        "creditorReference": reference(told.key),
        "claimDescription": _cut(told.words or ", ".join(f"{each.number} {each.description}" for each in told.claims)),
        "comments": _cut("\n".join(_specified(told))),
        "amountToRecover": _number(_principal(told)),
        "debtor": _debtor(told.debtor),
    }
    if len(told.claims) == 1:
        found |= {"date": _moment(told.claims[0].issued_on), "dueDate": _moment(told.claims[0].due_on)}
    else:
        found |= _ages(told)
    return found | ({"isTest": True, "tag": "krav"} if test else {})


def preview(told: CaseOut) -> Json:
    """A case as far as its price depends on it."""
    ages = {"dueDate": _moment(told.claims[0].due_on)} if len(told.claims) == 1 else _ages(told)
    debtor = {"type": _type(told.debtor, "Private"), "countryAlpha2": told.debtor.country}
    return {"amountToRecover": _number(_principal(told)), "currencyCode": told.currency, "debtor": debtor, **ages}


def reference(key: str) -> str:
    """Our name of a case as it fits into theirs."""
    return key if len(key) <= _LONGEST_REFERENCE else sha256(key.encode()).hexdigest()[:_LONGEST_REFERENCE]


def message(word: WordOut, user: str) -> Json:
    """Something told of a case: a message to the partner, with the name by which it is found again."""
    money = str(Money(word.amount, word.currency)) if word.currency else ""
    invoice = f", invoice {word.invoice}" if word.invoice else ""
    said = _TOLD[word.kind].format(amount=money, on=word.on, invoice=invoice)
    return {"message": "\n".join(each for each in (said, word.words, mark(word.key)) if each), "userEmail": user}


def mark(key: str) -> str:
    """What a message ends with, so that it is told once."""
    return f"[Krav {key}]"


def upload(paper: DocumentOut, key: str) -> tuple[bytes, str]:
    """A paper as a form's bytes, and the kind of those."""
    form = {"Description": f"{paper.kind} {mark(key)}", "DocumentType": _KINDS.get(paper.kind, _OTHER)}
    file = {"File": (paper.name, paper.content, paper.media)}
    asked = httpx.Request("POST", "https://form.invalid", data=form, files=file)
    return asked.read(), asked.headers["content-type"]


def _specified(told: CaseOut) -> list[str]:
    """Every part of every claim in words: there is one amount only for all of them."""
    found = []
    for each in told.claims:
        parts = {"principal": each.principal, "interest": each.interest, "fees": each.fees}
        parts |= {"compensation": each.compensation, "costs": each.costs}
        said = ", ".join(f"{name} {Money(minor, told.currency)}" for name, minor in parts.items() if minor)
        late = f"interest at {each.rate} % a year from {each.interest_from}"
        found.append(f"Invoice {each.number} of {each.issued_on}, due {each.due_on}: {said}; {late}.")
    if told.reference:
        found.append(f"Payment reference {told.reference}.")
    return [*found, "The papers follow as files."]


def _principal(told: CaseOut) -> Money:
    return Money(sum(each.principal for each in told.claims), told.currency)


def _ages(told: CaseOut) -> Json:
    return {name: _number(_older(told, months_after(told.on, -months))) for months, name in _AGES}


def _older(told: CaseOut, day: date) -> Money:
    return Money(sum(_open_before(each, day) for each in told.claims), told.currency)


def _open_before(claim: ClaimOut, day: date) -> Minor:
    return claim.principal if claim.due_on < day else 0


def _debtor(told: PartyOut) -> Json:
    found = {
        "type": _type(told, "Person"),
        "name": told.name,
        "companyRegistrationNumber": told.company_number,
        "address": told.street,
        "zipCode": told.postcode,
        "city": told.city,
        "countryAlpha2": told.country,
        "email": told.email,
        "phone": told.phone,
    }
    return {name: value for name, value in found.items() if value}


def _type(told: PartyOut, person: str) -> str:
    """The client's model of a debtor says Person where its preview says Private: each gets its own."""
    return person if told.kind == "consumer" else "Company"


def _number(money: Money) -> Decimal:
    return money.decimal


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _cut(words: str) -> str:
    return words[:_LONGEST_WORDS]
