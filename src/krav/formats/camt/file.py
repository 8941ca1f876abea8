"""Bank files in ISO 20022: camt.053 statements, camt.052 reports and camt.054 notifications of every version."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from krav.formats import xml
from krav.formats.camt.bank_entry import are_names
from krav.formats.camt.entries import BOOKED, Entry, Movement, entry
from krav.formats.camt.fields import Fields, Names
from krav.formats.camt.shares import FETCH
from krav.formats.values import BankFileIn, FormatError, PaymentIn, StatementIn, Unused
from krav.formats.xml import Node
from krav.kernel.days import days_after
from krav.kernel.money import Money
from krav.kernel.uncollected import uncollected

_FORMATS = {"Stmt": "camt.053", "Rpt": "camt.052", "Ntfctn": "camt.054"}
_MESSAGE = re.compile(rb"<(?:[\w.-]+:)?BkToCstmr(?:Stmt|AcctRpt|DbtCdtNtfctn)(?:V[0-9]+)?[\s>/]")
_VERSION = re.compile(rb"xmlns(?::[\w.-]+)?\s*=\s*[\"'][^\"']*camt\.05[234]\.001\.([0-9]{2,3})[\"']")
_NEWEST = 14
_HEAD = 65_536


@dataclass(slots=True)
class _Tally:
    """What the entries of the statement being read came to."""

    entries: int = 0
    movements: list[Movement] = field(default_factory=list)
    pending: list[Movement] = field(default_factory=list)
    changes: list[Money] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    last_on: date | None = None
    outgoing: int = 0
    unbooked: Counter[str] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)
    unused: list[Unused] = field(default_factory=list)

    def add(self, fields: Fields) -> None:
        self.entries += 1
        read_entry = entry(fields, self.entries)
        self.numbers.append(read_entry.number)
        self.unused += read_entry.unused
        if read_entry.status == BOOKED:
            self._add_booked(read_entry)
        else:
            self.unbooked[read_entry.status] += 1
            self.pending += read_entry.movements

    def _add_booked(self, booked: Entry) -> None:
        self.movements += booked.movements
        self.changes.append(booked.change)
        self.outgoing += booked.outgoing
        self.remarks += booked.remarks
        if booked.day and (self.last_on is None or booked.day > self.last_on):
            self.last_on = booked.day


def recognises(data: bytes, _name: str) -> bool:
    """Whether the file is a camt.052, .053 or .054 message, judged by its first elements."""
    return xml.root(data) is not None and bool(_MESSAGE.search(data, 0, _HEAD))


@uncollected
def read(data: bytes, name: str) -> BankFileIn:
    """Every statement of the file, entry by entry, so that a large file needs little memory.

    Elements are found by name, not by place: banks' files are not always valid, and that alone is no reason to refuse
    one. A payment's key is made of account, booking day, amount and the bank's reference, or else of what the payer
    gave, so a statement and a notification of the same payment agree where the bank repeats its reference.

    Raises:
        FormatError: when the version is not known, the XML is damaged, a statement names no account or an entry cannot
            be trusted.
    """
    _check_version(data, name)
    statements: list[StatementIn] = []
    created_on, tally, names = None, _Tally(), Names()
    for event, node in xml.walk(data, name, ("GrpHdr", "Ntry", *_FORMATS)):
        if event == "start":
            tally = _Tally() if node.name in _FORMATS else tally
        elif node.name == "GrpHdr":
            created_on = node.day("CreDtTm")
        elif node.name == "Ntry":
            tally.add(Fields.of(name, node.element, names))
            _drop(node)
        else:
            statements.append(_statement(node, tally, created_on))
            node.element.clear()
    if not statements:
        raise FormatError(name, "", "the file holds no statement, report or notification.", FETCH)
    return BankFileIn(statements=tuple(statements), format=statements[0].format)


def _check_version(data: bytes, name: str) -> None:
    """Version 1 to 14 of each message are alike in all that is read here; nobody has seen a later one."""
    versions = {int(version) for version in _VERSION.findall(data, 0, _HEAD)}
    unknown = sorted(versions - set(range(1, _NEWEST + 1)))
    if unknown:
        problem = f"version {unknown[0]:02} of the format is not known; 01 to {_NEWEST} are."
        raise FormatError(name, "line 1", problem, "Ask the bank for an earlier version, such as camt.053.001.08.")


def _drop(node: Node) -> None:
    """Free a read entry; the one before it can go altogether, the parser still stands on this one."""
    before, parent = node.element.getprevious(), node.element.getparent()
    node.element.clear()
    if before is not None and parent is not None and before.tag == node.element.tag:
        parent.remove(before)


def _statement(node: Node, tally: _Tally, created_on: date | None) -> StatementIn:
    account = node.first("Acct/Id/IBAN", "Acct/Id/Othr/Id").replace(" ", "")
    if not account:
        raise node.wrong("the statement names no account.", FETCH)
    balances = {bal.first("Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry"): bal for bal in node.all("Bal")}
    currency = node.text("Acct/Ccy") or _currency(tally, balances.values())
    until_on = _until(node, balances.get("CLBD"), tally, created_on)
    named = are_names(tally.numbers)
    return StatementIn(
        payments=tuple(_payments(tally.movements, account, until_on, named)),
        format=_FORMATS[node.name],
        account=account,
        currency=currency,
        until_on=until_on,
        remarks=tuple(_remarks(tally, balances, currency)),
        pending=tuple(_payments(tally.pending, account, until_on, named)),
        unused=tuple(tally.unused),
    )


def _currency(tally: _Tally, balances: Iterable[Node]) -> str:
    """The currency of the entries, else of a balance; empty for an account without either."""
    amounts = (amount for balance in balances if (amount := balance.find("Amt")))
    stated = (*(change.currency for change in tally.changes), *(amount.attribute("Ccy") for amount in amounts))
    return next((currency for currency in stated if currency), "")


def _payments(movements: Sequence[Movement], account: str, until_on: date, named: bool) -> Iterator[PaymentIn]:
    """The payments with their keys; an entry's number names it where `named` says that numbers do."""
    seen: Counter[str] = Counter()
    for move in movements:
        day = move.day or until_on
        content = "\x1f".join((account, day.isoformat(), str(move.amount), *move.identity))
        digest = hashlib.sha256(content.encode()).hexdigest()[:16]
        seen[digest] += 1
        yield PaymentIn(
            received_on=day,
            amount=move.amount,
            key=f"{digest}-{seen[digest]}",
            where=move.where,
            references=move.references,
            texts=move.texts,
            payer_name=move.payer_name,
            payer_account=move.payer_account,
            payer_number=move.payer_number,
            shares=move.shares,
            bank_entry=move.bank_entry or (move.number if named else ""),
        )


def _until(node: Node, closing: Node | None, tally: _Tally, created_on: date | None) -> date:
    """The last day the statement speaks for, never before its last entry.

    A period that ends at midnight ends with the day before.
    """
    ends = node.text("FrToDt/ToDtTm")
    to_on = node.day("FrToDt/ToDtTm")
    if to_on and "T00:00:00" in ends and node.day("FrToDt/FrDtTm") != to_on:
        to_on = days_after(to_on, -1)
    closed_on = (closing.day("Dt/Dt") or closing.day("Dt/DtTm")) if closing else None
    until_on = to_on or closed_on or tally.last_on or node.day("CreDtTm") or created_on
    if until_on is None:
        raise node.wrong("the statement does not say which day it was made.", FETCH)
    return max(until_on, tally.last_on or until_on)


def _remarks(tally: _Tally, balances: dict[str, Node], currency: str) -> list[str]:
    remarks = list(tally.remarks)
    if tally.outgoing:
        remarks.append(f"debits that are not payments, left out: {tally.outgoing}")
    remarks += [f"entries not booked yet ({status}), left out: {count}" for status, count in tally.unbooked.items()]
    foreign = sorted({change.currency for change in tally.changes} - {currency})
    if foreign:
        remarks.append(f"entries in {', '.join(foreign)} on an account in {currency}")
    elif not tally.unbooked:
        remarks += _balance_remarks(tally, balances.get("OPBD") or balances.get("PRCD"), balances.get("CLBD"))
    return remarks


def _balance_remarks(tally: _Tally, opening: Node | None, closing: Node | None) -> list[str]:
    first, last = _balance(opening), _balance(closing)
    if first is None or last is None or first.currency != last.currency:
        return []
    if any(change.currency != first.currency for change in tally.changes):
        return []
    reached = first + Money.total(tally.changes, first.currency)
    if reached == last:
        return []
    return [f"opening balance {first} and the entries make {reached}, the closing balance is {last}"]


def _balance(node: Node | None) -> Money | None:
    """The signed balance; a credit line before it has an amount of its own, inside CdtLine."""
    amount = node.money("Amt", "Ccy") if node else None
    return -amount if node and amount and node.text("CdtDbtInd") == "DBIT" else amount
