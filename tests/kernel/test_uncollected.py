"""While a file is read nothing is collected; afterwards it is again, or not, as before."""

import gc

import pytest

from krav.formats.values import FormatError
from krav.kernel.uncollected import uncollected


@uncollected
def reading(data: bytes, *, broken: bool = False) -> bool:
    if broken:
        raise FormatError("x", "line 1", "it is broken.", "Mend it.")
    return gc.isenabled()


def test_nothing_is_collected_while_a_file_is_read_and_is_afterwards() -> None:
    assert gc.isenabled()
    assert reading(b"") is False
    assert gc.isenabled()


def test_a_refused_file_leaves_the_collector_as_it_was() -> None:
    with pytest.raises(FormatError):
        reading(b"", broken=True)
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        reading(b"")
        assert not gc.isenabled()
    finally:
        gc.enable()
