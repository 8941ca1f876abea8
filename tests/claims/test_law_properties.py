"""What no claim escapes: agreed rates under their ceiling, fees under their cap, money kept, arithmetic repeatable."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from krav.claims.allocate import Promise, allocate
from krav.claims.check import Proposal, check_letter
from krav.claims.decide import reckon_claim
from krav.claims.explain import explain
from krav.claims.ladder import situation
from krav.claims.ledger import Claim, Entry, EntryKind, Relation
from krav.claims.policy import Policy
from krav.kernel.days import days_after, months_after
from krav.kernel.why import Why
from krav.law.country import Country
from krav.law.interest import SCALE, Convention
from krav.law.step import DebtorKind, PastLetter, StepKind
from tests.claims.cast import BUSINESS, CONSUMER, COUNTRIES, claim
from tests.claims.ledgers import SAME_EVERY_RUN, Told, amounts, codes, days, told

percents = st.integers(0, 10_000).map(lambda hundredths: Decimal(hundredths).scaleb(-2))
debtors = st.sampled_from(DebtorKind)
CEILED = {"DK": date(2002, 9, 1), "NO": date(1994, 2, 1), "SE": date(2018, 9, 1)}
"""The first due day for which each country has a ceiling on every later day."""


# --- interest


@SAME_EVERY_RUN
@given(codes, percents, debtors, st.tuples(days, days, days))
def test_agreed_interest_adds_up_over_any_day_between(
    code: str, percent: Decimal, debtor: DebtorKind, three: tuple[date, date, date]
) -> None:
    first, between, last = sorted(three)
    calendar = COUNTRIES[code].contract_rates(percent, debtor, first, None)
    assert calendar.factor(first, last) == calendar.factor(first, between) + calendar.factor(between, last)


@SAME_EVERY_RUN
@given(codes, percents, percents, debtors, st.tuples(days, days))
def test_a_higher_agreed_rate_never_bears_less(
    code: str, one: Decimal, other: Decimal, debtor: DebtorKind, two: tuple[date, date]
) -> None:
    first, last = sorted(two)
    lower, higher = (COUNTRIES[code].contract_rates(each, debtor, first, None) for each in sorted((one, other)))
    assert lower.factor(first, last) <= higher.factor(first, last)


@SAME_EVERY_RUN
@given(told(), st.integers(0, 10_000_000))
def test_a_greater_invoice_never_bears_less(case: Told, more: int) -> None:
    invoice, *rest = case.claim.entries
    greater = replace(case.claim, entries=(invoice._replace(amount=invoice.amount + more), *rest))
    country = COUNTRIES[case.code]
    assert reckon_claim(case.claim, country, case.on).accrued <= reckon_claim(greater, country, case.on).accrued


@st.composite
def whole_years(draw: st.DrawFn) -> tuple[str, date, date]:
    """A country, a due day, and the same day up to three years later."""
    code = draw(codes)
    due_on = draw(st.dates(CEILED[code], date(2025, 12, 30)))
    return code, due_on, months_after(due_on, 12 * draw(st.integers(1, min(3, 2026 - due_on.year))))


@SAME_EVERY_RUN
@example(("SE", date(2024, 9, 1), date(2025, 9, 1)), Decimal(90), Convention.ACT_365, 1_000_000)
@given(whole_years(), percents, st.sampled_from(Convention), amounts)
def test_a_consumer_never_pays_more_than_the_ceiling_of_each_day(
    span: tuple[str, date, date], percent: Decimal, convention: Convention, face: int
) -> None:
    code, due_on, last = span
    country = COUNTRIES[code]
    agreed = replace(claim(face, due_on), contract_rate=percent, convention=convention)
    highest = ceiling(country, due_on, last, convention) * face / 100
    found = reckon_claim(agreed, country, last).accrued
    each_line = country.contract_rates(percent, CONSUMER, due_on, convention).counting.round_each_line
    lines = 2 * (last.year - due_on.year) + 2 if each_line else 1
    assert found <= highest + Decimal(lines) / 2


def ceiling(country: Country, due_on: date, last: date, convention: Convention) -> Decimal:
    """The yearly ceilings in per cent from the due day to the last, each day with its part of a year."""
    counting = country.rates(due_on, convention).counting
    total, shift = Decimal(0), timedelta(days=0 if counting.anchor_counts else 1)
    for count in range((last - due_on).days):
        day = due_on + timedelta(days=count) + shift
        found = country.ceiling(CONSUMER, due_on, day)
        assert found is not None
        total += found[0] * convention.units(day, day + timedelta(days=1) - shift)
    return total / (SCALE // 10_000)


# --- fees


@st.composite
def sequences(draw: st.DrawFn) -> tuple[Claim, list[tuple[str, int, int]]]:
    """A claim nobody pays, and up to nine letters: the step, the days since the one before, the days it gives."""
    code = draw(codes)
    country = COUNTRIES[code]
    keys = [step.key for step in country.ladder]
    gaps, given_days = st.sampled_from([0, 1, 5, 10, 11, 15, 30, 190]), st.sampled_from([8, 13, 14, 20])
    letters = st.lists(st.tuples(st.sampled_from(keys), gaps, given_days), min_size=1, max_size=9)
    owed = claim(1_000_000, draw(st.dates(date(2021, 7, 1), date(2021, 12, 31))), currency=country.currency)
    return replace(owed, debtor=draw(debtors), fee_agreed=draw(st.booleans())), draw(letters)


BY_CURRENCY = {country.currency: country for country in COUNTRIES.values()}


def charge_all(owed: Claim, letters: list[tuple[str, int, int]]) -> Claim:
    """The claim after each letter took the fee the law allows it; a letter that wants more each time is in breach."""
    country, on = BY_CURRENCY[owed.currency], owed.terms.due_on
    for key, gap, given_days in letters:
        on = days_after(on, gap)
        step = replace(country.step(key), deadline_days=given_days)
        relation = Relation(tuple(letter.sent_on for letter in owed.letters if letter.fee))
        known = situation(owed, relation, Policy(steps=(), compensation=False))
        charge = country.charges(step, known, on).fee
        fee = charge.amount if charge else 0
        deadline_on = days_after(on, given_days)
        assert "fee" not in codes_of(country, owed, Proposal(step, on, deadline_on, fee), relation)
        assert "fee" in codes_of(country, owed, Proposal(step, on, deadline_on, fee + 1), relation)
        charged = (Entry(EntryKind.FEE, fee, on, label="reminder_fee"),) if fee else ()
        past = PastLetter(key, step.kind, on, deadline_on, fee)
        owed = replace(owed, entries=(*owed.entries, *charged), letters=(*owed.letters, past))
    return owed


def codes_of(country: Country, owed: Claim, wanted: Proposal, relation: Relation) -> set[str]:
    return {breach.code for breach in check_letter(country, owed, wanted, relation)}


@SAME_EVERY_RUN
@given(sequences())
def test_no_sequence_of_letters_and_days_passes_the_cap_on_fees(case: tuple[Claim, list[tuple[str, int, int]]]) -> None:
    owed = charge_all(*case)
    charged = [letter for letter in owed.letters if letter.fee]
    demands = [letter for letter in charged if letter.kind is StepKind.DEMAND]
    if owed.currency == "DKK":
        assert len(charged) <= 3
        assert all((later.sent_on - earlier.sent_on).days >= 11 for earlier, later in pairwise(charged))
    elif owed.currency == "SEK":
        assert len(demands) <= 1
        assert len(charged) - len(demands) <= (1 if owed.fee_agreed else 0)
    else:
        for group in counted_together(charged):
            assert sum(letter.kind is StepKind.DEMAND for letter in group) <= 1
            assert sum(letter.kind is not StepKind.DEMAND for letter in group) <= 2


def counted_together(charged: list[PastLetter]) -> list[list[PastLetter]]:
    """Norwegian letters with a fee, cut where more than six months passed without one."""
    groups: list[list[PastLetter]] = []
    for letter in charged:
        if not groups or letter.sent_on > months_after(groups[-1][-1].sent_on, 6):
            groups.append([])
        groups[-1].append(letter)
    return groups


@SAME_EVERY_RUN
@given(sequences())
def test_no_letter_gives_a_consumer_compensation_nor_a_business_more_than_once(
    case: tuple[Claim, list[tuple[str, int, int]]]
) -> None:
    owed, letters = case
    country, on, first = BY_CURRENCY[owed.currency], owed.terms.due_on, owed
    for key, gap, _ in letters:
        on = days_after(on, gap)
        found = country.charges(country.step(key), situation(owed, Relation(), Policy(steps=())), on).compensation
        charged = (Entry(EntryKind.COMPENSATION, found.amount, on, label=found.label),) if found else ()
        owed = replace(owed, entries=(*owed.entries, *charged))
    assert len(owed.entries) - len(first.entries) == (0 if owed.debtor is CONSUMER else 1)


# --- allocation


@SAME_EVERY_RUN
@given(told(), amounts, st.booleans(), st.booleans())
def test_a_payment_is_neither_lost_nor_made(case: Told, amount: int, by_reference: bool, promised: bool) -> None:
    country, on = COUNTRIES[case.code], case.on
    claims = [case.claim, replace(case.claim, id=2, entries=case.claim.entries[:1])]
    before = [reckon_claim(each, country, on).total for each in claims]
    promise = Promise(on - timedelta(days=5), on, amount, 0, frozenset({1, 2})) if promised else None
    shares = allocate(amount, on, claims, country, promise, by_reference=by_reference)
    spread = -sum(entry.amount for share in shares for entry in share.entries if entry.kind is EntryKind.PAYMENT)
    waived = {share.claim.id: -sum(e.amount for e in share.entries if e.kind is EntryKind.WAIVER) for share in shares}
    assert 0 <= spread <= amount
    for share in shares:
        after = reckon_claim(replace(share.claim, entries=(*share.claim.entries, *share.entries)), country, on).total
        assert after == before[share.claim.id - 1] + sum(entry.amount for entry in share.entries)
    owed = sum(max(0, total - waived.get(number, 0)) for number, total in enumerate(before, 1))
    assert spread == min(amount, owed)


# --- explanation


@SAME_EVERY_RUN
@given(told(), st.none() | st.sampled_from(Convention), st.none() | percents)
def test_who_repeats_the_arithmetic_comes_to_the_amount(
    case: Told, convention: Convention | None, percent: Decimal | None
) -> None:
    movements = tuple(entry for entry in case.claim.entries if entry.kind not in {EntryKind.FEE, EntryKind.COMPENSATION})
    owed = replace(case.claim, entries=movements, convention=convention, contract_rate=percent, debtor=BUSINESS)
    country = COUNTRIES[case.code]
    found, why = explain(owed, country, case.on)
    parts = sum((Decimal(part.amount) for part in why.parts if part.rule != INTEREST), Decimal(0))
    each_line = country.rates(owed.terms.due_on).counting.round_each_line
    interest = sum((repeated(part, each_line=each_line) for part in why.parts if part.rule == INTEREST), Decimal(0))
    assert interest == Decimal(found.accrued).scaleb(-2)
    assert parts + interest == Decimal(why.amount) == Decimal(found.total).scaleb(-2)


INTEREST = "Interest, counted from {on}"
CENT = Decimal("0.01")


def repeated(interest: Why, *, each_line: bool) -> Decimal:
    """What a reader with a calculator gets from the arithmetic of the lines, rounding as the country does."""
    exact = [computed(line.said(line.arithmetic)) for line in interest.parts]
    shown = [each.quantize(CENT, ROUND_HALF_UP) for each in exact] if each_line else exact
    return sum(shown, Decimal(0)).quantize(CENT, ROUND_HALF_UP)


def computed(arithmetic: str) -> Decimal:
    """Principal × rate % × days / length of the year."""
    product, _, basis = arithmetic.partition(" / ")
    principal, rate, count = product.split(" × ")
    return Decimal(principal) * Decimal(rate.removesuffix(" %")) * Decimal(count) / (100 * Decimal(basis))
