"""What a file may tell of a debtor fits the database's columns, on every database alike."""

from krav.actions.parties import WIDTHS
from krav.store.models import Debtor


def test_the_widths_are_those_of_the_columns() -> None:
    fields = {field.name: getattr(field, "max_length", None) for field in Debtor._meta.concrete_fields}
    assert {name: fields[name] for name in WIDTHS} == WIDTHS
