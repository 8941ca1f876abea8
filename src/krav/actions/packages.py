"""What credits cost, set by the operator: packages, and what members of trade associations pay less."""

import json
from datetime import date, timedelta

from django.db import transaction

from krav.actions.unit import Actor
from krav.claims.packages import Offer, check_offer
from krav.countries import country
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.queries.credits import DiscountSeen

_WHOLE = 10_000


def check_operator(by: Actor) -> None:
    """Refuses what only the people who run this installation do; a machine of theirs has no address.

    Raises:
        KravError: it is a person who does not run it.
    """
    if "@" in by.name and not rows.User.objects.filter(email=by.name.lower(), is_operator=True).exists():
        raise KravError("Only an operator of this installation can do this.")


def set_package(offer: Offer, *, replaces: str = "", by: Actor) -> int:
    """Puts a package on sale; the one it replaces is sold until the day before. The package's id.

    What was sold once keeps its price: another price is another package, with a code of its own.

    Raises:
        KravError: it cannot be sold, its code is taken, or what it replaces is not there or begins later.
    """
    check_operator(by)
    check_offer(offer)
    law = country(offer.country)
    with transaction.atomic():
        if rows.Package.objects.filter(code=offer.code).exists():
            raise KravError(
                "A package “{code}” is there already; another price has a code of its own.", {"code": offer.code}
            )
        if replaces:
            _end(replaces, offer.sold_from - timedelta(days=1))
        made = rows.Package.objects.create(
            code=offer.code,
            country=law.code,
            name=offer.name.strip(),
            currency=offer.currency,
            price=offer.price,
            units=json.dumps(dict(offer.units), sort_keys=True),
            valid_days=offer.valid_days,
            sold_from=offer.sold_from,
            sold_until=offer.sold_until,
        )
        return made.id


def end_package(code: str, until: date, *, by: Actor) -> None:
    """Sells a package until a day and not after it.

    Raises:
        KravError: there is none of that code, or the day lies before its first.
    """
    check_operator(by)
    with transaction.atomic():
        _end(code, until)


def set_discount(seen: DiscountSeen, *, by: Actor) -> None:
    """Says what members of an association pay less from now on.

    Raises:
        KravError: a rate below nothing or above the whole price.
    """
    check_operator(by)
    if not 0 <= seen.rate <= _WHOLE:
        raise KravError("A discount is from 0 to 100 %.")
    about = seen._asdict() | {"country": country(seen.country).code}
    rows.Discount.objects.update_or_create(association=about.pop("association"), defaults=about)


def _end(code: str, until: date) -> None:
    found = rows.Package.objects.select_for_update().filter(code=code).first()
    if found is None:
        raise KravError("There is no package “{code}”.", {"code": code})
    if until < found.sold_from:
        raise KravError("A package is sold until a day that does not lie before its first.")
    found.sold_until = until
    found.save(update_fields=["sold_until"])
