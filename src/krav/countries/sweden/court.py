"""An application for betalningsföreläggande: a ground in plain Swedish for each claim, capital, interest and costs apart."""

import re
from collections.abc import Iterator
from typing import Any

from stdnum.se import orgnr, personnummer

from krav.kernel.days import plain as figure
from krav.kernel.money import Minor, Money
from krav.kernel.refusal import Refusal
from krav.law.book import Book
from krav.law.matter import Matter, MatterClaim, Party, totals
from krav.law.package import Answers, Field, Package, Question, Section, addresses, asked_money, missing, plain
from krav.law.procedure import Filing
from krav.law.step import Charge, DebtorKind, StepKind

_NOTES = {
    "reminder_fee": "Påminnelseavgift",
    "demand_cost": "Inkassokostnad",
    "compensation": "Förseningsersättning",
    "plan": "Amorteringsplan",
    "tariffs.plan": "Amorteringsplan",
    "court.application_fee": "Ansökningsavgift",
    "court.own_work": "Ersättning för eget arbete",
}
_PERSONS = {DebtorKind.CONSUMER, DebtorKind.SOLE_TRADER}
_SECTION = "9 och 10 §§ lagen (1990:746) om betalningsföreläggande och handräckning"
_PAYING = re.compile(r"bankgiro|plusgiro|\bOCR\b|swish|inbetalning", re.IGNORECASE)

_NUMBER = Question(
    "debtor_id", "The debtor's personal number (personnummer)", kind="personal", section="33 kap. 1 § rättegångsbalken"
)
_QUESTIONS = (
    Question(
        "enforcement",
        "Enforcement (verkställighet) is wanted as soon as there is an utslag",
        kind="yes_no",
        section=_SECTION,
    ),
    Question(
        "civil_case", "If the debtor objects, the case goes on in tingsrätten", kind="yes_no", usual="not", needed=False
    ),
    Question("own_work", "Claimed for the creditor's own work", "At most 380; empty for nothing.", "money", needed=False),
    Question("original_creditor", "Original creditor, where the claim was taken over", needed=False),
    Question("representative", "Legal representative (ombud)", "Empty where the creditor acts itself.", needed=False),
)


def questions(filing: Filing, matter: Matter) -> tuple[Question, ...]:  # noqa: ARG001 asked alike of every country
    """A person's number, whether it is to be enforced, and for each claim what was bought."""
    who = (_NUMBER,) if matter.debtor.kind in _PERSONS else ()
    hint = "What was bought, so that the debtor understands it; no payment instructions."
    grounds = tuple(
        Question(_key(claim), "Ground of the claim", hint, "words", _ground(claim, matter), section=_SECTION)
        for claim in matter.owed
    )
    return (*who, *grounds, *_QUESTIONS)


def _key(claim: MatterClaim) -> str:
    return f"ground_{claim.id}"


def _ground(claim: MatterClaim, matter: Matter) -> str:
    """The drafted ground; empty where the ledger does not say what was bought."""
    if not claim.description:
        return ""
    told = f"{claim.description} enligt faktura {claim.number} av den {claim.issued_on}, med förfallodag {claim.due_on}."
    if claim.principal:
        return told
    paid = max((moved.on for moved in claim.moved if moved.kind == "payment"), default=claim.due_on)
    demand = matter.last(StepKind.DEMAND)
    day = f" Krav skickades den {demand.sent_on}." if demand else ""
    return f"{told} Kapitalet {_kr(claim.amount)} betalades den {paid}; kostnader återstår.{day}"


def package(book: Book, filing: Filing, matter: Matter, answers: Answers) -> Package:
    """The application with what is missing in it or breaks a rule."""
    asked = questions(filing, matter)
    told = {question.key: answers.get(question.key, question.usual).strip() for question in asked}
    problems = [*missing(asked, answers), *_rules(book, matter, told)]
    fee, most = matter.filing_costs[0], matter.filing_costs[-1]
    own = asked_money(told["own_work"], most, book["court.own_work"].at(matter.on).source.section, problems)
    charges = (fee, own) if own else (fee,)
    claimed = totals(matter.owed).total + sum(each.amount for each in charges)
    return Package(
        filing=filing.key,
        language="sv",
        sections=tuple(_sections(matter, told, charges, claimed)),
        data=plain(_data(matter, told, charges, claimed)),
        problems=tuple(problems),
        claimed=Money(claimed, matter.currency),
        charges=charges,
    )


def _rules(book: Book, matter: Matter, told: Answers) -> Iterator[Refusal]:
    if matter.last(StepKind.DEMAND) is None:
        yield Refusal("demand_first", "The letter that must come before it has not been sent.", "6 § inkassolagen")
    for claim in matter.owed:
        facts = {"number": claim.number}
        if _PAYING.search(told[_key(claim)]):
            reason = "The ground of invoice {number} must not say how to pay."
            yield Refusal("payment_words", reason, "Kronofogdens anvisningar", facts=facts)
        if claim.compensation:
            most = book["fees.compensation"].money(claim.due_on)
            if sum(each.amount for each in (*claim.fees, *claim.compensation)) > most.minor:
                reason = "Invoice {number}: compensation stands in place of fees; together at most {most}."
                section = book["fees.compensation"].at(claim.due_on).source.section
                yield Refusal("compensation_and_fees", reason, section, facts={**facts, "most": most})
    if matter.debtor.kind in _PERSONS:
        if told["debtor_id"] and not personnummer.is_valid(told["debtor_id"]):
            yield Refusal("personal_number", "The personal number is not valid.", "33 kap. 1 § rättegångsbalken")
    elif not orgnr.is_valid(matter.debtor.number):
        yield Refusal("company_number", "The company number of the debtor is not valid.", "33 kap. 1 § rättegångsbalken")
    yield from addresses(matter, "33 kap. 1 § rättegångsbalken")


def _data(matter: Matter, told: Answers, charges: tuple[Charge, ...], claimed: Minor) -> dict[str, Any]:
    demand = matter.last(StepKind.DEMAND)
    return {
        "ansökan": "betalningsföreläggande",
        "ärende": matter.case,
        "dag": matter.on,
        "sökande": _party(matter.creditor, matter.creditor.number),
        "ombud": told["representative"],
        "svarande": _party(matter.debtor, told.get("debtor_id") or matter.debtor.number),
        "fordringar": [_claim_data(claim, matter, told) for claim in matter.owed],
        "ansökningsavgift": _text(charges[0].amount),
        "ersättning_för_eget_arbete": _text(sum(each.amount for each in charges[1:])),
        "inkassokrav": {"dag": demand.sent_on, "sista_dag": demand.deadline_on, "adress": demand.address}
        if demand
        else None,
        "ursprunglig_fordringsägare": told["original_creditor"],
        "verkställighet": told["enforcement"] == "yes",
        "tingsrätt_vid_bestridande": told["civil_case"] == "yes",
        "summa": _text(claimed),
    }


def _claim_data(claim: MatterClaim, matter: Matter, told: Answers) -> dict[str, Any]:
    running = {"regel": _rate_words(claim), "på": _text(claim.principal), "från": claim.runs_from}
    return {
        "fakturanummer": claim.number,
        "fakturadag": claim.issued_on,
        "förfallodag": claim.due_on,
        "grund": told[_key(claim)],
        "valuta": matter.currency,
        "kapital": _text(claim.principal),
        "upplupen_ränta": _text(claim.interest),
        "räntelöptid": [
            {
                "från": each.first,
                "till_och_med": each.last,
                "procent": figure(each.line.percent),
                "på": _text(each.line.principal),
                "belopp": _text(each.open),
            }
            for each in claim.accrued
            if each.open
        ],
        "ränta": {**running, "till": "tills betalning sker"},
        "kostnader": [
            {"slag": _NOTES.get(each.label, each.label), "dag": each.on, "belopp": _text(each.open)}
            for each in claim.charges
            if each.open
        ],
    }


def _party(party: Party, number: str) -> dict[str, str]:
    where = {"adress": party.street, "postnummer": party.postcode, "ort": party.city}
    return {
        "namn": party.name,
        "person_eller_organisationsnummer": number,
        **where,
        "telefon": party.phone,
        "e-post": party.email,
    }


# --- for people


def _sections(matter: Matter, told: Answers, charges: tuple[Charge, ...], claimed: Minor) -> Iterator[Section]:
    yield Section("Sökande", tuple(_who(matter.creditor, matter.creditor.number)))
    yield Section("Svarande", tuple(_who(matter.debtor, told.get("debtor_id") or matter.debtor.number)))
    for claim in matter.owed:
        yield Section(f"Fordran: faktura {claim.number}", tuple(_claim(claim, matter, told)))
    costs = (Field(_NOTES[each.label], Money(each.amount, matter.currency), each.why) for each in charges)
    yield Section("Kostnader i målet", (*costs, Field("Summa att betala", Money(claimed, matter.currency))))
    yield Section("Övrigt", tuple(_rest(matter, told)))


def _who(party: Party, number: str) -> Iterator[Field]:
    yield Field("Namn", party.name)
    yield Field("Person- eller organisationsnummer", number)
    yield Field("Adress", f"{party.street}, {party.postcode} {party.city}")
    yield Field("Telefon", party.phone)
    yield Field("E-post", party.email)


def _claim(claim: MatterClaim, matter: Matter, told: Answers) -> Iterator[Field]:
    def money(minor: Minor) -> Money:
        return Money(minor, matter.currency)

    yield Field("Grund", told[_key(claim)])
    yield Field("Förfallodag", claim.due_on)
    yield Field("Kapitalbelopp", money(claim.principal))
    yield Field("Upplupen ränta", money(claim.interest))
    for each in (each for each in claim.accrued if each.open):
        rate = figure(each.line.percent).replace(".", ",")
        what = f"varav {each.first} – {each.last}, {each.line.days} dagar, {rate} % på {_kr(each.line.principal)}"
        yield Field(what, money(each.open), each.why)
    yield Field(f"{_rate_words(claim)} på kapitalbeloppet tills betalning sker, från", claim.runs_from)
    yield Field("Ränta per dag", money(claim.per_day), claim.per_day_why)
    for charge in claim.charges:
        if charge.open:
            yield Field(f"{_NOTES.get(charge.label, charge.label)} {charge.on}", money(charge.open), charge.why)
    yield Field("Summa", money(claim.total), claim.why)


def _rest(matter: Matter, told: Answers) -> Iterator[Field]:
    if demand := matter.last(StepKind.DEMAND):
        yield Field("Inkassokrav skickat", demand.sent_on)
        yield Field("Sista dag att betala enligt inkassokravet", demand.deadline_on)
    if told["original_creditor"]:
        yield Field("Ursprunglig fordringsägare", told["original_creditor"])
    if told["representative"]:
        yield Field("Ombud", told["representative"])
    yield Field("Verkställighet begärs", _yes(told["enforcement"]))
    yield Field("Till tingsrätt om svaranden bestrider", _yes(told["civil_case"]))


def _rate_words(claim: MatterClaim) -> str:
    if claim.agreed:
        return f"Avtalad ränta {figure(claim.percent)} % per år".replace(".", ",", 1)
    return "Ränta enligt 6 § räntelagen (referensräntan och åtta procentenheter)"


def _text(minor: Minor) -> str:
    return f"{minor // 100}.{minor % 100:02}"


def _kr(minor: Minor) -> str:
    whole = f"{minor // 100:,}".replace(",", " ")
    return f"{whole},{minor % 100:02} kr"


def _yes(answer: str) -> str:
    return {"yes": "Ja", "not": "Nej"}.get(answer, "")
