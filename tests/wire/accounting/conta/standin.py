"""A small Conta: invoices with their rests, payments, and vouchers of which each line may be an invoice's."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import count
from math import ceil
from typing import Any

from krav.wire.accounting.conta.system import Conta
from krav.wire.accounting.protocol import System
from krav.wire.accounting.values import Chosen
from krav.wire.rights import Vendor
from tests.wire.accounting.conta import documented
from tests.wire.accounting.server import Asked, Server, Told, serving

CHART = {"1500", "1920", "3900", "7830", "8050"}
RECEIVABLE = "1500"
NOBODY, OTHER = "4712", "4713"

Row = dict[str, Any]
Line = tuple[str, Decimal, int | None, int | None]
"""A posting: its account, amount, customer and invoice."""


@dataclass(slots=True)
class ContaStandIn:
    """The company's books; ids and numbers rise as things are made."""

    server: Server = field(init=False)
    system: System = field(init=False)
    vendor: Vendor = field(init=False)
    key: str = "key-1"
    customers: list[Row] = field(default_factory=list)
    sold: dict[int, Row] = field(default_factory=dict)
    payments: list[Row] = field(default_factory=list)
    vouchers: list[Row] = field(default_factory=list)
    organizations: list[Row] = field(default_factory=lambda: [
        {"id": 4711, "name": "Fjord AS", "blockedStatus": "NOT_BLOCKED", "active": True},
        {"id": int(NOBODY), "name": "Gamle Fjord AS", "blockedStatus": "DELETED", "active": True},
    ])  # fmt: skip
    has_bookkeeping: bool = True
    most: int = 100_000
    modified: dict[int, str] = field(default_factory=dict)
    ids: Any = field(default_factory=lambda: count(1))
    rights: Mapping[str, str] = field(default_factory=lambda: {"key": "key-1"})
    company: str = "4711"
    currency: str = "NOK"
    chosen: Chosen = field(default_factory=Chosen)
    page: int = 500

    def customer(self, number: str, name: str, manager: str = "") -> None:  # noqa: ARG002 nobody looks after a customer here
        self.customers.append({
            "id": int(number), "customerName": name, "orgNo": "", "customerType": "INDIVIDUAL", "isActive": True,
            "emailAddress": "post@kunde.example",
        })  # fmt: skip

    def invoice(self, number: str, customer: str, amount: Decimal, issued_on: date, due_on: date) -> None:
        key, plain = next(self.ids), int(number)
        self.sold[plain] = {
            "id": key, "invoiceNo": plain, "type": "NORMAL" if amount > 0 else "CREDIT", "status": "INVOICE_CREATED",
            "invoiceDate": str(issued_on), "invoiceDueDate": str(due_on), "customerId": int(customer),
            "customerName": self._name(int(customer)), "sumTotal": amount,
            "sumRemaining": amount, "kid": f"00{plain}7", "invoiceCurrency": "NOK", "invoiceLanguage": "NO",
            "invoiceFileId": 9000 + key, "customerAddressLine1": "Kaien 1", "customerAddressPostcode": "5003",
            "customerAddressCity": "Bergen", "customerEmailAddress": "post@kunde.example",
        }  # fmt: skip
        self.voucher("INVOICE", issued_on, f"Faktura {plain}", [(RECEIVABLE, amount, int(customer), key)], key)

    def invoices(self, count: int) -> None:
        for each in range(1, count + 1):
            self.invoice(str(each), "1", Decimal("100.00"), date(2026, 1, 2), date(2026, 2, 1))

    def pay(self, number: str, amount: Decimal, on: date, kind: str = "MANUAL") -> None:
        """A payment, and the voucher that Conta makes of it by itself."""
        row = self.of(number)
        self.payments.append({
            "id": next(self.ids), "customerId": row["customerId"], "invoiceId": row["id"], "invoiceNo": row["invoiceNo"],
            "amount": amount, "paymentType": kind, "date": str(on),
        })  # fmt: skip
        if kind != "NOT_PAYMENT":
            self.voucher("PAYMENT", on, "Innbetaling", [_of_invoice(row, -amount)], row["id"])
        self._lower(row, amount, "CLOSED_BY_PAYMENT")

    def lose(self, number: str, on: date) -> None:
        """Somebody writes off what is left of an invoice: Conta's own voucher says it, and no payment."""
        row = self.of(number)
        self.voucher("LOSS", on, "Tap på fordring", [_of_invoice(row, -row["sumRemaining"])], row["id"])
        self._lower(row, row["sumRemaining"], "WRITTEN_OFF_AS_LOSS")

    def edit(self, number: str, due_on: date) -> None:
        self.of(number)["invoiceDueDate"] = str(due_on)

    def void(self, number: str) -> None:
        """What was sent stays: a credit note is made of all of it."""
        row = self.of(number)
        credit = 500_000 + row["invoiceNo"]
        on = date.fromisoformat(row["invoiceDate"])
        self.invoice(str(credit), str(row["customerId"]), -row["sumTotal"], on, on)
        told = {"creditedInvoiceNo": row["invoiceNo"], "creditedInvoiceId": row["id"], "sumRemaining": Decimal(0)}
        self.sold[credit] |= told
        self._lower(row, row["sumRemaining"], "CLOSED_BY_CREDIT_NOTE")

    def book(self) -> None:
        """Nothing waits."""

    def pass_time(self) -> None:
        """What is newer is told by its id."""

    def end_access(self) -> None:
        """A key has no end."""

    def revoke(self) -> None:
        self.key = "key-2"

    def rest(self, number: str) -> Decimal:
        found: Decimal = self.of(number)["sumRemaining"]
        return found

    def posted(self) -> list[str]:
        return [row["description"] for row in self.vouchers if row["description"].startswith("Krav ")]

    def is_write(self, asked: Asked) -> bool:
        return asked.method == "POST"

    def of(self, number: str) -> Row:
        """An invoice."""
        return self.sold[int(number)]

    def voucher(self, kind: str, on: date, text: str, lines: Sequence[Line], invoice: int | None = None) -> Row:
        """A voucher that is booked, which may be an invoice's as a whole."""
        number, source = len(self.vouchers) + 1, "ADVANCED" if kind == "MANUAL_TRANSACTION" else "SYSTEM"
        row: Row = {
            "id": next(self.ids), "transactionNo": number, "transactionNoYear": f"{number}-{on.year}", "date": str(on),
            "description": text, "transactionType": kind, "transactionSourceType": f"{source}_TRANSACTION",
            "invoiceId": invoice, "resetByTransactionId": None,
        }  # fmt: skip
        row["ledgerLines"] = [
            {"id": next(self.ids), "date": str(on), "amount": amount, "bookkeepingAccountNo": account,
             "customerId": customer, "invoiceId": about} for account, amount, customer, about in lines
        ]  # fmt: skip
        self.vouchers.append(row)
        return row

    def answer(self, asked: Asked) -> Told:
        """What Conta answers; looked at by what its description names."""
        if asked.path.startswith("/papers/"):
            assert "apikey" not in {name.casefold() for name in asked.headers}
            return Told(200, b"%PDF-1.7 faktura", {"Content-Type": "application/pdf"})
        told = self._answer(asked)
        documented.look(asked, told)
        return told

    def _answer(self, asked: Asked) -> Told:
        headers = {name.casefold(): value for name, value in asked.headers.items()}
        if headers.get("apikey") != self.key:
            return _wrong(401, "ApiGatewayRestRequestException", "Not authorized")
        if asked.path == "/invoice/organizations":
            return Told(200, self.organizations)
        room, _, company, place = asked.path.removeprefix("/").split("/", 3)
        if company != self.company or (room == "accounting" and not self.has_bookkeeping):
            return _wrong(403, "OrgAccessDeniedException", "No access")
        rooms: Mapping[str, Callable[[Asked], Told]] = {
            "bank-accounts": lambda _: Told(200, [{"id": 1, "accountNo": "15030000000", "isArchived": False}]),
            "customers": lambda _: self._list(asked, self._customers(asked)),
            "invoices": lambda _: self._list(asked, self._invoices(asked.params)),
            "invoice-payments": lambda _: self._list(asked, self.payments),
            "transactions": lambda _: self._list(asked, self._vouchers(asked.params)),
            "transactions2": self._journal,
            "transactions-advanced": self._post,
        }
        if place in rooms:
            return rooms[place](asked)
        kind, key = place.split("/")
        if kind == "files":
            link = f"{self.server.url}/papers/{key}?signature=s"
            file = {"fileId": int(key), "filename": "faktura.pdf", "fileUrl": link, "contentType": "application/pdf"}
            return Told(200, file)
        row = next(each for each in self.sold.values() if each["id"] == int(key))
        return Told(200, {"id": row["id"], "invoiceNo": row["invoiceNo"], "invoiceFileId": row["invoiceFileId"]})

    def _customers(self, asked: Asked) -> list[Row]:
        since = asked.params.get("modifiedFromDate", "")
        return [row for row in self.customers if self.modified.get(row["id"], "2026-01-01") >= since]

    def _invoices(self, wanted: Mapping[str, str]) -> list[Row]:
        return [
            row for row in self.sold.values()
            if (wanted.get("type") != "UNPAID" or row["sumRemaining"])
            and wanted.get("customerId", str(row["customerId"])) == str(row["customerId"])
            and wanted.get("invoiceNo", str(row["invoiceNo"])) == str(row["invoiceNo"])
        ]  # fmt: skip

    def _vouchers(self, wanted: Mapping[str, str]) -> list[Row]:
        hidden = {"ledgerLines", "transactionType"}
        found = [row for row in self.vouchers if wanted.get("description", "") in row["description"]]
        return [{name: value for name, value in row.items() if name not in hidden} for row in found]

    def _list(self, asked: Asked, rows: Sequence[Row]) -> Told:
        """A page of a list; its size is 20 where nothing is said, and all where 0 is."""
        sort, number = asked.params.get("sort", "+id"), int(asked.params.get("page", 0))
        size = min(self.most, int(asked.params.get("hits", 20)) or len(rows) or 1)
        found = sorted(rows, key=lambda row: int(row[sort[1:]]), reverse=sort[0] == "-")
        return Told(200, _result(found, number, size))

    def _journal(self, asked: Asked) -> Told:
        days = (asked.params["startDate"], asked.params["endDate"])
        found = [row for row in self.vouchers if days[0] <= row["date"] <= days[1]]
        return Told(200, _result(found, int(asked.params["page"]), int(asked.params["recordsPerPage"])))

    def _post(self, asked: Asked) -> Told:
        """A voucher of amounts from one account to another; what is an invoice's must be its customer's too."""
        body, lines = asked.body, list[Line]()
        for line in body["transactionLinesAdvanced"]:
            for side, sign in (("debit", 1), ("credit", -1)):
                account, customer = line[f"{side}BookkeepingAccountNo"], line.get(f"{side}CustomerId")
                about = line.get(f"{side}InvoiceId")
                if account not in CHART:
                    return _wrong(422, "BookkeepingAccountNotActiveException", f"Konto {account} er ikke aktiv")
                assert (account == RECEIVABLE) == (customer is not None)
                assert about is None or self._by_id(about)["customerId"] == customer
                lines.append((account, sign * Decimal(str(line["amount"])), customer, about))
        for _, amount, _, about in lines:
            if about:
                row = self._by_id(about)
                assert 0 <= row["sumRemaining"] + amount <= row["sumTotal"]
                self._lower(row, -amount, "CLOSED_FROM_REGNSKAP")
        row = self.voucher(body["transactionType"], date.fromisoformat(body["date"]), body["description"], lines)
        return Told(200, {"id": row["id"], "transactionNoYear": row["transactionNoYear"], "date": row["date"]})

    def _lower(self, row: Row, amount: Decimal, then: str) -> None:
        row["sumRemaining"] -= amount
        row["status"] = "INVOICE_CREATED" if row["sumRemaining"] else then

    def _by_id(self, key: int) -> Row:
        return next(each for each in self.sold.values() if each["id"] == key)

    def _name(self, customer: int) -> str:
        return next((str(row["customerName"]) for row in self.customers if row["id"] == customer), "Kunde")


def _result(rows: Sequence[Row], number: int, size: int) -> Row:
    return {"hits": rows[number * size : (number + 1) * size], "hitCount": len(rows), "pageCount": ceil(len(rows) / size)}


def _wrong(status: int, name: str, said: str) -> Told:
    category = "CUSTOM" if status == 422 else "API"
    return Told(status, {"category": category, "name": name, "messages": {"EN": said, "NO": said}})


def _of_invoice(row: Row, amount: Decimal) -> Line:
    return (RECEIVABLE, amount, row["customerId"], row["id"])


@contextmanager
def standing_in() -> Iterator[ContaStandIn]:
    """The stand-in, on a port of its own."""
    found = ContaStandIn()
    with serving(found.answer) as server:
        found.server, found.vendor = server, Vendor(server.url)
        found.system = Conta(found.vendor)
        yield found
