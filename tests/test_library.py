"""The public library as a bookkeeper's script uses it: plain words in, plain data out, every breach with its section."""

import json
import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest

from krav import check, explain, quote
from krav.kernel.refusal import KravError

BREACH = {"code", "reason", "lawful", "section", "source"}
ON = "2026-11-21"
KINDS = ["consumer", "business", "sole-trader", "public"]


def test_it_needs_no_settings_and_no_database() -> None:
    script = "import sys, krav; krav.quote('se', '100', due='2026-03-02', on='2026-04-01'); print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize("debtor", KINDS)
@pytest.mark.parametrize("code", ["dk", "no", "se"])
def test_the_default_policy_breaks_nothing(code: str, debtor: str) -> None:
    assert check(code, debtor=debtor, on=ON) == []


def test_a_breach_is_plain_data() -> None:
    policy = {"steps": [{"key": key, "fee": 10000} for key in ("rykker_1", "rykker_2", "rykker_3", "inkassovarsel")]}
    assert check("dk", policy, on=ON) == [
        {
            "code": "fee",
            "reason": "inkassovarsel: 3 reminders with a fee were already sent in this arrears.",
            "lawful": "the letter without a fee",
            "section": "renteloven § 9 b, stk. 2",
            "source": "kroneadvokater.dk/inkasso; retsinformation.dk, lov nr. 462 af 7. juni 2001",
        }
    ]


@pytest.mark.parametrize(
    ("code", "policy", "codes"),
    [
        ("no", {"steps": [{"key": "purring"}, {"key": "betalingsoppfordring"}]}, ["notice_first"]),
        ("no", {"steps": [{"key": "inkassovarsel", "deadline_days": 10}]}, ["deadline_too_short"]),
        ("se", {"steps": [{"key": "paminnelse_1", "fee": 6000}]}, ["fee"]),
        ("se", {"steps": [{"key": "paminnelse_1", "fee": 6000}], "fee_agreed": True}, []),
        ("dk", {"steps": [{"key": "rykker_1", "deadline_days": 5, "fee": 20000}]}, ["deadline_too_short", "fee"]),
    ],
)
def test_an_unlawful_policy_is_told_apart(code: str, policy: dict[str, Any], codes: list[str]) -> None:
    breaches = check(code, policy, on=ON)
    assert [breach["code"] for breach in breaches] == codes
    assert all(breach.keys() == BREACH and all(breach.values()) for breach in breaches)


def test_a_quote_names_what_was_unlawful_about_its_letters() -> None:
    letters = [("rykker_1", "2026-03-02"), ("inkassovarsel", "2026-03-20", "2026-03-27")]
    found = quote("dk", "12500.00", due="2026-03-02", on="2026-03-31", letters=letters)
    assert [(breach["code"], breach["lawful"]) for breach in found["breaches"]] == [
        ("too_early", "the letter on 2026-03-03 or later"),
        ("deadline_too_short", "a deadline of 10 days or more"),
    ]


def test_a_quote_counts_what_an_offer_to_settle_costs_once() -> None:
    letters = [("inkassovarsel", "2026-04-24"), ("forligstilbud", "2026-05-11")]
    found = quote("DK", "12500.00", due="2026-03-02", on="2026-06-11", letters=letters)
    assert (found["costs"], found["open"]["costs"]) == ("1150.00", "1150.00")
    assert (found["costs_possible"], found["breaches"]) == ([], [])
    assert found["total"] == found["open"]["total"] == "14087.24"  # 12.500 + 9,75 % of 101 days + 100 + 1.150


def test_a_quote_holds_an_agreed_rate_down_to_the_ceiling() -> None:
    dear = quote("no", "10000.00", due="2026-03-02", on="2026-03-12", contract_rate="24")
    assert [(breach["code"], breach["section"]) for breach in dear["breaches"]] == [
        ("rate", "forsinkelsesrenteloven §§ 3 og 4 c")
    ]
    assert dear["interest"] == quote("no", "10000.00", due="2026-03-02", on="2026-03-12")["interest"] == "32.88"


def test_a_business_may_have_agreed_to_more() -> None:
    found = quote("no", "10000.00", due="2026-03-02", on="2026-03-12", contract_rate="24", debtor="business")
    assert (found["breaches"], found["interest"], found["compensation"]) == ([], "65.75", "460.00")


def test_a_swedish_rate_agreed_before_there_was_a_ceiling_runs_on() -> None:
    found = quote("se", "10000.00", due="2017-01-31", on="2018-01-31", contract_rate="36")
    assert (found["interest"], found["breaches"]) == ("3600.00", [])


@pytest.mark.parametrize("code", ["dk", "no", "se"])
def test_a_quote_is_json_and_adds_up(code: str) -> None:
    found = json.loads(json.dumps(quote(code, "12500.00", due="2026-03-02", on="2026-08-31", debtor="business")))
    parts = ("principal", "interest", "fees", "compensation", "costs")
    assert sum(Decimal(found["open"][part]) for part in parts) == Decimal(found["open"]["total"])


@pytest.mark.parametrize(
    ("language", "opening"),
    [("da", "Krav pr."), ("nb", "Krav per"), ("sv", "Fordran per"), ("en", "Claim on")],
)
def test_it_explains_in_four_languages(language: str, opening: str) -> None:
    text = explain("dk", "12500.00", due="2026-01-15", on="2026-03-31", language=language)
    assert text.splitlines()[0].endswith(": 12750.43")
    assert text.startswith(opening)
    assert "12500.00 × 9.75 % × 75 / 365" in text
    assert "renteloven § 5" in text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"on": "2027-02-01"}, "interest.rate: no value is known for"),
        ({"on": "tomorrow"}, "“tomorrow” is not a day"),
        ({"debtor": "friend"}, "“friend” is no kind of debtor"),
        ({"generosity": 3}, "“generosity” cannot be asked"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_words(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(KravError, match=said):
        quote("dk", "100.00", **{"due": "2026-03-02", "on": "2026-04-01", **asked})


def test_a_policy_that_cannot_be_read_is_refused_not_judged() -> None:
    with pytest.raises(KravError, match="has no step “house_call”"):
        check("dk", {"steps": [{"key": "house_call"}]}, on=ON)
