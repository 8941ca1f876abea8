"""The golden cases of every country come out exact to the øre, and each says where its amounts are from."""

from collections import Counter

import pytest

from krav.claims.golden import Case, read_cases, run_case
from krav.countries import countries
from krav.law.country import Country

FROM = {"authority's example", "worked by hand", "reference table"}
CASES = [(country, case) for country in countries().values() for case in read_cases(country.folder)]
NAMED = [pytest.param(country, case, id=f"{country.code}/{case.topic}/{case.name}") for country, case in CASES]


@pytest.mark.parametrize(("country", "case"), NAMED)
def test_the_case_comes_out_to_the_oere(country: Country, case: Case) -> None:
    outcome = run_case(country, case)
    assert outcome.refused == ""
    assert {part: outcome.found[part] for part in outcome.expected} == outcome.expected


@pytest.mark.parametrize("code", countries())
def test_every_country_has_at_least_60_cases(code: str) -> None:
    assert sum(country.code == code for country, _ in CASES) >= 60


@pytest.mark.parametrize(("country", "case"), NAMED)
def test_every_case_says_its_story_and_where_its_numbers_are_from(country: Country, case: Case) -> None:
    assert case.origin in FROM
    assert case.story.endswith(".")
    assert case.expect


def test_no_two_cases_of_a_country_have_one_name() -> None:
    names = Counter((country.code, case.topic, case.name) for country, case in CASES)
    assert [name for name, count in names.items() if count > 1] == []
