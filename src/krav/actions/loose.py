"""What is loose of payments, as a projection: rewritten from the facts with them, so that no list adds up all money."""

from collections.abc import Iterable, Sequence

from krav.store import models as rows
from krav.store.among import chunks
from krav.store.queries.loose import reckoned_loose
from krav.store.write import insert_many


def refresh(payment_ids: Sequence[int]) -> None:
    """Rewrites the rows of these payments, whose ids ascend."""
    if payment_ids:
        _rewrite(payment_ids[0], payment_ids[-1])


def drop(payment_ids: Iterable[int]) -> None:
    """Drops the rows of payments of which nothing is loose any more."""
    for some in chunks(payment_ids):
        rows.LoosePayment.objects.filter(payment_id__in=some).delete()


def rebuild() -> None:
    """Rewrites the rows of every payment."""
    _rewrite(0, 2**62)


def _rewrite(first: int, last: int) -> None:
    loose = list(reckoned_loose(first, last))
    rows.LoosePayment.objects.filter(payment_id__gte=first, payment_id__lte=last).delete()
    insert_many(rows.LoosePayment, ("payment_id", "amount"), loose)
