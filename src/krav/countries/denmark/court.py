"""A betalingspåkrav in the boxes of the form: nothing is attached to it; box 4 has a line for every part of the claim."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from krav.kernel.money import Minor, Money
from krav.kernel.refusal import Refusal
from krav.law.book import Book
from krav.law.matter import Charged, Matter, MatterClaim, Party, totals
from krav.law.package import Answers, Field, Package, Question, Section, addresses, missing, plain
from krav.law.procedure import Filing
from krav.law.step import StepKind

_SECTION = "retsplejeloven § 477 b"
_COURT = "court."
_REMINDER, _COLLECTION = "reminder_fee", "collection_fee"
_NOTES = {
    _REMINDER: "Rykkergebyr",
    _COLLECTION: "Inkassogebyr",
    "compensation": "Kompensationsbeløb",
    "tariffs.own": "Egne inddrivelsesomkostninger",
}
_EEA = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IS",
        "IT",
        "LI",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "NO",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)

_QUESTIONS = (
    Question("court", "Fogedret", "That of the place where the debtor lives or has its seat.", section=_SECTION),
    Question(
        "vat", "The creditor is registered for VAT", kind="yes_no", section="bekendtgørelse nr. 352/2015, bilag 1, rubrik 1"
    ),
    Question("undisputed", "No objection or counter-claim is expected", kind="yes_no", section="retsplejeloven § 477 a"),
    Question("civil_case", "If the debtor objects, the case goes on as a civil case", kind="yes_no", section=_SECTION),
    Question("attachment", "Attachment (udlæg) is wanted without a new request", kind="yes_no", section=_SECTION),
)
_MORE = (
    Question("director", "Director of the debtor's company", needed=False),
    Question("debtor_phone", "The debtor's telephone", needed=False),
    Question("representative", "Legal representative", "Empty where the creditor acts itself.", needed=False),
    Question("hearing_phone", "Telephone for the hearing", needed=False),
)


class Box4(NamedTuple):
    """The lines of box 4, in minor units."""

    principal: Minor
    interest: Minor
    reminders: Minor
    collection: Minor
    other: Minor
    compensation: Minor

    @property
    def total(self) -> Minor:
        return sum(self)


def box_4(claims: tuple[MatterClaim, ...]) -> Box4:
    """Our parts in the form's lines; what a court costs is no line of it."""
    charges = [charge for claim in claims for charge in (*claim.fees, *claim.costs)]
    return Box4(
        principal=sum(claim.principal for claim in claims),
        interest=sum(claim.interest for claim in claims),
        reminders=_open(charges, {_REMINDER}),
        collection=_open(charges, {_COLLECTION}),
        other=sum(each.open for each in charges if each.label not in {_REMINDER, _COLLECTION} and not _of_court(each)),
        compensation=totals(claims).compensation,
    )


def _open(charges: list[Charged], labels: set[str]) -> Minor:
    return sum(each.open for each in charges if each.label in labels)


def _of_court(charge: Charged) -> bool:
    return charge.label.startswith(_COURT)


def questions(filing: Filing, matter: Matter) -> tuple[Question, ...]:  # noqa: ARG001 asked alike of every country
    """What the form asks for and the ledger does not know; the statement of facts is drafted from the invoices."""
    hint = "Short: what was bought, and that it was not paid."
    facts = Question("facts", "Statement of facts", hint, "words", _facts(matter), section=_SECTION)
    return (*_QUESTIONS, facts, *_MORE)


def _facts(matter: Matter) -> str:
    """The drafted statement of facts, in Danish as the form is."""
    told = [
        f"Kravet vedrører {claim.description or 'levering'} ifølge faktura {claim.number} af {claim.issued_on:%d.%m.%Y} "
        f"på {_kr(claim.amount)}, forfalden den {claim.due_on:%d.%m.%Y}."
        for claim in matter.owed
    ]
    if notice := matter.last(StepKind.NOTICE):
        told.append(
            f"Påkrav efter inkassoloven § 10 er sendt den {notice.sent_on:%d.%m.%Y} med frist den "
            f"{notice.deadline_on:%d.%m.%Y}. Kravet er ikke betalt, og der er ikke fremsat indsigelser."
        )
    return " ".join(told)


def package(book: Book, filing: Filing, matter: Matter, answers: Answers) -> Package:
    """The boxes of the form with what breaks a rule of it."""
    asked = questions(filing, matter)
    told = {question.key: answers.get(question.key, question.usual).strip() for question in asked}
    box = box_4(matter.owed)
    return Package(
        filing=filing.key,
        language="da",
        sections=tuple(_sections(matter, told, box)),
        data=plain(_data(matter, told, box)),
        problems=(*missing(asked, answers), *_rules(book, matter, told, box)),
        claimed=Money(box.total, matter.currency),
        charges=matter.filing_costs,
    )


def _rules(book: Book, matter: Matter, told: Answers, box: Box4) -> Iterator[Refusal]:
    limit = book["court.payment_order_limit"]
    most = limit.money(matter.on)
    if box.principal > most.minor:
        reason = "The principal may be at most {most} here."
        yield Refusal("too_large", reason, limit.at(matter.on).source.section, facts={"most": most})
    if told["undisputed"] == "not":
        reason = "A claim that will be disputed goes to the civil court, not to the fogedret."
        yield Refusal("disputed", reason, "retsplejeloven § 477 a")
    if box.compensation and matter.debtor.kind.is_consumer:
        yield Refusal("compensation", "A consumer owes no compensation.", "renteloven § 9 a, stk. 3")
    if matter.last(StepKind.NOTICE) is None:
        yield Refusal("notice_first", "No collection notice has been sent.", _SECTION)
    if matter.debtor.country and matter.debtor.country not in _EEA:
        yield Refusal("address_abroad", "The debtor's address must lie within the EEA.", _SECTION)
    yield from addresses(matter, _SECTION)


def _data(matter: Matter, told: Answers, box: Box4) -> dict[str, Any]:
    notice = matter.last(StepKind.NOTICE)
    runs_from = min((claim.runs_from for claim in matter.owed), default=matter.on)
    wanted = {
        "civil_sag_ved_indsigelse": told["civil_case"] == "yes",
        "udlæg_uden_ny_anmodning": told["attachment"] == "yes",
    }
    sums = {name: str(Money(minor, matter.currency).decimal) for name, minor in _named(box).items()}
    return {
        "blanket": "Betalingspåkrav, bekendtgørelse nr. 352 af 7. april 2015, bilag 1",
        "sagsnummer": matter.case,
        "dato": matter.on,
        "bilag": [],
        "rubrik_1": {
            **_party(matter.creditor),
            "konto": matter.payee.account,
            "momsregistreret": told["vat"] == "yes",
            "repræsentant": told["representative"],
            "telefon_ved_retsmøde": told["hearing_phone"] or matter.creditor.phone,
        },
        "rubrik_2": {**_party(matter.debtor, told["debtor_phone"]), "direktør": told["director"]},
        "rubrik_3": {"fogedret": told["court"]},
        "rubrik_4": {**sums, "rente_fra": runs_from, "rentesats": _rate_words(matter)},
        "rubrik_5": {"sagsfremstilling": told["facts"]},
        "anmodninger": wanted,
        "påkrav_efter_inkassoloven_10": {"sendt": notice.sent_on, "frist": notice.deadline_on} if notice else None,
    }


def _named(box: Box4) -> dict[str, Minor]:
    return {
        "hovedstol": box.principal,
        "påløbne_renter": box.interest,
        "rykkergebyrer": box.reminders,
        "inkassogebyr": box.collection,
        "andre_inddrivelsesomkostninger": box.other,
        "kompensationsbeløb": box.compensation,
        "i_alt": box.total,
    }


def _party(party: Party, phone: str = "") -> dict[str, str]:
    where = {"adresse": party.street, "postnummer": party.postcode, "by": party.city}
    return {"navn": party.name, **where, "cvr": party.number, "telefon": phone or party.phone, "e-mail": party.email}


# --- for people


def _sections(matter: Matter, told: Answers, box: Box4) -> Iterator[Section]:
    yield Section("1. Fordringshaver", tuple(_creditor(matter, told)))
    yield Section("2. Skyldner", tuple(_debtor(matter.debtor, told)))
    yield Section("3. Fogedret", (Field("Fogedret", told["court"]),))
    yield Section("4. Krav", tuple(_claim_lines(matter, box)))
    yield Section("5. Sagsfremstilling", (Field("Sagens faktiske omstændigheder", told["facts"]),))
    wishes = (
        Field("Fortsætter som civil sag ved indsigelse", _yes(told["civil_case"])),
        Field("Udlæg ønskes uden ny anmodning", _yes(told["attachment"])),
    )
    yield Section("Anmodninger", wishes)
    fees = tuple(Field("Retsafgift", Money(each.amount, matter.currency), each.why) for each in matter.filing_costs)
    yield Section("Betales til retten; skrives ikke i rubrik 4", fees)
    for claim in matter.owed:
        yield Section(f"Kun til egen kontrol, vedlægges ikke: faktura {claim.number}", tuple(_behind(claim, matter)))


def _creditor(matter: Matter, told: Answers) -> Iterator[Field]:
    party = matter.creditor
    yield Field("Navn", party.name)
    yield Field("Adresse", f"{party.street}, {party.postcode} {party.city}")
    yield Field("Telefon", party.phone)
    yield Field("E-mail", party.email)
    yield Field("CVR-nr.", party.number)
    yield Field("Sagsnummer", matter.case)
    yield Field("Reg.nr. og kontonr.", matter.payee.account)
    yield Field("Momsregistreret", _yes(told["vat"]))
    if told["representative"]:
        yield Field("Repræsentant", told["representative"])
    yield Field("Telefon ved retsmøde", told["hearing_phone"] or party.phone)


def _debtor(party: Party, told: Answers) -> Iterator[Field]:
    yield Field("Navn", party.name)
    yield Field("Adresse", f"{party.street}, {party.postcode} {party.city}")
    yield Field("E-mail", party.email)
    yield Field("Telefon", told["debtor_phone"])
    yield Field("CVR-nr.", party.number)
    if told["director"]:
        yield Field("Direktør", told["director"])


def _claim_lines(matter: Matter, box: Box4) -> Iterator[Field]:
    def money(minor: Minor) -> Money:
        return Money(minor, matter.currency)

    yield Field("Hovedstol", money(box.principal))
    yield Field(f"Rente, {_rate_words(matter)}, fra", min((claim.runs_from for claim in matter.owed), default=matter.on))
    yield Field("Påløbne renter", money(box.interest))
    yield Field("Rykkergebyrer", money(box.reminders))
    yield Field("Inkassogebyr", money(box.collection))
    yield Field("Andre inddrivelsesomkostninger", money(box.other))
    if not matter.debtor.kind.is_consumer:
        yield Field("Kompensationsbeløb", money(box.compensation))
    yield Field("I alt", money(box.total))


def _behind(claim: MatterClaim, matter: Matter) -> Iterator[Field]:
    """The reckoning of box 4 for whoever signs it."""

    def money(minor: Minor) -> Money:
        return Money(minor, matter.currency)

    yield Field("Fakturabeløb", money(claim.amount))
    for moved in claim.moved[1:]:
        what = "Kreditnota" if moved.kind == "credit" else "Betaling på hovedstolen"
        yield Field(f"{what} {moved.on:%d.%m.%Y}", money(moved.principal))
    yield Field("Hovedstol", money(claim.principal))
    for each in (each for each in claim.accrued if each.open):
        rate = str(each.line.percent).replace(".", ",")
        span, base = f"{each.first:%d.%m.%Y}–{each.last:%d.%m.%Y}", _kr(each.line.principal)
        yield Field(f"Rente {span}, {each.line.days} dage, {rate} % af {base}", money(each.open), each.why)
    for charge in claim.charges:
        if not _of_court(charge):
            yield Field(f"{_NOTES.get(charge.label, charge.label)} {charge.on:%d.%m.%Y}", money(charge.open), charge.why)
    yield Field("I alt", money(claim.total), claim.why)


def _rate_words(matter: Matter) -> str:
    agreed = {claim.percent for claim in matter.owed if claim.agreed}
    if agreed:
        return " og ".join(f"{percent} % p.a.".replace(".", ",", 1) for percent in sorted(agreed))
    return "procesrente efter renteloven § 5"


def _kr(minor: Minor) -> str:
    whole = f"{minor // 100:,}".replace(",", ".")
    return f"{whole},{minor % 100:02} kr."


def _yes(answer: str) -> str:
    return {"yes": "Ja", "not": "Nej"}.get(answer, "")
