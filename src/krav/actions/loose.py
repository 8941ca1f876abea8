"""What is loose of payments, as a projection: rewritten from the facts with them, so that no list adds up all money."""

from collections.abc import Iterable

from krav.store import models as rows
from krav.store.among import chunks
from krav.store.queries.loose import reckoned_loose
from krav.store.write import insert_many


def refresh(payment_ids: Iterable[int]) -> None:
    """Rewrites the rows of these payments."""
    for some in chunks(payment_ids):
        loose = list(reckoned_loose(some))
        rows.LoosePayment.objects.filter(payment_id__in=some).delete()
        insert_many(rows.LoosePayment, ("payment_id", "amount"), loose)


def drop(payment_ids: Iterable[int]) -> None:
    """Drops the rows of payments of which nothing is loose any more."""
    for some in chunks(payment_ids):
        rows.LoosePayment.objects.filter(payment_id__in=some).delete()


def rebuild() -> None:
    """Rewrites the rows of every payment."""
    refresh(rows.Payment.objects.values_list("id", flat=True))
