"""The items of an account that money may be for, found by reference, number, customer and amount."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from krav.claims.matching import ACCOUNT, COMPANY, NAME, Incoming, OpenItem
from krav.claims.matching_words import name_key, plain_number, same_name
from krav.kernel.money import Minor
from krav.law.payment import digits, match_key

_SHORTEST = 3
"""A shorter number in free text names nothing: it may be anything."""


class OpenItems:
    """Items with the customers this account's payers have paid for before, by the payer's account or name.

    `common` are amounts of so many items that an amount alone says nothing.
    """

    def __init__(
        self,
        items: Iterable[OpenItem],
        learned: Mapping[str, Collection[int]] | None = None,
        common: Collection[Minor] = (),
    ) -> None:
        """Indexes the items."""
        self._items: dict[int, OpenItem] = {}
        self._learned, self._common = learned or {}, common
        self._by_key: dict[str, list[int]] = defaultdict(list)
        self._by_number: dict[str, list[int]] = defaultdict(list)
        self._by_debtor: dict[int, list[int]] = defaultdict(list)
        self._by_amount: dict[Minor, list[int]] = defaultdict(list)
        self._by_company: dict[str, set[int]] = defaultdict(set)
        self._by_name: dict[str, set[int]] = defaultdict(set)
        for item in sorted(items, key=lambda each: (each.due_on, each.number, each.claim_id)):
            self._add(item)

    def _add(self, item: OpenItem) -> None:
        self._items[item.claim_id] = item
        if item.key:
            self._by_key[item.key].append(item.claim_id)
        self._by_number[plain_number(item.number)].append(item.claim_id)
        for amount in item.amounts:
            self._by_amount[amount].append(item.claim_id)
        if item.debtor_id not in self._by_debtor:
            self._add_customer(item)
        self._by_debtor[item.debtor_id].append(item.claim_id)

    def _add_customer(self, item: OpenItem) -> None:
        if number := digits(item.company_number):
            self._by_company[number].add(item.debtor_id)
        if name := name_key(item.debtor_name):
            self._by_name[name].add(item.debtor_id)

    def __getitem__(self, claim_id: int) -> OpenItem:
        """The item of a claim, as it stands after what was placed."""
        return self._items[claim_id]

    def __contains__(self, claim_id: int) -> bool:
        """Whether the claim is among them."""
        return claim_id in self._items

    def lower(self, claim_id: int, left: Minor, paid: Minor) -> None:
        """Keeps what an item comes to after money was placed or left; what it could be paid by before fits no more."""
        if item := self._items.get(claim_id):
            fits = frozenset({left} if left > 0 else ())
            paid_so_far = item.paid | {paid}
            self._items[claim_id] = item._replace(total=left, amounts=fits, paid=paid_so_far, letter_total=0, counted=())

    def referred(self, reference: str, currency: str = "") -> list[OpenItem]:
        """The items, settled ones too, that a reference in any spelling is for."""
        key = match_key(reference)
        return self._of(self._by_key.get(key, ()) if key else (), currency)

    def numbered(self, word: str, currency: str = "", shortest: int = _SHORTEST) -> list[OpenItem]:
        """The items, settled ones too, that a word names by number or reference."""
        plain = plain_number(word)
        if len(plain) < shortest:
            return []
        return self._of(dict.fromkeys((*self._by_number.get(plain, ()), *self._by_key.get(match_key(word), ()))), currency)

    def of_debtor(self, debtor_id: int, currency: str = "") -> list[OpenItem]:
        """What a customer has open, the oldest first; credit notes too."""
        return [item for item in self._of(self._by_debtor.get(debtor_id, ()), currency) if item.total]

    def of_amount(self, amount: Minor, currency: str = "") -> list[OpenItem]:
        """The open items that the amount would pay; none where it is a common one."""
        if amount in self._common:
            return []
        return [item for item in self._of(self._by_amount.get(amount, ()), currency) if item.total and item.fits(amount)]

    def payers(self, payment: Incoming) -> dict[int, tuple[str, ...]]:
        """The customers who may have paid, and what says so."""
        found: dict[int, list[str]] = defaultdict(list)
        known = self._learned.get(payment.payer_account, ()) if payment.payer_account else ()
        name = name_key(payment.payer_name)
        for debtor_id in known or (self._learned.get(name, ()) if name else ()):
            found[debtor_id].append(ACCOUNT)
        if number := digits(payment.payer_number):
            for debtor_id in self._by_company.get(number, ()):
                found[debtor_id].append(COMPANY)
        for debtor_id in self._by_name.get(name, ()) if name else ():
            found[debtor_id].append(NAME)
        return {debtor_id: tuple(found[debtor_id]) for debtor_id in sorted(found)}

    def _of(self, ids: Iterable[int], currency: str) -> list[OpenItem]:
        found = [self._items[claim_id] for claim_id in ids]
        return [item for item in found if not currency or not item.currency or item.currency == currency]


class Payers:
    """Who paid one payment: the customers that are known to, and whether it may be a given one."""

    def __init__(self, payment: Incoming, index: OpenItems) -> None:
        """Asks the index once."""
        self.name, self.known = payment.payer_name, index.payers(payment)

    def evidence(self, item: OpenItem) -> tuple[str, ...]:
        """What says that the item's customer paid."""
        found = self.known.get(item.debtor_id, ())
        return found if found or not same_name(item.debtor_name, self.name) else (NAME,)
