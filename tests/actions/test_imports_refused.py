"""What cannot be taken in whole is refused whole, and says the file, the line and what to do."""

import pytest

from krav.actions.imports import import_file, preview
from krav.formats.sniff import MAX_BYTES
from krav.formats.values import FormatError
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import ANN, IMPORTED, KONTO, bank, credit, everything, ledger, line, ocr, take
from tests.actions.invoices import invoice

GOOD = line("1000", "75,00", customer="3", name="Havnens Kiosk")

REFUSED = {
    "a bad row among good ones": (
        ledger(GOOD, line("1001", "hundrede")), "list.csv, line 3, column “Beløb”: “hundrede” is no amount.",
    ),
    "a credit note with more left than it had": (
        ledger(GOOD, line("K7", "-10,00", due="", rest="-11,00")),
        "list.csv, line 3: invoice K7 of -10.00 DKK has a rest of -11.00 DKK.",
    ),
    "no due day": (ledger(GOOD, line("1001", "10,00", due="")), "list.csv, line 3: invoice 1001 has no due day."),
    "due before it was written": (
        ledger(GOOD, line("1001", "10,00", issued="03.03.2026")),
        "list.csv, line 3: invoice 1001 is due 2026-03-02, before its own day 2026-03-03.",
    ),
    "a day the calendar does not have": (
        ledger(GOOD, line("1001", "10,00", due="31.02.2026")),
        "list.csv, line 3, column “Forfaldsdato”: “31.02.2026” is no day",
    ),
    "another currency": (
        ledger(GOOD).replace(b"75,00", b"75,00 EUR"),
        "list.csv, line 2: invoice 1000 is in EUR. Claims in Danmark are in DKK.",
    ),
    "an invoice number that fits no payment slip": (
        ledger(GOOD, line("A-B", "10,00")), "list.csv, line 3: Invoice number “A-B” does not fit FIK 71",
    ),
    "no known format": (b"Dear Ann, see you on Tuesday.\n", "list.csv"),
    "nothing": (b"", "list.csv"),
}  # fmt: skip

XML_REFUSED = {
    "another supplier's invoice": (
        invoice("1001", "10.00", supplier="99000155"),
        "f.xml: the invoice is from Fjordbo ApS (99000155). This account is Fjordbo ApS.",
    ),
    "an invoice in another currency": (
        invoice("1001", "10.00", currency="EUR"), "f.xml, Invoice in line 1: invoice 1001 is in EUR.",
    ),
    "an invoice without a due day": (
        invoice("1001", "10.00", due=""), "f.xml, Invoice in line 1: invoice 1001 has no due day.",
    ),
    "another account's statement": (
        bank(credit("10.00", on="2026-03-05"), until="2026-03-05", account="DK5099990009999999"),
        "f.xml: it is about account DK5099990009999999. The creditor's account is 9999 0001234567.",
    ),
    "another account's OCR giro": (ocr(("10017", 1000), on="050326"), f"f.xml: it is about account {KONTO}."),
    "an outside document": (
        b'<!DOCTYPE Invoice SYSTEM "x.dtd">' + invoice("1001", "10.00"),
        "f.xml, line 1: the XML has a document type declaration",
    ),
    "a file of no kind": (b"\x00\x01\x02\x03", "f.xml: the format is not recognised. Give a ledger"),
}  # fmt: skip


@pytest.fixture
def settled_in(fjordbo: int) -> int:
    """The landlord, with something in the books already."""
    take(fjordbo, ledger(line("900", "10,00")))
    return fjordbo


@pytest.mark.parametrize(("data", "said"), REFUSED.values(), ids=REFUSED)
def test_a_ledger_is_refused_whole(settled_in: int, data: bytes, said: str) -> None:
    refuse(settled_in, data, "list.csv", said)


@pytest.mark.parametrize(("data", "said"), XML_REFUSED.values(), ids=XML_REFUSED)
def test_an_electronic_file_is_refused_whole(settled_in: int, data: bytes, said: str) -> None:
    refuse(settled_in, data, "f.xml", said)


def refuse(account_id: int, data: bytes, name: str, said: str) -> None:
    """The file is refused in these words, by the import and by the preview before it, and no row is there afterwards."""
    before, audits = everything(), count_audits(account_id)
    with pytest.raises(FormatError) as refused:
        import_file(account_id, data, name, on=IMPORTED, by=ANN)
    assert str(refused.value).startswith(said)
    assert str(refused.value).endswith("Nothing of the file was imported.")
    with pytest.raises(FormatError, match="Nothing of the file was imported"):
        preview(account_id, data, name, on=IMPORTED)
    assert everything() == before
    assert count_audits(account_id) == audits


def count_audits(account_id: int) -> int:
    with account_scope(account_id):
        return rows.Audit.objects.count()


def test_a_file_too_large_is_refused(settled_in: int) -> None:
    refuse(settled_in, b" " * (MAX_BYTES + 1), "big.csv", "big.csv: the file has 100 MB; at most 100 MB are taken.")


def test_a_refused_file_can_be_mended_and_taken(fjordbo: int) -> None:
    with pytest.raises(FormatError):
        take(fjordbo, ledger(line("1001", "hundrede")))
    assert take(fjordbo, ledger(line("1001", "100,00"))).new == 1


def test_an_unreadable_scheme_is_refused_before_anything_is_written(nordlys: int) -> None:
    """A KID of nine digits has room for an invoice number of eight."""
    before = everything()
    with pytest.raises(KravError, match=r"ledger\.csv, line 3: Invoice number “123456789” does not fit a KID of 9 digits"):
        take(nordlys, ledger(line("2001", "10,00"), line("123456789", "10,00")))
    assert everything() == before
