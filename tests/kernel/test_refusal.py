"""A refusal as one sentence: what, by which section, and from which day it may be asked again."""

from datetime import date

import pytest

from krav.kernel.refusal import KravError, Refusal, Refused


@pytest.mark.parametrize(
    ("refusal", "text"),
    [
        (Refusal("paid", "Nothing is owed."), "Nothing is owed."),
        (Refusal("short", "Too short.", "§ 10"), "Too short. (§ 10)"),
        (Refusal("waiting", "It waits.", until=date(2026, 3, 9)), "It waits. Possible from 2026-03-09."),
        (Refusal("early", "Too early.", "§ 9", date(2026, 3, 9)), "Too early. (§ 9) Possible from 2026-03-09."),
    ],
)
def test_a_refusal_says_what_is_known(refusal: Refusal, text: str) -> None:
    assert str(refusal) == text


def test_a_refusal_met_where_a_yes_was_needed_is_an_error_that_carries_it() -> None:
    refusal = Refusal("on_hold", "The claim is on hold.")
    with pytest.raises(KravError, match=r"The claim is on hold\.") as raised:
        raise Refused(refusal)
    assert isinstance(raised.value, Refused)
    assert raised.value.refusal is refusal
