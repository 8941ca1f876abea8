"""Calls as they are meant, of which one word is none: nearer to what breaks an operation than what is wholly made up."""

import copy
from typing import Any, Final
from urllib.parse import parse_qsl

from hypothesis import strategies as st

from tests.api.cast import Things
from tests.api.test_rights import OPERATIONS

WRONG: Final[tuple[Any, ...]] = (
    None, "", " ", "x" * 5000, "\x00", "a\x00b", "-1", "0", "12,5", "1e5", "NaN", "9" * 40, "１２", "{x}", "%s",
    "<script>", "../../etc/passwd", "http://[::1", "a@b", "ZZZ", "\u202e", "⚓" * 300, "0001-01-01", "9999-12-31",
    "2026-02-30", "1990-01-01", "2100-01-01", "2026-01-01T00:00:00", -1, 0, 1, 2**31, 2**63 - 1, 2**63, 10**30, -(2**70),
    1.5, 1e308, True, [], {}, [[]], [None], ["x"], ["\x00"], [10**30], {"a": 1},
)  # fmt: skip
"""What stands where something else is meant. Half signs are in test_reading.py: schemathesis cannot read them itself."""

Place = tuple[str | int, ...]


def places(told: object, before: Place = ()) -> list[Place]:
    """Where something stands in a body."""
    if isinstance(told, dict):
        return [place for name in told for place in ((*before, name), *places(told[name], (*before, name)))]
    if isinstance(told, list):
        return [place for at, each in enumerate(told) for place in ((*before, at), *places(each, (*before, at)))]
    return []


def spoil(told: Any, place: Place, wrong: object) -> Any:  # noqa: ANN401 any JSON
    """The body with something else at a place."""
    made = copy.deepcopy(told)
    at = made
    for each in place[:-1]:
        at = at[each]
    at[place[-1]] = wrong
    return made


def meant(name: str, things: Things) -> tuple[dict[str, Any], dict[str, str], Any]:
    """What an operation is asked by the sweep of rights: what its path names, its query, its body."""
    operation = OPERATIONS[name]
    named = {key: value.format_map(things) for key, value in operation.names.items()}
    return {**things, **named}, dict(parse_qsl(operation.query[1:])), operation.body(things)


def spoiled(made_up: object, told: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401 any JSON
    """The body that is meant, now and then with fields made up beside it, with one of its words wrong."""
    whole = {**made_up, **told} if isinstance(made_up, dict) and isinstance(told, dict) else told
    bodies = [each for each in (told, whole) if places(each)]
    if not bodies:
        return st.sampled_from([told, *WRONG])
    wrong = st.sampled_from(WRONG)
    return st.sampled_from(bodies).flatmap(
        lambda body: st.builds(spoil, st.just(body), st.sampled_from(places(body)), wrong)
    )
