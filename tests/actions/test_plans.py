"""Payment by instalments: agreed, paid by the bank's file, kept, missed and looked at, in three countries."""

from datetime import date

import pytest

from krav.actions.cases import case_choices, one, open_case, take_case_step
from krav.actions.instalments import LABEL
from krav.actions.payments_by_hand import register_payment, take_back_payment
from krav.actions.plans import agree_plan, end_plan, review_plan
from krav.actions.rebuild import rebuild
from krav.claims.agreement import Acknowledged, Offer, Terms, plan_of, standing_of
from krav.claims.case import Case, CaseKind
from krav.claims.plan import Every, Interest
from krav.kernel.refusal import KravError, Refused
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.scope import account_scope
from krav.store.verify import verify
from tests.actions.cast import ANN, bank, credit, fik, line, run, take
from tests.actions.collect import claims_of, owed, run_until

EXPIRED = date(2026, 5, 20)
FIRST = date(2026, 6, 1)


@pytest.fixture
def ripe(fjordbo: int) -> int:
    """A Danish creditor whose one claim of 3000 kr. against a consumer has an expired notice."""
    owed(fjordbo, line("1001", "3000,00", kind="privat"))
    run_until(fjordbo, EXPIRED)
    return fjordbo


@pytest.fixture
def case_id(ripe: int) -> int:
    return open_case(ripe, list(claims_of(ripe).values()), on=EXPIRED, by=ANN)


def agreed(account_id: int, case_id: int, interest: Interest = Interest.WAIVED, count: int = 3) -> Offer:
    terms = Terms(FIRST, Every.MONTH, count=count, interest=interest)
    return agree_plan(account_id, case_id, terms, on=EXPIRED, by=ANN)


def state(account_id: int, case_id: int) -> rows.CaseState:
    with account_scope(account_id):
        return rows.CaseState.objects.get(pk=case_id)


def case_of(account_id: int, case_id: int) -> Case:
    with account_scope(account_id):
        return one(case_id)


def told(account_id: int, until: date, *entries: str) -> None:
    """The bank's news up to a day, and the run of that day."""
    take(account_id, bank(*entries, until=until.isoformat()), f"plan-{until}.xml", until)
    run(account_id, until)


def test_a_plan_stops_the_case_and_shows_its_next_day(ripe: int, case_id: int) -> None:
    made = agreed(ripe, case_id)
    assert (made.owed, made.cost, made.charges.no_fee.code if made.charges.no_fee else "") == (
        made.plan.total,
        None,
        "no_fee",
    )
    now = state(ripe, case_id)
    assert (now.status, now.next_step, now.next_on) == ("plan", "instalment", FIRST)
    with pytest.raises(Refused, match="runs since"):
        take_case_step(ripe, case_id, "inkassopaakrav", on=EXPIRED, by=ANN)
    with pytest.raises(Refused, match="runs since"):
        agreed(ripe, case_id)


def test_the_bank_s_file_pays_instalments_and_a_kept_plan_closes_the_case(ripe: int, case_id: int) -> None:
    made = agreed(ripe, case_id)
    for each in made.plan.instalments[:2]:
        day = each.due_on.isoformat()
        told(ripe, each.due_on, credit(f"{each.amount / 100:.2f}", on=day, reference=fik("1001"), key=day))
    now = state(ripe, case_id)
    last = made.plan.instalments[2]
    assert (now.status, now.next_on) == ("plan", last.due_on)
    told(ripe, last.due_on, credit(f"{last.amount / 100:.2f}", on=last.due_on.isoformat(), reference=fik("1001"), key="3"))
    now, case = state(ripe, case_id), case_of(ripe, case_id)
    assert (now.status, now.balance, now.next_on) == ("closed", 0, None)
    ended = case.last(CaseKind.PLAN_ENDED)
    assert ended
    assert (ended.data["how"], ended.on) == ("kept", last.due_on)
    waived = [entry for entry in case.claims[0].entries if entry.label == LABEL]
    assert sum(entry.amount for entry in waived) == -ended.data["waived"] < 0
    with account_scope(ripe):
        assert verify(case_id) == []


def test_interest_that_runs_on_is_paid_with_the_last_instalment(ripe: int, case_id: int) -> None:
    made = agreed(ripe, case_id, Interest.RUNS)
    one_day = made.plan.instalments[-1].due_on
    assert made.expected is not None
    claim_id = claims_of(ripe)["1001"]
    for each in made.plan.instalments[:-1]:
        told(ripe, each.due_on)
        register_payment(ripe, claim_id, each.amount, each.due_on, on=each.due_on, by=ANN)
    told(ripe, one_day)
    register_payment(ripe, claim_id, made.plan.instalments[-1].amount, one_day, on=one_day, by=ANN)
    now = state(ripe, case_id)
    assert (now.status, now.next_on) == ("plan", one_day)
    with account_scope(ripe):
        creditor, case = creditor_in_scope(), one(case_id)
        plan = plan_of(case)
        assert plan
        stands = standing_of(case, plan, creditor.country, creditor.policy, one_day)
    assert stands.parts[-1].open == made.expected > 0
    register_payment(ripe, claim_id, made.expected, one_day, on=one_day, by=ANN)
    assert state(ripe, case_id).status == "closed"
    run(ripe, one_day)
    ended = case_of(ripe, case_id).last(CaseKind.PLAN_ENDED)
    assert ended
    assert ended.data["how"] == "kept"


def test_a_missed_instalment_goes_to_a_person_and_then_back_to_the_ladder(ripe: int, case_id: int) -> None:
    agreed(ripe, case_id)
    told(ripe, date(2026, 6, 3))
    assert state(ripe, case_id).status == "plan"
    told(ripe, date(2026, 6, 4))
    now = state(ripe, case_id)
    assert (now.status, now.blocked, now.next_step, now.next_on) == ("open", "plan_missed", "", None)
    with pytest.raises(Refused, match="somebody must look"):
        take_case_step(ripe, case_id, "inkassopaakrav", on=date(2026, 6, 9), by=ANN)
    told(ripe, date(2026, 6, 9))
    review_plan(ripe, case_id, "she has lost her work", on=date(2026, 6, 9), by=ANN)
    now = state(ripe, case_id)
    assert (now.blocked, now.next_step, now.next_on) == ("", "inkassopaakrav", date(2026, 6, 10))
    with pytest.raises(Refused, match="day after"):
        take_case_step(ripe, case_id, "inkassopaakrav", on=date(2026, 6, 9), by=ANN)
    told(ripe, date(2026, 6, 10))
    assert not run(ripe, date(2026, 6, 10)).letters
    take_case_step(ripe, case_id, "inkassopaakrav", on=date(2026, 6, 10), by=ANN)
    with account_scope(ripe):
        letter = rows.Letter.objects.get(step="inkassopaakrav")
    assert letter.deadline_on >= date(2026, 6, 20)


def test_no_filing_before_somebody_looked(ripe: int, case_id: int) -> None:
    agreed(ripe, case_id)
    told(ripe, date(2026, 6, 9))

    def refusals(on: date) -> dict[str, str]:
        with account_scope(ripe):
            found = case_choices(one(case_id), creditor_in_scope(), on)
        return {each.key: each.refusal.code if each.refusal else "" for each in found}

    assert set(refusals(date(2026, 6, 9)).values()) == {"plan_missed"}
    review_plan(ripe, case_id, on=date(2026, 6, 9), by=ANN)
    assert set(refusals(date(2026, 6, 9)).values()) == {"plan_over"}
    assert refusals(date(2026, 6, 10))["betalingspaakrav"] == ""


def test_nothing_is_missed_while_the_bank_has_not_told_of_the_day(ripe: int, case_id: int) -> None:
    agreed(ripe, case_id)
    take(ripe, bank(until="2026-05-31"), "late.xml", date(2026, 6, 5))
    run(ripe, date(2026, 6, 5))
    assert state(ripe, case_id).status == "plan"


def test_money_of_just_that_amount_that_lies_loose_is_waited_for(ripe: int, case_id: int) -> None:
    made = agreed(ripe, case_id)
    amount = f"{made.plan.instalments[0].amount / 100:.2f}"
    told(ripe, date(2026, 6, 9), credit(amount, on="2026-06-01", text="no name", payer="Nobody", key="loose"))
    assert state(ripe, case_id).status == "plan"


def test_a_back_dated_payment_mends_an_instalment_that_was_not_ended_yet(ripe: int, case_id: int) -> None:
    made = agreed(ripe, case_id)
    take(ripe, bank(until="2026-06-08"), "news.xml", date(2026, 6, 8))
    register_payment(ripe, claims_of(ripe)["1001"], made.plan.instalments[0].amount, FIRST, on=date(2026, 6, 8), by=ANN)
    run(ripe, date(2026, 6, 8))
    now = state(ripe, case_id)
    assert (now.status, now.next_on) == ("plan", made.plan.instalments[1].due_on)


def test_money_from_before_the_plan_pays_no_instalment(ripe: int, case_id: int) -> None:
    made = agreed(ripe, case_id)
    register_payment(ripe, claims_of(ripe)["1001"], 50000, date(2026, 5, 19), on=EXPIRED, by=ANN)
    with account_scope(ripe):
        creditor, case = creditor_in_scope(), one(case_id)
        plan = plan_of(case)
        assert plan
        stands = standing_of(case, plan, creditor.country, creditor.policy, EXPIRED)
    assert stands.paid == 0
    assert sum(part.amount for part in stands.parts) < made.plan.total - 49000


def test_a_payment_of_the_same_day_counts_only_when_it_came_after(ripe: int, case_id: int) -> None:
    register_payment(ripe, claims_of(ripe)["1001"], 50000, EXPIRED, on=EXPIRED, by=ANN)
    made = agreed(ripe, case_id)
    assert state(ripe, case_id).next_on == FIRST
    register_payment(ripe, claims_of(ripe)["1001"], made.plan.instalments[0].amount, EXPIRED, on=EXPIRED, by=ANN)
    assert state(ripe, case_id).next_on == made.plan.instalments[1].due_on


def test_a_payment_of_everything_closes_and_taken_back_the_same_day_the_plan_runs_on(ripe: int, case_id: int) -> None:
    agreed(ripe, case_id)
    payment_id = register_payment(ripe, claims_of(ripe)["1001"], 5_000_000, EXPIRED, on=EXPIRED, by=ANN)
    assert state(ripe, case_id).status == "closed"
    take_back_payment(ripe, payment_id, on=EXPIRED, by=ANN)
    assert (state(ripe, case_id).status, state(ripe, case_id).next_on) == ("plan", FIRST)


def test_ended_by_hand_the_next_step_waits_a_day_and_another_plan_may_be_agreed(ripe: int, case_id: int) -> None:
    agreed(ripe, case_id)
    end_plan(ripe, case_id, "they asked for it", on=EXPIRED, by=ANN)
    now = state(ripe, case_id)
    assert (now.status, now.blocked, now.next_on) == ("open", "", date(2026, 5, 21))
    assert agreed(ripe, case_id, count=6).plan.instalments[-1].due_on == date(2026, 11, 2)
    with pytest.raises(KravError, match="somebody to look"):
        review_plan(ripe, case_id, on=EXPIRED, by=ANN)


def test_a_written_acknowledgement_is_told_with_its_day_and_proof(ripe: int, case_id: int) -> None:
    terms = Terms(FIRST, Every.MONTH, count=3)
    signed = Acknowledged(date(2026, 5, 18), "Signed, in the file")
    with pytest.raises(KravError, match="what proves it"):
        agree_plan(ripe, case_id, terms, acknowledged=Acknowledged(EXPIRED, " "), on=EXPIRED, by=ANN)
    made = agree_plan(ripe, case_id, terms, acknowledged=signed, on=EXPIRED, by=ANN)
    line = case_of(ripe, case_id).last(CaseKind.ACKNOWLEDGED)
    assert line
    assert (line.on, line.data["amount"], line.data["proof"]) == (date(2026, 5, 18), made.plan.total, "Signed, in the file")


def test_what_changed_since_the_plan_was_seen_is_said(ripe: int, case_id: int) -> None:
    with pytest.raises(KravError, match="has changed"):
        agree_plan(ripe, case_id, Terms(FIRST, Every.MONTH, count=3), seen=1, on=EXPIRED, by=ANN)


def test_the_rows_are_the_same_after_a_rebuild(ripe: int, case_id: int) -> None:
    agreed(ripe, case_id)
    told(ripe, date(2026, 6, 9))
    before = vars(state(ripe, case_id)) | {"_state": None}
    rebuild(ripe, on=date(2026, 6, 9), by=ANN)
    assert vars(state(ripe, case_id)) | {"_state": None} == before


def demanded(account_id: int, amount: str, kind: str) -> int:
    """The case that the daily run opened with its demand."""
    owed(account_id, line("1001", amount, kind=kind))
    run_until(account_id, date(2026, 6, 10))
    with account_scope(account_id):
        return rows.Case.objects.get().id


def amounts(made: Offer) -> list[int]:
    return [each.amount for each in made.plan.instalments]


def test_the_danish_numbers(ripe: int, case_id: int) -> None:
    """3000.00, interest of 79 days at 9.75 % of 365 63.31, three reminders at 100.00; nothing for the agreement."""
    made = agreed(ripe, case_id)
    assert (made.owed, amounts(made)) == (336331, [112100, 112100, 112131])


SWEDISH = {"konsument": 1250000 + 34247 + 18000, "företag": 1250000 + 34247 + 45000}
"""Interest of 100 days at 10 % of 365, and the inkassokrav or the compensation."""


@pytest.mark.parametrize(
    ("kind", "charged", "cost"), [("konsument", True, 17000), ("konsument", False, 0), ("företag", True, 0)]
)
def test_a_swedish_plan_costs_170_never_beside_the_compensation(provbygg: int, kind: str, charged: bool, cost: int) -> None:
    case_id = demanded(provbygg, "12500,00", kind)
    terms = Terms(date(2026, 6, 30), Every.MONTH, amount=300000, charged=charged)
    made = agree_plan(provbygg, case_id, terms, on=date(2026, 6, 10), by=ANN)
    assert (made.owed, made.plan.costs) == (SWEDISH[kind], cost)
    assert amounts(made) == [300000] * 4 + [SWEDISH[kind] + cost - 1200000]
    case = case_of(provbygg, case_id)
    costs = [(entry.amount, entry.label) for entry in case.claims[0].entries if entry.kind == "costs"]
    assert costs == ([(17000, "tariffs.plan")] if cost else [])
    if kind == "företag":
        assert made.charges.no_fee
        assert made.charges.no_fee.section == "4 a § lagen (1981:739)"


def test_a_second_swedish_plan_of_the_same_debt_costs_nothing(provbygg: int) -> None:
    case_id, day = demanded(provbygg, "12500,00", "konsument"), date(2026, 6, 10)
    terms = Terms(date(2026, 6, 30), Every.MONTH, amount=300000, charged=True)
    agree_plan(provbygg, case_id, terms, on=day, by=ANN)
    end_plan(provbygg, case_id, on=day, by=ANN)
    again = agree_plan(provbygg, case_id, terms, on=day, by=ANN)
    assert again.charges.no_fee
    assert (again.plan.costs, again.charges.no_fee.reason.partition(";")[0]) == (0, "A plan of this debt has had its cost")


def test_a_norwegian_plan_costs_nothing_in_own_collection(nordlys: int) -> None:
    case_id = demanded(nordlys, "3000,00", "privat")
    terms = Terms(date(2026, 7, 1), Every.FORTNIGHT, count=5, charged=True)
    made = agree_plan(nordlys, case_id, terms, on=date(2026, 6, 10), by=ANN)
    assert made.charges.no_fee
    assert (made.plan.costs, made.charges.no_fee.section) == (0, "inkassoforskriften § 2-4")
    assert made.owed == 300000 + 9863 + 3800 + 3800 + 11300
    assert amounts(made) == [65700] * 4 + [65963]
