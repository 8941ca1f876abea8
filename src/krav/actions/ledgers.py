"""Open items taken in: every invoice of a file becomes a claim with its facts, or the whole file is refused."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from krav.actions import invoice_papers, overtaken, parties, states
from krav.actions.gone import taken_back
from krav.actions.progress import Tell, nobody, told
from krav.actions.unit import Unit
from krav.claims.decide import in_the_books
from krav.claims.ledger import Claim
from krav.formats.values import FormatError, ItemIn, LedgerIn, Unused
from krav.kernel.money import Minor
from krav.kernel.refusal import KravError
from krav.law.payment import bare_reference, digits, match_key
from krav.store import load
from krav.store import models as rows
from krav.store.among import Among, chunks
from krav.store.entries import NewEntry, insert_entries
from krav.store.load import Creditor
from krav.store.write import insert_many, reserve_ids

_CLAIM = (
    "id",
    "kind",
    "debtor_id",
    "number",
    "description",
    "issued_on",
    "due_on",
    "due_agreed",
    "fee_agreed",
    "currency",
    "reference",
    "match_key",
    "file_id",
)

_CLAIM_NUMBER = 40
"""Letters an invoice number or a payment reference may have; the width of its column."""

_WIDTHS = {"number": ("invoice number", _CLAIM_NUMBER), "reference": ("payment reference", _CLAIM_NUMBER)}
_CUSTOMER_WIDTHS = {field: (f"customer's {field.replace('_', ' ')}", most) for field, most in parties.WIDTHS.items()}


class Moved(NamedTuple):
    """What moved an invoice in the books on a day, below zero what lowered it: a payment, a credit or a write_off."""

    on: date
    amount: Minor
    kind: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The items of a file that are new and lawful to take in, their references, and the ids of the claims there were.

    `rests` are what the file says is left of claims that were known, in minor units, and nothing of those that are gone
    from it; `back` is what the books had said was paid and list as open again. `named` are all items of the file, `remarks`
    what was decided about some. `moves` are what the books tell of how a rest came about, by number.
    """

    items: Sequence[ItemIn]
    references: Mapping[str, str]
    known: Mapping[str, int]
    rests: Mapping[str, Minor]
    named: Sequence[ItemIn] = ()
    remarks: tuple[str, ...] = ()
    back: Mapping[str, Minor] = field(default_factory=dict)
    moves: Mapping[str, Sequence[Moved]] = field(default_factory=dict)


class TakenIn(NamedTuple):
    """What became of a ledger besides its new items: the known claims that it moved, and the papers that cannot be kept."""

    moved: frozenset[int]
    unused: Sequence[Unused]


def check(
    creditor: Creditor,
    content: LedgerIn,
    name: str,
    *,
    on: date,
    gone: Mapping[str, int] = MappingProxyType({}),
    partial: bool = False,
) -> Checked:
    """What of a file would be taken in; the account must be in scope.

    `gone` are claims that it closes by not naming them; a list that looks `partial` opens none again either.

    Raises:
        FormatError: an item no lawful letter could come of, or an invoice of another creditor.
    """
    _check_supplier(creditor, content, name)
    known = _known(content.items) | dict(gone)
    items, remarks = _standing(_unknown(content.items, known), known)
    _check(creditor, items, name)
    told = [(item.number, item.open_amount) for item in content.items if item.number in known]
    rests = {number: rest.minor for number, rest in told if rest is not None} | dict.fromkeys(gone, 0)
    back = {} if partial else taken_back(creditor, content, on)
    return Checked(items, _references(creditor, items, name), known, rests, content.items, remarks, back)


def take_in(work: Unit, checked: Checked, file_id: int | None, tell: Tell = nobody) -> TakenIn:
    """Inserts debtors, claims, entries and papers, and writes the projection of every claim that was touched.

    `file_id` is what new claims came from; None where there are none.
    """
    invoices = [item for item in checked.items if item.stands_alone]
    debtors, changed = parties.take_in([item.customer for item in invoices])
    ids = dict(zip((item.number for item in invoices), reserve_ids(rows.Claim, len(invoices)), strict=True))
    claims = (
        _claim_row(work, item, ids[item.number], debtors[parties.debtor_number(item.customer)], checked, file_id)
        for item in invoices
    )
    size, total = len(invoices), 2 * len(invoices) + len(checked.items)
    insert_many(rows.Claim, _CLAIM, told(claims, tell, 0, total))
    credited = [item.credits for item in checked.items if not item.stands_alone]
    issued = dict(rows.Claim.objects.filter(number__in=credited).values_list("number", "issued_on"))
    numbers = {**checked.known, **ids}
    entries = _entries(work, checked.items, numbers, issued)
    insert_entries(told(entries, tell, size, total))
    paid = list(paid_meanwhile(work.creditor, checked, work.on))
    insert_entries(paid)
    before = total - size
    for some in chunks(ids.values()):  # by their ids: of a file this new no database knows how much it holds
        before += states.refresh(some, work.creditor, tell, before, total)
    known = {checked.known[number] for number in credited if number in checked.known}
    if known:
        overtaken.reverse(work, known, min(issued.values()))
    paid_from = min((entry.on for entry in paid), default=work.on)
    for some in chunks(entry.claim_id for entry in paid):
        overtaken.reverse(work, some, paid_from)
    known |= set(rows.ClaimState.objects.filter(debtor_id__in=changed).values_list("claim_id", flat=True))
    states.refresh(known | {entry.claim_id for entry in paid}, work.creditor)
    moved = frozenset(entry.claim_id for entry in paid)
    return TakenIn(moved, invoice_papers.take_in(work, checked.named, numbers, set(ids.values())))


def paid_meanwhile(creditor: Creditor, checked: Checked, on: date) -> Iterator[NewEntry]:
    """Claims of which the books have less left than we: they know of money, or of a match, that nobody told us of yet.

    What the books said was paid and list as open again is taken back, and no more than that: the bank may know better.
    """
    claims = load.claims(Among(checked.known[number] for number in checked.rests.keys() | checked.back.keys()))
    for claim in claims.values():
        left = in_the_books(claim, creditor.country, on)
        more = left - checked.rests.get(claim.number, left)
        if more * claim.face > 0:
            yield from _moved(claim, more, checked.moves.get(claim.number, ()), on)
        elif back := checked.back.get(claim.number):
            yield NewEntry(claim.id, "payment", back, on, on, aim="principal", label="ledger")


def _moved(claim: Claim, more: Minor, moves: Sequence[Moved], on: date) -> Iterator[NewEntry]:
    """How so much came off a claim in the books, the newest first; what they do not tell was paid today.

    A write-off of theirs is the books' alone: the customer still owes it.
    """
    for move in sorted(moves, key=lambda each: each.on, reverse=True):
        amount = min(more, -move.amount) if claim.face > 0 else max(more, -move.amount)
        if amount * claim.face > 0:
            aim = "principal" if move.kind == "payment" else ""
            yield NewEntry(claim.id, move.kind, -amount, min(move.on, on), on, aim=aim, label="ledger")
            more -= amount
    if more:
        yield NewEntry(claim.id, "payment", -more, on, on, aim="principal", label="ledger")


def _known(items: Sequence[ItemIn]) -> dict[str, int]:
    """The claims that items may be about, by number."""
    named = {number for item in items for number in (item.number, item.credits)}
    found: dict[str, int] = {}
    for some in chunks(named):
        found |= rows.Claim.objects.filter(number__in=some).values_list("number", "id")
    return found


def _unknown(items: Sequence[ItemIn], known: Mapping[str, int]) -> list[ItemIn]:
    """The items that no earlier file had: an open-item list names the same invoices and credit notes week after week."""
    new = [item for item in items if item.number not in known]
    credited: set[tuple[str, str]] = set()
    for some in chunks(_named(item)[1] for item in new if item.is_credit):
        told = rows.Entry.objects.filter(kind="credit", label__in=some)
        credited |= set(told.values_list("claim__number", "label"))
    credited |= {("", label) for _, label in credited}
    return [item for item in new if not (item.is_credit and _named(item) in credited)]


def _standing(items: Sequence[ItemIn], known: Mapping[str, int]) -> tuple[list[ItemIn], tuple[str, ...]]:
    """The items, and a remark on each credit note whose invoice nobody knows: it is an open credit note of the customer."""
    invoices = known.keys() | {item.number for item in items if not item.is_credit}
    alone = {item.number: item.credits for item in items if not item.stands_alone and item.credits not in invoices}
    unknown = "{} credits invoice {}, which nobody knows; it stands as an open credit note of the customer"
    found = [replace(item, credits="") if item.is_credit and item.number in alone else item for item in items]
    return found, tuple(unknown.format(*pair) for pair in alone.items())


def _named(item: ItemIn) -> tuple[str, str]:
    return item.credits, item.number[:_CLAIM_NUMBER]


def _check_supplier(creditor: Creditor, content: LedgerIn, name: str) -> None:
    """An invoice file names who sent the invoice: it must be this creditor."""
    number = content.supplier.company_number if content.supplier else ""
    if number and digits(number) not in digits(creditor.sender.company_number):
        who = f"{content.supplier.name if content.supplier else ''} ({number})"
        raise FormatError(name, "", f"the invoice is from {who}.", f"This account is {creditor.sender.name}.")


def _check(creditor: Creditor, items: Sequence[ItemIn], name: str) -> None:
    """Refuses what no lawful letter could come of."""
    for item in items:
        check_item(creditor, item, name)


def check_item(creditor: Creditor, item: ItemIn, name: str) -> None:
    """Refuses one item that no lawful letter could come of.

    Raises:
        FormatError: what is wrong with it.
    """
    currency = creditor.country.currency
    _check_widths(item, name)
    if item.amount.currency != currency:
        problem = f"invoice {item.number} is in {item.amount.currency}."
        raise FormatError(name, item.where, problem, f"Claims in {creditor.country.name} are in {currency}.")
    if item.amount.minor > 0 and item.due_on is None:
        raise FormatError(name, item.where, f"invoice {item.number} has no due day.", "Fill in the due day.")
    if not item.is_credit and item.due_on and item.due_on < item.issued_on:
        problem = f"invoice {item.number} is due {item.due_on}, before its own day {item.issued_on}."
        raise FormatError(name, item.where, problem, "Correct one of the days.")
    if item.open_amount and not 0 <= item.open_amount.minor * _sign(item) <= abs(item.amount.minor):
        problem = f"invoice {item.number} of {item.amount} has a rest of {item.open_amount}."
        remedy = "The rest lies between zero and the amount; fees are no part of it."
        raise FormatError(name, item.where, problem, remedy)


def _sign(item: ItemIn) -> int:
    return -1 if item.is_credit else 1


def _check_widths(item: ItemIn, name: str) -> None:
    """What is longer than the database holds is refused with its place, on every database alike."""
    for whose, widths in ((item, _WIDTHS), (item.customer, _CUSTOMER_WIDTHS)):
        for column, (what, most) in widths.items():
            if (size := len(getattr(whose, column))) > most:
                problem = f"the {what} has {size} letters; there is room for {most}."
                raise FormatError(name, item.where, problem, "Shorten it.")


def _references(creditor: Creditor, items: Sequence[ItemIn], name: str) -> dict[str, str]:
    """The payment reference of each invoice by its number: the file's own, else one made of the number."""
    found = {}
    for item in items:
        if not item.is_credit:
            try:
                own = bare_reference(item.reference)
                found[item.number] = own or creditor.country.reference(item.number, creditor.payee)
            except KravError as error:
                raise FormatError(name, item.where, str(error), "Or fill in the payment reference.") from error
    return found


def _claim_row(
    work: Unit, item: ItemIn, claim_id: int, debtor_id: int, checked: Checked, file_id: int | None
) -> tuple[object, ...]:
    policy, reference = work.creditor.policy, checked.references.get(item.number, "")
    return (
        claim_id,
        item.kind,
        debtor_id,
        item.number,
        item.description[:200],
        item.issued_on,
        item.due_on or item.issued_on,
        policy.terms_agreed if item.due_agreed is None else item.due_agreed,
        policy.fee_agreed,
        item.amount.currency,
        reference,
        match_key(reference),
        file_id,
    )


def _entries(work: Unit, items: Sequence[ItemIn], ids: Mapping[str, int], issued: Mapping[str, date]) -> Iterator[NewEntry]:
    """The invoice, what the ledger says was paid of it, and credit notes.

    A payment known only as a difference counts from the due day, or from today where that comes first, and a credit note
    from the invoice's own day: both lower the principal before any interest runs, so that no debtor pays for what the file
    does not tell.
    """
    for item in items:
        amount = item.amount.minor
        if not item.stands_alone:
            yield NewEntry(ids[item.credits], "credit", amount, issued[item.credits], work.on, label=item.number[:40])
            continue
        yield NewEntry(ids[item.number], "invoice", amount, item.issued_on, work.on)
        paid = amount - item.open_amount.minor if item.open_amount is not None else 0
        if paid:
            paid_on = max(item.issued_on, min(item.due_on or item.issued_on, work.on))
            yield NewEntry(ids[item.number], "payment", -paid, paid_on, work.on, aim="principal", label="ledger")
