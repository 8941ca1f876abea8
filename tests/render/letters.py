"""Letters of invented companies, reckoned with each country's own tables."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from krav.claims.letter import Addressee, Letter, LetterFee, LetterItem, Movement, Sender
from krav.countries import country
from krav.kernel.money import Minor
from krav.law.payment import Payee
from krav.law.step import DebtorKind, Step, StepKind, Terms

SENT = date(2026, 11, 24)
FREE = Step("betalingspaaminnelse", StepKind.REMINDER, 0, 14, charges=False)


@dataclass(frozen=True)
class Home:
    """What an example of one country is made of."""

    sender: Sender
    payee: Payee
    business: Addressee
    consumer: str
    goods: tuple[str, str]
    compensation: Minor


def home(sender: Sender, account: str, scheme: dict[str, str], business: Addressee, *rest: str, compensation: Minor) -> Home:
    consumer, *goods = rest
    payee = Payee(sender.name, "".join(sign for sign in sender.company_number if sign.isdigit()), account, scheme)
    return Home(sender, payee, business, consumer, (goods[0], goods[1]), compensation)


def firm(name: str, attention: str, street: str, postcode: str, city: str) -> Addressee:
    return Addressee("10418", name, DebtorKind.BUSINESS, "", street, postcode, city, attention=attention)


HOMES = {
    "DK": home(
        Sender("Fjordbo Kontor ApS", "13 58 56 28", "Havnegade 12", "8000", "Aarhus C", "86 00 00 00",
               "bogholderi@fjordbo.example", "fjordbo.example", "#1f5a52"),
        "0000 0012345678", {"fik_card": "71", "fik_creditor": "81234567"},
        firm("Bager Lund & Søn A/S", "Bogholderiet", "Eksempelvej 4", "8600", "Silkeborg"),
        "Mette Holm", "kontorstole, 10 stk.", "skrivebord, 1 stk.", compensation=310_00,
    ),
    "NO": home(
        Sender("Fjellvann Sport AS", "313 159 949", "Storgata 8", "2609", "Lillehammer", "61 00 00 00",
               "kunde@fjellvann.example", "fjellvann.example", "#1d4f7a"),
        "12345678903", {"kid_length": "9", "kid_algorithm": "MOD10"},
        firm("Eksempel Bygg AS", "Økonomi", "Eksempelveien 10 B", "2615", "Lillehammer"),
        "Kari Nordmann", "langrennsski med bindinger", "vinterjakke", compensation=430_00,
    ),
    "SE": home(
        Sender("Lindö Verktyg AB", "556677-8899", "Verkstadsgatan 5", "602 22", "Norrköping", "011-00 00 00",
               "ekonomi@lindo.example", "lindo.example", "#7a3b1d"),
        "5050-1055", {"ocr_level": "hard", "bankgiro": "5050-1055"},
        firm("Exempelbolaget Bygg AB", "Ekonomi", "Exempelgatan 21", "582 22", "Linköping"),
        "Anna Lind", "bordssåg och tillbehör", "borrmaskin", compensation=450_00,
    ),
}  # fmt: skip


def letter(
    code: str, step: str = "", kind: str = "business", language: str = "", *,
    invoices: int = 2, name: str = "", **change: object,
) -> Letter:  # fmt: skip
    """A letter of the country's ladder with everything that came before it; `change` replaces fields of the value."""
    land, own = country(code), HOMES[code]
    ladder = [*land.ladder] if step != FREE.key else [FREE, *land.ladder]
    ladder += [each for each in land.case_steps if each not in ladder]
    at = [each.key for each in ladder].index(step) if step else 0
    debtor = DebtorKind(kind)
    items = tuple(item(code, index, debtor) for index in range(invoices))
    fees = charged(code, ladder[: at + 1], debtor)
    costs = land.case_costs(ladder[at], sum(each.principal for each in items), items[0].due_on, SENT, ())
    settled = tuple(LetterFee(each.label, ladder[at].key, SENT, each.amount, each.amount) for each in costs)
    to = replace(own.business, kind=debtor, language=language or land.languages[0])
    if debtor.is_consumer:
        to = replace(to, name=own.consumer, attention="")
    value = Letter(
        country=code, number="2026-0417", step=ladder[at], sent_on=SENT, deadline_on=land.deadline_on(ladder[at], SENT),
        currency=land.currency, sender=own.sender, payee=own.payee, addressee=replace(to, name=name or to.name),
        reference=land.reference(items[0].number, own.payee), items=items, fees=fees,
        total=sum(each.principal + each.interest + each.compensation for each in items)
        + sum(fee.amount for fee in (*fees, *settled)), costs=settled,
        per_diem=sum(each.principal for each in items) // 3650, previous=tuple(sent(at, index) for index in range(at)),
        next_step=ladder[at + 1] if ladder[at] in (FREE, *land.ladder[:-1]) else None,
    )  # fmt: skip
    return replace(value, **change)  # type: ignore[arg-type]


def sent(at: int, index: int) -> date:
    return SENT - timedelta(days=21 * (at - index))


def item(code: str, index: int, debtor: DebtorKind) -> LetterItem:
    """An invoice; 2 000 of the first was paid a fortnight before the letter."""
    land, own = country(code), HOMES[code]
    due_on = date(2026, 9, 30) + timedelta(days=2 * index)
    amount, paid_on = 12_500_00 + 487_50 * index, SENT - timedelta(days=14)
    calendar, start = land.rates(due_on), land.interest_from(Terms(due_on, due_agreed=True, sent_on=due_on))
    movements = () if index else (Movement("payment", paid_on, -2_000_00),)
    covered = -sum(movement.amount for movement in movements)
    lines = calendar.lines(amount, start, SENT)
    if movements:
        lines = calendar.lines(amount, start, paid_on) + calendar.lines(amount - covered, paid_on, SENT)
    interest, compensation = sum(line.amount for line in lines), 0 if debtor.is_consumer else own.compensation
    return LetterItem(
        str(20418 + index), own.goods[index % 2], due_on - timedelta(days=30), due_on, start,
        amount, covered, amount - covered, interest, lines, movements, compensation,
    )  # fmt: skip


def charged(code: str, steps: list[Step], debtor: DebtorKind) -> tuple[LetterFee, ...]:
    """The fees of the letters so far; in two of the countries compensation takes their place for a business."""
    if code != "DK" and not debtor.is_consumer:
        return ()
    fees = []
    for index, step in enumerate(steps):
        label, amount = fee_of(code, step, index)
        if amount and step.charges:
            fees.append(LetterFee(label, step.key, sent(len(steps) - 1, index), amount))
    return tuple(fees)


def fee_of(code: str, step: Step, index: int) -> tuple[str, Minor]:
    if code == "DK":
        return "reminder_fee", 100_00 if index < 3 else 0
    if code == "NO":
        return f"{step.kind}_fee", 113_00 if step.kind is StepKind.DEMAND else 38_00
    return ("demand_cost", 180_00) if step.kind is StepKind.DEMAND else ("reminder_fee", 0 if index else 60_00)
