"""Debitura, as it stands in for itself."""

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from krav.wire.partners.partners import partner
from tests.wire.accounting.server import Asked, Told, serving
from tests.wire.partners.debitura.standin import SECRET, Debtors


@pytest.fixture
def standin(settings: Settings) -> Iterator[Debtors]:
    """One creditor's cases there, at an address that was typed."""
    settings.KRAV_PRIVATE_ADDRESSES = True
    there = Debtors(partner("debitura"))

    def answer(asked: Asked) -> Told:
        return there.answer(asked)

    with serving(answer) as server:
        there.server = server
        there.told = {"address": server.url, "key": "right", "user": "bo@fjordbo.example", "hook_secret": SECRET}
        yield there
