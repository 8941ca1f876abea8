"""A SAF-T file as a ledger: open items derived from postings, held against each customer's balance."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from krav.formats import saft, sniff
from krav.formats.values import FormatError, LedgerIn
from tests.formats.ledger_files import booked, customer, reference
from tests.formats.ledger_files import saft as file

INVOICE = booked("11", "2026-03-01", "101", "1000", reference("5001", "2026-03-15", "0050018"), "Faktura 5001")
PAYMENT = booked("12", "2026-03-20", "101", "-400", reference("5001"), "Innbetaling")


def _read(customers: str, transactions: str, **more: str) -> LedgerIn:
    return saft.read(file(customers, transactions, **more), "regnskap.xml")


def _items(ledger: LedgerIn) -> list[tuple[str, str, str]]:
    return [(each.number, str(each.amount), str(each.open_amount)) for each in ledger.items]


def test_an_invoice_and_what_was_paid_of_it() -> None:
    read = _read(customer("101", "0", "600"), INVOICE + PAYMENT)
    (item,) = read.items
    assert (item.number, str(item.amount), str(item.open_amount)) == ("5001", "1000.00 NOK", "600.00 NOK")
    assert (item.issued_on, item.due_on, item.reference) == (date(2026, 3, 1), date(2026, 3, 15), "0050018")
    assert (item.customer.name, item.customer.number) == ("Kunde 101 AS", "101")
    assert (item.customer.street, item.customer.postcode) == ("Postboks 7", "5803")
    assert (read.everything, read.until_on, read.unused, read.remarks) == (True, date(2026, 8, 31), (), ())
    assert read.supplier
    assert read.supplier.company_number == "998877665"


def test_the_number_in_the_register_is_not_the_one_for_vat() -> None:
    vat = "<TaxRegistration><TaxRegistrationNumber>911111111MVA</TaxRegistrationNumber></TaxRegistration>"
    (item,) = _read(customer("101", "0", "1000", vat), INVOICE).items
    assert item.customer.company_number == "912345671"


@pytest.mark.parametrize(
    "told",
    [
        "<ReferenceNumber>9</ReferenceNumber><CrossReference>5001</CrossReference>",
        "<CID>0050018</CID>",
        "<SourceDocumentID>5001</SourceDocumentID>",
    ],
)
def test_a_payment_is_matched_by_whatever_names_the_invoice(told: str) -> None:
    paid = booked("12", "2026-03-20", "101", "-1000", told, "Innbetaling")
    assert _items(_read(customer("101"), INVOICE + paid)) == [("5001", "1000.00 NOK", "0.00 NOK")]


@pytest.mark.parametrize("namespace", ["", "urn:StandardAuditFile-Taxation-Financial:NO"])
@pytest.mark.parametrize("version", ["1.0", "a", "85FX31SHG", "2.00"])
def test_any_version_with_or_without_a_namespace(namespace: str, version: str) -> None:
    read = _read(customer("101", "0", "1000"), INVOICE, namespace=namespace, version=version)
    assert len(read.items) == 1


def test_danish_saft_is_read_and_said_to_be_untried() -> None:
    read = _read(customer("101", "0", "1000"), INVOICE, namespace="urn:StandardAuditFile-Taxation-Financial:DK")
    assert len(read.items) == 1
    assert read.remarks[0].startswith("SAF-T of DK has not been tried")


@pytest.mark.parametrize(
    "data",
    [
        b'<AuditFile xmlns="urn:OECD:StandardAuditFile-Tax:PT_1.04_01"/>',
        b'<auditfile xmlns="urn:StandardAuditFile-Taxation-CashRegister:NO"/>',
    ],
)
def test_saft_of_another_kind_is_refused(data: bytes) -> None:
    assert sniff.recognise(data, "a.xml") == "saft"
    with pytest.raises(FormatError, match="SAF-T of another kind"):
        saft.read(data, "a.xml")


def test_a_balance_that_is_higher_than_the_items_is_named_and_never_asked_for() -> None:
    read = _read(customer("101", "0", "1300"), INVOICE)
    assert _items(read) == [("5001", "1000.00 NOK", "1000.00 NOK")]
    assert read.remarks[0] == (
        "customer 101: open items make 1000.00 NOK, the balance is 1300.00 NOK: difference 300.00 NOK"
    )
    assert not read.everything


def test_a_balance_that_is_lower_than_the_items_means_that_somebody_paid() -> None:
    read = _read(customer("101", "0", "300"), INVOICE)
    assert read.items == ()
    assert read.unused[0].why == "1000.00 NOK of invoice 5001 may be paid: customer 101 owes less in all"


def test_who_owes_nothing_in_all_has_nothing_open_whatever_names_what() -> None:
    paid = booked("12", "2026-03-20", "101", "-1000", "", "Innbetaling")
    assert _items(_read(customer("101"), INVOICE + paid)) == [("5001", "1000.00 NOK", "0.00 NOK")]


def test_who_paid_too_much_has_money_on_account() -> None:
    paid = booked("12", "2026-03-20", "101", "-1250", reference("5001"), "Innbetaling")
    read = _read(customer("101", "0", "-250"), INVOICE + paid)
    assert _items(read) == [("5001", "1000.00 NOK", "0.00 NOK"), ("12 5001", "-250.00 NOK", "-250.00 NOK")]
    assert read.items[1].kind == "payment"
    assert read.everything


def test_a_payment_that_names_no_invoice_stands_beside_the_open_one() -> None:
    paid = booked("12", "2026-03-20", "101", "-400", "", "Innbetaling")
    read = _read(customer("101", "0", "600"), INVOICE + paid)
    assert _items(read) == [("5001", "1000.00 NOK", "1000.00 NOK"), ("12", "-400.00 NOK", "-400.00 NOK")]


def test_an_opening_balance_is_paid_by_what_names_no_invoice_of_the_file() -> None:
    old = booked("12", "2026-01-20", "101", "-700", reference("4950"), "Innbetaling")
    read = _read(customer("101", "700", "1000"), INVOICE + old)
    assert _items(read) == [("5001", "1000.00 NOK", "1000.00 NOK")]
    assert read.everything


def test_an_opening_balance_without_items_is_one_unused_line() -> None:
    read = _read(customer("101", "700", "1700"), INVOICE)
    assert _items(read) == [("5001", "1000.00 NOK", "1000.00 NOK")]
    assert [each.why for each in read.unused] == ["700.00 NOK of customer 101 is open and names no invoice"]
    assert not read.everything


def test_an_opening_balance_in_the_customers_favour_is_money_on_account() -> None:
    read = _read(customer("101", "-200", "800"), INVOICE)
    assert _items(read)[1] == ("101 opening", "-200.00 NOK", "-200.00 NOK")


def test_a_credit_note_is_no_payment() -> None:
    credited = booked("13", "2026-03-10", "101", "-150", reference("7001"), "Kreditnota 7001")
    read = _read(customer("101", "0", "850"), INVOICE + credited)
    assert _items(read)[1] == ("7001", "-150.00 NOK", "-150.00 NOK")
    assert read.items[1].kind == "credit"


def test_a_credit_note_paid_out_with_more_than_it_says_is_owed_again() -> None:
    credited = booked("13", "2026-03-10", "101", "-150", reference("7001"), "Kreditnota 7001")
    refunded = booked("14", "2026-03-12", "101", "200", reference("7001"), "Utbetaling")
    read = _read(customer("101", "0", "50"), credited + refunded)
    assert [each.why for each in read.unused] == ["50.00 NOK of customer 101 is open and names no invoice"]


@pytest.mark.parametrize(
    ("terms", "due"),
    [
        ("<Days>14</Days>", date(2026, 3, 15)),
        ("<Months>1</Months>", date(2026, 4, 1)),
        ("<Days>10</Days><FreeBillingMonth>true</FreeBillingMonth>", date(2026, 4, 10)),
    ],
)
def test_the_due_day_is_told_by_the_customers_terms_where_the_line_has_none(terms: str, due: date) -> None:
    more = f"<PartyInfo><PaymentTerms>{terms}</PaymentTerms><Type>Private</Type></PartyInfo>"
    made = booked("11", "2026-03-01", "101", "1000", reference("5001"))
    (item,) = _read(customer("101", "0", "1000", more), made).items
    assert (item.due_on, item.due_agreed, item.customer.kind) == (due, None, "consumer")


@pytest.mark.parametrize("told", [reference("5001"), reference("5001", "2026-02-01")])
def test_without_terms_or_with_a_due_day_before_its_own_an_invoice_is_due_after_thirty_days(told: str) -> None:
    read = _read(customer("101", "0", "1000"), booked("11", "2026-03-01", "101", "1000", told))
    assert (read.items[0].due_on, read.items[0].due_agreed) == (date(2026, 3, 31), False)
    assert read.remarks == ("invoices without a due day, taken as due after 30 days: 1",)


def test_a_number_that_several_customers_share_is_no_invoice_number() -> None:
    made = "".join(booked(who, "2026-03-01", who, "1000", reference("2026")) for who in ("101", "102"))
    read = _read(customer("101", "0", "1000") + customer("102", "0", "1000"), made)
    assert read.items == ()
    assert read.unused[0].why == "2026 is no invoice number: several customers have it"


def test_lines_of_customers_on_other_accounts_are_no_receivables() -> None:
    read = _read(customer("101"), INVOICE.replace("<AccountID>1500<", "<AccountID>3000<"))
    assert read.items == ()


def test_a_customer_who_is_not_described_is_named() -> None:
    read = _read(customer("102"), INVOICE)
    assert read.unused[0].why == "customer 101 is not described in the file"


def test_a_transaction_that_does_not_come_to_nothing_is_not_believed() -> None:
    crooked = INVOICE.replace("<Amount>1000</Amount></CreditAmount>", "<Amount>998</Amount></CreditAmount>")
    read = _read(customer("101"), crooked)
    assert read.items == ()
    assert read.unused[0] == ("transaction 11", "it does not come to nothing")
    assert read.remarks[0] == "transaction 11 does not come to nothing: 2.00 NOK; it is not believed"


@pytest.mark.parametrize(
    ("totals", "reason"),
    [
        ("<NumberOfEntries>3</NumberOfEntries>", "has 3 entries and has 2"),
        ("<TotalDebit>1399.99</TotalDebit>", "TotalDebit is 1399.99 NOK; its lines make 1400.00 NOK"),
        ("<TotalCredit>1</TotalCredit>", "TotalCredit is 1.00 NOK"),
    ],
)
def test_wrong_counts_and_sums_are_refused(totals: str, reason: str) -> None:
    right = "<NumberOfEntries>2</NumberOfEntries><TotalDebit>1400</TotalDebit><TotalCredit>1400.00</TotalCredit>"
    assert _read(customer("101", "0", "600"), INVOICE + PAYMENT, totals=right).items
    with pytest.raises(FormatError, match=reason):
        _read(customer("101", "0", "600"), INVOICE + PAYMENT, totals=totals)


def test_source_documents_name_the_invoice_and_what_a_payment_is_for() -> None:
    documents = (
        "<SourceDocuments><SalesInvoices><Invoice><InvoiceNo>F-77</InvoiceNo><CustomerInfo><CustomerID>101</CustomerID>"
        "</CustomerInfo><InvoiceDate>2026-03-01</InvoiceDate><TransactionID>21</TransactionID>"
        "<DocumentTotals><GrossTotal>500</GrossTotal></DocumentTotals></Invoice></SalesInvoices>"
        "<Payments><Payment><PaymentRefNo>1</PaymentRefNo><TransactionID>22</TransactionID>"
        "<TransactionDate>2026-03-09</TransactionDate><Line><SourceDocumentID>F-77</SourceDocumentID>"
        "<CustomerID>101</CustomerID><DebitCreditIndicator>C</DebitCreditIndicator>"
        "<PaymentLineAmount><Amount>200</Amount></PaymentLineAmount></Line></Payment></Payments></SourceDocuments>"
    )
    made = booked("21", "2026-03-01", "101", "500") + booked("22", "2026-03-09", "101", "-200")
    expected = [("F-77", "500.00 NOK", "300.00 NOK")]
    assert _items(_read(customer("101", "0", "300"), made, documents=documents)) == expected
    assert _items(_read(customer("101", "0", "300"), "", documents=documents)) == expected


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("<Amount>1000</Amount>", "<Amount>tusen</Amount>", "is not an amount"),
        ("2026-03-01", "2026-02-30", "is not a day"),
        (">NOK<", ">kroner<", "not a currency code"),
        (">NOK<", "><", "“” is not a currency code"),
        ("<CustomerID>101</CustomerID><Bal", "<Bal", "has no number"),
        ("Header>", "Top>", "does not begin with a header"),
        ("</AuditFile>", "", "damaged or cut off"),
        ("<AuditFile", '<!DOCTYPE a SYSTEM "b"><AuditFile', "DOCTYPE"),
    ],
)
def test_damage_is_refused_with_its_reason(before: str, after: str, reason: str) -> None:
    data = file(customer("101", "0", "1000"), INVOICE).decode().replace(before, after).encode()
    with pytest.raises(FormatError, match=reason):
        saft.read(data, "a.xml")


@given(st.integers(0, 10_000), st.binary(max_size=6), st.integers(0, 60))
@settings(max_examples=80, deadline=None)
def test_a_changed_file_is_read_or_refused(place: int, put_in: bytes, left_out: int) -> None:
    data = file(customer("101", "0", "600"), INVOICE + PAYMENT)
    place %= len(data)
    _read_or_refuse(data[:place] + put_in + data[place + left_out :])


@given(st.binary(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    _read_or_refuse(data)
    _read_or_refuse(b"<AuditFile>" + data + b"</AuditFile>")


def _read_or_refuse(data: bytes) -> None:
    try:
        saft.read(data, "a.xml")
    except FormatError:
        return
