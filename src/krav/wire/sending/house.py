"""The mail server of this installation: what carries e-mail where the account has connected no carrier of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings

from krav.wire.broken import Refused, Uncertain, Unreachable
from krav.wire.mail import Mail, MailRefused, MailUncertain, send
from krav.wire.rights import Field, Headers, Rights, Told
from krav.wire.sending.hooks import UNREAD
from krav.wire.sending.mail.addresses import check, is_email
from krav.wire.sending.protocol import Channel, Parcel, ReceiptIn, Taken, Tells, To

NAME: Final = "The mail server of this installation"


@dataclass(frozen=True)
class House:
    """As the protocol says; nothing is typed, for the operator has set it up."""

    code: str = "smtp"
    name: str = NAME
    channel: Channel = "email"
    countries: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    tells: Tells = ""
    verified: str = (
        "By the mail server's own protocol (SMTP). It tells nothing of what becomes of an e-mail later: one that comes back "
        "comes to the creditor's own address."
    )

    @property
    def ready(self) -> bool:
        """Whether this installation has a mail server."""
        return bool(settings.KRAV_MAIL)

    def allowed(self, told: Told) -> Told:  # noqa: ARG002 every carrier is asked the same
        """Nothing is kept."""
        return {}

    def open(self, rights: Rights) -> "HouseMail":  # noqa: ARG002 every carrier is asked the same
        """The server."""
        return HouseMail()

    def heard(self, headers: Headers, body: bytes, secret: str, now: datetime) -> tuple[ReceiptIn, ...]:  # noqa: ARG002
        """It tells nothing by itself."""
        raise Refused(UNREAD, {"system": NAME})


@dataclass(frozen=True, slots=True)
class HouseMail:
    """A line that hands letters to the server of KRAV_SMTP_URL; it tells nothing of what becomes of them."""

    def look(self) -> tuple[str, ...]:
        """Nothing can be asked of it."""
        return ()

    def reaches(self, to: To) -> str:
        """It reaches whoever has an address."""
        if not to.email:
            return "There is no e-mail address."
        return "" if is_email(to.email) else "The e-mail address is none."

    def hand_over(self, parcel: Parcel) -> Taken:
        """Sends the letter as an e-mail; its key is the Message-ID.

        Raises:
            Refused: an address that is none, or a heading that holds a line break; or the server will not have it.
        """
        check(parcel)
        mail = Mail(
            sender=parcel.sender.email,
            reply_to=parcel.sender.email,
            to=parcel.to.email,
            subject=parcel.subject,
            body=parcel.text,
            attachment_name=parcel.name,
            attachment=parcel.pdf,
            key=parcel.key,
        )
        try:
            send(mail)
        except MailRefused as error:
            raise (Refused if error.lasting else Unreachable)(error.phrase, error.facts) from error
        except MailUncertain as error:
            raise Uncertain(error.phrase, error.facts) from error
        return Taken(parcel.key)

    def taken(self, parcel: Parcel) -> Taken | None:
        """A mail server cannot be asked; its own log tells."""
        raise Uncertain("Interrupted while {key} was handed over; look it up at the mail server.", {"key": parcel.key})

    def receipts(self, places: tuple[str, ...]) -> Iterator[ReceiptIn]:  # noqa: ARG002 every line is asked the same
        """It tells nothing."""
        return iter(())
