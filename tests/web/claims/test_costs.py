"""The costs of a case where a claim's money is shown: its page, its explanation, the list for collecting by hand."""

from datetime import date

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from krav.actions.cases import open_case, take_case_step
from tests.actions.cast import ANN
from tests.actions.collect import claims_of, owed, run_until
from tests.web.cast import text

ON = date(2026, 5, 20)


@pytest.fixture
def offered(fjordbo: int, settings: Settings) -> dict[str, int]:
    """Two claims in a case in which an offer to settle was made; their ids by number."""
    owed(fjordbo)
    run_until(fjordbo, ON)
    ids = claims_of(fjordbo)
    case_id = open_case(fjordbo, list(ids.values()), on=ON, by=ANN)
    take_case_step(fjordbo, case_id, "forligstilbud", on=ON, by=ANN)
    settings.KRAV_TODAY = ON
    return ids


def test_the_claim_s_page_shows_the_cost_and_why_it_is_owed(offered: dict[str, int], caseworker: Client) -> None:
    claim = f"/a/fjordbo/invoices/{offered['1001']}/"
    assert "Costs of the case 1 cost 1.150,00" in text(caseworker.get(claim))
    why = text(caseworker.get(f"{claim}why/costs/"))
    assert "Inkassobeløb ved egeninkasso, højst (bilag 2)" in why
    assert "fordring 10001–25000 kr." in why


def test_when_the_offer_has_run_out_the_table_counts_its_cost_among_the_fees(
    offered: dict[str, int], caseworker: Client, settings: Settings
) -> None:
    settings.KRAV_TODAY = date(2026, 6, 12)
    rows = caseworker.get("/a/fjordbo/invoices/collection/?format=csv").content.decode("utf-8-sig").splitlines()
    (row,) = [line.split(";") for line in rows if ";1001;" in line]
    assert (row[5], row[8]) == ("Offer to settle", "1760,00")  # three reminders, 310 in compensation, 1.150 for the offer


def test_the_lists_know_a_letter_of_a_case(offered: dict[str, int], caseworker: Client) -> None:
    for path in ("", "invoices/", "customers/", "calendar/", "overview/"):
        assert caseworker.get(f"/a/fjordbo/{path}", follow=True).status_code == 200
