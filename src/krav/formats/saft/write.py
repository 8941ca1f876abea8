"""Vouchers written as SAF-T Financial 1.30, the Norwegian authority's format of bookkeeping."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from lxml import etree

from krav.formats.values import PartyIn
from krav.formats.vouchers import AccountOut, BooksOut, VoucherLineOut, VoucherOut
from krav.formats.xml import Element, carried
from krav.kernel.money import Minor, Money
from krav.kernel.refusal import KravError

_SPACE = "urn:StandardAuditFile-Taxation-Financial:NO"
_SHORT, _CODE, _MIDDLE, _LONG, _LONGEST = 18, 9, 35, 70, 256
_UNUSED = "NotUsed"
"""What the authority asks for where a person's name is demanded and there is none."""

_NO_GROUP = "NA"
_ANALYSES = (("A", "Avdeling", "department"), ("P", "Prosjekt", "project"))
_COMMENT = "Only the vouchers of the program that wrote the file: balances are the movements of the period."


def write(books: BooksOut) -> bytes:
    """The file as XML: a journal a series, the customers that are named, and balances that begin at nothing.

    Raises:
        KravError: a number is longer than the format holds.
    """
    root = etree.Element(f"{{{_SPACE}}}AuditFile", nsmap={"n1": _SPACE})
    root.append(_header(books))
    root.append(_master_files(books))
    root.append(_entries(books))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _a(name: str, *children: Element) -> Element:
    """An element of elements."""
    element = etree.Element(f"{{{_SPACE}}}{name}")
    element.extend(children)
    return element


def _b(name: str, text: str, most: int = _LONGEST) -> Element:
    """An element of a text, cut where the format has no room for more."""
    element = etree.Element(f"{{{_SPACE}}}{name}")
    element.text = " ".join(carried(text).split())[:most]
    return element


def _number(name: str, text: str, most: int) -> Element:
    """An element of a number that must not be cut."""
    if len(text) > most:
        raise KravError(
            "{number} has more than the {most} letters that the format has room for. Nothing was written.",
            {"number": text, "most": most},
        )
    return _b(name, text, most)


def _money(name: str, amount: Minor) -> Element:
    return _b(name, str(Money(amount, "NOK").decimal))


def _header(books: BooksOut) -> Element:
    creditor = books.creditor
    person = _a("ContactPerson", _b("FirstName", _UNUSED), _b("LastName", creditor.attention or _UNUSED, _LONG))
    contact = _a("Contact", person, *([_b("Email", creditor.email, _LONG)] if creditor.email else []))
    company = _a("Company", _number("RegistrationNumber", creditor.company_number, _MIDDLE), _b("Name", creditor.name))
    company.extend([*_address(creditor), contact])
    days = _b("SelectionStartDate", books.from_on.isoformat()), _b("SelectionEndDate", books.to_on.isoformat())
    return _a(
        "Header",
        _b("AuditFileVersion", "1.30"),
        _b("AuditFileCountry", creditor.country or "NO"),
        _b("AuditFileDateCreated", books.made_on.isoformat()),
        _b("SoftwareCompanyName", books.program, _LONG),
        _b("SoftwareID", books.program),
        _b("SoftwareVersion", books.version, _SHORT),
        company,
        _b("DefaultCurrencyCode", books.currency),
        _a("SelectionCriteria", *days),
        _b("HeaderComment", _COMMENT),
        _b("TaxAccountingBasis", "A"),
    )


def _address(party: PartyIn) -> list[Element]:
    told = (("StreetName", party.street), ("City", party.city), ("PostalCode", party.postcode), ("Country", party.country))
    parts = [_b(name, text) for name, text in told if text]
    return [_a("Address", *parts, _b("AddressType", "PostalAddress"))] if parts else []


def _master_files(books: BooksOut) -> Element:
    lines = [line for voucher in books.vouchers for line in voucher.lines]
    sums, by_customer = Counter[str](), defaultdict[str, Counter[str]](Counter)
    for line in lines:
        sums[line.account] += line.amount
        by_customer[line.customer][line.account] += line.amount
    master = _a("MasterFiles")
    if books.accounts:
        accounts = (_account(account, sums[account.number]) for account in books.accounts)
        master.append(_a("GeneralLedgerAccounts", *accounts))
    if books.customers:
        customers = (_customer(customer, by_customer[customer.number]) for customer in books.customers)
        master.append(_a("Customers", *customers))
    if analyses := list(_analyses(lines)):
        master.append(_a("AnalysisTypeTable", *analyses))
    return master


def _account(account: AccountOut, closing: Minor) -> Element:
    """An account that nobody has placed in the authority's chart says so."""
    return _a(
        "Account",
        _number("AccountID", account.number, _LONG),
        _b("AccountDescription", account.name),
        _b("GroupingCategory", account.category or _NO_GROUP),
        _b("GroupingCode", account.code or _NO_GROUP, _MIDDLE),
        _b("AccountType", "GL"),
        *_balances(closing),
    )


def _balances(closing: Minor) -> tuple[Element, Element]:
    side = "ClosingCreditBalance" if closing < 0 else "ClosingDebitBalance"
    return _money("OpeningDebitBalance", 0), _money(side, abs(closing))


def _customer(customer: PartyIn, sums: Mapping[str, Minor]) -> Element:
    element = _a("Customer")
    if customer.company_number:
        element.append(_number("RegistrationNumber", customer.company_number, _MIDDLE))
    element.extend([_b("Name", customer.name), *_address(customer), _number("CustomerID", customer.number, _MIDDLE)])
    for account, closing in sorted(sums.items()):
        element.append(_a("BalanceAccount", _number("AccountID", account, _LONG), *_balances(closing)))
    return element


def _analyses(lines: Iterable[VoucherLineOut]) -> Iterator[Element]:
    for code, name, told in _ANALYSES:
        for number in sorted({getattr(line, told) for line in lines} - {""}):
            described = _b("AnalysisType", code), _b("AnalysisTypeDescription", name)
            yield _a("AnalysisTypeTableEntry", *described, _b("AnalysisID", number), _b("AnalysisIDDescription", number))


def _entries(books: BooksOut) -> Element:
    amounts = [line.amount for voucher in books.vouchers for line in voucher.lines]
    debit = sum(amount for amount in amounts if amount > 0)
    entries = _a("GeneralLedgerEntries", _b("NumberOfEntries", str(len(books.vouchers))))
    entries.extend([_money("TotalDebit", debit), _money("TotalCredit", debit)])
    in_series = sorted(books.vouchers, key=lambda voucher: voucher.series)
    for series, vouchers in groupby(in_series, key=lambda voucher: voucher.series):
        name = series or books.program
        journal = _a("Journal", _b("JournalID", name, _SHORT), _b("Description", name), _b("Type", name, _CODE))
        journal.extend(_transaction(voucher, books) for voucher in vouchers)
        entries.append(journal)
    return entries


def _transaction(voucher: VoucherOut, books: BooksOut) -> Element:
    return _a(
        "Transaction",
        _number("TransactionID", voucher.name, _LONG),
        _b("Period", str(voucher.on.month)),
        _b("PeriodYear", str(voucher.on.year)),
        _b("TransactionDate", voucher.on.isoformat()),
        _b("Description", voucher.text),
        _b("SystemEntryDate", books.made_on.isoformat()),
        _b("GLPostingDate", voucher.on.isoformat()),
        *(_line(number, line, voucher) for number, line in enumerate(voucher.lines, 1)),
    )


def _line(number: int, line: VoucherLineOut, voucher: VoucherOut) -> Element:
    element = _a("Line", _b("RecordID", str(number)), _number("AccountID", line.account, _LONG))
    for code, _, told in _ANALYSES:
        if value := getattr(line, told):
            element.append(_a("Analysis", _b("AnalysisType", code), _b("AnalysisID", value)))
    if line.customer:
        element.append(_number("CustomerID", line.customer, _MIDDLE))
    side = "CreditAmount" if line.amount < 0 else "DebitAmount"
    element.extend([_b("Description", line.text or voucher.text), _a(side, _money("Amount", abs(line.amount)))])
    if line.invoice:
        element.append(_number("ReferenceNumber", line.invoice, _MIDDLE))
    return element
