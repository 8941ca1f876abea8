"""An explanation as text and as data."""

from datetime import date

from krav.kernel.why import Why

MARGIN = Why("Margin", value="8 points", valid_from=date(2013, 3, 1))
LINE = Why(
    "{first} to {last}",
    section="renteloven § 5",
    value="2 % p.a.",
    valid_from=date(2026, 7, 1),
    source="the bank's table",
    checked_on=date(2026, 11, 21),
    confidence="secondary",
    arithmetic="{principal} × 10 % × 30 / 365",
    amount="82.19",
    facts={"first": date(2026, 7, 1), "last": date(2026, 7, 30), "principal": "10000.00"},
    parts=(MARGIN,),
)
WHOLE = Why("Claim", amount="10082.19", parts=(Why("Invoice", amount="10000.00"), LINE))


def test_the_parts_are_walked_outermost_first_with_their_depth() -> None:
    assert [(depth, why.rule) for depth, why in WHOLE.walk()] == [
        (0, "Claim"),
        (1, "Invoice"),
        (1, "{first} to {last}"),
        (2, "Margin"),
    ]


def test_as_text_it_is_one_fact_a_line() -> None:
    assert list(WHOLE.lines()) == [
        "Claim: 10082.19",
        "  Invoice: 10000.00",
        "  2026-07-01 to 2026-07-30: 82.19",
        "    = 10000.00 × 10 % × 30 / 365",
        "    renteloven § 5 · 2 % p.a. (from 2026-07-01)",
        "    source: the bank's table (secondary, checked 2026-11-21)",
        "    Margin",
        "      8 points (from 2013-03-01)",
    ]


def test_it_is_told_in_another_language() -> None:
    danish = {"{first} to {last}": "{first} til {last}", "source": "kilde", "checked": "set", "from": "fra"}
    lines = list(LINE.lines(lambda phrase: danish.get(phrase, phrase)))
    assert lines[0] == "2026-07-01 til 2026-07-30: 82.19"
    assert lines[2] == "  renteloven § 5 · 2 % p.a. (fra 2026-07-01)"
    assert lines[3] == "  kilde: the bank's table (secondary, set 2026-11-21)"


def test_a_phrase_without_facts_may_hold_braces() -> None:
    assert Why("{as it is}").said("{as it is}") == "{as it is}"


def test_for_machines_days_are_iso_and_empty_fields_left_out() -> None:
    assert MARGIN.data() == {"rule": "Margin", "value": "8 points", "valid_from": "2013-03-01"}
    found = WHOLE.data()
    assert found.keys() == {"rule", "amount", "parts"}
    line = found["parts"][1]
    assert (line["rule"], line["arithmetic"]) == ("2026-07-01 to 2026-07-30", "10000.00 × 10 % × 30 / 365")
    assert (line["checked_on"], line["parts"]) == ("2026-11-21", [MARGIN.data()])
    assert "facts" not in line
