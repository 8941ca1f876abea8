"""Administrators are mailed what needs them, once a day at most: a connection lost, vouchers refused, a day stopped."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from pytest_django.fixtures import Settings

from krav.actions.autopilot import run
from krav.actions.dry_run import dry_run, mail_evening, told
from krav.actions.schedules import pause
from krav.actions.telling import tell_administrators
from krav.kernel.role import Role
from krav.render.pdf import Renderer
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import ANN, FIRST, bank, ledger, line, take
from tests.web.cast import person
from tests.web.test_rights import written

NOW = datetime(2026, 3, 9, 6, 0, tzinfo=UTC)
DAY = timedelta(days=1)
LOST = "Fortnox no longer lets Krav in: 401. Connect it again."


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> None:
    settings.KRAV_HOME = tmp_path


@pytest.fixture
def owed(fjordbo: int) -> int:
    """Invoices of many customers, due for their first letter; two people who are administrators, one who is not."""
    items = [line(f"{1000 + at}", "1.000,00", customer=str(at), name=f"Kunde {at}") for at in range(12)]
    take(fjordbo, ledger(*items, line("2000", "50.000,00", customer="90", name="Sen ApS")), on=FIRST)
    take(fjordbo, bank(until=FIRST.isoformat()), "bank.xml", on=FIRST)
    person("ann@fjordbo.example", (fjordbo, Role.ADMINISTRATOR))
    person("carl@fjordbo.example", (fjordbo, Role.CASEWORKER))
    english = person("bo@fjordbo.example", (fjordbo, Role.ADMINISTRATOR))
    rows.User.objects.filter(pk=english.pk).update(language="en")
    return fjordbo


@pytest.fixture
def lost(owed: int) -> int:
    """The right to its accounting system is gone."""
    with account_scope(owed):
        rows.Connection.objects.create(
            system="fortnox", name="Fjordbo", rights="", state="lost", problem=LOST, made_by="ann", made_at=NOW
        )
    return owed


def tell(account_id: int, day: int = 0) -> int:
    return tell_administrators(account_id, on=FIRST + day * DAY, now=NOW + day * DAY)


def test_nothing_in_the_way_is_no_mail(owed: int) -> None:
    assert tell(owed) == 0
    assert mail.outbox == []


def test_a_lost_connection_is_told_once_to_every_administrator_in_their_language(lost: int) -> None:
    assert tell(lost) == 2
    assert {each.to[0] for each in mail.outbox} == {"ann@fjordbo.example", "bo@fjordbo.example"}
    english = next(each for each in mail.outbox if each.to == ["bo@fjordbo.example"])
    danish = next(each for each in mail.outbox if each.to == ["ann@fjordbo.example"])
    assert f"The connection to Fjordbo is lost: {LOST}" in english.body
    assert "/a/fjordbo/settings/autopilot/" in english.body
    assert "Forbindelsen til Fjordbo er mistet: Fortnox lukker ikke længere Krav ind: 401. Forbind det igen." in danish.body
    assert "Fjordbo ApS" in danish.subject
    assert [tell(lost), tell(lost, 1), tell(lost, 2)] == [0, 0, 0]


def test_lost_anew_it_is_told_again_but_not_on_the_same_day(lost: int) -> None:
    tell(lost)
    with account_scope(lost):
        rows.Connection.objects.update(told_at=None)  # as it is once the system was read again
    assert tell(lost) == 0
    assert tell(lost, 1) == 2


def test_refused_vouchers_are_told_of_when_they_are_new(owed: int) -> None:
    with account_scope(owed):
        books = rows.Connection.objects.create(
            system="fortnox", rights="", state="on", made_by="ann", made_at=NOW, name="Fjordbo"
        )
        for number in (1, 2):
            rows.BooksPosted.objects.create(
                connection=books, name=f"K{number}", on=FIRST, text="Fee", currency="DKK", lines="[]", state="refused",
                problem="The period is closed.", at=NOW - DAY,
            )  # fmt: skip
    assert tell(owed) == 2
    assert "2 vouchers were refused by Fjordbo. The first, K1: The period is closed." in english_mail()
    assert tell(owed, 1) == 0
    with account_scope(owed):
        rows.BooksPosted.objects.filter(name="K2").update(at=NOW + DAY)
    assert tell(owed, 2) == 2
    assert "One voucher was refused by Fjordbo. K2" in english_mail()


def english_mail() -> str:
    return [str(each.body) for each in mail.outbox if each.to == ["bo@fjordbo.example"]][-1]


def test_a_stopped_day_is_told_until_a_day_has_run_again(owed: int, renderer: Renderer) -> None:
    def go(on: date) -> int:
        run(owed, on=on, by=ANN, renderer=renderer, now=NOW)
        return tell_administrators(owed, on=on, now=NOW)

    later = FIRST + 20 * DAY
    assert go(later) == 2
    assert "No letter was made: News of payments end on 9 March 2026" in english_mail()
    assert go(later + DAY) == 0
    take(owed, bank(until=f"{later + 2 * DAY}"), "b.xml", on=later + 2 * DAY)
    assert go(later + 2 * DAY) == 0
    assert go(later + 30 * DAY) == 2


def test_without_a_mail_server_it_is_tried_again(lost: int, settings: Settings) -> None:
    good = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
    settings.EMAIL_PORT = 1
    assert tell(lost) == 0
    settings.EMAIL_BACKEND = good
    assert tell(lost) == 2


# --- what would happen


def test_a_dry_run_changes_nothing_and_says_everything(owed: int) -> None:
    take(owed, ledger(line("3000", "70,00", customer="91", name="Klager ApS")), "more.csv", on=FIRST)
    before = written()
    found = dry_run(owed, FIRST)
    assert written() == before
    (step,) = found.steps
    assert (step.step, step.letters, len(step.first)) == ("rykker_1", 14, 10)
    text = told(owed, FIRST, "en").text
    assert written() == before
    assert "Reminder 1: 14 letters" in text
    assert "and 4 more" in text
    assert "Kunde 0, invoice 1000: 1,4" in text


def test_it_says_who_gets_none_and_why(owed: int) -> None:
    rows.Account.objects.filter(pk=owed).update(policy='{"approval": ["rykker_1"]}')
    text = told(owed, FIRST, "en").text
    assert "No letter would leave." in text
    assert "13 invoices: The step Reminder 1 waits for a person's yes." in text


def test_it_says_that_news_are_old_and_that_somebody_has_paused_it(owed: int) -> None:
    assert "Intet ville blive sendt: Der er k" in told(owed, FIRST + 30 * DAY).text
    pause(owed, on=FIRST, by=ANN)
    assert "Ann has paused the account" in told(owed, FIRST, "en").text


def test_the_evening_mail_goes_once_an_evening(owed: int) -> None:
    assert mail_evening(owed, "bo@fjordbo.example", on=FIRST, now=NOW)
    assert not mail_evening(owed, "bo@fjordbo.example", on=FIRST, now=NOW)
    assert [each.subject for each in mail.outbox] == ["Fjordbo ApS: what Krav would do on 10 March 2026"]
    assert mail_evening(owed, "bo@fjordbo.example", on=FIRST + DAY, now=NOW)
