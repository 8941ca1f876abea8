"""From the list to the partner with one click: what goes, what it costs, what hinders it, the undo; and the case there."""

from datetime import date

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from demo.agency.server import Agency
from krav.actions.cases import one, open_case
from krav.actions.holds import place_hold
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import ANN
from tests.actions.collect import claims_of, owed, run_until
from tests.web.cases.conftest import EXPIRED
from tests.web.cast import text
from tests.web.partners.conftest import CASES, PARTNERS, handed, worked

GO = f"{CASES}hand-over/"
STAGE = "/a/fjordbo/invoices/"


def plain(answer: object) -> str:
    return text(answer).replace("\xa0", " ")  # type: ignore[arg-type]


def test_without_a_partner_the_page_says_who_makes_one(caseworker: Client, ripe: dict[str, int]) -> None:
    page = text(caseworker.get(GO, {"claim": ripe["1001"]}))
    assert "There is no collection partner yet" in page
    assert PARTNERS in caseworker.get(GO).content.decode()
    assert "To Havn" not in text(caseworker.get(f"{STAGE}?stage=expired"))


def test_every_list_leads_there(caseworker: Client, guest: Client, agreed: int, ripe: dict[str, int]) -> None:
    for path in ("?stage=expired", "collection/"):
        shown = caseworker.get(f"{STAGE}{path}").content.decode()
        assert f'name="claim" value="{ripe["1001"]}" aria-label="Choose invoice 1001, ' in shown
        assert f'action="{GO}"' in shown
        assert GO not in guest.get(f"{STAGE}{path}").content.decode().replace(f'<form method="post" action="{GO}"', "")
    assert "To collection" in text(caseworker.get(f"{STAGE}?stage=expired"))
    assert f"{GO}?claim={ripe['1001']}" in caseworker.get(f"{STAGE}{ripe['1001']}/").content.decode()


def test_the_last_look_says_what_goes_and_what_it_will_cost(caseworker: Client, agreed: int, ripe: dict[str, int]) -> None:
    page = plain(caseworker.post(GO, {"claim": list(ripe.values())}))
    for words in (
        "To collection: Havn Inkasso", "1 case goes", "1001, 1002", "If it is paid", "If it is not 0,00", "250,00",
        "The case as one PDF", "Send 1 case to Havn Inkasso", "With a notice first",
    ):  # fmt: skip
        assert words in page, words
    why = plain(caseworker.get(f"{GO}why/paid/", {"claim": list(ripe.values())}))
    assert "10 % of the principal of 15.000,00 DKK" in why
    assert "VAT on what the partner charges, 25 %" in why
    assert caseworker.get(f"{GO}why/nothing/", {"claim": ripe["1001"]}).status_code == 404


def test_looking_writes_nothing(caseworker: Client, fjordbo: int, agreed: int, ripe: dict[str, int]) -> None:
    with account_scope(fjordbo):
        before = rows.Audit.objects.count()
        caseworker.post(GO, {"claim": list(ripe.values())})
        caseworker.get(GO, {"claim": ripe["1001"]})
        assert rows.Audit.objects.count() == before


def test_one_click_and_the_partner_has_it(
    caseworker: Client, fjordbo: int, agreed: int, agency: Agency, ripe: dict[str, int]
) -> None:
    case_id = handed(caseworker, ripe, fjordbo)
    (row,) = agency.desk.cases()
    assert [claim["number"] for claim in row["told"]["claims"]] == ["1001", "1002"]
    page = text(caseworker.get(f"{CASES}{case_id}/"))
    for words in ("It lies with Havn Inkasso since", row["reference"], "Received", "Said before: if paid, if not"):
        assert words in page
    listed = text(caseworker.get(CASES, {"status": "partner"}))
    assert "With Havn Inkasso" in listed
    again = caseworker.post(GO, {"claim": list(ripe.values()), "go": "1", "key": "h"})
    assert again.status_code in {302, 409}
    worked(fjordbo)
    assert len(agency.desk.cases()) == 1


def test_it_is_grey_in_every_list(
    caseworker: Client, fjordbo: int, agreed: int, agency: Agency, ripe: dict[str, int]
) -> None:
    case_id = handed(caseworker, ripe, fjordbo)
    with account_scope(fjordbo):
        debtor_id = one(case_id).debtor_id
    places = (
        f"{STAGE}collection/", "/a/fjordbo/customers/", f"/a/fjordbo/customers/{debtor_id}/", f"{CASES}?status=partner",
        f"{STAGE}?stage=inkassovarsel",
    )  # fmt: skip
    for place in places:
        shown = caseworker.get(place).content.decode()
        assert "With Havn Inkasso" in shown, place
        assert "wait" in shown.partition("<tbody>")[2].partition("With Havn Inkasso")[0], place


def test_own_steps_are_grey_and_say_why(caseworker: Client, fjordbo: int, agreed: int, ripe: dict[str, int]) -> None:
    case_id = handed(caseworker, ripe, fjordbo)
    page = caseworker.get(f"{CASES}{case_id}/").content.decode()
    assert "The case lies with Havn Inkasso since" in page
    assert 'aria-disabled="true" aria-describedby="lies"' in page
    assert f"{CASES}{case_id}/close/" not in page
    assert caseworker.post(f"{CASES}{case_id}/step/", {"step": "inkassopaakrav", "key": "s"}).status_code == 409
    assert "In case" in text(caseworker.get(f"{STAGE}{ripe['1001']}/"))


def test_undone_before_it_left(caseworker: Client, fjordbo: int, agreed: int, agency: Agency, ripe: dict[str, int]) -> None:
    answer = caseworker.post(GO, {"claim": list(ripe.values()), "go": "1", "key": "h"}, follow=True)
    undo = answer.content.decode().split(f"{GO}undo/?")[1].split('"')[0]
    page = text(caseworker.post(f"{GO}undo/?{undo}", follow=True))
    assert "Undone. Nothing went to the partner." in page
    worked(fjordbo)
    assert agency.desk.cases() == []
    with account_scope(fjordbo):
        assert not rows.Claim.objects.filter(claimstate__blocked="in_case").exists()
    late = text(caseworker.post(f"{GO}undo/?{undo}", follow=True))
    assert "Some have left already" in late


def test_what_hinders_it_is_said_with_its_section(caseworker: Client, fjordbo: int, agreed: int) -> None:
    owed(fjordbo)
    ids = claims_of(fjordbo)
    page = text(caseworker.get(GO, {"claim": str(ids["1001"]), "way": "plain"}))
    assert "Stays here" in page
    assert "Nothing of this can go today" in page
    assert "Send 1 case" not in page


def test_a_stopped_claim_stays_and_the_others_go(
    caseworker: Client, fjordbo: int, agreed: int, ripe: dict[str, int]
) -> None:
    place_hold(fjordbo, "1001", "objection", on=EXPIRED, by=ANN)
    page = text(caseworker.post(GO, {"claim": list(ripe.values()), "go": "1", "key": "h"}, follow=True))
    assert "did not go" in page
    with account_scope(fjordbo):
        assert not rows.HandOver.objects.exists()


def test_a_case_goes_from_its_own_page(caseworker: Client, fjordbo: int, agreed: int, ripe: dict[str, int]) -> None:
    case_id = open_case(fjordbo, list(ripe.values()), on=EXPIRED, by=ANN)
    assert f"{GO}?case={case_id}" in caseworker.get(f"{CASES}{case_id}/").content.decode()
    assert "S2026-0001" in text(caseworker.get(GO, {"claim": ripe["1001"]}))  # it stands for its case
    page = text(caseworker.post(GO, {"case": case_id, "go": "1", "key": "h"}, follow=True))
    assert "1 case goes to Havn Inkasso." in page


@pytest.mark.parametrize("asked", [{}, {"claim": "x"}, {"claim": "9" * 40}, {"case": ""}])
def test_nothing_ticked_leads_back(caseworker: Client, agreed: int, ripe: dict[str, int], asked: dict[str, str]) -> None:
    assert caseworker.post(GO, asked | {"go": "1"})["Location"].endswith("?stage=expired")


def test_what_is_not_there_is_not_found(caseworker: Client, agreed: int, ripe: dict[str, int]) -> None:
    for told in ({"claim": "999999999"}, {"case": "999999999"}):
        assert caseworker.get(GO, told).status_code == 404
        assert caseworker.post(GO, told | {"go": "1"}).status_code == 404


def test_only_caseworkers_hand_over(guest: Client, stranger: Client, agreed: int, ripe: dict[str, int]) -> None:
    assert guest.post(GO, {"claim": ripe["1001"], "go": "1"}).status_code == 403
    assert stranger.post(GO, {"claim": ripe["1001"], "go": "1"}).status_code == 404


def test_the_last_reminder_asks_plain_or_with_the_partners_notice(
    caseworker: Client, fjordbo: int, agreed: int, settings: Settings
) -> None:
    """E7: a notice that names the partner; what is not paid by its deadline goes there by itself."""
    owed(fjordbo)
    run_until(fjordbo, date(2026, 4, 10))
    settings.KRAV_TODAY = date(2026, 4, 10)
    told = {"claim": list(claims_of(fjordbo).values()), "stage": "rykker_2", "key": "m"}
    plain_one = text(caseworker.post(f"{STAGE}adds/", told | {"step": "inkassovarsel"}))
    assert "Havn Inkasso" not in plain_one
    through = text(caseworker.post(f"{STAGE}adds/", told | {"step": f"inkassovarsel@{agreed}"}))
    assert "names Havn Inkasso. What is not paid then goes there by itself" in through
    for wrong in ("inkassovarsel@999999999", f"rykker_3@{agreed}"):
        assert caseworker.post(f"{STAGE}move/", told | {"step": wrong}).status_code == 409
