"""The demo lived through twice: exact amounts of single debts worked out by hand, and a second run that changes nothing."""

import hashlib
import json
import pickle
import shutil
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from krav.cli import demo
from krav.cli.demo_folder import creditors
from krav.kernel.refusal import KravError
from krav.store.queries.accounts import accounts
from krav.store.queries.letters import LetterLine, letter_lines
from krav.store.queries.results import CaseStood, Standing, cases, standing
from krav.store.scope import account_scope
from tests.once import once

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).parents[2] / "demo"
SPAN = 95
"""Days that are enough for the longest ladder of a debt due in the first two weeks, and for a case to be filed or paid."""


class Told(NamedTuple):
    """What two runs said and what they left behind."""

    first: str
    again: dict[str, Any]
    letters: dict[str, list[LetterLine]]
    claims: dict[str, dict[str, Standing]]
    cases: dict[str, list[CaseStood]]
    files: tuple[dict[str, str], dict[str, str]]


def run(*options: str) -> str:
    done = CliRunner().invoke(demo.demo, ["--folder", str(FOLDER), *options], catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


def files(home: Path) -> dict[str, str]:
    found = [*home.rglob("*.pdf"), *home.rglob("*.json")]
    return {str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def told(home: Path) -> Told:
    first, before = run(), files(home)
    again = json.loads(run("--json"))
    letters, claims, opened = {}, {}, {}
    for line in accounts():
        with account_scope(line.id):
            letters[line.slug] = letter_lines()
            claims[line.slug] = {claim.number: claim for claim in standing().values()}
            opened[line.slug] = cases()
    return Told(first, again, letters, claims, opened, (before, files(home)))


@pytest.fixture(scope="module")
def lived(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Lived through once, by whichever worker of the tests comes first; the others read what it wrote down."""

    def live(kept: Path) -> None:
        kept.write_bytes(pickle.dumps(_lived(django_db_blocker, tmp_path_factory.mktemp("home"))))

    found: Told = pickle.loads(once(tmp_path_factory, "told", live).read_bytes())  # noqa: S301 our own
    return found


def _lived(blocker: DjangoDbBlocker, home: Path) -> Told:
    with pytest.MonkeyPatch.context() as patch, override_settings(KRAV_HOME=home), blocker.unblock():
        patch.setattr(demo, "DAYS", SPAN)
        with transaction.atomic():
            found = told(home)
            transaction.set_rollback(True)
    return found


def of(lived: Told, slug: str, debtor: str) -> list[tuple[str, date, Decimal]]:
    found = [letter for letter in lived.letters[slug] if letter.debtor == debtor]
    return [(letter.step, letter.sent_on, letter.total.decimal) for letter in found]


def june(day: int) -> date:
    return date(2026, 6, day)


def july(day: int) -> date:
    return date(2026, 7, day)


def test_a_second_run_ends_in_the_same_state(lived: Told) -> None:
    last = lived.first.splitlines()[-1]
    assert last.startswith("End state: fjordbo ")
    assert lived.again["end_state"] == last


def test_no_letter_is_sent_twice(lived: Told) -> None:
    before, after = lived.files
    assert before == after
    for slug, letters in lived.letters.items():
        assert {letter.state for letter in letters} == {"delivered"}
        assert len([name for name in after if name.startswith(f"letters/{slug}/")]) == len(letters)
        taken = Counter((letter.debtor, letter.step, letter.sent_on) for letter in letters)
        assert set(taken.values()) == {1}


def test_every_open_claim_says_why_nothing_more_is_sent(lived: Told) -> None:
    for slug, claims in lived.claims.items():
        assert sum(lived.again[slug]["open"].values()) + lived.again[slug]["paid"] == len(claims)
    assert lived.again["fjordbo"]["open"] == {
        "approval": 4,
        "in_case": 3,
        "ladder_ended": 5,
        "on_hold": 1,
        "only_costs_left": 1,
        "too_small": 1,
        "money_unknown": 1,
        "waiting": 14,
        "written_off": 1,
    }


def test_a_danish_company_pays_the_second_reminder_in_time(lived: Told) -> None:
    """46 312.50 due 1 June at 1.75 + 8 = 9.75 %.

    8 June: 7 days, 46 312.50 × 9.75 % × 7 / 365 = 86.60; fee 100, compensation 310. 23 June: 22 days = 272.17, fee 200.
    Paid on 29 June, before the deadline of 3 July: what ran since the letter is given up.
    """
    first, second, *_ = of(lived, "fjordbo", "Tømrerfirmaet Ravn & Søn A/S")
    assert first == ("rykker_1", june(8), Decimal("46809.10"))
    assert second == ("rykker_2", june(23), Decimal("47094.67"))
    claim = lived.claims["fjordbo"]["20262012"]
    assert (claim.settled_on, claim.balance) == (june(29), 0)


def test_a_danish_debt_has_three_fees_and_no_fourth(lived: Told) -> None:
    """A consumer abroad owes 1 980.00 from 16 June; the rate is 9.75 % to 30 June and 10 % from 1 July.

    11 August, when the bank's file tells of money up to the last deadline: 1 980 × (9.75 % × 14 + 10 % × 42) / 365 = 30.19;
    three fees of 100 were charged, the notice is free.
    """
    letters = of(lived, "fjordbo", "Gisela Hoffmann")[:4]
    assert [step for step, _, _ in letters] == ["rykker_1", "rykker_2", "rykker_3", "inkassovarsel"]
    assert letters[-1] == ("inkassovarsel", date(2026, 8, 11), Decimal("2310.19"))


def test_two_invoices_of_one_debtor_are_gathered_in_one_letter(lived: Told) -> None:
    """18 750.00 and 4 987.50, both due 1 June: interest 35.06 + 9.33, one fee of 100, and 310 for each."""
    assert of(lived, "fjordbo", "Café Kajen ApS")[0] == ("rykker_1", june(8), Decimal("24501.89"))


def test_a_norwegian_of_unknown_kind_is_a_consumer(lived: Told) -> None:
    """4 310.00 due 8 June, the due day counted: 12 % to 30 June, 12.25 % from 1 July, each line rounded.

    24 June: 16 days = 22.67, fee 38. 14 July: 23 days = 32.59 and 13 days = 18.80, fees 76. 31 July: 32.59 and 30 days =
    43.40, fees 38 + 38 + 113 = 189; no compensation.
    """
    assert of(lived, "nordlys", "Øyvind Ask")[:3] == [
        ("purring", june(24), Decimal("4370.67")),
        ("inkassovarsel", july(14), Decimal("4437.39")),
        ("betalingsoppfordring", july(31), Decimal("4574.99")),
    ]


def test_a_swedish_company_owes_compensation_in_place_of_fees(lived: Told) -> None:
    """71 900.00 due 2 June at 2 + 8 = 10 %: 7 days = 137.89 and 450 once; 23 days = 453.07, and no fee for the second.

    19 June, the first deadline, is Midsummer Eve: it moves to the 22nd, and three bank days later is the 25th.
    """
    first, _, second = of(lived, "sodersol", "Öresunds Takteknik AB")
    assert first == ("paminnelse_1", june(9), Decimal("72487.89"))
    assert second == ("paminnelse_2", june(25), Decimal("72803.07"))
    assert lived.claims["sodersol"]["261046"].settled_on == july(2)


def test_an_objection_stops_everything(lived: Told) -> None:
    assert of(lived, "sodersol", "Skånska Växthus Produktion AB")[0][2] < Decimal(70_000)
    claim = lived.claims["sodersol"]["261048"]
    assert (claim.stage, claim.blocked, claim.balance) == ("", "on_hold", 14_380_000)


def test_a_payment_the_bank_takes_back_is_owed_again(lived: Told) -> None:
    """560.00 paid on its due day, 1 July, and taken back on the 9th: interest from then, 4 days at 10 % = 0.61, fee 100."""
    assert of(lived, "fjordbo", "Jens Peter Skov")[1] == ("rykker_1", july(13), Decimal("660.61"))


def test_money_that_is_surely_for_no_claim_waits_for_a_person(lived: Told) -> None:
    """199.00 of a stranger, 1 450.00 paid twice, 250.00 too much, 95.97 for a letter that waited because of those."""
    assert lived.again["fjordbo"]["not_placed"] == "1994.97"


def test_cases_stand_where_their_people_left_them(lived: Told) -> None:
    assert {slug: Counter(case.status for case in found) for slug, found in lived.cases.items()} == {
        "fjordbo": {"open": 2},
        "nordlys": {"open": 4, "plan": 1},
        "sodersol": {"open": 3, "court": 1, "closed": 1},
    }
    assert lived.again["sodersol"]["cases"] == {"open": 3, "court": 1, "closed": 1}


def test_a_danish_case_demands_two_invoices_without_a_fee(lived: Told) -> None:
    """18 750.00 + 4 987.50 due 1 June; on 11 August (9.75 % × 29 + 10 % × 42) / 365 of each: 361.00 + 96.03.

    Three fees of 100 and 310 for each invoice were charged; the demand is free.
    """
    assert of(lived, "fjordbo", "Café Kajen ApS")[4] == ("inkassopaakrav", date(2026, 8, 11), Decimal("25114.53"))


def test_a_small_claim_is_written_off_and_owed_all_the_same(lived: Told) -> None:
    claim = lived.claims["fjordbo"]["20262048"]
    assert (claim.blocked, claim.balance, claim.settled_on) == ("written_off", 139_500, None)


def test_a_norwegian_case_is_ripe_for_enforcement(lived: Told) -> None:
    """64 375.00 + 11 250.00 due 1 June, the due day counted, and 460 for each.

    On 12 August 30 days at 12 % and 42 at 12.25 %: 634.93 + 907.42 and 110.96 + 158.58. Its fourteen days end on the 26th.
    """
    taken = of(lived, "nordlys", "Saltværing Eiendom AS")[-1]
    assert taken == ("varsel_tvangsfullbyrdelse", date(2026, 8, 12), Decimal("78356.89"))
    case = lived.cases["nordlys"][0]
    assert (case.next_step, case.next_on) == ("begjaering_utlegg", date(2026, 8, 27))


def test_the_first_instalment_of_a_plan_is_paid(lived: Told) -> None:
    """4 603.92 in three: 1 534.00 on 1 September, so that the second is due on 1 October."""
    case = lived.cases["nordlys"][2]
    assert (case.status, case.next_step, case.next_on) == ("plan", "instalment", date(2026, 10, 1))


def test_an_objection_stops_a_case(lived: Told) -> None:
    assert [case.blocked for case in lived.cases["nordlys"]] == ["", "", "", "", "on_hold"]


def test_a_case_with_the_court_owes_what_filing_cost(lived: Told) -> None:
    """38 750 + 9 375 and 450 for each; 300 for the application and 380 for the creditor's work."""
    case = lived.cases["sodersol"][0]
    assert (case.status, case.stage, case.balance) == ("court", "betalningsforelaggande", 4_970_500)


def test_a_plan_that_was_not_kept_waits_for_a_person(lived: Told) -> None:
    """The instalment of 31 August had not come when the bank told of 4 September."""
    assert [case.blocked for case in lived.cases["sodersol"]] == ["", "", "", "plan_missed", ""]


def test_a_case_that_was_paid_is_closed(lived: Told) -> None:
    """9 664.85 came of the 9 667.40 asked for: what lacks, with its interest, is within the tolerance of 50."""
    assert [case.balance for case in lived.cases["sodersol"] if case.status == "closed"] == [1529]


def test_a_deed_that_lacks_something_is_refused(tmp_path: Path) -> None:
    shutil.copytree(FOLDER / "fjordbo", tmp_path / "fjordbo")
    (tmp_path / "fjordbo/events.toml").write_text('[[letter]]\non = 2026-08-11\ninvoice = "20262011"\n')
    with pytest.raises(KravError, match="a letter lacks step"):
        creditors(tmp_path)


def test_a_folder_without_an_account_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KravError, match="There is no account"):
        creditors(tmp_path)
