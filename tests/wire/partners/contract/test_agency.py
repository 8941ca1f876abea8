"""The stand-in agency itself: what its page shows and does, and that what it does reaches a client."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from time import sleep

import httpx
import pytest
from pytest_django.fixtures import Settings

from demo.agency import money
from demo.agency.desk import Client, Desk
from demo.agency.server import Agency, serving
from krav.wire.papers import pages_of
from krav.wire.partners.partners import partner
from krav.wire.partners.protocol import Agency as Line
from krav.wire.partners.values import Standing
from tests.wire.accounting.standin import Kept
from tests.wire.hooked import hooked
from tests.wire.partners.cases import case, paid, recall
from tests.wire.partners.contract.test_contract import SECRET
from tests.wire.partners.stories import NOW, told


@pytest.fixture
def agency() -> Iterator[Agency]:
    """An agency with one client."""
    desk = Desk()
    desk.know(Client("fjordbo", SECRET, "Fjordbo ApS"))
    with serving(desk) as found:
        yield found
    desk.close()


@pytest.fixture
def line(agency: Agency, settings: Settings) -> Line:
    """Krav's way to it."""
    settings.KRAV_PARTNERS = {"contract": {"url": agency.api}}
    return partner("contract").open(Kept({"key": "fjordbo", "secret": SECRET}))


def test_an_empty_list_says_what_to_do(agency: Agency) -> None:
    assert "Hand one over in Krav" in page(agency, "/")


def test_a_case_stands_on_its_page_with_all_that_was_told(agency: Agency, line: Line) -> None:
    reference = line.hand_over(case()).reference
    line.tell(reference, paid())
    assert "Bølgen Café ApS" in page(agency, "/")
    shown = page(agency, f"/cases/{reference}")
    for words in ("Fjordbo ApS", "S-17", "900001", "13\u00a0421.64", "cafe@bolgen.example", "case.pdf", "500.00 DKK"):
        assert words in shown
    assert httpx.get(f"{agency.url}/papers/{reference}-2").content == case().documents[1].content
    assert httpx.get(f"{agency.url}/cases/HI-1").status_code == 404


def test_every_button_becomes_news(agency: Agency, line: Line) -> None:
    reference = line.hand_over(case()).reference
    for name in ("take", "more", "pause", "court", "title"):
        press(agency, reference, name)
    press(agency, reference, "pay", principal="1 000,00", costs="200", on="2026-09-20")
    press(agency, reference, "settle")
    press(agency, reference, "say", words="The debtor <b>called</b>.")
    press(agency, reference, "paid")
    news = told(list(line.news("")))
    assert [each.standing for each in news if each.standing] == [
        Standing.COLLECTING, Standing.NEEDS_MORE, Standing.PAUSED, Standing.COURT, Standing.TITLE, Standing.PAID,
    ]  # fmt: skip
    (money_there,) = [each.paid for each in news if each.paid]
    assert (money_there.received_on, money_there.amount, money_there.parts.costs) == (date(2026, 9, 20), 120_000, 20_000)
    (settlement,) = [each.settlement for each in news if each.settlement]
    assert settlement.paid_out == 100_000 - 10_000 - 2_500  # ten per cent of principal, and VAT on that
    (paper,) = [line.document(each.document) for each in news if each.document]
    assert paper is not None
    assert pages_of(paper.content) == 1
    assert "&lt;b&gt;called" in page(agency, f"/cases/{reference}")


def test_a_notice_goes_first_where_it_is_wanted(agency: Agency, line: Line) -> None:
    reference = line.hand_over(replace(case(), notice=True)).reference
    press(agency, reference, "take")
    press(agency, reference, "take")
    assert [each.standing for each in told(list(line.news("")))] == [Standing.NOTICE, Standing.COLLECTING]


def test_a_case_that_is_over_stays_over(agency: Agency, line: Line) -> None:
    reference = line.hand_over(case()).reference
    line.tell(reference, recall())
    assert "The case is over." in press(agency, reference, "take")
    assert "nothing to pay out" in press(agency, reference, "settle")
    assert [each.standing for each in told(list(line.news("")))] == [Standing.RECALLED]


@pytest.mark.parametrize("form", [{}, {"principal": "x"}, {"principal": "1.005"}, {"principal": "1", "on": "yesterday"}])
def test_what_cannot_be_paid_is_said(agency: Agency, line: Line, form: dict[str, str]) -> None:
    reference = line.hand_over(case()).reference
    press(agency, reference, "pay", **form)
    assert told(list(line.news(""))) == []


def test_a_form_of_another_page_is_not_taken(agency: Agency, line: Line) -> None:
    reference = line.hand_over(case()).reference
    headers = {"Origin": "https://evil.example"}
    assert httpx.post(f"{agency.url}/cases/{reference}/take", headers=headers).status_code == 403
    assert told(list(line.news(""))) == []


def test_a_settlement_that_pays_too_little_is_one(agency: Agency, line: Line) -> None:
    reference = line.hand_over(case()).reference
    press(agency, reference, "pay", principal="100")
    press(agency, reference, "settle", short="5")
    (settlement,) = [each.settlement for each in told(list(line.news(""))) if each.settlement]
    assert settlement.paid_out == 10_000 - 1_000 - 250 - 500


def test_a_client_is_told_at_once(agency: Agency, line: Line) -> None:
    with hooked() as program:
        agency.desk.know(Client("fjordbo", SECRET, "Fjordbo ApS", program.url))
        reference = line.hand_over(case()).reference
        press(agency, reference, "take")
        for _ in range(100):
            if program.got:
                break
            sleep(0.05)
        got = program.got[0]
    headers = {name.lower(): value for name, value in got.headers.items()}
    at = NOW.fromtimestamp(int(headers["krav-timestamp"]), NOW.tzinfo)
    assert list(partner("contract").heard(headers, got.body, SECRET, at)) == told(list(line.news("")))
    assert json.loads(got.body)["news"][0]["our_key"] == "fjordbo-17-1"


def test_a_desk_is_taken_up_where_it_was_left(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("agency") / "desk.sqlite3"
    client, body = Client("fjordbo", SECRET, "Fjordbo ApS"), {"key": "k", "currency": "DKK", "total": "1.00"}
    desk = Desk(file)
    desk.know(client)
    reference = desk.take_in(client, body)[0]["reference"]
    desk.say(reference, "Hello")
    desk.close()
    again = Desk(file)
    assert again.take_in(client, body)[1] is False
    assert [row["reference"] for row in again.cases()] == [reference]
    assert len(again.news(client, 0, 9)) == 1
    again.close()


AMOUNTS = [("1", 100), ("1.5", 150), ("1,05", 105), ("-2.00", -200), ("1 000", 100_000)]


@pytest.mark.parametrize(("told_as", "minor"), AMOUNTS)
def test_amounts_are_read_as_people_write_them(told_as: str, minor: int) -> None:
    assert money.minor(told_as) == minor
    assert money.minor(money.text(minor)) == minor


def page(agency: Agency, path: str) -> str:
    """What a page says."""
    return httpx.get(agency.url + path).raise_for_status().text


def press(agency: Agency, reference: str, act: str, **form: str) -> str:
    """Presses a button; the page that comes after it."""
    answer = httpx.post(f"{agency.url}/cases/{reference}/{act}", data=form, follow_redirects=True)
    return answer.raise_for_status().text
