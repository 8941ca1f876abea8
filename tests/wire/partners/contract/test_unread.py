"""News whose names are no text: a person sees it under a name of ours."""

from datetime import UTC, datetime

import pytest

from krav.kernel.plain import is_text
from krav.wire.partners.contract.reading import news

NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("name", ["\x00", "n\x001", "\ud800"])
def test_a_name_that_is_no_text_is_no_name(name: str) -> None:
    told = news({"key": name, "reference": name, "kind": name, "at": name}, {}, NOW)
    assert (told.kind, told.reference, len(told.key)) == ("message", "", 64)
    assert is_text(told.key + told.words)
