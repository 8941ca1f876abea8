"""One OCR giro transaction: its two or three records read as a payment."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from krav.formats.ocr_giro.lines import STEP, Line, Lines, day_of
from krav.formats.values import PaymentIn, Unused
from krav.kernel.money import Minor, Money

CURRENCY = "NOK"
_KINDS = frozenset(str(kind) for kind in range(10, 22))
_REVERSALS = frozenset({"18", "20"})
_KNOWN = frozenset({"30", "31", "32"})
_ENDS = frozenset({"30", "88"})
_KID = re.compile(r"[0-9]*|[0-9]+-")
_NO_ACCOUNT = "00000000000"
_USUAL = re.compile(
    r"NY09(?P<kind>1[0-9]|2[01])30(?P<number>[0-9]{7})([0-9]{6}).{4}([0-9])([0-9]{5})([-0 ])([0-9]{17})(.{25}).{6}\n"
    r"NY09(?P=kind)31(?P=number).{10}([0-9]{9}).{13}([0-9]{11}).{22}\n"
)
"""Records 30 and 31 of a transaction with nothing wrong and nothing unusual in them: nearly every one."""


@dataclass(slots=True)
class Transactions:
    """The payments of an assignment as they are read, their sums with and without sign, and lines not used.

    What is settled on one of the `days` is one entry of the bank's, and goes by the key of its first payment.
    """

    account: str
    payments: list[PaymentIn] = field(default_factory=list)
    net: Minor = 0
    gross: Minor = 0
    days: dict[date, str] = field(default_factory=dict)
    unused: list[Unused] = field(default_factory=list)

    def add(self, place: int, fields: Sequence[str], texts: Sequence[str] = ()) -> bool:
        """One transaction, its record 30 at `place`; False when its day is none or its KID no number."""
        kind, number, settled, partial, serial, sign, digits, kid, archive, payer = fields
        kid, settled_on, gross = kid.strip(), day_of(settled), int(digits)
        if settled_on is None or not (kid.isdecimal() or _KID.fullmatch(kid)):
            return False
        amount = -gross if sign == "-" or kind in _REVERSALS else gross
        self.net, self.gross = self.net + amount, self.gross + gross
        key = f"{self.account}-{settled_on}-{partial}-{serial}-{number}-{archive}"
        self.payments.append(
            PaymentIn(
                received_on=settled_on,
                amount=Money(amount, CURRENCY),
                key=key,
                where=f"line {place + 1}",
                references=(kid,) if kid else (),
                texts=tuple(texts),
                payer_account="" if payer == _NO_ACCOUNT else payer,
                bank_entry=self.days.setdefault(settled_on, key),
            )
        )
        return True


def transactions(lines: Lines, first: int, after: int, account: str) -> Transactions:
    """The payments of records 30, 31 and perhaps 32 in these lines, received on the settlement day of record 30.

    That is the day the money was booked on the creditor's account; the day the payer gave the order (record 31) is
    often missing. A minus sign, or a reversal type (18, 20), makes the amount negative. The KID is text: leading zeros
    count, a modulus 11 KID may end in a hyphen, and a wrong check digit is no reason to refuse money. The key is of
    account, settlement date, partial settlement, serial, transaction and archive reference: unique together.

    Raises:
        FormatError: when a record is missing or of another transaction, or a field is not what its columns say.
    """
    found, content, records = Transactions(account), lines.content, lines.records
    place = first
    while place < after:
        usual = _USUAL.match(content, place * STEP)
        if usual and records[place + 2] in _ENDS and found.add(place, usual.groups()):
            place += 2
            continue
        end = next((later for later in range(place + 1, after) if records[later] == "30"), after)
        _unusual(lines.cut(place, end), found)
        place = end
    return found


def _unusual(records: Sequence[Line], found: Transactions) -> None:
    """A transaction with texts or unknown records, or one that is wrong: each field is looked at and named."""
    others = [record for record in records if record.record not in _KNOWN]
    found.unused += (Unused(f"line {line.number}", f"record {line.record} is none of OCR giro's") for line in others)
    known = [record for record in records if record.record in _KNOWN]
    if not known:
        return
    item, more = known[0], known[1:]
    _check_records(item, more)
    if item.day(16, "settlement date") is None:
        raise item.wrong("the settlement date is missing.", (16, 21))
    kid, sign = item.text(50, 74), item.content[31]
    if sign not in "-0 ":
        raise item.wrong(f"the sign “{sign}” is neither 0 nor minus.", (32, 32))
    if not _KID.fullmatch(kid):
        raise item.wrong(f"the KID “{kid}” is not a number.", (50, 74))
    fields = (
        item.kind,
        item.digits(9, 15, "transaction number"),
        item.digits(16, 21, "settlement date"),
        item.digits(26, 26, "partial settlement number"),
        item.digits(27, 31, "serial number"),
        sign,
        item.digits(33, 49, "amount"),
        kid,
        more[0].digits(26, 34, "archive reference"),
        more[0].digits(48, 58, "debit account"),
    )
    found.add(item.number - 1, fields, [text for record in more[1:] if (text := record.text(16, 55))])


def _check_records(item: Line, more: Sequence[Line]) -> None:
    stray = next((line for line in (item, *more) if line.service != "09"), None)
    if stray:
        raise stray.wrong(f"the record is of service {stray.service}, its assignment of 09.")
    if item.record != "30":
        raise item.wrong(f"record {item.record} stands where a transaction should begin with record 30.")
    if item.kind not in _KINDS:
        raise item.wrong(f"transaction type {item.kind} is not known in OCR giro (10 to 21).", (5, 6))
    if [record.record for record in more] not in (["31"], ["31", "32"]):
        found = ", ".join(record.record for record in more) or "nothing"
        raise item.wrong(f"after record 30 comes record 31 and at most one 32; found {found}.")
    number = item.digits(9, 15, "transaction number")
    for record in more:
        if (record.kind, record.digits(9, 15, "transaction number")) != (item.kind, number):
            raise record.wrong(f"record {record.record} belongs to another transaction than line {item.number}.")
