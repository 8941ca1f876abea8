"""A partner to hand cases over to: the agency that stands in for all who build the contract, and an agreement with it."""

from collections.abc import Iterator
from datetime import UTC, datetime, time

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from demo.agency.desk import Client as Creditor
from demo.agency.desk import Desk
from demo.agency.server import Agency, serving
from krav.actions.agreements import Terms, agree
from krav.actions.partner_news import read_news
from krav.actions.partner_sending import send_queued
from krav.claims.partner import checked
from krav.store import models as rows
from krav.store.scope import account_scope
from krav.wire import clock
from tests.actions.cast import ANN
from tests.actions.collect import claims_of, owed, run_until
from tests.web.cases.conftest import EXPIRED

SECRET = "a secret that both sides know"
PRICES = {"percent": "10", "interest": "100", "fees": "100", "recall": 200_00, "vat": "25"}
PARTNERS = "/a/fjordbo/settings/partners/"
CASES = "/a/fjordbo/cases/"


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "wait", lambda _: None)


@pytest.fixture
def agency() -> Iterator[Agency]:
    """Havn Inkasso, which knows the landlord of jetties."""
    desk = Desk()
    desk.know(Creditor("fjordbo", SECRET, "Fjordbo ApS"))
    with serving(desk) as found:
        yield found
    desk.close()


@pytest.fixture
def ripe(fjordbo: int, settings: Settings) -> dict[str, int]:
    """Two claims whose notice has expired, by number."""
    owed(fjordbo)
    run_until(fjordbo, EXPIRED)
    settings.KRAV_TODAY = EXPIRED
    with account_scope(fjordbo):
        rows.Outbox.objects.update(state="delivered")
    return claims_of(fjordbo)


def typed(agency: Agency) -> dict[str, str]:
    """The same as it is typed on the page."""
    return {f"rights-{name}": value for name, value in rights(agency).items()}


def rights(agency: Agency) -> dict[str, str]:
    """What the agency gave the creditor."""
    return {"address": agency.api, "key": "fjordbo", "secret": SECRET}


@pytest.fixture
def agreed(fjordbo: int, agency: Agency) -> int:
    """The agreement with it."""
    terms = Terms("Havn Inkasso", prices=checked(PRICES, "DKK"))
    return agree(fjordbo, "contract", rights(agency), terms, on=EXPIRED, by=ANN)


@pytest.fixture
def by_letter(fjordbo: int) -> int:
    """An agreement with a lawyer who gets a file and tells nothing by itself."""
    return agree(fjordbo, "file", {}, Terms("Advokat Lund", prices=checked(PRICES, "DKK")), on=EXPIRED, by=ANN)


def worked(account_id: int) -> None:
    """The worker's round: what waits leaves, and news are read."""
    send_queued(account_id, on=EXPIRED, by=ANN)
    read_news(account_id, on=EXPIRED, by=ANN)


def handed(client: Client, ripe: dict[str, int], account_id: int) -> int:
    """Hands both claims over with one click; the case, which has left."""
    told = {"claim": list(ripe.values()), "go": "1", "key": "h"}
    answer = client.post(f"{CASES}hand-over/", told)
    assert answer.status_code == 302, answer.content.decode()
    case_id = int(answer.headers["Location"].rstrip("/").rpartition("/")[2])
    worked(account_id)
    return case_id


def at_noon() -> datetime:
    """A moment of the day on which all of it happens."""
    return datetime.combine(EXPIRED, time(12), UTC)
