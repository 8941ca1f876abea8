"""Svefakturor become ledger items with their papers, or are refused with the reason."""

from datetime import date

import pytest

from krav.formats import sniff, svefaktura
from krav.formats.values import AttachmentIn, FormatError, ItemIn, LedgerIn, PartyIn
from krav.kernel.money import Money
from tests.formats.invoices_in import EHF, PDF, SVEFAKTURA, changed, envelope, objects, sfti

SECOND = changed(SVEFAKTURA, "<ID>2026-77</ID>", "<ID>2026-78</ID>")
NOTE = changed(SVEFAKTURA, ">380<", ">381<")


def credits_of(*numbers: str) -> bytes:
    references = "".join(
        f"<InitialInvoiceDocumentReference><cac:ID>{number}</cac:ID></InitialInvoiceDocumentReference>" for number in numbers
    )
    return changed(NOTE, "</Invoice>", f"{references}</Invoice>")


def ledger(data: bytes) -> LedgerIn:
    assert sniff.recognise(data, "f.xml") == "svefaktura"
    return svefaktura.read(data, "f.xml")


def item(data: bytes) -> ItemIn:
    (only,) = ledger(data).items
    return only


def refusal(data: bytes) -> str:
    with pytest.raises(FormatError) as refused:
        ledger(data)
    return str(refused.value)


def test_an_invoice_is_read_whole() -> None:
    assert item(SVEFAKTURA) == ItemIn(
        number="2026-77",
        issued_on=date(2026, 9, 1),
        due_on=date(2026, 10, 1),
        amount=Money(778_150, "SEK"),
        customer=PartyIn(
            name="Påhittade Lådor AB",
            number="2044",
            company_number="5599990016",
            kind="business",
            street="Provgatan 5, Postbox 17",
            postcode="352 33",
            city="Växjö",
            country="SE",
            email="pia@lador.example",
            attention="Pia Prov",
        ),
        where="Invoice in line 3",
        reference="9000175",
        description="Falu rödfärg (+1)",
    )


def test_the_supplier_the_format_and_what_was_understood_are_told() -> None:
    read = ledger(SVEFAKTURA)
    assert read.supplier == PartyIn("Provbygg i Småland AB", company_number="5599990008", kind="business")
    assert read.format == "Svefaktura 1.0 invoice"
    assert ("PaymentMeans/DuePaymentDate", "due_on") in read.understood
    assert read.remarks == ("several payment references: 9000175 is used, not 900017",)


def test_a_paper_that_is_not_in_the_file_is_told() -> None:
    (line,) = ledger(SVEFAKTURA).unused
    assert (line.where, line.why) == (
        "AdditionalDocumentReference in line 8",
        "the paper urn:sfti:documents:object:271 is not in the file",
    )


def test_papers_in_the_envelope_belong_to_their_invoice() -> None:
    read = ledger(sfti(SVEFAKTURA, SECOND, objects("2026-78", filename="ritning.pdf")))
    assert [len(each.attachments) for each in read.items] == [0, 1]
    assert read.items[1].attachments == (AttachmentIn("ritning.pdf", "application/pdf", PDF),)
    assert read.format == "Svefaktura 1.0, 2 documents"
    assert len(read.unused) == 1


def test_the_papers_beside_a_single_invoice_are_its_own() -> None:
    read = ledger(sfti(SVEFAKTURA, objects("15", filename="")))
    assert [paper.name for paper in read.items[0].attachments] == ["object 271"]
    assert read.unused == ()


def test_papers_of_an_invoice_that_is_not_there_are_told() -> None:
    lines = ledger(sfti(SVEFAKTURA, SECOND, objects("99"))).unused
    assert "invoice 99, whose papers it holds, is not in the file" in [line.why for line in lines]


def test_a_paper_in_another_writing_is_told() -> None:
    read = ledger(sfti(SVEFAKTURA, objects("2026-77", form="hex")))
    assert [line.why for line in read.unused] == ["it is written in hex, not in base64"]


def test_an_envelope_of_another_kind_is_read_too() -> None:
    read = ledger(envelope(SVEFAKTURA, b"<Order/>"))
    assert [each.number for each in read.items] == ["2026-77"]
    assert "this is a document of the type Order, no Svefaktura" in [line.why for line in read.unused]


def test_papers_alone_are_refused() -> None:
    said = refusal(objects("2026-77"))
    assert "an envelope of papers (ObjectEnvelope) that belong to invoice 2026-77, without the invoice" in said


def test_a_credit_note_lowers_its_invoice_however_its_total_is_written() -> None:
    note = credits_of("2026-70")
    assert (item(note).amount, item(note).credits) == (Money(-778_150, "SEK"), "2026-70")
    assert ledger(note).format == "Svefaktura 1.0 credit note"
    below = ledger(changed(note, ">7781.50<", ">-7781.50<"))
    assert below.items[0].amount == Money(-778_150, "SEK")
    assert "the credit note's total is written below zero (-7781.50 SEK); it lowers what is owed" in below.remarks


def test_a_credit_note_on_several_invoices_lowers_none_by_itself() -> None:
    read = ledger(credits_of("1", "2", "1"))
    assert read.items[0].credits == ""
    assert "several invoices are credited (1, 2): it is an open credit note of the customer" in read.remarks


def test_an_invoice_below_zero_is_a_credit() -> None:
    assert item(changed(SVEFAKTURA, ">7781.50<", ">-7781.50<")).amount == Money(-778_150, "SEK")


def test_instalments_are_not_added_up_and_the_last_day_counts() -> None:
    data = SVEFAKTURA.replace(b"2026-10-01<", b"2026-12-01<", 1)
    read = ledger(data)
    assert (read.items[0].due_on, read.items[0].amount) == (date(2026, 12, 1), Money(778_150, "SEK"))
    assert "several due dates (instalments or alternatives): 2026-12-01 is used, not 2026-10-01" in read.remarks


def test_without_a_due_day_the_terms_are_told() -> None:
    read = ledger(SVEFAKTURA.replace(b"<cbc:DuePaymentDate>2026-10-01</cbc:DuePaymentDate>", b""))
    assert read.items[0].due_on is None
    assert "no due date; the terms say: 30 dagar netto" in read.remarks


@pytest.mark.parametrize("number", ["SE900101000001", "SE640823323401"])
def test_a_persons_number_is_not_taken_in(number: str) -> None:
    customer = item(changed(SVEFAKTURA, "SE559999001601", number)).customer
    assert (customer.company_number, customer.kind) == ("", "")


def test_a_persons_number_is_no_customer_number() -> None:
    assert item(changed(SVEFAKTURA, "<cac:ID>2044</cac:ID>", "<cac:ID>900101-0000</cac:ID>")).customer.number == ""


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("<ID>2026-77</ID>", "", "has no number"),
        ("<cbc:IssueDate>2026-09-01</cbc:IssueDate>", "", "has no IssueDate"),
        ("2026-09-01", "1/9 2026", "is not a day"),
        ("TaxInclusiveTotalAmount", "Total", "has no total with VAT"),
        (">SEK</InvoiceCurrencyCode>", ">EUR</InvoiceCurrencyCode>", "is in EUR, its total in SEK"),
        (">7781.50<", ">7781,50<", "is not an amount"),
        ("cac:BuyerParty", "cac:Other", "names no customer"),
        ("<cbc:Name>Påhittade Lådor AB</cbc:Name>", "", "the party has no name"),
        (">380<", ">325<", "“325” (InvoiceTypeCode) is neither an invoice, 380, nor a credit note, 381"),
        ("BasicInvoice:1:0", "BasicInvoice:2:0", "a Svefaktura of version 2.0; only 1.0 is read"),
    ],
)
def test_an_invoice_that_lacks_something_is_refused(old: str, new: str, reason: str) -> None:
    assert reason in refusal(changed(SVEFAKTURA, old, new))


def test_what_is_no_invoice_is_refused_by_its_name() -> None:
    assert "a document of the type Order without a Svefaktura" in refusal(
        b'<Order xmlns="urn:sfti:documents:BasicOrder:1:0"/>'
    )


def test_an_outside_document_is_refused() -> None:
    data = changed(SVEFAKTURA, "<!-- an invented invoice -->", '<!DOCTYPE Invoice SYSTEM "x.dtd">')
    with pytest.raises(FormatError, match="document type declaration"):
        svefaktura.read(data, "f.xml")


def test_other_files_are_not_recognised() -> None:
    assert not svefaktura.recognises(EHF, "f.xml")
    assert not svefaktura.recognises(envelope(EHF), "f.xml")
    assert not svefaktura.recognises(b"number;due\n1;2026-01-01", "f.csv")
