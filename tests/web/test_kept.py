"""A kept page is the page as it would be made now: after every kind of write, for everybody, and never another's."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from krav.actions import partner_sending, syncing
from krav.actions.accounts import change_account, open_account
from krav.actions.agreements import Terms, agree
from krav.actions.holds import place_hold
from krav.actions.notes import note
from krav.actions.people import Profile, change_profile, change_role
from krav.actions.unit import unit
from krav.actions.uploads import receive
from krav.actions.uploads import run as run_uploads
from krav.claims.partner import checked
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.scope import account_scope
from krav.web.kept import NUMBERS, STORE, Made, Store
from krav.web.page import Page
from krav.wire import clock
from krav.wire.broken import NotAllowed
from tests.actions.cast import ANN, FJORDBO, SECOND, bank, credit, fik, ledger, line, run, take
from tests.actions.credit import a_firm, looked_after
from tests.actions.partnered import PRICES
from tests.web.cast import TODAY, person

LIST = "/a/fjordbo/invoices/?stage=rykker_1"
FOUND = "/a/fjordbo/find/?q=nothing"
PAGES = (
    *(LIST, "/a/fjordbo/invoices/", "/a/fjordbo/cases/", "/a/fjordbo/customers/", "/a/fjordbo/"),
    *("/a/fjordbo/invoices/{claim}/", "/a/fjordbo/payments/", "/a/fjordbo/overview/", FOUND),
)
"""Pages that are kept, and one of which the numbers of the navigation alone are."""

_TOKEN, _KEY = re.compile(rb'X-CSRFToken": "([^"]+)'), re.compile(rb'name="key" value="([^"]+)')
_ONCE = re.compile(rb'(X-CSRFToken": "|csrfmiddlewaretoken" value="|name="key" value=")[A-Za-z0-9]+')


@pytest.fixture(autouse=True)
def room(settings: Settings) -> Iterator[None]:
    """Every test begins with nothing kept."""
    settings.KRAV_KEPT_PAGES = 32_000_000
    STORE.clear()
    NUMBERS.clear()
    yield
    STORE.clear()
    NUMBERS.clear()


def body(client: Client, address: str = LIST) -> bytes:
    """A page without what belongs to one answer alone."""
    answer = client.get(address)
    assert answer.status_code == 200
    return _ONCE.sub(rb"\1", answer.content)


def made(client: Client, settings: Settings, address: str = LIST) -> bytes:
    """The same, made now."""
    room, settings.KRAV_KEPT_PAGES = settings.KRAV_KEPT_PAGES, 0
    found = body(client, address)
    settings.KRAV_KEPT_PAGES = room
    return found


def statements(client: Client, address: str = LIST) -> int:
    """How many a page takes."""
    asked: list[str] = []

    def counted(execute: Callable[..., object], sql: str, *rest: object) -> object:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(counted):
        client.get(address)
    return len([sql for sql in asked if not sql.startswith(("SAVEPOINT", "RELEASE"))])


def claim_id(account_id: int, number: str) -> int:
    with account_scope(account_id):
        return rows.Claim.objects.get(number=number).pk


def noted(account_id: int) -> None:
    note(account_id, claim_id(account_id, "1001"), "Rang.", on=TODAY, by=ANN)


def held(account_id: int) -> None:
    place_hold(account_id, "1001", "objection", on=TODAY, by=ANN)


def paid(account_id: int) -> None:
    told = bank(credit("10000.00", reference=fik("1001"), on=TODAY.isoformat()), until=TODAY.isoformat())
    take(account_id, told, "more.xml", on=TODAY)


def invoiced(account_id: int) -> None:
    take(account_id, ledger(line("1009", "77,00", customer="99", name="Ny Kunde")), "more.csv", on=TODAY)


def the_day(account_id: int) -> None:
    run(account_id, TODAY)


def renamed(account_id: int) -> None:
    change_account(account_id, {"name": "Fjordbo II ApS"}, on=TODAY, by=ANN)


def opened_again(account_id: int) -> None:
    open_account(replace(FJORDBO, name="Fjordbo III ApS"), on=TODAY)


def linked(account_id: int) -> None:
    told = {"rights": "", "state": "on", "made_by": "ann", "made_at": clock.now()}
    with account_scope(account_id):
        rows.Connection.objects.create(system="tripletex", company="1", name="Books", **told)


def unread(account_id: int) -> None:
    with account_scope(account_id):
        link_id = rows.Connection.objects.get().pk
    syncing._failed(account_id, link_id, NotAllowed("The right is gone."))


def agreed(account_id: int) -> None:
    agree(account_id, "file", {}, Terms("Advokat Lund", prices=checked(PRICES, "DKK")), on=TODAY, by=ANN)


def lost(account_id: int) -> None:
    with account_scope(account_id):
        agreement_id = rows.Agreement.objects.get().pk
    partner_sending.trouble(account_id, agreement_id, NotAllowed("The right is gone."))


def given(account_id: int) -> None:
    upload = receive(account_id, b"%PDF-1.7 no ledger", "no.pdf", on=TODAY, by=ANN)
    with account_scope(account_id):
        rows.Upload.objects.filter(pk=upload).update(state="queued")


def refused(account_id: int) -> None:
    assert [state for _name, state in run_uploads(account_id, on=TODAY)] == ["refused"]


def with_a_firm(account_id: int) -> None:
    looked_after(account_id, a_firm())


ACTS = [noted, held, paid, invoiced, the_day, renamed, opened_again, agreed, with_a_firm]
AFTER = [(linked, unread), (agreed, lost), (given, refused)]
"""What no unit writes, after what has to be there."""


@pytest.fixture
def fresh(owed: int) -> int:
    """What is owed, with the bank's news of every day."""
    take(owed, bank(until=SECOND.isoformat()), "quiet.xml", on=SECOND)
    return owed


def test_a_page_is_made_once(fresh: int, caseworker: Client) -> None:
    first = body(caseworker)
    assert statements(caseworker) <= 4
    assert body(caseworker) == first


def test_the_navigation_of_any_page_is_counted_once(fresh: int, caseworker: Client) -> None:
    body(caseworker)
    known = statements(caseworker, FOUND)
    NUMBERS.clear()
    assert statements(caseworker, FOUND) > known + 10
    assert statements(caseworker, FOUND) == known


def test_what_a_form_has_written_is_counted_on_the_page_it_answers_with(fresh: int, caseworker: Client) -> None:
    counted = re.compile(r'<span>Payments</span><span class="n">(\d+)')
    before = counted.findall(body(caseworker, FOUND).decode())
    with account_scope(fresh):  # within the request, before the account has moved
        payment = rows.Payment.objects.create(received_on=TODAY, amount=100, currency="DKK", key="x")
        rows.LoosePayment.objects.create(payment=payment, amount=100)
    assert counted.findall(body(caseworker, FOUND).decode()) == before
    assert counted.findall(caseworker.post("/a/fjordbo/payments/register/", {}).content.decode()) != before


@pytest.mark.parametrize("act", ACTS)
def test_every_write_is_seen_at_once(fresh: int, caseworker: Client, settings: Settings, act: Callable[[int], None]) -> None:
    pages = [address.format(claim=claim_id(fresh, "1001")) for address in PAGES]
    before = {address: body(caseworker, address) for address in pages}
    act(fresh)
    after = {address: body(caseworker, address) for address in pages}
    assert after == {address: made(caseworker, settings, address) for address in pages}
    assert after != before


@pytest.mark.parametrize(("first", "act"), AFTER)
def test_what_no_unit_writes_is_seen_too(
    fresh: int, caseworker: Client, settings: Settings, first: Callable[[int], None], act: Callable[[int], None]
) -> None:
    first(fresh)
    test_every_write_is_seen_at_once(fresh, caseworker, settings, act)


def test_what_others_do_is_seen(fresh: int, caseworker: Client, settings: Settings) -> None:
    """The firm's own name, and credits that another of its clients has used up."""
    firm = a_firm()
    looked_after(fresh, firm)
    body(caseworker)
    rows.Firm.objects.filter(pk=firm.pk).update(name="Regnskab & Søn")
    assert "Regnskab &amp; Søn" in body(caseworker).decode()
    assert body(caseworker) == made(caseworker, settings)


def test_a_page_is_the_readers_own(fresh: int, caseworker: Client, guest: Client, settings: Settings) -> None:
    first = caseworker.get(LIST)
    assert body(guest) == made(guest, settings) != body(caseworker)
    tokens = {word for answer in (first, caseworker.get(LIST)) for word in _TOKEN.findall(answer.content)}
    keys = {word for answer in (first, caseworker.get(LIST)) for word in _KEY.findall(answer.content)}
    assert len(tokens) == len(keys) == 2
    user = rows.User.objects.get(email="carl@fjordbo.example")
    for profile in (
        Profile(name="Carla", language="", theme="", dense=False, single_keys=True),
        Profile(name="Carla", language="da", theme="dark", dense=True, single_keys=False),
    ):
        change_profile(user.pk, profile)
        assert body(caseworker) == made(caseworker, settings)
    change_role(fresh, user.pk, Role.GUEST, on=TODAY, by=ANN)
    assert body(caseworker) == made(caseworker, settings)
    rows.Membership.objects.filter(user=user).delete()
    assert caseworker.get(LIST).status_code == 404


def test_the_token_of_a_kept_page_opens_its_forms(fresh: int) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("cis@fjordbo.example", (fresh, Role.CASEWORKER)))
    for _ in range(2):
        token = re.search(rb'csrfmiddlewaretoken" value="([^"]+)', client.get(LIST).content)
        assert token is not None
        told = {"csrfmiddlewaretoken": token[1].decode(), "stage": "rykker_1", "step": "rykker_2"}
        assert client.post("/a/fjordbo/invoices/move/", told).status_code != 403


def test_a_sentence_is_said_once(fresh: int, caseworker: Client) -> None:
    quiet = body(caseworker)
    caseworker.post("/a/fjordbo/invoices/move/", {"stage": "rykker_1", "step": "rykker_2", "key": "k"})
    said = body(caseworker)
    assert said != quiet
    assert body(caseworker) == quiet


def test_another_day_is_another_page(fresh: int, caseworker: Client, settings: Settings) -> None:
    before = body(caseworker)
    settings.KRAV_TODAY = TODAY + timedelta(days=9)
    assert body(caseworker) == made(caseworker, settings) != before


def undone(account_id: int) -> None:
    with unit(account_id, "note", on=TODAY, by=ANN):
        rows.Note.objects.create(claim_id=claim_id(account_id, "1001"), text="No.", written_by="ann", at=clock.now())
        raise KravError("No.")


def test_what_was_rolled_back_is_not_kept(fresh: int, caseworker: Client, settings: Settings) -> None:
    before = body(caseworker)
    with pytest.raises(KravError):
        undone(fresh)
    assert body(caseworker) == made(caseworker, settings) == before


def test_a_write_while_the_page_is_made_is_seen_the_next_time(
    fresh: int, caseworker: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page has asked where the account stands, and shows what was before; the next one shows what was written."""
    render = Page.render

    def late(page: Page, template: str, status: int = 200, **words: Any) -> HttpResponse:  # noqa: ANN401 as render
        held(fresh)
        return render(page, template, status, **words)

    with monkeypatch.context() as patch:
        patch.setattr(Page, "render", late)
        before = body(caseworker)
    assert body(caseworker) == made(caseworker, settings) != before


def page_of(size: int, *stood: int) -> Made:
    return Made(b"x" * size, "text/html", stood, clock.ticks())


def test_the_pages_used_last_have_room() -> None:
    store = Store()
    for number in range(12):
        store.put(number, page_of(100, 1), 1_000)
        assert store.get(0, (1,))  # asked for again and again
    assert len(store) == 10
    assert store.get(1, (1,)) is None
    assert store.get(0, (2,)) is None
    assert len(store) == 9
    store.put("big", page_of(101, 1), 1_000)
    assert store.get("big", (1,)) is None


def test_no_page_grows_old(monkeypatch: pytest.MonkeyPatch) -> None:
    store, now = Store(), clock.ticks()
    store.put("old", page_of(100), 1_000)
    store.put("older", page_of(100), 1_000)
    monkeypatch.setattr(clock, "ticks", lambda: now + 700)
    assert store.get("old", ()) is None
    store.put("new", page_of(100), 1_000)
    assert len(store) == 1
