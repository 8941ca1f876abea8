"""Payments of a messy year matched against open invoices, placed and booked; the truth is known.

Precision and recall are printed by class. `python -m bench matching 100000 1000000` says how many of each; on PostgreSQL
where KRAV_DATABASE_URL names an empty database.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.db import connection, transaction

from bench.mess import FEE, Invoice, Year, year
from bench.seed import ON, seed
from krav.actions import payments
from krav.actions.prepare import prepare_database
from krav.actions.states import COLUMNS
from krav.actions.unit import machine, unit
from krav.law.payment import match_key
from krav.store import models as rows
from krav.store.queries.loose import best_guesses, loose_payments
from krav.store.scope import account_scope
from krav.store.write import insert_many, reserve_ids

PAYMENTS, INVOICES = 100_000, 1_000_000
_DEBTOR = "id number name kind company_number street postcode city country attention email language".split()
_CLAIM = "id kind debtor_id number description issued_on due_on due_agreed fee_agreed currency reference match_key".split()
_ENTRY = ("claim_id", "kind", "amount", "on", "booked_on", "aim", "label", "letter_id", "book")
_LETTER = "id debtor_id number step kind sent_on deadline_on currency fee total entries_to book".split()
_MONTH, _WEEK = timedelta(days=30), timedelta(days=7)


def run(count: int = PAYMENTS, invoices: int = INVOICES) -> Iterator[str]:
    """The time to take them in, and what became of them."""
    yield from prepare_database(on=ON, by=machine("bench"))
    mess = year(count, invoices)
    with transaction.atomic():
        (account,) = seed(1, 0, 0)
        with account_scope(account):
            claims = fill(mess)
    _settled_down()
    start, spent = time.perf_counter(), time.process_time()
    with unit(account, "import", on=ON, by=machine("bench")) as work:
        taken = payments.take_in(work, [each.payment for each in mess.paid], None)
    took, spent = time.perf_counter() - start, time.process_time() - spent
    yield (
        f"{taken.new:,} payments matched against {invoices:,} open invoices, placed and booked on {connection.vendor}: "
        f"{took:.1f} s, of this process's CPU {spent:.1f} s; {taken.placed:,} placed"
    )
    with account_scope(account):
        yield from _report(mess, claims)


def fill(mess: Year) -> dict[int, int]:
    """Inserts the customers and invoices of a year, with the letters that charged a fee; the claim of each serial."""
    debtors = reserve_ids(rows.Debtor, len(mess.customers))
    insert_many(
        rows.Debtor,
        _DEBTOR,
        (
            (key, str(serial), each.name, "business", each.company_number, "Vej 1", "8600", "Silkeborg", *[""] * 4)
            for serial, (key, each) in enumerate(zip(debtors, mess.customers, strict=True))
        ),
    )
    ids = reserve_ids(rows.Claim, len(mess.invoices))
    told = list(zip(ids, mess.invoices, strict=True))
    insert_many(
        rows.Claim,
        _CLAIM,
        (
            (
                key, "invoice" if each.amount > 0 else "credit", debtors[each.customer], each.number, "",
                each.due_on - _MONTH, each.due_on, True, False, "DKK", each.reference, match_key(each.reference),
            )
            for key, each in told
        ),
    )  # fmt: skip
    insert_many(
        rows.Entry,
        _ENTRY,
        (
            (
                key, "invoice" if each.amount > 0 else "credit", each.amount, each.due_on - _MONTH, each.due_on, "", "",
                None, "",
            )
            for key, each in told
        ),
    )  # fmt: skip
    insert_many(
        rows.ClaimState,
        COLUMNS,
        (
            (
                key, debtors[each.customer], str(each.customer), each.due_on, None, "rykker_1" if each.fee else "",
                each.amount + each.fee, None, "", None, "", None,
            )
            for key, each in told
        ),
    )  # fmt: skip
    _letters(debtors, [(key, each) for key, each in told if each.fee])
    return dict(zip(range(len(mess.invoices)), ids, strict=True))


def _letters(debtors: Sequence[int], charged: list[tuple[int, Invoice]]) -> None:
    """The letters that charged a fee, and their fees."""
    letters = dict(zip((key for key, _ in charged), reserve_ids(rows.Letter, len(charged)), strict=True))
    insert_many(
        rows.Letter,
        _LETTER,
        (
            (
                letters[key], debtors[each.customer], str(letters[key]), "rykker_1", "reminder", each.due_on + _WEEK,
                each.due_on + _MONTH, "DKK", FEE, each.amount + FEE, 0, "",
            )
            for key, each in charged
        ),
    )  # fmt: skip
    insert_many(
        rows.LetterClaim,
        ("letter_id", "claim_id", "step", "attempt"),
        ((letter, key, "rykker_1", 1) for key, letter in letters.items()),
    )
    insert_many(
        rows.Entry,
        _ENTRY,
        (
            (key, "fee", FEE, each.due_on + _WEEK, each.due_on + _WEEK, "", "reminder", letters[key], "")
            for key, each in charged
        ),
    )


def _settled_down() -> None:
    """What a database that has been in use for a while knows of its tables."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _report(mess: Year, claims: dict[int, int]) -> Iterator[str]:
    """By class: how many were placed rightly, waited rightly, waited with the truth on the short list, and were wrong."""
    ids = dict(rows.Payment.objects.values_list("key", "id"))
    placed: dict[int, set[int]] = defaultdict(set)
    found = rows.Entry.objects.filter(payment_id__isnull=False, kind__in=("payment", "credit"))
    for payment_id, claim_id in found.values_list("payment_id", "claim_id").iterator(chunk_size=10_000):
        placed[payment_id].add(claim_id)
    serials = {claim_id: mess.invoices[serial].customer for serial, claim_id in claims.items()}
    became: dict[str, Counter[str]] = defaultdict(Counter)
    for each in mess.paid:
        payment_id = ids[each.payment.key]
        truth = None if each.truth is None else {claims[serial] for serial in each.truth}
        became[each.kind][_became(placed.get(payment_id, set()), truth, payment_id, serials)] += 1
    total: Counter[str] = sum(became.values(), Counter())
    for kind, counted in (*sorted(became.items()), ("all", total)):
        booked = counted["right"] + counted["wrong"]
        precision = counted["right"] / booked if booked else 1
        recall = (counted["right"] + counted["waits rightly"]) / counted.total()
        told = ", ".join(f"{count:,} {what}" for what, count in sorted(counted.items()))
        yield f"  {kind}: precision {precision:.4%}, matched rightly {recall:.3%} ({told})"


def _became(placed: set[int], truth: set[int] | None, payment_id: int, customers: dict[int, int]) -> str:
    """What is left over of too much may go on to the same customer's other claims."""
    if placed:
        own = truth is not None and truth <= placed and len({customers[key] for key in truth | placed}) == 1
        return "right" if own else "wrong"
    if truth is None:
        return "waits rightly"
    (payment,) = loose_payments(only=payment_id)
    guessed = any({claim.claim_id for claim in guess.claims} == truth for guess in best_guesses(payment, ON))
    return "waits, listed" if guessed else "waits, not listed"
