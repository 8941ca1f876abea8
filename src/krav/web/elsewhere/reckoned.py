"""What a case that is about to start comes to, line by line, each with the explanation that opens it."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from krav.actions.prospect import Prospect
from krav.claims.ahead import after
from krav.claims.explain import amount
from krav.claims.ledger import Claim, Entry, EntryKind
from krav.claims.owed import Owed, OwedLine, owed
from krav.kernel.money import Money
from krav.kernel.why import Why
from krav.law.country import Country
from krav.web.page import Page
from krav.web.written import capital, day, word


class Shown(NamedTuple):
    """A line of the summary; `part` names it in addresses, and is empty where nothing was computed."""

    words: str
    detail: str
    money: Money
    part: str
    href: str
    why: Why | None


def lines_of(page: Page, draft_id: int, seen: Prospect, law: Country) -> list[Shown]:
    """The same of what a draft would start."""
    made = reckoned_lines(page, _claims(seen), law, seen.letter.sent_on if seen.letter else None)
    return [shown._replace(href=_href(page, draft_id, shown.part)) if shown.part else shown for shown in made]


def reckoned_lines(page: Page, claims: list[Claim], law: Country, new: date | None) -> list[Shown]:
    """Invoices and credit notes, interest, each charge by its letter, and what was paid; they add up to what is owed.

    `new` is the day of the letter that is about to be sent, and in the claims. The lines have no addresses yet.
    """
    reckoned = [(claim, owed(claim, law, page.on)) for claim in claims]
    return [
        *_invoices(page, reckoned),
        *_interest(reckoned),
        *(shown for place, (claim, found) in enumerate(reckoned) for shown in _charges(page, new, place, claim, found)),
        *_paid(page, reckoned),
    ]


def _claims(seen: Prospect) -> list[Claim]:
    """The claims of the case with the letter's entries; where no case starts, those told of."""
    if seen.letter:
        return [after(seen.letter, item) for item in seen.letter.taken]
    return list(seen.case.claims if seen.case else seen.facts.claims.values())


def _invoices(page: Page, reckoned: list[tuple[Claim, Owed]]) -> Iterator[Shown]:
    for claim, found in reckoned:
        due = _("Due %(day)s") % {"day": day(page, claim.terms.due_on)}
        yield Shown(_("Invoice %(number)s") % {"number": claim.number}, due, Money(claim.face, claim.currency), "", "", None)
        for line in found.lines:
            if line.kind is EntryKind.CREDIT:
                words = _("Credited on invoice %(number)s") % {"number": claim.number}
                yield Shown(words, "", Money(line.amount, claim.currency), "", "", None)


def _interest(reckoned: list[tuple[Claim, Owed]]) -> Iterator[Shown]:
    """All interest in one line, its explanation a part for each invoice."""
    each = [(claim, line) for claim, found in reckoned for line in found.lines if line.kind is EntryKind.INTEREST]
    if not each:
        return
    total = sum(line.amount for _claim, line in each)
    parts = tuple(
        Why("Invoice {number}", amount=line.why.amount, facts={"number": claim.number}, parts=(line.why,))
        for claim, line in each
    )
    why = each[0][1].why if len(each) == 1 else Why("Interest of the case", amount=amount(total), parts=parts)
    days = sum(period.days for _claim, line in each for period in line.periods)
    detail = _("From each due day until today") if len(each) > 1 else ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    yield Shown(_("Late-payment interest"), detail, Money(total, each[0][0].currency), "interest", "", why)


def _charges(page: Page, new: date | None, place: int, claim: Claim, found: Owed) -> Iterator[Shown]:
    """Each fee by its letter, then compensation and costs."""
    for line in found.lines:
        if line.kind not in {EntryKind.FEE, EntryKind.COMPENSATION, EntryKind.COSTS}:
            continue
        whys = line.why.parts if len(line.entries) > 1 else (line.why,)
        for turn, (entry, why) in enumerate(zip(line.entries, whys, strict=True)):
            words, detail = _charge(page, claim, line, entry, this_letter=entry.on == new)
            yield Shown(words, detail, Money(entry.amount, claim.currency), f"{place}-{line.kind}-{turn}", "", why)


def _charge(page: Page, claim: Claim, line: OwedLine, entry: Entry, *, this_letter: bool) -> tuple[str, str]:
    letter = next((past for past in claim.letters if past.sent_on == entry.on), None)
    days = {"sent": day(page, letter.sent_on), "deadline": day(page, letter.deadline_on)} if letter else {}
    sent = _("This letter") if this_letter else _("Sent %(sent)s, to be paid by %(deadline)s") % days if letter else ""
    if line.kind is EntryKind.FEE and letter:
        return _("Fee: %(letter)s") % {"letter": word(letter.step)}, sent
    return capital(word(line.kind)), _("Invoice %(number)s") % {"number": claim.number}


def _paid(page: Page, reckoned: list[tuple[Claim, Owed]]) -> Iterator[Shown]:
    """What was paid; a line says so where nothing was."""
    if reckoned and not any(line.kind is EntryKind.PAYMENT for _claim, found in reckoned for line in found.lines):
        yield Shown(_("Paid so far"), "", Money(0, reckoned[0][0].currency), "", "", None)
    for claim, found in reckoned:
        for line in found.lines:
            if line.kind is EntryKind.PAYMENT:
                words = _("Paid %(day)s") % {"day": day(page, line.entries[0].on)}
                on = _("On invoice %(number)s") % {"number": claim.number}
                yield Shown(words, on, Money(line.amount, claim.currency), "", "", None)
            elif line.kind is EntryKind.WAIVER:
                yield Shown(_("Interest given up"), "", Money(line.amount, claim.currency), "", "", None)


def _href(page: Page, draft_id: int, part: str) -> str:
    return reverse("cases_draft_why", kwargs={"slug": page.seat.slug, "draft_id": draft_id, "part": part})
