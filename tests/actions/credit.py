"""Credits in tests: a seller, packages on sale, and purses filled as an operator fills them."""

from datetime import date
from uuid import uuid4

from pytest_django import Settings

from krav.actions.credit_orders import grant_order, order_credits
from krav.actions.packages import set_package
from krav.actions.unit import machine
from krav.claims.packages import Offer
from krav.store import models as rows
from krav.store.queries.credits import Owner
from krav.wire import clock

OPERATOR = machine("operator")
SINCE, TODAY = date(2026, 1, 1), date(2026, 3, 24)
SELLER = {
    "name": "Kravdrift ApS",
    "company_number": "99000112",
    "street": "Havnegade 1",
    "postcode": "9990",
    "city": "Skagen",
    "country": "DK",
    "email": "faktura@kravdrift.example",
    "account": "DK5099990001234567",
    "vat_number": "DK99000112",
}


def selling(settings: Settings) -> None:
    """Somebody sells credits here."""
    settings.KRAV_OPERATOR = SELLER
    settings.KRAV_CREDIT_AT_ONCE = False


def on_sale(
    code: str = "letters-100",
    price: int = 1_500_00,
    units: dict[str, int] | None = None,
    *,
    country: str = "DK",
    currency: str = "DKK",
    valid_days: int = 0,
    since: date = SINCE,
) -> int:
    """A package on sale; its id."""
    offer = Offer(code, country, code.replace("-", " "), currency, price, units or {"letter": 100}, valid_days, since)
    return set_package(offer, by=OPERATOR)


def filled(owner: Owner, package_id: int, *, on: date = TODAY) -> int:
    """The package bought by the owner and granted; the order's id."""
    made = order_credits(owner, package_id, on=on, by=OPERATOR, key=uuid4().hex)
    grant_order(made, on=on, by=OPERATOR)
    return made


def a_firm(slug: str = "regnskab") -> rows.Firm:
    """A bookkeeping firm."""
    return rows.Firm.objects.create(
        slug=slug, country="DK", name="Regnskab Nord ApS", company_number="99000139", street="Algade 2", postcode="9000",
        city="Aalborg", email="post@regnskabnord.example", made_at=clock.now(),
    )  # fmt: skip


def looked_after(account_id: int, firm: rows.Firm, pays: str = "firm") -> None:
    """The firm looks after the account."""
    rows.Client.objects.create(account_id=account_id, firm=firm, pays=pays, since=SINCE)


def books() -> dict[str, int]:
    """What stands in every book: they come to nothing together."""
    found: dict[str, int] = {}
    for book, count in rows.CreditLine.objects.values_list("book", "count"):
        found[book] = found.get(book, 0) + count
    return found


def check_books() -> None:
    """The books come to nothing, move by move, and every lot holds what its lines say."""
    moves: dict[int, int] = {}
    lots: dict[int, int] = {}
    for move_id, lot_id, count in rows.CreditLine.objects.values_list("move_id", "lot_id", "count"):
        moves[move_id] = moves.get(move_id, 0) + count
        if lot_id is not None:
            lots[lot_id] = lots.get(lot_id, 0) + count
    assert set(moves.values()) <= {0}
    assert dict(rows.Lot.objects.values_list("id", "left")) == lots
    assert all(left >= 0 for left in lots.values())
