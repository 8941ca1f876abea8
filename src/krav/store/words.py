"""The words that point at a customer, and the question whether a column holds one of them."""

import json
from collections.abc import Iterable

from django.db.models import Q

from krav.store import models as rows
from krav.store.numbers import opened

_TELLING = ("name", "company_number", "street", "attention", "email", "phone")
_SHORTEST = 5
"""A shorter word is part of others' words."""


def words_of(debtor_id: int, payments: Iterable[int] = ()) -> tuple[str, ...]:
    """What points at a customer wherever it stands, and at its payers."""
    *plain, sealed = rows.Debtor.objects.filter(pk=debtor_id).values_list(*_TELLING, "sealed_number").get()
    told = {*plain, *([sealed, opened(sealed)] if sealed else ())}
    for payer in rows.Payment.objects.filter(pk__in=list(payments)).values_list(
        "payer_name", "payer_account", "payer_number"
    ):
        told |= set(payer)
    return tuple(sorted(word for word in told if len(word) >= _SHORTEST))


def holding(columns: Iterable[str], words: Iterable[str]) -> Q:
    """Whether one of the columns holds one of the words, plain or as JSON writes it; nothing without words."""
    found = Q(pk__in=())
    for word in spelled(words):
        for column in columns:
            found |= Q(**{f"{column}__icontains": word})
    return found


def spelled(words: Iterable[str]) -> list[str]:
    """The words as text, and as JSON that writes only ASCII."""
    return sorted(
        {way for word in words for way in (word, json.dumps(word)[1:-1], json.dumps(word, ensure_ascii=False)[1:-1])}
    )
