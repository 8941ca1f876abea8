"""Every address that a person may type goes through one guard: each kind of connection is told places inside."""

from typing import Any

import httpx
import pytest
from pytest_django import Settings

from krav.wire.broken import Broken
from krav.wire.partners.partners import partners
from krav.wire.places import Pinned
from krav.wire.sending.carriers import carriers
from krav.wire.sftp import Place, names

INSIDE = ("https://127.0.0.1/", "https://169.254.169.254/latest", "https://[::ffff:10.0.0.1]/", "https://100.64.0.1/x")
TOLD = ("address", "host", "url", "server")
"""What fields for addresses are called."""

PROOF = f"SHA256:{'A' * 43}"
EVERY: list[Any] = [*partners().values(), *carriers().values()]
TAKERS = [each for each in EVERY if any(field.name in TOLD for field in each.fields)]


def test_there_are_takers_of_addresses() -> None:
    assert len(TAKERS) >= 3


@pytest.mark.parametrize("address", INSIDE)
@pytest.mark.parametrize("taker", TAKERS, ids=lambda each: each.code)
def test_no_place_inside_is_taken(taker: Any, address: str, settings: Settings) -> None:  # noqa: ANN401 many kinds
    settings.KRAV_PRIVATE_ADDRESSES = False
    host = address.removeprefix("https://").partition("/")[0]
    known = {"address": address, "url": address, "host": host, "server": host, "proof": PROOF, "password": "x"}
    told = {each.name: known.get(each.name, "22" if each.needed else "") for each in taker.fields}
    with pytest.raises(Broken, match="no address that can be asked"):
        taker.allowed(told)


@pytest.mark.parametrize("address", INSIDE)
def test_what_leads_inside_later_is_not_asked(address: str, settings: Settings) -> None:
    settings.KRAV_PRIVATE_ADDRESSES = False
    with httpx.Client(transport=Pinned()) as client, pytest.raises(Broken, match="no address that can be asked"):
        client.get(address)


def test_nor_by_sftp(settings: Settings) -> None:
    settings.KRAV_PRIVATE_ADDRESSES = False
    with pytest.raises(Broken, match="no address that can be asked"):
        names(Place("A place", "127.0.0.1", 22, "krav", "x", "", "", ""))
