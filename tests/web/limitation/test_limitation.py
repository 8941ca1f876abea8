"""The pages of limitation: the list, one invoice's parts, what is told by hand, and what is given up."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from krav.actions import states
from krav.actions.cases import open_case
from krav.actions.opening import NewCase, open_cases
from krav.actions.unit import unit
from krav.claims.case import CaseKind
from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.entries import NewEntry, insert_entries
from krav.store.scope import account_scope
from tests.actions.cast import ANN, ledger, line, take
from tests.actions.collect import claims_of, owed, run_until
from tests.actions.test_cases import EXPIRED
from tests.web.cast import browser, person, text

ROOM = "/a/fjordbo/cases/limitation/"


@pytest.fixture
def cased(fjordbo: int, settings: Settings) -> int:
    """A case of two invoices with expired notices; today is the day it was opened."""
    owed(fjordbo)
    run_until(fjordbo, EXPIRED)
    open_case(fjordbo, list(claims_of(fjordbo).values()), on=EXPIRED, by=ANN)
    settings.KRAV_TODAY = EXPIRED
    return fjordbo


@pytest.fixture
def old(fjordbo: int, settings: Settings) -> int:
    """Invoices of three ages: one time-barred, one that soon is, one with a year to go."""
    lines = (
        line("900", "900,00", due="20.11.2022", issued="06.11.2022", customer="90", name="Gammel Gæld"),
        line("901", "901,00", due="20.12.2023", issued="06.12.2023", customer="91", name="=Sum ApS"),
        line("902", "902,00", due="20.10.2024", issued="06.10.2024", customer="92", name="Ung Ås"),
    )
    take(fjordbo, ledger(*lines))
    settings.KRAV_TODAY = date(2026, 11, 22)
    return fjordbo


def case_id(account_id: int) -> int:
    with account_scope(account_id):
        return rows.Case.objects.get().id


def last_days(account_id: int) -> list[date | None]:
    with account_scope(account_id):
        return list(rows.ClaimState.objects.order_by("claim__number").values_list("barred_on", flat=True))


def form_of(client: Client, url: str) -> dict[str, str]:
    found = re.search(r'name="key" value="([^"]+)"', client.get(url).content.decode())
    assert found
    return {"key": found[1]}


@pytest.mark.usefixtures("old")
def test_the_list_shows_what_ends_within_a_year_the_nearest_first(guest: Client) -> None:
    page = text(guest.get(ROOM))
    assert page.index("901") < page.index("902")
    assert "Gammel Gæld" not in page
    assert "Within 1 month 1" in page
    assert "Time-barred 1" in page
    assert "20.12.2026 28 days" in page
    assert "a part payment, or interest paid" in page
    assert "reminders, collection notices and demands, received or not" in page


@pytest.mark.usefixtures("old")
@pytest.mark.parametrize(
    ("show", "numbers"),
    [("1", ["901"]), ("6", ["901"]), ("12", ["901", "902"]), ("all", ["901", "902"]), ("over", ["900"]), ("still", [])],
)
def test_each_pick_shows_its_own(guest: Client, show: str, numbers: list[str]) -> None:
    page = guest.get(f"{ROOM}?show={show}").content.decode()
    assert re.findall(r"data-open>(\d+)<", page) == numbers


@pytest.mark.usefixtures("old")
def test_the_table_for_spreadsheets_has_every_row_and_no_formula(guest: Client) -> None:
    answer = guest.get(f"{ROOM}?show=12&format=csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert answer["Content-Type"].startswith("text/csv")
    first = [each.split(";")[:3] for each in lines[1:]]
    assert first == [["2026-12-20", "901", "'=Sum ApS"], ["2027-10-20", "902", "Ung Ås"]]


@pytest.mark.usefixtures("old")
def test_the_next_page_begins_after_the_last_of_this_one(guest: Client) -> None:
    with account_scope(rows.Account.objects.get(slug="fjordbo").id):
        first = rows.Claim.objects.get(number="901").id
    page = guest.get(f"{ROOM}?show=all&after=2026-12-20.{first}").content.decode()
    assert re.findall(r"data-open>(\d+)<", page) == ["902"]
    assert guest.get(f"{ROOM}?show=all&after=nonsense").status_code == 200


def test_a_stranger_sees_nothing_of_it(stranger: Client, old: int) -> None:
    assert stranger.get(ROOM).status_code == 404


def test_one_invoice_shows_each_part_its_last_day_and_the_reason(cased: int, guest: Client) -> None:
    page = text(guest.get(f"/a/fjordbo/invoices/{claims_of(cased)['1001']}/limitation/"))
    assert "Principal 02.03.2026 02.03.2029 From 02.03.2026 to 02.03.2029. forældelsesloven §§ 2 og 3 12.500,00" in page
    assert "Fee " in page
    assert "Interest " in page


@pytest.mark.usefixtures("old")
def test_a_barred_invoice_says_that_nothing_may_be_demanded(caseworker: Client) -> None:
    with account_scope(rows.Account.objects.get(slug="fjordbo").id):
        barred = rows.Claim.objects.get(number="900").id
    page = text(caseworker.get(f"/a/fjordbo/invoices/{barred}/limitation/"))
    assert "The principal is time-barred" in page
    assert "Give up what is barred" not in page


def test_without_a_rate_the_principal_has_its_day_all_the_same(cased: int, guest: Client, settings: Settings) -> None:
    settings.KRAV_TODAY = date(2028, 12, 15)
    page = text(guest.get(f"/a/fjordbo/invoices/{claims_of(cased)['1001']}/limitation/"))
    assert "no value is known for 15.12.2028" in page
    assert "The principal may be demanded up to and with 02.03.2029" in page


def test_an_acknowledgement_is_told_once_and_the_days_move(cased: int, caseworker: Client) -> None:
    url = f"/a/fjordbo/cases/{case_id(cased)}/acknowledge/"
    told = {**form_of(caseworker, url), "how": "signed", "day": "2026-05-20", "proof": "Signed reply"}
    told["claims"] = str(claims_of(cased)["1001"])
    answer = caseworker.post(url, told)
    assert (answer.status_code, answer["Location"]) == (302, f"/a/fjordbo/cases/{case_id(cased)}/")
    assert last_days(cased) == [date(2036, 5, 20), date(2029, 3, 2)]
    again = caseworker.post(url, told)
    assert again.status_code == 422
    assert "is not done twice" in text(again)


def test_a_day_that_cannot_be_is_refused_in_the_form_which_keeps_what_was_typed(cased: int, caseworker: Client) -> None:
    url = f"/a/fjordbo/cases/{case_id(cased)}/acknowledge/"
    told = {**form_of(caseworker, url), "how": "promise", "day": "2019-05-20", "proof": "Call of the 20th"}
    answer = caseworker.post(url, told)
    assert answer.status_code == 422
    assert "The day must lie between 02.02.2026 and 20.05.2026." in text(answer)
    assert "Call of the 20th" in answer.content.decode()


def test_a_letter_received_says_that_in_denmark_it_is_proof_alone(cased: int, caseworker: Client) -> None:
    url = f"/a/fjordbo/cases/{case_id(cased)}/received/"
    assert "no letter interrupts limitation" in text(caseworker.get(url))
    with account_scope(cased):
        letter = rows.Letter.objects.order_by("-sent_on").first()
        assert letter
    told = {**form_of(caseworker, url), "letter": str(letter.id), "how": "registered", "day": "2026-05-18", "proof": "REK 7"}
    assert caseworker.post(url, told).status_code == 302
    assert last_days(cased) == [date(2029, 3, 2)] * 2


def test_a_guest_tells_nothing(cased: int, guest: Client) -> None:
    for word in ("acknowledge", "received"):
        assert guest.get(f"/a/fjordbo/cases/{case_id(cased)}/{word}/").status_code == 403
    assert guest.post(f"/a/fjordbo/invoices/{claims_of(cased)['1001']}/waive-barred/").status_code == 403


def test_what_is_barred_beside_the_principal_is_given_up(fjordbo: int, caseworker: Client, settings: Settings) -> None:
    """Due in November 2022, decided in May 2023: a fee of June 2023 has three years of its own."""
    take(fjordbo, ledger(line("1001", "12500,00", due="21.11.2022", issued="07.11.2022")))
    claim_id, day = claims_of(fjordbo)["1001"], date(2026, 6, 30)
    settings.KRAV_TODAY = day
    with unit(fjordbo, "open_case", on=day, by=ANN) as work:
        new = NewCase(rows.Claim.objects.get(pk=claim_id).debtor_id, "DKK", (claim_id,), "list")
        case = open_cases(work.cases, [new], date(2023, 1, 9))[claim_id]
        insert_entries([NewEntry(claim_id, "fee", 10000, date(2023, 6, 5), date(2023, 6, 5), label="reminder_fee")])
        work.cases.tell(case, CaseKind.RULED, date(2023, 5, 22))
        states.refresh([claim_id], work.creditor)
    own = f"/a/fjordbo/invoices/{claim_id}/limitation/"
    assert "A part of it is time-barred." in text(caseworker.get(own))
    assert "Decided on 22.05.2023" in text(caseworker.get(own))
    url = f"/a/fjordbo/invoices/{claim_id}/waive-barred/"
    assert "Give up 2" in text(caseworker.get(url))
    assert caseworker.post(url, form_of(caseworker, url))["Location"] == own
    after = text(caseworker.get(own))
    assert "A part of it is time-barred." not in after
    assert "can be demanded" in after
    why = text(caseworker.get(f"/a/fjordbo/invoices/{claim_id}/why/total/"))
    assert "Interest given up as time-barred" in why
    assert caseworker.get(f"/a/fjordbo/invoices/{claim_id}/").status_code == 200


def test_nothing_barred_is_nothing_to_give_up(cased: int, caseworker: Client) -> None:
    url = f"/a/fjordbo/invoices/{claims_of(cased)['1001']}/waive-barred/"
    answer = caseworker.post(url, form_of(caseworker, url))
    assert answer.status_code == 422
    assert "Nothing beside the principal of claim 1001 is time-barred." in text(answer)


def test_the_queue_warns_and_leads_to_the_list(old: int) -> None:
    client = browser(person("bo@fjordbo.example", (old, Role.CASEWORKER)))
    page = client.get("/a/fjordbo/")
    assert "What =Sum ApS owes is time-barred after 20 December" in text(page)
    assert f'href="{ROOM}"' in page.content.decode()


def test_the_list_costs_as_many_questions_however_many_claims(old: int, guest: Client) -> None:
    guest.get(ROOM)
    with CaptureQueriesContext(connection) as few:
        guest.get(ROOM)
    many = [line(str(number), "100,00", due="20.12.2023", issued="06.12.2023") for number in range(2000, 2060)]
    take(old, ledger(*many), "many.csv")
    guest.get(ROOM)
    with CaptureQueriesContext(connection) as more:
        assert guest.get(ROOM).status_code == 200
    assert len(more) <= len(few)
    assert len(more) <= 28
