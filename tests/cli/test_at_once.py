"""Two processes run the same account's day at the same time: each step's letter is decided once and leaves once."""

from tests.actions.cast import FIRST, ledger, line
from tests.cli.machine import Machine
from tests.cli.papers import LETTERS


def test_two_runs_at_once_make_no_second_letter(full: Machine) -> None:
    runs = [full.start("day", "--on", FIRST, "--account", "fjordbo") for _ in range(2)]
    assert [run.wait(60) for run in runs] == [0, 0]
    assert full.rows("SELECT count(*), count(DISTINCT claim_id), max(attempt) FROM letter_claim") == [(LETTERS, LETTERS, 1)]
    assert full.rows("SELECT count(*), count(DISTINCT number) FROM letter") == [(LETTERS, LETTERS)]
    assert full.rows("SELECT state, count(*) FROM outbox GROUP BY state") == [("delivered", LETTERS)]
    assert full.rows("SELECT count(*), count(DISTINCT letter_id) FROM dispatch") == [(LETTERS, LETTERS)]
    assert full.rows("SELECT count(*) FROM entry WHERE kind = 'fee'") == [(LETTERS,)]
    assert len(full.letters()) == LETTERS


def test_two_imports_of_one_file_at_once_take_it_once(machine: Machine) -> None:
    file = machine.write("ledger.csv", ledger(line("1001", "10,00")))
    runs = [machine.start("import", "fjordbo", file, "--on", FIRST) for _ in range(2)]
    assert [run.wait(60) for run in runs] == [0, 0]
    assert machine.rows("SELECT count(*) FROM imported_file") == [(1,)]
    assert machine.rows("SELECT count(*) FROM entry") == [(1,)]
