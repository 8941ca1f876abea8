"""Mails about credits: the invoice to whoever bought, and once, when they run out, a word to those who can buy more."""

from datetime import date, datetime

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from krav.actions.telling import mail
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.render import amounts
from krav.render.autopilot import Message
from krav.render.credit_invoice import invoice_sheet, language_of, units_said, words
from krav.render.pdf import Renderer
from krav.store import models as rows
from krav.store.queries.credits import Owner, PurseSeen, all_purses, invoice_of, low_units, order
from krav.wire.mail import Mail, send


def mail_invoice(order_id: int, *, renderer: Renderer) -> str:
    """Mails an order's invoice to its buyer; answers the address, empty where the buyer has none.

    Raises:
        MailRefused, MailUncertain: the mail server did not take it, or did not say that it did.
    """
    seen = order(order_id)
    if seen is None or not seen.buyer.email:
        return ""
    language, invoice = language_of(seen.buyer.country), invoice_of(seen)
    said = words()[language]
    text = said["mail_text"].format(
        buyer=seen.buyer.name,
        package=seen.package,
        total=amounts.number(seen.total, language),
        currency=seen.currency,
        day=amounts.day(seen.due_on, language),
    )
    send(
        Mail(
            sender=settings.DEFAULT_FROM_EMAIL,
            reply_to=seen.seller.email,
            to=seen.buyer.email,
            subject=said["mail_subject"].format(number=seen.number, seller=seen.seller.name),
            body=f"{text}\n".replace(amounts.BLANK, " "),
            attachment_name=f"{seen.number}.pdf",
            attachment=renderer.sheet(invoice_sheet(invoice)),
            key=f"credits.{seen.number}@krav",
        )
    )
    return seen.buyer.email


def warn_low(*, on: date, now: datetime) -> int:
    """Mails those whose credits run out and who were not told since the last came; how many mails left."""
    waiting = dict(rows.Purse.objects.filter(warned_at__isnull=True).values_list("id", "id"))
    low = low_units(waiting, on)
    return sum(_warn(purse, low[purse.id], on, now) for purse in all_purses(on) if purse.id in low)


def _warn(purse: PurseSeen, low: dict[str, int], on: date, now: datetime) -> int:
    """Tells each of them; where no mail left it is tried again the next time."""
    if not rows.Purse.objects.filter(pk=purse.id, warned_at__isnull=True).update(warned_at=now):
        return 0
    left = 0
    for email, language in _readers(purse.owner):
        message = _message(purse, low, language)
        try:
            mail(message, email, f"low.{purse.id}.{on}.{email.partition('@')[0]}@krav")
            left += 1
        except KravError:
            continue
    if not left:
        rows.Purse.objects.filter(pk=purse.id, warned_at=now).update(warned_at=None)
    return left


def _message(purse: PurseSeen, low: dict[str, int], language: str) -> Message:
    said = words()[language]
    link = f"{settings.KRAV_SITE.origin}{_page(purse.owner)}"
    lines = [said["low_head"].format(name=purse.name), "", f"– {units_said(low, language)}", ""]
    text = "\n".join([*lines, said["low_end"].format(link=link), ""])
    return Message(said["low_subject"].format(name=purse.name), text)


def _readers(owner: Owner) -> list[tuple[str, str]]:
    """Administrators of the account or the firm, each with the language they read."""
    may = Q(user__is_active=True, role=Role.ADMINISTRATOR)
    columns = ("user__email", "user__language")
    if owner.account_id:
        code = rows.Account.objects.values_list("country", flat=True).get(pk=owner.account_id)
        found = list(
            rows.Membership.objects.filter(may, account_id=owner.account_id).order_by("user_id").values_list(*columns)
        )
    else:
        code = rows.Firm.objects.values_list("country", flat=True).get(pk=owner.firm_id or 0)
        found = list(
            rows.FirmMember.objects.filter(may, firm_id=owner.firm_id or 0).order_by("user_id").values_list(*columns)
        )
    return [(email, language or language_of(code)) for email, language in found]


def _page(owner: Owner) -> str:
    """The address of the page where credits are bought."""
    if owner.account_id:
        slug = rows.Account.objects.values_list("slug", flat=True).get(pk=owner.account_id)
        return reverse("settings_credits", kwargs={"slug": slug})
    return reverse(
        "firm_credits", kwargs={"slug": rows.Firm.objects.values_list("slug", flat=True).get(pk=owner.firm_id or 0)}
    )
