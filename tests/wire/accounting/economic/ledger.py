"""The books behind the stand-in of e-conomic: invoices, booked entries, and drafts that a person books."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

Row = dict[str, Any]

RECEIVABLE, SALES, BANK = 1500, 1010, 1920
ACCOUNTS = frozenset({RECEIVABLE, SALES, BANK, 8050, 6700})
FIRST_ENTRY = 1000


@dataclass(slots=True)
class Ledger:
    """What is booked, and what waits in the journal. Each booking has an entry on the customer's account and another."""

    url: str = ""
    customers: dict[int, Row] = field(default_factory=dict)
    employees: dict[int, Row] = field(default_factory=dict)
    invoices: dict[int, Row] = field(default_factory=dict)
    entries: list[Row] = field(default_factory=list)
    drafts: list[Row] = field(default_factory=list)
    years: list[str] = field(default_factory=lambda: ["2026"])
    vouchers: int = 0
    drafted: int = 0
    made: dict[int, Row] = field(default_factory=dict)
    """The entry that each invoice was booked by."""

    def link(self, *parts: object) -> str:
        """A link of the system's."""
        return "/".join((self.url, *map(str, parts)))

    def invoice(self, number: int, customer: int, amount: Decimal, on: date, due_on: date) -> Row:
        """Books an invoice, or a credit note."""
        seller = self.customers[customer].get("salesPerson")
        row = {
            "bookedInvoiceNumber": number,
            "date": on.isoformat(),
            "dueDate": due_on.isoformat(),
            "currency": "DKK",
            "netAmount": amount,
            "grossAmount": amount,
            "vatAmount": 0,
            "remainder": amount,
            "remainderInBaseCurrency": amount,
            "customer": {"customerNumber": customer, "self": self.link("customers", customer)},
            "recipient": {"name": self.customers[customer]["name"], "country": "Danmark"},
            "references": {"salesPerson": seller} if seller else {},
            "pdf": {"download": self.link("invoices", "booked", number, "pdf")},
            "self": self.link("invoices", "booked", number),
        }
        self.invoices[number] = row
        self.vouchers += 1
        named = {
            "invoiceNumber": number, "dueDate": due_on.isoformat(), "bookedInvoice": {"bookedInvoiceNumber": number},
        }  # fmt: skip
        own = self._entry("customerInvoice", RECEIVABLE, amount, on, self.vouchers, customer, named | {"remainder": amount})
        self._entry("customerInvoice", SALES, -amount, on, self.vouchers, customer, named)
        self.made[number] = own
        return row

    def by_hand(self, number: int, customer: int, amount: Decimal, on: date, kind: str = "manualDebtorInvoice") -> Row:
        """Books an invoice that was not made here, or the fee of a reminder."""
        self.vouchers += 1
        named = {"invoiceNumber": number, "dueDate": on.isoformat(), "remainder": amount}
        return self._entry(kind, RECEIVABLE, amount, on, self.vouchers, customer, named)

    def payment(
        self, customer: int, amount: Decimal, on: date, text: str, invoice: int = 0, contra: int = BANK, voucher: int = 0
    ) -> Row:
        """Books what moves a customer's account, below zero what was paid, and matches it with the invoice it names."""
        self.vouchers += 0 if voucher else 1
        number = voucher or self.vouchers
        named = {"text": text} | ({"invoiceNumber": invoice} if invoice else {})
        own = self._entry("customerPayment", RECEIVABLE, amount, on, number, customer, named | {"remainder": amount})
        if contra:
            self._entry("customerPayment", contra, -amount, on, number, customer, named)
        if invoice in self.invoices and amount < 0:
            self.match(own, invoice)
        return own

    def match(self, entry: Row, invoice: int) -> None:
        """Matches what lowers a customer's debt with an invoice: no entry is made of that."""
        there = self.invoices[invoice]
        covered = min(there["remainder"], -entry["remainder"])
        there["remainder"] -= covered
        self.made[invoice]["remainder"] = there["remainder"]
        entry["remainder"] += covered

    def draft(self, body: Row, journal: int) -> Row:
        """Lays a voucher in the journal."""
        self.vouchers += 1
        made: Row = {"accountingYear": body["accountingYear"], "voucherNumber": self.vouchers}
        told = {"accountingYear": {**made["accountingYear"], "self": self.link("accounting-years", "2026")}}
        for kind, each in _entries(body):
            self.drafted += 1
            self.drafts.append({
                **each,
                "entryType": kind.removesuffix("s"),
                "journalEntryNumber": self.drafted,
                "journal": {"journalNumber": journal, "self": self.link("journals", journal)},
                "voucher": {**told, "voucherNumber": self.vouchers, "self": self.link("vouchers", self.vouchers)},
                "self": self.link("journals", journal, "entries", self.drafted),
            })  # fmt: skip
        return {**made, "journal": {"journalNumber": journal}, "entries": body["entries"]}

    def book(self) -> None:
        """A person books the journal: what was a draft is an entry of the books."""
        waiting, self.drafts = self.drafts, []
        for each in waiting:
            voucher, on = each["voucher"]["voucherNumber"], date.fromisoformat(each["date"])
            contra, amount = (each.get("contraAccount") or {}).get("accountNumber", 0), Decimal(str(each["amount"]))
            if each["entryType"] == "customerPayment":
                customer = each["customer"]["customerNumber"]
                self.payment(customer, amount, on, each["text"], each.get("customerInvoice", 0), contra, voucher)
                continue
            own = {"text": each["text"]}
            self._entry("financeVoucher", each["account"]["accountNumber"], amount, on, voucher, 0, own)
            if contra:
                self._entry("financeVoucher", contra, -amount, on, voucher, 0, own)

    def _entry(self, kind: str, account: int, amount: Decimal, on: date, voucher: int, customer: int, more: Row) -> Row:
        number = FIRST_ENTRY + len(self.entries)
        row = {
            "account": {"accountNumber": account, "self": self.link("accounts", account)},
            "amount": amount,
            "amountInBaseCurrency": amount,
            "currency": "DKK",
            "date": on.isoformat(),
            "entryNumber": number,
            "entryType": kind,
            "voucherNumber": voucher,
            "self": self.link("accounting-years", on.year, "entries", number),
            **({"customer": {"customerNumber": customer, "self": self.link("customers", customer)}} if customer else {}),
            **more,
        }
        self.entries.append(row)
        return row


def _entries(body: Row) -> Iterator[tuple[str, Row]]:
    for kind, each in body["entries"].items():
        for entry in each:
            yield kind, entry
