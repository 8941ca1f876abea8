"""The story of a claim: what happened and what comes, newest first, in sentences."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from krav.claims.ahead import Stop
from krav.claims.decide import PlannedLetter
from krav.kernel.days import days_after
from krav.kernel.money import Money
from krav.store.queries.ahead import claim_ahead
from krav.store.queries.claim import (
    Booked,
    ClaimSeen,
    HoldSeen,
    SentLetter,
    booked,
    letters_of,
    notes_of,
    placements,
    went_back,
)
from krav.web.claims.now import brings
from krav.web.explained import doer
from krav.web.page import Page
from krav.web.reasons import placed
from krav.web.written import amount, day, inside, refusal, word

_AHEAD_DAYS = 180


class Happening(NamedTuple):
    """One line of the timeline, as its part asks for it; `also` is a second link, `proof` that of how it left."""

    day: date
    words: str
    detail: str = ""
    money: Money | None = None
    href: str = ""
    link: str = ""
    kind: str = ""
    also: tuple[str, str] = ("", "")
    proof: str = ""


def story(page: Page, seen: ClaimSeen, holds: list[HoldSeen]) -> list[Happening]:
    """Everything that happened and what will, if nobody pays; the latest day first."""
    letters = letters_of(seen.id)
    past = [*_invoice(seen), *_letters(page, seen, letters), *_entries(page, seen), *_holds(page, holds), *_notes(seen)]
    past += _went_back(seen)
    past.sort(key=lambda each: each.day, reverse=True)
    return [*reversed(list(_future(page, seen))), *past]


def _invoice(seen: ClaimSeen) -> Iterator[Happening]:
    worth = Money(seen.claim.face, seen.currency)
    names = {"credit": _("Credit note"), "payment": _("Payment on account")}
    yield Happening(seen.issued_on, names.get(seen.kind, _("Invoiced")), seen.description, worth)
    if seen.kind not in names:
        yield Happening(seen.due_on, _("Due"))


def _letters(page: Page, seen: ClaimSeen, letters: list[SentLetter]) -> Iterator[Happening]:
    for letter in letters:
        called = {"slug": page.seat.slug, "number": letter.number}
        href = reverse("invoices_letter", kwargs=called)
        also = reverse("invoices_letter_document", kwargs=called), _("As an electronic document")
        proof = reverse("invoices_letter_proof", kwargs=called)
        fee, name = letter.fee if letter.fee.minor else None, word(letter.step)
        if letter.withdrawn:
            yield Happening(letter.sent_on, _("%(step)s was taken back") % {"step": name}, letter.withdrawn)
        elif letter.returned:
            words = _("%(step)s came back and does not count") % {"step": name}
            yield Happening(letter.sent_on, words, letter.returned, None, href, _("See the letter"), also=also, proof=proof)
        else:
            yield Happening(letter.sent_on, name, _became(letter), fee, href, _("See the letter"), "strong", also, proof)
    sent = [letter for letter in letters if not letter.withdrawn and not letter.returned]
    if sent and sent[-1].deadline_on < page.on and not seen.settled_on:
        yield Happening(sent[-1].deadline_on, _("The deadline of %(step)s passed") % {"step": inside(sent[-1].step)})


def _became(letter: SentLetter) -> str:
    """By what way a letter left, or why it has not."""
    ways = {
        "email": _("E-mail"),
        "file": _("On paper"),
        "print": _("By the print house"),
        "digital": _("Digital mailbox"),
    }
    states = {
        "queued": _("leaves soon"),
        "sending": _("leaving now"),
        "delivered": _("sent"),
        "failed": _("could not be sent"),
        "ambiguous": _("may or may not have left; the operator looks"),
    }
    return ", ".join(part for part in (ways.get(letter.channel, ""), states.get(letter.state, ""), letter.problem) if part)


def _entries(page: Page, seen: ClaimSeen) -> Iterator[Happening]:
    """Money and credit notes; what was placed here and taken off again is one line."""
    groups: dict[tuple[str, int | None, date, str], list[Booked]] = defaultdict(list)
    for entry in booked(seen.id):
        if entry.kind in {"payment", "credit"}:
            groups[entry.kind, entry.payment_id, entry.on, entry.label].append(entry)
    whys = placements(seen.id)
    for (kind, payment_id, on, label), entries in groups.items():
        first, total = entries[0], sum(entry.amount for entry in entries)
        if not total:
            words = _("%(amount)s was entered here and taken off again")
            facts = {"amount": amount(Money(abs(first.amount), seen.currency))}
            yield Happening(entries[-1].booked_on, words % facts, first.told or label)
        elif kind == "credit":
            counts = _("counts from %(day)s") % {"day": day(page, on)}
            detail = f"{label}, {counts}" if label else counts
            yield Happening(first.booked_on, _credited(seen, total), detail, Money(total, seen.currency), kind="money")
        else:
            look = "money" if total < 0 else ""
            why = placed(*whys[payment_id]) if payment_id in whys else ""
            detail = " · ".join(part for part in (_source(first), why) if part)
            yield Happening(on, _paid(seen, total), detail, Money(total, seen.currency), kind=look)


def _went_back(seen: ClaimSeen) -> Iterator[Happening]:
    """Money of a payment on the claim that nobody owed, and that its payer got back."""
    for money, back in went_back(seen.id):
        yield Happening(back.on, _("%(amount)s of a payment was paid back") % {"amount": amount(money)}, back.note)


def _credited(seen: ClaimSeen, total: int) -> str:
    return _("Matched with an invoice") if seen.claim.face < 0 and total > 0 else _("Credited")


def _paid(seen: ClaimSeen, total: int) -> str:
    if seen.claim.face < 0:
        return _("Matched with an invoice")
    return _("Paid") if total < 0 else _("The bank took the money back")


def _source(entry: Booked) -> str:
    if entry.payment_id is None:
        return _("As the ledger says") if entry.label == "ledger" else entry.label
    return " · ".join(part for part in (_("Registered by hand") if entry.by_hand else _("Bank"), entry.told) if part)


def _holds(page: Page, holds: list[HoldSeen]) -> Iterator[Happening]:
    for hold in holds:
        until = _("until %(day)s") % {"day": day(page, hold.until_on)} if hold.until_on else ""
        detail = " · ".join(part for part in (hold.note, until, doer(hold.placed_by)) if part)
        yield Happening(hold.from_on, _("Stopped: %(reason)s") % {"reason": inside(hold.reason)}, detail)
        if hold.lifted_on:
            yield Happening(hold.lifted_on, _("Goes on again"), doer(hold.lifted_by))


def _notes(seen: ClaimSeen) -> Iterator[Happening]:
    for note in notes_of(seen.id):
        yield Happening(note.at.date(), _("Note"), f"{note.text} · {doer(note.written_by)}")


def _future(page: Page, seen: ClaimSeen) -> Iterator[Happening]:
    """The letters to come and where they end, by day, as the daily run would decide them."""
    if seen.settled_on:
        return
    letters, stop = claim_ahead(seen.id, page.on, days_after(page.on, _AHEAD_DAYS))
    for letter in letters:
        if letter.sent_on > page.on:
            yield _coming(page, letter)
    if stop and stop.on > page.on:
        yield _end(page, stop)


def _coming(page: Page, letter: PlannedLetter) -> Happening:
    fee = Money(letter.fee, letter.currency) if letter.fee else None
    detail = _("If nothing is paid. %(what)s") % {"what": brings(page, letter)}
    return Happening(letter.sent_on, word(letter.step.key), detail, fee)


def _end(page: Page, stop: Stop) -> Happening:
    words = (
        _("%(step)s, if you say yes") % {"step": word(stop.step.key)} if stop.step and stop.asked else _("A person decides")
    )
    return Happening(stop.on, words, refusal(page, stop.refusal))
