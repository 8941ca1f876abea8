"""Opening an account: a creditor company, checked so that every letter can carry its name, number and account."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from krav.claims.check import check_policy
from krav.claims.policy import read_policy
from krav.countries import country
from krav.kernel.refusal import KravError
from krav.law.country import Country
from krav.law.payment import Payee
from krav.law.step import DebtorKind
from krav.store import models as rows


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What a creditor says of itself. `scheme` and `policy` are the country's payment settings and the own choices."""

    slug: str
    country: str
    name: str
    company_number: str
    street: str
    postcode: str
    city: str
    bank_account: str
    phone: str = ""
    email: str = ""
    web: str = ""
    accent: str = ""
    collector: str = ""
    scheme: Mapping[str, str] = field(default_factory=dict)
    policy: Mapping[str, Any] = field(default_factory=dict)
    texts_approved_by: str = ""
    texts_approved_on: date | None = None


def open_account(new: NewAccount, *, on: date) -> int:
    """Opens the account and answers its id; an account of the same slug keeps its facts and gets the new settings.

    Raises:
        KravError: an unknown country, an invalid company number, payment settings no reference can be made with, a policy
            that breaks the law of the day it is saved.
    """
    law = country(new.country)
    number = law.company_number(new.company_number)
    payee = Payee(new.name, number, new.bank_account, new.scheme)
    try:
        law.payment_fields(law.reference("1001", payee), payee)
    except KeyError as missing:
        raise KravError(f"{new.slug}: the payment setting {missing} is missing.") from missing
    _refuse_unlawful(new, law, on)
    settings = {
        "country": law.code,
        "name": new.name,
        "company_number": number,
        "street": new.street,
        "postcode": new.postcode,
        "city": new.city,
        "phone": new.phone,
        "email": new.email,
        "web": new.web,
        "accent": new.accent,
        "collector": new.collector,
        "bank_account": new.bank_account,
        "scheme": json.dumps(dict(new.scheme), sort_keys=True),
        "policy": json.dumps(dict(new.policy), sort_keys=True) if new.policy else "",
        "texts_approved_by": new.texts_approved_by,
        "texts_approved_on": new.texts_approved_on,
    }
    with transaction.atomic():
        account, _ = rows.Account.objects.update_or_create(slug=new.slug, defaults=settings)
    return account.id


def _refuse_unlawful(new: NewAccount, law: Country, on: date) -> None:
    """No steps are saved under which a debtor of any kind would get an unlawful letter.

    The country's own ladder is no choice of the creditor's: where the law has left it behind, the run refuses the step.
    """
    policy = read_policy(new.policy, law)
    if policy.steps == law.ladder:
        return
    found = dict.fromkeys(breach for kind in DebtorKind for breach in check_policy(law, policy, kind, on))
    if found:
        listed = " ".join(map(str, found))
        raise KravError(f"{new.slug}: the policy breaks the law and is not saved. {listed}")
