"""Small servers that stand in for carriers: each keeps the letters it took, and tells of them as its vendor does."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from email.parser import BytesParser
from email.policy import HTTP
from functools import cache
from hashlib import sha256
from hmac import compare_digest
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from krav.render.pdf import Renderer
from krav.wire.rights import Told as Rights
from krav.wire.rights import Vendor
from krav.wire.sending.box.digipost import Digipost
from krav.wire.sending.box.kivra import Kivra
from krav.wire.sending.contract import OnContract
from krav.wire.sending.mail.mailer import MailService
from krav.wire.sending.mail.mailers import mailers
from krav.wire.sending.protocol import Carrier, Channel, From, Line, Parcel, To
from krav.wire.sending.sms.elks import Elks
from krav.wire.sending.sms.gateway import Gateway
from krav.wire.signing import signature
from tests.render.letters import letter
from tests.wire.accounting.server import Asked, Server, Told, serving
from tests.wire.accounting.standin import Kept

Standing = AbstractContextManager["Carried"]
OWN = From("Exempel AB", "ekonomi@exempel.example", "556677-8899", "Exempel")
LATER = "2999-01-01T00:00:00"
NEXT = "19811217" + "2385"
KEY = "2026-0417.exempel@krav"
_NORWEGIAN = "010170" + "00038"
_XML = {"Content-Type": "application/vnd.digipost-v8+xml"}
_DELIVERED = 'status="DELIVERED" created="2026-11-20T10:00:00+01:00" delivered="2026-11-20T10:00:05+01:00" read="N"'
_OWN_KEY, _ANOTHER = rsa.generate_private_key(65537, 2048), rsa.generate_private_key(65537, 2048)


@dataclass
class Carried:
    """A carrier and its stand-in: `letters` are those it took, in order, `told` what it says of one, by its name of it.

    `gone` are rights that ended, where not any word will do.
    """

    carrier: Carrier
    rights: Rights
    server: Server
    letters: list[dict[str, Any]] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)
    number: str = NEXT
    gone: Rights | None = None

    def parcel(self, key: str = KEY, **change: object) -> Parcel:
        """A letter to somebody whom it reaches."""
        made = parcel(self.carrier.channel, key)
        return replace(made, **{"to": made.to._replace(number=self.number), **change})  # type: ignore[arg-type]

    def line(self) -> Line:
        """The line to it."""
        return self.carrier.open(Kept(self.rights))


def parcel(channel: Channel, key: str = KEY, **change: object) -> Parcel:
    """A letter to somebody whom every channel reaches."""
    to = To("Ann Prov", "Exempelgatan 21", "582 22", "Linköping", "SE", "ann@post.example", "070-174 06 05", NEXT)
    pdf = printed() if channel == "print" else b"%PDF-1.7 a letter"
    made = Parcel(key, "2026-0417", channel, to, OWN, "Betalningspåminnelse", "Ett brev från Exempel.", pdf,
                  "brev.pdf", "SE")  # fmt: skip
    return replace(made, **change)  # type: ignore[arg-type]


@cache
def printed() -> bytes:
    """The letter on paper, as an envelope's window shows it."""
    made = letter("SE")
    who = replace(made.addressee, name="Ann Prov", attention="")
    who = replace(who, street="Exempelgatan 21", postcode="582 22", city="Linköping")
    return Renderer().pdf(replace(made, addressee=who, sender=replace(made.sender, name=OWN.name)))


@contextmanager
def _standing(
    made: Callable[[str], tuple[Carrier, Rights]],
    answer: Callable[[Carried, Asked], Told],
    number: str = NEXT,
    gone: Rights | None = None,
) -> Iterator[Carried]:
    there: list[Carried] = []
    with serving(lambda asked: answer(there[0], asked)) as server:
        carrier, rights = made(server.url)
        there.append(Carried(carrier, rights, server, number=number, gone=gone))
        yield there[0]


def elks() -> Standing:
    """46elks, as its pages tell of sending and of the history."""

    def answer(at: Carried, asked: Asked) -> Told:
        if asked.headers.get("Authorization") != "Basic dTpw":
            return Told(401, {})
        if asked.method == "POST":
            row = {
                "id": f"s{len(at.letters)}",
                "direction": "outgoing",
                "created": "2999-01-01T00:00:00",
                "status": "created",
            }
            at.letters.append(row | asked.body)
            return Told(200, row | {"parts": 1})
        if asked.path == "/a1/sms":
            return Told(200, {"data": [each for each in at.letters if each["to"] == asked.params["to"]]})
        found = [each for each in at.letters if asked.path.endswith(each["id"])]
        return Told(200, found[0] | {"status": "delivered"}) if found else Told(200, {})

    return _standing(lambda url: (Elks(Vendor(url)), {"user": "u", "password": "p"}), answer)


def gateway() -> Standing:
    """GatewayAPI, as its OpenAPI tells of one message."""

    def answer(at: Carried, asked: Asked) -> Told:
        if asked.headers.get("Authorization") != "Token t":
            return Told(403, {"detail": "no"})
        at.letters.append(asked.body)
        return Told(202, {"msg_id": f"M{len(at.letters)}", "recipient": asked.body["recipient"], "reference": None})

    return _standing(lambda url: (Gateway(Vendor(url)), {"token": "t"}), answer)


def postmark() -> Standing:
    """Postmark, as its pages tell of one message and of the search by its tag."""

    def answer(at: Carried, asked: Asked) -> Told:
        if asked.headers.get("X-Postmark-Server-Token") != "t":
            return Told(401, {"ErrorCode": 10, "Message": "no"})
        if asked.method == "GET":
            found = [each for each in at.letters if each["Tag"] == asked.params["tag"]]
            return Told(200, {"Messages": [{"MessageID": each["id"]} for each in found]})
        at.letters.append(asked.body | {"id": f"m{len(at.letters)}"})
        return Told(200, {"ErrorCode": 0, "Message": "OK", "MessageID": at.letters[-1]["id"], "To": asked.body["To"]})

    return _standing(lambda url: (MailService(mailers()["postmark"], Vendor(url)), {"server_token": "t"}), answer)


def mailgun() -> Standing:
    """Mailgun, as its pages tell of one message: a form with the letter in it; its name is the Message-ID it is given."""

    def answer(at: Carried, asked: Asked) -> Told:
        if asked.headers.get("Authorization") != "Basic " + b64encode(b"api:k").decode():
            return Told(401, {"message": "Forbidden"})
        assert asked.path == "/post.example/messages"
        form = _form(asked)
        at.letters.append(form)
        return Told(200, {"id": form["h:Message-Id"], "message": "Queued. Thank you."})

    def made(url: str) -> tuple[Carrier, Rights]:
        rights = {"api_key": "k", "sender_domain": "post.example", "webhook_key": "w"}
        return MailService(mailers()["mailgun"], Vendor(url)), rights

    return _standing(made, answer)


def brevo() -> Standing:
    """Brevo, as its pages tell of one message."""

    def answer(at: Carried, asked: Asked) -> Told:
        if asked.headers.get("api-key") != "k":
            return Told(401, {"message": "Key not found", "code": "unauthorized"})
        at.letters.append(asked.body)
        return Told(201, {"messageId": asked.body["headers"]["Message-ID"]})

    return _standing(lambda url: (MailService(mailers()["brevo"], Vendor(url)), {"api_key": "k"}), answer)


def mailbox() -> Standing:
    """A distributor of digital mailboxes on the contract."""
    return _on_contract("eboks", "digital")


def printhouse() -> Standing:
    """A print house on the contract."""
    return _on_contract("printhouse", "print")


def _on_contract(code: str, channel: Channel) -> Standing:
    """Whoever speaks the contract: one letter by its key, and nobody without a proof is answered."""

    def answer(at: Carried, asked: Asked) -> Told:
        if asked.headers.get("Krav-Key") != "k" or not _proven(asked):
            return Told(401, {})
        if asked.path == "/creditor":
            return Told(200, {"name": "Exempel AB"})
        if asked.path == "/prices":
            return Told(200, {"prices": [{"what": "B-post", "sheets": 3, "minor": 1250, "currency": "SEK"}]})
        if asked.path == "/mailboxes":
            return Told(200, {"has": asked.body["number"] == NEXT})
        if asked.path == "/receipts":
            told = [{"key": f"{place} d", "kind": "delivered", "at": "2026-11-20T10:00:00Z", "place": place}
                    for place in asked.body["places"]]  # fmt: skip
            return Told(200, {"receipts": told})
        if asked.method == "POST":
            if asked.body["key"] not in {each["key"] for each in at.letters}:
                at.letters.append(asked.body)
            return Told(200, {"place": f"P-{asked.body['key']}", "units": asked.body["sheets"]})
        found = [{"place": f"P-{each['key']}", "key": each["key"], "units": each["sheets"]}
                 for each in at.letters if each["key"] == asked.params["key"]]  # fmt: skip
        return Told(200, {"letters": found})

    def made(url: str) -> tuple[Carrier, Rights]:
        return OnContract(code, code, channel, "", (), Vendor(url)), {"key": "k", "secret": "s"}

    return _standing(made, answer)


def _proven(asked: Asked) -> bool:
    """Whether a request is signed as the contract says."""
    body = json.dumps(asked.body).encode() if asked.body is not None else b""
    target = f"{asked.method} {asked.path}" + (f"?{urlencode(asked.params)}" if asked.params else "")
    wanted = signature("s", asked.headers["Krav-Timestamp"], target, body)
    return compare_digest(asked.headers["Krav-Signature"], wanted)


def digipost() -> Standing:
    """Digipost, by its schema: a letter and its words in parts, signed with the sender's key; one name is one letter."""

    def answer(at: Carried, asked: Asked) -> Told:
        if not _signed(asked):
            return Told(403, b"", _XML)
        if asked.path == "/identification":
            has = f"<personal-identification-number>{_NORWEGIAN}<".encode() in asked.body
            found = "DIGIPOST" if has else "UNIDENTIFIED"
            return Told(200, _xml("identification-result", "", f"<result>{found}</result>"), _XML)
        if asked.method == "POST":
            parts = _parts(asked)
            words = ET.fromstring(parts["message"])  # noqa: S314 Krav's own
            place = words.findtext(".//{*}uuid") or ""
            assert parts[place].startswith(b"%PDF")
            if place in {each["place"] for each in at.letters}:
                return Told(409, b"", _XML)
            at.letters.append({"place": place, "key": words.findtext("{*}message-id")})
            return Told(200, _xml("message-delivery", "", ""), _XML)
        if asked.path == "/":
            return Told(200, _xml("entrypoint", "", ""), _XML)
        place = asked.path.split("/")[3]
        if place not in {each["place"] for each in at.letters}:
            return Told(404, b"", _XML)
        return Told(200, _xml("document-status", at.told.get(place, _DELIVERED), ""), _XML)

    def made(url: str) -> tuple[Carrier, Rights]:
        return Digipost((), Vendor(url)), {"sender": "1001", "key": _pem(_OWN_KEY)}

    return _standing(made, answer, _NORWEGIAN, {"sender": "1001", "key": _pem(_ANOTHER)})


def _signed(asked: Asked) -> bool:
    """Whether a request is signed as Digipost's documents say; by the key that it knows, of the sender that it knows."""
    told = {name.lower(): value for name, value in asked.headers.items()}
    lines = [asked.method, asked.path.lower(), f"date: {told['date']}"]
    if asked.body is not None:
        lines.append(f"x-content-sha256: {b64encode(sha256(asked.body).digest()).decode()}")
    said = "".join(f"{line}\n" for line in [*lines, "x-digipost-userid: 1001", ""]).encode()
    try:
        proof = b64decode(told["x-digipost-signature"])
        _OWN_KEY.public_key().verify(proof, said, padding.PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


def _xml(name: str, about: str, inside: str) -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{head}<{name} xmlns="http://api.digipost.no/schema/v8" {about}>{inside}</{name}>'.encode()


def _pem(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _parts(asked: Asked) -> dict[str, bytes]:
    """The parts of a body, by the names of their files or fields."""
    head = f"Content-Type: {asked.headers['Content-Type']}\r\n\r\n".encode()
    found = BytesParser(policy=HTTP).parsebytes(head + asked.body)
    named = {}
    for part in found.iter_parts():
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        named[part.get_filename() or str(part.get_param("name", header="content-disposition"))] = content
    return named


def _form(asked: Asked) -> dict[str, str]:
    """A form's fields, with or without files among them."""
    if isinstance(asked.body, dict):
        return asked.body
    return {name: told.decode("latin-1") for name, told in _parts(asked).items()}


def kivra() -> Standing:
    """Kivra, as its OpenAPI tells: who has a mailbox, and a letter, of which the same twice is delivered once."""

    def answer(at: Carried, asked: Asked) -> Told:
        if asked.path == "/v1/auth":
            known = asked.headers.get("Authorization") == f"Basic {b64encode(b'c:s').decode()}"
            return Told(200, {"access_token": "word"}) if known else Told(401, {})
        if asked.headers.get("Authorization") != "Bearer word":
            return Told(401, {})
        if asked.path.endswith("/usermatch/ssn"):
            return Told(200, {"list": [each for each in asked.body["list"] if each == NEXT]})
        if asked.body not in at.letters:
            at.letters.append(asked.body)
        name = sha256(repr(asked.body).encode()).hexdigest()[:12]
        return Told(201, {}, {"kivra-objkey": name})

    def made(url: str) -> tuple[Carrier, Rights]:
        return Kivra(("SE",), Vendor(url)), {"client_id": "c", "client_secret": "s", "tenant": "abc"}

    return _standing(made, answer)
