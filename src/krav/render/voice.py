"""A letter's voice: the country's texts in the debtor's language, with the letter's own values in their placeholders."""

from datetime import date
from functools import cache
from pathlib import Path

from krav.claims.letter import Letter, LetterFee
from krav.countries import country
from krav.kernel.money import Minor, Money
from krav.law.texts import TextBook, consequence, load_texts
from krav.render import amounts

_FEW = 4
"""As many invoice numbers as a sentence bears."""

_NO_FIRST_NAME = {"og", "och", "and", "&", "v/"}


@cache
def texts(folder: Path) -> TextBook:
    """The letter texts of a country's folder, read once."""
    return load_texts(folder / "letters")


@cache
def invoice_texts(folder: Path) -> TextBook:
    """The texts of the invoices a country's folder has, read once; what every letter says, they say too."""
    return load_texts(folder / "letters", folder / "invoices")


class Voice:
    """The words of one letter. `language` is the one it is written in."""

    def __init__(self, letter: Letter, book: TextBook | None = None) -> None:
        """Picks the texts, of the country's letters or of the book, and fills what every text may name.

        Raises:
            BookError: the step has no letter.
            NotInForce: an amount that a text may name is not known for the day of sending.
        """
        self.letter = letter
        self.country = country(letter.country)
        book = book or texts(self.country.folder)
        self.language = book.language(letter.addressee.language)
        self.words = book.text(letter.step.key, self.language, letter.addressee.kind)
        self.explanations = book.explain(self.language)
        self.book = book
        self.fill = self._fill()
        self.fill["greeting"] = self.say("greeting")

    def say(self, key: str, **more: str) -> str:
        """The text of a key, filled."""
        return amounts.held(self.words[key]).format_map({**self.fill, **more})

    def explain(self, key: str, **more: str) -> str:
        """The rule behind a kind of amount; empty where the country has no such text."""
        return amounts.held(self.explanations.get(key, "")).format_map({**self.fill, **more})

    def cost(self, cost: LetterFee, part: str = "") -> str:
        """The line of a cost of the case, or its `_basis`; one that has no line of its own shares one."""
        key = cost.line if cost.line in self.words else "line_costs"
        return self.say(key + part, sent=self.day(cost.sent_on, "table"))

    def opening(self) -> str:
        """The first sentence; it names earlier letters only where there were some."""
        return self.say("opening" if self.letter.previous or "opening_first" not in self.words else "opening_first")

    def consequence(self) -> str:
        """What follows if nothing is paid, as the policy decides it and the law allows."""
        limit = self.country.book.tables.get("court.payment_order_limit")
        principal = Money(sum(item.principal for item in self.letter.items), self.letter.currency)
        fits = limit is not None and limit.unit == principal.currency and principal <= limit.money(self.letter.sent_on)
        collector = bool(self.letter.sender.collector)
        text = consequence(self.words, self.letter.next_step, collector=collector, court=fits)
        return amounts.held(text).format_map(self.fill)

    def headline(self, step_key: str) -> str:
        """The headline of a letter of another step, in this letter's language; the key itself where there is none."""
        if step_key not in self.book.steps:
            return step_key
        return self.book.text(step_key, self.language, self.letter.addressee.kind)["headline"]

    def number(self, minor: Minor) -> str:
        """An amount as tables show it, without currency."""
        return amounts.number(minor, self.language)

    def money(self, minor: Minor) -> str:
        """An amount of the letter's currency."""
        return self._money(self.number(minor), self.letter.currency)

    def round_money(self, money: Money) -> str:
        """An amount for prose: whole amounts without decimals."""
        return self._money(amounts.short(money.minor, self.language), money.currency)

    def unit(self) -> str:
        """The currency as it stands beside the total."""
        return self.words["money_unit"] if self.letter.currency == self.country.currency else self.letter.currency

    def day(self, on: date, form: str = "day") -> str:
        """A day in prose, or in another form of `amounts.day`."""
        return amounts.day(on, self.language, form)

    def join(self, parts: list[str]) -> str:
        """The parts with commas and the language's “and”."""
        head, last = ", ".join(parts[:-1]), parts[-1] if parts else ""
        return f"{head} {self.words['and']} {last}" if head else last

    def _money(self, number: str, currency: str) -> str:
        if currency == self.country.currency:
            return amounts.unbroken(self.words["money"].format(total=number))
        return f"{number}{amounts.BLANK}{currency}"

    def _fill(self) -> dict[str, str]:
        letter, sender = self.letter, self.letter.sender
        place = f"{sender.postcode} {sender.city}"
        phone = f"{self.words['label_phone']} {sender.phone}" if sender.phone else ""
        return {
            "creditor": sender.name,
            "debtor": letter.addressee.name,
            "first_name": _first_name(letter.addressee.name),
            "invoices": self._invoices(),
            "total": self.money(letter.total),
            "deadline": self.day(letter.deadline_on, "deadline"),
            "deadline_short": self.day(letter.deadline_on, "sms"),
            "previous_sent": self.day(letter.previous[-1]) if letter.previous else "",
            "previous_letters": self.join([self.day(day) for day in letter.previous]),
            "collector": sender.collector,
            "contact": ", ".join(part for part in (amounts.unbroken(phone), sender.email) if part),
            "contact_email": sender.email or f"{sender.street}, {place}",
            "street": sender.street,
            "place": place,
            "reckoned_on": self.day(letter.sent_on),
            "daily_interest": self.money(letter.per_diem),
            "settlement": self.round_money(Money(letter.settlement, letter.currency)),
            **{name: self.round_money(money) for name, money in self.country.quoted(letter.sent_on).items()},
        }

    def _invoices(self) -> str:
        numbers = [item.number for item in self.letter.items]
        key = "invoice_one" if len(numbers) == 1 else "invoice_few" if len(numbers) <= _FEW else "invoice_many"
        return self.words[key].format(numbers=self.join(numbers), count=len(numbers))


def _first_name(name: str) -> str:
    """The first name of a person, or the whole name where it may be none or two persons'.

    >>> _first_name("Kari Nordmann"), _first_name("Nordmann, Kari"), _first_name("Anna og Per Holm")
    ('Kari', 'Nordmann, Kari', 'Anna og Per Holm')
    """
    words = name.split()
    plain = all(word.replace("-", "").replace("'", "").isalpha() for word in words)
    return words[0] if 2 <= len(words) <= 4 and plain and not _NO_FIRST_NAME & set(words) else name
