"""What Norwegian authorities are told: begjæring om utlegg in ELAN's fields, and the content of a forliksklage."""

from collections.abc import Iterator
from typing import Any

from krav.countries.norway import elan
from krav.kernel.money import Minor, Money
from krav.kernel.refusal import Refusal
from krav.law.book import Book
from krav.law.dated import NotInForce
from krav.law.matter import Matter, MatterClaim, Party, Sent, totals
from krav.law.package import Answers, Field, Package, Question, Section, addresses, asked_money, missing, plain
from krav.law.procedure import Filing
from krav.law.step import Charge, DebtorKind, StepKind

_NOTES = {
    "reminder_fee": "Purregebyr",
    "notice_fee": "Gebyr for inkassovarsel",
    "demand_fee": "Gebyr for betalingsoppfordring",
    "compensation": "Standardkompensasjon etter forsinkelsesrenteloven § 3a",
    "plan": "Nedbetalingsavtale",
    "court.attachment_fee": "Rettsgebyr for begjæring om utlegg",
    "court.conciliation_fee": "Rettsgebyr for forliksklage",
    "court.own_costs": "Kostnader til å skrive begjæringen",
}
_PERSONS = {DebtorKind.CONSUMER, DebtorKind.SOLE_TRADER}
_NUMBER = Question(
    "debtor_id", "The debtor's personal number (fødselsnummer)", kind="personal", section="tvangsfullbyrdelsesloven § 5-2"
)
_REPRESENTATIVE = Question(
    "representative", "Legal representative (prosessfullmektig)", "Empty where the creditor acts itself.", needed=False
)
_ATTACHMENT = (
    Question("new_rules", "The register Betjeningskartet says that the debtor is under the new rules (ELAN)", kind="yes_no"),
    Question(
        "conciliation",
        "If the debtor objects, the case goes on in forliksrådet",
        kind="yes_no",
        section="tvangsfullbyrdelsesloven § 7-7",
    ),
    Question(
        "default_judgment",
        "Ask forliksrådet for a judgment if the debtor does not answer",
        kind="yes_no",
        usual="not",
        needed=False,
    ),
    Question(
        "own_work", "Claimed for writing the petition", "At most one rettsgebyr; empty for nothing.", "money", needed=False
    ),
)
_CONCILIATION = (
    Question(
        "court",
        "Forliksråd",
        "That of the municipality where the debtor lives or is registered.",
        section="tvisteloven § 6-3",
    ),
    Question(
        "default_judgment",
        "Ask forliksrådet for a judgment if the debtor does not answer",
        kind="yes_no",
        usual="not",
        needed=False,
    ),
)
_MAIN_UNIT = Question(
    "main_unit", "The company number is that of the main unit (hovedenhet), not of a branch", kind="yes_no"
)


def questions(filing: Filing, matter: Matter) -> tuple[Question, ...]:
    """What is asked: the number of a person, what the register says of a company, and how the case goes on."""
    who = _NUMBER if matter.debtor.kind in _PERSONS else _MAIN_UNIT
    own = _ATTACHMENT if filing.after is StepKind.ENFORCEMENT else _CONCILIATION
    return (who, *own, _REPRESENTATIVE)


def package(book: Book, filing: Filing, matter: Matter, answers: Answers) -> Package:
    """The petition or the complaint, whichever is filed."""
    asked = questions(filing, matter)
    problems = list(missing(asked, answers))
    attachment = filing.after is StepKind.ENFORCEMENT
    charges = list(matter.filing_costs[:1])
    most = next((each for each in matter.filing_costs if each.label == "court.own_costs"), None)
    section = book["court.own_costs"].at(matter.on).source.section
    writing = asked_money(answers.get("own_work", ""), most, section, problems)
    charges += [writing] if writing else []
    data = _petition(matter, answers, writing) if attachment else _complaint(matter, answers)
    problems += addresses(matter, section)
    if attachment:
        problems += _broken(book, data)
    claimed = totals(matter.owed).total + (writing.amount if writing else 0)
    return Package(
        filing=filing.key,
        language="nb",
        sections=tuple(_sections(matter, answers, attachment, charges, claimed)),
        data=plain(data),
        problems=tuple(problems),
        claimed=Money(claimed, matter.currency),
        charges=tuple(charges),
    )


def _broken(book: Book, data: dict[str, Any]) -> list[Refusal]:
    """The rules the petition breaks; before their first day the rules are not known."""
    try:
        return list(elan.check(book, data))
    except NotInForce as unknown:
        return [Refusal("not_in_force", unknown.phrase, facts=unknown.facts)]


# --- data


def _petition(matter: Matter, answers: Answers, writing: Charge | None) -> dict[str, Any]:
    """The field names are ELAN's as its guide tells of them; amounts are decimal strings."""
    krav = [each for claim in matter.owed for each in elan.claims_of(claim, _NOTES)]
    if writing:
        krav.append(elan.writing(f"{matter.case}-S", Money(writing.amount, matter.currency), matter.on))
    conciliation = answers.get("conciliation") == "yes"
    return {
        "innsenderReferanse": matter.case,
        "begjæringsdato": matter.on,
        "system": "ELSA" if answers.get("new_rules") == "not" else "ELAN",
        "tvangsfullbyrdelsestype": "utleggOgForliksklageKombinert" if conciliation else "utlegg",
        "tvangsgrunnlag": "skriftligMeddelelse",
        "kanBehandlesIForliksrådet": conciliation,
        "påstand": _plea(matter) if conciliation else "",
        "krevesFraværsdom": conciliation and answers.get("default_judgment") == "yes",
        "saksøker": _creditor(matter),
        "innsender": _creditor(matter),
        "prosessfullmektig": answers.get("representative", ""),
        "saksøkt": _debtor(matter.debtor, answers),
        "krav": krav,
        "betalingsoppfordring": _proof(matter.last(StepKind.DEMAND)),
        "varsel": _proof(matter.last(StepKind.ENFORCEMENT)),
        "sisteFristavbrytendeTiltak": _interruption(matter),
        "sum": str(Money(totals(matter.owed).total + (writing.amount if writing else 0), matter.currency).decimal),
    }


def _complaint(matter: Matter, answers: Answers) -> dict[str, Any]:
    return {
        "innsenderReferanse": matter.case,
        "dato": matter.on,
        "forliksråd": answers.get("court", ""),
        "klager": _creditor(matter),
        "prosessfullmektig": answers.get("representative", ""),
        "innklaget": _debtor(matter.debtor, answers),
        "krav": [each for claim in matter.owed for each in elan.claims_of(claim, _NOTES)],
        "påstand": _plea(matter),
        "krevesFraværsdom": answers.get("default_judgment") == "yes",
        "betalingsoppfordring": _proof(matter.last(StepKind.DEMAND)),
        "sum": str(Money(totals(matter.owed).total, matter.currency).decimal),
    }


def _creditor(matter: Matter) -> dict[str, str]:
    return {**_address(matter.creditor), "organisasjonsnummer": matter.creditor.number, "kontonummer": matter.payee.account}


def _debtor(debtor: Party, answers: Answers) -> dict[str, Any]:
    """A person by the personal number, a company by its own."""
    told = {**_address(debtor), "enkeltpersonforetak": debtor.kind is DebtorKind.SOLE_TRADER}
    if debtor.kind in _PERSONS:
        return {**told, "fødselsnummer": answers.get("debtor_id", "").replace(" ", "")}
    return {**told, "organisasjonsnummer": debtor.number, "hovedenhet": answers.get("main_unit") != "not"}


def _address(party: Party) -> dict[str, str]:
    return {"navn": party.name, "adresse": party.street, "postnummer": party.postcode, "poststed": party.city}


def _proof(letter: Sent | None) -> dict[str, Any] | None:
    if letter is None:
        return None
    told = {"nummer": letter.number, "sendt": letter.sent_on, "frist": letter.deadline_on, "kanal": letter.channel}
    return {**told, "adresse": letter.address, "sha256": letter.sha256, "fakturaer": list(letter.claims)}


def _interruption(matter: Matter) -> dict[str, Any] | None:
    """The last thing that interrupted limitation: a payment, an acknowledgement, an earlier filing or ruling."""
    names = {"payment": "betaling", "acknowledged": "erkjennelse", "filed": "rettslig skritt", "ruled": "dom"}
    found = [(on, kind) for kind, on, _ in matter.happened if kind in names]
    found += [
        (each.on, "payment") for claim in matter.owed for each in claim.moved if each.kind == "payment" and each.amount < 0
    ]
    if not found:
        return None
    on, kind = max(found)
    return {"dato": on, "tiltak": names[kind]}


def _plea(matter: Matter) -> str:
    whole = totals(matter.owed)
    interest, costs = _kr(whole.interest), _kr(whole.fees + whole.compensation + whole.costs)
    sums = " og ".join(_kr(claim.principal) for claim in matter.owed)
    return (
        f"{matter.debtor.name} dømmes til å betale {matter.creditor.name} {sums} med tillegg av forsinkelsesrente fra "
        f"{matter.on:%d.%m.%Y} til betaling skjer, påløpt rente {interest} og kostnader {costs}."
    )


# --- for people


def _sections(matter: Matter, answers: Answers, attachment: bool, charges: list[Charge], claimed: int) -> Iterator[Section]:
    yield Section("Begjæring om utlegg" if attachment else "Forliksklage", tuple(_about(matter, answers, attachment)))
    yield Section("Saksøker" if attachment else "Klager", tuple(_who(matter.creditor, matter)))
    yield Section("Saksøkt" if attachment else "Innklaget", tuple(_against(matter.debtor, answers)))
    for claim in matter.owed:
        yield Section(f"Krav: faktura {claim.number}", tuple(_claim(claim, matter)))
    letters = {"Betalingsoppfordring": StepKind.DEMAND, "Varsel om tvangsfullbyrdelse (§ 4-18)": StepKind.ENFORCEMENT}
    for title, kind in letters.items():
        if letter := matter.last(kind):
            yield Section(title, tuple(_letter(letter)))
    whole = totals(matter.owed)
    parts = (
        Field("Hovedstol", Money(whole.principal, matter.currency)),
        Field("Forsinkelsesrente til begjæringsdato", Money(whole.interest, matter.currency)),
        Field("Kostnader", Money(whole.fees + whole.compensation + whole.costs, matter.currency)),
        *(Field(_NOTES[each.label], Money(each.amount, matter.currency), each.why) for each in charges[1:]),
        Field("Sum krav", Money(claimed, matter.currency)),
    )
    yield Section("Sum", parts)
    fees = tuple(Field(_NOTES[each.label], Money(each.amount, matter.currency), each.why) for each in charges[:1])
    yield Section("Gebyr som betales for begjæringen" if attachment else "Gebyr som betales for klagen", fees)


def _about(matter: Matter, answers: Answers, attachment: bool) -> Iterator[Field]:
    yield Field("Innsenders referanse", matter.case)
    yield Field("Dato", matter.on)
    if attachment:
        conciliation = answers.get("conciliation") == "yes"
        yield Field("System", "ELSA" if answers.get("new_rules") == "not" else "ELAN")
        yield Field("Type", "Utlegg og forliksklage kombinert" if conciliation else "Utlegg")
        yield Field("Tvangsgrunnlag", "Skriftlig meddelelse, tvangsfullbyrdelsesloven § 7-2 bokstav f")
        yield Field("Kan behandles i forliksrådet", _yes(conciliation))
    else:
        yield Field("Forliksråd", answers.get("court", ""))
    if not attachment or answers.get("conciliation") == "yes":
        yield Field("Påstand", _plea(matter))
        yield Field("Fraværsdom kreves", _yes(answers.get("default_judgment") == "yes"))
    if answers.get("representative"):
        yield Field("Prosessfullmektig", answers["representative"])


def _who(party: Party, matter: Matter) -> Iterator[Field]:
    yield Field("Navn", party.name)
    yield Field("Organisasjonsnummer", party.number)
    yield Field("Adresse", f"{party.street}, {party.postcode} {party.city}")
    yield Field("Telefon", party.phone)
    yield Field("E-post", party.email)
    yield Field("Kontonummer", matter.payee.account)


def _against(party: Party, answers: Answers) -> Iterator[Field]:
    yield Field("Navn", party.name)
    if party.kind in _PERSONS:
        yield Field("Fødselsnummer", answers.get("debtor_id", ""))
    else:
        yield Field("Organisasjonsnummer", party.number)
    yield Field("Adresse", f"{party.street}, {party.postcode} {party.city}")


def _claim(claim: MatterClaim, matter: Matter) -> Iterator[Field]:
    def money(minor: int) -> Money:
        return Money(minor, matter.currency)

    yield Field("Gjelder", claim.description or f"Faktura {claim.number}")
    yield Field("Fakturadato", claim.issued_on)
    yield Field("Forfall", claim.due_on)
    yield Field("KID", claim.reference)
    yield Field("Opprinnelig beløp", money(claim.amount))
    for moved in claim.moved:
        if moved.kind != "invoice":
            what = "Kreditert" if moved.kind == "credit" else "Betalt på hovedstolen"
            yield Field(f"{what} {moved.on:%d.%m.%Y}", money(moved.principal))
    yield Field("Gjenstående hovedstol", money(claim.principal))
    for each in (each for each in claim.accrued if each.open):
        line = each.line
        rate, base = str(line.percent).replace(".", ","), _kr(line.principal)
        span = f"{line.from_on:%d.%m.%Y} til {line.to_on:%d.%m.%Y}"
        yield Field(f"Rente {span}, {line.days} dager, {rate} % av {base}", money(each.open), each.why)
    for charge in claim.charges:
        yield Field(f"{_NOTES.get(charge.label, charge.label)} {charge.on:%d.%m.%Y}", money(charge.open), charge.why)
    yield Field("Forsinkelsesrente videre til betaling skjer, per dag", money(claim.per_day), claim.per_day_why)
    yield Field("Sum", money(claim.total), claim.why)


def _letter(letter: Sent) -> Iterator[Field]:
    yield Field("Sendt", letter.sent_on)
    yield Field("Frist", letter.deadline_on)
    yield Field("Sendt til", letter.address)
    yield Field("Kanal", {"email": "E-post", "file": "Brev i posten"}.get(letter.channel, letter.channel))


def _kr(minor: Minor) -> str:
    whole = f"{minor // 100:,}".replace(",", " ")
    return f"kr {whole},{minor % 100:02}"


def _yes(said: bool) -> str:
    return "Ja" if said else "Nei"
