"""Vouchers as e-conomic wants them: each entry with its contra account, so that it comes to nothing by itself."""

from collections.abc import Collection, Iterator
from decimal import Decimal
from hashlib import sha256
from typing import Any, NamedTuple

from krav.formats.vouchers import VoucherLineOut, VoucherOut
from krav.kernel.money import Minor
from krav.wire.accounting.economic.asking import Row
from krav.wire.accounting.values import Chosen
from krav.wire.broken import Refused

NOT_PAYMENT = "not a payment:"
_LONGEST = 250
_NUMBERED = "{system} knows {what} by number, and “{name}” is none. Choose its number there. Nothing was posted."


class Pair(NamedTuple):
    """What goes from one line to another, debit first."""

    debit: VoucherLineOut
    credit: VoucherLineOut
    amount: Minor


class Writer(NamedTuple):
    """The books that a voucher is for; `receivables` are the accounts that customers stand on."""

    system: str
    year: str
    journal: int
    currency: str
    receivables: Collection[int]
    chosen: Chosen

    def body(self, voucher: VoucherOut) -> dict[str, Any]:
        """The voucher: payments of customers, and all else as finance vouchers."""
        payments, finance = [], []
        for pair in pairs(voucher):
            sides = ((pair.debit, pair.amount), (pair.credit, -pair.amount))
            own = [each for each in sides if self._is_customers(each[0])]
            others = [each for each in sides if each not in own]
            if not own:
                finance.append(self._finance(voucher, *sides[0]) | self._against(pair.credit) | self._project(pair.credit))
            elif len(own) == 1 and not others[0][0].project:
                payments.append(self._payment(voucher, *own[0]) | self._against(others[0][0]))
            else:  # an entry has one customer, and a payment no project: each side is an entry of its own
                payments += [self._payment(voucher, *each) for each in own]
                finance += [self._finance(voucher, *each) for each in others]
        entries = {"customerPayments": payments, "financeVouchers": finance}
        return {
            "accountingYear": {"year": self.year},
            "journal": {"journalNumber": self.journal},
            "entries": {kind: each for kind, each in entries.items() if each},
        }

    def _is_customers(self, line: VoucherLineOut) -> bool:
        """Whether a line moves a customer's account; other lines may name a customer too."""
        return bool(line.customer) and line.account.isdecimal() and int(line.account) in self.receivables

    def _payment(self, voucher: VoucherOut, line: VoucherLineOut, amount: Minor) -> dict[str, Any]:
        """What moves a customer's account, below zero what the customer paid; matched to the invoice by its number."""
        found = self._entry(voucher, line, amount)
        found["customer"] = {"customerNumber": self._number("customers", line.customer)}
        if line.invoice.isdecimal():
            found["customerInvoice"] = int(line.invoice)
        return found

    def _finance(self, voucher: VoucherOut, line: VoucherLineOut, amount: Minor) -> dict[str, Any]:
        account = {"accountNumber": self._number("accounts", line.account)}
        return self._entry(voucher, line, amount) | {"account": account} | self._project(line)

    def _entry(self, voucher: VoucherOut, line: VoucherLineOut, amount: Minor) -> dict[str, Any]:
        return {
            "text": text_of(voucher, line)[:_LONGEST],
            "amount": Decimal(amount).scaleb(-2),
            "date": voucher.on.isoformat(),
            "currency": {"code": self.currency},
            **self._department(line),
        }

    def _against(self, line: VoucherLineOut) -> dict[str, Any]:
        """The other side of an entry."""
        return {"contraAccount": {"accountNumber": self._number("accounts", line.account)}, **self._department(line)}

    def _department(self, line: VoucherLineOut) -> dict[str, Any]:
        if not line.department:
            return {}
        number = self._number("departments", self.chosen.places.get(line.department, line.department))
        return {"departmentalDistribution": {"departmentalDistributionNumber": number}}

    def _project(self, line: VoucherLineOut) -> dict[str, Any]:
        if not line.project:
            return {}
        return {"project": {"projectNumber": self._number("projects", self.chosen.places.get(line.project, line.project))}}

    def _number(self, what: str, name: str) -> int:
        if not name.isdecimal():
            raise Refused(_NUMBERED, {"system": self.system, "what": what, "name": name})
        return int(name)


def pairs(voucher: VoucherOut) -> Iterator[Pair]:
    """The voucher's debits, each against as much of its credits, in order."""
    debits = [(line, line.amount) for line in voucher.lines if line.amount > 0]
    paid_off = [(line, -line.amount) for line in voucher.lines if line.amount < 0]
    while debits and paid_off:
        (debit, owed), (credit, paid) = debits[0], paid_off[0]
        amount = min(owed, paid)
        yield Pair(debit, credit, amount)
        debits[:1] = [(debit, owed - amount)] if owed > amount else []
        paid_off[:1] = [(credit, paid - amount)] if paid > amount else []


def text_of(voucher: VoucherOut, line: VoucherLineOut) -> str:
    """What an entry says: the voucher's name first, by which it is found, and whether it is no payment."""
    said = line.text or voucher.text
    return " ".join(filter(None, (voucher.name, NOT_PAYMENT if voucher.not_payment else "", said)))


def is_named(row: Row, voucher: VoucherOut) -> bool:
    """Whether an entry of the system is of this voucher."""
    return str(row.get("text", "")).split(" ", 1)[0] == voucher.name and row["date"] == voucher.on.isoformat()


def key_of(agreement: str, voucher: VoucherOut, body: object) -> str:
    """By what the system knows the same write again; another where anything about it is another."""
    return sha256(f"{agreement} {voucher.name} {body}".encode()).hexdigest()
