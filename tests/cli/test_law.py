"""`krav law quote`, the stable door: its answer as text and as JSON, each way to ask, and every question it refuses."""

from decimal import Decimal

import pytest

from krav import library
from tests.cli.command import krav, refusal

JUNE = ("--due", "2026-06-01", "--on", "2026-07-13")
DK = ("law", "quote", "--country", "dk", *JUNE)
KEYS = {
    "currency", "on", "principal", "interest", "interest_lines", "fees", "compensation", "costs", "costs_possible", "total",
    "per_diem", "open", "breaches", "why",
}  # fmt: skip


def test_the_answer_opens_every_krone_and_ends_with_what_a_day_costs() -> None:
    told = krav(*DK, "--amount", "12500.00")
    assert (told.code, told.err) == (0, "")
    assert told.lines[0] == "Claim on 2026-07-13: 12641.35"
    assert "    2026-06-02 to 2026-06-30: 29 days at 9.75 %: 96.83" in told.lines
    assert "Interest runs on at 3.42 DKK a day." in told.lines
    assert [line.split()[:2] for line in told.lines[-2:]] == [["collector", "1700.00"], ["own", "1150.00"]]


@pytest.mark.parametrize(
    ("code", "currency", "interest"), [("dk", "DKK", "141.35"), ("no", "NOK", "173.63"), ("se", "SEK", "143.84")]
)
def test_the_json_of_each_country_has_the_promised_names(code: str, currency: str, interest: str) -> None:
    answer = krav("law", "quote", "--country", code, "--amount", "12500", *JUNE, "--json").data
    assert answer.keys() == KEYS
    assert answer["open"].keys() == {"principal", "interest", "fees", "compensation", "costs", "total"}
    assert {key for line in answer["interest_lines"] for key in line} == {"from", "until", "days", "rate", "basis", "amount"}
    assert (answer["currency"], answer["interest"], answer["why"]["amount"]) == (currency, interest, answer["open"]["total"])


def test_the_command_and_the_library_answer_alike() -> None:
    asked = krav(*DK, "--amount", "12500", "--debtor", "sole-trader", "--pay", "2026-06-20:500.50:principal", "--json").data
    called = library.quote(
        "dk",
        "12500",
        due="2026-06-01",
        on="2026-07-13",
        debtor="sole-trader",
        payments=[("2026-06-20", "500.50", "principal")],
    )
    assert asked == called


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--debtor", "business"), {"compensation": "310.00", "total": "1321.31"}),
        (("--pay", "2026-06-11:400"), {"interest": "7.88", "total": "1007.88"}),
        (("--pay", "2026-06-11:400:principal"), {"interest": "7.85", "total": "1007.85"}),
        (("--credit", "2026-06-11:400"), {"principal": "600.00"}),
        (("--credit", "2026-06-11:400:ab-initio"), {"principal": "600.00", "interest": "6.78"}),
        (("--letter", "rykker_1:2026-06-08"), {"total": "1111.31"}),
        (("--letter", "rykker_1:2026-06-08:deadline 2026-06-18", "--letter", "rykker_2:2026-06-19"), {"total": "1211.31"}),
        (("--no-agreed-due", "--demand-sent", "2026-05-25"), {"interest": "5.16"}),
        (("--debtor", "business", "--contract-rate", "24"), {"interest": "27.62"}),
        (("--convention", "30e/360"), {"interest": "11.47"}),
    ],
)
def test_each_way_to_ask(words: tuple[str, ...], expected: dict[str, str]) -> None:
    answer = krav(*DK, "--amount", "1000", *words, "--json").data
    assert {key: answer[key] for key in expected} == expected


@pytest.mark.parametrize("convention", ["act/act", "act/365", "30e/360"])
def test_every_way_to_count_days_goes_by_its_own_name(convention: str) -> None:
    answer = krav(*DK, "--amount", "1000", "--convention", convention, "--json").data
    assert [why["value"] for why in answer["why"]["parts"] if why["rule"].startswith("Interest")] == [convention]


def test_the_country_s_code_is_read_in_either_case() -> None:
    assert krav("law", "quote", "--country", "DK", "--amount", "1000", *JUNE).code == 0


def test_the_explanation_speaks_the_language_asked_for() -> None:
    assert krav(*DK, "--amount", "1000", "--language", "da").lines[0] == "Krav pr. 2026-07-13: 1011.31"


def test_what_is_unlawful_is_named_and_not_added() -> None:
    told = krav(*DK, "--amount", "1000", "--contract-rate", "24")
    (line,) = (line for line in told.lines if line.startswith("Unlawful: "))
    assert line.endswith("Lawful: at most 10 % on 2026-07-13 (renteloven § 7).")
    assert told.lines[0] == "Claim on 2026-07-13: 1011.31"
    answer = krav(*DK, "--amount", "1000", "--contract-rate", "24", "--json").data
    assert [(each["code"], each["section"]) for each in answer["breaches"]] == [("rate", "renteloven § 7")]


def test_amounts_are_texts_that_add_up() -> None:
    answer = krav(*DK, "--amount", "1000", "--letter", "rykker_1:2026-06-08", "--json").data
    parts = [Decimal(answer["open"][part]) for part in ("principal", "interest", "fees", "compensation", "costs")]
    assert sum(parts) == Decimal(answer["open"]["total"])


REFUSED = {
    "a negative amount": (("--amount", "-5"), "-5 is not a positive amount."),
    "nothing": (("--amount", "0"), "0 is not a positive amount."),
    "a third decimal": (("--amount", "1.005"), "1.005 DKK has more than two decimals. Write it as 12500.00."),
    "a decimal comma": (("--amount", "1,5"), "“1,5” is not a number. Write it as 12500.00."),
    "no number": (("--amount", "NaN"), "“NaN” is not a number. Write it as 12500.00."),
    "an unknown step": (("--letter", "purring:2026-06-20"), "Danmark has no step “purring”; it has inkassopaakrav,"),
    "a letter on no day": (("--letter", "rykker_1:2026-02-31"), "“2026-02-31” is not a day. Write it as 2026-07-13."),
    "a letter to come": (("--letter", "rykker_1:2026-07-14"), "The letter of 2026-07-14 lies after 2026-07-13,"),
    "a payment on no day": (("--pay", "june:10"), "“june” is not a day. Write it as 2026-07-13."),
    "a payment of nothing": (("--pay", "2026-06-30:0"), "0 is not a positive amount."),
    "a payment aimed at a fee": (("--pay", "2026-06-30:10:fee"), "A payment may be aimed at “principal”, not at “fee”."),
    "a payment to come": (("--pay", "2026-07-14:10"), "The payment of 2026-07-14 lies after 2026-07-13, the day that is"),
    "a credit note of a kind": (("--credit", "2026-06-30:10:half"), "A credit note counts from its day or “ab-initio”, not"),
    "a credit note to come": (("--credit", "2026-07-14:10"), "The credit note of 2026-07-14 lies after 2026-07-13,"),
    "no demand": (
        ("--no-agreed-due",), "Without an agreed due day interest runs from the demand: give the day it was sent.",
    ),
    "a demand to come": (
        ("--no-agreed-due", "--demand-sent", "9999-12-31"), "The demand of 9999-12-31 lies after 2026-07-13,",
    ),
    "a rate that is no number": (("--contract-rate", "high"), "“high” is not a number."),
    "a negative rate": (("--contract-rate", "-3"), "-3 is not a yearly rate. Write per cent with at most two decimals,"),
    "a rate too fine": (
        ("--contract-rate", "8.125"), "8.125 is not a yearly rate. Write per cent with at most two decimals,",
    ),
    "a day before the law is known": (
        ("--due", "1990-01-01"), "interest.margin: no value is known for 1990-01-01; known is",
    ),
    "a day not yet due": (("--on", "2026-05-31"), "On 2026-05-31 the invoice is not due yet; it falls due on 2026-06-01."),
    "a day without a rate": (("--on", "2027-01-02"), "interest.rate: no value is known for 2027-01-02; known is 2002-07-01"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "said"), REFUSED.values(), ids=REFUSED)
def test_a_question_that_cannot_be_answered_is_refused(words: tuple[str, ...], said: str) -> None:
    err = refusal(*DK, "--amount", "1000", *words)
    assert err.startswith(f"krav: {said}")
    assert err.count("\n") == 1


MISUSED = {
    "a day that is none": (("--due", "2026-02-30"), "“2026-02-30” is not a day. Write it as 2026-07-13."),
    "no country": (("--country", "xx"), "'xx' is not one of 'dk', 'no', 'se'."),
    "no convention": (("--convention", "act/364"), "'act/364' is not one of 'act/act', 'act/365', '30e/360'."),
    "no debtor": (("--debtor", "firm"), "'firm' is not one of 'consumer', 'business', 'sole-trader', 'public'."),
    "a letter without a day": (("--letter", "rykker_1"), "“rykker_1” should be STEP:DAY[:deadline DAY]."),
    "a payment without an amount": (("--pay", "2026-06-30"), "“2026-06-30” should be DAY:AMOUNT[:principal]."),
    "no language": (("--language", "fi"), "'fi' is not one of 'da', 'nb', 'sv', 'en'."),
}


@pytest.mark.parametrize(("words", "said"), MISUSED.values(), ids=MISUSED)
def test_a_misspelt_option_says_what_it_takes(words: tuple[str, ...], said: str) -> None:
    err = refusal(*DK, "--amount", "1000", *words)
    assert err.startswith("Usage: krav law quote ")
    assert err.rstrip().endswith(said)
