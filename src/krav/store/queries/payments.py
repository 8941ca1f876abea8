"""Reads of money that came in."""

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from krav.kernel.money import Minor
from krav.store import models as rows


def loose_amounts() -> frozenset[Minor]:
    """The parts of payments that no claim has been given: all of it, or what was left over."""
    placed = Coalesce(Sum("entry__amount", filter=Q(entry__kind="payment")), 0)
    loose = rows.Payment.objects.annotate(loose=F("amount") + placed).filter(loose__gt=0)
    return frozenset(loose.values_list("loose", flat=True))
