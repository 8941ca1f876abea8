"""The journal of a case: every line that was written about it, whether it is whole, and its export for an auditor."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from krav.actions.cases import one
from krav.store import journal
from krav.store.verify import export, verify
from krav.web.page import Page, account_page


@account_page()
def cases_journal(page: Page, case_id: int) -> HttpResponse:
    """All lines, the newest first; `?export` downloads them."""
    case, lines = one(case_id), journal.journal(case_id)
    if "export" in page.request.GET:
        response = HttpResponse(export(lines), content_type="application/jsonl")
        response["Content-Disposition"] = f'attachment; filename="{case.number}.jsonl"'
        return response
    words = _words()
    told = [(line, words.get(line.kind, line.kind)) for line in reversed(lines)]
    return page.render("cases/journal.html", case=case, told=told, faults=verify(case_id))


def _words() -> dict[str, str]:
    """What each kind of line is called."""
    return {
        "opened": _("Case opened"),
        "entry": _("Entry in the ledger"),
        "sent_elsewhere": _("Letter sent by another system"),
        "letter": _("Letter"),
        "dispatch": _("Letter left"),
        "withdrawal": _("Letter taken back"),
        "returned": _("Letter came back"),
        "hold": _("Stopped"),
        "hold_lift": _("Stop lifted"),
        "note": _("Note"),
        "attachment": _("Paper attached"),
        "voucher": _("Voucher"),
        "case_claim": _("Claim joined"),
        "plan": _("Plan agreed"),
        "plan_ended": _("Plan ended"),
        "acknowledged": _("Debt acknowledged"),
        "received": _("Letter received"),
        "filed": _("Filed"),
        "filing_ended": _("Filing ended"),
        "ruled": _("Decided"),
        "closed": _("Case closed"),
        "reopened": _("Case opened again"),
        "withdrawn": _("Case withdrawn"),
        "corrected": _("Corrected"),
    }
