"""What somebody changes beside Krav is found: a line, a fact behind it, a line left out, the end cut off."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import connection

from krav.actions.accounts import open_account
from krav.actions.cases import close_case, open_case, reopen_case
from krav.actions.notes import note
from krav.store import journal
from krav.store.scope import account_scope, across_accounts
from krav.store.triggers import unguard
from krav.store.verify import broken_chain, export, exported_lines, verify
from tests.actions.cast import ANN, FJORDBO, IMPORTED, line
from tests.actions.collect import claims_of, owed, run_until
from tests.store.guarding import guard_again

EXPIRED = date(2026, 5, 20)


@pytest.fixture
def case(db: None) -> tuple[int, int]:
    """An account with a case of one claim that has been through the Danish ladder."""
    account_id = open_account(FJORDBO, on=IMPORTED)
    owed(account_id, line("1001", "12500,00"))
    run_until(account_id, EXPIRED)
    return account_id, open_case(account_id, list(claims_of(account_id).values()), on=EXPIRED, by=ANN)


@contextmanager
def unguarded(table: str) -> Iterator[None]:
    """Takes the triggers of a table away, as somebody with the database's password could."""
    with connection.cursor() as cursor:
        for statement in unguard(connection.vendor, [table]):
            cursor.execute(statement)
        yield
        for statement in guard_again([table]):
            cursor.execute(statement)


def change(table: str, sql: str) -> None:
    with across_accounts(), unguarded(table), connection.cursor() as cursor:
        cursor.execute(sql)


def faults(case: tuple[int, int]) -> list[str]:
    with account_scope(case[0]):
        return [fault.said() for fault in verify(case[1])]


def test_a_journal_that_nobody_touched_is_whole_whatever_happens_to_the_case(case: tuple[int, int]) -> None:
    account_id, case_id = case
    note(account_id, claims_of(account_id)["1001"], "Rang.", on=EXPIRED, by=ANN)
    close_case(account_id, case_id, "given_up", on=EXPIRED, by=ANN)
    reopen_case(account_id, case_id, on=EXPIRED, by=ANN)
    assert faults(case) == []
    with account_scope(account_id):
        assert [each.kind for each in journal.journal(case_id)][-3:] == ["note", "closed", "reopened"]


def test_a_changed_line_is_found(case: tuple[int, int]) -> None:
    change("case_event", "UPDATE case_event SET data = '{}' WHERE seq = 3")
    assert faults(case)[0] == "Line 3 was changed after it was written."


def test_a_changed_fact_is_found_by_its_mirror(case: tuple[int, int]) -> None:
    change("entry", "UPDATE entry SET amount = amount + 100 WHERE kind = 'fee'")
    found = faults(case)
    assert len(found) == 3
    assert all("was changed: entry" in each for each in found)


def test_a_line_taken_out_breaks_the_chain(case: tuple[int, int]) -> None:
    change("case_event", "DELETE FROM case_event WHERE seq = 4")
    found = faults(case)
    assert "Line 5 does not follow the line before it." in found
    assert any(each.startswith("No line mirrors") for each in found)


def test_a_journal_cut_off_at_its_end_is_found_against_an_export(case: tuple[int, int]) -> None:
    account_id, case_id = case
    close_case(account_id, case_id, "given_up", on=EXPIRED, by=ANN)
    with account_scope(account_id):
        kept = exported_lines(export(journal.journal(case_id)))
    assert broken_chain(kept) == []
    change("case_event", "DELETE FROM case_event WHERE kind = 'closed'")
    assert faults(case) == []
    with account_scope(account_id):
        found = [fault.said() for fault in verify(case_id, kept)]
    assert found == ["Lines that were exported and are missing at the end: 1."]


def test_an_export_is_the_same_bytes_each_time_and_reads_back(case: tuple[int, int]) -> None:
    with account_scope(case[0]):
        lines = journal.journal(case[1])
    assert export(lines) == export(exported_lines(export(lines)))
    assert exported_lines(export(lines)) == lines


def test_what_is_no_export_is_refused() -> None:
    with pytest.raises(ValueError, match="a line of a journal has case_id, seq"):
        exported_lines('{"seq": 1}')
