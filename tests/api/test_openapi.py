"""The document of the interface: committed as it is, served as it is committed."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.test import Client
from ninja import Schema

from krav.config.openapi import document
from tests.api.cast import ROOT

COMMITTED = Path(__file__).parents[2] / "docs/openapi.json"


def test_the_committed_document_is_of_this_interface() -> None:
    assert COMMITTED.read_text() == document(), "The interface has changed: `make openapi` writes docs/openapi.json anew."


def test_it_is_served(client: Client) -> None:
    assert client.get(f"{ROOT}/openapi.json").json() == json.loads(COMMITTED.read_text())


def test_every_operation_says_what_it_does_and_how_it_refuses() -> None:
    for path, methods in json.loads(COMMITTED.read_text())["paths"].items():
        for method, operation in methods.items():
            assert operation.get("description"), (method, path)
            assert {"401", "403", "404", "409", "422"} <= operation["responses"].keys(), (method, path)
            assert operation["security"], (method, path)


def test_no_two_shapes_are_called_the_same() -> None:
    """The document names shapes without their rooms: of two of a name one would be lost."""

    def shapes(of: type[Schema]) -> Iterator[type[Schema]]:
        for shape in of.__subclasses__():
            yield shape
            yield from shapes(shape)

    names = Counter(shape.__name__ for shape in shapes(Schema) if shape.__module__.startswith("krav."))
    assert [name for name, count in names.items() if count > 1] == []
