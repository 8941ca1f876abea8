"""The phrases that the source says: in refusals and breaches, in the errors a page shows, and of accounting systems."""

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tests.house.tree import Module, modules

_BREACH = slice(1, 3)
_SAYERS = {"Refusal": slice(1, 2), "Breach": _BREACH, "_breach": _BREACH, "_unknown": slice(2, 3), "Fault": slice(1, 2)}
"""The calls that make a refusal, a breach or a fault, and which of their arguments are phrases."""

_CODED = _SAYERS.keys() - {"Fault"}

_SHOWN = {"actions", "claims"}
"""The floors whose errors a page shows, with facts or without."""

_SYSTEMS = "src/krav/wire/accounting"

Names = dict[str, list[ast.expr]]


class Said(NamedTuple):
    """A phrase, and the code of the refusal or breach that says it; empty for an error."""

    code: str
    phrase: str


def said() -> set[Said]:
    """Everything that the modules below src/krav say."""
    found = {each for module in modules("src/krav") for each in said_in(module)}
    return found | {Said("", phrase) for phrase in of_systems()}


def of_systems() -> set[str]:
    """The sentences of the connectors, whichever error they become, and the names of what they ask a person for."""
    return {phrase for module in modules(_SYSTEMS) for phrase in _of_system(module)}


def _of_system(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Field":
            yield from (text for each in node.args[1:2] for text in _texts(each, {}))
        elif not isinstance(node, ast.Expr | ast.JoinedStr):  # a docstring is the first, a mark on a voucher the second
            yield from (text for each in ast.iter_child_nodes(node) for text in _sentence(each))


def _sentence(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value and node.value.endswith("."):
        yield node.value


def said_in(module: Module) -> Iterator[Said]:
    """What the calls of a module say; a name is followed to what is assigned to it in its function or module."""
    if not any(f"{name}(" in module.text for name in (*_SAYERS, "KravError", "super().__init__")):
        return
    outside = _assigned(module.tree.body)
    for scope in ast.walk(module.tree):
        if not isinstance(scope, ast.FunctionDef):
            continue
        nodes = list(ast.walk(scope))
        saying = [(call, found) for call in nodes if isinstance(call, ast.Call) and (found := _phrases(call, module.floor))]
        names = outside | _assigned(nodes) if saying else outside
        for call, found in saying:
            code = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else ""
            refused = getattr(call.func, "id", "") in _CODED
            for node in found:
                yield from (Said(str(code) if refused else "", text) for text in _texts(node, names))


def _assigned(nodes: Iterable[ast.AST]) -> Names:
    """What is assigned to each name, however often; a pair assigned to a pair is taken apart."""
    found: Names = {}
    for node in nodes:
        if not isinstance(node, ast.Assign):
            continue
        target, value = node.targets[0], node.value
        pairs = [(target, value)]
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            pairs = list(zip(target.elts, value.elts, strict=True))
        for name, given in pairs:
            if isinstance(name, ast.Name):
                found.setdefault(name.id, []).append(given)
    return found


def _phrases(call: ast.Call, floor: str) -> list[ast.expr]:
    name = getattr(call.func, "id", "")
    if name in _SAYERS:
        return call.args[_SAYERS[name]]
    if name != "KravError" and not _raises_above(call.func):
        return []
    with_facts = len(call.args) == 2
    alone = floor in _SHOWN and len(call.args) == 1 and isinstance(call.args[0], ast.Constant)
    return call.args[:1] if with_facts or alone else []


def _raises_above(called: ast.expr) -> bool:
    """Whether it is the making of an error by another's: `super().__init__`."""
    return isinstance(called, ast.Attribute) and called.attr == "__init__" and ast.unparse(called) == "super().__init__"


def _texts(node: ast.expr, names: Names) -> Iterator[str]:
    """Every sentence a phrase may be; an f-string is none and shows as its pieces."""
    if isinstance(node, ast.Name):
        yield from (text for value in names.get(node.id, ()) for text in _texts(value, names))
    elif isinstance(node, ast.Dict):
        yield from (text for value in node.values for text in _texts(value, names))
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, str) and " " in node.value:
            yield node.value
    else:
        yield from (
            text for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr) for text in _texts(part, names)
        )
