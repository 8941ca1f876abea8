"""A server that answers as an accounting system does, with pages made beforehand; it runs in a process of its own.

`python -m bench.books fortnox` prints where it is found. A POST to /mode/first, /mode/quiet or /mode/moved says what there
is to tell from then on, and answers how often it was asked before.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

CUSTOMERS, ITEMS = 10_000, 50_000
PAID, ADDED, MOVED_IN = 60, 30, 10
"""Of a hundred changes: invoices paid, invoices new, customers whose address is new."""

Row = dict[str, Any]
Asked = Mapping[str, str]

_TODAY = datetime.now(UTC).date()
_PAID_ON = str(_TODAY - timedelta(days=1))


def _days(number: int) -> tuple[date, date]:
    """When an invoice was issued and is due: three in five are overdue, and what is new is of today."""
    issued = _TODAY - timedelta(days=number % 75 if number <= ITEMS else 0)
    return issued, issued + timedelta(days=30)


def _amount(number: int) -> float:
    return number % 9_000 + 100.5


def _rest(number: int) -> float:
    """One in twenty is paid in part."""
    return _amount(number) - (50 if number % 20 == 0 else 0)


class Paged:
    """Rows as the bodies of pages, made once."""

    def __init__(self, rows: Sequence[Row], size: int, body: Callable[[Sequence[Row], int, int], Row]) -> None:
        starts = range(0, len(rows) + 1, size)
        self._pages = [json.dumps(body(rows[start : start + size], len(rows), start)).encode() for start in starts]

    def __getitem__(self, number: int) -> bytes:
        return self._pages[number]


class Fortnox:
    """Lists of 500 by page; what changed by `lastmodified`."""

    def __init__(self) -> None:
        customers = [self._customer(number) for number in range(CUSTOMERS)]
        bills = [self._bill(number, _rest(number)) for number in range(1, ITEMS + 1)]
        added = [self._bill(number, _amount(number)) for number in range(ITEMS + 1, ITEMS + 1 + ADDED)]
        paid = [self._bill(number, 0) for number in range(1, PAID + 1)]
        payments = [
            {"Number": str(row["VoucherNumber"]), "InvoiceNumber": int(row["DocumentNumber"]), "PaymentDate": _PAID_ON,
             "Booked": True, "Currency": "SEK", "Source": "manual", "WriteOffExist": False,
             "Amount": _rest(int(row["DocumentNumber"]))}
            for row in paid
        ]  # fmt: skip
        vouchers = [
            {"VoucherSeries": "C", "VoucherNumber": number, "Year": 1, "Description": f"Kundbet ({number})", "Comments": "",
             "TransactionDate": _PAID_ON, "ReferenceType": "INVOICEPAYMENT"}
            for number in range(1, PAID + 1)
        ]  # fmt: skip
        years = [{"Id": 1, "FromDate": str(_TODAY - timedelta(days=300)), "ToDate": str(_TODAY + timedelta(days=60))}]
        moved = [self._customer(number) | {"City": "Malmö"} for number in range(MOVED_IN)]
        self._all = {"customers": self._paged("Customers", customers), "invoices": self._paged("Invoices", bills)}
        self._none = {name: self._paged(name.capitalize(), []) for name in ("customers", "invoices", "vouchers")}
        self._none["invoicepayments"] = self._paged("InvoicePayments", [])
        self._moved = {
            "customers": self._paged("Customers", moved),
            "invoices": self._paged("Invoices", paid + added),
            "invoicepayments": self._paged("InvoicePayments", payments),
            "vouchers": self._paged("Vouchers", vouchers),
            "financialyears": self._paged("FinancialYears", years),
        }

    def answer(self, path: str, asked: Asked, mode: str) -> bytes:
        """A page of a list."""
        name, number = path.removeprefix("/3/"), int(asked["page"]) - 1
        if "lastmodified" not in asked and name in self._all:
            return self._all[name][number]
        return (self._moved if mode == "moved" else self._none)[name][number]

    def _paged(self, name: str, rows: Sequence[Row]) -> Paged:
        def body(some: Sequence[Row], total: int, start: int) -> Row:
            about = {"@TotalResources": total, "@TotalPages": -(-total // 500), "@CurrentPage": start // 500 + 1}
            return {"MetaInformation": about, name: some}

        return Paged(rows, 500, body)

    def _customer(self, number: int) -> Row:
        return {
            "@url": f"https://api.fortnox.se/3/customers/{number}", "CustomerNumber": str(number),
            "Name": f"Kund {number} AB", "Address1": f"Storgatan {number}", "Address2": "",
            "ZipCode": "111 22", "City": "Stockholm", "Phone": "",
            "Email": f"kund{number}@kund.example", "OrganisationNumber": "556677-8899",
        }  # fmt: skip

    def _bill(self, number: int, rest: float) -> Row:
        issued, due = _days(number)
        return {
            "@url": f"https://api.fortnox.se/3/invoices/{number}", "DocumentNumber": str(number), "Balance": rest,
            "CustomerNumber": str(number % CUSTOMERS), "CustomerName": f"Kund {number % CUSTOMERS} AB",
            "Total": _amount(number), "Currency": "SEK", "CurrencyRate": 1, "CurrencyUnit": 1, "InvoiceDate": str(issued),
            "DueDate": str(due), "Booked": True, "Cancelled": False, "InvoiceType": "INVOICE", "OCR": f"{number}33",
            "CostCenter": "", "Project": "", "VoucherSeries": "B", "VoucherNumber": number, "VoucherYear": 1,
            "NoxFinans": False, "Sent": True,
        }  # fmt: skip


class Tripletex:
    """Lists of 1000 from a place in them. Invoices come all again each time, with the moments when they were changed."""

    def __init__(self) -> None:
        self._long_ago = f"{_TODAY - timedelta(days=30)}T08:00:00"
        self._list = self._paged([self._customer(number) for number in range(CUSTOMERS)])
        bills = [self._bill(number) for number in range(1, ITEMS + 1)]
        self._all, self._none, self._seen = self._paged(bills), self._paged([]), self._paged(list(map(_seen, bills)))
        now = f"{datetime.now(UTC) + timedelta(hours=2):%Y-%m-%dT%H:%M:%S}"
        for row in bills[:PAID]:
            row["postings"].append(self._posting(row["id"] + 5, -row["amountCurrencyOutstanding"], _PAID_ON, now))
            row["amountCurrencyOutstanding"] = 0
        added = [self._bill(number) for number in range(ITEMS + 1, ITEMS + 1 + ADDED)]
        for row in added:
            row["changes"][0]["timestamp"] = now
        self._moved, self._moved_seen = self._paged(bills[:PAID] + added), self._paged(list(map(_seen, bills + added)))
        self._moved_in = self._paged([self._customer(number) for number in range(MOVED_IN)])
        account = {"id": 9, "number": 1579, "isBankAccount": False}
        self._types = self._paged([{"id": 7, "description": "Krav", "debitAccount": account}])

    def answer(self, path: str, asked: Asked, mode: str) -> bytes:
        """A page of a list."""
        name, number = path.removeprefix("/v2"), int(asked["from"]) // 1000
        if name == "/customer" and "changedSince" in asked:
            return (self._moved_in if mode == "moved" else self._none)[number]
        if name == "/invoice" and "id" in asked:
            return self._moved[number]
        if name == "/invoice" and "customer" not in asked["fields"]:
            return (self._moved_seen if mode == "moved" else self._seen)[number]
        lists = {"/customer": self._list, "/invoice": self._all, "/invoice/paymentType": self._types}
        return lists.get(name, self._none)[number]

    def _paged(self, rows: Sequence[Row]) -> Paged:
        return Paged(rows, 1000, lambda some, total, start: {
            "fullResultSize": total, "from": start, "count": len(some), "values": some,
        })  # fmt: skip

    def _customer(self, number: int) -> Row:
        address = {"addressLine1": f"Kaia {number}", "addressLine2": "", "postalCode": "5003", "city": "Bergen"}
        return {
            "id": number, "customerNumber": number, "name": f"Kunde {number} AS", "organizationNumber": "923609016",
            "isPrivateIndividual": False, "email": "", "invoiceEmail": f"kunde{number}@kunde.example", "language": "NO",
            "overdueNoticeEmail": "", "postalAddress": address | {"country": {"isoAlpha2Code": "NO"}},
            "physicalAddress": None, "accountManager": {"firstName": "Kari", "lastName": "Nes", "email": "kari@nes.example"},
        }  # fmt: skip

    def _bill(self, number: int) -> Row:
        issued, due = _days(number)
        made = self._posting(number * 10, _amount(number), str(issued), self._long_ago)
        part = [self._posting(number * 10 + 3, -50, _PAID_ON, self._long_ago)] if number % 20 == 0 else []
        return {
            "id": number * 10, "invoiceNumber": number, "invoiceDate": str(issued), "invoiceDueDate": str(due),
            "kid": f"{number:06}", "amountCurrency": _amount(number), "amountCurrencyOutstanding": _rest(number),
            "currency": {"code": "NOK"}, "isCredited": False, "invoiceComment": "", "voucher": made["voucher"], "orders": [],
            "customer": self._customer(number % CUSTOMERS), "postings": [made, *part], "changes": made["changes"],
        }  # fmt: skip

    def _posting(self, key: int, amount: float, on: str, at: str) -> Row:
        voucher = {"id": key + 1, "number": key, "year": _TODAY.year, "numberAsString": f"{key}-{_TODAY.year}"}
        kind = "OUTGOING_INVOICE_CUSTOMER_POSTING" if amount > 0 else "INCOMING_PAYMENT"
        row = {"id": key, "date": on, "type": kind, "amount": amount, "amountCurrency": amount, "voucher": voucher}
        return row | {"changes": [{"timestamp": at}]}


def _seen(row: Row) -> Row:
    """What is asked of every invoice to see whether it changed."""
    postings = [{"changes": each["changes"]} for each in row["postings"]]
    seen = {name: row[name] for name in ("id", "invoiceDate", "amountCurrencyOutstanding", "changes")}
    return seen | {"postings": postings}


class Economic:
    """Collections of 1000 after a number; what changed by higher numbers of entries."""

    def __init__(self) -> None:
        self._customers = [self._customer(number) for number in range(1, CUSTOMERS + 1)]
        self._bills = [self._bill(number, _rest(number)) for number in range(1, ITEMS + 1 + ADDED)]
        self._pages = {
            "/customers": self._paged(self._customers),
            "/invoices/unpaid": self._paged(self._bills[:ITEMS]),
        }
        self._moved_in = self._body([row | {"city": "Aarhus"} for row in self._customers[:MOVED_IN]])
        moved = [self._bill(number, 0) for number in range(1, PAID + 1)] + self._bills[ITEMS:]
        self._touched = {row["bookedInvoiceNumber"]: row for row in moved}
        paid = [self._entry(row["bookedInvoiceNumber"], -_rest(row["bookedInvoiceNumber"])) for row in moved[:PAID]]
        self._entries = [*paid, *(self._entry(row["bookedInvoiceNumber"], row["grossAmount"]) for row in moved[PAID:])]
        years = (_TODAY.year, _TODAY.year - 1)
        self._years = [
            {"year": str(year), "fromDate": f"{year}-01-01", "toDate": f"{year}-12-31",
             "entries": f"https://restapi.e-conomic.com/accounting-years/{year}/entries"}
            for year in years
        ]  # fmt: skip

    def answer(self, path: str, asked: Asked, mode: str) -> bytes:
        """A page of a collection."""
        wanted = asked.get("filter", "")
        if path in self._pages and "lastUpdated" not in wanted:
            return self._pages[path][int(re.findall(r"\$gt:(\d+)", wanted)[0]) // 1000]
        if path == "/customers" and mode == "moved":
            return self._moved_in
        return self._body(list(self._few(path, wanted, moved=mode == "moved")))

    def _few(self, path: str, wanted: str, *, moved: bool) -> Iterator[Row]:
        if path == "/accounting-years":
            yield from self._years
        elif path == "/customer-groups":
            yield {"customerGroupNumber": 1, "account": {"accountNumber": 1500}}
        elif path == "/invoices/booked":
            numbers = re.findall(r"\d+", wanted.partition("$in:[")[2].partition("]")[0])
            yield from (self._touched[int(number)] for number in numbers)
        elif path.startswith(f"/accounting-years/{_TODAY.year}"):
            if not wanted:
                yield {"entryNumber": 1_000_000}
            elif moved:
                yield from self._entries

    def _body(self, some: Sequence[Row], total: int = 0, start: int = 0) -> bytes:
        following = {"nextPage": "https://restapi.e-conomic.com/"} if start + len(some) < total else {}
        return json.dumps({"collection": some, "pagination": {"results": total - start, **following}}).encode()

    def _paged(self, rows: Sequence[Row]) -> Sequence[bytes]:
        return [self._body(rows[start : start + 1000], len(rows), start) for start in range(0, len(rows), 1000)]

    def _customer(self, number: int) -> Row:
        return {
            "customerNumber": number, "name": f"Kunde {number} ApS", "currency": "DKK", "country": "Danmark", "zip": "8600",
            "corporateIdentificationNumber": "12 34 56 78", "email": f"kunde{number}@kunde.example", "city": "Silkeborg",
            "address": f"Vej {number}", "lastUpdated": f"{_TODAY}T08:00:00Z",
        }  # fmt: skip

    def _bill(self, number: int, rest: float) -> Row:
        issued, due = _days(number)
        return {
            "bookedInvoiceNumber": number, "date": str(issued), "dueDate": str(due), "currency": "DKK", "remainder": rest,
            "netAmount": _amount(number), "grossAmount": _amount(number), "vatAmount": 0, "references": {},
            "customer": {"customerNumber": number % CUSTOMERS + 1}, "recipient": {"name": "Kunde", "country": "Danmark"},
            "pdf": {"download": f"https://restapi.e-conomic.com/invoices/booked/{number}/pdf"},
        }  # fmt: skip

    def _entry(self, number: int, amount: float) -> Row:
        kind, rest = ("customerPayment", 0) if amount < 0 else ("customerInvoice", amount)
        return {
            "entryNumber": 1_000_000 + number, "entryType": kind, "amount": amount, "remainder": rest, "currency": "DKK",
            "date": _PAID_ON, "account": {"accountNumber": 1500}, "voucherNumber": number, "text": "Indbetaling",
            "customer": {"customerNumber": number % CUSTOMERS + 1}, "invoiceNumber": number,
        }  # fmt: skip


SYSTEMS: dict[str, type[Fortnox | Tripletex | Economic]] = {"fortnox": Fortnox, "tripletex": Tripletex, "economic": Economic}


def serve(code: str) -> None:
    """Answers until it is ended."""
    books, mode, asked = SYSTEMS[code](), "first", 0

    class Hand(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _handle(self) -> None:
            nonlocal mode, asked
            parts = urlsplit(self.path)
            if parts.path.startswith("/mode/"):
                content, mode, asked = str(asked).encode(), parts.path.rpartition("/")[2], 0
            else:
                asked += 1
                content = books.answer(unquote(parts.path), dict(parse_qsl(parts.query)), mode)
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _handle  # noqa: N815 the library's own names

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Hand)
    print(f"http://127.0.0.1:{httpd.server_address[1]}", flush=True)
    httpd.serve_forever()


if __name__ == "__main__":
    serve(sys.argv[1])
