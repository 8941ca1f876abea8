"""The journal of a case: every line that was written about it, whether it is whole, and its export for an auditor."""

import json
import re

from django.http import HttpResponse
from django.utils.translation import gettext as _

from krav.actions.cases import one
from krav.kernel.money import Money
from krav.kernel.role import Role
from krav.store import journal
from krav.store.journal import Written
from krav.store.verify import export, verify
from krav.web import figures
from krav.web.page import Page, account_page
from krav.web.written import word
from krav.wire.given_out import given_out

_SHOWN = {
    "claim__number", "letter__number", "hold__claim__number", "number", "name", "text", "note", "address", "court", "how",
    "proof", "department", "project",
}  # fmt: skip
"""What of a line is shown beside its kind and amount."""

_KEY = re.compile(r"[a-z_]+(\.[a-z_]+)?")
"""The name of a table of the law, which only the export holds."""


@account_page()
def cases_journal(page: Page, case_id: int) -> HttpResponse:
    """All lines, the newest first; `?export` downloads them, with what a court was told of a person."""
    case, lines = one(case_id), journal.journal(case_id)
    if "export" in page.request.GET and page.may(Role.CASEWORKER):
        return given_out(export(lines).encode(), f"{case.number}.jsonl", "application/jsonl")
    words = _words()
    told = [(line, words.get(line.kind, line.kind), _detail(line, case.currency)) for line in reversed(lines)]
    return page.render("cases/journal.html", case=case, told=told, faults=verify(case_id), may=page.may(Role.CASEWORKER))


def _detail(line: Written, currency: str) -> str:
    """What the line holds, in short; answers given to a court may name a person's number and stay in the export."""
    data = json.loads(line.data)
    amount = figures.plain(Money(data.pop("amount"), currency)) if isinstance(data.get("amount"), int) else ""
    code = str(data.pop("kind", "") or data.pop("letter__step", "") or data.pop("reason", "") or data.pop("step", ""))
    if _KEY.fullmatch(str(data.get("label", ""))):
        del data["label"]
    told = [value for name, value in data.items() if isinstance(value, str) and value not in {"", code} and name in _SHOWN]
    return " · ".join(part for part in (word(code) if code else "", *told, amount) if part)


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
        "reviewed": _("Plan looked at"),
        "acknowledged": _("Debt acknowledged"),
        "received": _("Letter received"),
        "filed": _("Filed"),
        "filing_ended": _("Filing ended"),
        "ruled": _("Decided"),
        "handed_over": _("Handed over to a partner"),
        "partner_ended": _("Back from the partner"),
        "closed": _("Case closed"),
        "reopened": _("Case opened again"),
        "withdrawn": _("Case withdrawn"),
        "corrected": _("Corrected"),
    }
