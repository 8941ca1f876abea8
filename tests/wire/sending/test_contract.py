"""Every carrier lives the stories of `contract`."""

from collections.abc import Iterator

import pytest

from tests.wire.sending import standins
from tests.wire.sending.contract import Stories
from tests.wire.sending.standins import Carried


class TestElks(Stories):
    @pytest.fixture
    def at(self) -> Iterator[Carried]:
        with standins.elks() as found:
            yield found


class TestGateway(Stories):
    looks_up = False

    @pytest.fixture
    def at(self) -> Iterator[Carried]:
        with standins.gateway() as found:
            yield found


class TestPostmark(Stories):
    @pytest.fixture
    def at(self) -> Iterator[Carried]:
        with standins.postmark() as found:
            yield found


class TestMailbox(Stories):
    @pytest.fixture
    def at(self) -> Iterator[Carried]:
        with standins.mailbox() as found:
            yield found


class TestKivra(Stories):
    @pytest.fixture
    def at(self) -> Iterator[Carried]:
        with standins.kivra() as found:
            yield found


class TestMailgun(Stories):
    looks_up = False

    @pytest.fixture
    def at(self) -> Iterator[Carried]:
        with standins.mailgun() as found:
            yield found


class TestBrevo(Stories):
    looks_up = False

    @pytest.fixture
    def at(self) -> Iterator[Carried]:
        with standins.brevo() as found:
            yield found


class TestPrinthouse(Stories):
    runs = 30

    @pytest.fixture
    def at(self) -> Iterator[Carried]:
        with standins.printhouse() as found:
            yield found


class TestDigipost(Stories):
    @pytest.fixture
    def at(self) -> Iterator[Carried]:
        with standins.digipost() as found:
            yield found
