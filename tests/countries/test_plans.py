"""What a country says of payment by instalments is translated, has its section, and its cost is a table or a reason."""

from datetime import date

import pytest

from krav.countries import countries, translator
from krav.law.country import Country

ON = date(2026, 5, 20)
ALL = pytest.mark.parametrize("law", countries().values(), ids=lambda law: law.code)


@ALL
def test_every_note_is_said_in_every_language(law: Country) -> None:
    notes = law.plan_notes(ON)
    assert len(notes) >= 2
    for told in (*(note.value for note in notes), law.book["plans.cost"].on(ON)["reason"]):
        assert all(translator(language)(told) != told for language in ("da", "nb", "sv"))
    assert all(note.section for note in notes)


@ALL
def test_the_cost_is_a_table_or_a_refusal_with_its_section(law: Country) -> None:
    charges = law.plan_costs((), 0, ON)
    assert (charges.fee is None) is (charges.no_fee is not None)
    assert charges.fee.why.section if charges.fee else charges.no_fee.section if charges.no_fee else ""
