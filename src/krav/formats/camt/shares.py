"""A camt entry's amount divided among the transactions the bank gathered in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from krav.formats.camt.fields import Fields
from krav.formats.values import FormatError
from krav.kernel.money import Money

FETCH = "Fetch the file again from the bank; if it is the same, ask the bank."
_AMOUNTS = ("TxAmt/Amt", "CntrValAmt/Amt", "InstdAmt/Amt")


@dataclass(frozen=True, slots=True)
class Share:
    """A signed part of an entry's amount, the transaction details it belongs to (none, one, or all) and its place."""

    amount: Money
    details: Sequence[Fields]
    where: str


def divide(node: Fields, change: Money, where: str) -> tuple[list[Share], list[str]]:
    """The shares of an entry that changes the balance by `change`, and remarks.

    One transaction takes the whole amount, whatever charges its own amounts leave out. Where the bank lists too few
    transactions or gives them no amounts in the entry's currency, the amount stays whole and a remark says so.
    """
    details = node.parts("NtryDtls/TxDtls", "TxDtls")
    announced = sum(int(count) for count in node.texts("NtryDtls/Btch/NbOfTxs") if count.isdecimal())
    if len(details) == 1 and announced > 1:
        return [Share(change, (), where)], [f"{where}: one of {announced} payments is listed; taken as one sum"]
    if len(details) < 2:
        return [Share(change, details, where)], []
    amounts = [amount for detail in details if (amount := _amount(detail, change.currency)) is not None]
    if len(amounts) < len(details):
        return [Share(change, details, where)], [f"{where}: {len(details)} payments without amounts; taken as one sum"]
    return _signed(details, amounts, change, where), []


def check_sum(node: Fields, shares: Sequence[Share], change: Money, where: str) -> None:
    """Refuse an entry whose transactions do not add up to it.

    Raises:
        FormatError: with both sums.
    """
    total = Money(sum(share.amount.minor for share in shares), change.currency)
    if total != change:
        raise FormatError(node.file, where, f"the entry is {change}, the payments in it add up to {total}.", FETCH)


def _signed(details: Sequence[Fields], amounts: Sequence[Money], change: Money, where: str) -> list[Share]:
    """Each transaction in its own direction; where all of them contradict the entry, the entry's direction holds."""
    incoming = change.minor > 0
    against = [detail.text("CdtDbtInd") == ("DBIT" if incoming else "CRDT") for detail in details]
    credit = [incoming if all(against) else incoming != opposed for opposed in against]
    return [
        Share(amounts[place] if credit[place] else -amounts[place], (detail,), f"{where}, payment {place + 1}")
        for place, detail in enumerate(details)
    ]


def _amount(detail: Fields, currency: str) -> Money | None:
    """The transaction's amount in the entry's currency. Rates are never applied: some are per 100 units, some zero."""
    if detail.currency("Amt") == currency:
        return detail.money("Amt")
    amounts = detail.part("AmtDtls")
    path = next((path for path in _AMOUNTS if amounts.currency(path) == currency), None)
    return amounts.money(path) if path else None
