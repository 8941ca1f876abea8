"""Carriers connected, looked at, heard at their door and ended; what one account has is nobody else's."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from krav.actions.accounts import open_account
from krav.actions.carriers import change_carrier, check_carrier, connect_carrier, end_carrier, hook, try_carrier
from krav.actions.lines import key_of
from krav.actions.receipts import Heard, take_receipts
from krav.actions.rights import Forbidden
from krav.actions.unit import Actor
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.render.pdf import Renderer
from krav.store import models as rows
from krav.store.queries.carriers import carrier_lines
from krav.store.scope import account_scope
from krav.wire import clock
from krav.wire.broken import NotAllowed, Refused
from krav.wire.sealed import unseal
from krav.wire.sending.protocol import ReceiptIn
from tests.actions.cast import ANN, FIRST, IMPORTED, NORDLYS, ledger, line, run, take
from tests.wire.postbox import Postbox, listening
from tests.wire.sending.standins import Carried, elks
from tests.wire.sending.test_domain import names

TODAY = date(2026, 11, 20)
KEYS = {"user": "u", "password": "p"}


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "wait", lambda _: None)


@pytest.fixture
def home(db: None) -> int:
    return open_account(NORDLYS, on=TODAY)


@pytest.fixture
def sms(settings: Settings) -> Iterator[Carried]:
    with elks() as found:
        settings.KRAV_CARRIERS = {"46elks": {"url": found.server.url}}
        yield found


@pytest.fixture
def post(settings: Settings) -> Iterator[Postbox]:
    settings.KRAV_MAIL = True
    with listening(settings) as found:
        yield found


def test_a_carrier_is_asked_before_it_is_kept(home: int, sms: Carried) -> None:
    with pytest.raises(NotAllowed):
        connect_carrier(home, "46elks", KEYS | {"password": "other"}, on=TODAY, by=ANN)
    with account_scope(home):
        assert carrier_lines() == []
    connect_carrier(home, "46elks", KEYS, on=TODAY, by=ANN)
    with account_scope(home):
        (line,) = carrier_lines()
        row = rows.Carrier.objects.get()
    assert (line.channel, line.code, line.state) == ("sms", "46elks", "on")
    assert "p" not in row.rights[:2]
    assert unseal(row.rights)["hook"] == hook(line.id)


def test_another_carrier_takes_the_channel_and_the_same_one_keeps_its_address(home: int, sms: Carried) -> None:
    first = connect_carrier(home, "46elks", KEYS, on=TODAY, by=ANN)
    assert connect_carrier(home, "46elks", KEYS, on=TODAY, by=ANN) == first
    second = connect_carrier(home, "smsfile", {}, on=TODAY, by=ANN)
    with account_scope(home):
        assert [line.id for line in carrier_lines()] == [second]
        assert rows.Carrier.objects.get(pk=first).rights == ""


def test_a_carrier_of_another_country_or_with_less_typed_is_refused(home: int) -> None:
    with pytest.raises(KravError, match="carries no letters in the country"):
        connect_carrier(home, "kivra", {}, on=TODAY, by=ANN)
    with pytest.raises(Refused, match="missing"):
        connect_carrier(home, "gatewayapi", {"token": " "}, on=TODAY, by=ANN)
    with pytest.raises(KravError, match="knows no carrier"):
        connect_carrier(home, "pigeon", {}, on=TODAY, by=ANN)


def test_only_an_administrator_connects(home: int) -> None:
    with pytest.raises(Forbidden):
        connect_carrier(home, "smsfile", {}, on=TODAY, by=Actor("carl@nordlys.example", Role.CASEWORKER))


def test_the_domain_is_looked_at_with_the_key_that_was_told(home: int, post: Postbox) -> None:
    made = connect_carrier(home, "smtp", {}, on=TODAY, by=ANN)
    change_carrier(home, made, "k1._domainkey", on=TODAY, by=ANN)
    with pytest.raises(KravError, match="no name of a key"):
        change_carrier(home, made, "k1 ; drop", on=TODAY, by=ANN)
    domain = NORDLYS.email.partition("@")[2]
    told = {f"k1._domainkey.{domain}": ["v=DKIM1; p=MIGf"]}
    with names(told) as ask:
        assert check_carrier(home, made, on=TODAY, by=ANN, resolver=ask) == ()
    with account_scope(home):
        (line,) = carrier_lines()
    assert {each.about: each.state for each in line.findings} == {"spf": "bad", "dkim": "good", "dmarc": "bad"}


def test_a_test_goes_to_whoever_asks_for_it(home: int, post: Postbox) -> None:
    made = connect_carrier(home, "smtp", {}, on=TODAY, by=ANN)
    try_carrier(home, made, "victim@post.example", on=TODAY, by=Actor("nils@nordlys.example", Role.ADMINISTRATOR),
                renderer=Renderer())  # fmt: skip
    assert post.recipients == ["nils@nordlys.example"]
    assert str(post.messages[0]["Subject"]).startswith("[test]")


def test_the_door_hears_a_carrier_at_its_own_address_only(home: int, sms: Carried, client: Client) -> None:
    made = connect_carrier(home, "46elks", KEYS, on=TODAY, by=ANN)
    path = hook(made).partition("/hooks/")[2]
    form, told = "application/x-www-form-urlencoded", "id=s0&status=failed"
    assert client.post(f"/hooks/{path}", "id=s0&status=eaten", content_type=form).status_code == 400
    assert client.post(f"/hooks/{path}", told, content_type=form).status_code == 204
    assert client.head(f"/hooks/{path}").status_code == 204
    assert client.get(f"/hooks/{path}").status_code == 405
    assert client.post(f"/hooks/carrier/{made}/{'0' * 32}/", told, content_type=form).status_code == 404
    assert client.post(f"/hooks/carrier/999999999/{'0' * 32}/", told, content_type=form).status_code == 404
    with account_scope(home):
        assert carrier_lines()[0].told_at is not None
    end_carrier(home, made, on=TODAY, by=ANN)
    assert client.post(f"/hooks/{path}", told, content_type=form).status_code == 404


def test_the_door_asks_to_be_told_again_what_comes_before_our_own_note(fjordbo: int, sms: Carried, client: Client) -> None:
    """What a letter that is only being handed over is told of would be lost: the carrier tells it once more."""
    made = connect_carrier(fjordbo, "46elks", KEYS, on=IMPORTED, by=ANN)
    path, form = hook(made).partition("/hooks/")[2], "application/x-www-form-urlencoded"

    def told() -> int:
        return client.post(f"/hooks/{path}", "id=s0&status=delivered", content_type=form).status_code

    take(fjordbo, ledger(line("1001", "900,00")), on=IMPORTED)
    run(fjordbo, FIRST)
    assert told() == 204  # nothing is on its way: it is none of ours
    with account_scope(fjordbo):
        rows.Outbox.objects.update(channel="sms", state="sending")
    answer = client.post(f"/hooks/{path}", "id=s0&status=delivered", content_type=form)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "120")
    with account_scope(fjordbo):
        rows.Outbox.objects.update(state="delivered", place="s0")
    assert [told(), told()] == [204, 204]
    with account_scope(fjordbo):
        assert list(rows.Receipt.objects.values_list("kind", "key")) == [("delivered", "s0 delivered")]


def test_a_bounce_of_a_letter_that_is_still_being_handed_over_is_seen_to_once_it_has_left(fjordbo: int) -> None:
    """By our own name of it: kept too early, it would never be looked at again."""
    take(fjordbo, ledger(line("1001", "900,00", email="a@kunde.example")), on=IMPORTED)
    run(fjordbo, FIRST)
    with account_scope(fjordbo):
        rows.Outbox.objects.update(channel="email", state="sending")
        number = rows.Letter.objects.get().number
    bounce = ReceiptIn("b1", "bounced", clock.now(), "m0", key_of(number, "fjordbo"))
    assert take_receipts(fjordbo, "email", [bounce], on=FIRST, by=ANN) == Heard(0, 1)
    with account_scope(fjordbo):
        rows.Outbox.objects.update(state="delivered", place="m0")
    assert take_receipts(fjordbo, "email", [bounce], on=FIRST, by=ANN) == Heard(1, 0)
    with account_scope(fjordbo):
        assert rows.Returned.objects.count() == 1
