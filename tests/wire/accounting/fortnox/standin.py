"""A stand-in for Fortnox: rights to renew are good once, changes are told by the minute, payments count when booked."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from krav.wire.accounting.fortnox.asking import PAGE
from krav.wire.accounting.fortnox.system import Fortnox
from krav.wire.accounting.protocol import System
from krav.wire.accounting.values import Chosen
from krav.wire.rights import Vendor
from tests.wire.accounting.described import Described
from tests.wire.accounting.server import Asked, Server, Told, serving

Row = dict[str, Any]
ACCOUNTS = frozenset({1500, 1510, 1681, 1920, 1930, 3590, 6351, 8050})
RECEIVABLE = 1500
FILTERS: Mapping[str, Callable[[Row, str], bool]] = {
    "unpaid": lambda row, _: bool(row["Booked"] and row["Balance"] and not row["Cancelled"]),
    "unpaidoverdue": lambda row, today: bool(row["Booked"] and row["Balance"] > 0 and row["DueDate"] < today),
}
_SWEDEN = ZoneInfo("Europe/Stockholm")
_DESCRIBED = Described(
    "openapi/fortnox/openapi-fortnox.json", also=frozenset({"page", "limit", "lastmodified", "fromdate", "todate"})
)
_BASIC = "Basic " + b64encode(b"app:word").decode()
_PDF = b"%PDF-1.4 the invoice"


@dataclass
class FortnoxStandIn:
    """The books of one company; its clock goes on by `pace` with each question."""

    server: Server = field(default_factory=lambda: Server(lambda _: Told()))
    system: System = field(default_factory=Fortnox)
    vendor: Vendor = field(default_factory=lambda: Vendor(""))
    at: datetime = datetime(2026, 6, 1, 8, tzinfo=UTC)
    pace: timedelta = timedelta(minutes=3)
    company: str = ""
    currency: str = "SEK"
    chosen: Chosen = field(default_factory=Chosen)
    page: int = PAGE
    rights: Mapping[str, str] = field(default_factory=lambda: {"access_token": "access-0", "refresh_token": "refresh-0"})
    access: str = "access-0"
    refresh: set[str] = field(default_factory=lambda: {"refresh-0"})
    codes: set[str] = field(default_factory=lambda: {"code-1"})
    customers: dict[str, Row] = field(default_factory=dict)
    bills: dict[str, Row] = field(default_factory=dict)
    payments: dict[str, Row] = field(default_factory=dict)
    vouchers: list[Row] = field(default_factory=list)
    modes: list[Row] = field(default_factory=lambda: [{"Code": "BG", "AccountNumber": "1920"}])
    touched: dict[int, str] = field(default_factory=dict)
    touches_invoices: bool = True
    silent: frozenset[str] = frozenset()
    wrong: list[str] = field(default_factory=list)
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    def customer(self, number: str, name: str, manager: str = "") -> None:  # noqa: ARG002 no list tells it
        row = {"CustomerNumber": number, "Name": name, "Address1": "Storgatan 1", "Address2": "", "ZipCode": "111 22",
               "City": "Stockholm", "Email": "", "OrganisationNumber": "556677-8899", "Phone": ""}  # fmt: skip
        self.customers[number] = self._touch(row)

    def invoice(self, number: str, customer: str, amount: Decimal, issued_on: date, due_on: date) -> None:
        self.bills[number] = self._touch({
            "@url": f"https://api.fortnox.se/3/invoices/{number}", "DocumentNumber": number, "CustomerNumber": customer,
            "CustomerName": self.customers[customer]["Name"], "Total": amount, "Balance": amount, "Currency": "SEK",
            "CurrencyRate": 1, "CurrencyUnit": 1, "InvoiceDate": str(issued_on), "DueDate": str(due_on), "Booked": True,
            "Cancelled": False, "InvoiceType": "INVOICE", "OCR": f"{number}33", "CostCenter": "", "Project": "",
            "VoucherSeries": "B", "VoucherNumber": len(self.bills) + 1, "VoucherYear": 2, "NoxFinans": False, "Sent": True,
        })  # fmt: skip

    def invoices(self, count: int) -> None:
        for number in range(1, count + 1):
            self.invoice(str(number), "1", Decimal("100.00"), date(2026, 1, 2), date(2026, 2, 1))

    def pay(self, number: str, amount: Decimal, on: date) -> None:
        self.paid(number, amount, on)

    def paid(self, number: str, amount: Decimal, on: date, **more: object) -> str:
        """Money that somebody books, with whatever else the payment tells; its number."""
        key = self._pay({"InvoiceNumber": int(number), "Amount": amount, "PaymentDate": str(on),
                         "ModeOfPaymentAccount": 1930, "Source": "manual", **more})["Number"]  # fmt: skip
        self._book(self.payments[key])
        return str(key)

    def edit(self, number: str, due_on: date) -> None:
        self._bill(number)["DueDate"] = str(due_on)
        self._touch(self._bill(number))

    def void(self, number: str) -> None:
        self._touch(self._bill(number)).update(Cancelled=True, Balance=Decimal(0))

    def book(self) -> None:
        """What Krav sends is booked at once, or by Krav."""

    def pass_time(self) -> None:
        self.at += timedelta(minutes=1)

    def end_access(self) -> None:
        self.access = "nobody's"

    def revoke(self) -> None:
        self.end_access()
        self.refresh.clear()

    def rest(self, number: str) -> Decimal:
        return Decimal(self._bill(number)["Balance"])

    def posted(self) -> list[str]:
        return [row["Description"] for row in self.vouchers if row["ReferenceType"] == "MANUAL"]

    def is_write(self, asked: Asked) -> bool:
        return asked.method != "GET" and asked.path.startswith("/3/")

    def answer(self, asked: Asked) -> Told:
        self.at += self.pace
        told = self._answer(asked)
        if asked.path.startswith("/3/"):
            try:
                _DESCRIBED.look(asked, told)
            except AssertionError as error:
                self.wrong.append(str(error))
        return told._replace(headers={**told.headers, "Date": f"{self.at:%a, %d %b %Y %H:%M:%S} GMT"})

    def _answer(self, asked: Asked) -> Told:
        if asked.path == "/oauth-v1/token":
            return self._token(asked)
        if asked.headers.get("Authorization") != f"Bearer {self.access}":
            return Told(401, {"message": "unauthorized"})
        place, _, rest = asked.path.removeprefix("/3/").partition("/")
        found = getattr(self, f"_{asked.method.lower()}_{place}", None)
        return found(asked, rest) if found else _refused(404, "Kan inte hitta resursen.", 1000001)

    def _token(self, asked: Asked) -> Told:
        if asked.headers.get("Authorization") != _BASIC:
            return Told(401, {"error": "invalid_client"})
        given = self.refresh if asked.body["grant_type"] == "refresh_token" else self.codes
        key = asked.body.get("refresh_token") or asked.body.get("code")
        if key not in given:
            return Told(400, {"error": "invalid_grant"})
        given.remove(key)
        new = next(self.ids)
        self.access = f"access-{new}"
        self.refresh.add(f"refresh-{new}")
        body = {"access_token": self.access, "refresh_token": f"refresh-{new}", "expires_in": 3600, "token_type": "bearer"}
        return Told(body={**body, "scope": "invoice"})

    def _get_settings(self, _asked: Asked, _rest: str) -> Told:
        return Told(body={"CompanySettings": {
            "Name": "Fjord AB", "OrganizationNumber": "556677-8899", "Address": "Hamngatan 1", "ZipCode": "111 47",
            "City": "Stockholm", "CountryCode": "SE", "Email": "post@fjord.example", "DatabaseNumber": "123456",
            "BG": "5050-1055", "PG": "", "IBAN": "",
        }})  # fmt: skip

    def _get_customers(self, asked: Asked, _rest: str) -> Told:
        return self._list(asked, "Customers", self._changed(asked, self.customers.values()))

    def _get_invoices(self, asked: Asked, rest: str) -> Told:
        number, _, action = rest.partition("/")
        if number:
            if number not in self.bills:
                return _refused(404, "Kan inte hitta fakturan.", 2000433)
            if action == "preview":
                return Told(200, _PDF, {"Content-Type": "application/pdf"})
            row = {"Credit": "false", "CreditInvoiceReference": "0", "Reminders": 0, "Language": "SV", **self.bills[number]}
            return Told(body={"Invoice": row})
        wanted, word = asked.params.get("filter"), asked.params.get("documentnumber", "")
        if wanted and wanted not in FILTERS:
            body = {"error": 1, "message": "Ett ogiltigt filter har använts.", "code": 2000587}
            return Told(400, {"ErrorInformation": body})
        rows = [row for row in self._changed(asked, self.bills.values()) if word in row["DocumentNumber"]]
        hidden = frozenset({"Credit", "CreditInvoiceReference", "Reminders", "LastRemindDate"})
        rows = [_without(row, hidden) for row in rows]
        today = str(self.at.date())
        return self._list(asked, "Invoices", [row for row in rows if not wanted or FILTERS[wanted](row, today)])

    def _get_invoicepayments(self, asked: Asked, rest: str) -> Told:
        if rest:
            return Told(body={"InvoicePayment": self.payments[rest]}) if rest in self.payments else _lost()
        wanted = asked.params.get("invoicenumber")
        rows = [row for row in self._changed(asked, self.payments.values()) if wanted in {None, str(row["InvoiceNumber"])}]
        seen = ("Amount", "Booked", "Currency", "InvoiceNumber", "Number", "PaymentDate", "Source")
        short = [{name: row[name] for name in seen} | {"WriteOffExist": bool(row["WriteOffs"])} for row in rows]
        return self._list(asked, "InvoicePayments", short)

    def _post_invoicepayments(self, asked: Asked, _rest: str) -> Told:
        row = asked.body["InvoicePayment"]
        used = {row["ModeOfPaymentAccount"]} | {each["AccountNumber"] for each in row.get("WriteOffs", ())}
        if used - ACCOUNTS:
            return _refused(400, "Kan inte hitta kontot.", 2000423)
        if str(row["InvoiceNumber"]) not in self.bills:
            return _refused(404, "Kan inte hitta fakturan.", 2000433)
        return Told(201, {"InvoicePayment": self._pay(row)})

    def _put_invoicepayments(self, _asked: Asked, rest: str) -> Told:
        row = self.payments.get(rest.removesuffix("/bookkeep"))
        if row is None:
            return _lost()
        if row["Booked"]:
            return _refused(400, "Betalningen är redan bokförd.", 2000358)
        self._book(row)
        return Told(body={"InvoicePayment": row})

    def _delete_invoicepayments(self, _asked: Asked, rest: str) -> Told:
        if self.payments[rest]["Booked"]:
            return _refused(400, "Betalningen är redan bokförd.", 2000358)
        del self.payments[rest]
        return Told(204, b"")

    def _get_vouchers(self, asked: Asked, rest: str) -> Told:
        year = int(asked.params["financialyear"])
        rows = [row for row in self.vouchers if row["Year"] == year]
        if rest:
            found = [row for row in rows if f"{row['VoucherSeries']}/{row['VoucherNumber']}" == rest]
            return Told(body={"Voucher": found[0]}) if found else _lost()
        since, until = asked.params.get("fromdate", ""), asked.params.get("todate", "9")
        rows = [row for row in rows if since <= row["TransactionDate"] <= until]
        return self._list(asked, "Vouchers", [_without(row, self.silent | {"VoucherRows"}) for row in rows])

    def _post_vouchers(self, asked: Asked, _rest: str) -> Told:
        row = asked.body["Voucher"]
        if {each["Account"] for each in row["VoucherRows"]} - ACCOUNTS:
            return _refused(400, "Kan inte hitta kontot.", 2000423)
        if sum(Decimal(str(each["Debit"])) - Decimal(str(each["Credit"])) for each in row["VoucherRows"]):
            return _refused(400, "Verifikationen balanserar inte.", 2000359)
        return Told(201, {"Voucher": self._voucher({**row, "ReferenceType": "MANUAL"}, int(asked.params["financialyear"]))})

    def _get_financialyears(self, asked: Asked, _rest: str) -> Told:
        years = [{"Id": key, "FromDate": f"{year}-01-01", "ToDate": f"{year}-12-31"} for key, year in ((1, 2025), (2, 2026))]
        return self._list(asked, "FinancialYears", years)

    def _get_modesofpayments(self, asked: Asked, _rest: str) -> Told:
        return self._list(asked, "ModesOfPayments", self.modes)

    def _list(self, asked: Asked, name: str, rows: list[Row]) -> Told:
        size, number = int(asked.params.get("limit", 100)), int(asked.params.get("page", 1))
        if size > PAGE:
            return _refused(400, "Ogiltig parameter.", 2000588)
        about = {"@TotalResources": len(rows), "@TotalPages": -(-len(rows) // size), "@CurrentPage": number}
        return Told(body={"MetaInformation": about, name: rows[(number - 1) * size : number * size]})

    def _changed(self, asked: Asked, rows: Iterable[Row]) -> list[Row]:
        since = asked.params.get("lastmodified", "")
        assert not since or re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", since)
        return [row for row in rows if self.touched[id(row)] >= since]

    def _touch(self, row: Row) -> Row:
        self.touched[id(row)] = f"{self.at.astimezone(_SWEDEN):%Y-%m-%d %H:%M}"
        return row

    def _bill(self, number: str) -> Row:
        return self.bills[number]

    def _pay(self, row: Row) -> Row:
        key = str(next(self.ids))
        known = {"Number": key, "Booked": False, "Currency": "SEK", "Source": "direct", "WriteOffs": []}
        self.payments[key] = self._touch({**known, **row})
        return self.payments[key]

    def _book(self, row: Row) -> None:
        bill = self._bill(str(row["InvoiceNumber"]))
        off = sum(Decimal(str(each["Amount"])) for each in row["WriteOffs"])
        bill["Balance"] -= Decimal(str(row.get("AmountCurrency", row["Amount"]))) + off
        row["Booked"] = True
        self._touch(row)
        if self.touches_invoices:
            self._touch(bill)
        about = {"Description": f"Kundbet ({row['InvoiceNumber']})", "VoucherSeries": "C", "ReferenceType": "INVOICEPAYMENT"}
        year = 2 if row["PaymentDate"] >= "2026" else 1
        made = self._voucher({**about, "Comments": "", "TransactionDate": row["PaymentDate"]}, year)
        row.update(VoucherSeries="C", VoucherNumber=made["VoucherNumber"], VoucherYear=year)

    def _voucher(self, row: Row, year: int) -> Row:
        number = sum(each["VoucherSeries"] == row["VoucherSeries"] and each["Year"] == year for each in self.vouchers) + 1
        self.vouchers.append({**row, "VoucherNumber": number, "Year": year})
        return self.vouchers[-1]


def _without(row: Row, hidden: frozenset[str]) -> Row:
    return {name: word for name, word in row.items() if name not in hidden}


def _lost() -> Told:
    return _refused(404, "Kan inte hitta posten.", 2000434)


def _refused(status: int, said: str, code: int) -> Told:
    return Told(status, {"ErrorInformation": {"Error": 1, "Message": said, "Code": code}})


@contextmanager
def standing_in() -> Iterator[FortnoxStandIn]:
    """The stand-in, on a port of its own; all that it was asked and told was as the vendor describes it."""
    found = FortnoxStandIn()
    with serving(found.answer) as server:
        found.server, found.vendor = server, Vendor(server.url, server.url, "app", "word")
        found.system = Fortnox(found.vendor)
        yield found
    assert not found.wrong
