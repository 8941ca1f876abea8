"""A SAF-T file as it stands: header, customers with their balances, and the postings on their accounts; read as a stream."""

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date

from krav.formats import xml
from krav.formats.receivables import Posting
from krav.formats.saft.parties import Terms, party, terms
from krav.formats.values import FormatError, PartyIn
from krav.formats.xml import Node
from krav.kernel.money import Minor, Money

_PASSED_OVER = ("Supplier", "TaxTableEntry", "AnalysisTypeTableEntry", "Owner", "Product", "Asset", "StockMovement")
_READ = ("Header", "Account", "Customer", "Transaction", "Invoice", "Payment")
_TOTALS = ("GeneralLedgerEntries",)
_CREDIT = re.compile(r"kredit|credit note", re.IGNORECASE)
_NUMBERED = re.compile(r"\b(?:faktura|kreditnota|invoice)\s*(?:nr|number)?[.:]?\s*(?P<number>[0-9]{1,20})\b", re.IGNORECASE)
_FETCH = "Export it again; it may be cut off or changed by hand."


@dataclass(slots=True)
class Customer:
    """A customer of the file; `closing` is None where the file gives no balance."""

    party: PartyIn
    where: str
    opening: Minor = 0
    closing: Minor | None = None
    terms: Terms | None = None


@dataclass(slots=True)
class SaftBooks:
    """What a SAF-T file says of customers.

    `invoices` and `settled` are what its source documents say of a transaction: the invoice it books, and those it pays.
    """

    namespace: str
    version: str = ""
    company: PartyIn = field(default_factory=lambda: PartyIn(""))
    currency: str = ""
    until_on: date = date.min
    accounts: dict[str, str] = field(default_factory=dict)
    customer_accounts: set[str] = field(default_factory=set)
    customers: dict[str, Customer] = field(default_factory=dict)
    postings: list[tuple[str, Posting]] = field(default_factory=list)
    documents: list[Posting] = field(default_factory=list)
    invoices: dict[str, str] = field(default_factory=dict)
    settled: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    unbalanced: dict[str, Minor] = field(default_factory=dict)
    transactions: int = 0
    lines: int = 0
    debit: Minor = 0
    credit: Minor = 0


def read_books(data: bytes, name: str) -> SaftBooks:
    """The file's content. Elements are found by name, whatever version it says it has: versions are misstated.

    Raises:
        FormatError: the XML is damaged, a day or an amount is none, or the entries are not what their totals say.
    """
    root = xml.root(data)
    books = SaftBooks(root.namespace if root else "")
    for event, node in xml.walk(data, name, (*_READ, *_PASSED_OVER, *_TOTALS)):
        if event == "start":
            continue
        if not books.currency and node.name != "Header":
            raise node.wrong("the file does not begin with a header (Header).", _FETCH)
        match node.name:
            case "Header":
                _header(node, books)
            case "Account":
                _account(node, books)
            case "Customer":
                _customer(node, books)
            case "Transaction":
                _transaction(node, books)
            case "Invoice":
                _invoice(node, books)
            case "Payment":
                _payment(node, books)
            case "GeneralLedgerEntries":
                _check_totals(node, books)
        _drop(node)
    if not books.currency:
        raise FormatError(name, "", "the file has no header (Header).", _FETCH)
    return books


def _drop(node: Node) -> None:
    """Free a read element; the one before it can go altogether, the parser still stands on this one."""
    if node.name in _TOTALS:
        return
    before, parent = node.element.getprevious(), node.element.getparent()
    node.element.clear()
    if before is not None and parent is not None and before.tag == node.element.tag:
        parent.remove(before)


def _header(node: Node, books: SaftBooks) -> None:
    books.version, books.currency = node.text("AuditFileVersion"), node.text("DefaultCurrencyCode")
    if not re.fullmatch("[A-Z]{3}", books.currency):
        raise node.wrong(f"“{books.currency}” is not a currency code (DefaultCurrencyCode).", _FETCH)
    company = node.find("Company")
    books.company = party(company) if company else PartyIn("")
    made_on = node.day("AuditFileDateCreated")
    ends = node.day("SelectionCriteria/SelectionEndDate") or _period_end(node)
    told = [day for day in (ends, made_on) if day]
    if not told:
        raise node.wrong("the file does not say which days it is about, nor when it was made.", _FETCH)
    books.until_on = min(told)


def _period_end(node: Node) -> date | None:
    """The last day of the last period: a period is a month, one beyond the twelfth belongs to the year's end."""
    month, year = (node.text(f"SelectionCriteria/{name}") for name in ("PeriodEnd", "PeriodEndYear"))
    if not re.fullmatch("[0-9]{1,2}", month) or not re.fullmatch("(19[7-9]|20)[0-9]{1,2}", year) or len(year) != 4:
        return None
    last = min(max(int(month), 1), 12)
    return date(int(year), last, monthrange(int(year), last)[1])


def _account(node: Node, books: SaftBooks) -> None:
    group = node.first("StandardAccountID", "GroupingCode") or node.text("AccountID")
    books.accounts[node.text("AccountID")] = group


def _customer(node: Node, books: SaftBooks) -> None:
    number = node.text("CustomerID")
    if not number:
        raise node.wrong("the customer has no number (CustomerID).", _FETCH)
    places = [node, *node.all("BalanceAccount")]
    books.customer_accounts |= {account for place in places if (account := place.text("AccountID"))}
    opening = [_balance(place, "Opening", books) for place in places]
    closing = [_balance(place, "Closing", books) for place in places]
    known = [amount for amount in closing if amount is not None]
    books.customers[number] = Customer(
        party=party(node),
        where=node.where,
        opening=sum(filter(None, opening)),
        closing=sum(known) if known else None,
        terms=terms(node.find("PartyInfo/PaymentTerms")),
    )


def _balance(node: Node, which: str, books: SaftBooks) -> Minor | None:
    debit, credit = node.find(f"{which}DebitBalance"), node.find(f"{which}CreditBalance")
    if debit is None and credit is None:
        return None
    return (_minor(debit, books) if debit else 0) - (_minor(credit, books) if credit else 0)


def _minor(node: Node, books: SaftBooks) -> Minor:
    return node.amount(books.currency).minor


def _transaction(node: Node, books: SaftBooks) -> None:
    on, voucher = node.day("TransactionDate"), node.text("TransactionID")
    if on is None:
        raise node.wrong("the transaction has no day (TransactionDate).", _FETCH)
    total = 0
    for line in node.all("Line"):
        debit, credit = line.find("DebitAmount/Amount"), line.find("CreditAmount/Amount")
        amounts = (_minor(debit, books) if debit else 0, _minor(credit, books) if credit else 0)
        books.debit, books.credit, books.lines = books.debit + amounts[0], books.credit + amounts[1], books.lines + 1
        total += amounts[0] - amounts[1]
        customer = line.text("CustomerID") or node.text("CustomerID")
        if customer:
            bare = Posting(on, amounts[0] - amounts[1], line.where, customer=customer, voucher=voucher)
            books.postings.append((line.text("AccountID"), _posting(line, node, bare)))
    books.transactions += 1
    if total:
        books.unbalanced[voucher] = total


def _posting(line: Node, transaction: Node, bare: Posting) -> Posting:
    """What a line may be known by: what it refers to before its own number, the document before the reference."""
    text = line.text("Description") or transaction.text("Description")
    own = (line.text("ReferenceNumber"), line.text("SourceDocumentID"), line.text("CID"))
    written = _NUMBERED.search(text)
    names = (line.text("CrossReference") if bare.amount < 0 else "", *own, written["number"] if written else "")
    return bare._replace(
        names=tuple(dict.fromkeys(filter(None, names))),
        due_on=line.day("DueDate"),
        reference=line.text("CID"),
        text=text,
        is_credit_note=bare.amount < 0 and bool(_CREDIT.search(text)),
    )


def _check_totals(node: Node, books: SaftBooks) -> None:
    """The file's own count and sums, as it was made: an entry is a transaction, to some programs a line."""
    told = node.text("NumberOfEntries")
    if told and told not in {str(books.transactions), str(books.lines)}:
        problem = f"the file says that it has {told} entries and has {books.transactions}."
        raise node.wrong(problem, _FETCH)
    for name, counted in (("TotalDebit", books.debit), ("TotalCredit", books.credit)):
        total = node.find(name)
        if total and _minor(total, books) != counted:
            made = Money(counted, books.currency)
            raise total.wrong(f"the file says that {name} is {total.amount(books.currency)}; its lines make {made}.", _FETCH)


def _invoice(node: Node, books: SaftBooks) -> None:
    """A sales invoice among the source documents: the number of what a transaction books, or a posting of its own."""
    customer, number, on = node.text("CustomerInfo/CustomerID"), node.text("InvoiceNo"), node.day("InvoiceDate")
    if not customer or not number or on is None:
        return
    if voucher := node.text("TransactionID"):
        books.invoices[voucher] = number
    total = node.find("DocumentTotals/GrossTotal")
    if total:
        amount = _minor(total, books)
        posting = Posting(on, amount, node.where, (number,), customer, voucher, is_credit_note=amount < 0)
        books.documents.append(posting)


def _payment(node: Node, books: SaftBooks) -> None:
    """A payment among the source documents: which invoices it is for."""
    on, voucher = node.day("TransactionDate"), node.text("TransactionID")
    for line in node.all("Line"):
        customer, number = line.text("CustomerID"), line.text("SourceDocumentID")
        amount = line.find("PaymentLineAmount/Amount")
        if not customer or amount is None or on is None:
            continue
        if number and voucher:
            books.settled.setdefault((voucher, customer), []).append(number)
        paid = -_minor(amount, books) if line.text("DebitCreditIndicator") == "C" else _minor(amount, books)
        books.documents.append(Posting(on, paid, line.where, (number,) if number else (), customer, voucher))
