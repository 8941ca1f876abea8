"""What cannot be in what was told of invoices made elsewhere, by itself and beside what is known. Reads only.

The account must be in scope.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from krav.actions.parties import WIDTHS
from krav.claims.ledger import arrears_from
from krav.claims.told import Told, ToldCustomer
from krav.claims.told_check import Fault, claim_faults, customer_faults, law_faults, list_faults
from krav.claims.told_facts import Facts, facts_of
from krav.countries import countries
from krav.law.payment import digits
from krav.law.step import DebtorKind
from krav.store import load
from krav.store import models as rows
from krav.store.load import Creditor
from krav.store.numbers import ways

_WIDTHS = {"number": 40, "description": 200, "reference": 40, "address": 400, "department": 40, "project": 40, "text": 140}


def faults_of(told: Told, creditor: Creditor, on: date) -> tuple[Fault, ...]:
    """All that cannot be in what was told; what only the rest can tell is asked once the rest is in order."""
    found = (*customer_faults_here(told.customer, creditor), *claims_faults(told, creditor, on))
    if not told.claims:
        found = (*found, Fault("claims", "No invoice has been told of."))
    return found or tuple(done_faults(told, creditor, on))


def customer_faults_here(told: ToldCustomer | None, creditor: Creditor) -> tuple[Fault, ...]:
    """What cannot be in the customer: it must be there if it is a known one, and be nobody known if it is a new one."""
    if told is None:
        return (Fault("customer", "No customer has been chosen."),)
    if told.id:
        there = rows.Debtor.objects.filter(pk=told.id).exists()
        return () if there else (Fault("customer.id", "There is no such customer in this account."),)
    return (
        *customer_faults(told, countries(), creditor.country),
        *_too_long(told, "customer", WIDTHS),
        *_known_customer(told),
    )


def claims_faults(told: Told, creditor: Creditor, on: date) -> tuple[Fault, ...]:
    """What cannot be in the claims, each for itself and among those that are known."""
    known = rows.Claim.objects.filter(number__in=[claim.number for claim in told.claims])
    whose = dict(known.values_list("number", "debtor__name"))
    found: list[Fault] = []
    for place, claim in enumerate(told.claims):
        where = f"claims.{place}"
        found += [*claim_faults(claim, where, creditor.country, creditor.payee, on), *_too_long(claim, where, _WIDTHS)]
        if claim.number in whose:
            facts = {"number": claim.number, "customer": whose[claim.number]}
            found.append(Fault(f"{where}.number", "Invoice {number} is known already: it is {customer}'s.", facts))
    return (*found, *(fault for fault in list_faults(replace(told, letters=(), payments=()), creditor.policy, on)))


def done_faults(told: Told, creditor: Creditor, on: date) -> Iterator[Fault]:
    """What cannot be in the letters and payments; the claims are in order."""
    found = [*list_faults(told, creditor.policy, on), *_too_long(told, "", _WIDTHS)]
    for place, letter in enumerate(told.letters):
        found += _too_long(letter, f"letters.{place}", _WIDTHS)
    for place, payment in enumerate(told.payments):
        found += _too_long(payment, f"payments.{place}", _WIDTHS)
    yield from found
    if not found:
        yield from law_faults(told, told_facts(told, creditor, on))


def told_facts(told: Told, creditor: Creditor, on: date) -> Facts:
    """The claims with their facts, beside what is known of the customer."""
    debtor_id = told.customer.id if told.customer else 0
    return facts_of(told, creditor.country, creditor.policy, debtor_kind(told), debtor_id, fee_days(told, on))


def debtor_kind(told: Told) -> DebtorKind:
    """What the customer is in law; unknown counts as a consumer."""
    known = rows.Debtor.objects.filter(pk=told.customer.id).first() if told.customer and told.customer.id else None
    kind = known.kind if known else told.customer.kind if told.customer else ""
    return DebtorKind(kind or DebtorKind.CONSUMER)


def _known_customer(told: ToldCustomer) -> Iterator[Fault]:
    """A new customer is nobody known."""
    sealed = ways(told.company_number)
    number = told.number.strip() or ("" if sealed else digits(told.company_number))
    found = rows.Debtor.objects.filter(number=number).values_list("name", "number").first() if number else None
    if found:
        facts = {"name": found[0], "number": found[1]}
        yield Fault("customer.number", "Customer {number} is known already: {name}.", facts)
    plain = digits(told.company_number)
    columns = rows.Debtor.objects.exclude(company_number="").values_list("company_number", "name", "number")
    same = (
        columns.filter(sealed_number__in=sealed).first()
        if sealed
        else next((row for row in columns.filter(sealed_number="") if digits(row[0]) == plain), None)
        if plain
        else None
    )
    where = {"postcode": told.postcode.strip()} if told.postcode.strip() else {"email": told.email.strip()}
    alike = rows.Debtor.objects.filter(name__iexact=told.name.strip(), **where).values_list("name", "number").first()
    if alike and not found and not same:
        facts = {"name": alike[0], "number": alike[1]}
        yield Fault("customer.name", "{name} of the same address is known already, as customer {number}.", facts)
    if same and not found:
        facts = {"company": same[0], "name": same[1], "number": same[2]}
        yield Fault("customer.company_number", "Company {company} is known already: {name}, customer {number}.", facts)


def _too_long(told: object, where: str, widths: dict[str, int]) -> Iterator[Fault]:
    """What is longer than the database holds."""
    for name, most in widths.items():
        text = getattr(told, name, "")
        if isinstance(text, str) and len(text) > most:
            facts = {"letters": len(text), "most": most}
            yield Fault(f"{where}.{name}".strip("."), "This has {letters} letters; there is room for {most}.", facts)


def fee_days(told: Told, on: date) -> tuple[date, ...]:
    """The days of the fee-bearing letters to the customer in the arrears that the claims told of are part of."""
    debtor_id = told.customer.id if told.customer else 0
    days = load.fee_days([debtor_id]).get(debtor_id, []) if debtor_id else []
    if not days:
        return ()
    spans = load.arrears_spans([debtor_id], min(days)).get(debtor_id, [])
    start = arrears_from([*spans, *((claim.due_on, None) for claim in told.claims)], on)
    return tuple(day for day in sorted(days) if day >= start)
