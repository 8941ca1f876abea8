"""What Debitura tells, as values: states, money and messages, each under a name that stays the same."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256
from typing import Any, Final

from krav.kernel.money import Minor
from krav.wire.partners.values import NewsIn, PaidThere, Parts, Quote, QuoteLine, Standing

Row = Mapping[str, Any]

_LIVES: Final = {
    "pendingcontractsigning": Standing.NEEDS_MORE,
    "pendingverificationinternal": Standing.RECEIVED,
    "pendingverification": Standing.RECEIVED,
    "needsadditionaldetails": Standing.NEEDS_MORE,
    "leads": Standing.RECEIVED,
    "leadsquotegiven": Standing.NEEDS_MORE,
    "active": Standing.COLLECTING,
    "paused": Standing.PAUSED,
    "merged": Standing.NEEDS_MORE,
}
"""The lifecycle of a case; where a quote waits for a yes or cases were put together, a person looks."""

_PHASES: Final = {"legal": Standing.COURT, "enforcement": Standing.ENFORCEMENT}
_DISPUTED: Final = "yes"
_CLOSED: Final = "closed"
_PAID: Final = frozenset({"paid", "paidinfull", "fullypaid", "settled"})
_TAKEN_BACK: Final = ("withdraw", "recall", "cancel")
_OURS: Final = "creditor"
_LONGEST: Final = 400


def standing(case: Row, phase: str) -> Standing | None:
    """Where a case stands; None for a life that the client does not name."""
    life = _plain(case.get("lifecycle"))
    if life == _CLOSED:
        return _ended(_plain(case.get("closeCode")))
    if life == "active":
        if str(case.get("disputeStatus") or "").casefold().startswith(_DISPUTED):
            return Standing.DISPUTED
        return _PHASES.get(_plain(phase), Standing.COLLECTING)
    return _LIVES.get(life)


def state(case: Row, phase: str) -> NewsIn:
    """The state of a case as it was last changed."""
    parts = (case.get("lifecycle"), case.get("closeCode"), phase, case.get("disputeStatus"))
    words = " · ".join(str(each) for each in parts if each)
    at = changed(case)
    key = _key("state", str(case["id"]), at.isoformat(), words)
    return NewsIn(key, "state", at, *_about(case), standing(case, phase), words[:_LONGEST])


def payment(row: Row, ours: str = "") -> NewsIn:
    """Money that was paid there; what the debtor paid to the creditor is a message: no money of it lies with the partner.

    Debitura does not divide a payment: all of it stands as principal.
    """
    about, amount = row["invoice"], minor(row["grossAmount"])
    at, key = changed(row), f"payment:{row['id']}"
    reference = str(about.get("invoiceId") or "")
    words = " ".join(str(row.get(name) or "") for name in ("method", "recipient", "grossAmount", "currency")).strip()
    if _OURS in str(row.get("recipient") or "").casefold():
        return NewsIn(key, "message", at, reference, ours, words=words)
    on = moment(row.get("date") or row["dateCreated"]).date()
    paid = PaidThere(on, amount, str(row["currency"]), Parts(principal=amount))
    return NewsIn(key, "payment", at, reference, ours, words=words, paid=paid)


def timeline(case: Row, told: Row) -> Iterator[NewsIn]:
    """What happened to a case, in the partner's words; the line has no names of its own, so it is named by what it says."""
    for row in told.get("items") or ():
        title, more = str(row.get("title") or row.get("type") or ""), str(row.get("description") or "")
        at = moment(row["date"]) if row.get("date") else changed(case)
        key = _key("line", str(case["id"]), at.isoformat(), str(row.get("type")), title, more)
        words = f"{title}: {more}" if title and more else title or more
        yield NewsIn(key, "message", at, *_about(case), words=words[:_LONGEST])


def chats(case: Row, told: object) -> Iterator[NewsIn]:
    """What the partner wrote; our own messages are not told back."""
    for row in told if isinstance(told, list) else ():
        if _OURS not in str(row.get("roleLabel") or "").casefold():
            words = " ".join(str(row.get("message") or "").split())
            yield NewsIn(f"chat:{row['id']}", "message", changed(row), *_about(case), words=words[:_LONGEST])


def files(case: Row, told: object, mark: str) -> Iterator[NewsIn]:
    """Papers that came to the case; ours bear our mark."""
    for row in told if isinstance(told, list) else ():
        if mark not in str(row.get("description") or ""):
            words = str(row.get("description") or row.get("fileName") or "")[:_LONGEST]
            name = f"{case['id']}/{row['id']}"
            yield NewsIn(f"file:{row['id']}", "document", changed(row), *_about(case), words=words, document=name)


def quote(row: Row, principal: Minor, currency: str) -> Quote | None:
    """What a preview says of the price: a part of what is collected; None where it says none."""
    price = (row.get("result") or {}).get("pricingPreview") or {}
    told = price.get("totalSuccessFeePercentage")
    if told is None:
        return None
    amount = int((principal * Decimal(told) / 100).to_integral_value(ROUND_HALF_UP))
    words = str(price.get("pricingSourceDescription") or price.get("pricingSource") or "")
    return Quote(currency, (QuoteLine("success", amount, "paid", f"{told} %"),), Decimal(0), ours=False, words=words)


def changed(row: Row) -> datetime:
    """When a row was last changed."""
    return moment(row.get("dateUpdated") or row["dateCreated"])


def moment(told: str) -> datetime:
    """A moment; one without a zone is in UTC, as its client reads them."""
    at = datetime.fromisoformat(told)
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def minor(told: Decimal | int) -> Minor:
    """An amount that was written as a number; halves of a cent, which no payment has, go up."""
    return int((Decimal(told) * 100).to_integral_value(ROUND_HALF_UP))


def _ended(code: str) -> Standing:
    if code in _PAID:
        return Standing.PAID
    return Standing.RECALLED if any(word in code for word in _TAKEN_BACK) else Standing.UNPAID


def _about(case: Row) -> tuple[str, str]:
    return str(case["id"]), str(case.get("creditorReference") or "")


def _key(kind: str, *parts: str) -> str:
    return f"{kind}:{sha256(chr(31).join(parts).encode()).hexdigest()[:40]}"


def _plain(told: object) -> str:
    return "".join(letter for letter in str(told or "").casefold() if letter.isalnum())
