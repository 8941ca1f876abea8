"""Whoever writes does it in a unit, or moves the account: else a kept page would be answered though it has changed."""

import ast
from collections.abc import Iterator
from pathlib import Path

import krav.actions

WRITES = {"create", "update", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "save", "delete",
          "insert_many", "upsert_many"}  # fmt: skip
"""Calls that write; `update` and the like of anything but rows are among them, and told of below."""

IN_A_UNIT = {
    "books_items._keep", "carriers._end", "casebook._save", "credit_orders._own", "firms._seat", "hand_overs._never_there",
    "interest_invoices._delete", "loose.drop", "loose.refresh", "noting.deliver", "noting.queue", "opening.join",
    "opening.open_cases", "parties.take_in", "partner_money.book", "partner_news._keep", "partner_news._move",
    "partner_news._there", "payments.store", "states.refresh", "states.save", "vouchers.post", "weekly.keep_answers",
}  # fmt: skip
"""Called by units alone, with what they work with."""

NOBODYS_PAGE = {
    "moving": "it is what moves the account",
    "told_twice._named": "it fills sets, not rows",
    "accounts.found_account": "the account is new: nobody has seen it",
    "colleagues": "who works at a firm; pages of an account ask for the reader's seat each time",
    "credit_mail._warn": "who was warned is on no page",
    "credit_orders": "what runs low in a purse is asked each time",
    "debtor_tries": "wrong codes are on no page that is kept",
    "dry_run": "runs are on no page that is kept",
    "erasure": "files to be removed, and runs, are on no page that is kept",
    "autopilot": "runs are on no page that is kept; the queue asks each time whether a worker runs",
    "carriers.told_by": "when a carrier told something is on no page that is kept",
    "firms": "the firm as pages name it is asked each time",
    "heartbeat": "whether a worker runs is asked each time",
    "kept_rights": "renewed rights are on no page",
    "module_orders": "orders of parts are on no page that is kept",
    "operators": "who looks is on no page that is kept",
    "packages": "what is for sale is on no page that is kept; what runs low is asked each time",
    "partner_news._read": "when a partner was asked is on no page that is kept",
    "people": "the reader and the seat are asked each time",
    "rotating": "keys are on no page",
    "setup": "the wizard's pages are not kept",
    "telling": "who was told is on no page that is kept",
    "tokens": "when a key was used is on no page that is kept",
    "tries": "wrong tries are on no page",
    "turns": "whose turn it is is on no page that is kept",
    "uploads._lease": "queued or running: kept pages tell only of refused and waiting files",
    "uploads._take_in": "what it becomes moves the account; handed back, it is queued again",
    "webhooks": "deliveries are on no page that is kept",
    "write_back._post": "kept pages tell only of refused vouchers, and what becomes of it moves the account",
}
"""A module, or a function of it, that may write without moving the account, and why."""


def test_no_write_leaves_the_account_where_it_stands() -> None:
    folder = Path(krav.actions.__file__).parent
    loose = {name for file in folder.glob("*.py") for name in _loose(file)}
    assert loose - {name for name in loose if _told(name)} == set()
    assert {name for name in IN_A_UNIT | NOBODYS_PAGE.keys() if not any(_is(each, name) for each in loose)} == set()


def _told(name: str) -> bool:
    return any(_is(name, known) for known in IN_A_UNIT | NOBODYS_PAGE.keys())


def _is(name: str, known: str) -> bool:
    return name == known or name.partition(".")[0] == known


def _loose(file: Path) -> Iterator[str]:
    """The functions of a module that write where no unit is open, and no Unit is given."""
    for function in ast.walk(ast.parse(file.read_text())):
        if isinstance(function, ast.FunctionDef) and not _given_a_unit(function) and any(_writes(function)):
            yield f"{file.stem}.{function.name}"


def _given_a_unit(function: ast.FunctionDef) -> bool:
    given = (ast.unparse(each.annotation) for each in (*function.args.args, *function.args.kwonlyargs) if each.annotation)
    moved = (ast.unparse(each) for each in ast.walk(function) if isinstance(each, ast.Expr))
    return any("Unit" in each for each in given) or any(each.startswith("move(") for each in moved)


def _writes(node: ast.AST) -> Iterator[ast.Call]:
    """Writes below a node that are in no `with unit(…)` or `with moves(…)`."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.With) and any(_opens(each) for each in child.items):
            continue
        if isinstance(child, ast.Call) and _writes_rows(ast.unparse(child.func)):
            yield child
        yield from _writes(child)


def _opens(item: ast.withitem) -> bool:
    return ast.unparse(item.context_expr).startswith(("unit(", "moves("))


def _writes_rows(called: str) -> bool:
    last = called.rpartition(".")[2]
    plain = called in {"insert_many", "upsert_many"} or last in {"save", "delete"} or "rows." in called
    queries = last == "update" and called.partition(".")[0] in {"mine", "found", "row", "queued", "moved", "here", "lasting"}
    return last in WRITES and (plain or queries)
