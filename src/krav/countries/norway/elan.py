"""A petition for attachment in the fields of ELAN, and the rules the tax administration holds such a petition to."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from stdnum.no import fodselsnummer, kontonr, orgnr

from krav.countries.norway.references import checked
from krav.kernel.days import days_after, months_after
from krav.kernel.money import Minor, Money
from krav.kernel.refusal import KravError, Refusal
from krav.law.book import Book
from krav.law.matter import Accrued, Covered, MatterClaim

PRINCIPAL, INTEREST, COSTS = "Hovedkrav", "Rentekrav", "UtenrettsligeKostnader"
EARLIER, WRITING = "TidligereRettsligeSakskostnader", "SakskostnaderForSkriving"
_FIRST = {WRITING: 1, EARLIER: 1, COSTS: 2, INTEREST: 3, PRINCIPAL: 4}
"""In which order money that is deducted from wages covers the claims."""

Krav = dict[str, Any]


def claims_of(claim: MatterClaim, notes: Mapping[str, str]) -> Iterator[Krav]:
    """One invoice as claims: its principal, its interest by period and base, its charges. `notes` names the charges."""
    number = claim.number
    principal = f"{number}-H"
    changes = [{"dato": each.on, "beløp": _amount(-each.principal)} for each in claim.moved if each.kind == "credit"]
    paid = [Covered(each.on, -each.principal) for each in claim.moved if each.kind not in {"credit", "invoice"}]
    yield {
        **_krav(principal, PRINCIPAL, claim.description or f"Faktura {number}", claim.amount, claim.principal, paid),
        "kravforfall": claim.due_on,
        "fakturaer": [{"nummer": number, "dato": claim.issued_on, "forfall": claim.due_on}],
        "kravEndring": changes,
        "kid": claim.reference,
        "beregnetMedForsinkelsesrente": not claim.agreed,
        "renteFra": claim.runs_from,
    }
    for place, lines in enumerate(_periods(claim.accrued), 1):
        yield _interest(f"{number}-R{place}", principal, lines, claim)
    for place, charge in enumerate(claim.charges, 1):
        kind = EARLIER if charge.label.startswith("court.") else COSTS
        yield {
            **_krav(
                f"{number}-K{place}", kind, notes.get(charge.label, charge.label), charge.amount, charge.open, charge.covered
            ),
            "kravforfall": charge.on,
            "relatertKrav": [principal],
        }


def writing(reference: str, amount: Money, on: date) -> Krav:
    """The cost of writing the petition."""
    krav = _krav(reference, WRITING, "Kostnader til å skrive begjæringen", amount.minor, amount.minor, ())
    return {**krav, "kravforfall": on, "relatertKrav": []}


def _krav(reference: str, kind: str, what: str, original: Minor, rest: Minor, paid: Any) -> Krav:  # noqa: ANN401 any covers
    return {
        "innsendersKravreferanse": reference,
        "kravdetaljer": kind,
        "kravbeskrivelse": what,
        "opprinneligBeløp": _amount(original),
        "gjenståendeBeløp": _amount(rest),
        "relatertKrav": [],
        "innbetalinger": [{"dato": each.on, "beløp": _amount(each.amount)} for each in paid],
        "kravEndring": [],
        "prioritetISak": _FIRST[kind],
    }


def _periods(accrued: tuple[Accrued, ...]) -> Iterator[list[Accrued]]:
    """Lines that follow each other with one base and one rate are one period, whatever year they lie in."""
    for _, lines in groupby(accrued, key=lambda each: (each.line.principal, each.line.percent)):
        yield list(lines)


def _interest(reference: str, principal: str, lines: list[Accrued], claim: MatterClaim) -> Krav:
    whole, rest = sum(each.line.amount for each in lines), sum(each.open for each in lines)
    paid = [share for each in lines for share in each.covered]
    first, last = lines[0].line, lines[-1].line
    return {
        **_krav(reference, INTEREST, f"Forsinkelsesrente av faktura {claim.number}", whole, rest, paid),
        "kravforfall": claim.due_on,
        "relatertKrav": [principal],
        "rentePeriode": {"fraOgMed": first.from_on, "til": last.to_on, "dager": sum(each.line.days for each in lines)},
        "renteGrunnlag": _amount(first.principal),
        "rentesats": str(first.percent),
        "beregnetMedForsinkelsesrente": not claim.agreed,
    }


def _amount(minor: Minor) -> str:
    return str(Money(minor, "NOK").decimal)


# --- the rules


def check(book: Book, data: Mapping[str, Any]) -> Iterator[Refusal]:
    """Every rule that the petition breaks."""
    on, section = data["begjæringsdato"], book["court.petition_rules"].at(data["begjæringsdato"]).source.section
    krav: list[Krav] = data["krav"]
    if twice := [ref for ref, count in Counter(each["innsendersKravreferanse"] for each in krav).items() if count > 1]:
        facts = {"references": ", ".join(twice)}
        yield Refusal("reference_twice", "References that are used twice: {references}.", section, facts=facts)
    kinds = {each["innsendersKravreferanse"]: each["kravdetaljer"] for each in krav}
    for each in krav:
        yield from _one(each, kinds, on, section)
    yield from _parties(data, section)
    yield from _letters(book, data)


def _one(each: Krav, kinds: Mapping[str, str], on: date, section: str) -> Iterator[Refusal]:
    facts = {"reference": each["innsendersKravreferanse"]}
    if each["kravdetaljer"] == INTEREST:
        related = each["relatertKrav"]
        if len(related) != 1 or related[0] not in kinds:
            reason = "{reference}: interest belongs to exactly one principal, cost or fee."
            yield Refusal("interest_of", reason, section, facts=facts)
        elif kinds[related[0]] == INTEREST:
            yield Refusal("interest_on_interest", "{reference}: interest bears no interest.", section, facts=facts)
    if len({invoice["forfall"] for invoice in each.get("fakturaer", ())}) > 1:
        reason = "{reference}: invoices with different due days are claims of their own."
        yield Refusal("two_due_days", reason, section, facts=facts)
    if each["kravforfall"] > on:
        yield Refusal("not_due", "{reference} is not due.", section, each["kravforfall"], facts=facts)
    if not 1 <= each["prioritetISak"] <= 99:
        yield Refusal("priority", "{reference}: the order of covering is a number from 1 to 99.", section, facts=facts)
    yield from _amounts(each, section, facts)
    if each.get("kid") and not _is_kid(each["kid"]):
        yield Refusal("kid", "{reference}: the KID is not valid.", section, facts=facts)


def _amounts(each: Krav, section: str, facts: Mapping[str, object]) -> Iterator[Refusal]:
    parts = [*each["innbetalinger"], *each["kravEndring"]]
    told = [
        Decimal(text) for text in (each["opprinneligBeløp"], each["gjenståendeBeløp"], *(part["beløp"] for part in parts))
    ]
    if any(-int(amount.as_tuple().exponent) > 2 for amount in told):
        yield Refusal("decimals", "{reference}: an amount has at most two decimals.", section, facts=facts)
    if any(amount < 0 for amount in told):
        yield Refusal("negative", "{reference}: an amount is not negative.", section, facts=facts)
    if told[0] - sum(told[2:]) != told[1]:
        reason = "{reference}: the original amount less payments and changes is not what is left."
        yield Refusal("does_not_add_up", reason, section, facts=facts)


def _parties(data: Mapping[str, Any], section: str) -> Iterator[Refusal]:
    against = data["saksøkt"]
    number, person = against.get("organisasjonsnummer", ""), against.get("fødselsnummer", "")
    if against["enkeltpersonforetak"] and number:
        yield Refusal("sole_trader", "A sole trader is a party as a person, not by the company's number.", section)
    if person and not fodselsnummer.is_valid(person):
        yield Refusal("personal_number", "The personal number is not valid.", section)
    if number and not orgnr.is_valid(number):
        yield Refusal("company_number", "The company number of the debtor is not valid.", section)
    if not number and not person:
        yield Refusal("no_number", "The debtor needs a Norwegian personal or company number.", section)
    if number and against.get("hovedenhet") is False:
        yield Refusal("main_unit", "Only the main unit of a company is a party, not a branch.", section)
    if not kontonr.is_valid(data["saksøker"]["kontonummer"]):
        yield Refusal("account", "The creditor's bank account is not valid.", section)


def _letters(book: Book, data: Mapping[str, Any]) -> Iterator[Refusal]:
    on = data["begjæringsdato"]
    months, days = book["court.demand_months"], book["court.enforcement_notice_days"]
    demand, notice = data["betalingsoppfordring"], data["varsel"]
    claimed = any(each["kravdetaljer"] == COSTS and Decimal(each["gjenståendeBeløp"]) > 0 for each in data["krav"])
    if claimed and (demand is None or on >= months_after(demand["sendt"], int(months.number(on)))):
        reason = "Out-of-court costs need a betalingsoppfordring that is at most {months} months old."
        yield Refusal("demand_old", reason, months.at(on).source.section, facts={"months": int(months.number(on))})
    section = days.at(on).source.section
    if notice is None:
        yield Refusal("notice_first", "No notice of enforcement has been sent.", section)
    elif on < (earliest := days_after(notice["sendt"], int(days.number(notice["sendt"])))):
        reason = "The notice of enforcement of {sent} gives two weeks."
        yield Refusal("notice_runs", reason, section, earliest, facts={"sent": notice["sendt"]})


def _is_kid(text: str) -> bool:
    try:
        checked(text)
    except KravError:
        return False
    return True
