"""Credits ordered, granted, paid and cancelled; packages and discounts; what is mailed when they run out."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from pytest_django import Settings

from krav.actions import credit_orders
from krav.actions.credit_mail import warn_low
from krav.actions.credit_orders import (
    cancel_order,
    confirm_membership,
    give_credits,
    grant_order,
    order_credits,
    order_paid,
    set_warning,
    tell_membership,
)
from krav.actions.packages import end_package, set_discount, set_package
from krav.actions.people import add_person
from krav.actions.purses import Use, costs, draw
from krav.actions.unit import Actor, DoneBefore
from krav.claims.packages import Offer
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.queries.credits import DiscountSeen, Owner, credit_note_of, invoice_of, order, orders, package, purse
from krav.store.scope import account_scope
from krav.wire import clock
from tests.actions.cast import ANN
from tests.actions.credit import (
    OPERATOR,
    SELLER,
    SINCE,
    TODAY,
    a_firm,
    books,
    check_books,
    filled,
    looked_after,
    on_sale,
    selling,
)

GUEST = Actor("gerda@auditor.example", Role.GUEST)
ADMINISTRATOR = Actor("ann@fjordbo.example", Role.ADMINISTRATOR)


@pytest.fixture(autouse=True)
def somebody_sells(settings: Settings) -> None:
    selling(settings)


def buy(owner: Owner, package_id: int, key: str = "one") -> int:
    return order_credits(owner, package_id, on=TODAY, by=ANN, key=key)


def test_an_order_is_an_invoice_and_its_credits_wait_for_a_yes(fjordbo: int) -> None:
    made = order(buy(Owner(fjordbo), on_sale()))
    assert made is not None
    assert (made.number, made.state, made.total, made.vat_rate) == ("10001", "ordered", 1_875_00, 2500)
    assert (made.due_on - made.on).days == credit_orders.PAYMENT_DAYS
    assert (made.buyer.name, made.seller.name) == ("Fjordbo ApS", "Kravdrift ApS")
    assert not rows.Lot.objects.exists()
    grant_order(made.id, on=TODAY, by=OPERATOR)
    order_paid(made.id, on=TODAY + timedelta(days=9), by=OPERATOR)
    assert [(lot.unit, lot.left, lot.price) for lot in rows.Lot.objects.all()] == [("letter", 100, 15_00)]
    (found,) = orders(Owner(fjordbo))
    assert (found.state, found.granted_on, found.paid_on) == ("paid", TODAY, TODAY + timedelta(days=9))
    with account_scope(fjordbo):
        said = list(rows.Audit.objects.order_by("id").values_list("action", flat=True))
    assert said[-3:] == ["order_credits", "grant_credits", "grant_credits"]


def test_the_same_key_is_one_order_of_one_owner(fjordbo: int) -> None:
    package_id, firm = on_sale(), a_firm()
    buy(Owner(fjordbo), package_id)
    with pytest.raises(DoneBefore):
        buy(Owner(fjordbo), package_id)
    assert buy(Owner(firm_id=firm.pk), package_id) == buy(Owner(firm_id=firm.pk), package_id)
    assert buy(Owner(fjordbo), package_id, "") != buy(Owner(fjordbo), package_id, "")
    assert sorted(rows.CreditOrder.objects.values_list("number", flat=True)) == ["10001", "10002", "10003", "10004"]


def test_a_trusted_buyer_has_them_at_once(fjordbo: int, settings: Settings) -> None:
    settings.KRAV_CREDIT_AT_ONCE = True
    made = order(buy(Owner(fjordbo), on_sale()))
    assert made is not None
    assert made.state == "granted"
    assert costs(fjordbo, TODAY).left == {"letter": 100}


def test_paying_grants_what_was_not_granted(fjordbo: int) -> None:
    made = buy(Owner(fjordbo), on_sale())
    order_paid(made, on=TODAY, by=OPERATOR)
    assert costs(fjordbo, TODAY).left == {"letter": 100}
    for again in (grant_order, order_paid):
        with pytest.raises(KravError, match="10001 was answered before"):
            again(made, on=TODAY, by=OPERATOR)


def test_what_is_unused_is_taken_back_and_credited(fjordbo: int) -> None:
    made = filled(Owner(fjordbo), on_sale(price=1_000_01))
    draw(fjordbo, [Use("letter", f"letter {each}") for each in range(30)], on=TODAY, by=ANN)
    assert cancel_order(made, on=TODAY, by=OPERATOR) == 70
    seen = order(made)
    assert seen is not None
    note = credit_note_of(seen)
    assert note is not None
    used = 30 * 10_00
    assert (note.number, note.credits, note.sum.net) == ("10001-K", "10001", 1_000_01 - used)
    assert invoice_of(seen).sum.total == 1_250_01
    assert books() == {"seller": -30, "purse": 0, "used": 30}
    check_books()
    with pytest.raises(KravError, match="answered before"):
        cancel_order(made, on=TODAY, by=OPERATOR)


def test_an_order_that_was_never_granted_is_credited_whole(fjordbo: int) -> None:
    made = buy(Owner(fjordbo), on_sale())
    assert credit_note_of(seen) is None if (seen := order(made)) else False
    assert cancel_order(made, on=TODAY, by=OPERATOR) == 0
    seen = order(made)
    assert seen is not None
    note = credit_note_of(seen)
    assert note is not None
    assert note.sum.total == 1_875_00
    with pytest.raises(KravError, match="answered before"):
        grant_order(made, on=TODAY, by=OPERATOR)


def test_given_credits_cost_nothing_and_come_once(fjordbo: int) -> None:
    on_sale()
    for _ in range(2):
        give_credits(Owner(fjordbo), {"letter": 5}, None, on=TODAY, by=OPERATOR, key="sorry")
    assert costs(fjordbo, TODAY).left == {"letter": 5}
    assert rows.Lot.objects.get().price == 0
    with pytest.raises(KravError, match="A package holds"):
        give_credits(Owner(fjordbo), {}, None, on=TODAY, by=OPERATOR, key="nothing")
    check_books()


ANSWERS: list[Callable[[int, Actor], object]] = [
    lambda made, by: grant_order(made, on=TODAY, by=by),
    lambda made, by: order_paid(made, on=TODAY, by=by),
    lambda made, by: cancel_order(made, on=TODAY, by=by),
    lambda _made, by: confirm_membership(Owner(), holds=True, on=TODAY, by=by),
    lambda _made, by: give_credits(Owner(), {"letter": 1}, None, on=TODAY, by=by, key="x"),
    lambda _made, by: set_discount(DiscountSeen("fsr", "FSR", "DK", 1, None), by=by),
    lambda _made, by: end_package("letters-100", TODAY, by=by),
]


@pytest.mark.parametrize("answer", ANSWERS)
def test_only_an_operator_answers_orders(fjordbo: int, answer: Callable[[int, Actor], object]) -> None:
    made = buy(Owner(fjordbo), on_sale())
    add_person("ann@fjordbo.example", "Ann", "lamps on the long jetty")
    before = list(rows.CreditOrder.objects.values())
    with pytest.raises(KravError, match="Only an operator"):
        answer(made, ADMINISTRATOR)
    assert list(rows.CreditOrder.objects.values()) == before
    assert not rows.CreditMove.objects.exists()


def test_an_operator_is_known_by_name(fjordbo: int) -> None:
    made = buy(Owner(fjordbo), on_sale())
    user = add_person("ann@fjordbo.example", "Ann", "lamps on the long jetty")
    rows.User.objects.filter(pk=user).update(is_operator=True)
    grant_order(made, on=TODAY, by=ADMINISTRATOR)
    assert rows.CreditOrder.objects.get().granted_by == "ann@fjordbo.example"


def test_a_guest_buys_nothing(fjordbo: int) -> None:
    for owner in (Owner(fjordbo), Owner(firm_id=a_firm().pk)):
        with pytest.raises(KravError, match="needs the role caseworker"):
            order_credits(owner, on_sale(f"p-{owner.firm_id or 0}"), on=TODAY, by=GUEST, key="x")


def test_nobody_sells_here(fjordbo: int, settings: Settings) -> None:
    settings.KRAV_OPERATOR = {}
    with pytest.raises(KravError, match="has not said which company"):
        buy(Owner(fjordbo), on_sale())
    assert not rows.CreditOrder.objects.exists()


def test_what_is_not_on_sale_to_the_buyer(fjordbo: int) -> None:
    norwegian = on_sale("norsk", country="NO", currency="NOK")
    later = on_sale("later", since=TODAY + timedelta(days=1))
    ended = on_sale("ended")
    end_package("ended", TODAY - timedelta(days=1), by=OPERATOR)
    for package_id in (norwegian, later, ended, 999_999_999):
        with pytest.raises(KravError, match="not for sale to you today"):
            buy(Owner(fjordbo), package_id)


def test_a_purse_holds_one_currency(fjordbo: int) -> None:
    filled(Owner(fjordbo), on_sale())
    euros = on_sale("euro", currency="EUR")
    with pytest.raises(KravError, match="holds credits bought in DKK"):
        buy(Owner(fjordbo), euros)


def test_another_price_is_another_package(fjordbo: int) -> None:
    old = on_sale()
    offer = Offer("letters-100b", "DK", "100 letters", "DKK", 1_600_00, {"letter": 100}, 0, TODAY)
    set_package(offer, replaces="letters-100", by=OPERATOR)
    seen = package(old)
    assert seen is not None
    assert seen.offer.sold_until == TODAY - timedelta(days=1)
    with pytest.raises(KravError, match="is there already"):
        set_package(offer, by=OPERATOR)
    with pytest.raises(KravError, match="There is no package “x”"):
        set_package(offer._replace(code="letters-100c"), replaces="x", by=OPERATOR)
    assert rows.Package.objects.count() == 2


GOOD = Offer("p", "DK", "P", "DKK", 100, {"letter": 1}, 0, SINCE)


@pytest.mark.parametrize(
    "offer",
    [
        GOOD._replace(code="Not good"),
        GOOD._replace(name=" "),
        GOOD._replace(currency="kr."),
        GOOD._replace(units={}),
        GOOD._replace(units={"letter": 0}),
        GOOD._replace(units={"letter": 1_000_001}),
        GOOD._replace(units={"fax": 1}),
        GOOD._replace(price=-1),
        GOOD._replace(valid_days=-1),
        GOOD._replace(sold_until=SINCE - timedelta(days=1)),
        GOOD._replace(country="XX"),
    ],
)
@pytest.mark.django_db
def test_a_package_that_cannot_be_sold(offer: Offer) -> None:
    with pytest.raises(KravError):
        set_package(offer, by=OPERATOR)
    assert not rows.Package.objects.exists()


def test_members_pay_less_once_an_operator_has_looked(fjordbo: int) -> None:
    owner = Owner(fjordbo)
    set_discount(DiscountSeen("fsr", "FSR – danske revisorer", "DK", 1250, TODAY), by=OPERATOR)
    with pytest.raises(KravError, match="Choose an association"):
        tell_membership(owner, "srf", "1", on=TODAY, by=ANN)
    with pytest.raises(KravError, match="No membership was told of"):
        confirm_membership(owner, holds=True, on=TODAY, by=OPERATOR)
    tell_membership(owner, "fsr", "4711", on=TODAY, by=ANN)
    package_id = on_sale(price=1_000_00)
    assert discount(buy(owner, package_id, "before")) == 0
    confirm_membership(owner, holds=True, on=TODAY, by=OPERATOR)
    made = buy(owner, package_id, "after")
    assert discount(made) == 125_00
    grant_order(made, on=TODAY, by=OPERATOR)
    assert costs(fjordbo, TODAY).price("letter", 100) is not None
    assert sum(lot.bought * lot.price for lot in rows.Lot.objects.all()) == 875_00
    later = order_credits(owner, package_id, on=TODAY + timedelta(days=1), by=ANN, key="late")
    assert discount(later) == 0
    confirm_membership(owner, holds=False, on=TODAY, by=OPERATOR)
    seen = purse(owner, TODAY)
    assert seen is not None
    assert (seen.association, seen.member_since) == ("", None)


def discount(order_id: int) -> int:
    return rows.CreditOrder.objects.get(pk=order_id).discount


def test_a_buyer_in_another_country_pays_no_vat(provbygg: int) -> None:
    made = order(buy(Owner(provbygg), on_sale("svenska", country="SE", currency="SEK")))
    assert made is not None
    assert (made.vat, made.vat_rate, invoice_of(made).sum.vat.category) == (0, 0, "AE")


def test_who_can_buy_more_is_told_once_and_again_after_new_ones_ran_out(fjordbo: int) -> None:
    ann = add_person("ann@fjordbo.example", "Ann", "lamps on the long jetty")
    rows.Membership.objects.create(account_id=fjordbo, user_id=ann, role=Role.ADMINISTRATOR)
    package_id = on_sale(units={"letter": 10})
    filled(Owner(fjordbo), package_id)
    set_warning(Owner(fjordbo), {"letter": 3}, on=TODAY, by=ANN)
    draw(fjordbo, [Use("letter", f"letter {each}") for each in range(6)], on=TODAY, by=ANN)
    assert warn_low(on=TODAY, now=clock.now()) == 0
    draw(fjordbo, [Use("letter", "letter 6")], on=TODAY, by=ANN)
    assert [warn_low(on=TODAY, now=clock.now()) for _ in range(3)] == [1, 0, 0]
    (sent,) = mail.outbox
    assert sent.to == ["ann@fjordbo.example"]
    assert "Fjordbo ApS har kun dette tilbage:\n\n– 3 breve\n" in sent.body
    assert "/a/fjordbo/credits/" in sent.body
    filled(Owner(fjordbo), package_id)
    assert warn_low(on=TODAY, now=clock.now()) == 0
    draw(fjordbo, [Use("letter", f"letter {each}") for each in range(7, 20)], on=TODAY, by=ANN)
    assert warn_low(on=TODAY, now=clock.now()) == 1


def test_a_firms_people_are_told_of_the_firms_purse(fjordbo: int) -> None:
    firm, rita = a_firm(), add_person("rita@regnskabnord.example", "Rita", "lamps on the long jetty")
    rows.FirmMember.objects.create(firm=firm, user_id=rita, role=Role.ADMINISTRATOR)
    looked_after(fjordbo, firm)
    filled(Owner(firm_id=firm.pk), on_sale(units={"letter": 1}))
    draw(fjordbo, [Use("letter", "letter 1")], on=TODAY, by=ANN)
    assert warn_low(on=TODAY, now=clock.now()) == 1
    assert (mail.outbox[0].to, "/firm/regnskab/credits/" in mail.outbox[0].body) == (["rita@regnskabnord.example"], True)


@pytest.mark.parametrize("below", [{"fax": 1}, {"letter": -1}])
def test_a_warning_that_cannot_be(fjordbo: int, below: dict[str, int]) -> None:
    with pytest.raises(KravError, match="A warning names"):
        set_warning(Owner(fjordbo), below, on=TODAY, by=ANN)


def test_the_seller_is_told_of_whole(settings: Settings, fjordbo: int) -> None:
    settings.KRAV_OPERATOR = SELLER | {"company_number": "99 00 01 12"}
    made = order(buy(Owner(fjordbo), on_sale()))
    assert made is not None
    assert made.seller.company_number == "99000112"
