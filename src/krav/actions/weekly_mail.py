"""The mail of a weekly list: whom it is for, in which language, and the links that answer without a login."""

from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.core import signing
from django.urls import reverse

from krav.claims.weekly import Head, WeeklyList
from krav.render import weekly
from krav.store.load import Creditor
from krav.store.queries.weekly import language_of, mail_key
from krav.wire.mail import Notice
from krav.wire.zones import there

_SALT = "krav.weekly"


def token(account_id: int, head: Head) -> str:
    """What opens a list without a login: it names account, list and recipient, and none can be made up."""
    return signing.dumps((account_id, head.id, _whom(head.to)), salt=_SALT, compress=True)


def named_by(text: str) -> tuple[int, int, str] | None:
    """The account, the list and the mark of its recipient that a link names; None where the link was not made here."""
    try:
        account_id, list_id, whom = signing.loads(text, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return account_id, list_id, whom


def is_for(head: Head, whom: str) -> bool:
    """Whether the list was mailed to whom a link was made for."""
    return _whom(head.to) == whom


def language(of: Creditor, to: str) -> str:
    """What the recipient reads: as they have chosen on the pages, else as the account writes."""
    return weekly.language_among(language_of(to), of.language, of.country.languages[0])


def notice(of: Creditor, listed: WeeklyList, until: datetime, zone: str) -> Notice:
    """The mail of a list that may be answered until then."""
    text = token(of.id, listed.head)

    def link(answer: str, line_id: int) -> str:
        named = {"token": text, "answer": answer, "line": line_id} if answer else {"token": text}
        return f"{settings.KRAV_SITE.origin}{reverse('weekly_line' if answer else 'weekly', kwargs=named)}"

    speaks = language(of, listed.head.to)
    made = weekly.message(listed, of.sender.name, there(until, zone), speaks, link)
    return Notice(listed.head.to, made.subject, made.text, made.html, f"{mail_key(listed.head.id)}.{of.slug}@krav")


def _whom(address: str) -> str:
    return sha256(address.lower().encode()).hexdigest()[:16]
