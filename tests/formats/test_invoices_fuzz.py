"""Whatever bytes an invoice file has, its reader answers with a ledger or with the format's own refusal."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from krav.formats import svefaktura, ubl
from krav.formats.values import FormatError, LedgerIn
from tests.formats.invoices_in import (
    CREDIT_NOTE,
    EHF,
    OIOUBL,
    SVEFAKTURA,
    embedded,
    envelope,
    objects,
    reference,
    sfti,
    with_papers,
)

Read = Callable[[bytes, str], LedgerIn]

GOOD = {
    "oioubl": (ubl.read, OIOUBL),
    "peppol": (ubl.read, CREDIT_NOTE),
    "ehf": (ubl.read, envelope(with_papers(EHF, reference(embedded())))),
    "svefaktura": (svefaktura.read, SVEFAKTURA),
    "sfti": (svefaktura.read, sfti(SVEFAKTURA, objects("2026-77"))),
}
_BYTES = st.binary(min_size=1, max_size=12) | st.sampled_from(
    [b"<", b">", b"&", b"&#0;", b"-", b"9" * 30, b"\xff", b"<a/>", b'"']
)


def answers(read: Read, data: bytes) -> None:
    try:
        found = read(data, "f.xml")
    except FormatError:
        return
    assert found.items
    assert all(item.number and item.amount.currency for item in found.items)


@pytest.mark.parametrize("read", [ubl.read, svefaktura.read])
@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=300))
def test_any_bytes(read: Read, data: bytes) -> None:
    answers(read, data)


@pytest.mark.parametrize("name", GOOD)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_good_file_changed_somewhere(name: str, data: st.DataObject) -> None:
    read, good = GOOD[name]
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 40)))
    answers(read, good[:start] + data.draw(_BYTES) + good[end:])


@pytest.mark.parametrize("name", GOOD)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_text_or_an_attribute_replaced(name: str, data: st.DataObject) -> None:
    read, good = GOOD[name]
    places = [place for place, sign in enumerate(good) if sign in b'>"']
    start = data.draw(st.sampled_from(places)) + 1
    end = min((place for place in (good.find(b"<", start), good.find(b'"', start)) if place >= 0), default=start)
    text = data.draw(st.text(max_size=20)).replace("<", "").replace("&", "").replace('"', "")
    answers(read, good[:start] + text.encode("utf-8", "replace") + good[end:])


@pytest.mark.parametrize("name", GOOD)
def test_a_file_cut_off_is_refused(name: str) -> None:
    read, good = GOOD[name]
    for cut in range(len(good) // 2, len(good) - 20, max(1, len(good) // 60)):
        with pytest.raises(FormatError):
            read(good[:cut], "f.xml")
