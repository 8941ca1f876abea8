"""`krav operator`: who runs the installation, named and removed on its own machine."""

import pytest

from krav.actions.people import add_person
from krav.store.models import User
from tests.cli.command import krav, refusal

pytestmark = pytest.mark.django_db


def test_an_operator_is_added_listed_and_removed() -> None:
    add_person("olga@krav.example", "Olga Drift", "lamps on the long jetty")
    assert krav("operator", "list").lines == ["Nobody is an operator: krav operator add EMAIL."]
    assert "is an operator" in krav("operator", "add", "olga@krav.example").out
    assert User.objects.get(email="olga@krav.example").is_operator
    assert "Olga Drift" in krav("operator", "list").out
    assert "no operator any more" in krav("operator", "remove", "olga@krav.example").out
    assert not User.objects.get(email="olga@krav.example").is_operator


def test_nobody_is_removed_who_is_not_there() -> None:
    assert "Nobody has the address" in refusal("operator", "remove", "nobody@krav.example")
