"""Looks at how people reach Krav and Krav reaches them: the site's address, the proxy, mail."""

from collections.abc import Iterator
from smtplib import SMTP, SMTP_SSL, SMTPException

from django.conf import settings

from krav.actions.doctor.finding import Finding, Now
from krav.wire import domains

_HERE = ("localhost", "127.0.0.1", "::1")
_TRIES = "It is meant for trying things out."


def site(_: Now) -> Iterator[Finding]:
    place = settings.KRAV_SITE
    if not place.secure and place.host not in _HERE:
        what = f"People reach {place.origin} without https: passwords and debts travel in the clear."
        yield Finding("site.https", what, f"Let a proxy speak https, and set KRAV_SITE=https://{place.host}.")
    if place.host in _HERE:
        what = f"KRAV_SITE is {place.origin}: links in mails and letters lead nobody here."
        yield Finding("site.here", what, "Set KRAV_SITE to the address that people use.", wrong=False)
        return
    for name, on in _meant_for_trying().items():
        if on:
            yield Finding("site.trying", f"{name} is set. {_TRIES}", f"Unset {name}.")


def _meant_for_trying() -> dict[str, bool]:
    return {
        "KRAV_TODAY": settings.KRAV_TODAY is not None,
        "KRAV_DEBUG": settings.DEBUG,
        "KRAV_AT_ANY_HOUR": settings.KRAV_AT_ANY_HOUR,
        "KRAV_PRIVATE_ADDRESSES": settings.KRAV_PRIVATE_ADDRESSES,
    }


def proxy(_: Now) -> Iterator[Finding]:
    """Whether anybody could say they come from elsewhere."""
    if "*" in settings.KRAV_PROXIES.split(","):
        what = "Everybody is believed about the address they come from: who is locked out writes another."
        yield Finding("site.proxies", what, "Set KRAV_PROXIES to the addresses of your own proxies.")


def mail(_: Now) -> Iterator[Finding]:
    if not settings.KRAV_MAIL:
        what = f"There is no mail server: what people are mailed lies in {settings.EMAIL_FILE_PATH}."
        yield Finding("mail.none", what, "Set KRAV_SMTP_URL=smtp://user:password@host:port.", wrong=False)
        return
    place = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        _greet()
    except (SMTPException, OSError) as error:
        what = f"The mail server at {place} does not take us: {type(error).__name__}."
        yield Finding("mail.server", what, "Correct KRAV_SMTP_URL, or let this machine through to it.")


def sender(_: Now) -> Iterator[Finding]:
    """Whether mail could be answered: its domain is one that takes mail, as far as names can be asked for."""
    address = settings.DEFAULT_FROM_EMAIL
    domain = address.rpartition("@")[2].rstrip(">")
    if settings.KRAV_MAIL and not domains.may_take_mail(domain):
        what = f"Mail is sent from {domain}, which takes none: servers will throw it away."
        yield Finding("mail.from", what, "Set KRAV_MAIL_FROM to an address of your own.")


def _greet() -> None:
    """Says hello to the mail server, as for a letter, and goes."""
    kind = SMTP_SSL if settings.EMAIL_USE_SSL else SMTP
    with kind(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=10) as server:
        if settings.EMAIL_USE_TLS:
            server.starttls()
        if settings.EMAIL_HOST_USER:
            server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        server.noop()
