"""The projection: one row a claim, rewritten from the facts whenever they change."""

from collections.abc import Sequence

from krav.actions.progress import Tell, nobody, told
from krav.claims.ledger import Claim
from krav.claims.state import State, state_of
from krav.kernel.alphabet import sort_key
from krav.law.country import Country
from krav.store import load
from krav.store import models as rows
from krav.store.among import Among
from krav.store.load import Creditor, Ids
from krav.store.write import upsert_many

MAKE = 1
"""The make of an account's lists; it rises when their rows get what those written before have not."""

COLUMNS = (
    "claim_id", "debtor_id", "customer", "due_on", "deadline_on", "stage", "balance", "settled_on", "next_step", "next_on",
    "blocked", "barred_on",
)  # fmt: skip

def refresh(ids: Ids, creditor: Creditor, tell: Tell = nobody, before: int = 0, total: int = 0) -> int:
    """Rewrites the rows of these claims from their facts; `tell` hears of them as work after `before`, of `total`."""
    claims = told(load.claims(ids).values(), tell, before, total)
    return save([(claim, state_of(claim, creditor.country, creditor.policy)) for claim in claims], creditor.country)


def save(states: Sequence[tuple[Claim, State]], country: Country) -> int:
    """Writes states as they are."""
    if not states:
        return 0
    customers = _customers({claim.debtor_id for claim, _ in states}, country)
    return upsert_many(
        rows.ClaimState,
        "claim_id",
        COLUMNS,
        (
            (
                claim.id,
                claim.debtor_id,
                customers[claim.debtor_id],
                claim.terms.due_on,
                claim.letters[-1].deadline_on if claim.letters else None,
                state.stage,
                state.balance,
                state.settled_on,
                state.next_step,
                state.next_on,
                state.blocked,
                state.barred_on,
            )
            for claim, state in sorted(states, key=lambda each: each[0].id)
        ),
    )


def _customers(ids: set[int], country: Country) -> dict[int, str]:
    """How each customer is sorted: by name, then number."""
    found = rows.Debtor.objects.filter(id__in=Among(ids)).values_list("id", "name", "number")
    language = country.languages[0]
    return {key: f"{sort_key(name, language)[:60]}0{sort_key(number)[:30]}" for key, name, number in found}
