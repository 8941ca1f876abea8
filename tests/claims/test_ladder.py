"""When the next step comes: due day and postal days, then always the deadline of the letter before, never the due day."""

from dataclasses import replace
from datetime import date

import pytest

from krav.claims.ladder import next_step, situation
from krav.claims.ledger import Claim, Relation
from krav.claims.policy import Policy
from krav.kernel.bankdays import is_bank_day
from krav.law.step import PastLetter, StepKind
from tests.claims.cast import BUSINESS, COUNTRIES, DENMARK, POLICIES, ask, claim, every_day, fee, run

DANISH = POLICIES["DK"]


def coming(told: Claim, policy: Policy = DANISH, code: str = "DK") -> tuple[str, date] | None:
    found = next_step(told, situation(told, Relation(), policy), COUNTRIES[code], policy)
    return (found.step.key, found.from_on) if found else None


def with_letter(step: str, sent_on: date, deadline_on: date) -> Claim:
    kind = {step.key: step.kind for step in DANISH.steps}[step]
    return replace(claim(), letters=(PastLetter(step, kind, sent_on, deadline_on, 10000),))


def test_the_first_step_waits_for_the_post_and_the_policy() -> None:
    assert coming(claim()) == ("rykker_1", date(2026, 3, 9))  # due on 2 March, 2 days of post and 5 of patience


def test_the_first_step_moves_off_days_the_banks_are_closed() -> None:
    assert coming(claim(due_on=date(2026, 3, 27))) == ("rykker_1", date(2026, 4, 7))  # Good Friday to Easter Monday


def test_the_law_s_first_day_goes_before_an_eager_policy() -> None:
    eager = replace(DANISH, postal_days=0, steps=(replace(DANISH.steps[0], wait_days=0),))
    assert coming(claim(), eager) == ("rykker_1", date(2026, 3, 3))


def test_a_later_step_counts_from_the_deadline_and_the_bank_days_of_grace() -> None:
    told = with_letter("rykker_1", date(2026, 3, 9), date(2026, 3, 19))
    assert coming(told) == ("rykker_2", date(2026, 3, 24))  # Friday and Monday are for money under way


def test_a_deadline_before_easter_leaves_the_grace_its_bank_days() -> None:
    told = with_letter("rykker_1", date(2026, 3, 23), date(2026, 4, 1))
    assert coming(told) == ("rykker_2", date(2026, 4, 9))


def test_an_old_due_day_never_hurries_the_next_step() -> None:
    told = with_letter("rykker_1", date(2026, 9, 7), date(2026, 9, 17))
    assert coming(told) == ("rykker_2", date(2026, 9, 22))


def test_the_policy_s_own_days_are_added() -> None:
    patient = replace(DANISH, steps=(DANISH.steps[0], replace(DANISH.steps[1], wait_days=7)), grace_bank_days=0)
    told = with_letter("rykker_1", date(2026, 3, 9), date(2026, 3, 19))
    assert coming(told, patient) == ("rykker_2", date(2026, 3, 27))


def test_after_the_last_step_nothing_comes() -> None:
    assert coming(with_letter("inkassovarsel", date(2026, 4, 21), date(2026, 5, 1))) is None


def test_a_missed_run_is_caught_up_by_one_letter() -> None:
    (told,), letters = run("DK", [claim()], [date(2026, 9, 7)])
    assert [letter.step.key for letter in letters] == ["rykker_1"]
    assert ask("DK", [told], date(2026, 9, 7)).letters == ()
    assert coming(told) == ("rykker_2", date(2026, 9, 22))


@pytest.mark.parametrize(
    ("code", "letters"),
    [
        ("DK", [date(2026, 3, 9), date(2026, 3, 24), date(2026, 4, 10), date(2026, 4, 23)]),
        ("NO", [date(2026, 3, 18), date(2026, 4, 9), date(2026, 4, 28)]),
        ("SE", [date(2026, 3, 9), date(2026, 3, 24), date(2026, 4, 10), date(2026, 4, 23)]),
    ],
)
def test_a_daily_run_takes_the_whole_ladder_once(code: str, letters: list[date]) -> None:
    currency = COUNTRIES[code].currency
    _, sent = run(code, [claim(currency=currency)], every_day(date(2026, 3, 2), date(2026, 12, 31)))
    assert [letter.step for letter in sent] == list(POLICIES[code].steps)
    assert [letter.sent_on for letter in sent] == letters
    assert all(is_bank_day(letter.sent_on, COUNTRIES[code].closed) for letter in sent)


def test_the_situation_tells_the_law_what_was_charged() -> None:
    told = claim(1000000, date(2026, 3, 2), fee(10000, date(2026, 3, 9)), fee(10000, date(2026, 3, 24)), debtor=BUSINESS)
    known = situation(told, Relation((date(2026, 3, 9),)), replace(DANISH, compensation=False))
    assert (known.debtor, known.due_on, known.fees, known.compensation) == (BUSINESS, date(2026, 3, 2), 20000, 0)
    assert (known.relation_fees, known.wants_compensation) == ((date(2026, 3, 9),), False)


def test_a_notice_is_what_the_ladder_of_denmark_ends_with() -> None:
    assert [step.kind for step in DENMARK.ladder][-1] is StepKind.NOTICE
