"""Every word that a table can hold is either registered as personal, or somebody has said why it is not."""

import pytest
from django.apps import apps
from django.db import models

from krav.store.personal import REGISTRY, nothing_personal
from krav.store.scope import Owned

OWNED = [model for model in apps.get_models() if issubclass(model, Owned)]
WORDS = (models.CharField, models.TextField, models.JSONField, models.BinaryField)


def registered() -> set[tuple[str, str]]:
    return {(each.table, column) for each in REGISTRY for column in each.columns}


@pytest.mark.parametrize("model", OWNED)
def test_every_column_of_words_is_accounted_for(model: type[Owned]) -> None:
    table = model._meta.db_table
    words = [field.attname for field in model._meta.concrete_fields if isinstance(field, WORDS)]
    lost = [name for name in words if (table, name) not in registered() and not nothing_personal(table, name)]
    assert not lost, f"{table}: say in store/personal.py what {lost} bear, or why it is nothing personal"


def test_what_is_registered_is_there_and_fits() -> None:
    for each in REGISTRY:
        for column, sign in each.columns.items():
            field = each.model._meta.get_field(column)
            assert isinstance(field, WORDS)
            assert field.max_length is None or len(sign) <= field.max_length


def test_a_new_column_of_words_would_be_caught() -> None:
    assert not nothing_personal("debtor", "nickname")
