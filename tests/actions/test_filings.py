"""Cases before a court: filed with the package as it was, its costs owed, what came in since, and how it ended."""

import json
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from krav.actions.case_files import CaseFile, case_file
from krav.actions.cases import one, open_case, take_case_step
from krav.actions.filings import Ending, Ruling, ToFile, end_filing, file_case, filed_papers, prepare, rule
from krav.actions.payments_by_hand import register_payment
from krav.claims.case import CaseKind
from krav.claims.decide import reckon_claim
from krav.kernel.money import Money
from krav.kernel.refusal import KravError, Refused
from krav.render.pdf import Renderer
from krav.store import models as rows
from krav.store import numbers
from krav.store.load import creditor_in_scope
from krav.store.queries.matters import matter_of, reductions
from krav.store.scope import account_scope
from tests.actions.cast import ANN
from tests.actions.collect import claims_of, owed, run_until

EXPIRED = date(2026, 5, 20)
LATER = date(2026, 6, 10)
ANSWERS = {"court": "Retten i Viborg", "vat": "yes", "undisputed": "yes", "civil_case": "yes", "attachment": "not"}
PACKAGE = ToFile("betalingspaakrav", ANSWERS, "FS-17")
RENDERER = Renderer()


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> None:
    """A home of its own, where packages are kept."""
    settings.KRAV_HOME = tmp_path


@pytest.fixture
def ripe(fjordbo: int) -> tuple[int, int]:
    """A Danish creditor with a case of two claims whose notice has expired: the account and the case."""
    owed(fjordbo)
    run_until(fjordbo, EXPIRED)
    return fjordbo, open_case(fjordbo, list(claims_of(fjordbo).values()), on=EXPIRED, by=ANN)


@pytest.fixture
def filed(ripe: tuple[int, int]) -> tuple[int, int]:
    """The same, filed."""
    file_case(*ripe, PACKAGE, renderer=RENDERER, on=EXPIRED, by=ANN)
    return ripe


def costs(account_id: int) -> list[tuple[str, int]]:
    with account_scope(account_id):
        return list(rows.Entry.objects.filter(kind="costs").order_by("id").values_list("label", "amount"))


def test_the_package_holds_what_the_books_say(ripe: tuple[int, int]) -> None:
    account_id, case_id = ripe
    with account_scope(account_id):
        case, creditor = one(case_id), creditor_in_scope()
        made = prepare(case, creditor, "betalingspaakrav", ANSWERS, EXPIRED)
        total = sum(reckon_claim(claim, creditor.country, EXPIRED).total for claim in case.claims)
    assert not made.package.problems
    assert made.package.claimed == Money(total, "DKK")
    assert made.data == prepare_again(account_id, case_id)
    assert [letter.kind for letter in made.matter.letters][-1] == "notice"


def prepare_again(account_id: int, case_id: int) -> bytes:
    with account_scope(account_id):
        return prepare(one(case_id), creditor_in_scope(), "betalingspaakrav", ANSWERS, EXPIRED).data


def test_filing_keeps_the_package_and_its_costs_are_owed(filed: tuple[int, int]) -> None:
    account_id, case_id = filed
    with account_scope(account_id):
        line = one(case_id).filed
        assert line is not None
        pdf, data = filed_papers(account_id, line)
        assert rows.CaseState.objects.get().status == "court"
    assert (line.data["court"], line.data["reference"], line.on) == ("Retten i Viborg", "FS-17", EXPIRED)
    assert sha256(data).hexdigest() == line.data["sha256"]
    assert pdf.startswith(b"%PDF")
    assert json.loads(data)["rubrik_3"] == {"fogedret": "Retten i Viborg"}
    assert costs(account_id) == [("court.payment_order_fee", 75000)]


def test_the_answers_stand_in_no_log(filed: tuple[int, int]) -> None:
    with account_scope(filed[0]):
        audit = rows.Audit.objects.get(action="file_case")
    assert "Viborg" not in audit.data


def test_it_is_not_filed_twice_nor_incomplete_nor_too_early(ripe: tuple[int, int]) -> None:
    account_id, case_id = ripe
    with pytest.raises(Refused, match="Not answered yet: Fogedret"):
        file_case(account_id, case_id, ToFile("betalingspaakrav", {}), renderer=RENDERER, on=EXPIRED, by=ANN)
    with pytest.raises(KravError, match="There is no filing"):
        file_case(account_id, case_id, ToFile("forliksklage", ANSWERS), renderer=RENDERER, on=EXPIRED, by=ANN)
    assert costs(account_id) == []
    file_case(account_id, case_id, PACKAGE, renderer=RENDERER, on=EXPIRED, by=ANN)
    with pytest.raises(Refused, match="lies with the court"):
        file_case(account_id, case_id, PACKAGE, renderer=RENDERER, on=EXPIRED, by=ANN)


def test_a_letter_that_still_gives_time_keeps_it_from_the_court(ripe: tuple[int, int]) -> None:
    account_id, case_id = ripe
    take_case_step(account_id, case_id, "inkassopaakrav", on=EXPIRED, by=ANN)
    with pytest.raises(Refused) as refused:
        file_case(account_id, case_id, PACKAGE, renderer=RENDERER, on=EXPIRED, by=ANN)
    assert refused.value.refusal.until is not None


def test_nothing_is_filed_without_fresh_news_of_money(ripe: tuple[int, int]) -> None:
    account_id, case_id = ripe
    with pytest.raises(Refused, match="News of payments"):
        file_case(account_id, case_id, PACKAGE, renderer=RENDERER, on=LATER, by=ANN)


def test_money_after_filing_is_what_the_court_must_hear_of(filed: tuple[int, int]) -> None:
    account_id, case_id = filed
    register_payment(account_id, claims_of(account_id)["1002"], 50_000, EXPIRED, on=EXPIRED, by=ANN)
    with account_scope(account_id):
        (only,) = reductions(one(case_id))
    assert (only.number, only.kind, only.amount, only.on) == ("1002", "payment", 50_000, EXPIRED)


def test_withdrawn_the_debtor_does_not_owe_what_filing_cost(filed: tuple[int, int]) -> None:
    account_id, case_id = filed
    end_filing(account_id, case_id, Ending("withdrawn", "wrong court"), on=LATER, by=ANN)
    assert costs(account_id) == [("court.payment_order_fee", 75000), ("court.payment_order_fee", -75000)]
    with account_scope(account_id):
        matter = matter_of(one(case_id), creditor_in_scope(), LATER)
        assert rows.CaseState.objects.get().status == "open"
    assert [claim.costs for claim in matter.claims] == [(), ()]
    with pytest.raises(KravError, match="Nothing is filed"):
        end_filing(account_id, case_id, Ending("withdrawn"), on=LATER, by=ANN)


def test_costs_may_stay_where_the_law_says_so(filed: tuple[int, int]) -> None:
    end_filing(*filed, Ending("rejected", costs_stay=True), on=LATER, by=ANN)
    assert costs(filed[0]) == [("court.payment_order_fee", 75000)]


def test_an_objection_stops_what_is_owed(filed: tuple[int, int]) -> None:
    account_id, case_id = filed
    end_filing(account_id, case_id, Ending("objected", "never ordered", served=True), on=LATER, by=ANN)
    with account_scope(account_id):
        assert set(rows.Hold.objects.values_list("reason", "note")) == {("objection", "never ordered")}
        line = one(case_id).last(CaseKind.FILING_ENDED)
    assert line is not None
    assert (line.data["how"], line.data["withdrawn"], line.data["served"]) == ("objected", False, True)


def test_a_ruling_makes_a_title(filed: tuple[int, int]) -> None:
    account_id, case_id = filed
    with pytest.raises(KravError, match="between the day of filing"):
        rule(account_id, case_id, Ruling("endorsed", date(2026, 5, 1), 1), on=LATER, by=ANN)
    with pytest.raises(KravError, match="below zero"):
        rule(account_id, case_id, Ruling("endorsed", LATER, -1), on=LATER, by=ANN)
    with pytest.raises(KravError, match="A ruling is one of"):
        rule(account_id, case_id, Ruling("guess", LATER, 1), on=LATER, by=ANN)
    rule(account_id, case_id, Ruling("endorsed", date(2026, 6, 9), 1_500_000, "FS-17"), on=LATER, by=ANN)
    with account_scope(account_id):
        ruled = one(case_id).ruled
        assert rows.CaseState.objects.get().status == "title"
    assert ruled is not None
    assert (ruled.on, ruled.data["awarded"], ruled.data["enforceable"]) == (date(2026, 6, 9), 1_500_000, True)


def test_an_ending_that_is_none_is_refused(filed: tuple[int, int]) -> None:
    with pytest.raises(KravError, match="A filing ends"):
        end_filing(*filed, Ending("forgotten"), on=LATER, by=ANN)


def file_of(account_id: int, case_id: int, on: date) -> CaseFile:
    return case_file(account_id, one(case_id), creditor_in_scope(), on)


def test_the_case_file_is_the_same_bytes_from_the_same_facts(filed: tuple[int, int]) -> None:
    account_id, case_id = filed
    with account_scope(account_id):
        first, second = (file_of(account_id, case_id, LATER) for _ in range(2))
        assert first.pdf(Renderer()) == second.pdf(RENDERER)
        assert (first.json(), first.csv()) == (second.json(), second.csv())
        told = json.loads(first.json())
    assert told["totals"]["total"] == f"{sum(int(claim['total'].replace('.', '')) for claim in told['claims']) / 100:.2f}"
    assert "answers" not in first.json().decode()
    assert "Viborg" in first.json().decode(), "the court itself may be known"


def test_the_journal_of_a_filing_has_no_persons_number(ripe: tuple[int, int]) -> None:
    account_id, case_id = ripe
    number, answers = numbers.kept("900161-1234"), ANSWERS | {"debtor_id": "010190-1234"}
    with account_scope(account_id):
        rows.Debtor.objects.update(company_number=number.shown, sealed_number=number.sealed)
        made = prepare(one(case_id), creditor_in_scope(), "betalingspaakrav", answers, EXPIRED)
    assert made.matter.debtor.number == "900161-••••"
    file_case(*ripe, ToFile("betalingspaakrav", answers), renderer=RENDERER, on=EXPIRED, by=ANN)
    with account_scope(account_id):
        told = [event.data for event in rows.CaseEvent.objects.all()]
    assert not any("010190-1234" in each for each in told)
    assert any("010190-••••" in json.loads(each).get("answers", {}).values() for each in told)
