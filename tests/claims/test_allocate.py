"""What a payment covers, and that a letter's total by its deadline settles everything in it."""

from dataclasses import replace
from datetime import date

from krav.claims.allocate import Promise, Share, allocate
from krav.claims.decide import PlannedLetter, reckon_claim
from krav.claims.ledger import Claim, Entry, EntryKind
from krav.kernel.money import Minor
from krav.law.country import Country
from krav.law.step import PastLetter, StepKind
from tests.claims.cast import DENMARK, DUE, SWEDEN, after, ask, claim, paid

SENT, DEADLINE = date(2026, 3, 9), date(2026, 3, 19)


def reminded(*claims: Claim) -> tuple[list[Claim], PlannedLetter]:
    """Claims in one reminder of 9 March: 100.00 in fees, and interest of a week."""
    (letter,) = ask("DK", list(claims), SENT).letters
    return [after(each, letter) for each in claims], letter


def promise(letter: PlannedLetter, paid_before: Minor = 0) -> Promise:
    ids = frozenset(taken.claim.id for taken in letter.taken)
    return Promise(letter.sent_on, letter.deadline_on, letter.total, paid_before, ids)


def placed(claims: list[Claim], shares: tuple[Share, ...]) -> list[Claim]:
    new = {share.claim.id: share.entries for share in shares}
    return [replace(each, entries=(*each.entries, *new.get(each.id, ()))) for each in claims]


def totals(claims: list[Claim], on: date, country: Country = DENMARK) -> list[Minor]:
    return [reckon_claim(each, country, on).total for each in claims]


def test_money_is_spread_in_the_order_given_and_the_rest_left_over() -> None:
    claims = [claim(100000), claim(50000, key=2), claim(70000, key=3)]
    shares = allocate(150000, DUE, claims, DENMARK, None, by_reference=False)
    assert [(share.claim.id, share.entries[0].amount) for share in shares] == [(1, -100000), (2, -50000)]
    shares = allocate(250000, DUE, claims, DENMARK, None, by_reference=False)
    assert sum(entry.amount for share in shares for entry in share.entries) == -220000


def test_a_paid_claim_is_passed_over() -> None:
    claims = [claim(100000, DUE, paid(100000, DUE)), claim(50000, key=2)]
    shares = allocate(50000, DUE, claims, DENMARK, None, by_reference=False)
    assert [share.claim.id for share in shares] == [2]


def test_with_the_invoice_s_own_id_money_covers_the_danish_principal_first() -> None:
    (told,), _ = reminded(claim())
    (share,) = allocate(1000000, DEADLINE, [told], DENMARK, None, by_reference=True)
    assert share.entries == (Entry(EntryKind.PAYMENT, -1000000, DEADLINE, "principal"),)
    (share,) = allocate(1000000, DEADLINE, [told], DENMARK, None, by_reference=False)
    assert share.entries == (Entry(EntryKind.PAYMENT, -1000000, DEADLINE, ""),)


def test_the_last_letter_decides_what_swedish_money_covers() -> None:
    told = claim(currency="SEK")
    demanded = replace(told, letters=(PastLetter("inkassokrav", StepKind.DEMAND, SENT, DEADLINE, 18000),))
    for each, aim in ((told, "principal"), (demanded, "")):
        (share,) = allocate(500000, DEADLINE, [each], SWEDEN, None, by_reference=True)
        assert share.entries[0].aim == aim


def test_the_total_by_the_deadline_settles_everything_and_waives_the_interest_since() -> None:
    claims, letter = reminded(claim())
    shares = allocate(letter.total, DEADLINE, claims, DENMARK, promise(letter), by_reference=False)
    waiver, payment = shares[0].entries
    assert (waiver.kind, waiver.amount) == (EntryKind.WAIVER, -2671)  # ten days on 10 000.00 at 9.75 %
    assert (payment.kind, payment.amount) == (EntryKind.PAYMENT, -letter.total)
    assert totals(placed(claims, shares), date(2026, 12, 31)) == [0]


def test_one_day_late_the_interest_since_stays() -> None:
    claims, letter = reminded(claim())
    late = date(2026, 3, 20)
    shares = allocate(letter.total, late, claims, DENMARK, promise(letter), by_reference=False)
    assert [entry.kind for entry in shares[0].entries] == [EntryKind.PAYMENT]
    assert totals(placed(claims, shares), late) == [2938]


def test_an_oere_too_little_is_not_the_total() -> None:
    claims, letter = reminded(claim())
    shares = allocate(letter.total - 1, DEADLINE, claims, DENMARK, promise(letter), by_reference=False)
    assert totals(placed(claims, shares), DEADLINE) == [2672]


def test_a_gathered_letter_s_total_settles_all_its_claims() -> None:
    claims, letter = reminded(claim(), claim(250000, date(2026, 2, 27), number="9", key=2), claim(99900, number="10", key=3))
    shares = allocate(letter.total, DEADLINE, claims, DENMARK, promise(letter), by_reference=True)
    assert totals(placed(claims, shares), date(2026, 6, 1)) == [0, 0, 0]


def test_two_payments_that_make_the_total_in_time_settle_it_too() -> None:
    claims, letter = reminded(claim())
    shares = allocate(500000, date(2026, 3, 12), claims, DENMARK, promise(letter), by_reference=False)
    claims = placed(claims, shares)
    rest = letter.total - 500000
    shares = allocate(rest, DEADLINE, claims, DENMARK, promise(letter, paid_before=500000), by_reference=False)
    assert totals(placed(claims, shares), date(2026, 6, 1)) == [0]


def test_the_promise_reaches_only_the_claims_of_the_letter() -> None:
    claims, letter = reminded(claim())
    other = claim(100000, number="1002", key=2)
    both = [*claims, other]
    shares = allocate(letter.total + 100000, DEADLINE, both, DENMARK, promise(letter), by_reference=False)
    assert totals(placed(both, shares), DEADLINE) == [0, reckon_claim(other, DENMARK, DEADLINE).total - 100000]


def test_money_of_the_day_of_sending_waives_nothing() -> None:
    claims, letter = reminded(claim())
    (share,) = allocate(letter.total, SENT, claims, DENMARK, promise(letter), by_reference=False)
    assert [entry.kind for entry in share.entries] == [EntryKind.PAYMENT]
