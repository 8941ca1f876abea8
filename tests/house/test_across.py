"""Whoever looks across accounts is known by name: the list is short, and longer only on purpose."""

import ast
from collections.abc import Iterator

from tests.house.tree import Module, modules

ACROSS = {
    # lists of accounts, for workers: which of them have something to do
    "store/queries/accounts.py": {"with_uploads_to_take"},
    "store/queries/turns.py": {"due_accounts", "held_by_anybody", "not_due_of", "standings", "waiting"},
    # who comes to a door before an account is known
    "store/queries/partners.py": {"whose_agreement"},
    "store/queries/sending.py": {"whose_carrier"},
    # sizes and queues, for the operator; what the doctor and the figures look at
    "store/queries/operator.py": {"queues", "sizes"},
    "store/queries/watch.py": {"_by_account", "late_days", "sealed", "watch", "zones"},
    # the tables brought up to date, the wall's key tried, other keys sealed with
    "actions/prepare.py": {"make_tables"},
    "actions/rotating.py": {"_pass"},
    "store/roles.py": {"check_key"},
    # the whole database in a backup, and back from it
    "actions/restore.py": {"_compare"},
    "store/snapshot.py": {"filled", "nobody_writes", "one_moment"},
    # both of them: a day begun, letters waiting, the worker at work, for one account or for all
    "store/scope.py": {"own_or_across"},
}
OWN_OR_ACROSS = {"store/queries/runs.py": {"begun_and_decided", "is_silent", "waits"}}


def users(module: Module, of: str = "across_accounts") -> Iterator[str]:
    """The functions of a module that call it, as a decorator or within."""
    for outer in ast.walk(module.tree):
        if isinstance(outer, ast.FunctionDef):
            calls = (inner.func for inner in ast.walk(outer) if isinstance(inner, ast.Call))
            if any(getattr(called, "id", getattr(called, "attr", "")) == of for called in calls):
                yield outer.name


def test_only_these_look_across_accounts() -> None:
    found = {module.path.removeprefix("src/krav/"): set(users(module)) for module in modules("src")}
    assert {path: names for path, names in found.items() if names} == ACROSS


def test_only_these_look_at_the_account_in_scope_or_at_all() -> None:
    found = {module.path.removeprefix("src/krav/"): set(users(module, "own_or_across")) for module in modules("src")}
    assert {path: names for path, names in found.items() if names} == OWN_OR_ACROSS


def test_nobody_calls_it_by_another_name() -> None:
    named = [module.path for module in modules("src") if "across_accounts" in module.text]
    assert {path.removeprefix("src/krav/") for path in named} == {*ACROSS}
    assert [module.path for module in modules("src") if "across_accounts as" in module.text] == []
