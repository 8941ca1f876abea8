"""A vendor's own description (OpenAPI 3.0), by which every question and answer of a stand-in is looked at."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from jsonschema_rs import Draft4Validator

from tests.wire.accounting.server import Asked, Told

SPECS = Path(__file__).resolve().parents[4] / "shared" / "specs"


class Operation(NamedTuple):
    """What the vendor says of a method on a path."""

    pattern: re.Pattern[str]
    method: str
    about: Mapping[str, Any]
    shared: tuple[Any, ...]


class Described:
    """A description, and whether what is asked and told is as it says. Where the file is absent, nothing is looked at."""

    def __init__(self, place: str, below: str = "", also: frozenset[str] = frozenset()) -> None:
        """`place` is the file below the folder of specifications, `below` what addresses begin with before its paths.

        `also` are names of queries that the vendor describes elsewhere, for every list.
        """
        self.below, self.also, self.spec = below, also, _loaded(SPECS / place)
        self.operations = list(self._operations())

    def look(self, asked: Asked, told: Told) -> None:
        """Raises an AssertionError that says what is not as described."""
        if not self.spec:
            return
        operation = self._operation(asked)
        parameters = [self._resolved(each) for each in (*operation.shared, *operation.about.get("parameters", ()))]
        known = {each["name"] for each in parameters if each["in"] == "query"}
        assert not (strange := set(asked.params) - known - self.also), f"{asked.method} {asked.path}: nobody knows {strange}"
        wanted = {each["name"] for each in parameters if each["in"] == "query" and each.get("required")}
        assert not (missing := wanted - set(asked.params)), f"{asked.method} {asked.path}: {missing} must be given"
        if asked.body is not None and (schema := self._content(operation.about.get("requestBody"))):
            self._check(asked.body, schema, f"what is sent to {asked.path}")
        responses = operation.about["responses"]
        schema = self._content(responses.get(str(told.status), responses.get("default")))
        if told.status < 300 and told.body is not None and not isinstance(told.body, bytes) and schema:
            self._check(told.body, schema, f"the answer of {asked.path}")

    def _operations(self) -> Iterator[Operation]:
        methods = {"get", "post", "put", "delete", "patch"}
        for path, found in self.spec.get("paths", {}).items():
            pattern = re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)) + "$")
            for method in methods & found.keys():
                yield Operation(pattern, method.upper(), found[method], tuple(found.get("parameters", ())))

    def _operation(self, asked: Asked) -> Operation:
        path = asked.path.removeprefix(self.below)
        found = [each for each in self.operations if each.method == asked.method and each.pattern.match(path)]
        assert found, f"{asked.method} {path} is not described"
        return min(found, key=lambda each: each.pattern.pattern.count("[^/]+"))

    def _resolved(self, told: Any) -> Any:  # noqa: ANN401 a piece of a description
        while isinstance(told, dict) and "$ref" in told:
            told = _at(self.spec, told["$ref"])
        return told

    def _content(self, told: Any) -> Any:  # noqa: ANN401
        content = (self._resolved(told) or {}).get("content", {})
        return next((each.get("schema") for kind, each in content.items() if "json" in kind or kind == "*/*"), None)

    def _check(self, told: object, schema: object, what: str) -> None:
        validator = _validator(json.dumps(schema, sort_keys=True), id(self.spec), self)
        plain = json.loads(json.dumps(told, default=lambda each: each if isinstance(each, str) else _plain(each)))
        errors = [f"{list(error.instance_path)}: {error.message}" for error in validator.iter_errors(plain)]
        assert not errors, f"{what} is not as described: {errors[:5]}"


def _plain(told: object) -> object:
    try:
        return float(str(told))
    except ValueError:
        return str(told)


@cache
def _validator(schema: str, _key: int, described: Described) -> Draft4Validator:
    parts = _nullable({"components": described.spec.get("components", {})})
    return Draft4Validator({**_nullable(json.loads(schema)), **parts})


def _nullable(told: Any) -> Any:  # noqa: ANN401
    """OpenAPI 3.0 says `nullable` where a schema of JSON says the type null; what is only to read or write is no matter."""
    if isinstance(told, list):
        return [_nullable(each) for each in told]
    if not isinstance(told, dict):
        return told
    found = {key: _nullable(each) for key, each in told.items() if key not in {"nullable", "format", "example"}}
    if told.get("nullable") and isinstance(told.get("type"), str):
        found["type"] = [told["type"], "null"]
        if "enum" in found:
            found["enum"] = [*found["enum"], None]
    return found


def _at(spec: Any, reference: str) -> Any:  # noqa: ANN401
    for part in reference.removeprefix("#/").split("/"):
        spec = spec[part.replace("~1", "/").replace("~0", "~")]
    return spec


@cache
def _loaded(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    told: dict[str, Any] = yaml.safe_load(path.read_text()) if path.suffix != ".json" else json.loads(path.read_text())
    return told
