"""A server that stands in for Debitura, by the paths and models of its own client: cases, files, messages, payments."""

import hmac
from base64 import b64decode
from dataclasses import dataclass, field
from datetime import datetime
from email.parser import BytesParser
from email.policy import HTTP
from hashlib import sha256
from typing import Any

from krav.kernel.money import Minor
from krav.wire.partners.protocol import Partner
from krav.wire.rights import Told as Rights
from tests.wire.accounting.server import Asked, Server, Told
from tests.wire.partners.stories import Hook

SECRET = "YSBzZWNyZXQgb2YgdGhlIHdlYmhvb2s="
Row = dict[str, Any]


@dataclass(slots=True)
class Debtors:
    """One creditor's cases there. Its clock goes a minute with everything that happens."""

    partner: Partner
    server: Server = field(init=False)
    told: Rights = field(default_factory=dict)
    secret: str = SECRET
    key: str = "right"
    page: int = 100
    rows: dict[str, Row] = field(default_factory=dict)
    files: dict[str, list[Row]] = field(default_factory=dict)
    chats: dict[str, list[Row]] = field(default_factory=dict)
    lines: dict[str, list[Row]] = field(default_factory=dict)
    payments: list[Row] = field(default_factory=list)
    contents: dict[str, bytes] = field(default_factory=dict)
    keys: dict[str, tuple[Any, Row]] = field(default_factory=dict)
    phase: str | None = None
    minute: int = 0
    broken: str = ""

    def answer(self, asked: Asked) -> Told:
        """What Debitura says."""
        headers = {name.lower(): value for name, value in asked.headers.items()}
        if asked.path.startswith("/papers/"):
            return Told(200, self.contents[asked.path.rpartition("/")[2]], {"Content-Type": "application/pdf"})
        if headers.get("xapikey") != self.key:
            return Told(401, {"message": "The API key is not valid."})
        writes = asked.method == "POST" and not asked.path.endswith("preview")
        if writes and self.broken in {"500", "422"}:
            return Told(int(self.broken), {"businessErrors": [{"type": "X", "message": "It was asked for."}]})
        found = self._answered(asked, headers)
        return Told(cut=True) if writes and self.broken == "lose" else found

    def _answered(self, asked: Asked, headers: dict[str, str]) -> Told:
        match asked.method, asked.path.strip("/").split("/"):
            case "GET", ["me"]:
                return Told(200, {"id": "c1", "companyName": "Fjordbo ApS"})
            case "POST", ["cases", "preview"]:
                price = {"totalSuccessFeePercentage": 10, "currencyCode": asked.body["currencyCode"]}
                return Told(200, {"result": {"isEligible": True, "pricingPreview": price}})
            case "POST", ["cases"]:
                return self._made(asked.body, headers["idempotency-key"])
            case "GET", ["cases"]:
                return self._listed("cases", list(self.rows.values()), asked)
            case "GET", ["Payments"]:
                return self._listed("payments", self.payments, asked)
            case "GET", ["cases", "by-creditor-reference", reference]:
                found = [row for row in self.rows.values() if row["creditorReference"] == reference]
                return Told(200, found[0]) if found else Told(404, {"message": "There is no such case."})
            case method, ["cases", case, what] if case in self.rows:
                return self._of(method, case, what, asked)
        return Told(404, {"message": "There is nothing here."})

    def _of(self, method: str, case: str, what: str, asked: Asked) -> Told:
        match method, what:
            case "GET", "timeline":
                return Told(200, {"items": self.lines[case], "currentEngagementPhase": self.phase})
            case "GET", "chats":
                return Told(200, self.chats[case])
            case "GET", "files":
                return Told(200, self.files[case])
            case "POST", "chats":
                assert asked.body["userEmail"] == "bo@fjordbo.example"
                self._chat(case, asked.body["message"], 1, "Creditor")
                return Told(200, self.chats[case][-1])
            case "POST", "files":
                kind = asked.headers.get("Content-Type") or asked.headers["content-type"]
                self._keep(case, asked.body, kind)
                return Told(200, self.files[case][-1])
        return Told(405, {})

    def _made(self, body: Row, key: str) -> Told:
        if key in self.keys:
            known, row = self.keys[key]
            wrong = {"businessErrors": [{"type": "IdempotencyConflict", "message": "Another body."}]}
            return Told(200, row) if known == body else Told(422, wrong)
        case = f"00000000-0000-0000-0000-{len(self.rows) + 1:012}"
        now = self.now()
        row = {
            "id": case, "dateCreated": now, "dateUpdated": now, "reference": f"Q{len(self.rows)}",
            "creditorReference": body["creditorReference"], "grossAmount": body["amountToRecover"],
            "currency": body["currencyCode"], "lifecycle": "PendingVerification", "closeCode": None,
            "isTestCase": body.get("isTest", False), "debtor": body["debtor"],
        }  # fmt: skip
        self.rows[case], self.keys[key] = row, (body, row)
        self.files[case], self.chats[case], self.lines[case] = [], [], []
        return Told(200, row)

    def _listed(self, name: str, rows: list[Row], asked: Asked) -> Told:
        size, number = int(asked.params["PageSize"]), int(asked.params["Page"])
        assert size <= 100
        size = min(size, self.page)
        page = {"totalResults": len(rows), "currentPage": number, "totalPages": -(-len(rows) // size)}
        return Told(200, {"page": page, name: rows[(number - 1) * size : number * size]})

    def _keep(self, case: str, body: bytes, kind: str) -> None:
        form = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
        told = {part.get_param("name", header="content-disposition"): part for part in form.iter_parts()}
        file, count = told["File"], len(self.contents) + 1
        content, name = file.get_payload(decode=True), file.get_filename() or ""
        assert isinstance(content, bytes)
        assert len(content) <= 25_000_000
        assert name.rpartition(".")[2] in {"pdf", "xls", "xlsx", "csv", "txt", "jpg", "jpeg", "png", "gif"}
        self.contents[str(count)] = content
        words = told["Description"].get_content().strip()
        row = {"id": f"f{count}", "dateCreated": self.now(), "caseId": case, "fileName": name}
        self.files[case].append(row | {"description": words, "url": f"{self.server.url}/papers/{count}"})

    def _chat(self, case: str, words: str, role: int, label: str) -> None:
        row = {"id": f"m{sum(map(len, self.chats.values())) + 1}", "dateCreated": self.now(), "role": role}
        self.chats[case].append(row | {"roleLabel": label, "message": words})

    def now(self) -> str:
        """The moment on its clock."""
        self.minute += 1
        return f"2026-09-{1 + self.minute // 1440:02}T{self.minute // 60 % 24:02}:{self.minute % 60:02}:00Z"

    def cases(self) -> list[str]:
        return [row["creditorReference"] for row in self.rows.values()]

    def words(self) -> list[str]:
        said = [row["message"] for rows in self.chats.values() for row in rows]
        papers = [row["description"] for rows in self.files.values() for row in rows]
        said += [each for each in papers if "fjordbo-" not in each]  # the case's own papers bear its key
        return [each.rpartition("[Krav ")[2].rstrip("]") for each in said if "[Krav " in each]

    def papers(self) -> set[bytes]:
        return set(self.contents.values())

    def lose(self) -> None:
        self.broken = "lose"

    def fail(self) -> None:
        self.broken = "500"

    def refuse(self) -> None:
        self.broken = "422"

    def revoke(self) -> None:
        self.key = "another"

    def mend(self) -> None:
        self.broken = ""

    def change(self, reference: str, **told: object) -> None:
        """Something of a case is changed."""
        self.rows[reference] |= {**told, "dateUpdated": self.now()}

    def collect(self, reference: str) -> None:
        self.change(reference, lifecycle="Active")

    def close(self, reference: str) -> None:
        self.change(reference, lifecycle="Closed", closeCode="Paid")

    def say(self, reference: str, words: str) -> None:
        self._chat(reference, words, 0, "Partner")

    def pay(self, reference: str, minor: Minor, currency: str = "DKK", recipient: str = "Collection partner") -> None:
        row: Row = {"id": f"p{len(self.payments) + 1}", "dateCreated": self.now(), "date": "2026-09-20T00:00:00Z"}
        row |= {"grossAmount": minor / 100, "recipient": recipient, "method": "Bank transfer", "currency": currency}
        about = {"status": "Active", "reference": "Q0", "invoiceId": reference}
        self.payments.append({**row, "invoice": about})

    def hook(self, at: datetime, secret: str = "") -> Hook:
        body = b'{"id": "evt_1", "event": "case.updated", "timestamp": "2026-09-29T10:00:00Z", "data": {"caseId": "x"}}'
        stamp = str(int(at.timestamp()))
        proof = hmac.new(b64decode(secret or SECRET), f"{stamp}.".encode() + body, sha256).hexdigest()
        headers = {"X-Debitura-Signature": f"t={stamp},v1={proof}", "X-Debitura-Timestamp": stamp}
        return Hook(headers | {"X-Debitura-Event": "case.updated"}, body)
