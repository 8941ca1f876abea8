"""Cases: opened from expired notices or by a demand, taken a letter further, paid, reopened, withdrawn."""

from datetime import date

import pytest

from krav.actions.cases import join_case, joining, open_case, take_case_step, withdraw_case
from krav.actions.payments_by_hand import register_payment, take_back_payment
from krav.actions.rebuild import rebuild
from krav.actions.steps import undo_letters
from krav.kernel.refusal import KravError, Refused
from krav.store import journal, load_cases
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.scope import account_scope
from tests.actions.cast import ANN, line, run
from tests.actions.collect import claims_of, owed, run_until

EXPIRED = date(2026, 5, 20)
"""By then the deadline of the Danish notice is over."""


@pytest.fixture
def ripe(fjordbo: int) -> int:
    """A Danish creditor whose two claims have an expired notice."""
    owed(fjordbo)
    run_until(fjordbo, EXPIRED)
    return fjordbo


def state(account_id: int, case_id: int) -> rows.CaseState:
    with account_scope(account_id):
        return rows.CaseState.objects.get(pk=case_id)


def test_both_expired_claims_are_listed_and_gathered_where_asked(ripe: int) -> None:
    ids = claims_of(ripe)
    with account_scope(ripe):
        listed = joining(ids["1001"], creditor_in_scope(), EXPIRED)
    told = [(each.claim.number, each.refusal, each.must) for each in listed]
    assert told == [("1001", None, False), ("1002", None, False)]
    case_id = open_case(ripe, list(ids.values()), department="12", project="P7", on=EXPIRED, by=ANN)
    now = state(ripe, case_id)
    assert (now.status, now.claims, now.next_step, now.stage) == ("open", 2, "inkassopaakrav", "inkassovarsel")
    with account_scope(ripe):
        assert set(rows.ClaimState.objects.values_list("blocked", flat=True)) == {"in_case"}


def test_a_claim_whose_notice_has_not_expired_opens_no_case(fjordbo: int) -> None:
    owed(fjordbo)
    with pytest.raises(Refused, match="No collection notice has been sent"):
        open_case(fjordbo, [claims_of(fjordbo)["1001"]], on=EXPIRED, by=ANN)


def test_two_people_start_the_same_case(ripe: int) -> None:
    ids = list(claims_of(ripe).values())
    open_case(ripe, ids, on=EXPIRED, by=ANN)
    with pytest.raises(Refused, match="in a case"):
        open_case(ripe, ids, on=EXPIRED, by=ANN)
    with account_scope(ripe):
        assert rows.Case.objects.count() == 1


def test_a_swedish_demand_opens_a_case_by_itself_and_undoing_it_lets_the_claims_go(provbygg: int) -> None:
    owed(provbygg, line("1001", "12500,00", kind="konsument"))
    run_until(provbygg, date(2026, 6, 10))
    with account_scope(provbygg):
        case_id = rows.Case.objects.get().id
        letter = rows.Letter.objects.get(kind="demand")
    now = state(provbygg, case_id)
    assert (now.status, now.stage, now.next_step) == ("open", "inkassokrav", "betalningsforelaggande")
    undo_letters(provbygg, [letter.id], on=letter.sent_on, by=ANN)
    assert state(provbygg, case_id).status == "closed"
    with account_scope(provbygg):
        assert rows.ClaimState.objects.get().next_step == "inkassokrav"


def test_a_norwegian_demand_joins_the_case_that_the_customer_has(nordlys: int) -> None:
    later = line("1002", "2500,00", due="30.03.2026", issued="01.03.2026", kind="konsument")
    owed(nordlys, line("1001", "12500,00", kind="konsument"), later)
    run_until(nordlys, date(2026, 6, 20))
    with account_scope(nordlys):
        case = rows.CaseState.objects.get()
        assert rows.Letter.objects.filter(kind="demand").count() == 2
    assert (case.claims, case.next_step) == (2, "varsel_tvangsfullbyrdelse")


def test_paid_in_full_closes_and_money_taken_back_opens_again(ripe: int) -> None:
    ids = claims_of(ripe)
    case_id = open_case(ripe, list(ids.values()), on=EXPIRED, by=ANN)
    payment_id = register_payment(ripe, ids["1001"], 5_000_000, EXPIRED, on=EXPIRED, by=ANN)
    assert (state(ripe, case_id).status, state(ripe, case_id).balance) == ("closed", 0)
    take_back_payment(ripe, payment_id, on=EXPIRED, by=ANN)
    assert state(ripe, case_id).status == "open"


def test_the_journal_mirrors_every_fact_and_its_chain_verifies(ripe: int) -> None:
    ids = claims_of(ripe)
    case_id = open_case(ripe, [ids["1001"]], on=EXPIRED, by=ANN)
    take_case_step(ripe, case_id, "inkassopaakrav", on=EXPIRED, by=ANN)
    with account_scope(ripe):
        lines = journal.journal(case_id)
        entries = rows.Entry.objects.filter(claim_id=ids["1001"]).count()
    kinds = [each.kind for each in lines]
    assert kinds[0] == "opened"
    assert kinds.count("entry") == entries
    assert kinds.count("letter") == 5
    assert [each.seq for each in lines] == list(range(1, len(lines) + 1))
    assert all(each.hash == each.expected for each in lines)
    assert [each.before for each in lines[1:]] == [each.hash for each in lines[:-1]]


def test_a_withdrawn_case_lets_its_claims_go_and_they_may_join_another(ripe: int) -> None:
    ids = claims_of(ripe)
    case_id = open_case(ripe, [ids["1001"]], on=EXPIRED, by=ANN)
    withdraw_case(ripe, case_id, "by mistake", on=EXPIRED, by=ANN)
    again = open_case(ripe, [ids["1001"]], on=EXPIRED, by=ANN)
    join_case(ripe, again, [ids["1002"]], on=EXPIRED, by=ANN)
    with account_scope(ripe):
        assert [claim.number for claim in load_cases.cases([again])[again].claims] == ["1001", "1002"]
    with pytest.raises(KravError, match="closed"):
        join_case(ripe, case_id, [ids["1002"]], on=EXPIRED, by=ANN)


def test_the_daily_run_leaves_a_case_alone_and_a_rebuild_gives_the_same_rows(ripe: int) -> None:
    ids = claims_of(ripe)
    case_id = open_case(ripe, list(ids.values()), on=EXPIRED, by=ANN)
    assert not run(ripe, date(2026, 6, 1)).letters
    before = vars(state(ripe, case_id)) | {"_state": None}
    rebuild(ripe, on=EXPIRED, by=ANN)
    assert vars(state(ripe, case_id)) | {"_state": None} == before
