"""A stand-in for Xledger: a ledger of transactions and their matches, imports that wait to be booked, and what changed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from graphql import FieldNode

from krav.wire.accounting.protocol import System
from krav.wire.accounting.values import Chosen
from krav.wire.accounting.xledger.questions import PAGE
from krav.wire.accounting.xledger.system import Xledger
from krav.wire.rights import Limit, Vendor
from tests.wire.accounting.server import Asked, Server, Told, serving
from tests.wire.accounting.xledger.fields import arguments, asked, look, only, roots

TOKEN, OWNER, RECEIVABLE = "4f1c-token", 7001, "1500"
ACCOUNTS = frozenset({"1920", RECEIVABLE, "8050", "3900", "7830"})
PDF = b"%PDF-1.7 an invoice"
_FORMAT = 'Bad format for API Token. Expected header: "Authorization: token <your-token>"'
_FAST = Limit(10_000, 1.0, 10_000)
_MOMENT = "%Y-%m-%dT%H:%M:%S"

Row = dict[str, Any]


@dataclass
class XledgerStandIn:
    """The entity's books; what is told of them is what was asked for."""

    server: Server = field(init=False)
    rights: Mapping[str, str] = field(default_factory=lambda: {"token": TOKEN})
    company: str = str(OWNER)
    currency: str = "NOK"
    chosen: Chosen = field(default_factory=Chosen)
    system: System = field(default_factory=Xledger)
    page: int = PAGE
    tokens: set[str] = field(default_factory=lambda: {TOKEN})
    lists: dict[str, list[Row]] = field(default_factory=dict)
    laid: list[str] = field(default_factory=list)
    passed: timedelta = timedelta()
    last_id: int = 1000

    def __post_init__(self) -> None:
        names = (
            "customers",
            "arTransactions",
            "arTransaction_deltas",
            "transactions",
            "glImportItems",
            "glImportItemErrors",
        )
        self.lists = {name: [] for name in names}
        entity = {"dbId": OWNER, "code": "1", "description": "Fjord Drift AS", "email": "post@fjord.example"}
        address = {"streetAddress": "Kaien 1", "zipCode": "5003", "place": "Bergen", "country": {"code": "NO"}}
        company = {"companyNumber": "912345678"}
        self.lists["entities"] = [entity | {"currency": {"code": "NOK"}, "company": company, "address": address}]

    def customer(self, number: str, name: str, manager: str = "", company_number: str = "987654321") -> None:  # noqa: ARG002
        self._add("customers", {
            "code": number, "description": name, "email": f"post{number}@kunde.example",
            "company": {"companyNumber": company_number},
            "address": {"streetAddress": "Bryggen 3", "zipCode": "5003", "place": "Bergen", "country": {"code": "NO"}},
            "modifiedAt": self.moment(),
        })  # fmt: skip

    def invoice(self, number: str, customer: str, amount: Decimal, issued_on: date, due_on: date) -> None:
        found = {"invoiceDate": issued_on.isoformat(), "dueDate": due_on.isoformat(), "invoiceNumber": number}
        self.transact("AR", customer, amount, issued_on, **found)

    def invoices(self, count: int) -> None:
        for each in range(1, count + 1):
            self.invoice(str(each), "1", Decimal("100.00"), date(2026, 1, 2), date(2026, 2, 1))

    def pay(self, number: str, amount: Decimal, on: date) -> None:
        paid = self.found(number)
        self.match(
            self.transact("CB", paid["subledger"]["code"], -amount, on, invoiceNumber=number, paymentDate=on.isoformat())
        )

    def edit(self, number: str, due_on: date) -> None:
        self.found(number)["dueDate"] = due_on.isoformat()
        self._changed(self.found(number))

    def void(self, number: str) -> None:
        """What is booked stays; a transaction against it takes it away."""
        row = self.found(number)
        day = date.fromisoformat(row["invoiceDate"])
        self.match(self.transact("AR", row["subledger"]["code"], -row["invoiceAmount"], day, invoiceNumber=number))

    def pass_time(self) -> None:
        self.passed += timedelta(minutes=1)

    def end_access(self) -> None:
        self.tokens.clear()

    def revoke(self) -> None:
        self.tokens.clear()

    def rest(self, number: str) -> Decimal:
        found: Decimal = self.found(number)["invoiceRemaining"]
        return found

    def posted(self) -> list[str]:
        return self.laid

    def is_write(self, asked: Asked) -> bool:
        return isinstance(asked.body, dict) and "addGLImportItems" in asked.body["query"]

    def found(self, number: str) -> Row:
        return next(row for row in self.lists["arTransactions"] if row["invoiceNumber"] == number and row["amount"] > 0)

    def moment(self) -> str:
        """The hour as the system writes it: its own, unnamed."""
        return f"{(datetime.now(UTC) + self.passed).astimezone(ZoneInfo('CET')):{_MOMENT}}"

    def transact(self, source: str, customer: str, amount: Decimal, on: date, **told: object) -> Row:
        """A transaction that is booked in the ledger of customers."""
        name = next((row["description"] for row in self.lists["customers"] if row["code"] == customer), "")
        header = {
            "transactionNumber": 20260000 + self.last_id,
            "postedDate": on.isoformat(),
            "transactionSource": {"code": source},
        }
        row: Row = {
            "invoiceNumber": None, "text": None, "amount": amount, "invoiceAmount": amount, "invoiceRemaining": amount,
            "invoiceDate": on.isoformat(), "dueDate": None, "paymentDate": None, "lastPaymentDate": None, "matchId": 0,
            "extIdentifier": None, "paymentReference": None, "reminderDate": None, "lateFee": None,
            "currency": {"code": self.currency}, "subledger": {"code": customer, "description": name},
            "account": {"code": RECEIVABLE}, "transactionHeader": header,
        } | told  # fmt: skip
        self._add("arTransactions", row)
        row["invoiceFile"] = {"url": f"{self.server.url}/files/{row['dbId']}"}
        self._changed(row, "ADDED")
        return row

    def match(self, row: Row) -> None:
        """A transaction takes what is left of those that bear its number, the oldest first."""
        for other in self.lists["arTransactions"]:
            about = (other["invoiceNumber"], other["subledger"]["code"])
            if (
                about != (row["invoiceNumber"], row["subledger"]["code"])
                or other["invoiceRemaining"] * row["invoiceRemaining"] >= 0
            ):
                continue
            part = min(abs(other["invoiceRemaining"]), abs(row["invoiceRemaining"])).copy_sign(row["invoiceRemaining"])
            other["invoiceRemaining"] += part
            row["invoiceRemaining"] -= part
            row["matchId"] = other["matchId"] = other["matchId"] or row["matchId"] or int(other["dbId"]) + 500_000
            other["lastPaymentDate"] = row["transactionHeader"]["postedDate"]
            self._changed(other)

    def book(self) -> None:
        """The system's own work comes to what waits among the imports."""
        for number in {row["trRegNumber"]: None for row in self.lists["glImportItems"]}:
            rows = [row for row in self.lists["glImportItems"] if row["trRegNumber"] == number]
            if errors := [(row, said) for row in rows if (said := self._cannot(row, rows))]:
                for row, said in errors:
                    self._add("glImportItemErrors", {"transactionDbId": row["dbId"], "message": said})
                continue
            for row in rows:
                self.lists["glImportItems"].remove(row)
                self._add("transactions", {"text": row["text"], "amount": row["amount"]})
                if "subledger" in row:
                    about = {key: row.get(key) for key in ("invoiceNumber", "text", "extIdentifier")}
                    day = date.fromisoformat(row["postedDate"])
                    self.match(self.transact("GL", row["subledger"]["code"], Decimal(row["amount"]), day, **about))

    def answer(self, asked_: Asked) -> Told:
        kind, _, token = asked_.headers.get("Authorization", "").partition(" ")
        if kind != "token":
            return _wrong(_FORMAT)
        if token not in self.tokens:
            return Told(401, {"errors": [{"message": "Unauthorized"}]})
        if asked_.path.startswith("/files/"):
            return Told(body=PDF, headers={"Content-Type": "application/pdf"})
        variables = asked_.body.get("variables") or {}
        told: dict[str, Any] = {}
        for each in roots(asked_.body["query"]):
            look(each, variables)
            given = arguments(each, variables)
            if each.name.value == "addGLImportItems":
                if said := self._refused(given["inputs"]):
                    return _wrong(said, extensions={"code": "INVALID_VALUE"})
                told[each.name.value] = _answered(each, self._laid(given["inputs"]), more=False)
            else:
                told[each.alias.value if each.alias else each.name.value] = self._page(each, given)
        return Told(body={"data": told})

    def _page(self, each: FieldNode, given: Mapping[str, Any]) -> Row:
        rows = [row for row in self.lists[each.name.value] if _is_asked_for(row, given.get("filter", {}))]
        if "last" in given:
            return _answered(each, rows[-given["last"] :], more=False)
        after = [row for row in rows if _cursor(row) > int(given.get("after", 0))]
        return _answered(each, after[: given["first"]], more=len(after) > given["first"])

    def _refused(self, inputs: list[Row]) -> str:
        codes = (str(each["node"]["account"]["code"]) for each in inputs)
        return next((f"Argument account: no account has code {code}" for code in codes if code not in ACCOUNTS), "")

    def _laid(self, inputs: list[Row]) -> list[Row]:
        self.laid.append(inputs[0]["node"]["text"])
        return [self._add("glImportItems", dict(each["node"])) for each in inputs]

    def _cannot(self, row: Row, rows: list[Row]) -> str:
        if sum(Decimal(each["amount"]) for each in rows):
            return "The transaction does not balance"
        if (row["account"]["code"] == RECEIVABLE) != ("subledger" in row):
            return f"Subledger and account {row['account']['code']} do not go together"
        return ""

    def _add(self, name: str, row: Row) -> Row:
        self.last_id += 1
        row |= {"ownerDbId": OWNER, "dbId": str(self.last_id) if name == "arTransactions" else self.last_id}
        self.lists[name].append(row)
        return row

    def _changed(self, row: Row, kind: str = "UPDATED") -> None:
        self.last_id += 1
        self.lists["arTransaction_deltas"].append({"cursor": self.last_id, "dbId": row["dbId"], "mutationType": kind})


def _wrong(said: str, **more: object) -> Told:
    """It answers 200 to everything."""
    return Told(body={"errors": [{"message": said, **more}]})


def _cursor(row: Row) -> int:
    return int(row["cursor"] if "cursor" in row else row["dbId"])


def _answered(each: FieldNode, rows: list[Row], *, more: bool) -> Row:
    wanted = asked(each, "edges", "node")
    edges = [{"cursor": str(_cursor(row)), "node": only(_told(row), wanted)} for row in rows]
    found: Row = {"edges": [edge if asked(each, "edges") else {} for edge in edges]}
    return found | ({"pageInfo": {"hasNextPage": more}} if asked(each, "pageInfo") else {})


def _told(row: Row) -> Row:
    """Amounts are written as text, with the decimals they have."""
    return {key: str(value) if isinstance(value, Decimal) else value for key, value in row.items()}


def _is_asked_for(row: Row, filters: Mapping[str, Any]) -> bool:
    return all(_holds(row, name, wanted) for name, wanted in filters.items())


def _holds(row: Row, name: str, wanted: Any) -> bool:  # noqa: ANN401 whatever is filtered by
    plain, _, how = name.rpartition("_")
    if how not in {"in", "gt", "gte", "lt"}:
        return bool(str(row.get(name)) == str(wanted) or (isinstance(row.get(name), Decimal) and row[name] == wanted))
    if how == "in":
        return str(row.get(plain)) in set(map(str, wanted))
    told = row.get(plain)
    if told is None:
        return False
    return bool({"gt": lambda: told > wanted, "gte": lambda: told >= wanted, "lt": lambda: told < wanted}[how]())


@contextmanager
def standing_in() -> Iterator[XledgerStandIn]:
    """The stand-in, on a port of its own."""
    found = XledgerStandIn()
    with serving(found.answer) as server:
        found.server, found.system = server, Xledger(Vendor(server.url), _FAST)
        yield found
