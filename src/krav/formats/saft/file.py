"""A SAF-T Financial file as a ledger: open items derived from the postings and held against each customer's balance."""

from collections.abc import Iterator

from krav.formats import xml
from krav.formats.receivables import DAYS_WITHOUT_TERMS, Gathered
from krav.formats.saft.books import Customer, SaftBooks, read_books
from krav.formats.saft.open_items import Account, Owed, due_on, gathered, shared_numbers, standing
from krav.formats.values import FormatError, ItemIn, LedgerIn, PartyIn, Unused
from krav.kernel.money import Money

_SPACE = "urn:StandardAuditFile-Taxation-Financial:"
_KNOWN = {"", f"{_SPACE}NO", f"{_SPACE}DK"}
_UNTRIED = f"{_SPACE}DK"
_LIST = "Export SAF-T Financial, or a list of open invoices (CSV or XLSX)."


def recognises(data: bytes, _name: str) -> bool:
    """Whether the file is SAF-T of any kind."""
    root = xml.root(data)
    return root is not None and root.name.lower() == "auditfile"


def read(data: bytes, name: str) -> LedgerIn:
    """What each customer owes: invoices, credit notes and money on account.

    A debit on a customer's account is an invoice, a credit goes to the invoice that its reference names.

    Raises:
        FormatError: the file is SAF-T of another kind or country, damaged, or not what its own totals say.
    """
    root = xml.root(data)
    if root is None or root.name != "AuditFile" or root.namespace not in _KNOWN:
        what = root.namespace or root.name if root else "no XML"
        raise FormatError(name, "", f"the file is SAF-T of another kind ({what}).", _LIST)
    return _Ledger(read_books(data, name)).read()


class _Ledger:
    """A file's customers on their way to items."""

    def __init__(self, books: SaftBooks) -> None:
        self.books = books
        self.items: list[ItemIn] = []
        self.remarks: list[str] = []
        self.unused: list[Unused] = []
        self.reconciled = True

    def read(self) -> LedgerIn:
        books = self.books
        self.remarks += self._warnings()
        self.unused += [Unused(f"transaction {each}", "it does not come to nothing") for each in books.unbalanced]
        found = gathered(books)
        self.shared = shared_numbers(found)
        for number in sorted(found.keys() - books.customers.keys()):
            self.unused += _unknown(number, found[number])
        for number, customer in books.customers.items():
            self._take(number, customer, found.get(number, Gathered([], [])))
        if not self.reconciled:
            self.remarks.append("some customers were held against no balance, so the file is not taken as all that is open")
        guessed = sum(item.due_agreed is False for item in self.items)
        if guessed:
            self.remarks.append(f"invoices without a due day, taken as due after {DAYS_WITHOUT_TERMS} days: {guessed}")
        return LedgerIn(
            items=tuple(self.items),
            format="saft",
            understood=tuple((f"account {account}", "receivables") for account in sorted(books.customer_accounts)),
            remarks=tuple(self.remarks),
            supplier=PartyIn(name=books.company.name, company_number=books.company.company_number),
            everything=self.reconciled and not self.unused,
            until_on=books.until_on,
            unused=tuple(self.unused),
        )

    def _warnings(self) -> Iterator[str]:
        if self.books.namespace == _UNTRIED:
            yield "SAF-T of DK has not been tried on a real file: compare the items with the ledger before anything is sent"
        for voucher, total in self.books.unbalanced.items():
            yield f"transaction {voucher} does not come to nothing: {Money(total, self.books.currency)}; it is not believed"

    def _take(self, number: str, customer: Customer, found: Gathered) -> None:
        made = standing(number, customer, found, self.books)
        self.reconciled &= made.reconciled
        self.remarks += made.remarks
        self.unused += made.unused
        for owed in made.owed:
            why = self._doubt(number, customer, owed)
            if why:
                self.unused.append(Unused(owed.receivable.first.where, why))
            else:
                self.items.append(self._item(owed, customer))
        self.items += (self._on_account(each, customer) for each in made.on_account)

    def _doubt(self, number: str, customer: Customer, owed: Owed) -> str:
        each = owed.receivable
        if each.number in self.shared:
            return f"{each.number} is no invoice number: several customers have it"
        if not customer.party.name:
            return f"customer {number} has no name"
        return ""

    def _item(self, owed: Owed, customer: Customer) -> ItemIn:
        each = owed.receivable
        due, told = due_on(each, customer.terms)
        return ItemIn(
            number=each.number,
            issued_on=each.first.on,
            due_on=None if each.is_credit else due,
            amount=self._money(each.amount),
            customer=customer.party,
            where=each.first.where,
            open_amount=self._money(owed.open),
            reference="" if each.is_credit else each.reference,
            description=each.first.text,
            due_agreed=None if told else False,
        )

    def _on_account(self, account: Account, customer: Customer) -> ItemIn:
        posting = account.posting
        return ItemIn(
            number=" ".join(filter(None, (posting.voucher, *posting.names[:1])))[:40] or posting.where,
            issued_on=posting.on,
            due_on=None,
            amount=self._money(posting.amount),
            customer=customer.party,
            where=posting.where,
            open_amount=self._money(account.open),
            description=posting.text,
            is_payment=True,
        )

    def _money(self, amount: int) -> Money:
        return Money(amount, self.books.currency)


def _unknown(number: str, found: Gathered) -> list[Unused]:
    postings = [*found.loose, *(posting for each in found.receivables for posting in each.postings)]
    return [Unused(posting.where, f"customer {number} is not described in the file") for posting in postings]
