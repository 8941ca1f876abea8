"""What is known of Xledger's fields: the saved lists, and the few that its clients ask for beside them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from graphql import (
    FieldNode,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
    value_from_ast_untyped,
)

from tests.wire.accounting.described import SPECS

_LISTS = SPECS / "graphql" / "xledger"
_ADDRESS = {f"address_{each}" for each in ("streetAddress", "zipCode", "place", "country_code")}
_BESIDE: Mapping[str, set[str]] = {
    "arTransactions": {
        "currency_code",
        "subledger_code",
        "subledger_description",
        "account_code",
        "invoiceFile_url",
        "glDimension_glObject1_code",
    },
    "customers": _ADDRESS,
    "entities": _ADDRESS | {"currency_code"},
    "arTransaction_deltas": {"dbId", "mutationType"},
}
"""Not in the lists, which leave most of an object out; the first and the last are asked for by clients in use."""

_COMPARED = ("_in", "_gte", "_gt", "_lte", "_lt")
_PAGING = {"first", "last", "after", "filter"}
_MOST = 10_000


def roots(query: str) -> list[FieldNode]:
    """The lists that a question asks for."""
    (operation,) = parse(query).definitions
    assert isinstance(operation, OperationDefinitionNode)
    return list(_fields(operation.selection_set))


def arguments(field: FieldNode, variables: Mapping[str, Any]) -> dict[str, Any]:
    """What a list is asked by."""
    return {each.name.value: value_from_ast_untyped(each.value, dict(variables)) for each in field.arguments or ()}


def asked(field: FieldNode, *path: str) -> SelectionSetNode | None:
    """The fields that are wanted below a place; none where it is not asked for."""
    found: SelectionSetNode | None = field.selection_set
    for name in path:
        found = next((each.selection_set for each in _fields(found) if each.name.value == name), None)
    return found


def only(row: Mapping[str, Any], wanted: SelectionSetNode | None) -> dict[str, Any]:
    """A row with the fields that are wanted."""
    found: dict[str, Any] = {}
    for each in _fields(wanted):
        told = row.get(each.name.value)
        found[each.name.value] = only(told, each.selection_set) if isinstance(told, Mapping) else told
    return found


def look(field: FieldNode, variables: Mapping[str, Any]) -> None:
    """Raises an AssertionError where a list, a filter, a field or what is sent is not known; without the lists, never."""
    if not _LISTS.exists():
        return
    root, given = field.name.value, arguments(field, variables)
    wanted = set(_paths(asked(field, "edges", "node")))
    if root == "addGLImportItems":
        sent = {path for each in given["inputs"] for path in _sent(each["node"])}
        assert not (strange := sent - _listed("glImportItems", "create")), f"{root} does not take {strange}"
        assert not (strange := wanted - _listed("glImportItems")), f"{root} does not tell {strange}"
        return
    assert not given.keys() - _PAGING, f"{root} is not asked by {given.keys() - _PAGING}"
    assert ("first" in given) != ("last" in given), f"{root} is asked for so many first or so many last"
    assert int(given["first"] if "first" in given else given["last"]) <= _MOST, f"{root} gives {_MOST} rows at most"
    known = _listed(root)
    assert not (strange := wanted - known), f"{root} does not tell {strange}"
    for name in given.get("filter", {}):
        plain = next((name.removesuffix(end) for end in _COMPARED if name.endswith(end)), name)
        assert plain in known, f"{root} is not filtered by {name}"


def _listed(root: str, kind: str = "read") -> set[str]:
    return {each["name"] for each in _metadata(root, kind)["fields"]} | (
        _BESIDE.get(root, set()) if kind == "read" else set()
    )


@cache
def _metadata(root: str, kind: str) -> dict[str, Any]:
    path = _LISTS / root / kind / "metadata.json"
    if not path.exists() and root in _BESIDE:
        return {"fields": []}
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def _fields(found: SelectionSetNode | None) -> Iterator[FieldNode]:
    for each in found.selections if found else ():
        assert isinstance(each, FieldNode)
        yield each


def _paths(found: SelectionSetNode | None, before: str = "") -> Iterator[str]:
    for each in _fields(found):
        if each.selection_set:
            yield from _paths(each.selection_set, f"{before}{each.name.value}_")
        else:
            yield before + each.name.value


def _sent(told: Mapping[str, Any], before: str = "") -> Iterable[str]:
    for key, value in told.items():
        if isinstance(value, Mapping):
            yield from _sent(value, f"{before}{key}_")
        else:
            yield before + key
