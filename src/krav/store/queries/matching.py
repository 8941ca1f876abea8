"""What the payments of a file may be for: looked up in bulk, however many claims there are. The account must be in scope."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, Sum

from krav.claims.decide import reckon_claim
from krav.claims.ledger import Claim, EntryKind
from krav.claims.matching import Incoming, OpenItem
from krav.claims.matching_index import OpenItems
from krav.claims.matching_words import name_key, numbers_in, same_name, words_of
from krav.kernel.money import Minor
from krav.law.country import Country
from krav.law.dated import NotInForce
from krav.law.payment import digits, match_key
from krav.store import load
from krav.store import models as rows
from krav.store.among import Among, chunks
from krav.store.numbers import ways, whole

_FEW = 400
"""So many amounts are looked for by the database; of more all open claims are looked through."""

_COMMON = 20
"""An amount that more open claims have says nothing."""

_OPEN = Q(claimstate__settled_on__isnull=True)


class Sent(NamedTuple):
    """The last letter about a claim."""

    letter_id: int
    sent_on: date
    deadline_on: date
    total: Minor


@dataclass(slots=True)
class Ground:
    """Claims with all their facts, the last letter about each, and the claims of each letter."""

    claims: dict[int, Claim] = field(default_factory=dict)
    sent: dict[int, Sent] = field(default_factory=dict)
    together: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))


class _Row(NamedTuple):
    """A claim as it is looked up."""

    id: int
    debtor_id: int
    number: str
    key: str
    debtor: str
    company_number: str
    sealed_number: str
    due_on: date
    currency: str
    kind: str
    settled_on: date | None
    balance: Minor


_COLUMNS = (
    "id", "debtor_id", "number", "match_key", "debtor__name", "debtor__company_number", "debtor__sealed_number",
    "due_on", "currency", "kind",
    "claimstate__settled_on", "claimstate__balance",
)  # fmt: skip


def ground_of(ids: Iterable[int]) -> Ground:
    """These claims, and those that shared the last letter with one of them."""
    ground, wanted = Ground(), set(ids)
    columns = ("claim_id", "letter_id", "letter__sent_on", "letter__deadline_on", "letter__total")
    standing = rows.LetterClaim.objects.filter(letter__withdrawal__isnull=True, letter__returned__isnull=True)
    for some in chunks(wanted):
        found = standing.filter(claim_id__in=some).order_by("letter_id").values_list(*columns)
        for claim_id, letter_id, sent_on, deadline_on, total in found:
            ground.sent[claim_id] = Sent(letter_id, sent_on, deadline_on, total)
    for some in chunks({sent.letter_id for sent in ground.sent.values()}):
        for letter_id, claim_id in standing.filter(letter_id__in=some).values_list("letter_id", "claim_id"):
            ground.together[letter_id].add(claim_id)
    for some in chunks(wanted.union(*ground.together.values())):
        ground.claims |= load.claims(some)
    return ground


def items_of(ground: Ground, ids: Iterable[int], law: Country, on: date) -> Iterator[OpenItem]:
    """The claims of a ground as matching sees them on a day."""
    return _items(_rows("id", ids), ground, law, on)


def open_ids(debtor_ids: Iterable[int]) -> set[int]:
    """The open claims of some customers."""
    found = rows.ClaimState.objects.filter(settled_on__isnull=True)
    asked = (found.filter(debtor_id__in=some).values_list("claim_id", flat=True) for some in chunks(debtor_ids))
    return {claim_id for some in asked for claim_id in some}


def learned(accounts: Collection[str], names: Collection[str]) -> dict[str, set[int]]:
    """The customers that money from these accounts, or under these names, stands on now; what was taken off is forgotten."""
    found: dict[str, set[int]] = defaultdict(set)
    for column, values in (("payment__payer_account", accounts), ("payment__payer_name", names)):
        for some in chunks(value for value in values if value):
            standing = rows.Entry.objects.filter(kind="payment", **{f"{column}__in": some})
            summed = standing.values(column, "claim__debtor_id").annotate(sum=Sum("amount")).filter(sum__lt=0)
            for payer, debtor_id in summed.values_list(column, "claim__debtor_id"):
                found[payer if column.endswith("account") else name_key(payer)].add(debtor_id)
    return found


def search(payments: Sequence[Incoming], law: Country, on: date, also: Iterable[int] = ()) -> tuple[Ground, OpenItems]:
    """All that the payments may be for: what they name, what their payers owe, and what has just their amount.

    `also` are claims that are looked at in any case.
    """
    named = _Named(payments)
    asked = [payment for payment in payments if not named.clear(payment)]
    memory = learned({each.payer_account for each in asked}, {each.payer_name for each in asked if not each.payer_account})
    debtors = set().union(*memory.values()) | _called(asked) | named.overflowing(payments)
    unnamed = {
        payment.amount
        for place, payment in enumerate(payments)
        if payment.payer_name and payment.amount > 0 and not named.named(place)
    }
    alike, common = _of_amounts(unnamed)
    others = open_ids(debtors).union(alike, also).difference(named.rows)
    ground = ground_of(others.union(named.rows))
    looked_up = (*named.rows.values(), *_rows("id", others))
    return ground, OpenItems(_items(looked_up, ground, law, on), memory, common)


class _Named:
    """The claims that payments name, by reference or number, settled ones too."""

    def __init__(self, payments: Sequence[Incoming]) -> None:
        told = [_words(payment) for payment in payments]
        words = set().union(*told)
        keys = {match_key(word) for word in words} - {""}
        variants = words.union(*((word.upper(), word.lower()) for word in words if not word.isdecimal()))
        self.rows = {row.id: row for row in (*_rows("match_key", keys), *_rows("number", variants))}
        self._by_key: dict[str, list[_Row]] = defaultdict(list)
        self._by_number: dict[str, list[_Row]] = defaultdict(list)
        for row in self.rows.values():
            self._by_key[row.key].append(row)
            self._by_number[row.number.casefold()].append(row)
        self._named = [self._of(some) for some in told]

    def clear(self, payment: Incoming) -> bool:
        """Whether its reference names an open claim of the customer who paid, so that nobody else need be looked for."""
        referred = [row for text in payment.references for row in self._by_key.get(match_key(text), ())]
        payer = payment.payer_name or payment.payer_account or payment.payer_number
        return bool(referred) and all(
            row.settled_on is None and (not payer or same_name(row.debtor, payment.payer_name)) for row in referred
        )

    def named(self, place: int) -> set[int]:
        """The claims that the payment at that place names."""
        return self._named[place]

    def overflowing(self, payments: Sequence[Incoming]) -> set[int]:
        """The customers of claims that get more than they owe: the rest is for what else these owe."""
        got: Counter[int] = Counter()
        for payment, named in zip(payments, self._named, strict=True):
            for row_id in named:
                got[row_id] += payment.amount
        return {row.debtor_id for row in self.rows.values() if got[row.id] > row.balance}

    def _of(self, words: Iterable[str]) -> set[int]:
        keyed = {row.id for word in words for row in self._by_key.get(match_key(word), ())}
        return keyed.union(row.id for word in words for row in self._by_number.get(word.casefold(), ()))


def _words(payment: Incoming) -> tuple[str, ...]:
    """All of a payment that may be a reference or a number, each once."""
    shares = (reference for reference, _ in payment.shares)
    return tuple(dict.fromkeys((*payment.references, *shares, *numbers_in(words_of(payment)))))


def _rows(column: str, values: Iterable[Any]) -> Iterator[_Row]:
    for some in chunks(values):
        for row in rows.Claim.objects.filter(**{f"{column}__in": some}).values_list(*_COLUMNS):
            yield _Row(*row)


def _called(payments: Sequence[Incoming]) -> set[int]:
    """The customers who have the name or the company number of a payer."""
    names = {name_key(payment.payer_name) for payment in payments} - {""}
    numbers = {digits(payment.payer_number) for payment in payments} - {""}
    if not names and not numbers:
        return set()
    numbers |= {way for number in numbers for way in ways(number)}
    found = rows.Debtor.objects.values_list("id", "name", "company_number", "sealed_number").iterator(chunk_size=10_000)
    return {
        key
        for key, name, number, sealed in found
        if name_key(name) in names or (number and (sealed or digits(number)) in numbers)
    }


def _of_amounts(amounts: set[Minor]) -> tuple[set[int], set[Minor]]:
    """The open claims of these amounts, by balance, face or their last letter; and the amounts that too many have."""
    if not amounts:
        return set(), set()
    invoices = rows.Entry.objects.filter(kind="invoice", claim__claimstate__settled_on__isnull=True)
    letters = rows.LetterClaim.objects.filter(claim__claimstate__settled_on__isnull=True)
    sources = (
        (rows.ClaimState.objects.filter(settled_on__isnull=True), "balance"),
        (invoices.filter(claim__claimstate__stage__gt=""), "amount"),
        (letters, "letter__total"),
    )
    found: dict[Minor, set[int]] = defaultdict(set)
    for query, column in sources:
        some = query.filter(**{f"{column}__in": Among(amounts)}) if len(amounts) <= _FEW else query
        for claim_id, amount in some.values_list("claim_id", column).iterator(chunk_size=10_000):
            if amount in amounts:
                found[amount].add(claim_id)
    common = {amount for amount, ids in found.items() if len(ids) > _COMMON}
    return set().union(*(ids for amount, ids in found.items() if amount not in common)), common


def _items(looked_up: Iterable[_Row], ground: Ground, law: Country, on: date) -> Iterator[OpenItem]:
    return (_item(row, ground, law, on) for row in looked_up)


def _item(row: _Row, ground: Ground, law: Country, on: date) -> OpenItem:
    claim, sent = ground.claims[row.id], ground.sent.get(row.id)
    counted = () if row.settled_on else _counted(claim, law, on)
    if claim.face > 0:
        counted = tuple(max(0, amount) for amount in counted)
    total = counted[0] if counted else 0
    return OpenItem(
        claim_id=row.id,
        debtor_id=row.debtor_id,
        number=row.number,
        key=row.key,
        debtor_name=row.debtor,
        due_on=row.due_on,
        total=total,
        amounts=frozenset(amount for amount in (*counted, claim.face) if 0 < amount <= total),
        currency=row.currency,
        company_number=whole(row.company_number, row.sealed_number),
        paid=_paid(claim),
        letter=sent.letter_id if sent else 0,
        letter_total=sent.total if sent and total else 0,
        counted=counted,
    )


def _counted(claim: Claim, law: Country, on: date) -> tuple[Minor, ...]:
    """What would settle a claim, then what its debtor may think it is: with fees, without interest, without both.

    Its face where a rate is missing; a credit note is one amount.
    """
    try:
        parts = reckon_claim(claim, law, on)
    except NotInForce:
        return (claim.face,)
    if parts.total <= 0:
        return (parts.total,)
    return parts.total, parts.principal + parts.fees, parts.total - parts.interest, parts.principal


def _paid(claim: Claim) -> frozenset[Minor]:
    """What was paid on it and not taken off again."""
    amounts = [-entry.amount for entry in claim.entries if entry.kind is EntryKind.PAYMENT]
    if not amounts:
        return frozenset()
    found = Counter(amounts)
    return frozenset(amount for amount in found if amount > 0 and found[amount] > found[-amount])
