"""The door for programs: the addresses of the contract, each request held to its key, its signature and its moment."""

import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import unquote

from . import money
from .desk import Client, Conflict, Desk, Unknown

PAGE = 50
_OLDEST = 300


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: `target` is its path and question as they were sent."""

    method: str
    path: str
    target: str
    params: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back."""

    status: int
    body: bytes = b""
    media: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


def signature(secret: str, stamp: str, target: str, body: bytes) -> str:
    """The proof of a request, or of a webhook where there is no target."""
    said = stamp.encode() + b"." + (target.encode() + b"." if target else b"") + body
    return "v1=" + hmac.new(secret.encode(), said, sha256).hexdigest()


def answered(desk: Desk, asked: Asked, prefix: str = "", page: int = PAGE) -> Answer:
    """What the agency answers."""
    client = _client(desk, asked)
    if isinstance(client, Answer):
        return client
    try:
        return _answered(desk, client, asked, asked.path.removeprefix(prefix), page)
    except Unknown:
        return _wrong(404, "There is no such case or paper.")
    except Conflict:
        return _wrong(422, "This key was used for something else before.")
    except (ArithmeticError, KeyError, TypeError, ValueError) as error:
        return _wrong(400, f"This cannot be read: {error}")


def _answered(desk: Desk, client: Client, asked: Asked, path: str, page: int) -> Answer:
    match asked.method, path.strip("/").split("/"):
        case "GET", ["creditor"]:
            return _said({"name": client.name, "client_number": client.key})
        case "POST", ["quotes"]:
            return _said(_quote(desk, json.loads(asked.body)))
        case "POST", ["cases"]:
            return _taken(desk, client, asked)
        case "GET", ["cases"]:
            found = desk.by_key(client, asked.params.get("key", ""))
            return _said({"cases": [_case(found)] if found else []})
        case "POST", ["cases", reference, "words"]:
            told = json.loads(asked.body)
            _same_key(asked, told)
            return _said({"key": told["key"]}, 201 if desk.hear(client, unquote(reference), told) else 200)
        case "GET", ["cases", reference, "words"]:
            case, key = desk.case(unquote(reference), client), asked.params.get("key", "")
            found_words = [each for each in desk.words(case["reference"]) if each["key"] == key]
            return _said({"words": [{"key": each["key"], "kind": each["kind"]} for each in found_words]})
        case "GET", ["news"]:
            return _news(desk, client, asked.params.get("after", ""), page)
        case "GET", ["documents", name]:
            paper = desk.paper(unquote(name), client)
            return Answer(200, paper["content"], paper["media"])
    return _wrong(404, "There is nothing at this address.")


def _client(desk: Desk, asked: Asked) -> Client | Answer:
    """Who asks, or why it is not answered."""
    headers = {name.lower(): value for name, value in asked.headers.items()}
    client, stamp = desk.client(headers.get("krav-key", "")), headers.get("krav-timestamp", "")
    if client is None:
        return _wrong(401, "This key is not known.")
    wanted = signature(client.secret, stamp, f"{asked.method} {asked.target}", asked.body)
    if not hmac.compare_digest(headers.get("krav-signature", "").encode(), wanted.encode()):
        return _wrong(401, "The signature is not right.")
    if not stamp.isdigit() or abs(int(stamp) - time.time()) > _OLDEST:
        return _wrong(401, "The request was signed at another time.")
    return client


def _taken(desk: Desk, client: Client, asked: Asked) -> Answer:
    told = json.loads(asked.body)
    _same_key(asked, told)
    if money.minor(told["total"]) <= 0:
        return _wrong(422, "Nothing is owed in this case.")
    case, fresh = desk.take_in(client, told)
    return _said(_case(case), 201 if fresh else 200)


def _same_key(asked: Asked, told: Mapping[str, Any]) -> None:
    header = {name.lower(): value for name, value in asked.headers.items()}.get("idempotency-key")
    if header != told["key"]:
        raise ValueError("the key of the header is not the one inside")


def _quote(desk: Desk, told: Mapping[str, Any]) -> dict[str, Any]:
    principal = sum(money.minor(each["principal"]) for each in told["claims"])
    lines = [("start", 0, "always"), ("commission", money.share(principal, desk.terms.commission), "paid")]
    for name in ("interest", "fees"):
        amount = money.share(sum(money.minor(each[name]) for each in told["claims"]), getattr(desk.terms, name))
        if amount:
            lines.append((name, amount, "paid"))
    said = [{"code": code, "amount": money.text(amount), "when": when} for code, amount, when in lines]
    return {"currency": told["currency"], "vat": str(desk.terms.vat), "lines": said, "words": "No cure, no pay"}


def _news(desk: Desk, client: Client, after: str, page: int) -> Answer:
    found = desk.news(client, int(after or 0), page + 1)
    rows, last = found[:page], len(found) <= page
    cursor = str(rows[-1][0]) if rows else after or "0"
    return _said({"cursor": cursor, "news": [told for _, told in rows], "last": last})


def _case(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("key", "reference", "state", "words")}


def _said(told: object, status: int = 200) -> Answer:
    return Answer(status, json.dumps(told, ensure_ascii=False).encode())


def _wrong(status: int, words: str) -> Answer:
    return Answer(status, json.dumps({"error": words}, ensure_ascii=False).encode())
