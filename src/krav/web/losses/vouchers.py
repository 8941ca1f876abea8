"""Vouchers: the list and the table for the books, one of them, and its taking back."""

import csv
from io import StringIO

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from krav.actions.writeoffs import undo_write_off
from krav.claims.writeoff import WRITE_OFF
from krav.formats.sheets.harmless import harmless
from krav.kernel.money import Money
from krav.kernel.role import Role
from krav.store.queries.losses import VoucherSeen, standing_write_offs
from krav.store.queries.losses import vouchers as read
from krav.web.page import Page, account_page
from krav.web.papers import spreadsheet
from krav.web.written import amount, word

_PAGE = 100


@require_GET
@account_page()
def vouchers(page: Page) -> HttpResponse:
    """The vouchers, newest first: all, or those of a case; as a table for the books, all of them at once."""
    asked = page.request.GET
    case_id, after = (_number(asked.get(name, "")) for name in ("case", "after"))
    if asked.get("format") == "csv":
        return _csv(page, read(case_id=case_id)[::-1])
    found = read(case_id=case_id, after=after, limit=_PAGE + 1)
    shown, more = found[:_PAGE], len(found) > _PAGE
    own = reverse("cases_vouchers", kwargs={"slug": page.seat.slug})
    only = {"case": case_id} if case_id else {}
    return page.render(
        "losses/vouchers.html",
        vouchers=shown,
        kind_of=word,
        csv_url=f"{own}?{urlencode(only | {'format': 'csv'})}",
        next_url=f"{own}?{urlencode(only | {'after': shown[-1].id})}" if more else "",
    )


@require_GET
@account_page()
def voucher(page: Page, voucher_id: int) -> HttpResponse:
    """One voucher with its lines."""
    seen = _found(voucher_id)
    lines = [
        (line.account, told["text"], *(Money(minor, seen.amount.currency) if minor else None for minor in line[1:3]))
        for told, line in zip(seen.lines, seen.posted.lines, strict=True)
    ]
    stands = seen.kind == WRITE_OFF and seen.amount.minor > 0 and seen.number in standing_write_offs([seen.number])
    return page.render(
        "losses/voucher.html", seen=seen, kind=word(seen.kind), lines=lines, stands=stands, may=page.may(Role.CASEWORKER)
    )


@require_POST
@account_page(Role.CASEWORKER)
def undo(page: Page, voucher_id: int) -> HttpResponse:
    """Takes a write-off back by a voucher of its own."""
    back = undo_write_off(page.account_id, voucher_id, on=page.on, by=page.by, key=page.request.POST.get("key", ""))
    page.say(_("%(amount)s stands in the books again.") % {"amount": amount(back)})
    return page.go("cases_vouchers")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _found(voucher_id: int) -> VoucherSeen:
    found = read(voucher_id=voucher_id)
    if not found:
        raise Http404
    return found[0]


def _csv(page: Page, found: list[VoucherSeen]) -> HttpResponse:
    """A row a line; semicolons, decimal commas and a mark of UTF-8, as the spreadsheets of Scandinavia read them."""
    text = StringIO()
    table = csv.writer(text, delimiter=";")
    table.writerow(
        [
            _("Voucher"), _("Day"), _("Kind"), _("Invoice"), _("Account"), _("Text"), _("Debit"), _("Credit"), _("Currency"),
            _("Not a payment"), _("Department"), _("Project"), _("Voucher text"),
        ]
    )  # fmt: skip
    for seen in found:
        for line in seen.lines:
            sides = (_decimal(line[side], seen.amount.currency) for side in ("debit", "credit"))
            row = (
                seen.number, seen.on.isoformat(), word(seen.kind), seen.claim, line["account"], line["text"], *sides,
                seen.amount.currency, _("yes") if seen.not_payment else "", seen.department, seen.project, seen.text,
            )  # fmt: skip
            table.writerow(map(harmless, row))
    return spreadsheet(text.getvalue(), f"{page.seat.slug}-vouchers-{page.on}.csv")


def _decimal(minor: int, currency: str) -> str:
    return str(Money(minor, currency).decimal).replace(".", ",") if minor else ""
