"""What people call channels, and where each carrier gives what is pasted and takes the address it tells at."""

from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

from django.utils.translation import gettext as _

from krav.wire.sending.mail.mailer import USER
from krav.wire.sending.protocol import Carrier


def channel(name: str) -> str:
    """A channel's name."""
    return {
        "email": _("E-mail"), "sms": _("SMS"), "print": _("Letters on paper"), "digital": _("Digital mailbox"),
    }[name]  # fmt: skip


def about(name: str) -> str:
    """What a channel needs, and what it is without a carrier."""
    return {
        "email": _("Without a service of your own, e-mail leaves by the mail server of this installation."),
        "sms": _("An SMS tells that there is a letter; it never takes the place of one."),
        "print": _("Without a print house letters are put together for you to print and post."),
        "digital": _("A mailbox is found by the debtor’s own number; only those who have one get letters there."),
    }[name]


def where(carrier: Carrier) -> str:
    """Where at the carrier a person finds what Krav asks for."""
    named = {
        "postmark": _("In Postmark: your server, API Tokens."),
        "mailgun": _("In Mailgun: Sending, Domain settings, Sending keys; the signing key stands under API security."),
        "brevo": _("In Brevo: SMTP & API, API keys."),
        "46elks": _("In 46elks: Account, API credentials."),
        "gatewayapi": _("In GatewayAPI: API, API keys; the key of the webhook is the one you choose there for signing."),
        "kivra": _("Kivra gives them with the agreement on sending."),
        "digipost": _("In Digipost for businesses: Certificates. Paste the private key that belongs to yours."),
    }
    return named.get(carrier.code, "")


class Address(NamedTuple):
    """The address at which a carrier tells, and what a person does with it."""

    url: str
    words: str


def address(carrier: Carrier, hook: str, secret: str) -> Address | None:
    """What is pasted at the carrier so that it tells; None where nothing is."""
    if carrier.tells == "password":
        parts = urlsplit(hook)
        url = urlunsplit(parts._replace(netloc=f"{USER}:{secret}@{parts.netloc}"))
        return Address(url, _("Paste it at %(name)s as the address of its webhooks, for delivery, bounces and complaints.")
                       % {"name": carrier.name})  # fmt: skip
    if carrier.tells in {"address", "signed"}:
        return Address(hook, _("Paste it at %(name)s as the address of its webhooks; it signs what it tells.")
                       % {"name": carrier.name})  # fmt: skip
    return None
