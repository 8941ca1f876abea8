"""Small SIE and SAF-T files, and vouchers on their way out, for the tests of ledgers."""

from datetime import date

from krav.formats.values import PartyIn
from krav.formats.vouchers import AccountOut, BooksOut, VoucherLineOut, VoucherOut

HEAD = """#FLAGGA 0
#PROGRAM "Bokföring" "5.1"
#FORMAT PC8
#GEN 20260901
#SIETYP 4
#ORGNR 556677-8899
#FNAMN "Övningsbolaget Åberg AB"
#RAR 0 20260101 20261231
#KONTO 1510 "Kundfordringar"
#KONTO 1930 "Företagskonto"
#KONTO 3001 "Försäljning"
"""


_NAMES = {"1510": "Kundfordringar"}


def sie(vouchers: str, head: str = HEAD, encoding: str = "cp437") -> bytes:
    """A file of type 4: the head and these vouchers, with the ends of lines that the standard asks for."""
    return (head + vouchers).replace("\n", "\r\n").encode(encoding)


def voucher(named: str, text: str, amount: str, account: str = "3001", kind: str = "") -> str:
    """A voucher with one posting on the customers' account and one on another."""
    other = amount.removeprefix("-") if amount.startswith("-") else f"-{amount}"
    return f'#VER {named} "{text}"\n{{\n#TRANS 1510 {{{kind}}} {amount} "" "{text}"\n#TRANS {account} {{}} {other}\n}}\n'


def customer(number: str, opening: str = "0", closing: str = "0", more: str = "") -> str:
    """A customer of a SAF-T file with balances on account 1500; a balance below zero is credit."""
    return (
        f"<Customer><RegistrationNumber>91234567{number[-1]}</RegistrationNumber><Name>Kunde {number} AS</Name>"
        "<Address><StreetName>Torget</StreetName><Number>1</Number><City>Bergen</City><PostalCode>5014</PostalCode>"
        "<Country>NO</Country><AddressType>StreetAddress</AddressType></Address>"
        "<Address><StreetName>Postboks 7</StreetName><City>Bergen</City><PostalCode>5803</PostalCode>"
        "<Country>NO</Country><AddressType>PostalAddress</AddressType></Address>"
        f"<CustomerID>{number}</CustomerID>"
        f"<BalanceAccount><AccountID>1500</AccountID>{_balance('Opening', opening)}{_balance('Closing', closing)}"
        f"</BalanceAccount>{more}</Customer>"
    )


def _balance(which: str, amount: str) -> str:
    side = "Credit" if amount.startswith("-") else "Debit"
    return f"<{which}{side}Balance>{amount.removeprefix('-')}</{which}{side}Balance>"


def booked(number: str, day: str, who: str, amount: str, told: str = "", text: str = "Bilag") -> str:
    """A transaction between a customer's account and another; `told` are elements of the customer's line."""
    side, other = ("Credit", "Debit") if amount.startswith("-") else ("Debit", "Credit")
    bare = amount.removeprefix("-")
    return (
        f"<Transaction><TransactionID>{number}</TransactionID><TransactionDate>{day}</TransactionDate>"
        f"<Description>{text}</Description>"
        f"<Line><RecordID>1</RecordID><AccountID>1500</AccountID><CustomerID>{who}</CustomerID>"
        f"<Description>{text}</Description><{side}Amount><Amount>{bare}</Amount></{side}Amount>{told}</Line>"
        "<Line><RecordID>2</RecordID><AccountID>3000</AccountID>"
        f"<Description>{text}</Description><{other}Amount><Amount>{bare}</Amount></{other}Amount></Line></Transaction>"
    )


def reference(number: str, due: str = "", kid: str = "") -> str:
    """What a line is known by."""
    paid_by = f"<CID>{kid}</CID>" if kid else ""
    return f"<ReferenceNumber>{number}</ReferenceNumber>{paid_by}" + (f"<DueDate>{due}</DueDate>" if due else "")


def saft(
    customers: str, transactions: str, *, namespace: str = "urn:StandardAuditFile-Taxation-Financial:NO", totals: str = "",
    documents: str = "", version: str = "1.30",
) -> bytes:  # fmt: skip
    """A file with these customers and transactions; `totals` are the entries' count and sums where the file has them."""
    declared = f' xmlns="{namespace}"' if namespace else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><AuditFile{declared}><Header><AuditFileVersion>{version}</AuditFileVersion>'
        "<AuditFileDateCreated>2026-09-02</AuditFileDateCreated>"
        "<Company><RegistrationNumber>998877665</RegistrationNumber><Name>Fjordkraft Utleie AS</Name></Company>"
        "<DefaultCurrencyCode>NOK</DefaultCurrencyCode><SelectionCriteria><PeriodStart>1</PeriodStart>"
        "<PeriodStartYear>2026</PeriodStartYear><PeriodEnd>8</PeriodEnd><PeriodEndYear>2026</PeriodEndYear>"
        "</SelectionCriteria></Header><MasterFiles><GeneralLedgerAccounts><Account><AccountID>1500</AccountID>"
        f"</Account></GeneralLedgerAccounts><Customers>{customers}</Customers></MasterFiles>"
        f"<GeneralLedgerEntries>{totals}<Journal>{transactions}</Journal></GeneralLedgerEntries>{documents}</AuditFile>"
    ).encode()


def books(vouchers: tuple[VoucherOut, ...], currency: str = "SEK") -> BooksOut:
    """The vouchers of January, with the accounts and customers they name."""
    names = {line.customer for each in vouchers for line in each.lines} - {""}
    accounts = {line.account for each in vouchers for line in each.lines}
    return BooksOut(
        creditor=PartyIn("Åbergs Måleri AB", company_number="5566778899", city="Växjö", country="SE", attention="Ada Åberg"),
        currency=currency,
        made_on=date(2026, 2, 1),
        from_on=date(2026, 1, 1),
        to_on=date(2026, 1, 31),
        program="Krav",
        version="1.0",
        accounts=tuple(AccountOut(number, _NAMES.get(number, f"Konto {number}")) for number in sorted(accounts)),
        customers=tuple(PartyIn(f"Kund {number} Ägare", number=number) for number in sorted(names)),
        vouchers=vouchers,
    )


INTEREST = VoucherOut(
    "K", "1", date(2026, 1, 5), 'Ränta på "faktura" 1001',
    (VoucherLineOut("1510", 12_345, customer="7", invoice="R1", department="Syd"),
     VoucherLineOut("8313", -12_345, "Dröjsmålsränta", project="P 9")),
)  # fmt: skip
PAID = VoucherOut(
    "K", "2", date(2026, 1, 20), "Betalt",
    (VoucherLineOut("1930", 2_345, "Bank"), VoucherLineOut("1510", -2_345, customer="7", invoice="R1")),
)  # fmt: skip
