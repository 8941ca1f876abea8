"""What is said in English of lines and items that were not used and of how a file was read, found in the source."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import Module, modules

FACT = "7"
"""Stands in a sentence where a fact will be."""

_NAMED = {"why", "remark", "remarks", "sums", "nameless", "unknown"}
"""What is assigned to these names is said, as is what is given under them."""

_SAYING = {
    "_balance_remarks", "_difference", "_doubt", "_left_out", "_no_entry", "_other", "_remarks", "_warnings", "_why",
    "_why_known", "_why_unused", "credited", "divide", "reference_remarks", "remarks", "why_unused",
}  # fmt: skip
"""The functions that answer with such sentences."""

_ARGUMENTS = {"Unused": 1, "_left": 2, "remark": 1}
"""The calls that are given one, and its place."""

_ABOUT_FILES = {"books_items", "gone", "imports", "invoice_papers", "ledgers", "reports"}


def sentences() -> set[tuple[str, str]]:
    """Each sentence, its facts replaced, and the module that says it."""
    found = ((text, module.path) for module in modules("src/krav") if _reads(module) for text in _of(module))
    return {each for each in found if any(map(str.isalpha, each[0]))}


def _reads(module: Module) -> bool:
    return module.floor == "formats" or (module.floor == "actions" and Path(module.path).stem in _ABOUT_FILES)


def _of(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        for said in _said(node):
            yield from _texts(said)


def _said(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
        place = _ARGUMENTS.get(name, len(node.args))
        yield from node.args[place : place + 1]
        if name == "append" and _is_said(getattr(node.func, "value", None)):
            yield from node.args
        yield from (keyword.value for keyword in node.keywords if keyword.arg == "remarks")
    elif isinstance(node, ast.Assign | ast.AugAssign):
        if _is_said(node.targets[0] if isinstance(node, ast.Assign) else node.target):
            yield node.value
    elif isinstance(node, ast.FunctionDef) and node.name in _SAYING:
        answers = (each for each in ast.walk(node) if isinstance(each, ast.Return | ast.Yield | ast.YieldFrom))
        yield from (each.value for each in answers if each.value)


def _is_said(node: ast.AST | None) -> bool:
    return (getattr(node, "id", "") or getattr(node, "attr", "")) in _NAMED


def _texts(node: ast.AST) -> Iterator[str]:
    """The sentences in an expression; of an f-string what it comes to."""
    if isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else FACT for part in node.values)
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, str) and " " in node.value.strip():
            yield node.value.replace("{}", FACT)
    elif isinstance(node, ast.Call):
        yield from (text for part in (node.func, *node.args) for text in _texts(part) if _joins(node))
    else:
        yield from (text for part in ast.iter_child_nodes(node) for text in _texts(part))


def _joins(call: ast.Call) -> bool:
    """Calls that make a sentence of their own, not of what they are given."""
    return getattr(call.func, "id", "") in {"tuple", "list"}
