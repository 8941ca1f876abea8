"""A year's payments as customers make them: late, doubled, cut, joined, netted, wrongly referenced; the truth is known."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from stdnum import luhn

from krav.formats.values import PaymentIn, ShareIn
from krav.kernel.money import Money

START, _END = date(2026, 1, 1), date(2026, 12, 10)
FEE = 100_00
PRICES = tuple(price * 100 - 5 for price in range(49, 1049, 10))
_CUT = 35
_HEADS = "Nord Syd Øst Vest Havn Skov Bak Dal Fjord Sund Ås Holm Eng Mark Strand Klit Å Bro Torv Vig".split()
_TAILS = "bo teknik huset gården værket lys vand varme tryk bageri kiosk data støv glas sten".split()
_FORMS = ("ApS", "A/S", "I/S", "Holding ApS", "")
_FIRST = "Anna Bo Carl Dorte Erik Freja Gitte Hans Ida Jens Karin Lars Mette Niels Oda Per Rikke Søren Tove Ulla".split()
_SIGNS = "aeiouyæøå", "bdfghjklmnprstv"


class Invoice(NamedTuple):
    """An invoice or, with an amount below zero, a credit note; `fee` was charged by a letter about it."""

    serial: int
    customer: int
    number: str
    reference: str
    amount: int
    fee: int
    due_on: date


class Customer(NamedTuple):
    """Who owes."""

    name: str
    account: str
    company_number: str


class Paid(NamedTuple):
    """A payment, its class and the truth: the serials of the invoices it is for; None where it must wait for a person."""

    kind: str
    payment: PaymentIn
    truth: frozenset[int] | None


@dataclass(slots=True)
class Year:
    """The customers and invoices of a year, and what came of money."""

    customers: list[Customer]
    invoices: list[Invoice]
    paid: list[Paid] = field(default_factory=list)


def year(payments: int, invoices: int, seed: int = 6) -> Year:
    """A year with so many invoices, open all, and so many payments; the same for the same seed."""
    draw = Random(seed)
    made = _Maker(draw, invoices)
    while len(made.year.paid) < payments:
        made.pay()
    del made.year.paid[payments:]
    return made.year


class _Maker:
    """Draws invoices, then payments of customers who each pay once in one of the ways there are."""

    def __init__(self, draw: Random, invoices: int) -> None:
        self.draw = draw
        self.year = Year([], [])
        while len(self.year.invoices) < invoices:
            self._customer(min(draw.choice((1, 2, 3, 4, 5, 6, 7)), invoices - len(self.year.invoices)))
        self._of: dict[int, list[Invoice]] = {}
        for invoice in self.year.invoices:
            self._of.setdefault(invoice.customer, []).append(invoice)
        self._queue = list(self._of)
        draw.shuffle(self._queue)
        self._names = {customer.name for customer in self.year.customers}
        self._ways: tuple[tuple[str, int, Callable[[list[Invoice]], Iterator[Paid]]], ...] = (
            ("reference", 560, self._reference), ("in parts", 30, self._in_parts), ("number", 90, self._number),
            ("cut number", 30, self._cut_number), ("several numbers", 40, self._several), ("shares", 40, self._shares),
            ("shares untold", 15, self._untold), ("credit netted", 20, self._netted), ("payer", 60, self._payer),
            ("all of payer", 10, self._all), ("fees along", 40, self._fees), ("overpaid", 10, self._overpaid),
            ("short", 10, self._short), ("wrong reference", 10, self._wrong), ("broken reference", 10, self._broken),
            ("doubled", 10, self._doubled), ("unknown", 15, self._unknown),
        )  # fmt: skip
        self._weights = [weight for _, weight, _ in self._ways]

    def pay(self) -> None:
        """One customer pays."""
        kind, _, way = self.draw.choices(self._ways, self._weights)[0]
        invoices = self._of[self._queue.pop()]
        self.year.paid += [paid._replace(kind=kind) for paid in way(invoices)]

    def _customer(self, count: int) -> None:
        draw, serial = self.draw, len(self.year.customers)
        if draw.random() < 0.5:
            name = f"{draw.choice(_HEADS)}{draw.choice(_TAILS)} {self._word().title()} {draw.choice(_FORMS)}".strip()
        else:
            name = f"{draw.choice(_FIRST)} {self._word().title()}sen"
        self.year.customers.append(Customer(name, f"{7000 + serial % 900}{serial:010}", f"{10_000_000 + serial}"))
        prices = PRICES if draw.random() < 0.2 else ()
        for place in range(count):
            number = 4_000_000 + 3 * len(self.year.invoices)
            minor = draw.choice(prices) if prices else int(draw.lognormvariate(12.5, 1.1)) + 5_000
            if place == 2 and draw.random() < 0.2:
                minor = -self.year.invoices[-1].amount // 4 or -1
            digits = f"{number}{luhn.calc_check_digit(str(number))}"
            fee = FEE if minor > 0 and draw.random() < 0.12 else 0
            due = START + timedelta(days=draw.randrange(330))
            self.year.invoices.append(
                Invoice(len(self.year.invoices), serial, str(number), digits.zfill(15), minor, fee, due)
            )

    def _word(self) -> str:
        vowels, others = _SIGNS
        return "".join(self.draw.choice(others) + self.draw.choice(vowels) for _ in range(self.draw.choice((2, 3))))

    def _one(self, invoices: list[Invoice]) -> Invoice:
        return self.draw.choice([each for each in invoices if each.amount > 0])

    def _told(self, invoice: Invoice, amount: int, truth: frozenset[int] | None, **told: object) -> Paid:
        """A payment on a day around the due day, early or late, of the invoice's customer unless it says otherwise."""
        customer = self.year.customers[invoice.customer]
        payer = {"payer_name": self._name(customer.name), "payer_account": customer.account}
        if self.draw.random() < 0.15:
            payer = {"payer_name": ""} if "references" in told else {"payer_name": payer["payer_name"]}
        day = min(_END, invoice.due_on + timedelta(days=int(self.draw.gauss(1, 9))))
        key = f"mess-{len(self.year.paid)}-{self.draw.randrange(10**9)}"
        return Paid("", PaymentIn(day, Money(amount, "DKK"), key, "", **payer | told), truth)  # type: ignore[arg-type]

    def _name(self, name: str) -> str:
        """As banks write it: mostly so, in capitals, with the last name first or cut short."""
        words = name.split()
        turned = f"{words[-1]}, {' '.join(words[:-1])}" if len(words) == 2 else name
        return self.draw.choice((name, name, name.upper(), turned, name[:_CUT]))

    def _reference(self, invoices: list[Invoice]) -> Iterator[Paid]:
        invoice = self._one(invoices)
        spelling = self.draw.choice(("71/{}", "{}", "+71<{}+81234567<", "71#{}")).format(invoice.reference)
        yield self._told(invoice, invoice.amount + invoice.fee, frozenset({invoice.serial}), references=(spelling,))

    def _in_parts(self, invoices: list[Invoice]) -> Iterator[Paid]:
        invoice = self._one(invoices)
        for part in (invoice.amount // 3, invoice.amount - invoice.amount // 3):
            yield self._told(invoice, part, frozenset({invoice.serial}), references=(f"71/{invoice.reference}",))

    def _number(self, invoices: list[Invoice]) -> Iterator[Paid]:
        invoice = self._one(invoices)
        words = self.draw.choice(("Faktura {}", "fakt.{}", "inv {}/", "betaling af nr {}, tak", "{}")).format(invoice.number)
        yield self._told(invoice, invoice.amount, frozenset({invoice.serial}), texts=(words,))

    def _cut_number(self, invoices: list[Invoice]) -> Iterator[Paid]:
        invoice = self._one(invoices)
        text = f"Betaling for vores faktura med nr {invoice.number} mange tak"
        place = text.index(invoice.number) + self.draw.randrange(1, 6)
        start = max(0, place - _CUT)
        lines = (text[start:place], text[place : place + _CUT])
        yield self._told(invoice, invoice.amount, frozenset({invoice.serial}), texts=lines)

    def _some(self, invoices: list[Invoice]) -> list[Invoice]:
        positive = [each for each in invoices if each.amount > 0]
        return self.draw.sample(positive, k=min(len(positive), self.draw.choice((2, 3, 4))))

    def _several(self, invoices: list[Invoice]) -> Iterator[Paid]:
        some = self._some(invoices)
        join = self.draw.choice((", ", "+", " og ", ""))
        text = join.join(each.number for each in some)
        lines = tuple(text[start : start + _CUT] for start in range(0, len(text), _CUT)) if join else (text,)
        if len(some) > 3:
            lines = (", ".join(each.number for each in some),)
        yield self._told(some[0], sum(each.amount for each in some), _serials(some), texts=lines)

    def _shares(self, invoices: list[Invoice]) -> Iterator[Paid]:
        some = self._some(invoices)
        shares = tuple(ShareIn(each.reference, Money(each.amount, "DKK")) for each in some)
        yield self._told(some[0], sum(each.amount for each in some), _serials(some), shares=shares)

    def _untold(self, invoices: list[Invoice]) -> Iterator[Paid]:
        some = self._some(invoices)
        shares = tuple(ShareIn(each.reference) for each in some)
        yield self._told(some[0], sum(each.amount + each.fee for each in some), _serials(some), shares=shares)

    def _netted(self, invoices: list[Invoice]) -> Iterator[Paid]:
        credit = next((each for each in invoices if each.amount < 0), None)
        invoice = max(invoices, key=lambda each: each.amount)
        if credit is None or invoice.amount <= -credit.amount:
            yield from self._reference(invoices)
            return
        both, amount = [invoice, credit], invoice.amount + credit.amount
        if self.draw.random() < 0.5:
            shares = tuple(ShareIn(each.reference, Money(each.amount, "DKK")) for each in both)
            yield self._told(invoice, amount, _serials(both), shares=shares)
        else:
            yield self._told(invoice, amount, _serials(both), texts=(f"{invoice.number} minus {credit.number}",))

    def _payer(self, invoices: list[Invoice]) -> Iterator[Paid]:
        invoice = self._one(invoices)
        told = {"payer_number": self.year.customers[invoice.customer].company_number} if self.draw.random() < 0.5 else {}
        yield self._told(invoice, invoice.amount + invoice.fee, frozenset({invoice.serial}), texts=("tak",), **told)

    def _all(self, invoices: list[Invoice]) -> Iterator[Paid]:
        total = sum(each.amount + each.fee for each in invoices)
        if len(invoices) < 2 or total <= 0:
            yield from self._payer(invoices)
        else:
            yield self._told(invoices[0], total, _serials(invoices))

    def _fees(self, invoices: list[Invoice]) -> Iterator[Paid]:
        invoice = self._one(invoices)
        amount = invoice.amount + invoice.fee
        told = {"texts": (f"faktura {invoice.number} inkl. gebyr",)} if self.draw.random() < 0.5 else {}
        yield self._told(invoice, amount, frozenset({invoice.serial}), **told)

    def _overpaid(self, invoices: list[Invoice]) -> Iterator[Paid]:
        invoice = self._one(invoices)
        amount = invoice.amount + invoice.fee + self.draw.randrange(1, 5_000)
        yield self._told(invoice, amount, frozenset({invoice.serial}), references=(f"71/{invoice.reference}",))

    def _short(self, invoices: list[Invoice]) -> Iterator[Paid]:
        invoice = self._one(invoices)
        amount = invoice.amount + invoice.fee - self.draw.randrange(1, 60)
        yield self._told(invoice, amount, frozenset({invoice.serial}), texts=(f"Faktura {invoice.number}",))

    def _wrong(self, invoices: list[Invoice]) -> Iterator[Paid]:
        """The reference of another customer's invoice, with the own name and account: a person must look at it."""
        invoice, other = self._one(invoices), self.draw.choice(self.year.invoices)
        customer = self.year.customers[invoice.customer]
        payer = {"payer_name": customer.name, "payer_account": customer.account}
        truth = frozenset({invoice.serial}) if other.customer == invoice.customer or other.amount < 0 else None
        yield self._told(invoice, invoice.amount, truth, references=(f"71/{other.reference}",), **payer)

    def _broken(self, invoices: list[Invoice]) -> Iterator[Paid]:
        """A reference with a wrong digit is nobody's; the payer and the amount still tell."""
        invoice = self._one(invoices)
        broken = f"71/{invoice.reference[:-1]}{(int(invoice.reference[-1]) + 1) % 10}"
        customer = self.year.customers[invoice.customer]
        told = {"payer_name": customer.name, "payer_account": customer.account}
        yield self._told(invoice, invoice.amount, frozenset({invoice.serial}), references=(broken,), **told)

    def _doubled(self, invoices: list[Invoice]) -> Iterator[Paid]:
        """Paid, and paid again: the second time waits."""
        (first,) = self._reference(invoices)
        yield first
        again = first.payment
        day = again.received_on + timedelta(days=self.draw.randrange(1, 20))
        later = PaymentIn(
            day, again.amount, f"{again.key}-again", "", again.references, again.texts, again.payer_name, again.payer_account
        )
        yield Paid("", later, None)

    def _unknown(self, invoices: list[Invoice]) -> Iterator[Paid]:
        """Somebody nobody knows, or who says nothing; now and then of just what somebody owes."""
        invoice, name = self._one(invoices), ""
        while not name or name in self._names:
            name = f"{self.draw.choice(_FIRST)} {self._word().title()}lund"
        amount = invoice.amount if self.draw.random() < 0.3 else self.draw.randrange(1_000, 900_000)
        payer = {"payer_name": self.draw.choice(("", name)), "payer_account": f"1234{self.draw.randrange(10**10)}"}
        yield self._told(invoice, amount, None, texts=("overførsel",), **payer)


def _serials(invoices: list[Invoice]) -> frozenset[int]:
    return frozenset(each.serial for each in invoices)
