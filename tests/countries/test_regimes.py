"""Changing the law is editing data: a copy of the tables with a row moved, added or taken out, and no code touched."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from krav.claims.check import check_policy
from krav.claims.decide import decide, reckon_claim
from krav.claims.ledger import Claim, Relation
from krav.claims.policy import default_policy
from krav.claims.state import state_of
from krav.kernel.refusal import Refusal
from krav.law.country import Country
from krav.law.dated import NotInForce
from krav.law.step import Charge, DebtorKind, PastLetter, Situation, StepKind
from tests.claims.cast import COUNTRIES, claim, paid

ONE_DAY = timedelta(days=1)
NEW_YEAR = date(2027, 1, 1)
NEW_ACT = """
[sources.new_act]
section = "§ 1 of an act of 2026"
read_in = "an invented gazette"
checked = 2026-11-21
"""

Edit = Callable[[str], str]
"""From the text of one table to what shall stand there instead."""
Edited = Callable[[str, str, Edit], Country]
"""A country by its code, with one table (`topic.table`) edited and the source `new_act` at hand."""


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    def edit(code: str, name: str, change: Edit) -> Country:
        topic, table = name.split(".")
        folder = shutil.copytree(COUNTRIES[code].folder, tmp_path / code, ignore=shutil.ignore_patterns("__pycache__"))
        text = (folder / f"{topic}.toml").read_text("utf-8")
        before, heading, rest = text.partition(f"[{table}]\n")
        own, blank, after = rest.partition("\n\n")
        changed = change(own)
        assert changed != own
        (folder / f"{topic}.toml").write_text(before + heading + changed + blank + after + NEW_ACT, "utf-8")
        return type(COUNTRIES[code])(folder)

    return edit


def amount(charge: Charge | None) -> int:
    return charge.amount if charge else 0


# --- Norway: one day ends the creditor's own notice and demand


def ends(day: date) -> Edit:
    return lambda text: text.replace("until = 2027-01-01", f"until = {day} ", 1)


def noticed(on: date) -> Situation:
    """A claim 60 days late; its notice was sent 30 days ago and cost nothing."""
    notice = PastLetter("inkassovarsel", StepKind.NOTICE, on - timedelta(30), on - timedelta(16), 0)
    return Situation(DebtorKind.CONSUMER, on - timedelta(60), (notice,))


def obstacles(norway: Country, on: date) -> list[Refusal | None]:
    """What stands against notice and demand that day."""
    return [norway.obstacle(norway.step(key), noticed(on), on) for key in ("inkassovarsel", "betalingsoppfordring")]


@pytest.mark.parametrize("day", [date(2026, 9, 1), date(2026, 12, 15), NEW_YEAR, date(2027, 7, 1)])
def test_until_the_new_act_both_letters_are_lawful_and_from_its_day_refused(edited: Edited, day: date) -> None:
    norway = edited("NO", "regime.own_notice", ends(day))
    assert obstacles(norway, day - ONE_DAY) == [None, None]
    for refusal in obstacles(norway, day):
        assert refusal is not None
        assert (refusal.code, str(day) in refusal.said()) == ("regime", True)
        assert "LOV-2026-05-22-19" in refusal.section


@pytest.mark.parametrize("day", [date(2026, 9, 1), date(2026, 12, 15)])
def test_the_day_before_they_cost_what_they_always_did(edited: Edited, day: date) -> None:
    norway, before = edited("NO", "regime.own_notice", ends(day)), day - ONE_DAY
    unwarned = replace(noticed(before), letters=())
    assert amount(norway.charges(norway.step("inkassovarsel"), unwarned, before).fee) == 3800
    assert amount(norway.charges(norway.step("betalingsoppfordring"), noticed(before), before).fee) == 11300


def test_a_reminder_outlives_the_regime(edited: Edited) -> None:
    day = date(2026, 9, 1)
    norway = edited("NO", "regime.own_notice", ends(day))
    assert norway.obstacle(norway.step("purring"), noticed(day), day) is None
    assert amount(norway.charges(norway.step("purring"), replace(noticed(day), letters=()), day).fee) == 3800


def test_the_daily_run_stops_at_the_notice_and_names_the_act(edited: Edited) -> None:
    """The purring of 1 September gave until the 15th; with two bank days of grace the notice follows on the 18th."""
    norway = edited("NO", "regime.own_notice", ends(date(2026, 9, 18)))
    purring = PastLetter("purring", StepKind.REMINDER, date(2026, 9, 1), date(2026, 9, 15), 3800)
    late = replace(claim(due_on=date(2026, 8, 14), currency="NOK"), letters=(purring,))
    assert run(COUNTRIES["NO"], late, date(2026, 9, 18)) == ("inkassovarsel", None)
    step, refusal = run(norway, late, date(2026, 9, 18))
    assert (step, refusal.code if refusal else "") == ("", "regime")
    assert "LOV-2026-05-22-19" in str(refusal)


def run(country: Country, late: Claim, on: date) -> tuple[str, Refusal | None]:
    """The step the daily run takes by the country's own ladder, or why it takes none."""
    found = decide([late], Relation(), country, default_policy(country), on)
    return "".join(letter.step.key for letter in found.letters), found.refusals.get(late.id)


# --- Denmark and Sweden: an amount changes on a day


def from_new_year(old: int, new: int) -> Edit:
    """The last row ends with the year, and one of another amount begins."""

    def change(text: str) -> str:
        start, _, end = text.rpartition(f"value = {old}")
        rows = f"{start}until = {NEW_YEAR}, value = {old}{end}".rstrip().removesuffix("]").rstrip(" ,\n")
        return f'{rows},\n    {{ from = {NEW_YEAR}, value = {new}, source = "new_act", confidence = "verified" }},\n]'

    return change


@pytest.mark.parametrize(("code", "key", "old", "new"), [("DK", "rykker_1", 100, 120), ("SE", "paminnelse_1", 60, 75)])
def test_a_new_fee_is_charged_from_its_day_with_its_source(edited: Edited, code: str, key: str, old: int, new: int) -> None:
    country = edited(code, "fees.reminder_fee", from_new_year(old, new))
    situation = Situation(DebtorKind.CONSUMER, date(2026, 12, 1), fee_agreed=True)
    before, after = (country.charges(country.step(key), situation, on).fee for on in (NEW_YEAR - ONE_DAY, NEW_YEAR))
    assert (amount(before), amount(after)) == (100 * old, 100 * new)
    assert after is not None
    assert (after.why.section, after.why.source) == ("§ 1 of an act of 2026", "an invented gazette")
    assert amount(COUNTRIES[code].charges(country.step(key), situation, NEW_YEAR).fee) == 100 * old


@pytest.mark.parametrize(("code", "old", "new"), [("DK", 310, 360), ("SE", 450, 500)])
def test_a_claim_due_before_the_change_keeps_the_old_compensation(edited: Edited, code: str, old: int, new: int) -> None:
    country, on = edited(code, "fees.compensation", from_new_year(old, new)), date(2027, 2, 1)
    for due_on, owed in ((NEW_YEAR - ONE_DAY, old), (NEW_YEAR, new)):
        situation = Situation(DebtorKind.BUSINESS, due_on)
        assert amount(country.charges(country.ladder[0], situation, on).compensation) == 100 * owed
        assert country.charge_why("compensation", due_on, on).value == f"{owed} {country.currency}"


def test_a_claim_due_before_a_higher_margin_keeps_the_lower(edited: Edited) -> None:
    """36 500.00 bears 10.00 a day at 10 % in the second half of 2026, and 11.00 once the margin is 9 points."""
    denmark = edited("DK", "interest.margin", lambda text: from_new_year(8, 9)(text).replace("2027-01-01", "2026-10-01"))
    old, new = (claim(3_650_000, due) for due in (date(2026, 9, 30), date(2026, 10, 1)))
    assert reckon_claim(old, denmark, date(2026, 10, 30)).accrued == 30 * 1000
    assert reckon_claim(new, denmark, date(2026, 10, 31)).accrued == 30 * 1100


def test_the_version_of_the_book_tells_the_two_laws_apart(edited: Edited) -> None:
    assert edited("DK", "fees.reminder_fee", from_new_year(100, 120)).book.version != COUNTRIES["DK"].book.version


# --- a half-year without a rate


JULY = date(2026, 7, 1)


@pytest.fixture(params=COUNTRIES)
def unrated(request: pytest.FixtureRequest, edited: Edited) -> Country:
    """A country whose rate of the second half of 2026 nobody has confirmed."""
    return edited(request.param, "interest.rate", lambda text: "\n".join(_without(text.splitlines())))


def _without(lines: list[str]) -> list[str]:
    return [line for line in lines if f"from = {JULY}" not in line]


def late(country: Country) -> Claim:
    return claim(due_on=date(2026, 6, 1), currency=country.currency)


def test_interest_is_reckoned_to_the_last_known_day_and_no_further(unrated: Country) -> None:
    known, same = (reckon_claim(late(unrated), each, date(2026, 6, 30)) for each in (unrated, COUNTRIES[unrated.code]))
    assert known == same
    with pytest.raises(NotInForce, match=r"interest\.rate: no value is known for 2026-07-0[23]"):
        reckon_claim(late(unrated), unrated, date(2026, 7, 2))


def test_a_claim_that_bears_interest_gets_no_letter_and_says_why(unrated: Country) -> None:
    step, refusal = run(unrated, late(unrated), date(2026, 7, 6))
    assert (step, refusal.code if refusal else "") == ("", "not_in_force")
    assert "Add the value with its source" in str(refusal)


def test_everything_else_goes_on(unrated: Country) -> None:
    """Money is placed, a paid claim is paid, fees and deadlines are known, and a policy is lawful."""
    on, policy = date(2026, 7, 6), default_policy(unrated)
    settled = claim(1_000_000, date(2026, 6, 1), paid(1_000_000, date(2026, 6, 1)), currency=unrated.currency)
    assert reckon_claim(settled, unrated, on).total == 0
    assert state_of(settled, unrated, policy).settled_on == date(2026, 6, 1)
    assert state_of(late(unrated), unrated, policy).next_step == unrated.ladder[0].key
    situation = Situation(DebtorKind.BUSINESS, date(2026, 6, 1))
    assert amount(unrated.charges(unrated.ladder[0], situation, on).compensation) > 0
    assert [check_policy(unrated, policy, kind, on) for kind in DebtorKind] == [()] * 4
