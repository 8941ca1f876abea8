"""What runs by itself, as people see it: its state, today's phases, the days with something to look at, and its buttons."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client

from krav.actions.autopilot import run
from krav.actions.heartbeat import beat
from krav.actions.moving import moves
from krav.actions.schedules import pause
from krav.render.pdf import Renderer
from krav.store import models as rows
from krav.store.queries.runs import WORKER
from krav.store.scope import account_scope
from krav.wire import clock
from tests.actions.cast import ANN, bank, take
from tests.web.cast import TODAY, text
from tests.web.test_rights import written

HERE = "/a/fjordbo/settings/autopilot/"
NOON = datetime(2026, 3, 24, 11, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    monkeypatch.setattr(clock, "hour", lambda: 12)


@pytest.fixture
def ran(owed: int) -> int:
    """The landlord, whose day was run this noon."""
    take(owed, bank(until=TODAY.isoformat()), "fresh.xml", on=TODAY)
    beat(WORKER, now=NOON)
    run(owed, on=TODAY, by=ANN, renderer=Renderer(), now=NOON)
    return owed


def test_today_is_told_phase_by_phase(ran: int, guest: Client) -> None:
    page = text(guest.get(HERE))
    assert "On Today" in page
    assert "Today is decided. The next day is run tomorrow at 07:00" in page
    assert "Read the accounting system No accounting system is connected 12:00" in page
    assert "Match money 1 payment has no invoice · 1 item is to somebody’s credit" in page
    assert "Write letters Reminder 2: 2" in page
    assert "Send 2 letters left" in page
    assert "Nothing has run" not in page


def test_days_with_something_to_look_at_come_first(ran: int, caseworker: Client) -> None:
    with account_scope(ran):
        for ago, problem in ((1, ""), (2, "Nobody answers."), (3, "")):
            rows.RunPhase.objects.create(
                on=TODAY - timedelta(days=ago), phase="sync", began_at=NOON, ended_at=NOON, problem=problem,
                said='{"system": "Fortnox", "items": 4, "new": 2}',
            )  # fmt: skip
    page = text(caseworker.get(HERE)).split("The last 30 days, those with something to look at first")[1]
    days = [page.index(f"{day} Mar 2026" if "Mar" in page else f"{day}.03.2026") for day in (22, 24, 23, 21)]
    assert days == sorted(days)
    assert "Nobody answers. See what to do" in page
    assert "2 new invoices" in page


def test_it_is_paused_and_let_go_on_by_a_button(ran: int, caseworker: Client) -> None:
    assert "Nothing goes by itself until somebody lets it go on" in text(caseworker.post(f"{HERE}pause/", follow=True))
    page = text(caseworker.get(HERE))
    assert "Paused by carl@fjordbo.example on" in page
    assert "It goes by itself again." in text(caseworker.post(f"{HERE}go-on/", follow=True))
    assert "Today is decided" in text(caseworker.get(HERE))


def test_a_guest_only_looks(ran: int, guest: Client) -> None:
    assert "Needs a caseworker" in guest.get(HERE).content.decode()
    assert {guest.post(f"{HERE}{act}/").status_code for act in ("pause", "go-on", "dry-run", "mail")} == {403}


def test_tomorrow_is_mailed_to_who_asks_and_nothing_is_done(ran: int, caseworker: Client) -> None:
    before = written()
    page = text(caseworker.post(f"{HERE}dry-run/", {"key": "k"}, follow=True))
    assert "was mailed to carl@fjordbo.example. Nothing was done." in page
    assert written() == before
    assert "what Krav would do on 25 March 2026" in mail.outbox[0].subject


def test_an_administrator_chooses_who_is_mailed(ran: int, administrator: Client) -> None:
    page = text(administrator.post(f"{HERE}mail/", {"to": "bo@fjordbo.example"}, follow=True))
    assert "bo@fjordbo.example is mailed each evening" in page
    assert "bo@fjordbo.example" in administrator.get(HERE).content.decode()
    wrong = administrator.post(f"{HERE}mail/", {"to": "nobody"})
    assert (wrong.status_code, "valid email" in text(wrong)) == (422, True)
    assert "Nobody is mailed" in text(administrator.post(f"{HERE}mail/", {"to": ""}, follow=True))


def test_a_worker_that_is_not_running_is_said_to_everybody(ran: int, guest: Client) -> None:
    with account_scope(ran):
        rows.RunPhase.objects.all().delete()
    assert "Nothing has run" not in text(guest.get("/a/fjordbo/"))
    rows.Heartbeat.objects.update(at=NOON - timedelta(minutes=11))
    for url in (HERE, "/a/fjordbo/", "/"):
        assert "Nothing has run since 11:49: the worker is not running. Start “krav worker”." in text(guest.get(url))
    rows.Heartbeat.objects.update(at=NOON - timedelta(days=2))
    assert "Nothing has run since 22 March 12:00" in text(guest.get(HERE))


# --- among what needs somebody


@pytest.mark.parametrize(
    ("state", "read_on", "said"),
    [
        ("lost", None, "The connection to Fortnox is lost"),
        ("quarantine", TODAY, "See what Fjordbo i Fortnox brought, and let it go on"),
    ],
)
def test_the_accounting_system_needs_somebody(
    owed: int, caseworker: Client, state: str, read_on: date | None, said: str
) -> None:
    with account_scope(owed):
        rows.Connection.objects.create(
            system="fortnox", name="Fjordbo i Fortnox", rights="", state=state, whole_on=read_on, made_by="ann", made_at=NOON
        )
    page = caseworker.get("/a/fjordbo/")
    assert said in text(page)
    assert "/a/fjordbo/settings/books/" in page.content.decode()
    with moves(owed):
        rows.Connection.objects.update(state="on")
    assert said not in text(caseworker.get("/a/fjordbo/"))


def test_refused_vouchers_need_somebody(owed: int, caseworker: Client) -> None:
    with account_scope(owed):
        books = rows.Connection.objects.create(system="fortnox", rights="", state="on", made_by="ann", made_at=NOON)
        for number in range(3):
            rows.BooksPosted.objects.create(
                connection=books, name=f"K{number}", on=TODAY, text="Fee", currency="DKK", lines="[]",
                state="refused" if number else "done",
            )  # fmt: skip
    page = caseworker.get("/a/fjordbo/")
    assert "The accounting system refused 2 vouchers" in text(page)
    assert "/a/fjordbo/settings/books/postings/" in page.content.decode()


def test_paused_by_somebody_it_says_what_would_be_done(owed: int, guest: Client) -> None:
    take(owed, bank(until=TODAY.isoformat()), "fresh.xml", on=TODAY)
    pause(owed, on=TODAY, by=ANN)
    run(owed, on=TODAY, by=ANN, now=NOON)
    assert "without the pause: Reminder 2: 2" in text(guest.get(HERE))
