"""What carries an account's letters: the carriers it has connected, and each letter as it is handed to one of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from krav.actions.kept_rights import KeptRights
from krav.actions.moving import moves
from krav.claims.letter import Addressee, Letter
from krav.kernel.refusal import KravError
from krav.render.email import email
from krav.render.sms import sms
from krav.store import models as rows
from krav.store.load import Creditor
from krav.store.numbers import whole
from krav.store.scope import account_scope
from krav.wire.broken import NotAllowed
from krav.wire.sending.carriers import carrier
from krav.wire.sending.house import HouseMail
from krav.wire.sending.protocol import Channel, From, Line, Parcel, To

FILE, EMAIL, SMS, PRINT, DIGITAL = "file", "email", "sms", "print", "digital"
_SENDER_MAX = 11


@dataclass(slots=True)
class Lines:
    """The lines of an account, each opened when it is first needed.

    `open_to` are the channels that letters may be routed by; those of `lost` are among them, and wait for a person.
    """

    account_id: int
    codes: Mapping[str, tuple[int, str, str]]
    lost: set[str]
    opened: dict[str, Line] = field(default_factory=dict)

    @property
    def open_to(self) -> frozenset[str]:
        """The channels the account can use: a file and e-mail always."""
        return frozenset({FILE, EMAIL, *self.codes})

    def to(self, channel: str) -> Line:
        """The line of a channel.

        Raises:
            KravError: the installation no longer has the adapter.
        """
        if channel not in self.opened:
            known = self.codes.get(channel)
            self.opened[channel] = (
                carrier(known[1]).open(KeptRights(self.account_id, known[0], rows.Carrier)) if known else HouseMail()
            )
        return self.opened[channel]

    def lose(self, channel: str, error: NotAllowed) -> None:
        """The right to a carrier is gone: nothing goes by it before somebody has connected it anew."""
        self.lost.add(channel)
        with moves(self.account_id):
            here = rows.Carrier.objects.filter(channel=channel, state="on")
            here.update(state="lost", problem=str(error)[:400])


def lines(account_id: int) -> Lines:
    """The lines of the account's carriers."""
    with account_scope(account_id):
        found = rows.Carrier.objects.exclude(state="ended").order_by("id").values_list("channel", "id", "code", "state")
        codes = {channel: (key, code, state) for channel, key, code, state in found}
    return Lines(account_id, codes, {channel for channel, (_, _, state) in codes.items() if state == "lost"})


def key_of(number: str, slug: str) -> str:
    """What a letter is called at every carrier, once and for all; an e-mail's Message-ID."""
    return f"{number}.{slug}@krav"


def parcel(letter: Letter, channel: Channel, creditor: Creditor, pdf: bytes, place: str = "") -> Parcel:
    """A letter as it is handed to a carrier: always in the creditor's name.

    Raises:
        KravError: a text is missing, or it is a draft, which is no letter.
    """
    if letter.draft:
        raise KravError("The letter texts are drafts: approve them for this account first.")
    said = email(letter)
    by_sms = channel == SMS
    return Parcel(
        key=key_of(letter.number, creditor.slug),
        number=letter.number,
        channel=channel,
        to=to(letter, creditor),
        sender=sender(creditor),
        subject=said.subject,
        text=sms(letter) if by_sms else said.text,
        pdf=b"" if by_sms else pdf,
        name=said.attachment,
        country=letter.country,
        place=place,
    )


def to(letter: Letter, creditor: Creditor) -> To:
    """Whom the letter goes to."""
    who = letter.addressee
    return To(
        name=who.name,
        street=who.street,
        postcode=who.postcode,
        city=who.city,
        country=who.country or creditor.country.code,
        email=who.email,
        phone=who.phone,
        number=whole(who.company_number, who.sealed_number),
        attention=who.attention,
    )


def sender(creditor: Creditor) -> From:
    """The creditor as a carrier shows it."""
    who = creditor.sender
    short = "".join(sign for sign in who.name if sign.isascii() and (sign.isalnum() or sign == " "))
    return From(who.name, who.email, who.company_number, short[:_SENDER_MAX].strip())


def address(who: Addressee, channel: str) -> str:
    """Where a letter goes by the channel, as it is kept."""
    post = (who.name, who.street, f"{who.postcode} {who.city}".strip(), who.country)
    own = {EMAIL: who.email, SMS: who.phone, DIGITAL: who.company_number}
    return own.get(channel) or ", ".join(part for part in post if part)


UNIT_OF = {EMAIL: "email", SMS: "sms", PRINT: "letter", DIGITAL: "letter"}
"""What a letter by a channel draws from the purse; a file draws nothing."""


def about(letter_id: int, channel: str) -> str:
    """What credits are drawn for."""
    return f"letter {letter_id} {channel}"
