"""A small 24SevenOffice: one ledger of transaction lines, with customers, types and dimensions, by its REST API."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from krav.wire.accounting.protocol import System
from krav.wire.accounting.twentyfour.system import TwentyFour
from krav.wire.accounting.values import Chosen
from krav.wire.rights import Vendor
from tests.wire.accounting.described import Described
from tests.wire.accounting.server import Asked, Server, Told, serving

DESCRIBED = Described("openapi/24sevenoffice/24so-rest-v1.openapi.yaml", "/v1")
CHART = {1500: "Kundefordringer", 1920: "Bank", 3000: "Salg", 7830: "Tap på krav", 8050: "Renteinntekt"}
MANUAL, INVOICE, CREDIT_NOTE, PAYMENT, REMINDER_FEE = 1, 101, 102, 103, 104
TYPES = {MANUAL: (1, "Bilag"), INVOICE: (-1, "Utgående faktura"), CREDIT_NOTE: (-2, "Kreditnota"),
         PAYMENT: (-3, "Innbetaling"), REMINDER_FEE: (-4, "Purregebyr")}  # fmt: skip
PROJECT, DEPARTMENT, CUSTOMER = 1, 2, 5
DIMENSIONS = {PROJECT: "Prosjekt", DEPARTMENT: "Avdeling", CUSTOMER: "Kunde"}
_APPLICATION = {"client_id": "app", "client_secret": "s3cret", "login_organization": "4711"}


@dataclass(slots=True)
class TwentyFourStandIn:
    """The organization's books; what was done grows older as time passes."""

    server: Server = field(init=False)
    system: System = field(init=False)
    customers: dict[str, dict[str, Any]] = field(default_factory=dict)
    lines: list[dict[str, Any]] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    dimensions: dict[int, str] = field(default_factory=lambda: dict(DIMENSIONS))
    forbidden: set[str] = field(default_factory=set)
    without_links: bool = False
    most: int = 1000
    allows: int = 1000
    turns_pages: bool = True
    is_revoked: bool = False
    numbers: Any = field(default_factory=lambda: count(1))
    rights: Mapping[str, str] = field(
        default_factory=lambda: {"client_id": "app", "client_secret": "s3cret", "organization": "4711", "receivable": "1500"}
    )
    company: str = "4711"
    currency: str = "NOK"
    chosen: Chosen = field(default_factory=lambda: Chosen(journal="1"))
    page: int = 1000

    def customer(self, number: str, name: str, manager: str = "") -> None:  # noqa: ARG002 nobody looks after a customer here
        self.customers[number] = {"id": int(number), "name": name, "isCompany": True, "isSupplier": False,
                                  "organizationNumber": "NO 999 999 999 MVA", "email": {"billing": "post@kunde.example"},
                                  "address": {"postal": {"street": "Kaien 1", "postalCode": "5003", "postalArea": "Bergen"}},
                                  "modifiedAt": _now()}  # fmt: skip

    def invoice(self, number: str, customer: str, amount: Decimal, issued_on: date, due_on: date) -> None:
        kind = INVOICE if amount > 0 else CREDIT_NOTE
        told = {"number": number, "dueDate": str(due_on), "remittanceReference": f"KID{number}"}
        self.voucher(kind, issued_on, f"Faktura {number}", [(1500, amount, customer, told), (3000, -amount, "", told)])

    def invoices(self, count: int) -> None:
        for each in range(1, count + 1):
            self.invoice(str(each), "1", Decimal("100.00"), date(2026, 1, 2), date(2026, 2, 1))

    def pay(self, number: str, amount: Decimal, on: date) -> None:
        told = {"number": number}
        self.voucher(PAYMENT, on, "Innbetalt", [(1920, amount, "", {}), (1500, -amount, self.owner(number), told)])

    def edit(self, number: str, due_on: date) -> None:
        for row in self.of(number):
            row["invoice"]["dueDate"], row["modifiedAt"] = str(due_on), _now()

    def void(self, number: str) -> None:
        told, amount, on = {"number": number}, self.rest(number), date.fromisoformat(self.of(number)[0]["date"])
        lines = [(1500, -amount, self.owner(number), told), (3000, amount, "", told)]
        self.voucher(INVOICE, on, "Tilbakeført", lines)

    def book(self) -> None:
        """Nothing waits."""

    def pass_time(self) -> None:
        for row in (*self.lines, *self.customers.values()):
            row["modifiedAt"] -= timedelta(minutes=1)

    def end_access(self) -> None:
        self.tokens.clear()

    def revoke(self) -> None:
        self.tokens.clear()
        self.is_revoked = True

    def rest(self, number: str) -> Decimal:
        return sum((row["amount"] for row in self.of(number)), Decimal(0))

    def posted(self) -> list[str]:
        own = (row for row in self.lines if row["comment"].startswith("Krav "))
        return list({row["transaction"]["id"]: row["comment"] for row in own}.values())

    def is_write(self, asked: Asked) -> bool:
        return asked.method == "POST" and asked.path == "/v1/transactions"

    def of(self, number: str) -> list[dict[str, Any]]:
        """The lines of an invoice on the customers' account."""
        mine = (row for row in self.lines if row["account"]["number"] == 1500)
        return [row for row in mine if row.get("invoice", {}).get("number") == number]

    def owner(self, number: str) -> str:
        return str(self.of(number)[0]["customer"]["id"])

    def voucher(self, kind: int, on: date, text: str, lines: list[tuple[int, Decimal, str, dict[str, str]]]) -> str:
        """A voucher of a type; its id."""
        number = next(self.numbers)
        voucher = {"id": str(UUID(int=number)), "number": number}
        for account, amount, customer, invoice in lines:
            row = {"id": str(UUID(int=next(self.numbers))), "transaction": voucher, "account": {"number": account},
                   "transactionType": {"id": kind}, "amount": amount, "currency": {"code": "LOCAL", "rate": 1},
                   "date": str(on), "comment": text, "createdAt": _now(), "modifiedAt": _now()}  # fmt: skip
            named = {"customer": {"id": int(customer)}} if customer else {}
            self.lines.append({**row, **named, **({"invoice": dict(invoice)} if invoice else {})})
        return str(voucher["id"])

    def answer(self, asked: Asked) -> Told:
        """What the system answers; held to its description, as far as the saved one goes."""
        told = self._answer(asked)
        if asked.path.startswith("/v1/") and asked.path != "/v1/transactions":
            newer = {"page"} if asked.path == "/v1/customers" else {"modifiedFrom"} if "lines" in asked.path else set[str]()
            params = {name: value for name, value in asked.params.items() if name not in newer}
            DESCRIBED.look(asked._replace(params=params), told)
        return told

    def _answer(self, asked: Asked) -> Told:
        if asked.path == "/oauth/token":
            return self._token(asked.body)
        if asked.headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            return Told(401, {"message": "Unauthorized"})
        if asked.path in self.forbidden:
            return Told(403, {"message": "Forbidden"})
        rooms: Mapping[str, Callable[[Asked], Told]] = {
            "/v1/organization/information": lambda _: Told(200, _organization(self.currency)),
            "/v1/bankaccounts": lambda _: Told(200, [_BANK_ACCOUNT]),
            "/v1/accounts": lambda _: Told(200, [{"id": each, "number": each, "name": CHART[each]} for each in CHART]),
            "/v1/dimensions": lambda _: Told(200, [{"id": each, "name": name} for each, name in self.dimensions.items()]),
            "/v1/transactiontypes": lambda _: Told(200, _types()),
            "/v1/customers": self._customers,
            "/v1/transactionlines": self._lines,
            "/v1/transactions": self._post,
        }
        return rooms[asked.path](asked)

    def _token(self, body: Mapping[str, str]) -> Told:
        wanted = {"grant_type": "client_credentials", "audience": "https://api.24sevenoffice.com", **_APPLICATION}
        if self.is_revoked or dict(body) != wanted:
            return Told(401, {"error": "access_denied", "error_description": "Unauthorized"})
        self.tokens.add(token := f"token{next(self.numbers)}")
        return Told(200, {"access_token": token, "expires_in": 86400, "token_type": "Bearer"})

    def _customers(self, asked: Asked) -> Told:
        since = asked.params.get("modifiedFrom", "")
        rows = [row for _, row in sorted(self.customers.items(), key=lambda each: int(each[0])) if _is_since(row, since)]
        return self._page(asked, rows, 100)

    def _lines(self, asked: Asked) -> Told:
        wanted = asked.params
        if int(wanted["limit"]) > self.allows:
            return Told(400, {"message": "limit is too large"})
        rows = [
            row for row in self.lines
            if wanted["dateFrom"] <= row["date"] < wanted["dateTo"]
            and wanted.get("accountNumber", str(row["account"]["number"])) == str(row["account"]["number"])
            and ("customerId" not in wanted or wanted["customerId"] == str(row.get("customer", {}).get("id")))
            and _is_since(row, wanted.get("modifiedFrom", ""))
        ]  # fmt: skip
        return self._page(asked, rows, self.most)

    def _page(self, asked: Asked, rows: list[dict[str, Any]], most: int) -> Told:
        limit = min(most, int(asked.params.get("limit", 25)))
        page = int(asked.params.get("page", 1)) if self.turns_pages else 1
        found = rows[(page - 1) * limit : page * limit]
        hidden = set[str]() if asked.params.get("includeDimensions") == "true" else {"dimensions"}
        shown = [_shown(row, hidden) for row in found]
        link = "" if self.without_links else self._links(asked, page, last=page * limit >= len(rows))
        return Told(200, shown or b"[]", {"Link": link} if link else {})

    def _links(self, asked: Asked, page: int, *, last: bool) -> str:
        """As the vendor writes them; the text of a link is the system's own."""
        query = "&".join(f"{name}={value}" for name, value in asked.params.items() if name != "page")
        address = f"<https://rest.api.24sevenoffice.com{asked.path}?{query}&page="
        following = "" if last else f', {address}{page + 1}>; rel="next"'
        return f'{address}1>; rel="first"{following}'

    def _post(self, asked: Asked) -> Told:
        body = asked.body
        numbers = {number: kind for kind, (number, _) in TYPES.items() if number > 0}
        sums = defaultdict[str, Decimal](Decimal)
        for line in body["lines"]:
            sums[line.get("date", body["date"])] += line["amount"]
        strange = [line["accountNumber"] for line in body["lines"] if line["accountNumber"] not in CHART]
        if strange:
            return Told(400, {"message": f"Account {strange[0]} does not exist"})
        if body["transactionTypeNumber"] not in numbers or any(sums.values()) or not 0 < len(body["lines"]) <= 1000:
            return Told(400, {"message": "The input provided was invalid"})
        assert all(line["tax"] == {"number": 0} and len(line["comment"]) <= 75 for line in body["lines"])
        assert len(body["comment"]) <= 75
        lines = [(each["accountNumber"], each["amount"], _customer(each), each.get("invoice", {})) for each in body["lines"]]
        kind, on = numbers[body["transactionTypeNumber"]], date.fromisoformat(body["date"])
        voucher = self.voucher(kind, on, body["comment"], lines)
        return Told(201, {"transactionId": voucher})


_ORGANIZATION = {"id": 4711, "name": "Fjord AS", "email": "post@fjord.example", "status": "Active",
                 "address": {"street": "Bryggen 2", "postalCode": "5003",
                 "postalArea": "Bergen", "countryCode": "NO"}}  # fmt: skip
_BANK_ACCOUNT = {"id": str(UUID(int=1)), "number": "15030000000", "bic": "DNBANOKKXXX", "type": "bban", "name": "Drift",
                 "owner": {"name": "Fjord AS", "organizationNumber": "999999999",
                           "contact": {"name": "Kari", "email": "kari@fjord.example"}},
                 "createdAt": "2026-01-01T08:00:00Z", "modifiedAt": "2026-01-01T08:00:00Z"}  # fmt: skip


def _customer(line: Mapping[str, Any]) -> str:
    told = {each["dimensionType"]: each["value"] for each in line.get("dimensions", ())}
    return str(told.get(CUSTOMER, ""))


def _organization(currency: str) -> dict[str, Any]:
    return {**_ORGANIZATION, "settings": {"currencyCode": currency or None}}


def _types() -> list[dict[str, Any]]:
    return [{"id": each, "number": number, "name": name} for each, (number, name) in TYPES.items()]


def _now() -> datetime:
    return datetime.now(UTC)


def _written(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S.%f}Z"


def _shown(row: Mapping[str, Any], hidden: set[str]) -> dict[str, Any]:
    told = {name: value for name, value in row.items() if name not in hidden}
    return {name: _written(value) if isinstance(value, datetime) else value for name, value in told.items()}


def _is_since(row: Mapping[str, Any], since: str) -> bool:
    return not since or row["modifiedAt"] >= datetime.fromisoformat(since)


@contextmanager
def standing_in() -> Iterator[TwentyFourStandIn]:
    """The stand-in, on a port of its own."""
    found = TwentyFourStandIn()
    with serving(found.answer) as server:
        found.server, found.system = server, TwentyFour(Vendor(f"{server.url}/v1", server.url))
        yield found
