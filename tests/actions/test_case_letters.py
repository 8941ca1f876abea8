"""The letters of a case as they leave: an offer's cost on a line of its own, once; a lapsed demand again."""

from datetime import date

import pytest

from krav.actions.cases import open_case, take_case_step
from krav.actions.contents import contents
from krav.actions.payments_by_hand import register_payment
from krav.actions.rebuild import rebuild
from krav.actions.steps import undo_letters
from krav.claims.ledger import EntryKind
from krav.claims.letter import Letter
from krav.claims.owed import owed as lines_of
from krav.kernel.refusal import Refused
from krav.render.pdf import Renderer
from krav.render.rows import rows as shown_rows
from krav.render.voice import Voice
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.queries.claim import claim_seen
from krav.store.scope import account_scope
from tests.actions.cast import ANN, bank, line, take
from tests.actions.collect import KONTO, claims_of, owed, run_until

EXPIRED = date(2026, 5, 20)
COST = 115000
"""Bilag 2 of 15.000,00: the band 10.001-25.000."""


@pytest.fixture
def offered(fjordbo: int) -> tuple[int, int, int]:
    """A Danish creditor, its case of 12.500,00 and 2.500,00, and the offer to settle in it."""
    owed(fjordbo)
    run_until(fjordbo, EXPIRED)
    case_id = open_case(fjordbo, list(claims_of(fjordbo).values()), on=EXPIRED, by=ANN)
    letter_id, _ = take_case_step(fjordbo, case_id, "forligstilbud", on=EXPIRED, by=ANN)
    return fjordbo, case_id, letter_id


def costs(account_id: int) -> int:
    with account_scope(account_id):
        return sum(rows.Entry.objects.filter(kind=EntryKind.COSTS).values_list("amount", flat=True))


def read(account_id: int, letter_id: int) -> Letter:
    with account_scope(account_id):
        (value,) = contents([letter_id], creditor_in_scope())
    return value


def test_the_offer_shows_its_cost_on_its_own_line_and_adds_up(offered: tuple[int, int, int], renderer: Renderer) -> None:
    account_id, _, letter_id = offered
    value = read(account_id, letter_id)
    assert [(cost.label, cost.step, cost.amount, cost.charged) for cost in value.costs] == [
        ("tariffs.own", "forligstilbud", COST, COST)
    ]
    found = shown_rows(Voice(value))
    assert [row.amount for row in found if row.what.startswith("Omkostninger ved forligstilbud, brev af")] == [COST]
    assert sum(row.amount for row in found) == value.total
    assert renderer.pdf(value).startswith(b"%PDF")


def test_the_cost_is_owed_and_explained_by_its_band(offered: tuple[int, int, int]) -> None:
    account_id, _, _ = offered
    with account_scope(account_id):
        creditor = creditor_in_scope()
        found = [claim_seen(claim_id) for claim_id in claims_of(account_id).values()]
        told = [part for seen in found if seen for part in lines_of(seen.claim, creditor.country, EXPIRED).lines]
    (cost,) = [part for part in told if part.kind is EntryKind.COSTS]
    assert (cost.amount, cost.why.value, cost.why.amount) == (COST, "fordring 10001–25000 kr.", "1150.00")
    assert cost.why.section.startswith("bekendtgørelse nr. 601 af 12. juli 2002 § 4, bilag 2")


def test_undone_the_offer_costs_nothing_and_may_be_made_again(offered: tuple[int, int, int]) -> None:
    account_id, case_id, letter_id = offered
    with pytest.raises(Refused):
        take_case_step(account_id, case_id, "forligstilbud", on=EXPIRED, by=ANN)
    undo_letters(account_id, [letter_id], on=EXPIRED, by=ANN)
    assert costs(account_id) == 0
    again, _ = take_case_step(account_id, case_id, "forligstilbud", on=EXPIRED, by=ANN)
    assert costs(account_id) == COST
    assert [cost.amount for cost in read(account_id, again).costs] == [COST]


def test_money_that_came_before_the_offer_takes_its_cost_away(offered: tuple[int, int, int]) -> None:
    account_id, _, _ = offered
    ids = claims_of(account_id)
    later = date(2026, 5, 22)
    register_payment(account_id, ids["1001"], 1_500_000, date(2026, 5, 18), on=later, by=ANN)
    assert costs(account_id) == COST
    register_payment(account_id, ids["1002"], 500_000, date(2026, 5, 18), on=later, by=ANN)
    assert costs(account_id) == 0


def test_a_rebuild_keeps_the_cost(offered: tuple[int, int, int]) -> None:
    account_id, case_id, _ = offered
    with account_scope(account_id):
        before = rows.CaseState.objects.get(pk=case_id).balance
    rebuild(account_id, on=EXPIRED, by=ANN)
    with account_scope(account_id):
        assert rows.CaseState.objects.get(pk=case_id).balance == before


def test_a_lapsed_norwegian_demand_is_sent_again_in_its_case(nordlys: int) -> None:
    owed(nordlys, line("1001", "12500,00", kind="konsument"))
    run_until(nordlys, date(2026, 5, 20))
    with account_scope(nordlys):
        demand = rows.Letter.objects.get(kind="demand")
        case_id = rows.Case.objects.get().id
    with pytest.raises(Refused, match="waits"):
        take_case_step(nordlys, case_id, "betalingsoppfordring", on=date(2026, 5, 20), by=ANN)
    late = date(2026, 12, 1)
    take(nordlys, bank(until=late.isoformat(), account=KONTO["NO"]), "late.xml", late)
    again, _ = take_case_step(nordlys, case_id, "betalingsoppfordring", on=late, by=ANN)
    value = read(nordlys, again)
    assert (value.step.key, value.sent_on, len(value.fees)) == ("betalingsoppfordring", late, 4)
    assert [fee.sent_on for fee in value.fees if fee.label == "demand_fee"] == [demand.sent_on, late]
    with account_scope(nordlys):
        assert list(rows.LetterClaim.objects.filter(step=demand.step).values_list("attempt", flat=True)) == [1, 2]
