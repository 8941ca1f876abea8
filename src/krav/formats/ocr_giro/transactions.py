"""One OCR giro transaction: its two or three records read as a payment."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from krav.formats.ocr_giro.lines import Line
from krav.formats.values import PaymentIn
from krav.kernel.money import Minor, Money

CURRENCY = "NOK"
_KINDS = frozenset(str(kind) for kind in range(10, 22))
_REVERSALS = frozenset({"18", "20"})
_KID = re.compile(r"[0-9]*|[0-9]+-")
_NO_ACCOUNT = "00000000000"


@dataclass(frozen=True, slots=True)
class Transaction:
    """The payment, and its amount without sign as some senders sum it."""

    payment: PaymentIn
    gross: Minor

    @property
    def settled_on(self) -> date:
        return self.payment.received_on


def transaction(records: Sequence[Line], account: str) -> Transaction:
    """The payment of records 30, 31 and perhaps 32, received on the settlement day of record 30.

    That is the day the money was booked on the creditor's account; the day the payer gave the order (record 31) is
    often missing. A minus sign, or a reversal type (18, 20), makes the amount negative. The KID is text: leading zeros
    count, a modulus 11 KID may end in a hyphen, and a wrong check digit is no reason to refuse money.

    Raises:
        FormatError: when a record is missing or of another transaction, or a field is not what its columns say.
    """
    item, more = records[0], records[1:]
    _check_records(item, more)
    settled_on = item.day(16, "settlement date")
    if settled_on is None:
        raise item.wrong("the settlement date is missing.", columns=(16, 21))
    sign = item.content[31]
    if sign not in "-0 ":
        raise item.wrong(f"the sign “{sign}” is neither 0 nor minus.", columns=(32, 32))
    gross = item.number_at(33, 49, "amount")
    payer = more[0].digits(48, 58, "debit account")
    amount = -gross if sign == "-" or item.kind in _REVERSALS else gross
    payment = PaymentIn(
        received_on=settled_on,
        amount=Money(amount, CURRENCY),
        key=_key(item, more[0], account, settled_on),
        where=f"line {item.number}",
        references=(kid,) if (kid := _kid(item)) else (),
        texts=tuple(text for record in more[1:] if (text := record.text(16, 55))),
        payer_account="" if payer == _NO_ACCOUNT else payer,
    )
    return Transaction(payment, gross)


def _check_records(item: Line, more: Sequence[Line]) -> None:
    if item.kind not in _KINDS:
        raise item.wrong(f"transaction type {item.kind} is not known in OCR giro (10 to 21).", columns=(5, 6))
    if [record.record for record in more] not in (["31"], ["31", "32"]):
        found = ", ".join(record.record for record in more) or "nothing"
        raise item.wrong(f"after record 30 comes record 31 and at most one 32; found {found}.")
    number = item.digits(9, 15, "transaction number")
    for record in more:
        if (record.kind, record.digits(9, 15, "transaction number")) != (item.kind, number):
            raise record.wrong(f"record {record.record} belongs to another transaction than line {item.number}.")


def _kid(item: Line) -> str:
    kid = item.text(50, 74)
    if not _KID.fullmatch(kid):
        raise item.wrong(f"the KID “{kid}” is not a number.", columns=(50, 74))
    return kid


def _key(item: Line, second: Line, account: str, settled_on: date) -> str:
    """Account, settlement date, partial settlement, serial, transaction and archive reference: unique together."""
    parts = (
        item.digits(26, 26, "partial settlement number"),
        item.digits(27, 31, "serial number"),
        item.digits(9, 15, "transaction number"),
        second.digits(26, 34, "archive reference"),
    )
    return "-".join((account, settled_on.isoformat(), *parts))
