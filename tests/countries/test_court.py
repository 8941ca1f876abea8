"""What is filed in each country: golden sums, and every rule that a package may break."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from krav.claims.ledger import EntryKind
from krav.countries.norway import elan
from krav.kernel.money import Money
from krav.law.matter import Matter
from krav.law.package import Answers, Package, plain
from krav.law.step import DebtorKind, StepKind
from tests.claims.cast import COUNTRIES, DUE, NORWAY, claim, paid
from tests.claims.matters import ELAN_ON, PERSON, charge, company, elan_example, elan_letters, letter, named, told

ON = date(2026, 5, 20)
DANISH = {"court": "Retten i Viborg", "vat": "yes", "undisputed": "yes", "civil_case": "yes", "attachment": "not"}
NORWEGIAN = {"debtor_id": "15108695088", "new_rules": "yes", "conciliation": "yes", "own_work": "1000.00"}
SWEDISH = {"debtor_id": "640823-3234", "enforcement": "yes", "own_work": "380"}
COMPLAINT = {"debtor_id": "15108695088", "court": "Tromsø"}


def filed(code: str, filing: str, matter: Matter, answers: Answers) -> Package:
    return COUNTRIES[code].package(named(code, filing), matter, answers)


def codes(package: Package) -> list[str]:
    return [problem.code for problem in package.problems]


def danish(amount: int = 1_000_000) -> Matter:
    """Three reminders, the compensation, the notice, and a part paid on the principal."""
    fees = [charge(EntryKind.FEE, 10000, date(2026, 3, day), "reminder_fee") for day in (9, 24)]
    more = [charge(EntryKind.COMPENSATION, 31000, date(2026, 3, 9), "compensation")]
    more += [charge(EntryKind.COSTS, 65000, date(2026, 5, 4), "tariffs.own"), paid(200_000, date(2026, 4, 1), "principal")]
    debt = claim(amount, DUE, *fees, *more)
    notice = letter("inkassovarsel", StepKind.NOTICE, date(2026, 4, 20), date(2026, 4, 30))
    return told("DK", [debt], [notice], ON, "betalingspaakrav", company("DK"))


def swedish(debtor: Any = PERSON, *, what: str = "Tre lampor", extra: tuple[Any, ...] = ()) -> Matter:  # noqa: ANN401 a Party
    """A reminder and an inkassokrav with their fees."""
    fees = [charge(EntryKind.FEE, 6000, date(2026, 3, 9), "reminder_fee")]
    fees += [charge(EntryKind.FEE, 18000, date(2026, 4, 20), "demand_cost"), *extra]
    demand = letter("inkassokrav", StepKind.DEMAND, date(2026, 4, 20), date(2026, 4, 30))
    return told("SE", [claim(1_000_000, DUE, *fees)], [demand], ON, "betalningsforelaggande", debtor, what)


def norwegian(debtor: Any = PERSON, on: date = ON) -> Matter:  # noqa: ANN401 a Party
    """A purring, a demand and the notice of enforcement, in the year whose rules are known."""
    fees = [
        charge(EntryKind.FEE, 3800, date(2026, 3, 16), "reminder_fee"),
        charge(EntryKind.FEE, 11300, date(2026, 4, 20), "demand_fee"),
    ]
    letters = [
        letter("betalingsoppfordring", StepKind.DEMAND, date(2026, 4, 20), date(2026, 5, 4)),
        letter("varsel_tvangsfullbyrdelse", StepKind.ENFORCEMENT, date(2026, 5, 5), date(2026, 5, 19)),
    ]
    return told("NO", [claim(1_000_000, DUE, *fees)], letters, on, "begjaering_utlegg", debtor)


# --- golden sums


def test_danish_box_4() -> None:
    """8 000 left; 30 days of 10 000 and 49 of 8 000 at 9.75 %; two fees, own collection, compensation; no court fee."""
    package = filed("DK", "betalingspaakrav", danish(), DANISH)
    box = package.data["rubrik_4"]
    assert {key: box[key] for key in box if key not in {"rente_fra", "rentesats"}} == {
        "hovedstol": "8000.00",
        "påløbne_renter": "184.85",
        "rykkergebyrer": "200.00",
        "inkassogebyr": "0.00",
        "andre_inddrivelsesomkostninger": "650.00",
        "kompensationsbeløb": "310.00",
        "i_alt": "9344.85",
    }
    assert (box["rente_fra"], package.claimed) == ("2026-05-21", Money.of("9344.85", "DKK"))
    assert [(each.label, each.amount) for each in package.charges] == [("court.payment_order_fee", 75000)]
    assert package.data["bilag"] == []
    assert not package.problems


def test_a_norwegian_petition_holds_the_official_example() -> None:
    """law-no.md 1.4: 40.98, 699.96, 116.10, 143.98 and 99.68, each tied to its principal."""
    package = filed(
        "NO", "begjaering_utlegg", told("NO", elan_example(), elan_letters(), ELAN_ON, "begjaering_utlegg"), NORWEGIAN
    )
    interest = [krav for krav in package.data["krav"] if krav["kravdetaljer"] == "Rentekrav"]
    assert [(krav["relatertKrav"], krav["renteGrunnlag"], krav["gjenståendeBeløp"]) for krav in interest] == [
        (["1001-H"], "10000.00", "40.98"),
        (["1001-H"], "8000.00", "699.96"),
        (["1001-H"], "3000.00", "116.10"),
        (["1001-H"], "3000.00", "143.98"),
        (["1002-H"], "3000.00", "99.68"),
    ]
    assert package.claimed == Money.of("8135.70", "NOK")
    assert codes(package) == ["not_in_force"], "ELAN's rules are known from 2026"


def test_a_norwegian_petition_of_2026() -> None:
    """79 days of 10 000 at 12 % are 259.73; 151 in fees; 1 000 for writing; the court's fee is 1.21 × 1 345 rounded down."""
    package = filed("NO", "begjaering_utlegg", norwegian(), NORWEGIAN)
    assert not package.problems
    assert package.claimed == Money.of("11410.73", "NOK")
    assert [(each.label, each.amount) for each in package.charges] == [
        ("court.attachment_fee", 162700),
        ("court.own_costs", 100000),
    ]
    assert package.charges[0].why.arithmetic.startswith("1345 × 1.21 = 1627.45")
    assert package.data["sum"] == "11410.73"
    told_sum = sum(int(krav["gjenståendeBeløp"].replace(".", "")) for krav in package.data["krav"])
    assert told_sum == package.claimed.minor


def test_a_forliksklage() -> None:
    fee = NORWAY.filing_costs(named("NO", "forliksklage"), 0, ON)
    assert [(each.label, each.amount) for each in fee] == [("court.conciliation_fee", 147900)]
    package = filed("NO", "forliksklage", norwegian(), COMPLAINT)
    assert (package.claimed, package.data["sum"]) == (Money.of("10410.73", "NOK"), "10410.73")
    assert "kr 10 000,00" in package.data["påstand"]
    assert not package.problems


def test_a_swedish_application() -> None:
    """79 days of 10 000 at 10 % are 216.44; 60 and 180; 300 for the application, 380 for own work."""
    package = filed("SE", "betalningsforelaggande", swedish(), SWEDISH)
    (only,) = package.data["fordringar"]
    assert (only["kapital"], only["upplupen_ränta"]) == ("10000.00", "216.44")
    assert [(each["slag"], each["belopp"]) for each in only["kostnader"]] == [
        ("Påminnelseavgift", "60.00"),
        ("Inkassokostnad", "180.00"),
    ]
    assert only["ränta"]["från"] == "2026-05-21"
    assert only["grund"] == "Tre lampor enligt faktura 1001 av den 2026-02-16, med förfallodag 2026-03-02."
    assert package.data["inkassokrav"]["sista_dag"] == "2026-04-30"
    assert (package.claimed, package.data["summa"]) == (Money.of("11136.44", "SEK"), "11136.44")
    assert not package.problems


# --- what is missing or breaks a rule


def test_what_the_form_asks_and_nobody_answered_is_missing() -> None:
    assert codes(filed("DK", "betalingspaakrav", danish(), {})) == ["missing"] * 5
    assert codes(filed("SE", "betalningsforelaggande", swedish(), {})) == ["missing", "missing"]
    assert "missing" in codes(filed("NO", "begjaering_utlegg", norwegian(), {}))
    assert all(each.section for each in filed("DK", "betalingspaakrav", danish(), {}).problems)


@pytest.mark.parametrize(
    ("amount", "answers", "code"),
    [
        (10_200_001 + 9_999, DANISH, "too_large"),
        (1_000_000, DANISH | {"undisputed": "not"}, "disputed"),
    ],
)
def test_danish_rules(amount: int, answers: Answers, code: str) -> None:
    assert codes(filed("DK", "betalingspaakrav", danish(amount), answers)) == [code]


def test_the_danish_limit_leaves_interest_and_costs_out() -> None:
    """102 000 less the 2 000 that were paid is just the limit; interest and fees come on top."""
    assert not filed("DK", "betalingspaakrav", danish(10_200_000), DANISH).problems


def test_a_danish_address_abroad_or_none() -> None:
    matter = danish()
    gone = told("DK", [claim()], matter.letters, ON, "betalingspaakrav", PERSON._replace(country="US"))
    assert codes(filed("DK", "betalingspaakrav", gone, DANISH)) == ["address_abroad"]
    gone = told("DK", [claim()], matter.letters, ON, "betalingspaakrav", PERSON._replace(street=""))
    assert codes(filed("DK", "betalingspaakrav", gone, DANISH)) == ["address"]
    assert codes(filed("DK", "betalingspaakrav", told("DK", [claim()], [], ON, "betalingspaakrav"), DANISH)) == [
        "notice_first"
    ]


def test_swedish_rules() -> None:
    wrong = SWEDISH | {"debtor_id": "640823-3235"}
    assert codes(filed("SE", "betalningsforelaggande", swedish(), wrong)) == ["personal_number"]
    assert codes(filed("SE", "betalningsforelaggande", swedish(), SWEDISH | {"own_work": "381"})) == ["own_work"]
    assert codes(filed("SE", "betalningsforelaggande", swedish(), SWEDISH | {"own_work": "lots"})) == ["amount"]
    paying = SWEDISH | {"ground_1": "Lampor. Betala till bankgiro 5050-1055."}
    assert codes(filed("SE", "betalningsforelaggande", swedish(), paying)) == ["payment_words"]
    assert codes(filed("SE", "betalningsforelaggande", swedish(what=""), SWEDISH)) == ["missing"]
    both = swedish(company("SE"), extra=(charge(EntryKind.COMPENSATION, 45000, date(2026, 4, 20), "compensation"),))
    assert codes(filed("SE", "betalningsforelaggande", both, SWEDISH)) == ["compensation_and_fees"]
    nobody = swedish(company("SE")._replace(number=""))
    assert codes(filed("SE", "betalningsforelaggande", nobody, SWEDISH)) == ["company_number"]


def test_when_only_costs_are_left_the_swedish_ground_says_so() -> None:
    debt = claim(
        1_000_000,
        DUE,
        charge(EntryKind.FEE, 6000, date(2026, 4, 20), "reminder_fee"),
        paid(1_000_000, date(2026, 4, 1), "principal"),
    )
    matter = told("SE", [debt], swedish().letters, ON, "betalningsforelaggande", PERSON, "Lampor")
    (only,) = filed("SE", "betalningsforelaggande", matter, SWEDISH).data["fordringar"]
    assert only["kapital"] == "0.00"
    assert "Kapitalet 10 000,00 kr betalades den 2026-04-01; kostnader återstår." in only["grund"]


def norwegian_data() -> dict[str, Any]:
    """A petition as it is checked: with days as days."""
    package = filed("NO", "begjaering_utlegg", norwegian(), NORWEGIAN)
    data = deepcopy(dict(package.data))
    data["begjæringsdato"] = ON
    for krav in data["krav"]:
        krav["kravforfall"] = date.fromisoformat(krav["kravforfall"])
    for proof in ("betalingsoppfordring", "varsel"):
        data[proof]["sendt"] = date.fromisoformat(data[proof]["sendt"])
    return data


def broken(data: dict[str, Any]) -> list[str]:
    return [refusal.code for refusal in elan.check(NORWAY.book, data)]


def test_a_lawful_petition_breaks_no_rule() -> None:
    assert broken(norwegian_data()) == []


@pytest.mark.parametrize(
    ("place", "change", "code"),
    [
        (1, {"relatertKrav": []}, "interest_of"),
        (1, {"relatertKrav": ["1001-H", "1001-K1"]}, "interest_of"),
        (1, {"relatertKrav": ["nowhere"]}, "interest_of"),
        (1, {"relatertKrav": ["1001-R1"]}, "interest_on_interest"),
        (0, {"kravforfall": date(2026, 6, 1)}, "not_due"),
        (0, {"prioritetISak": 100}, "priority"),
        (0, {"prioritetISak": 0}, "priority"),
        (0, {"kid": "123456789"}, "kid"),
        (0, {"fakturaer": [{"forfall": "2026-03-02"}, {"forfall": "2026-04-02"}]}, "two_due_days"),
        (0, {"opprinneligBeløp": "10000.001", "gjenståendeBeløp": "10000.001"}, "decimals"),
        (0, {"opprinneligBeløp": "-1.00", "gjenståendeBeløp": "-1.00"}, "negative"),
        (0, {"gjenståendeBeløp": "9999.99"}, "does_not_add_up"),
    ],
)
def test_each_rule_of_elan_about_a_claim(place: int, change: dict[str, Any], code: str) -> None:
    data = norwegian_data()
    data["krav"][place].update(change)
    assert broken(data) == [code]


def test_references_are_unique() -> None:
    data = norwegian_data()
    data["krav"].append(data["krav"][0] | {})
    assert broken(data) == ["reference_twice"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"enkeltpersonforetak": True, "organisasjonsnummer": "974760673"}, "sole_trader"),
        ({"fødselsnummer": "15108695089"}, "personal_number"),
        ({"fødselsnummer": ""}, "no_number"),
        ({"fødselsnummer": "", "organisasjonsnummer": "974760674"}, "company_number"),
        ({"fødselsnummer": "", "organisasjonsnummer": "974760673", "hovedenhet": False}, "main_unit"),
    ],
)
def test_each_rule_of_elan_about_the_debtor(change: dict[str, Any], code: str) -> None:
    data = norwegian_data()
    data["saksøkt"].update(change)
    assert broken(data) == [code]


def test_the_account_the_demand_and_the_notice() -> None:
    data = norwegian_data()
    data["saksøker"]["kontonummer"] = "12345678904"
    assert broken(data) == ["account"]
    data = norwegian_data()
    data["betalingsoppfordring"]["sendt"] = date(2025, 11, 20)
    assert broken(data) == ["demand_old"]
    data["betalingsoppfordring"] = None
    assert broken(data) == ["demand_old"]
    data = norwegian_data()
    data["varsel"]["sendt"] = date(2026, 5, 7)
    assert broken(data) == ["notice_runs"]
    data["varsel"] = None
    assert broken(data) == ["notice_first"]


def test_a_sole_trader_is_named_by_the_person_and_a_company_by_its_main_unit() -> None:
    trader = company("NO")._replace(kind=DebtorKind.SOLE_TRADER)
    against = filed("NO", "begjaering_utlegg", norwegian(trader), NORWEGIAN).data["saksøkt"]
    assert (against["fødselsnummer"], "organisasjonsnummer" in against) == ("15108695088", False)
    branch = filed("NO", "begjaering_utlegg", norwegian(company("NO")), NORWEGIAN | {"main_unit": "not"})
    assert codes(branch) == ["main_unit"]


def test_too_much_for_writing_is_refused() -> None:
    assert codes(filed("NO", "begjaering_utlegg", norwegian(), NORWEGIAN | {"own_work": "1345.01"})) == ["own_work"]


def test_data_can_be_written_as_json() -> None:
    assert plain({"on": ON, "list": [(ON,)]}) == {"on": "2026-05-20", "list": [["2026-05-20"]]}
