"""A stand-in for Tripletex: sparse rows unless fields are named, mandatory days, sessions that end, payments that lower."""

import re
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from urllib.parse import unquote

from krav.wire.accounting.protocol import System
from krav.wire.accounting.tripletex.asking import PAGE
from krav.wire.accounting.tripletex.system import Tripletex
from krav.wire.accounting.values import Chosen
from krav.wire.rights import Vendor
from tests.wire.accounting.described import Described
from tests.wire.accounting.server import Asked, Server, Told, serving
from tests.wire.accounting.tripletex.fields import chosen, known

Row = dict[str, Any]
BANK, RECEIVABLE, PASSAGE = 1920, 1500, 1579
_MINUTE = timedelta(minutes=1)
_ADDRESS = {"addressLine1": "Kaia 1", "postalCode": "5003", "city": "Bergen", "country": {"id": 161, "isoAlpha2Code": "NO"}}
_HOME = {"id": 1, "code": "NOK"}
_DESCRIBED = Described("openapi/tripletex/tripletex-v2.openapi.json", "/v2")


@dataclass
class TripletexStandIn:
    """The books of one company; its clock goes on by a minute with each question."""

    server: Server = field(default_factory=lambda: Server(lambda _: Told()))
    system: System = field(default_factory=Tripletex)
    at: datetime = datetime(2026, 6, 1, 8, tzinfo=UTC)
    company: str = ""
    currency: str = "NOK"
    chosen: Chosen = field(default_factory=Chosen)
    page: int = PAGE
    rights: Mapping[str, str] = field(default_factory=lambda: {"employee": "employee-token"})
    tokens: set[str] = field(default_factory=lambda: {"employee-token"})
    sessions: set[str] = field(default_factory=set)
    customers: dict[str, Row] = field(default_factory=dict)
    charged: dict[str, Row] = field(default_factory=dict)
    postings: list[Row] = field(default_factory=list)
    vouchers: list[Row] = field(default_factory=list)
    ours: list[str] = field(default_factory=list)
    departments: list[Row] = field(default_factory=list)
    projects: list[Row] = field(default_factory=list)
    clients: list[Row] = field(default_factory=list)
    remaining: int = 500
    ids: Iterator[int] = field(default_factory=lambda: count(1000))

    def __post_init__(self) -> None:
        kinds = {BANK: "GENERAL", RECEIVABLE: "CUSTOMER", 8050: "GENERAL", PASSAGE: "GENERAL", 3950: "GENERAL"}
        self.accounts: dict[int, Row] = {
            number: {"id": next(self.ids), "number": number, "ledgerType": kind, "isBankAccount": number == BANK}
            for number, kind in kinds.items()
        }
        self.accounts[BANK] |= {"bankAccountNumber": "15032080119", "isInvoiceAccount": True}
        self.types: list[Row] = [
            {"id": next(self.ids), "description": "Betalt til bank", "debitAccount": self.accounts[BANK]},
            {"id": next(self.ids), "description": "Krav", "debitAccount": self.accounts[PASSAGE]},
        ]

    def customer(self, number: str, name: str, manager: str = "") -> None:
        row = {
            "id": next(self.ids), "customerNumber": int(number), "name": name, "organizationNumber": "923609016",
            "isPrivateIndividual": False, "invoiceEmail": "post@havblikk.example", "overdueNoticeEmail": "",
            "language": "NO", "postalAddress": _ADDRESS, "changes": [self._change("CREATE")],
        }  # fmt: skip
        if manager:
            row["accountManager"] = {"id": next(self.ids), "firstName": "Kari", "lastName": "Nes", "email": manager}
        self.customers[number] = row

    def invoice(
        self, number: str, customer: str, amount: Decimal, issued_on: date, due_on: date, credited: str = ""
    ) -> None:
        voucher = self._voucher(issued_on, f"Faktura {number}")
        row = {
            "id": next(self.ids), "invoiceNumber": int(number), "invoiceDate": issued_on.isoformat(),
            "invoiceDueDate": due_on.isoformat(), "kid": f"{number:0>6}", "amount": amount,
            "amountCurrency": amount, "currency": _HOME, "isCredited": False, "invoiceComment": "", "voucher": voucher,
            "orders": [], "customer": self.customers[customer], "reminders": [], "changes": [self._change("CREATE")],
        }  # fmt: skip
        row["postings"] = [self._posting(RECEIVABLE, amount, voucher, "OUTGOING_INVOICE_CUSTOMER_POSTING")]
        if credited:
            row["creditedInvoice"] = self.charged[credited]["id"]
        self.charged[number] = row

    def invoices(self, count: int) -> None:
        for number in range(1, count + 1):
            self.invoice(str(number), "1", Decimal(100), date(2026, 1, 2), date(2026, 2, 1))

    def pay(self, number: str, amount: Decimal, on: date, kind: int = 0) -> None:
        row, voucher = self.charged[number], self._voucher(on, f"Betaling faktura {number}")
        self._posting(self.types[kind]["debitAccount"]["number"], amount, voucher, "INCOMING_PAYMENT_OPPOSITE")
        row["postings"].append(self._posting(RECEIVABLE, -amount, voucher, "INCOMING_PAYMENT"))

    def edit(self, number: str, due_on: date) -> None:
        self.charged[number]["invoiceDueDate"] = due_on.isoformat()
        self.charged[number]["changes"].append(self._change("UPDATE"))

    def void(self, number: str) -> None:
        row, note = self.charged[number], str(int(number) + 500_000)
        on = date(2026, 3, 2)
        self.invoice(note, str(row["customer"]["customerNumber"]), -row["amount"], on, on, number)
        both = row["postings"][0], self.charged[note]["postings"][0]
        row["postings"].append(both[1])
        self.charged[note]["postings"].append(both[0])
        row["isCredited"] = True
        row["changes"].append(self._change("UPDATE"))

    def remind(self, number: str, kind: str, on: date, charge: Decimal) -> None:
        """Somebody has Tripletex send a letter."""
        letter = {"id": next(self.ids), "type": kind, "reminderDate": on.isoformat(), "chargeCurrency": charge}
        letter["termOfPayment"] = (on + timedelta(days=14)).isoformat()
        self.charged[number]["reminders"].append(letter)

    def book(self) -> None:
        """Nothing waits."""

    def pass_time(self) -> None:
        self.at += _MINUTE

    def end_access(self) -> None:
        self.sessions.clear()

    def revoke(self) -> None:
        self.sessions.clear()
        self.tokens.clear()

    def rest(self, number: str) -> Decimal:
        return sum((each["amount"] for each in self.charged[number]["postings"]), Decimal(0))

    def balance(self, account: int) -> Decimal:
        """What stands on an account."""
        return sum((each["amount"] for each in self.postings if each["account"]["number"] == account), Decimal(0))

    def posted(self) -> list[str]:
        return self.ours

    def is_write(self, asked: Asked) -> bool:
        return asked.path.endswith(":payment") or (asked.method == "POST" and asked.path.endswith("/ledger/voucher"))

    def answer(self, asked: Asked) -> Told:
        """What Tripletex answers, held to its description; how often it may be asked stands in headers."""
        asked = asked._replace(path=unquote(asked.path))
        self.at += _MINUTE
        self.remaining -= 1
        told = self._answer(asked)
        _DESCRIBED.look(asked, told)
        left = {"X-Rate-Limit-Limit": "500", "X-Rate-Limit-Remaining": str(self.remaining), "X-Rate-Limit-Reset": "7"}
        return told._replace(headers={**told.headers, **left, "Date": f"{self.at:%a, %d %b %Y %H:%M:%S} GMT"})

    def _answer(self, asked: Asked) -> Told:
        path = asked.path.removeprefix("/v2")
        if path == "/token/session/:create":
            return self._session(asked.params)
        who = b64decode(asked.headers.get("Authorization", "").removeprefix("Basic ")).decode()
        company, _, session = who.partition(":")
        if session not in self.sessions or company not in {"0", *(str(row["id"]) for row in self.clients)}:
            return _wrong(401, 3000, "Unauthorized")
        if found := re.fullmatch(r"/invoice/(\d+)/(:payment|pdf)", path):
            number = next(number for number, row in self.charged.items() if str(row["id"]) == found[1])
            if found[2] == "pdf":
                return Told(body=b"%PDF-1.7 " + number.encode(), headers={"Content-Type": "application/octet-stream"})
            return self._payment(number, asked.params)
        if asked.method == "POST":
            return self._post(asked.body)
        if path == "/token/session/>whoAmI":
            home = {**self._company(7, "Fjord Regnskap AS"), "accountantOrSimilar": bool(self.clients)}
            return Told(body={"value": chosen({"companyId": 7, "company": home}, asked.params["fields"])})
        return self._list(path, asked.params)

    def _session(self, params: Mapping[str, str]) -> Told:
        if params["consumerToken"] != "consumer-token" or params["employeeToken"] not in self.tokens:
            return _wrong(401, 3000, "Ugyldig token")
        self.sessions.add(session := f"session-{next(self.ids)}")
        return Told(body={"value": {"token": session, "expirationDate": params["expirationDate"]}})

    def _list(self, path: str, params: Mapping[str, str]) -> Told:
        name, rows = self._rows(path, params)
        known(_DESCRIBED.spec, name, params["fields"])
        start, size = int(params.get("from", 0)), int(params.get("count", 1000))
        values = [chosen(row, params["fields"]) for row in rows[start : start + size]]
        return Told(body={"fullResultSize": len(rows), "from": start, "count": len(values), "values": values})

    def _rows(self, path: str, params: Mapping[str, str]) -> tuple[str, list[Row]]:
        wanted = {name: told.split(",") for name, told in params.items()}
        kept: Mapping[str, tuple[str, list[Row], Callable[[Row], bool]]] = {
            "/customer": ("Customer", list(self.customers.values()), lambda row: (
                str(row["customerNumber"]) in wanted.get("customerAccountNumber", [str(row["customerNumber"])])
                and row["changes"][-1]["timestamp"] >= params.get("changedSince", "")
            )),
            "/invoice": ("Invoice", list(self._invoices()), lambda row: (
                params["invoiceDateFrom"] <= row["invoiceDate"] < params["invoiceDateTo"]
                and str(row["invoiceNumber"]) == params.get("invoiceNumber", str(row["invoiceNumber"]))
                and str(row["id"]) in wanted.get("id", [str(row["id"])])
            )),
            "/invoice/paymentType": ("PaymentType", self.types, lambda _: True),
            "/ledger/account": ("Account", list(self.accounts.values()), lambda row: (
                row["isBankAccount"] if "isBankAccount" in params else str(row["number"]) in wanted["number"]
            )),
            "/ledger/posting": ("Posting", self.postings, lambda row: (
                params["dateFrom"] <= row["date"] < params["dateTo"] and str(row["account"]["id"]) == params["accountId"]
            )),
            "/ledger/voucher": ("Voucher", self.vouchers, lambda row: params["dateFrom"] <= row["date"] < params["dateTo"]),
            "/reminder": ("Reminder", [each for row in self.charged.values() for each in row["reminders"]], lambda row: (
                params["dateFrom"] <= row["reminderDate"] < params["dateTo"]
            )),
            "/department": ("Department", self.departments, lambda row: (
                params["departmentNumber"] in row["departmentNumber"]
            )),
            "/project": ("Project", self.projects, lambda row: row["number"] == params["number"]),
            "/company/>withLoginAccess": ("Client", self.clients, lambda _: True),
        }  # fmt: skip
        name, rows, fits = kept[path]
        return name, [row for row in rows if fits(row)]

    def _invoices(self) -> Iterator[Row]:
        for number, row in sorted(self.charged.items(), key=lambda each: int(each[1]["id"])):
            yield {**row, "amountCurrencyOutstanding": self.rest(number)}

    def _payment(self, number: str, params: Mapping[str, str]) -> Told:
        kind = next(place for place, row in enumerate(self.types) if str(row["id"]) == params["paymentTypeId"])
        self.pay(number, Decimal(params["paidAmount"]), date.fromisoformat(params["paymentDate"]), kind)
        return Told(body={"value": {"id": self.charged[number]["id"]}})

    def _post(self, body: Row) -> Told:
        accounts = {row["id"]: row for row in self.accounts.values()}
        lines = body["postings"]
        if sum(line["amountGross"] for line in lines) or any(line["row"] < 1 for line in lines):
            return _wrong(422, 18000, "Summen av posteringene er ikke lik 0.")
        if any(accounts[line["account"]["id"]]["ledgerType"] == "CUSTOMER" and "customer" not in line for line in lines):
            return _wrong(422, 18000, "Kunde mangler.")
        voucher = self._voucher(date.fromisoformat(body["date"]), body["description"], body["externalVoucherNumber"])
        for line in lines:
            number = accounts[line["account"]["id"]]["number"]
            self._posting(number, Decimal(line["amountGross"]), voucher, "", line["description"])["sent"] = line
        self.ours.append(body["description"])
        return Told(201, {"value": chosen(voucher, "id,number,year,numberAsString,description")})

    def _voucher(self, on: date, text: str, name: str = "") -> Row:
        number = len(self.vouchers) + 1
        row: Row = {"id": next(self.ids), "number": number, "year": on.year, "numberAsString": f"{number}-{on.year}"}
        row |= {"date": on.isoformat(), "description": text, "externalVoucherNumber": name}
        self.vouchers.append(row)
        return row

    def _posting(self, account: int, amount: Decimal, voucher: Row, kind: str, text: str = "") -> Row:
        row = {"id": next(self.ids), "date": voucher["date"], "description": text or voucher["description"]}
        row |= {"amount": amount, "amountCurrency": amount, "voucher": voucher, "account": self.accounts[account]}
        row |= {"changes": [self._change("CREATE")], **({"type": kind} if kind else {})}
        self.postings.append(row)
        return row

    def _change(self, kind: str) -> Row:
        return {"employeeId": 1, "timestamp": f"{self.at:%Y-%m-%dT%H:%M:%S}", "changeType": kind}

    def _company(self, id_: int, name: str) -> Row:
        return {"id": id_, "name": name, "organizationNumber": "974760673", "address": _ADDRESS, "currency": _HOME}

    def client(self, id_: int, name: str) -> None:
        """A company whose books the accountant keeps."""
        self.clients.append(self._company(id_, name))


def _wrong(status: int, code: int, message: str) -> Told:
    return Told(status, {"status": status, "code": code, "message": message, "requestId": "00000000-0000-0000"})


@contextmanager
def standing_in() -> Iterator[TripletexStandIn]:
    """The stand-in, on a port of its own."""
    found = TripletexStandIn()
    with serving(found.answer) as server:
        found.server, found.system = server, Tripletex(Vendor(f"{server.url}/v2", client_secret="consumer-token"))
        yield found
