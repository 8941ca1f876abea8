"""The package on its page: what is asked, what is missing, filing, and what the court must be told later."""

import json

import pytest
from django.test import Client

from krav.actions.payments_by_hand import register_payment
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import ANN
from tests.actions.collect import claims_of
from tests.web.cast import text
from tests.web.court.conftest import EXPIRED

ANSWERS = {
    "court": "Retten i Viborg", "vat": "yes", "undisputed": "yes", "civil_case": "yes", "attachment": "not",
    "facts": "Tømmer ifølge faktura 1001 og 1002.", "reference": "FS-17",
}  # fmt: skip
FILING = "betalingspaakrav"


def at(case_id: int, rest: str = "") -> str:
    return f"/a/fjordbo/cases/{case_id}/{rest}"


def court(case_id: int, rest: str = "") -> str:
    return at(case_id, f"court/{FILING}/{rest}")


@pytest.fixture
def filed(case_id: int, caseworker: Client) -> int:
    caseworker.post(at(case_id, "filed/"), {**ANSWERS, "filing": FILING, "key": "once"})
    return case_id


def test_the_page_asks_what_krav_does_not_know_and_says_what_is_missing(case_id: int, caseworker: Client) -> None:
    answer = caseworker.get(court(case_id))
    said = text(answer)
    assert answer.status_code == 200
    assert "5 things keep it from being complete" in said
    assert "Not answered yet: Fogedret. retsplejeloven § 477 b" in said
    assert "Kompensationsbeløb" in said
    assert "Mark as filed today" in said
    assert "Kravet vedrører levering ifølge faktura 1001" in said


def test_the_answers_fill_the_boxes(case_id: int, caseworker: Client) -> None:
    said = text(caseworker.post(court(case_id), ANSWERS))
    assert "keep it from being complete" not in said
    assert "Fogedret Retten i Viborg" in said
    with account_scope(rows.Account.objects.get(slug="fjordbo").id):
        assert not rows.CaseEvent.objects.filter(kind="filed").exists()


def test_a_figure_of_the_package_explains_itself(case_id: int, guest: Client) -> None:
    said = text(guest.get(court(case_id, "why/6-0/")))
    assert "750,00" in said
    assert "retsafgiftsloven" in said
    assert guest.get(court(case_id, "why/0-0/")).status_code == 404
    assert guest.get(court(case_id, "why/99-99/")).status_code == 404


def test_a_package_the_country_does_not_know(case_id: int, caseworker: Client) -> None:
    assert caseworker.get(at(case_id, "court/forliksklage/")).status_code == 404


def test_the_package_goes_home_as_pdf_and_data(case_id: int, caseworker: Client) -> None:
    pdf = caseworker.post(court(case_id, "pdf/"), ANSWERS)
    assert pdf.content == caseworker.post(court(case_id, "pdf/"), ANSWERS).content
    assert (pdf.content[:4], pdf.headers["Cache-Control"]) == (b"%PDF", "private, no-store")
    data = json.loads(caseworker.post(court(case_id, "data/"), ANSWERS).content)
    assert data["rubrik_3"] == {"fogedret": "Retten i Viborg"}
    assert data["rubrik_5"] == {"sagsfremstilling": "Tømmer ifølge faktura 1001 og 1002."}


def test_a_guest_sees_the_package_and_neither_takes_nor_files_it(case_id: int, guest: Client) -> None:
    assert guest.get(court(case_id)).status_code == 200
    assert guest.get(court(case_id, "pdf/")).status_code == 403
    assert guest.get(at(case_id, "file/")).status_code == 403
    assert guest.post(at(case_id, "filed/"), {**ANSWERS, "filing": FILING}).status_code == 403


def test_filed_incomplete_it_says_why_and_keeps_what_was_typed(case_id: int, caseworker: Client) -> None:
    answer = caseworker.post(at(case_id, "filed/"), {**ANSWERS, "court": "", "filing": FILING})
    assert answer.status_code == 422
    assert "Not answered yet: Fogedret." in text(answer)
    assert "FS-17" in answer.content.decode()


def test_filed_the_case_lies_with_the_court(filed: int, caseworker: Client) -> None:
    said = text(caseworker.get(at(filed, "filed/")))
    assert "It lies with the court since 20.05.2026" in said
    assert "Retten i Viborg" in said
    assert "FS-17" in said
    assert "Retsafgift for et betalingspåkrav 750,00" in said
    again = caseworker.get(court(filed))
    assert again.headers["Location"] == at(filed, "filed/")
    data = json.loads(caseworker.get(court(filed, "data/")).content)
    assert data["rubrik_5"]["sagsfremstilling"].startswith("Tømmer")
    assert caseworker.get(court(filed, "pdf/")).content.startswith(b"%PDF")


def test_money_that_comes_later_is_what_the_court_must_hear(filed: int, fjordbo: int, caseworker: Client) -> None:
    register_payment(fjordbo, claims_of(fjordbo)["1002"], 50_000, EXPIRED, on=EXPIRED, by=ANN)
    said = text(caseworker.get(at(filed, "filed/")))
    assert "Tell the court: the claim is 500,00" in said
    data = json.loads(caseworker.get(court(filed, "data/?part=reduction")).content)
    assert (data["reference"], data["reduced_by"]) == ("FS-17", "500.00")
    assert data["reductions"] == [{"invoice": "1002", "kind": "payment", "on": "2026-05-20", "amount": "500.00"}]


def test_it_comes_back_with_an_objection(filed: int, caseworker: Client) -> None:
    page = at(filed, "filed/ended/")
    assert "Unless it stays" in text(caseworker.get(page))
    assert caseworker.post(page, {"how": ""}).status_code == 422
    answer = caseworker.post(page, {"how": "objected", "note": "never ordered", "key": "a"}, follow=True)
    assert "Answer the objection" in text(answer)
    assert "never ordered" in text(answer)
    assert "Nothing is filed in case" in text(caseworker.post(page, {"how": "objected", "key": "b"}))


def test_it_is_decided(filed: int, caseworker: Client) -> None:
    page = at(filed, "filed/ruled/")
    told = {"how": "endorsed", "ruled_on": "2026-05-20", "awarded": "15.000,00", "enforceable": "on"}
    early = caseworker.post(page, {**told, "ruled_on": "2026-05-01"})
    assert early.status_code == 422
    assert "A ruling comes between" in text(early)
    said = text(caseworker.post(page, told, follow=True))
    assert "Decided on 20.05.2026" in said
    assert "15.000,00" in said


def test_the_whole_case_is_one_file(filed: int, caseworker: Client) -> None:
    pdf = caseworker.get(at(filed, "file/")).content
    assert pdf == caseworker.get(at(filed, "file/")).content
    data = json.loads(caseworker.get(at(filed, "file/?as=json")).content)
    assert [claim["invoice"] for claim in data["claims"]] == ["1001", "1002"]
    rows_told = caseworker.get(at(filed, "file/?as=csv")).content.decode("utf-8-sig").splitlines()
    assert rows_told[0].startswith("case;invoice;part")
    assert caseworker.get(at(filed, "file/?as=exe")).status_code == 404


def test_nothing_filed_says_so(case_id: int, guest: Client) -> None:
    assert "Nothing is filed in this case." in text(guest.get(at(case_id, "filed/")))


def test_another_accounts_case_is_not_there(case_id: int, stranger: Client) -> None:
    for rest in ("filed/", f"court/{FILING}/", "file/"):
        assert stranger.get(at(case_id, rest)).status_code == 404
        assert stranger.get(f"/a/nordlys/cases/{case_id}/{rest}").status_code == 404
