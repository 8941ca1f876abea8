"""What a payment is for: shares, reference, numbers in free text, payer and amount; what contradicts is never sure."""

from collections.abc import Iterable, Iterator, Sequence

from krav.claims.matching import (
    ALL,
    AMOUNT,
    NAME,
    NUMBER,
    OTHER_CUSTOMER,
    PAID_BEFORE,
    REFERENCE,
    SEVERAL,
    SHARES,
    SHORT,
    Incoming,
    Matching,
    OpenItem,
    Part,
    matching,
)
from krav.claims.matching_index import OpenItems, Payers
from krav.claims.matching_words import numbers_in, same_name, words_of
from krav.kernel.money import Minor

_SHORT_MOST, _SHORT_PART = 50_00, 50
"""Short by fees of a bank: at most so many minor units, and at most one part in so many."""

_FEW = 8
"""Of so many items at most the one sum that fits is looked for."""


def match(payment: Incoming, index: OpenItems) -> Matching | None:
    """The best that a payment may be for, sure or not; None where nothing speaks for anything."""
    return next(iter(ways(payment, index)), None)


def ways(payment: Incoming, index: OpenItems) -> list[Matching]:
    """All that a payment may be for, the likeliest first; what contradicts each other is not sure.

    A payment of what was paid before names nothing else surely; with nothing else it is a match without parts.
    """
    if payment.amount <= 0:
        return []
    if plain := _plain(payment, index):
        return [plain]
    who = Payers(payment, index)
    words = numbers_in(words_of(payment))
    named = _unique(item for word in words for item in index.numbered(word, payment.currency))
    referred = _unique(item for text in payment.references for item in index.referred(text, payment.currency))
    found = list(_by_shares(payment, index, who)) or [
        *_by_reference(payment, referred, who),
        *_by_number(payment, named, who),
        *_by_payer(payment, index, who),
        *_by_amount(payment, index, who),
    ]
    if again := _again(payment, named, referred):
        standing = {item.claim_id for item in referred or named if item.total} - again
        found = [each if each.claims <= standing else each.doubted(PAID_BEFORE) for each in found]
        found = found or [Matching((), (REFERENCE,), 0, PAID_BEFORE)]
    return _weighed(found, payment, index, who)


def _plain(payment: Incoming, index: OpenItems) -> Matching | None:
    """The match of most payments: one reference, just its amount, of a payer with the customer's name or none."""
    if len(payment.references) != 1 or payment.texts or payment.shares:
        return None
    referred = index.referred(payment.references[0], payment.currency)
    if len(referred) != 1 or not referred[0].fits(payment.amount):
        return None
    item = referred[0]
    if same_name(item.debtor_name, payment.payer_name):
        return matching([Part(item.claim_id, payment.amount)], (REFERENCE, AMOUNT, NAME))
    if payment.payer_name or payment.payer_account or payment.payer_number:
        return None
    return matching([Part(item.claim_id, payment.amount)], (REFERENCE, AMOUNT))


def _again(payment: Incoming, named: list[OpenItem], referred: list[OpenItem]) -> set[int]:
    """The claims it names that are settled, or were paid by the same amount and owe less now."""
    gone = {item.claim_id for item in referred or named if not item.total}
    twice = (item for item in (*named, *referred) if payment.amount in item.paid and payment.amount > item.total)
    return gone | {item.claim_id for item in twice}


def _weighed(found: list[Matching], payment: Incoming, index: OpenItems, who: Payers) -> list[Matching]:
    """The matches of a claim each, best first, with what speaks against them."""
    sure = [each for each in found if each.sure]
    several = any(not _agree(one, other) for one in sure for other in sure)
    found = [each.doubted(OTHER_CUSTOMER) if _contradicted(each, payment, index, who) else each for each in found]
    if several:
        found = [each.doubted(SEVERAL) if each.sure else each for each in found]
    best: dict[frozenset[int], Matching] = {}
    for each in found:
        if each.claims not in best or each.confidence > best[each.claims].confidence:
            best[each.claims] = each
    return sorted(best.values(), key=lambda each: (-each.confidence, _order(each, index)))


def _agree(one: Matching, other: Matching) -> bool:
    return one.claims <= other.claims or other.claims <= one.claims


def _order(found: Matching, index: OpenItems) -> tuple[object, ...]:
    first = index[found.parts[0].claim_id] if found.parts else None
    return (first.due_on, first.number, len(found.parts), sorted(found.claims)) if first else ()


def _contradicted(found: Matching, payment: Incoming, index: OpenItems, who: Payers) -> bool:
    """Whether the payer is known as another customer, and the amount is that one's or not this one's either."""
    items = [index[part.claim_id] for part in found.parts]
    if not who.known or any(who.evidence(item) for item in items):
        return False
    if not {AMOUNT, ALL, SHARES} & set(found.evidence):
        return any(index.of_debtor(debtor_id, payment.currency) for debtor_id in who.known)
    return any(
        any(item.fits(payment.amount) for item in theirs) or sum(item.total for item in theirs) == payment.amount
        for theirs in (index.of_debtor(debtor_id, payment.currency) for debtor_id in who.known)
    )


def _by_shares(payment: Incoming, index: OpenItems, who: Payers) -> Iterator[Matching]:
    """The payer's own division; where it tells no amounts, all in full where that comes to the payment."""
    if not payment.shares:
        return
    told: dict[OpenItem, Minor | None] = {}
    for text, amount in payment.shares:
        items = index.referred(text, payment.currency) or index.numbered(text, payment.currency, shortest=1)
        standing = [item for item in items if item.total and (amount is None or _may_take(item, amount))]
        if len(standing) == 1:
            told.setdefault(standing[0], amount)
    items = list(told)
    if not items:
        return
    if all(amount is not None for _, amount in payment.shares):
        parts = [Part(item.claim_id, amount or 0) for item, amount in told.items()]
        whole = sum(amount or 0 for _, amount in payment.shares) == payment.amount
        if whole and 0 < sum(part.amount for part in parts) <= payment.amount:
            yield matching(parts, {SHARES, *_who(items, who)})
    elif len(items) == len(payment.shares) and (full := _full(items, payment.amount)):
        yield matching(full, {SHARES, ALL, *_who(items, who)})
    else:
        yield matching(_in_turn(items, payment.amount), {NUMBER, *_who(items, who)})


def _by_reference(payment: Incoming, referred: list[OpenItem], who: Payers) -> Iterator[Matching]:
    """The payment's own reference is enough for any part of its claim; one of several claims needs an amount that fits."""
    standing = [item for item in referred if item.total]
    fitting = [item for item in standing if item.fits(payment.amount)]
    if len(standing) > 1 and (full := _full(standing, payment.amount)):
        yield matching(full, {REFERENCE, ALL, *_who(standing, who)})
    for item in standing:
        if item.total < 0:
            continue
        clear = len(standing) == 1 or fitting == [item]
        evidence = {REFERENCE, *((AMOUNT,) if item in fitting else ()), *who.evidence(item)}
        yield matching([Part(item.claim_id, payment.amount)], evidence, "" if clear else SEVERAL)


def _by_number(payment: Incoming, named: list[OpenItem], who: Payers) -> Iterator[Matching]:
    """Numbers in free text: the one the amount fits, or all that are named where they come to the payment together."""
    standing = [item for item in named if item.total]
    fitting = _of_one_letter([item for item in standing if item.fits(payment.amount)], payment.amount)
    if len(standing) > 1 and (full := _full(standing, payment.amount) or _only_sum(standing, payment.amount)):
        some = [item for item in standing if item.claim_id in {part.claim_id for part in full}]
        yield matching(full, {NUMBER, ALL, *_who(some, who)}, "" if len(some) == len(standing) else SEVERAL)
    for item in standing:
        if item.total < 0:
            continue
        known = who.evidence(item)
        evidence = {NUMBER, *known}
        if item.fits(payment.amount):
            evidence.add(AMOUNT)
        elif known and _short(item, payment.amount):
            evidence.add(SHORT)
        clear = len(standing) == 1 or fitting == [item]
        yield matching([Part(item.claim_id, payment.amount)], evidence, "" if clear else SEVERAL)


def _by_payer(payment: Incoming, index: OpenItems, who: Payers) -> Iterator[Matching]:
    """Of the customers who may have paid: the one item the amount fits, all they owe, or the one sum that fits."""
    theirs = {debtor_id: index.of_debtor(debtor_id, payment.currency) for debtor_id in who.known}
    fitting = [item for items in theirs.values() for item in items if item.total > 0 and item.fits(payment.amount)]
    clear = _of_one_letter(fitting, payment.amount)
    for item in clear[:_FEW]:
        doubt = "" if len(clear) == 1 else SEVERAL
        yield matching([Part(item.claim_id, payment.amount)], {AMOUNT, *who.evidence(item)}, doubt)
    for items in theirs.values():
        if len(items) > 1 and (full := _full(items, payment.amount)):
            yield matching(full, {ALL, *_who(items, who)})
        elif not fitting and (some := _only_sum(items, payment.amount)):
            yield matching(some, {ALL, *_who(items, who)}, SEVERAL)
        for item in items:
            if not fitting and _short(item, payment.amount):
                yield matching([Part(item.claim_id, payment.amount)], {SHORT, *who.evidence(item)})


def _by_amount(payment: Incoming, index: OpenItems, who: Payers) -> Iterator[Matching]:
    """The only open item of just this amount, whoever paid; a payer's name that is nearly the customer's makes it sure."""
    fitting = [item for item in index.of_amount(payment.amount, payment.currency) if item.total > 0]
    for item in (each for each in fitting[:_FEW] if each.debtor_id not in who.known):
        evidence = {AMOUNT, *who.evidence(item)}
        yield matching([Part(item.claim_id, payment.amount)], evidence, "" if len(fitting) == 1 else SEVERAL)


def _of_one_letter(fitting: list[OpenItem], amount: Minor) -> list[OpenItem]:
    """The items; only the first where one letter asked for just this amount for all of them."""
    if len(fitting) > 1 and len({item.letter or -item.claim_id for item in fitting}) == 1:
        return fitting[:1] if all(item.letter_total == amount for item in fitting) else fitting
    return fitting


def _full(items: Sequence[OpenItem], amount: Minor) -> tuple[Part, ...]:
    """Every item in full, where that comes to the amount; empty where it does not."""
    longest = max(len(item.counted) for item in items)
    for way in range(longest + 1):
        parts = tuple(Part(item.claim_id, item.counted[way] if way < len(item.counted) else item.total) for item in items)
        if sum(part.amount for part in parts) == amount and all(part.amount for part in parts):
            return parts
    return ()


def _only_sum(items: Sequence[OpenItem], amount: Minor) -> tuple[Part, ...]:
    """The only way in which some of the items, in full, come to the amount."""
    if not 2 < len(items) <= _FEW:
        return ()
    sums: dict[Minor, tuple[tuple[OpenItem, ...], ...]] = {0: ((),)}
    for item in items:
        grown = dict(sums)
        for so_far, chosen in sums.items():
            together = so_far + item.total
            grown[together] = (*grown.get(together, ()), *((*each, item) for each in chosen))[:3]
        sums = grown
    found = [each for each in sums.get(amount, ()) if each]
    return tuple(Part(item.claim_id, item.total) for item in found[0]) if len(found) == 1 else ()


def _in_turn(items: Sequence[OpenItem], amount: Minor) -> Iterator[Part]:
    for item in items:
        part = min(amount, max(0, item.total))
        if part:
            yield Part(item.claim_id, part)
        amount -= part


def _may_take(item: OpenItem, amount: Minor) -> bool:
    """Whether an item can be given so much: a credit note at most what it is."""
    return item.total <= amount < 0 if item.total < 0 else amount > 0


def _short(item: OpenItem, amount: Minor) -> bool:
    return any(0 < whole - amount <= min(_SHORT_MOST, whole // _SHORT_PART) for whole in (item.total, *item.counted))


def _who(items: Iterable[OpenItem], who: Payers) -> set[str]:
    return {code for item in items for code in who.evidence(item)}


def _unique(items: Iterable[OpenItem]) -> list[OpenItem]:
    return list({item.claim_id: item for item in items}.values())
