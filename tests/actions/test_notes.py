"""Notes on claims: kept as they were written, by whom and when."""

import pytest

from krav.actions.notes import LONGEST, note
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import ANN, FIRST, ledger, line, take


@pytest.fixture
def claim_id(fjordbo: int) -> int:
    take(fjordbo, ledger(line("1001", "10.000,00")), on=FIRST)
    with account_scope(fjordbo):
        return rows.Claim.objects.get().pk


def test_a_note_is_kept_with_who_wrote_it(fjordbo: int, claim_id: int) -> None:
    note(fjordbo, claim_id, "  Calls on Friday ", on=FIRST, by=ANN)
    with account_scope(fjordbo):
        assert rows.Note.objects.values_list("claim_id", "text", "written_by").get() == (claim_id, "Calls on Friday", "Ann")
        assert rows.Audit.objects.filter(action="note").get().data == '{"claim": "1001"}'


@pytest.mark.parametrize("text", ["", "  ", "x" * (LONGEST + 1)])
def test_an_empty_or_endless_note_is_refused(fjordbo: int, claim_id: int, text: str) -> None:
    with pytest.raises(KravError, match="between 1 and 1000 signs"):
        note(fjordbo, claim_id, text, on=FIRST, by=ANN)
    with account_scope(fjordbo):
        assert rows.Note.objects.count() == 0


def test_another_accounts_claim_takes_no_note(fjordbo: int, nordlys: int, claim_id: int) -> None:
    with pytest.raises(KravError, match="no such claim"):
        note(nordlys, claim_id, "Hello", on=FIRST, by=ANN)
