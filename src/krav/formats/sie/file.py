"""A SIE file as a ledger: the invoices its vouchers make, what is left of them, and what could not be told."""

import re
from collections.abc import Iterator
from datetime import date

from krav.formats import xml
from krav.formats.receivables import DAYS_WITHOUT_TERMS, Posting, Receivable
from krav.formats.sie.books import SieBooks, money, read_books
from krav.formats.sie.open_items import customer_names, gathered, last_nameless, receivable_accounts
from krav.formats.sie.text import is_web_page
from krav.formats.values import FormatError, ItemIn, LedgerIn, PartyIn, Unused
from krav.kernel.money import Minor, Money, MoneyError

_FIRST = re.compile(rb"(?:\xef\xbb\xbf)?\s*#(?:FLAGGA|KSUMMA|PROGRAM|FORMAT|GEN|SIETYP|FNAMN|ORGNR|PROSA)\b", re.IGNORECASE)
_ENDINGS = (".se", ".si", ".sie")
_LIST = "Export a list of open invoices (CSV or XLSX), or SIE 4 with vouchers."


def recognises(data: bytes, name: str) -> bool:
    """Whether the file is SIE by its first label, or a web page that was saved under the name of one."""
    saved = is_web_page(data) and name.lower().endswith(_ENDINGS)
    return bool(_FIRST.match(data)) or saved or _is_sie_5(data)


def _is_sie_5(data: bytes) -> bool:
    root = xml.root(data)
    return root is not None and root.name in {"Sie", "SieEntry"}


def read(data: bytes, name: str) -> LedgerIn:
    """The open invoices and credit notes, derived from the vouchers on the accounts of customers.

    SIE names no due day: an invoice is taken to be due 30 days after its own day, without agreed terms. An invoice that a
    payment without a number may have paid is not used.

    Raises:
        FormatError: it is no SIE file of type 4, or it is damaged.
    """
    if _is_sie_5(data):
        raise FormatError(name, "", "the file is SIE 5 (XML), which is not read.", "Export SIE 4 instead.")
    books = read_books(data, name)
    try:
        Money.of(0, books.currency)
    except MoneyError as error:
        raise FormatError(name, "", f"{error} (#VALUTA).", _LIST) from None
    if books.kind != "4" and not books.vouchers:
        problem = f"the file is SIE of type {books.kind}: it holds balances and no vouchers, so no invoice can be told."
        raise FormatError(name, "", problem, _LIST)
    return _Ledger(books).read()


class _Ledger:
    """A file's receivables on their way to items."""

    def __init__(self, books: SieBooks) -> None:
        self.books, self.accounts, self.names = books, receivable_accounts(books), customer_names(books)
        self.gathered = gathered(books, self.accounts)
        self.unused: list[Unused] = []

    def read(self) -> LedgerIn:
        items = tuple(self._items())
        self.unused += [Unused(posting.where, self._why(posting)) for posting in self.gathered.loose]
        unbalanced = [voucher for voucher in self.books.vouchers if voucher.sum]
        touched = [voucher for voucher in unbalanced if any(line.account in self.accounts for line in voucher.lines)]
        self.unused += [
            Unused(f"line {each.line}", f"voucher {each.name} does not come to nothing, so its postings are not believed")
            for each in touched
        ]
        sums = [f"voucher {each.name} does not come to nothing: {money(each.sum, self.books)}" for each in unbalanced]
        left = self._difference(sum(item.open_amount.minor for item in items if item.open_amount))
        return LedgerIn(
            items=items,
            format="sie",
            understood=tuple((f"#KONTO {number} {name}".strip(), "receivables") for number, name in self.accounts.items()),
            remarks=(*self._remarks(items), *sums, *([left] if left else [])),
            supplier=PartyIn(name=self.books.company, company_number=self.books.company_number.strip("0-")),
            everything=self._has_balances() and not left and not self.unused,
            until_on=self._until(),
            unused=tuple(self.unused),
        )

    def _items(self) -> Iterator[ItemIn]:
        nameless = last_nameless(self.gathered.loose)
        for each in self.gathered.receivables:
            if why := self._doubt(each, nameless):
                self.unused.append(Unused(each.first.where, why))
                continue
            if each.excess:
                why = f"{each.number} was settled with {money(abs(each.excess), self.books)} too much"
                self.unused.append(Unused(each.postings[-1].where, why))
            if not each.is_credit or each.open:
                yield self._item(each)

    def _doubt(self, each: Receivable, nameless: dict[str, date]) -> str:
        """Why nobody may be asked for it; empty where nothing speaks against it."""
        if not each.open:
            return "" if each.customer else f"invoice {each.number} is settled and names no customer"
        if not each.customer:
            return f"invoice {each.number} names no customer"
        last = max((nameless[key] for key in ("", each.customer) if key in nameless), default=None)
        if last and not each.is_credit and each.first.on <= last:
            rest = money(each.open, self.books)
            return f"{rest} of invoice {each.number} may be paid: money came until {last} that names no invoice"
        return ""

    def _item(self, each: Receivable) -> ItemIn:
        due_on, told = each.due_on()
        return ItemIn(
            number=each.number,
            issued_on=each.first.on,
            due_on=None if each.is_credit else due_on,
            amount=money(each.amount, self.books),
            customer=self._customer(each.customer),
            where=each.first.where,
            open_amount=money(each.open, self.books),
            due_agreed=None if told else False,
        )

    def _customer(self, told: str) -> PartyIn:
        """The customer by its object, else by its name alone."""
        name = self.names.get(told, "")
        return PartyIn(name=name, number=told) if name else PartyIn(name=told)

    def _why(self, posting: Posting) -> str:
        amount = money(posting.amount, self.books)
        why = f"the posting of {amount} names no invoice"
        if posting.names:
            why = f"{amount} is for {posting.names[0]}, which is no invoice of this file"
        return f"{why} (“{posting.text}”)" if posting.text else why

    def _remarks(self, items: tuple[ItemIn, ...]) -> Iterator[str]:
        if self.books.encoding != "PC8":
            yield f"the file is written in {self.books.encoding}, not in PC8 (CP437) as SIE asks for"
        if guessed := sum(item.due_agreed is False for item in items):
            yield f"SIE names no due days; invoices taken as due {DAYS_WITHOUT_TERMS} days after their own day: {guessed}"

    def _until(self) -> date | None:
        """The last day the file can speak for: the day it was made, or the end of its year."""
        ends = [day for day in (self.books.made_on, self.books.to_on) if day]
        return min(ends) if ends else max((voucher.on for voucher in self.books.vouchers), default=None)

    def _has_balances(self) -> bool:
        return any(account in self.books.closing for account in self.accounts)

    def _difference(self, told: Minor) -> str:
        """What the balance of the accounts holds beyond the items; empty where they agree."""
        if not self._has_balances():
            return "the file has no balances (#UB), so nothing shows whether its invoices are all that is open"
        balance = sum(self.books.closing.get(account, 0) for account in self.accounts)
        if balance == told:
            return ""
        amounts = [money(amount, self.books) for amount in (told, balance, balance - told)]
        named = ", ".join(self.accounts)
        said = f"accounts {named}: open items make {amounts[0]}, the balance is {amounts[1]}: difference {amounts[2]}"
        before = sum(self.books.opening.get(account, 0) for account in self.accounts)
        return f"{said}; {money(before, self.books)} was open when the year began" if before else said
