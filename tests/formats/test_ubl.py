"""UBL invoices and credit notes of the Nordic dialects become ledger items, or are refused with the reason."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from krav.formats import ubl
from krav.formats.values import FormatError, ItemIn, LedgerIn, PartyIn
from krav.kernel.money import Money
from tests.formats.invoices_in import changed

FILES = Path(__file__).parent / "files"
OIOUBL = (FILES / "oioubl_invoice.xml").read_bytes()
CREDIT_NOTE = (FILES / "peppol_credit_note.xml").read_bytes()
EHF = (FILES / "ehf_invoice.xml").read_bytes()


def ledger(data: bytes) -> LedgerIn:
    assert ubl.recognises(data, "f.xml")
    return ubl.read(data, "f.xml")


def item(data: bytes) -> ItemIn:
    (only,) = ledger(data).items
    return only


def refusal(data: bytes) -> str:
    with pytest.raises(FormatError) as refused:
        ledger(data)
    return str(refused.value)


def test_an_oioubl_invoice_is_read_whole() -> None:
    assert item(OIOUBL) == ItemIn(
        number="2026-0006",
        issued_on=date(2026, 9, 1),
        due_on=date(2026, 9, 15),
        amount=Money(631_250, "DKK"),
        customer=PartyIn(
            name="Bakkens Kro A/S",
            number="K-1017",
            company_number="99000015",
            kind="business",
            street="Prøvevej 12, 2. tv.",
            postcode="5970",
            city="Ærøskøbing",
            country="DK",
            email="birthe@bakkenskro.example",
            language="da",
            attention="Birthe Prøve",
        ),
        where="Invoice in line 4",
        reference="71/000000020260006",
        description="Æbletræer (+1)",
    )


def test_the_supplier_the_dialect_and_what_was_understood_are_told() -> None:
    read = ledger(OIOUBL)
    assert read.supplier == PartyIn("Æblehavens Gartneri ApS", company_number="99000007", kind="business")
    assert read.format == "OIOUBL 2.02 invoice"
    assert ("PaymentMeans/PaymentDueDate", "due_on") in read.understood
    assert ("LegalMonetaryTotal/PayableAmount", "amount") in read.understood
    assert read.remarks == ()


def test_the_vat_that_oioubl_calls_tax_exclusive_is_never_the_claim() -> None:
    assert b'TaxExclusiveAmount currencyID="DKK">1262.50' in OIOUBL
    assert item(OIOUBL).amount == Money.of("6312.50", "DKK")


def test_a_settlement_discount_period_is_no_due_date() -> None:
    without = changed(OIOUBL, "<cbc:PaymentDueDate>2026-09-15</cbc:PaymentDueDate>", "")
    assert b"SettlementPeriod" in without
    assert item(without).due_on is None


@pytest.mark.parametrize("element", ["PaymentDueDate", "InstallmentDueDate"])
def test_the_due_date_may_stand_in_the_payment_terms(element: str) -> None:
    terms = f"<cac:PaymentTerms><cbc:{element}>2026-10-20</cbc:{element}></cac:PaymentTerms>"
    data = changed(EHF, "<cbc:DueDate>2026-10-21</cbc:DueDate>", "")
    data = changed(data, "<cac:PaymentTerms>", f"{terms}<cac:PaymentTerms>")
    assert item(data).due_on == date(2026, 10, 20)


def test_without_a_due_date_the_terms_are_quoted_for_the_reader() -> None:
    read = ledger(changed(EHF, "<cbc:DueDate>2026-10-21</cbc:DueDate>", ""))
    assert read.items[0].due_on is None
    assert "no due date; the terms say: Netto 20 dager" in read.remarks


def test_instalments_are_not_added_up_and_the_last_day_counts() -> None:
    later = "<cac:PaymentMeans><cbc:PaymentDueDate>2026-12-31</cbc:PaymentDueDate></cac:PaymentMeans>"
    sooner = later.replace("2026-12-31", "2026-09-10")
    read = ledger(changed(OIOUBL, "<cac:PaymentTerms>", f"{later}{sooner}<cac:PaymentTerms>"))
    assert (read.items[0].due_on, read.items[0].amount) == (date(2026, 12, 31), Money(631_250, "DKK"))
    assert read.remarks == (
        "several due dates (instalments or alternatives): 2026-12-31 is used, not 2026-09-10, 2026-09-15",
    )


@pytest.mark.parametrize(
    ("payment_id", "instruction", "expected"),
    [
        ("71", "000000020260006", "71/000000020260006"),
        ("71", "20260006", "71/000000020260006"),
        ("75", "0000000202600037", "75/0000000202600037"),
        ("71#000000020260006", "", "71/000000020260006"),
        ("+71&lt;000000020260006+81234567&lt;", "", "71/000000020260006"),
        ("04", "1234567890123456", "04/1234567890123456"),
        ("15", "1234567890123456", "15/1234567890123456"),
        ("01", "", ""),
        ("73", "", ""),
        ("71", "0000000202600060", ""),
        ("000 5002 1000 7", "", "000500210007"),
        ("RF18 5390 0754 7034", "", "RF18539007547034"),
    ],
)
def test_the_spellings_of_a_payment_reference(payment_id: str, instruction: str, expected: str) -> None:
    data = changed(OIOUBL, ">71</cbc:PaymentID>", f">{payment_id}</cbc:PaymentID>")
    assert item(changed(data, ">000000020260006<", f">{instruction}<")).reference == expected


def test_a_false_check_digit_is_remarked_not_refused() -> None:
    read = ledger(changed(OIOUBL, "000000020260006", "123456789012345"))
    assert read.items[0].reference == "71/123456789012345"
    assert read.remarks == ("reference 71/123456789012345 fails its check digit",)


def test_a_danish_card_goes_before_other_references() -> None:
    other = "<cac:PaymentMeans><cbc:PaymentID>88123</cbc:PaymentID></cac:PaymentMeans><cac:PaymentMeans>"
    read = ledger(OIOUBL.replace(b"<cac:PaymentMeans>", other.encode(), 1))
    assert read.items[0].reference == "71/000000020260006"
    assert read.remarks == ("several payment references: 71/000000020260006 is used, not 88123",)


def test_a_credit_note_is_negative_and_names_its_invoice() -> None:
    note = item(CREDIT_NOTE)
    assert note.is_credit
    assert (note.number, note.amount, note.credits, note.due_on) == ("KR-88", Money(-125_000, "SEK"), "F-71", None)
    assert ledger(CREDIT_NOTE).format == "Peppol BIS Billing 3 credit note"


def test_the_sellers_own_customer_number_and_a_swedish_address() -> None:
    customer = item(CREDIT_NOTE).customer
    assert (customer.number, customer.company_number, customer.kind) == ("2044", "559999-0016", "business")
    assert (customer.street, customer.postcode) == ("Testgatan 3, Port B, Gårdshuset", "352 33")


def test_an_invoice_below_zero_is_a_credit() -> None:
    invoice = "<cac:InvoiceDocumentReference><cbc:ID>50020</cbc:ID></cac:InvoiceDocumentReference>"
    supplier = "<cac:AccountingSupplierParty>"
    data = changed(EHF, supplier, f"<cac:BillingReference>{invoice}</cac:BillingReference>{supplier}")
    assert item(data).credits == ""
    below = item(changed(data, ">1043.34<", ">-1043.34<"))
    assert (below.amount, below.credits) == (Money(-104_334, "NOK"), "50020")


@pytest.mark.parametrize("code", ["381", "396"])
def test_an_invoice_whose_type_is_a_credit_note_lowers_the_debt(code: str) -> None:
    assert item(changed(EHF, ">380<", f">{code}<")).amount == Money(-104_334, "NOK")
    below = changed(EHF, ">1043.34<", ">-1043.34<")
    assert item(changed(below, ">380<", f">{code}<")).amount == Money(-104_334, "NOK")


def test_a_credit_note_on_several_invoices_lowers_none_by_itself() -> None:
    one = "<cac:BillingReference>"
    other = f"{one}<cac:InvoiceDocumentReference><cbc:ID>F-72</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>"
    read = ledger(CREDIT_NOTE.replace(one.encode(), f"{other}{one}".encode(), 1))
    assert (read.items[0].credits, read.items[0].stands_alone) == ("", True)
    assert "several invoices are credited (F-72, F-71): it is an open credit note of the customer" in read.remarks


def test_the_same_invoice_credited_line_by_line_is_one() -> None:
    again = CREDIT_NOTE.replace(b"</cac:BillingReference>", b"</cac:BillingReference>" + billing("F-71"), 1)
    assert item(again).credits == "F-71"


def billing(number: str) -> bytes:
    inside = f"<cac:InvoiceDocumentReference><cbc:ID>{number}</cbc:ID></cac:InvoiceDocumentReference>"
    return f"<cac:BillingReference>{inside}</cac:BillingReference>".encode()


def test_other_due_dates_are_told_wherever_they_stand() -> None:
    later = "<cac:PaymentTerms><cbc:InstallmentDueDate>2026-12-01</cbc:InstallmentDueDate></cac:PaymentTerms>"
    means = "<cac:PaymentMeans><cbc:PaymentDueDate>2026-09-15</cbc:PaymentDueDate></cac:PaymentMeans>"
    read = ledger(changed(EHF, "<cac:PaymentTerms>", f"{means}{later}<cac:PaymentTerms>"))
    assert read.items[0].due_on == date(2026, 10, 21)
    told = "several due dates (instalments or alternatives): 2026-10-21 is used, not 2026-09-15, 2026-12-01"
    assert told in read.remarks


def test_a_credit_note_below_zero_is_refused() -> None:
    below = changed(CREDIT_NOTE, ">1250.00<", ">-1250.00<")
    assert "the credit note's amount is negative (-1250.00 SEK)" in refusal(below)


def test_the_rest_after_a_prepayment_is_the_claim() -> None:
    read = ledger(EHF)
    assert read.items[0].amount == Money(104_334, "NOK")
    assert read.remarks == ("500.00 NOK was paid in advance and is not in the amount, 1043.34 NOK",)


def test_a_kid_keeps_its_zeros_and_a_zone_does_not_move_a_day() -> None:
    invoice = item(EHF)
    assert (invoice.reference, invoice.issued_on) == ("000500210007", date(2026, 10, 1))
    assert ledger(EHF).format == "EHF invoice"


def test_a_consumer_behind_a_companys_endpoint_is_no_business() -> None:
    customer = item(EHF).customer
    assert (customer.name, customer.kind, customer.company_number) == ("Kari Eksempel", "", "")
    assert (customer.street, customer.country) == ("Postbox 17", "NO")


@pytest.mark.parametrize(
    ("scheme", "number"),
    [("DK:CPR", "0101010000"), ("0007", "900101-0000"), ("0007", "199001010000"), ("", "9001010000")],
)
def test_a_persons_number_is_not_taken_for_a_companys(scheme: str, number: str) -> None:
    data = changed(CREDIT_NOTE, '"0007">559999-0016', f'"{scheme}">{number}')
    customer = item(data).customer
    assert (customer.company_number, customer.kind) == ("", "")


def test_a_foreign_register_number_is_a_companys() -> None:
    customer = item(changed(CREDIT_NOTE, '"0007">559999-0016', '"0183">39937423947')).customer
    assert (customer.company_number, customer.kind) == ("39937423947", "business")


def test_a_person_is_named_where_no_company_is() -> None:
    person = "<cac:Person><cbc:FirstName>Kari</cbc:FirstName><cbc:FamilyName>Prøve</cbc:FamilyName></cac:Person>"
    named = changed(EHF, "<cac:PartyName><cbc:Name>Kari Eksempel</cbc:Name></cac:PartyName>", person)
    assert item(named).customer.name == "Kari Prøve"
    assert "the party has no name" in refusal(changed(named, person, ""))


@pytest.mark.parametrize(
    ("custom", "name"),
    [
        ("OIOUBL-2.1", "OIOUBL 2.1 invoice"),
        ("urn:fdc:oioubl.dk:trns:billing:invoice:3.0", "OIOUBL 3.0 invoice"),
        ("", "UBL 2.0 invoice"),
        ("urn:www.difi.no:ehf:faktura:ver2.0", "EHF invoice"),
    ],
)
def test_the_dialect_is_named(custom: str, name: str) -> None:
    assert ledger(changed(OIOUBL, "OIOUBL-2.02", custom)).format == name


def test_the_currency_of_the_amount_is_enough() -> None:
    assert item(changed(EHF, "<cbc:DocumentCurrencyCode>NOK</cbc:DocumentCurrencyCode>", "")).amount.currency == "NOK"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("<cbc:ID>50021</cbc:ID>", "", "has no number"),
        ("<cbc:IssueDate>2026-10-01+02:00</cbc:IssueDate>", "", "has no IssueDate"),
        ("2026-10-01+02:00", "01.10.2026", "is not a day"),
        ('<cbc:PayableAmount currencyID="NOK">1043.34</cbc:PayableAmount>', "", "has no PayableAmount"),
        ('PayableAmount currencyID="NOK"', "PayableAmount", "is not a currency code"),
        (">NOK</cbc:DocumentCurrencyCode>", ">SEK</cbc:DocumentCurrencyCode>", "in SEK, its PayableAmount in NOK"),
        (">1043.34<", ">1043,34<", "is not an amount"),
        (">1043.34<", ">1043.345<", "more than two decimals"),
        ("cac:AccountingCustomerParty", "cac:BuyerCustomerParty", "names no customer"),
    ],
)
def test_an_invoice_that_lacks_something_is_refused(old: str, new: str, reason: str) -> None:
    assert reason in refusal(changed(EHF, old, new))


@pytest.mark.parametrize(
    ("root", "what"),
    [
        ("Reminder", "a reminder"),
        ("Statement", "a statement of account"),
        ("ApplicationResponse", "an answer to a document"),
        ("Order", "an order"),
        ("Catalogue", "a document of the type Catalogue"),
    ],
)
def test_another_document_is_refused_by_its_name(root: str, what: str) -> None:
    data = f'<{root} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2"/>'.encode()
    assert f"this is {what}" in refusal(data)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"<testSet xmlns='urn:x'><test/></testSet>", "testSet"),
        (b"<StandardBusinessDocument><Order/></StandardBusinessDocument>", "an envelope (SBDH) without an invoice"),
        (changed(EHF, "ehf:forward-billing:3.0", "ehf:reminder:3.0"), "an EHF reminder about an invoice"),
        (changed(OIOUBL, ">380<", ">325<"), "a pro forma invoice"),
    ],
)
def test_what_only_looks_like_an_invoice_is_refused(data: bytes, what: str) -> None:
    assert what in refusal(data)


def test_a_mark_instructions_and_comments_change_nothing() -> None:
    head, _, rest = OIOUBL.partition(b"?>")
    noisy = head + b"?>\n<?xml-stylesheet href='x.xsl'?><!-- from elsewhere -->" + rest
    noisy = changed(noisy, "<cbc:IssueDate>", "<!-- one --><?page 1?><cbc:IssueDate><!-- two -->")
    assert replace(item(noisy), where="") == replace(item(OIOUBL), where="")


def test_an_invoice_in_an_envelope_is_read() -> None:
    _, _, invoice = EHF.partition(b"?>")
    assert item(b"<StandardBusinessDocument>" + invoice + b"</StandardBusinessDocument>").number == "50021"


def test_oddities_are_remarked() -> None:
    early = changed(OIOUBL, "<cbc:PaymentDueDate>2026-09-15", "<cbc:PaymentDueDate>2026-08-15")
    data = changed(early, "<cbc:InvoiceTypeCode", "<cbc:CopyIndicator>true</cbc:CopyIndicator><cbc:InvoiceTypeCode")
    assert ledger(data).remarks == ("due on 2026-08-15, before it was issued on 2026-09-01", "marked as a copy")


def test_a_bank_file_is_not_recognised() -> None:
    assert not ubl.recognises((FILES / "camt053.xml").read_bytes(), "f.xml")
    assert not ubl.recognises(b"number;due\n1;2026-01-01", "f.csv")
