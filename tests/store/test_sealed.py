"""The inventory of what is sealed: every column that was written by sealing is in it."""

import ast
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import models

import krav
from krav.store.sealed import OF_ACCOUNTS, OF_THE_HOME

NAMED = ("rights", "secret", "sealed", "seed")
"""What columns with something sealed are called."""

SEALERS = {"seal", "seal_text"}

KNOWN_WRITERS = {
    "actions/agreements.py", "actions/carriers.py", "actions/connecting.py", "actions/kept_rights.py", "actions/setup.py",
    "actions/webhooks.py", "actions/rotating.py", "web/connections/new.py", "web/people/adapter.py", "wire/sealed.py",
    "store/numbers.py",
}  # fmt: skip
"""Who seals: what a new one writes belongs into store/sealed.py. The page of new connections keeps nothing."""


def test_every_column_that_sounds_sealed_is_listed() -> None:
    listed = {(each.table, each.column) for each in (*OF_ACCOUNTS, *OF_THE_HOME)}
    texts = [
        (model, field.name)
        for model in apps.get_app_config("store").get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.TextField) and field.name.startswith(NAMED)
    ]
    assert [each for each in texts if each not in listed] == []
    assert (Authenticator, "data") in listed


def test_whoever_seals_is_known() -> None:
    home = Path(krav.__file__).parent
    found = {
        path.relative_to(home).as_posix()
        for path in home.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SEALERS
    }
    assert found - KNOWN_WRITERS == set()


@pytest.mark.parametrize("each", [*OF_ACCOUNTS, *OF_THE_HOME], ids=lambda each: f"{each.table.__name__}.{each.column}")
def test_what_is_listed_is_there(each: object) -> None:
    table, column = each.table, each.column  # type: ignore[attr-defined]
    assert table._meta.get_field(column).column == column
