"""The operator's desk: for operators alone, nobody's debtors on it, and an account seen only while it lets them look."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from krav.actions.module_orders import order_module
from krav.actions.operators import grant_look, remove_operator
from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.scope import account_scope
from krav.wire import clock
from tests.actions.firms import ANN, BODIL, OPERATOR, firm, taken_on
from tests.web.cast import TODAY, browser, text

NOT_SO = 405
"""The address takes the other method only; that is said to everybody alike."""

LOOKED_AT = ("invoices", "customers", "payments", "overview", "cases", "calendar", "settings", "settings/people")


def places(patterns: list[URLPattern | URLResolver], before: str = "") -> list[str]:
    found: list[str] = []
    for each in patterns:
        route = before + str(each.pattern)
        found += places(each.url_patterns, route) if isinstance(each, URLResolver) else [route]
    return [route for route in found if route.startswith("operator/")]


def asked(route: str) -> str:
    names = {"deed": "grant", "kind": "firm", "code": "start"}
    return "/" + re.sub(r"<\w+:(\w+)>", lambda found: names.get(found[1], "999999999"), route)


OPERATOR_PLACES = [asked(route) for route in places(get_resolver().url_patterns)]


@pytest.fixture
def olga(owed: int) -> Client:
    """The operator, with a second step at log-in, beside an account that has something to hide and a firm."""
    taken_on(owed, firm())
    user = rows.User.objects.get(email=OPERATOR.name)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return browser(user)


def let_in(account_id: int, hours: int = 1) -> int:
    user = rows.User.objects.get(email=OPERATOR.name)
    return grant_look(account_id, user.pk, "help with a file", clock.now() + timedelta(hours=hours), on=TODAY, by=ANN)


def looks(account_id: int) -> list[str]:
    with account_scope(account_id):
        return list(rows.OperatorLook.objects.order_by("id").values_list("what", flat=True))


def secrets(account_id: int) -> list[str]:
    """What debtors of the account are called, and the numbers of what they owe."""
    with account_scope(account_id):
        names = list(rows.Debtor.objects.values_list("name", flat=True))
        return [*names, *rows.Claim.objects.values_list("number", flat=True)]


def test_the_desk_is_not_there_for_anybody_else(administrator: Client, client: Client) -> None:
    assert len(OPERATOR_PLACES) > 8
    for url in OPERATOR_PLACES:
        for method in ("get", "post"):
            answers = getattr(administrator, method)(url), getattr(client, method)(url)
            assert answers[0].status_code in {404, NOT_SO}, url
            assert answers[1].status_code == NOT_SO or answers[1]["Location"].startswith("/account/login/"), url


def test_it_takes_a_second_step(owed: int) -> None:
    firm()
    client = browser(rows.User.objects.get(email=OPERATOR.name))
    answer = client.get("/operator/")
    assert answer.status_code == 403
    assert "Turn on the second step first" in text(answer)
    let_in(owed)
    assert client.get("/a/fjordbo/invoices/").status_code == 404


def test_no_page_of_the_desk_names_a_debtor(olga: Client, owed: int) -> None:
    hidden = secrets(owed)
    assert len(hidden) >= 5
    for url in OPERATOR_PLACES:
        shown = text(olga.get(url))
        assert [name for name in hidden if re.search(rf"\b{re.escape(name)}\b", shown)] == [], url
    for url in ("/", "/find/?find=1001", "/find/?find=Birthe", "/switch/"):
        shown = text(olga.get(url))
        assert [name for name in hidden if name not in url and name in shown] == [], url


def test_the_desk_shows_sizes_queues_and_dates(olga: Client) -> None:
    assert "Letters to be sent" in text(olga.get("/operator/"))
    accounts = text(olga.get("/operator/accounts/"))
    assert "Fjordbo ApS Denmark · Holm Bogholderi ApS Runs" in accounts
    assert "Holm Bogholderi ApS Denmark" in text(olga.get("/operator/firms/"))
    assert "Runs out within 60 days" in text(olga.get("/operator/law/"))


def test_without_a_grant_an_account_is_not_there_for_an_operator(olga: Client, owed: int) -> None:
    for page in LOOKED_AT:
        assert olga.get(f"/a/fjordbo/{page}/").status_code == 404, page
    assert looks(owed) == []


def test_under_a_grant_every_page_is_written_down_and_nothing_can_be_changed(
    olga: Client, administrator: Client, owed: int
) -> None:
    grant = let_in(owed)
    for page in LOOKED_AT:
        answer = olga.get(f"/a/fjordbo/{page}/")
        assert answer.status_code == 200, page
        assert "You were let in as a guest" in text(answer)
    assert looks(owed) == [f"GET /a/fjordbo/{page}/" for page in LOOKED_AT]
    assert olga.post("/a/fjordbo/settings/people/invite/", {"email": "x@x.example", "role": "3"}).status_code == 403
    assert olga.post("/a/fjordbo/settings/looks/", {"operator": "1", "hours": "1", "why": "me"}).status_code == 403
    assert looks(owed)[-1] == "POST /a/fjordbo/settings/looks/"
    shown = text(administrator.get("/a/fjordbo/settings/looks/"))
    assert "help with a file" in shown
    assert "settings/" in shown.replace("\u200b", "").replace("/ ", "/")
    assert olga.get("/a/nordlys/").status_code == 404
    administrator.post(f"/a/fjordbo/settings/looks/{grant}/end/")
    assert olga.get("/a/fjordbo/invoices/").status_code == 404
    assert len(looks(owed)) == len(LOOKED_AT) + 2


def test_a_grant_ends_by_itself_and_with_the_operator(olga: Client, owed: int) -> None:
    let_in(owed)
    rows.OperatorGrant.objects.update(until=clock.now())
    assert olga.get("/a/fjordbo/invoices/").status_code == 404
    let_in(owed)
    assert olga.get("/a/fjordbo/invoices/").status_code == 200
    remove_operator(OPERATOR.name)
    assert olga.get("/a/fjordbo/invoices/").status_code == 404
    assert olga.get("/operator/").status_code == 404


def test_an_administrator_lets_somebody_look_on_a_page(administrator: Client, guest: Client, owed: int) -> None:
    assert "Nobody is named as operator" in text(administrator.get("/a/fjordbo/settings/looks/"))
    firm()
    user = rows.User.objects.get(email=OPERATOR.name)
    said = {"operator": str(user.pk), "hours": "4", "why": "an import", "key": "k"}
    assert guest.post("/a/fjordbo/settings/looks/", said).status_code == 403
    assert administrator.post("/a/fjordbo/settings/looks/", {**said, "why": ""}).status_code == 422
    assert "They may look, as a guest." in text(administrator.post("/a/fjordbo/settings/looks/", said, follow=True))
    assert rows.OperatorGrant.objects.get().granted_by == "ann@fjordbo.example"
    assert "an import" in text(guest.get("/a/fjordbo/settings/looks/"))
    assert owed


def test_an_account_orders_a_part_and_the_operator_answers(olga: Client, administrator: Client, owed: int) -> None:
    said = {"module": "sending", "words": "letters by post", "key": "k"}
    assert "Ordered." in text(administrator.post("/a/fjordbo/settings/modules/", said, follow=True))
    assert "letters by post" in text(olga.get("/operator/orders/"))
    order = rows.ModuleOrder.objects.get()
    olga.post(f"/operator/orders/{order.pk}/", {"state": "granted", "answer": "welcome"})
    assert "Granted welcome" in text(administrator.get("/a/fjordbo/settings/modules/"))
    assert olga.post(f"/operator/orders/{order.pk}/", {"state": "granted"}).status_code == 409
    assert administrator.post("/a/fjordbo/settings/modules/", {"module": "coffee"}).status_code == 422
    order_module(owed, "collection", "", on=TODAY, by=ANN)


def test_a_firm_is_opened_for_somebody_who_has_a_login(olga: Client) -> None:
    said = {
        "country": "DK", "name": "Nye Tal ApS", "company_number": "13585628", "street": "Torvet 1", "postcode": "8000",
        "city": "Aarhus", "administrator": BODIL.name,
    }  # fmt: skip
    assert "Nye Tal ApS is open." in text(olga.post("/operator/firms/", said, follow=True))
    wrong = olga.post("/operator/firms/", said | {"administrator": "nobody@holm.example"})
    assert wrong.status_code == 422
    assert "Nobody has the address" in text(wrong)
    assert olga.post("/operator/firms/", said | {"company_number": "13585629"}).status_code == 422


def test_prices_and_discounts_are_set(olga: Client) -> None:
    package = {
        "country": "DK", "name": "Start", "code": "start", "price": "499.00", "case": "0", "letter": "100", "sms": "0",
        "email": "0", "valid_days": "365", "replaces": "",
    }  # fmt: skip
    assert "Start is on sale." in text(olga.post("/operator/prices/", package, follow=True))
    assert olga.post("/operator/prices/", package).status_code == 422
    assert "Letters 100" in text(olga.get("/operator/prices/"))
    olga.post("/operator/prices/start/end/")
    assert rows.Package.objects.get().sold_until == TODAY
    less = {"country": "DK", "association": "fdb", "name": "Foreningen", "rate": "12.5"}
    olga.post("/operator/discounts/", less)
    assert rows.Discount.objects.get().rate == 1250
    assert olga.post("/operator/discounts/", less | {"rate": "120"}).status_code == 422


def test_a_role_of_one_s_own_goes_before_a_look(olga: Client, owed: int) -> None:
    let_in(owed)
    user = rows.User.objects.get(email=OPERATOR.name)
    rows.Membership.objects.create(account_id=owed, user=user, role=Role.CASEWORKER)
    assert "You were let in" not in text(olga.get("/a/fjordbo/invoices/"))
    assert looks(owed) == []
