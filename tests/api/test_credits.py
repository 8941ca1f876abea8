"""Credits, for programs: what is left, buying, invoices, what was used and what a firm charges for it."""

import pytest
from pytest_django import Settings

from krav.actions.credit_orders import grant_order
from krav.actions.purses import Use, draw
from krav.formats import ubl
from krav.store import models as rows
from krav.store.queries.credits import Owner
from tests.actions.cast import ANN
from tests.actions.credit import OPERATOR, a_firm, filled, looked_after, on_sale, selling
from tests.api.cast import TODAY, Program

MARCH = "?from=2026-03-01&until=2026-03-31"


@pytest.fixture(autouse=True)
def somebody_sells(settings: Settings) -> None:
    selling(settings)


def test_bought_by_code_once_for_a_key(caseworker: Program, fjordbo: int) -> None:
    on_sale(units={"letter": 100, "sms": 10}, price=2_020_00)
    (package,) = caseworker.ask("get", "/credits/packages").json()
    assert (package["code"], package["price"]) == ("letters-100", {"minor": 2_020_00, "currency": "DKK"})
    sent = {"Idempotency-Key": "one"}
    made = [caseworker.ask("post", "/credits/orders", {"package": "letters-100"}, **sent).json() for _ in range(2)]
    assert made[1]["code"] == "done_before"
    assert (made[0]["number"], made[0]["state"], made[0]["total"]["minor"]) == ("10001", "ordered", 2_525_00)
    assert caseworker.ask("get", "/credits").json()["units"] == [
        {"unit": "letter", "left": 0, "price": None},
        {"unit": "sms", "left": 0, "price": None},
    ]
    grant_order(made[0]["id"], on=TODAY, by=OPERATOR)
    found = caseworker.ask("get", "/credits").json()
    assert (found["payer"], found["firm"]) == ("account", "")
    assert found["units"][0] == {"unit": "letter", "left": 100, "price": {"minor": 20_00, "currency": "DKK"}}
    (line,) = caseworker.ask("get", "/credits/orders").json()
    assert line["state"] == "granted"
    document = caseworker.ask("get", f"/credits/orders/{line['id']}/ubl")
    assert ubl.read(document.content, "f.xml").items[0].amount.minor == 2_525_00
    assert caseworker.ask("get", f"/credits/orders/{line['id']}/pdf").content[:4] == b"%PDF"


def test_a_package_that_is_not_for_sale(caseworker: Program) -> None:
    answer = caseworker.ask("post", "/credits/orders", {"package": "nothing"})
    assert answer.status_code in {400, 409, 422}
    assert "not for sale to you today" in answer.content.decode()


def test_what_was_used_and_what_a_firm_charges(guest: Program, fjordbo: int) -> None:
    filled(Owner(fjordbo), on_sale())
    draw(fjordbo, [Use("letter", "letter 999999999")], on=TODAY, by=ANN)
    refused = guest.ask("get", f"/credits/used{MARCH}&payer=firm")
    assert "No firm looks after this account." in refused.content.decode()
    firm = a_firm()
    rows.Firm.objects.filter(pk=firm.pk).update(markup=1050)
    filled(Owner(firm_id=firm.pk), rows.Package.objects.get().pk)
    looked_after(fjordbo, firm)
    draw(fjordbo, [Use("letter", f"letter 99999999{each}") for each in range(3)], on=TODAY, by=ANN)
    own = guest.ask("get", f"/credits/used{MARCH}").json()
    assert [line["charged"]["minor"] for line in own["lines"]] == [15_00]
    found = guest.ask("get", f"/credits/used{MARCH}&payer=firm").json()
    assert (found["client"], found["payer"]) == ("Fjordbo ApS", "Regnskab Nord ApS")
    assert found["total"]["minor"] == 49_73
    assert sum(line["charged"]["minor"] for line in found["lines"]) == 49_73


def test_a_period_that_ends_before_it_begins(guest: Program) -> None:
    answer = guest.ask("get", "/credits/used?from=2026-03-02&until=2026-03-01")
    assert "ends before it begins" in answer.content.decode()


@pytest.mark.parametrize(("form", "begins"), [("csv", b"\xef\xbb\xbfdag;"), ("pdf", b"%PDF")])
def test_as_a_file(guest: Program, form: str, begins: bytes) -> None:
    answer = guest.ask("get", f"/credits/used/file{MARCH}&format={form}")
    assert answer.content.startswith(begins)
