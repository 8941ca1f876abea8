"""Links that a firm gives away: to a company, to become its client; to a person, to work there. Signed, and they end."""

from datetime import timedelta
from smtplib import SMTPException
from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.mail import EmailMessage
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from krav.actions.colleagues import join_firm
from krav.actions.firms import Offer, add_client
from krav.actions.unit import Actor
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.queries.firms import FirmSeen, colleagues, could_join, firm
from krav.store.queries.people import proved_addresses, seat
from krav.web.reader import Request, reader_id
from krav.wire import clock

LASTS = timedelta(days=30)
_OFFER, _WORK = "krav.firm.offer", "krav.firm.work"


def offer_link(request: Request, offer: Offer) -> str:
    """The address under which a company takes the offer."""
    said = [offer.firm_id, offer.pays, int(offer.highest), offer.by]
    return request.build_absolute_uri(reverse("offered", kwargs={"token": signing.dumps(said, salt=_OFFER)}))


def send_work(request: Request, at: FirmSeen, email: str, role: Role, by: str) -> bool:
    """Mails somebody the link by which they begin to work at the firm; whether the mail server took it."""
    token = signing.dumps([at.id, email.strip().lower(), int(role), by], salt=_WORK)
    link = request.build_absolute_uri(reverse("works", kwargs={"token": token}))
    subject = _("%(firm)s asks you to work there on Krav") % {"firm": at.name}
    body = render_to_string("firms/works.txt", {"firm": at, "by": by, "link": link, "days": LASTS.days})
    try:
        EmailMessage(" ".join(subject.split()), body, to=[email]).send()
    except (SMTPException, OSError):
        return False
    return True


@login_required
def offered(request: Request, token: str) -> HttpResponse:
    """The firm's offer, and which of the reader's accounts takes it: the administrator's consent."""
    offer, at = _offer(token)
    mine = could_join(reader_id(request))
    words: dict[str, Any] = {"offer": offer, "firm": at, "mine": mine, "people": colleagues(at.id), "key": uuid4().hex}
    if request.method != "POST":
        return render(request, "firms/offered.html", words)
    found = seat(reader_id(request), request.POST.get("account", ""))
    if found is None:
        return render(request, "firms/offered.html", words | {"missing": True}, status=422)
    by = Actor(request.user.get_username(), found.role)
    try:
        add_client(found.account_id, offer, on=clock.today(), by=by, key=request.POST.get("key", ""))
    except KravError as error:
        return render(request, "firms/offered.html", words | {"error": error}, status=409)
    return redirect("settings_firm", slug=found.slug)


@login_required
def works(request: Request, token: str) -> HttpResponse:
    """The way to one's place at a firm, for the owner of the address that was asked."""
    firm_id, email, role, by = _signed(token, _WORK)
    at = firm(firm_id)
    if at is None:
        raise Http404
    mine = email in proved_addresses(reader_id(request))
    words: dict[str, Any] = {"firm": at, "email": email, "role": Role(role), "by": by, "mine": mine}
    if request.method != "POST" or not mine:
        return render(request, "firms/works.html", words, status=200 if mine else 403)
    try:
        join_firm(firm_id, reader_id(request), email, Role(role), asked_by=by, on=clock.today())
    except KravError as error:
        return render(request, "firms/works.html", words | {"error": error}, status=409)
    return redirect("firm", slug=at.slug)


def _offer(token: str) -> tuple[Offer, FirmSeen]:
    firm_id, pays, highest, by = _signed(token, _OFFER)
    found = firm(firm_id)
    if found is None:
        raise Http404
    return Offer(firm_id, pays, Role(highest), by), found


def _signed(token: str, salt: str) -> Any:  # noqa: ANN401 what was signed
    """What the link says.

    Raises:
        Http404: it was not made here, or has ended.
    """
    try:
        return signing.loads(token, salt=salt, max_age=LASTS)
    except signing.BadSignature as error:
        raise Http404 from error
