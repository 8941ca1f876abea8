"""Kivra: whether somebody has a mailbox there and takes letters of this sender, and a letter put into it.

By Kivra's own OpenAPI (github.com/kivra/developer.kivra.com): usermatch, companymatch and content of a tenant.
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

from krav.wire.broken import NotAllowed, Refused, Uncertain
from krav.wire.call import Caller
from krav.wire.rights import Field, Headers, Limit, Rights, Told, Vendor
from krav.wire.sending.box.boxes import NO_MAILBOX, NO_NUMBER, unnamed
from krav.wire.sending.hooks import UNREAD
from krav.wire.sending.protocol import Channel, Parcel, ReceiptIn, Taken, Tells, To
from krav.wire.sending.typed import typed

NAME: Final = "Kivra"
_THERE: Final = Vendor("https://sender.api.kivra.com")
_LIMIT: Final = Limit(100, 60.0, 10)
_PERSON, _COMPANY = 12, 10
_FIELDS: Final = (
    Field("client_id", "Client ID", secret=False),
    Field("client_secret", "Client secret"),
    Field("tenant", "Tenant key", secret=False),
)


@dataclass(frozen=True)
class Kivra:
    """As the protocol says."""

    countries: tuple[str, ...]
    vendor: Vendor = _THERE
    code: str = "kivra"
    name: str = NAME
    channel: Channel = "digital"
    fields: tuple[Field, ...] = _FIELDS
    ready: bool = True
    tells: Tells = ""
    verified: str = (
        "The look-up, the letter, and that the same letter twice is delivered once: held to Kivra's own OpenAPI. It "
        "describes nothing that tells whether a letter was opened, so a letter counts as taken and no more. Not "
        "tried against Kivra itself; sending needs an agreement with Kivra."
    )

    def allowed(self, told: Told) -> Told:
        """The client's name and secret, and the tenant."""
        return typed(told, self.fields)

    def open(self, rights: Rights) -> "KivraLine":
        """Nothing is asked yet; who we are is asked for at the first request."""
        told = rights.now()
        caller = Caller(NAME, self.vendor.url, _LIMIT, _Entry(self.vendor.url, told))
        return KivraLine(caller, told["tenant"], self.countries[0])

    def heard(self, headers: Headers, body: bytes, secret: str, now: datetime) -> tuple[ReceiptIn, ...]:  # noqa: ARG002
        """It tells nothing of letters."""
        raise Refused(UNREAD, {"system": NAME})


@dataclass
class _Entry:
    """Gets the word that each request carries, and a new one where it is no longer good."""

    url: str
    told: Told
    word: str = ""

    def __call__(self, renew: bool) -> Mapping[str, str]:
        """The header of a request."""
        if renew or not self.word:
            keys = b64encode(f"{self.told['client_id']}:{self.told['client_secret']}".encode()).decode()
            entry = Caller(NAME, self.url, _LIMIT, lambda _: {"Authorization": f"Basic {keys}"})
            try:
                answer = entry.form("/v1/auth", {"grant_type": "client_credentials"})
            except Refused as error:
                raise NotAllowed(error.phrase, error.facts) from error
            self.word = str((answer.told or {}).get("access_token") or "")
        return {"Authorization": f"Bearer {self.word}"}


@dataclass(frozen=True)
class KivraLine:
    """A sender (tenant) at Kivra."""

    caller: Caller
    tenant: str
    country: str

    def look(self) -> tuple[str, ...]:
        """Asks for nobody: a wrong key is said."""
        self._match("usermatch/ssn", [])
        return ()

    def reaches(self, to: To) -> str:
        """Whether the debtor has a mailbox that takes letters of this sender."""
        number = self._number(to.number)
        if not number:
            return NO_NUMBER
        way = "usermatch/ssn" if len(number) == _PERSON else "companymatch/vatnr"
        return "" if self._match(way, [number]) else NO_MAILBOX

    def hand_over(self, parcel: Parcel) -> Taken:
        """Puts one letter into the mailbox; what is wholly the same is delivered once (Kivra's duplicate control)."""
        number = self._number(parcel.to.number)
        if not number:
            raise Refused(NO_NUMBER)
        who = "ssn" if len(number) == _PERSON else "vat_number"
        data = b64encode(parcel.pdf).decode()
        paper = {"name": parcel.name or "brev.pdf", "data": data, "content_type": "application/pdf"}
        body = {who: number, "subject": parcel.subject, "type": "letter", "parts": [paper]}
        with unnamed():
            answer = self.caller.send("POST", f"{self._place}/content", body)
        place = answer.headers.get("kivra-objkey", "")
        if not place:
            raise Uncertain("{system} did not say what it calls the letter.", {"system": NAME})
        return Taken(place)

    def taken(self, parcel: Parcel) -> Taken | None:  # noqa: ARG002 every line is asked the same
        """Nothing is known of it, and need not be: handed over again it is delivered once."""
        return None

    def receipts(self, places: tuple[str, ...]) -> Iterator[ReceiptIn]:  # noqa: ARG002 every line is asked the same
        """It tells nothing more of a letter than that it has it."""
        return iter(())

    @property
    def _place(self) -> str:
        return f"/v2/tenant/{quote(self.tenant, safe='')}"

    def _match(self, way: str, numbers: list[str]) -> list[Any]:
        """Those of the numbers that have a mailbox; asked in the body, so that no address holds a number."""
        with unnamed():
            return list((self.caller.ask(f"{self._place}/{way}", {"list": numbers}).told or {}).get("list") or [])

    def _number(self, told: str) -> str:
        """A person's number of twelve digits, or a company's as it has it for VAT; empty where it is neither."""
        digits = "".join(sign for sign in told if sign.isdigit())
        if len(digits) == _PERSON:
            return digits
        is_company = len(digits) == _COMPANY and digits[2] >= "2"
        return f"{self.country}{digits}01" if is_company else ""
