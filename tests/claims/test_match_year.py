"""A small synthetic year whose truth is known: nothing is placed wrongly, and at least 995 of 1 000 payments rightly."""

from collections import Counter

import pytest

from bench.mess import Paid, Year, year
from krav.claims.match import match
from krav.claims.matching import Incoming, OpenItem
from krav.claims.matching_index import OpenItems
from krav.law.payment import match_key


def items(mess: Year) -> OpenItems:
    """The year's invoices, all open."""
    return OpenItems(
        OpenItem(
            each.serial, each.customer, each.number, match_key(each.reference), mess.customers[each.customer].name,
            each.due_on, each.amount + each.fee, frozenset({each.amount, each.amount + each.fee} if each.amount > 0 else ()),
            "DKK", mess.customers[each.customer].company_number, counted=(each.amount + each.fee, each.amount),
        )
        for each in mess.invoices
    )  # fmt: skip


def became(paid: Paid, index: OpenItems) -> str:
    """right, wrong, or waits; what is placed is taken off the index."""
    told = paid.payment
    shares = tuple((share.reference, share.amount.minor if share.amount else None) for share in told.shares)
    payer = (told.payer_name, told.payer_account, told.payer_number)
    found = match(Incoming(told.amount.minor, told.references, told.texts, *payer, shares, "DKK"), index)
    if found is None or not found.sure:
        return "right" if paid.truth is None else "waits"
    for claim_id, amount in found.parts:
        taken = min(amount, max(index[claim_id].total, min(0, amount)))
        index.lower(claim_id, index[claim_id].total - taken, taken)
    return "right" if found.claims == paid.truth else "wrong"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_year_of_mess_is_matched_rightly(seed: int) -> None:
    mess = year(2_000, 12_000, seed)
    index = items(mess)
    kinds: Counter[tuple[str, str]] = Counter()
    for paid in sorted(mess.paid, key=lambda each: each.payment.received_on):
        kinds[paid.kind, became(paid, index)] += 1
    assert [key for key in kinds if key[1] == "wrong"] == []
    assert sum(count for (_, became), count in kinds.items() if became == "right") >= 0.995 * len(mess.paid)
    assert len({kind for kind, _ in kinds}) == 17
