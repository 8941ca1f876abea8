"""Debitura's adapter, with the stories of all partners and what is its own."""

from dataclasses import replace

import pytest

from krav.wire.broken import Refused
from krav.wire.partners.values import Standing
from tests.wire.accounting.server import Told
from tests.wire.partners.cases import case, paid, two_claims, written_off
from tests.wire.partners.debitura.standin import Debtors
from tests.wire.partners.stories import NOW, Telling, opened, told


class TestDebitura(Telling):
    """All the stories."""


@pytest.mark.parametrize(
    ("changed", "phase", "standing"),
    [
        ({"lifecycle": "PendingContractSigning"}, None, Standing.NEEDS_MORE),
        ({"lifecycle": "PendingVerificationInternal"}, None, Standing.RECEIVED),
        ({"lifecycle": "NeedsAdditionalDetails"}, None, Standing.NEEDS_MORE),
        ({"lifecycle": "Leads"}, None, Standing.RECEIVED),
        ({"lifecycle": "LeadsQuoteGiven"}, None, Standing.NEEDS_MORE),
        ({"lifecycle": "Active"}, "Pre-legal", Standing.COLLECTING),
        ({"lifecycle": "Active"}, "Legal", Standing.COURT),
        ({"lifecycle": "Active"}, "Enforcement", Standing.ENFORCEMENT),
        ({"lifecycle": "Active", "disputeStatus": "Yes, the claim is disputed"}, "Pre-legal", Standing.DISPUTED),
        ({"lifecycle": "Active", "disputeStatus": "No, the claim is not disputed"}, None, Standing.COLLECTING),
        ({"lifecycle": "Paused"}, None, Standing.PAUSED),
        ({"lifecycle": "Closed", "closeCode": "Paid"}, None, Standing.PAID),
        ({"lifecycle": "Closed", "closeCode": "NoPayment"}, None, Standing.UNPAID),
        ({"lifecycle": "Closed", "closeCode": "Withdrawn by creditor"}, None, Standing.RECALLED),
        ({"lifecycle": "Closed"}, None, Standing.UNPAID),
        ({"lifecycle": "Something new"}, None, None),
    ],
)
def test_each_life_of_a_case_stands_for_one_of_ours(
    standin: Debtors, changed: dict[str, str], phase: str | None, standing: Standing | None
) -> None:
    agency = opened(standin)
    standin.phase = phase
    standin.change(agency.hand_over(case()).reference, **changed)
    (found,) = [each for each in told(list(agency.news(""))) if each.kind == "state"]
    assert found.standing is standing
    assert changed["lifecycle"] in found.words
    assert found.our_key == "fjordbo-17-1"


def test_papers_that_were_cut_off_are_given_with_the_next_try(standin: Debtors) -> None:
    agency = opened(standin)
    reference = agency.hand_over(case()).reference
    standin.files[reference].pop()
    assert agency.handed_over("fjordbo-17-1") is None
    agency.hand_over(case())
    assert agency.handed_over("fjordbo-17-1") is not None
    assert [row["fileName"] for row in standin.files[reference]] == ["case.pdf", "900001.pdf", "case-file.txt"]
    assert standin.cases() == ["fjordbo-17-1"]


def test_a_long_key_is_told_short_and_found_again(standin: Debtors) -> None:
    agency, long = opened(standin), replace(case(), key="k" * 60)
    assert agency.hand_over(long) == agency.handed_over("k" * 60)
    assert len(standin.cases()[0]) == 50


def test_several_invoices_are_told_by_their_age(standin: Debtors) -> None:
    opened(standin).hand_over(two_claims())
    (body, _) = standin.keys["fjordbo-17-1"]
    assert body["amountToRecover"] == 25_000
    assert (body["amountToRecoverOver6Months"], body["amountToRecoverOver12Months"]) == (12_500, 12_500)
    assert body["amountToRecoverOver24Months"] == 0
    assert "dueDate" not in body
    assert "interest 311.64 DKK" in body["comments"]


def test_a_test_case_is_one(standin: Debtors) -> None:
    standin.told = {**standin.told, "test": "yes"}
    opened(standin).hand_over(case())
    assert [row["isTestCase"] for row in standin.rows.values()] == [True]


def test_a_write_off_says_that_it_is_no_payment(standin: Debtors) -> None:
    agency = opened(standin)
    reference = agency.hand_over(case()).reference
    agency.tell(reference, written_off())
    agency.tell(reference, paid())
    first, second = (row["message"] for row in standin.chats[reference])
    assert "this is not a payment" in first
    assert second.startswith("The debtor has paid us 500.00 DKK on 2026-09-29, invoice 900001.")
    assert told(list(agency.news(""))) == [each for each in told(list(agency.news(""))) if each.kind != "message"]


def test_what_the_debtor_paid_to_the_creditor_is_no_money_there(standin: Debtors) -> None:
    agency = opened(standin)
    reference = agency.hand_over(case()).reference
    standin.pay(reference, 12_345, recipient="Creditor")
    standin.pay(reference, 1_010)
    found = [each for each in told(list(agency.news(""))) if each.key.startswith("payment")]
    assert [each.kind for each in found] == ["message", "payment"]
    assert [each.paid.amount for each in found if each.paid] == [1_010]
    assert {each.reference for each in found} == {reference}


def test_the_line_and_papers_of_others_are_news(standin: Debtors) -> None:
    agency = opened(standin)
    reference = agency.hand_over(case()).reference
    line = {"date": "2026-09-03T08:00:00", "type": "Call", "title": "Phone call", "description": "Nobody answered"}
    standin.lines[reference].append({**line, "actor": None})
    standin.contents["99"] = b"%PDF-1.4 judgment"
    paper_there = {"id": "f99", "dateCreated": "2026-09-04T08:00:00Z", "fileName": "judgment.pdf", "description": "Judgment"}
    standin.files[reference].append(paper_there | {"url": f"{standin.server.url}/papers/99"})
    found = {each.kind: each for each in told(list(agency.news("")))}
    assert found["message"].words == "Phone call: Nobody answered"
    assert found["message"].at.isoformat() == "2026-09-03T08:00:00+00:00"
    got = agency.document(found["document"].document)
    assert got is not None
    assert (got.name, got.kind, got.content) == ("judgment.pdf", "application/pdf", b"%PDF-1.4 judgment")
    assert "xapikey" not in {name.lower() for name in standin.server.asked[-1].headers}
    assert agency.document(f"{reference}/none") is None


def test_a_case_that_is_over_is_not_asked_about_again(standin: Debtors) -> None:
    agency = opened(standin)
    standin.close(agency.hand_over(case()).reference)
    standin.minute += 3 * 1440
    other = agency.hand_over(replace(case(), key="fjordbo-18-1")).reference
    cursor = list(agency.news(""))[-1].cursor
    standin.server.asked.clear()
    assert {each.reference for each in told(list(agency.news(cursor)))} == {other}
    assert len([asked for asked in standin.server.asked if asked.path.endswith("/timeline")]) == 1


def test_many_cases_are_read_page_by_page(standin: Debtors) -> None:
    agency = opened(standin)
    standin.page = 2
    for count in range(5):
        agency.hand_over(replace(case(), key=f"fjordbo-{count}-1"))
    pages = list(agency.news(""))
    assert len(pages) == 4  # three of cases, one of payments
    assert {each.our_key for each in told(pages)} == {f"fjordbo-{count}-1" for count in range(5)}
    assert [page.news for page in agency.news(pages[1].cursor)] == [page.news for page in pages[2:]]


def test_a_case_nobody_takes_is_refused_before(standin: Debtors, monkeypatch: pytest.MonkeyPatch) -> None:
    agency = opened(standin)
    nobody = {"result": {"isEligible": False, "ineligibilityReason": "We have no partner there."}}
    monkeypatch.setattr(Debtors, "_answered", lambda *_: Told(200, nobody))
    with pytest.raises(Refused, match="no partner there"):
        agency.quote(case())


def test_a_secret_that_is_none_proves_nothing(standin: Debtors) -> None:
    hook = standin.hook(NOW)
    headers = {name.lower(): value for name, value in hook.headers.items()}
    for secret in ("not base64!", "="):
        with pytest.raises(Refused, match="not signed"):
            standin.partner.heard(headers, hook.body, secret, NOW)
