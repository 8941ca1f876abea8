"""Where a bookkeeping firm may be named on letters: what the country's table says, and nowhere else."""

from datetime import date

import pytest

from krav.claims.branding import may_stand, places, refuse_agency
from krav.claims.letter import Keeper
from krav.countries import country
from krav.kernel.refusal import KravError
from krav.law.step import StepKind

ON = date(2026, 9, 29)
HOLM = Keeper("Holm Bogholderi ApS", "Bogføring og løn")


@pytest.mark.parametrize("code", ["DK", "NO", "SE"])
def test_a_reminder_names_it_in_the_foot_and_nothing_that_looks_like_collection_does(code: str) -> None:
    law = country(code)
    stands = {kind for kind in StepKind if may_stand(law, kind, ON, HOLM)}
    assert stands == {StepKind.REMINDER}
    assert places(law, ON) == {"reminder": True, "notice": False, "demand": False}


def test_a_day_the_table_does_not_know_is_a_no() -> None:
    assert not may_stand(country("DK"), StepKind.REMINDER, date(1990, 1, 1), HOLM)


@pytest.mark.parametrize("code", ["DK", "NO", "SE"])
@pytest.mark.parametrize("said", [("Nordisk Inkasso AB", ""), ("Holm ApS", "Debt Recovery"), ("Holm", "We COLLECT for you")])
def test_a_firm_that_looks_like_an_agency_is_named_nowhere(code: str, said: tuple[str, str]) -> None:
    assert not may_stand(country(code), StepKind.REMINDER, ON, Keeper(*said))
    with pytest.raises(KravError, match="collection agency"):
        refuse_agency(country(code), " ".join(said))


def test_plain_words_are_welcome() -> None:
    for code in ("DK", "NO", "SE"):
        refuse_agency(country(code), "Regnskab, løn og årsafslutning")
