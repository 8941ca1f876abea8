"""A mail service by its interface: letters through django-anymail, and what became of them by its own webhooks."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any, Final

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailWebhookValidationFailure
from django.core.handlers.wsgi import WSGIRequest
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from krav.kernel.refusal import KravError
from krav.wire.broken import NotAllowed, Refused, Uncertain, Unreachable
from krav.wire.call import Caller, Params
from krav.wire.rights import Field, Headers, Limit, Rights, Told, Vendor
from krav.wire.sending.hooks import FORGED, OLD, UNREAD, fresh
from krav.wire.sending.mail.addresses import check, is_email, named
from krav.wire.sending.mail.mailers import Mailer
from krav.wire.sending.protocol import Channel, Kind, Parcel, ReceiptIn, Taken, Tells, To
from krav.wire.sending.typed import typed

USER: Final = "krav"
"""As whom a service logs in that sends a password along with what it tells."""

_THERE: Final = Vendor("")
_LIMIT: Final = Limit(60, 60.0, 10)
_SIGNED_FOR: Final = timedelta(days=1)  # a service tells again for hours where nobody answers, and signs once
_OURS: Final = "krav"
_GONE, _COUNTED, _WRONG = frozenset({401, 403}), 429, 500
_KINDS: Final[Mapping[str, Kind]] = {
    "queued": "accepted", "sent": "accepted", "delivered": "delivered", "opened": "opened",
    "bounced": "bounced", "failed": "bounced", "rejected": "refused",
    "complained": "complained",
}  # fmt: skip
_UNSURE: Final = "{system} did not confirm what it was sent. It is asked whether it has it."
_LOST: Final = "Interrupted while {key} was handed over; look it up at {system}."
_SILENT: Final = "{system} does not answer: {said}."


@dataclass(frozen=True)
class MailService:
    """As the protocol says."""

    service: Mailer
    vendor: Vendor = _THERE
    channel: Channel = "email"
    countries: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """Its code."""
        return self.service.code

    @property
    def name(self) -> str:
        """Its name."""
        return self.service.name

    @property
    def verified(self) -> str:
        """What was verified of it."""
        return self.service.verified

    @property
    def tells(self) -> Tells:
        """Signed, or with a password in the address."""
        return "signed" if self.service.key else "password"

    @property
    def fields(self) -> tuple[Field, ...]:
        """The keys of the account there."""
        return self.service.fields

    @property
    def ready(self) -> bool:
        """Its address is known."""
        return True

    def allowed(self, told: Told) -> Told:
        """The keys."""
        return typed(told, self.fields)

    def open(self, rights: Rights) -> "ServiceLine":
        """Nothing is asked yet."""
        return ServiceLine(self.service, self.vendor.url or self.service.url, rights.now())

    def heard(self, headers: Headers, body: bytes, secret: str, now: datetime) -> tuple[ReceiptIn, ...]:
        """What became of messages, as anymail reads the service's own words."""
        if not secret:
            raise Refused(FORGED, {"system": self.name})
        proof = {self.service.key: secret} if self.service.key else {"webhook_secret": f"{USER}:{secret}"}
        view = import_string(self.service.hear)(**proof)
        request = _request(headers, body)
        try:
            view.run_validators(request)
            events = [event for event in view.parse_events(request) if event.event_type in _KINDS]
            found = [(_receipt(event, body, now), _signed_at(event, self.service.signed_at)) for event in events]
        except AnymailWebhookValidationFailure as error:
            raise Refused(FORGED, {"system": self.name}) from error
        except (AnymailError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
            raise Refused(UNREAD, {"system": self.name}) from error
        for told, at in found:
            fresh(told, self.name, now)
            if at and abs(now - at) > _SIGNED_FOR:
                raise Refused(OLD, {"system": self.name})
        return tuple(told for told, _ in found)


@dataclass(frozen=True)
class ServiceLine:
    """An account at a mail service."""

    service: Mailer
    url: str
    told: Told

    def look(self) -> tuple[str, ...]:
        """A key that may only send cannot be asked anything else: the first letter shows it."""
        return ()

    def reaches(self, to: To) -> str:
        """It reaches whoever has an address."""
        if not to.email:
            return "There is no e-mail address."
        return "" if is_email(to.email) else "The e-mail address is none."

    def hand_over(self, parcel: Parcel) -> Taken:
        """Sends one message; its key is its Message-ID, and goes along so that what is told of it names it."""
        check(parcel)
        message = self._message(parcel)
        line = message.connection
        try:
            line.open()
            line.send_messages([message])
        except AnymailAPIError as error:
            raise self._wrong(error) from error
        except (AnymailError, ValueError) as error:
            raise Refused("{system} refused: {said}.", {"system": self.service.name, "said": _first_line(error)}) from error
        finally:
            line.close()
        found: str | None = message.anymail_status.message_id
        return Taken(_bare(found) or parcel.key)

    def taken(self, parcel: Parcel) -> Taken | None:
        """The message by its tag, where the service is asked that way.

        Raises:
            Uncertain: it is not; a person looks it up.
        """
        way = self.service.look_up
        if way is None:
            raise Uncertain(_LOST, {"key": parcel.number, "system": self.service.name})
        sign = {way.header: self.told[way.right], "Accept": "application/json"}
        caller = Caller(self.service.name, self.url or way.url, _LIMIT, lambda _: sign)
        asked: Params = {"count": 50, "offset": 0, "tag": parcel.key, "recipient": parcel.to.email}
        rows = (caller.get(way.path, asked).told or {}).get(way.list) or []
        return Taken(_bare(str(rows[0][way.id]))) if rows else None

    def receipts(self, places: tuple[str, ...]) -> Iterator[ReceiptIn]:  # noqa: ARG002 every line is asked the same
        """It tells by itself."""
        return iter(())

    def _message(self, parcel: Parcel) -> Any:  # noqa: ANN401 anymail's own additions
        own = {name: value for name, value in self.told.items() if name != "webhook_key"}
        place = {"api_url": self.url} if self.url else {}
        line = import_string(self.service.send)(**own, **place)
        sender, to = named(parcel.sender.name, parcel.sender.email), named(parcel.to.name, parcel.to.email)
        headers = {"Message-ID": f"<{parcel.key}>", **self.service.headers}
        message: Any = EmailMessage(
            parcel.subject, parcel.text, sender, [to], reply_to=[parcel.sender.email], headers=headers, connection=line
        )
        message.metadata = {_OURS: parcel.key}
        if self.service.look_up:
            message.tags = [parcel.key]
        if parcel.pdf:
            message.attach(parcel.name, parcel.pdf, "application/pdf")
        return message

    def _wrong(self, error: AnymailAPIError) -> KravError:
        """What the service said instead of yes, or that it said nothing."""
        words = {"system": self.service.name, "said": _first_line(error)}
        if error.status_code in _GONE:
            return NotAllowed("{system} no longer lets Krav in: {said}. Connect it again.", words)
        if error.status_code == _COUNTED or _never_there(error):
            return Unreachable(_SILENT, words)
        if error.status_code is None or error.status_code >= _WRONG or error.status_code < 300:
            return Uncertain(_UNSURE, words)
        return Refused("{system} refused: {said}.", words)


def _never_there(error: BaseException) -> bool:
    """Whether there was no connection at all, so that nothing can have arrived."""
    cause = error.__cause__
    inner = cause.args[0] if cause and cause.args else None
    return isinstance(getattr(inner, "reason", inner), NewConnectionError | ConnectTimeoutError)


def _first_line(error: Exception) -> str:
    """The beginning of the service's own words; what follows may hold what was sent."""
    return str(error).strip().partition("\n")[0][:200]


def _bare(name: str | None) -> str:
    return (name or "").strip().removeprefix("<").removesuffix(">")


def _receipt(event: Any, body: bytes, now: datetime) -> ReceiptIn:  # noqa: ANN401 anymail's own
    """One event; a service that gives events no names is known again by its words."""
    key = event.event_id or b64encode(sha256(body).digest()).decode()
    words = event.mta_response or event.description or event.reject_reason or ""
    ours = (event.metadata or {}).get(_OURS, "")
    at, kind = event.timestamp or now, _KINDS[event.event_type]
    return ReceiptIn(str(key)[:120], kind, at, _bare(event.message_id), str(ours), str(words)[:400])


def _signed_at(event: Any, name: str) -> datetime | None:  # noqa: ANN401 anymail's own
    """The moment that the signature covers: what stands beside it could be put there by whoever kept a signature."""
    proof = event.esp_event.get("signature") if name else None
    return datetime.fromtimestamp(float(proof[name]), UTC) if isinstance(proof, Mapping) else None


def _request(headers: Headers, body: bytes) -> WSGIRequest:
    """The request as anymail's views read it."""
    named = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    about = {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": headers.get("content-type", "")}
    return WSGIRequest({**named, **about, "PATH_INFO": "/", "wsgi.input": BytesIO(body), "wsgi.url_scheme": "https"})
