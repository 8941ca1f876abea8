"""A small invented country: what the machinery answers from tables alone."""

# ruff: noqa: ARG002 the invented country needs none of its arguments

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from krav.kernel.bankdays import ClosedDays
from krav.kernel.money import Minor
from krav.kernel.refusal import Refusal
from krav.kernel.why import Why
from krav.law.country import Country
from krav.law.dated import NotInForce
from krav.law.interest import Convention
from krav.law.loss import Ground, LossFacts
from krav.law.payment import Payee, PaymentField, PaymentMeans, Setting
from krav.law.step import Charges, DebtorKind, Situation, Step, StepKind, Terms

SOURCE = '[sources.act]\nsection = "§ 2"\nread_in = "the act"\nchecked = 2026-11-21\n'
OPEN = "from = 2020-01-01"


def table(name: str, *rows: str, ends: str = "when repealed") -> str:
    head = f'[{name}]\ntitle = "{name}"\nunit = ""\nkeyed_by = "a day"\nends = "{ends}"\n'
    head += 'source = "act"\nconfidence = "verified"\n'
    return head + f"values = [{', '.join(f'{{ {row} }}' for row in rows)}]\n"


RATES = ("from = 2026-01-01, until = 2026-07-01, value = 2", "from = 2026-07-01, until = 2027-01-01, value = 3")
MARGINS = (f"{OPEN}, until = 2026-03-01, value = 7", "from = 2026-03-01, value = 8")
COUNTING = f'{OPEN}, value = {{ convention = "act/365", anchor_counts = false, round_each_line = false }}'
MOVES = (f"{OPEN}, until = 2026-07-01, value = true", "from = 2026-07-01, value = false")

FILES = {
    "country.toml": 'code = "XY"\nname = "Utopia"\ncurrency = "XYK"\nlanguages = ["xy", "en"]\nwindow = "left"\n',
    "ladder.toml": 'steps = [{ key = "note", kind = "reminder", wait_days = 3, deadline_days = 7, charges = false }]\n',
    "interest.toml": SOURCE
    + table("rate", *RATES, ends="each period")
    + table("margin", *MARGINS)
    + table("demand_days", f"{OPEN}, value = 30")
    + table("counting", COUNTING),
    "deadlines.toml": SOURCE
    + table("notice", f"{OPEN}, value = 14")
    + table("notice_after_due", f"{OPEN}, value = 10")
    + table("moves", *MOVES),
}

NOTICE = Step("notice", StepKind.NOTICE, 0, 14)
DUE = date(2026, 3, 2)


class Utopia(Country):
    """Letters are free, the banks close at the week-end alone."""

    def charges(self, step: Step, situation: Situation, on: date) -> Charges:
        return Charges(no_fee=Refusal("no_fee", "Letters are free."))

    @property
    def closed(self) -> ClosedDays:
        return lambda _: frozenset()

    def company_number(self, text: str) -> str:
        return text

    @property
    def payment_settings(self) -> tuple[Setting, ...]:
        return (Setting("bank_account", "Account"),)

    def own_reference(self, number: str, payee: Payee) -> str:
        return number

    def own_fields(self, reference: str, payee: Payee) -> tuple[PaymentField, ...]:
        return (PaymentField("label_account", payee.account),)

    def own_means(self, reference: str, payee: Payee) -> PaymentMeans:
        return PaymentMeans("30", reference, payee.account)

    def payment_aim(self, *, by_reference: bool, last_letter: StepKind | None) -> str:
        return ""

    def loss_grounds(self, facts: LossFacts, on: date) -> tuple[Ground, ...]:
        return ()

    def vat_back(self, gross: Minor, rate: Decimal, on: date) -> Minor:
        return 0

    def vat_again(self, on: date) -> Why:
        return Why("No VAT was given back.")


@pytest.fixture(name="utopia")
def fixture_utopia(tmp_path: Path) -> Country:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return Utopia(tmp_path)


def test_a_folder_is_a_country(utopia: Country) -> None:
    assert (utopia.code, utopia.name, utopia.currency, utopia.languages) == ("XY", "Utopia", "XYK", ("xy", "en"))
    assert utopia.ladder == (Step("note", StepKind.REMINDER, 3, 7, charges=False),)
    assert utopia.convention is Convention.ACT_365


@pytest.mark.parametrize(("due_on", "percent"), [(date(2026, 2, 28), 9), (date(2026, 3, 1), 10)])
def test_the_margin_is_that_of_the_due_day(utopia: Country, due_on: date, percent: int) -> None:
    assert utopia.rates(due_on).percent(date(2026, 6, 30)) == percent
    assert utopia.rates(due_on).percent(date(2026, 7, 1)) == percent + 1


def test_one_calendar_serves_all_claims_of_a_margin(utopia: Country) -> None:
    assert utopia.rates(date(2026, 3, 1)) is utopia.rates(date(2026, 11, 1))
    assert utopia.rates(DUE) is not utopia.rates(DUE, Convention.THIRTY_360)


@pytest.mark.parametrize(
    ("agreed", "sent_on", "start"),
    [(True, date(2026, 2, 20), DUE), (False, date(2026, 2, 20), date(2026, 3, 22)), (False, date(2026, 1, 2), DUE)],
)
def test_interest_starts_with_an_agreed_due_day_or_after_the_demand(
    utopia: Country, agreed: bool, sent_on: date, start: date
) -> None:
    assert utopia.interest_from(Terms(DUE, agreed, sent_on)) == start


def test_a_step_waits_for_the_days_its_table_asks_for(utopia: Country) -> None:
    known = Situation(DebtorKind.CONSUMER, DUE)
    assert utopia.earliest_on(NOTICE, known) == date(2026, 3, 12)
    assert utopia.earliest_on(utopia.ladder[0], known) == date(2026, 3, 3)
    refusal = utopia.obstacle(NOTICE, known, date(2026, 3, 11))
    assert refusal is not None
    assert (refusal.code, refusal.until) == ("too_early", date(2026, 3, 12))
    assert utopia.obstacle(NOTICE, known, date(2026, 3, 12)) is None


def test_a_short_deadline_is_refused_only_where_a_table_asks_for_more(utopia: Country) -> None:
    known = Situation(DebtorKind.CONSUMER, DUE)
    refusal = utopia.obstacle(Step("notice", StepKind.NOTICE, 0, 13), known, date(2026, 4, 1))
    assert refusal is not None
    assert (refusal.code, refusal.section) == ("deadline_too_short", "§ 2")
    assert utopia.obstacle(Step("note", StepKind.REMINDER, 0, 0), known, date(2026, 4, 1)) is None


def test_a_deadline_moves_off_the_week_end_while_the_rule_says_so(utopia: Country) -> None:
    assert utopia.deadline_on(NOTICE, date(2026, 3, 7)) == date(2026, 3, 23)
    assert utopia.deadline_on(NOTICE, date(2026, 7, 4)) == date(2026, 7, 18)


def test_grace_is_counted_in_bank_days(utopia: Country) -> None:
    assert utopia.acts_after(date(2026, 3, 19), 2) == date(2026, 3, 24)
    assert utopia.acts_after(date(2026, 3, 21), 2) == date(2026, 3, 26)


def test_a_claim_before_the_tables_is_not_in_force(utopia: Country) -> None:
    with pytest.raises(NotInForce):
        utopia.rates(date(2019, 12, 31))


def test_what_a_country_does_not_have_is_empty(utopia: Country) -> None:
    assert utopia.quoted(DUE) == {}
    assert utopia.payment_code({}, Payee("", "", "")) is None
