"""A small e-conomic: two tokens, collections by pages, filters, a journal of drafts, and keys by which a write is known."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from krav.wire.accounting.economic.system import Economic
from krav.wire.accounting.protocol import System
from krav.wire.accounting.values import Chosen
from krav.wire.rights import Vendor
from tests.wire.accounting.economic import documented
from tests.wire.accounting.economic.filters import NotFilterable, at, kept, sorted_by
from tests.wire.accounting.economic.ledger import ACCOUNTS, Ledger
from tests.wire.accounting.server import Asked, Server, Told, serving

_AGREEMENT = 1234567
_ENTRY = (
    "amount", "amountInBaseCurrency", "currency", "customer.customerNumber", "date", "dueDate", "entryNumber", "entryType",
    "remainder", "text", "voucherNumber",
)  # fmt: skip
_INVOICE = ("bookedInvoiceNumber", "date", "currency", "customer.customerNumber")
_FILTERABLE: Mapping[str, Sequence[str]] = {
    "/customers": ("customerNumber", "name", "lastUpdated"),
    "/employees": ("employeeNumber", "name", "email"),
    "/customer-groups": ("customerGroupNumber", "name"),
    "/invoices/booked": _INVOICE,
    "/invoices/unpaid": _INVOICE,
    "/accounting-years": ("fromDate", "toDate", "year"),
    "/journals": ("journalNumber", "name"),
    "/journals/1/entries": ("text", "date", "amount", "entryType", "journalEntryNumber", "voucher.voucherNumber"),
}
"""What the schemas of the collections allow to be filtered and sorted by; neither remainder nor due day of an invoice."""


class EconomicStandIn:
    """The stand-in of one agreement."""

    company = str(_AGREEMENT)
    currency = "DKK"
    chosen = Chosen()
    page = 1000
    system: System

    def __init__(self) -> None:
        """Nothing is booked yet."""
        self.books, self.server = Ledger(), Server(self.answer)
        self.system = Economic()
        self.tokens: Mapping[str, str] = {"X-AppSecretToken": "secret-1", "X-AgreementGrantToken": "grant-1"}
        self.rights: Mapping[str, str] = {"secret": "secret-1", "grant": "grant-1"}
        self._known: dict[str, Told] = {}

    def customer(self, number: str, name: str, manager: str = "", updated: str = "") -> None:
        """A customer, and the employee who looks after them."""
        books = self.books
        row: dict[str, Any] = {
            "customerNumber": int(number),
            "name": name,
            "currency": "DKK",
            "country": "Danmark",
            "corporateIdentificationNumber": "12 34 56 78",
            "email": "bogholderi@kunde.example; chef@kunde.example",
            "lastUpdated": updated or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "customerGroup": {"customerGroupNumber": 1, "self": books.link("customer-groups", 1)},
            "paymentTerms": {"paymentTermsNumber": 1, "self": books.link("payment-terms", 1)},
            "vatZone": {"vatZoneNumber": 1, "self": books.link("vat-zones", 1)},
            "self": books.link("customers", number),
        }
        if manager:
            key = len(books.employees) + 1
            row["salesPerson"] = {"employeeNumber": key, "self": books.link("employees", key)}
            books.employees[key] = {**row["salesPerson"], "name": "Kari", "email": manager}
        books.customers[int(number)] = row

    def invoice(self, number: str, customer: str, amount: Decimal, issued_on: date, due_on: date) -> None:
        """An invoice that was booked."""
        self.books.invoice(int(number), int(customer), amount, issued_on, due_on)

    def invoices(self, count: int) -> None:
        """So many invoices."""
        for number in range(1, count + 1):
            self.books.invoice(number, 1, Decimal("100.00"), date(2026, 1, 2), date(2026, 2, 1))

    def pay(self, number: str, amount: Decimal, on: date) -> None:
        """Somebody books a payment that names an invoice."""
        customer = self.books.invoices[int(number)]["customer"]["customerNumber"]
        self.books.payment(customer, -amount, on, "Indbetaling", int(number))

    def edit(self, number: str, due_on: date) -> None:
        """Somebody gives an invoice another due day; nothing is booked."""
        row = self.books.invoices[int(number)]
        row["dueDate"] = self.books.made[int(number)]["dueDate"] = due_on.isoformat()

    def void(self, number: str) -> None:
        """What is booked stays: a credit note is booked, and matched with it."""
        row = self.books.invoices[int(number)]
        credit = int(number) + 500_000
        on = date.fromisoformat(row["date"])
        self.books.invoice(credit, row["customer"]["customerNumber"], -row["grossAmount"], on, on)
        self.books.match(self.books.made[credit], int(number))
        self.books.invoices[credit]["remainder"] = self.books.made[credit]["remainder"]

    def book(self) -> None:
        """A person books the journal."""
        self.books.book()

    def pass_time(self) -> None:
        """No moment is told of what is booked: numbers tell what is newer."""

    def end_access(self) -> None:
        """Tokens have no end."""

    def revoke(self) -> None:
        """Somebody takes the grant back."""
        self.tokens = {**self.tokens, "X-AgreementGrantToken": "grant-2"}

    def rest(self, number: str) -> Decimal:
        """The remainder of an invoice."""
        found: Decimal = self.books.invoices[int(number)]["remainder"]
        return found

    def posted(self) -> list[str]:
        """The first text of each voucher, in the journal or booked."""
        found: dict[int, str] = {}
        for row in (*self.books.entries, *self.books.drafts):
            if row.get("text", "")[:1] in {"K", "V"}:
                found.setdefault(row.get("voucherNumber") or row["voucher"]["voucherNumber"], row["text"])
        return list(found.values())

    def is_write(self, asked: Asked) -> bool:
        """Whether it is sent."""
        return asked.method != "GET"

    def answer(self, asked: Asked) -> Told:
        """What the system says."""
        documented.look(asked)
        told = {name.casefold(): word for name, word in asked.headers.items()}
        if any(told.get(name.casefold()) != word for name, word in self.tokens.items()):
            return _error(401, "Unauthorized.", "E02000")
        key = told.get("idempotency-key", "")
        if key in self._known:
            known = self._known[key]
            return Told(known.status, known.body, {"X-ResultFromCache": "true"})
        found = self._told(asked)
        if key:
            self._known[key] = found
        return found

    def _told(self, asked: Asked) -> Told:
        if asked.method == "POST":
            return self._drafted(asked)
        if asked.path == "/self":
            return Told(body=_self() | {"self": self.books.link("self")})
        if asked.path.endswith("/pdf"):
            number = int(asked.path.split("/")[-2])
            paper = Told(200, b"%PDF-1.4 invoice", {"Content-Type": "application/pdf"})
            return paper if number in self.books.invoices else _error(404, "Not found.")
        rows = self._rows(asked.path)
        return _error(404, "Not found.") if rows is None else self._page(asked, rows)

    def _rows(self, path: str) -> list[dict[str, Any]] | None:
        books = self.books
        if path.startswith("/accounting-years/") and path.endswith("/entries"):
            year = path.split("/")[2]
            return [row for row in books.entries if row["date"][:4] == year] if year in books.years else None
        account = {"accountNumber": 1500, "self": books.link("accounts", 1500)}
        group = {"customerGroupNumber": 1, "name": "Kunder", "account": account, "self": books.link("customer-groups", 1)}
        collections: dict[str, list[dict[str, Any]]] = {
            "/customers": list(books.customers.values()),
            "/employees": list(books.employees.values()),
            "/customer-groups": [group],
            "/invoices/booked": list(books.invoices.values()),
            "/invoices/unpaid": [row for row in books.invoices.values() if row["remainder"]],
            "/accounting-years": [self._year(each) for each in books.years],
            "/journals": [{"journalNumber": 1, "name": "Daglig", "self": books.link("journals", 1)}],
            "/journals/1/entries": books.drafts,
        }
        return collections.get(path)

    def _year(self, year: str) -> dict[str, Any]:
        link = self.books.link("accounting-years", year)
        days = {"fromDate": f"{year}-01-01", "toDate": f"{year}-12-31"}
        return {**days, "year": year, "entries": f"{link}/entries", "self": link}

    def _page(self, asked: Asked, rows: list[dict[str, Any]]) -> Told:
        size, skip = int(asked.params.get("pagesize", 20)), int(asked.params.get("skippages", 0))
        allowed = _FILTERABLE.get(asked.path, _ENTRY)
        if size > self.page:
            return _error(400, f"pagesize may be {self.page} at most.")
        try:
            found = sorted_by(kept(rows, asked.params.get("filter", ""), allowed), asked.params["sort"], allowed)
        except NotFilterable as error:
            return _error(400, f"Property cannot be filtered or sorted by: {error}")
        more = len(found) > (skip + 1) * size
        link = f"{self.server.url}{asked.path}?skippages={{}}&pagesize={size}"
        paging = {"skipPages": skip, "pageSize": size, "maxPageSizeAllowed": self.page, "results": len(found)}
        following = {"nextPage": link.format(skip + 1)} if more else {}
        body = {
            "collection": found[skip * size : (skip + 1) * size],
            "pagination": {**paging, "firstPage": link.format(0), **following},
            "self": link.format(skip),
        }
        return Told(body=body)

    def _drafted(self, asked: Asked) -> Told:
        """A voucher for the journal; each thing it names must be there."""
        year, wrong = asked.body["accountingYear"]["year"], []
        if year not in self.books.years:
            wrong.append(("accountingYear", year))
        for entries in asked.body["entries"].values():
            for each in entries:
                assert {"amount", "date"} <= each.keys()  # what the schemas require
                assert {"account", "contraAccount", "customer"} & each.keys()
                accounts = [at(each, f"{side}.accountNumber") for side in ("account", "contraAccount") if side in each]
                wrong += [("account", number) for number in accounts if number not in ACCOUNTS]
                customer = at(each, "customer.customerNumber")
                wrong += [("customer", customer)] if customer and customer not in self.books.customers else []
        if wrong:
            return _error(400, "; ".join(f"{name} {value} does not exist." for name, value in wrong), "E06000")
        return Told(201, [self.books.draft(asked.body, 1)])


def _error(status: int, message: str, code: str = "E00000") -> Told:
    hint = "Inspect validation errors and correct your request."
    body = {"message": message, "errorCode": code, "developerHint": hint, "httpStatusCode": status, "logId": "86408960"}
    return Told(status, body)


def _self() -> dict[str, Any]:
    company = {
        "name": "Fjord Regnskab ApS", "addressLine1": "Havnegade 1", "zip": "5000", "city": "Odense", "country": "Danmark",
        "email": "kontakt@fjord.example", "companyIdentificationNumber": "87654321",
    }  # fmt: skip
    bank = {"bankName": "Havbanken", "bankSortCode": "1234", "bankAccountNumber": "0012345678"}
    settings = {"baseCurrency": "DKK"}
    return {"agreementNumber": _AGREEMENT, "company": company, "bankInformation": bank, "settings": settings}


@contextmanager
def standing_in() -> Iterator[EconomicStandIn]:
    """The stand-in, on a port of its own."""
    found = EconomicStandIn()
    with serving(found.answer) as server:
        found.server, found.books.url = server, server.url
        found.system = Economic(Vendor(server.url))
        yield found
