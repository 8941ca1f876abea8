"""Webhooks and events for programs: set up with a key, sent again, and read by who is told nothing."""

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from krav.actions.unit import machine
from krav.actions.webhooks import deliver_due
from krav.wire import clock
from tests.actions.cast import ledger, line, take
from tests.api.cast import TODAY
from tests.api.cast import Program as Caller
from tests.wire.hooked import Program, Says, hooked


@pytest.fixture
def listener() -> Iterator[Program]:
    with hooked() as made:
        yield made


def deliver(account_id: int) -> int:
    return deliver_due(account_id, now=clock.now(), by=machine("worker"))


def test_from_its_beginning_to_its_end(administrator: Caller, fjordbo: int, listener: Program) -> None:
    made = administrator.post("/webhooks", {"url": listener.url, "kinds": ["invoice"]})
    assert made["secret"].startswith("krav_hook_")
    take(fjordbo, ledger(line("1001", "10,00"), line("1002", "20,00")), on=TODAY)
    listener.answers.append(Says(400, b"never heard of"))
    assert deliver(fjordbo) == 1
    at = f"/webhooks/{made['id']}"
    taken, waits = administrator.get(f"{at}/deliveries")["deliveries"]
    assert (taken["state"], taken["answered"], taken["tries"]) == ("done", "200 thank you", 1)
    assert (waits["state"], waits["answered"]) == ("queued", "400 never heard of")
    assert waits["body"].encode() == listener.got[0].body
    assert administrator.post(f"{at}/deliveries/{waits['id']}/again") == {"count": 1}
    assert deliver(fjordbo) == 1
    assert administrator.post(f"{at}/deliveries/again") == {"count": 0}
    (seen,) = administrator.get("/webhooks")
    assert (seen["state"], seen["waiting"], seen["failed"], seen["kinds"]) == ("on", 0, 0, ["invoice"])
    other = administrator.ask("post", f"{at}/secret")
    assert other.headers["Cache-Control"] == "no-store"
    assert other.json()["secret"] != made["secret"]
    assert administrator.ask("delete", at).status_code == 200
    assert administrator.get("/webhooks")[0]["state"] == "off"
    assert administrator.ask("delete", at).json()["code"] == "cannot_be"


def test_the_first_page_of_deliveries_leads_to_the_next(
    administrator: Caller, fjordbo: int, listener: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("krav.api.webhooks.PAGE", 2)
    made = administrator.post("/webhooks", {"url": listener.url})
    take(fjordbo, ledger(*(line(str(number), "10,00") for number in range(1001, 1004))), on=TODAY)
    deliver(fjordbo)
    at = f"/webhooks/{made['id']}/deliveries?state=done"
    first = administrator.get(at)
    last = administrator.get(f"{at}&after={first['next']}")
    names = [each["event"] for each in first["deliveries"][:2] + last["deliveries"]]
    assert sorted(names) == sorted(listener.names)
    assert last["next"] is None


def test_a_private_address_is_refused(administrator: Caller, settings: Settings) -> None:
    settings.KRAV_PRIVATE_ADDRESSES = False
    answer = administrator.ask("post", "/webhooks", {"url": "https://10.0.0.1/"})
    assert (answer.status_code, answer.json()["code"]) == (422, "cannot_be")
    assert "private network" in answer.json()["message"]


def test_a_program_asks_on_from_where_it_was(guest: Caller, fjordbo: int) -> None:
    take(fjordbo, ledger(line("1001", "10,00")), on=TODAY)
    first = guest.get("/events")
    (event,) = first["events"]
    assert (event["kind"], event["data"]["amount"]) == ("invoice.added", {"minor": 10_00, "currency": "DKK"})
    assert event["account"] == "fjordbo"
    take(fjordbo, ledger(line("1002", "20,00")), "more.csv", on=TODAY)
    again = guest.get(f"/events?after={first['next']}")
    assert [each["data"]["number"] for each in again["events"]] == ["1002"]
    assert guest.get(f"/events?after={again['next']}") == {"events": [], "next": again["next"], "more": False}
    assert guest.get("/events?kinds=letter,hold.placed")["events"] == []
    assert len(guest.get("/events?kinds=invoice")["events"]) == 2


def test_what_was_never_an_answers_next_is_refused(guest: Caller) -> None:
    assert guest.ask("get", "/events?after=letter.left%2017").status_code == 422
