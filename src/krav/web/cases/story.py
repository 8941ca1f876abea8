"""The story of a case: the lines of its journal in people's words, the latest first; above today what may come."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from krav.claims.case import Case, Choice
from krav.kernel.money import Money
from krav.store import journal
from krav.store.load import creditor_in_scope
from krav.web.claims.story import Happening
from krav.web.explained import doer
from krav.web.page import Page
from krav.web.written import amount, capital, day, inside, word

Told = dict[str, Any]


def story(page: Page, case: Case, choices: Sequence[Choice]) -> list[Happening]:
    """What happened and what may come, the latest day first."""
    past = list(_past(page, case))
    past.sort(key=lambda each: each.day, reverse=True)
    return [*sorted(_future(choices, page.on), key=lambda each: each.day, reverse=True), *past]


def _future(choices: Sequence[Choice], on: date) -> Iterator[Happening]:
    for choice in choices:
        until = choice.refusal.until if choice.refusal else None
        if until and until > on:
            yield Happening(until, _("%(step)s can be made") % {"step": word(choice.key)}, _("If nothing is paid."))


def _past(page: Page, case: Case) -> Iterator[Happening]:
    letters: dict[str, tuple[date, Told, list[str]]] = {}
    joined: dict[date, list[str]] = {}
    elsewhere: dict[tuple[date, str, str], list[str]] = {}
    for line in reversed(journal.journal(case.id)):
        told: Told = json.loads(line.data)
        if line.kind == "letter":
            letters.setdefault(told["letter__number"], (line.on, told, []))[2].append(told["claim__number"])
        elif line.kind == "case_claim":
            joined.setdefault(line.on, []).append(told["claim__number"])
        elif line.kind == "sent_elsewhere":
            elsewhere.setdefault((line.on, told["step"], told["address"]), []).append(told["claim__number"])
        elif found := _told(page, case, line.kind, line.on, told):
            yield found._replace(detail=" · ".join(part for part in (found.detail, _by(line.kind, line.by)) if part))
    for on, numbers in joined.items():
        yield Happening(on, _("In the case"), _("Invoices %(numbers)s") % {"numbers": ", ".join(sorted(numbers))})
    for (on, step, address), numbers in elsewhere.items():
        words = _("%(step)s, sent by another system") % {"step": word(step)}
        about = _("Invoices %(numbers)s") % {"numbers": ", ".join(sorted(numbers))}
        yield Happening(on, words, " · ".join(part for part in (about, address) if part))
    for number, (on, told, numbers) in letters.items():
        href = reverse("invoices_letter", kwargs={"slug": page.seat.slug, "number": number})
        until = day(page, date.fromisoformat(told["letter__deadline_on"]))
        facts = {"numbers": ", ".join(sorted(set(numbers))), "day": until}
        detail = _("Invoices %(numbers)s, to be paid by %(day)s") % facts
        fee = Money(told["letter__fee"], case.currency) if told["letter__fee"] else None
        yield Happening(on, word(told["letter__step"]), detail, fee, href, _("See the letter"), "strong")


def _by(kind: str, by: str) -> str:
    """Who did it, where a person did."""
    return by if kind in _OWN and "@" in by else ""


def _told(page: Page, case: Case, kind: str, on: date, told: Told) -> Happening | None:
    """One line in words; None for what other lines tell."""
    if kind == "entry":
        return _entry(case, on, told)
    if kind in _OWN:
        return Happening(on, *_OWN[kind](page, case, told), kind="strong")
    makers: dict[str, Callable[[Told], tuple[str, str]]] = {
        "withdrawal": lambda one: (_("Letter %(number)s was taken back") % {"number": one["letter__number"]}, one["reason"]),
        "returned": lambda one: (_("Letter %(number)s came back") % {"number": one["letter__number"]}, one["reason"]),
        "hold": lambda one: (_("Stopped: %(reason)s") % {"reason": inside(one["reason"])}, _about(one, "note")),
        "hold_lift": lambda one: (_("Goes on again"), _("Invoice %(number)s") % {"number": one["hold__claim__number"]}),
        "note": lambda one: (_("Note"), f"{one['text']} · {doer(one['written_by'])}"),
        "attachment": lambda one: (_("Paper: %(name)s") % {"name": one["name"]}, doer(one["told_by"])),
        "voucher": lambda one: (_("Voucher %(number)s") % {"number": one["number"]}, capital(word(one["kind"]))),
    }
    return Happening(on, *makers[kind](told)) if kind in makers else None


def _about(told: Told, text: str) -> str:
    number = _("Invoice %(number)s") % {"number": told["claim__number"]}
    return " · ".join(part for part in (number, told[text]) if part)


def _entry(case: Case, on: date, told: Told) -> Happening | None:
    """Money, credit notes and costs; what letters charge stands with them."""
    kind, money = told["kind"], Money(told["amount"], case.currency)
    number = _("Invoice %(number)s") % {"number": told["claim__number"]}
    on = date.fromisoformat(told["on"])
    if kind == "payment":
        words = _("Paid") if money.minor < 0 else _("Money taken back")
        return Happening(on, words, number, money, kind="money" if money.minor < 0 else "")
    if kind == "credit":
        return Happening(on, _("Credited"), number, money, kind="money")
    if kind == "costs":
        words = _("Costs of the case") if money.minor > 0 else _("Costs taken off again")
        rule = creditor_in_scope().country.charge_why(told["label"], on, on).rule
        return Happening(on, words, f"{number} · {rule}", money)
    if kind == "waiver":
        words = _("Small rest given up") if told["label"] == "small_rest" else _("Given up")
        return Happening(on, words, number, money)
    if kind == "write_off":
        return Happening(on, _("Written off in the books") if money.minor < 0 else _("In the books again"), number, money)
    return None


def _ended(_page: Page, _case: Case, told: Told) -> tuple[str, str]:
    names = {"paid": _("paid"), "given_up": _("given up"), "settled": _("settled"), "lost": _("lost")}
    how = str(told.get("how", ""))
    return _("Case closed: %(how)s") % {"how": names.get(how, how)}, str(told.get("note", ""))


_OWN: dict[str, Callable[[Page, Case, Told], tuple[str, str]]] = {
    "opened": lambda _p, _c, told: (_("Case opened"), _place(told)),
    "plan": lambda _p, _c, told: (_("Plan agreed"), _("%(n)s instalments") % {"n": len(told["instalments"])}),
    "plan_ended": lambda _p, _c, told: (
        {"kept": _("Plan kept"), "missed": _("Plan not kept")}.get(told["how"], _("Plan ended")), str(told.get("note", ""))
    ),
    "reviewed": lambda _p, _c, told: (_("Plan looked at"), str(told.get("note", ""))),
    "acknowledged": lambda _p, _c, told: (_("Debt acknowledged"), str(told.get("proof", ""))),
    "received": lambda _p, _c, told: (_("Letter received"), str(told.get("proof", ""))),
    "filed": lambda _p, case, told: (
        _("Filed: %(filing)s") % {"filing": inside(told["filing"])},
        amount(Money(told["claimed"], case.currency)) if "claimed" in told else "",
    ),
    "filing_ended": lambda _p, _c, told: (_("The filing ended"), str(told.get("note", ""))),
    "ruled": lambda _p, _c, told: (_("The court decided"), str(told.get("reference", ""))),
    "closed": _ended,
    "reopened": lambda _p, _c, told: (
        _("Case opened again"), _("Money was taken back") if told.get("why") == "money" else str(told.get("why", ""))
    ),
    "withdrawn": lambda _p, _c, told: (_("Case withdrawn"), str(told.get("reason", ""))),
    "corrected": lambda _p, _c, told: (_("Corrected"), str(told.get("note", ""))),
    "handed_over": lambda _p, _c, told: (
        _("Handed over to %(name)s") % {"name": told["name"]}, _("With its notice first") if told.get("notice") else ""
    ),
    "partner_ended": lambda _p, _c, told: (_("Back from %(name)s") % {"name": told["name"]}, _back(told)),
}  # fmt: skip


def _back(told: Told) -> str:
    """How a case came back from a partner."""
    names = {
        "paid": _("paid"), "unpaid": _("ended unpaid"), "recalled": _("taken back"), "refused": _("refused"),
        "changed": _("it goes to another partner"),
    }  # fmt: skip
    how = names.get(str(told.get("how", "")), str(told.get("how", "")))
    return " · ".join(part for part in (how, str(told.get("words", ""))) if part)


def _place(told: Told) -> str:
    return " · ".join(
        words % {"name": told[key]}
        for key, words in (("department", _("Department %(name)s")), ("project", _("Project %(name)s")))
        if told.get(key)
    )
