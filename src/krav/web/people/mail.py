"""The e-mail that asks somebody to join an account."""

from smtplib import SMTPException

from django.core import signing
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from krav.store.queries.people import Waiting
from krav.web.reader import Request

_SALT = "krav.invitation"


def send_invitation(request: Request, waiting: Waiting) -> bool:
    """Sends the invitation with its link; whether the mail server took it."""
    inviter = getattr(request.user, "name", "") or waiting.invited_by
    link = request.build_absolute_uri(reverse("invited", kwargs={"token": signing.dumps(waiting.id, salt=_SALT)}))
    subject = _("%(account)s asks you to join them on Krav") % {"account": waiting.account_name}
    body = render_to_string("people/invitation.txt", {"waiting": waiting, "inviter": inviter, "link": link})
    try:
        EmailMessage(" ".join(subject.split()), body, to=[waiting.email]).send()
    except (SMTPException, OSError):
        return False
    return True


def invited_by_link(token: str) -> int | None:
    """The invitation that a link names; None where the link was not made here."""
    try:
        return int(signing.loads(token, salt=_SALT))
    except signing.BadSignature:
        return None
