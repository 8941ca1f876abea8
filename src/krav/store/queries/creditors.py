"""Reads of one account as its creditor told of itself."""

import json
from typing import Any

from krav.store import models as rows
from krav.store.scope import account_in_scope

_COLUMNS = (
    "country", "name", "company_number", "street", "postcode", "city", "phone", "email", "web", "bank_account", "scheme",
    "colour", "accent", "language", "logo", "collector", "texts_approved_by", "texts_approved_on",
)  # fmt: skip


def told() -> dict[str, Any]:
    """What the creditor of the account in scope told of itself, by column."""
    found: dict[str, Any] = rows.Account.objects.values(*_COLUMNS).get(pk=account_in_scope())
    return found | {"scheme": json.loads(found["scheme"])}
