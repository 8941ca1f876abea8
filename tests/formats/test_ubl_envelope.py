"""Several invoices in one file: every one becomes an item, and what is none is named."""

import pytest

from krav.formats import ubl
from krav.formats.values import FormatError, LedgerIn, Unused
from tests.formats.invoices_in import CREDIT_NOTE, EHF, OIOUBL, changed, envelope

SECOND = changed(changed(EHF, "<cbc:ID>50021</cbc:ID>", "<cbc:ID>50022</cbc:ID>"), ">1043.34<", ">88.00<")
REMINDER = b'<Reminder xmlns="urn:oasis:names:specification:ubl:schema:xsd:Reminder-2"/>'


def ledger(data: bytes) -> LedgerIn:
    assert ubl.recognises(data, "f.xml")
    return ubl.read(data, "f.xml")


def refusal(data: bytes) -> str:
    with pytest.raises(FormatError) as refused:
        ledger(data)
    return str(refused.value)


def test_every_invoice_of_an_envelope_is_read() -> None:
    read = ledger(envelope(EHF, SECOND))
    assert [(item.number, item.amount.minor) for item in read.items] == [("50021", 104_334), ("50022", 8_800)]
    assert read.format == "EHF, 2 documents"
    assert read.supplier is not None
    assert read.supplier.company_number == "313000001"
    assert read.unused == ()


def test_a_credit_note_lies_beside_its_invoice() -> None:
    supplier = CREDIT_NOTE[CREDIT_NOTE.index(b"<cac:AccountingSupplierParty>") :].partition(
        b"</cac:AccountingSupplierParty>"
    )[0]
    own = EHF[EHF.index(b"<cac:AccountingSupplierParty>") :].partition(b"</cac:AccountingSupplierParty>")[0]
    read = ledger(envelope(EHF, CREDIT_NOTE.replace(supplier, own)))
    assert [(item.number, item.credits) for item in read.items] == [("50021", ""), ("KR-88", "F-71")]


def test_remarks_name_their_invoice() -> None:
    told = "500.00 NOK was paid in advance and is not in the amount"
    assert [text.partition(",")[0] for text in ledger(envelope(EHF, SECOND)).remarks] == [f"50021: {told}", f"50022: {told}"]


def test_what_lies_beside_an_invoice_is_told_and_not_used() -> None:
    proforma = changed(SECOND, ">380<", ">325<")
    read = ledger(envelope(EHF, REMINDER, proforma))
    assert [item.number for item in read.items] == ["50021"]
    assert [line.why for line in read.unused] == [
        "this is a reminder, no invoice or credit note",
        "this is a pro forma invoice, no invoice or credit note",
    ]
    assert read.unused[0] == Unused("Reminder in line 40", "this is a reminder, no invoice or credit note")


def test_one_document_names_its_own_format() -> None:
    assert ledger(envelope(OIOUBL)).format == "OIOUBL 2.02 invoice"


def test_a_number_that_stands_twice_is_refused() -> None:
    assert "Invoice in line 41: the number 50021 stands twice in the file." in refusal(envelope(EHF, EHF))


def test_invoices_of_two_suppliers_are_refused() -> None:
    other = changed(changed(SECOND, "313000001", "313000028"), "Prøvekraft AS", "Annen AS")
    said = refusal(envelope(EHF, other))
    assert "the file holds invoices of Prøvekraft AS (313000001) and Annen AS (313000028)." in said


def test_one_bad_invoice_refuses_the_file() -> None:
    assert "“88,00” is not an amount" in refusal(envelope(EHF, changed(SECOND, ">88.00<", ">88,00<")))


@pytest.mark.parametrize(
    ("inside", "what"),
    [((), "an envelope (SBDH) without an invoice"), ((REMINDER,), "an envelope (SBDH) without an invoice")],
)
def test_an_envelope_without_invoices_is_refused(inside: tuple[bytes, ...], what: str) -> None:
    assert what in refusal(envelope(*inside))
