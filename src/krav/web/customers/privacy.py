"""What is kept of customers: of one, why and until when, as a file; whose time is up, and their erasing."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from krav.actions.erasure import change_keeping, erase, export
from krav.actions.rights import Forbidden
from krav.claims.retention import TimeUp
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.queries import privacy
from krav.web.customers.customers import found
from krav.web.page import Page, account_page
from krav.web.written import refusal
from krav.wire.given_out import given_out

_LIMIT = 100


@account_page(Role.CASEWORKER)
def time_is_up(page: Page) -> HttpResponse:
    """The customers that no law keeps any more; posted, those that are ticked are erased."""
    if page.request.method == "POST":
        return _erased(page)
    due = privacy.time_is_up(page.on)
    return page.render(
        "customers/time_is_up.html",
        due=due[:_LIMIT],
        more=max(0, len(due) - _LIMIT),
        year_ends=privacy.year_ends(),
        months=range(1, 13),
        by_itself=privacy.goes_by_itself(),
        may=page.may(Role.ADMINISTRATOR),
    )


def _erased(page: Page) -> HttpResponse:
    due = {each.id for each in privacy.time_is_up(page.on)}
    chosen = [int(told) for told in page.request.POST.getlist("debtor") if told.isdecimal() and len(told) < 19]
    wanted = [debtor_id for debtor_id in chosen if debtor_id in due]
    try:
        for debtor_id in wanted:
            erase(page.account_id, debtor_id, on=page.on, by=page.by)
    except Forbidden:
        raise
    except KravError as error:
        page.refuse(refusal(page, error))
    else:
        page.say(
            ngettext("%(num)s customer is erased.", "%(num)s customers are erased.", len(wanted)) % {"num": len(wanted)}
        )
    return page.go("customers_time_is_up")


@require_POST
@account_page(Role.ADMINISTRATOR)
def settings(page: Page) -> HttpResponse:
    """Sets when the financial year ends, and whether erasing goes by itself."""
    told = page.request.POST.get("year_ends", "")
    month = int(told) if told.isdecimal() and len(told) < 3 else 0
    by_itself = page.request.POST.get("by_itself") == "1"
    try:
        change_keeping(page.account_id, year_ends=month, by_itself=by_itself, on=page.on, by=page.by)
    except Forbidden:
        raise
    except KravError as error:
        page.refuse(refusal(page, error))
    else:
        page.say(_("It is set."))
    return page.go("customers_time_is_up")


@require_GET
@account_page()
def kept(page: Page, debtor_id: int) -> HttpResponse:
    """How much of each is kept of one customer, what keeps it and until when."""
    seen, keeps = found(debtor_id), privacy.what_keeps(debtor_id, page.on)
    counts = {table: len(told) for table, told in privacy.everything_of(debtor_id).items()}
    return page.render(
        "customers/kept.html",
        seen=seen,
        gone=privacy.erased(debtor_id),
        time_up=keeps if isinstance(keeps, TimeUp) else None,
        keeps=None if isinstance(keeps, TimeUp) else keeps,
        said="" if isinstance(keeps, TimeUp) else refusal(page, keeps),
        kinds=[(words, sum(counts.get(table, 0) for table in tables)) for words, tables in _kinds()],
        may=page.may(Role.CASEWORKER),
        may_erase=page.may(Role.ADMINISTRATOR),
    )


@require_POST
@account_page(Role.CASEWORKER)
def file(page: Page, debtor_id: int) -> HttpResponse:
    """All that is kept of one customer, as a file."""
    seen = found(debtor_id)
    told = privacy.as_json(export(page.account_id, debtor_id, on=page.on, by=page.by))
    return given_out(told.encode(), f"customer-{seen.id}.json", "application/json; charset=utf-8")


def _kinds() -> list[tuple[str, tuple[str, ...]]]:
    """What is kept, in words, and the tables that hold it."""
    return [
        (_("Name, addresses and telephone"), ("debtor",)),
        (_("Invoices and amounts"), ("claim", "entry", "interest_invoice", "voucher")),
        (_("Letters and where they went"), ("letter", "dispatch", "sent_elsewhere")),
        (_("Payments with the payer’s name"), ("payment", "paid_back")),
        (_("Notes and stops"), ("note", "hold")),
        (_("Cases and what happened in them"), ("collection_case", "case_event")),
        (_("Papers"), ("attachment",)),
        (_("What the customer said, and the answers"), ("debtor_word", "debtor_answer")),
        (_("What a collection partner was told and told"), ("hand_over", "partner_word", "partner_news")),
    ]
