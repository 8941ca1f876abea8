"""Published sample files of each format are read, or refused with a reason; nothing else ever happens."""

from pathlib import Path

import pytest

from krav.formats import camt, ocr_giro, ubl
from krav.formats.sniff import recognise
from krav.formats.values import BankFileIn, FormatError, ItemIn, LedgerIn, StatementIn
from krav.kernel.money import Money

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "samples"
FOLDERS = ("peppol", "oioubl", "ehf", "ubl21", "camt", "netsgiro")

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not beside the project")


def _samples() -> list[Path]:
    found = (path for folder in FOLDERS for path in (SAMPLES / folder).rglob("*"))
    return sorted(path for path in found if path.suffix in {".xml", ".txt"})


def _read(path: Path) -> LedgerIn | BankFileIn:
    data = path.read_bytes()
    kind = recognise(data, path.name)
    if kind == "ubl":
        return ubl.read(data, path.name)
    assert kind in {"camt", "ocr_giro"}
    return camt.read(data, path.name) if kind == "camt" else ocr_giro.read(data, path.name)


def _item(path: str) -> ItemIn:
    read = _read(_present(path))
    assert isinstance(read, LedgerIn)
    return read.items[0]


def _statement(path: str) -> StatementIn:
    read = _read(_present(path))
    assert isinstance(read, BankFileIn)
    return read.statements[0]


def _present(path: str) -> Path:
    if not (SAMPLES / path).exists():
        pytest.skip(f"{path} is not among the samples here")
    return SAMPLES / path


def _outcome(path: Path) -> str:
    try:
        read = _read(path)
    except FormatError as error:
        return f"refused: {error.problem}"
    if isinstance(read, LedgerIn):
        (item,) = read.items
        return f"{read.format} {item.number}, {item.amount}, due {item.due_on}, reference {item.reference or 'none'}"
    payments = [payment for statement in read.statements for payment in statement.payments]
    return f"{read.format}, {len(read.statements)} statements, {len(payments)} payments"


def test_every_sample_is_read_or_refused(capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = {path: _outcome(path) for path in _samples()}
    with capsys.disabled():
        print()  # noqa: T201
        for path, outcome in outcomes.items():
            print(f"{path.relative_to(SAMPLES)!s:78} {outcome}")  # noqa: T201
    refused = [path.name for path, outcome in outcomes.items() if outcome.startswith("refused")]
    assert len(outcomes) > 80
    assert len(outcomes) - len(refused) > 45


@pytest.mark.parametrize("path", [p for p in _samples() if "unit-" in p.parent.name], ids=lambda path: path.name)
def test_rule_test_sets_are_refused_by_name(path: Path) -> None:
    with pytest.raises(FormatError, match="testSet"):
        _read(path)


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("netsgiro/avtalegiro_agreements.txt", "AvtaleGiro agreements, no payments"),
        ("netsgiro/avtalegiro_payment_request.txt", "AvtaleGiro payment requests, no payments"),
        ("oioubl/2.0.2/ReminderStor_v2p2.xml", "a reminder"),
        ("oioubl/2.0.2/StatementStor_v2p2.xml", "a statement of account"),
        ("oioubl/3.0.1/ir/OIOUBL3_InvoiceResponse_billing_with_response_Example.xml", "ApplicationResponse"),
        ("ehf/reminder-3.0/Reminder-Example-with-REM.xml", "an EHF reminder"),
        ("ehf/reminder-1.1/T17-hode-feil.xml", "a reminder"),
        ("camt/generic_versions/camt053.v2.wrong.xml", "no statement"),
    ],
)
def test_what_holds_no_invoice_or_payment_is_refused(path: str, what: str) -> None:
    with pytest.raises(FormatError, match=what):
        _read(_present(path))


@pytest.mark.parametrize(
    ("path", "amount", "due"),
    [
        ("peppol/examples/base-example.xml", "1656.25 EUR", "2017-12-01"),
        ("peppol/examples/base-creditnote-correction.xml", "-1656.25 EUR", "None"),
        ("peppol/examples/base-negative-inv-correction.xml", "-1656.25 EUR", "2017-12-01"),
        ("peppol/examples/Allowance-example.xml", "6125.00 EUR", "2017-12-01"),
        ("peppol/examples/vat-category-O.xml", "3200.00 SEK", "None"),
        ("oioubl/1.17.2/OIOUBL_Invoice_v2p2.xml", "6312.50 DKK", "2005-11-25"),
        ("oioubl/2.0.2/InvoiceStor_v2p2.xml", "12900.00 DKK", "2006-03-31"),
        ("oioubl/2.0.2/CreditNoteStor_v2p2.xml", "-13000.00 DKK", "None"),
        (
            "oioubl/3.0.1/invoice/OIOUBL3_Invoice_billing_private_without_response_base_Example.xml",
            "6312.50 DKK",
            "2024-05-25",
        ),
        ("oioubl/gobl/reverse-charge.xml", "5000.00 DKK", "2005-11-25"),
        ("ehf/invoice-2.0/T10 BII05 gyldig faktura.xml", "802.00 NOK", "2013-07-20"),
        ("ehf/invoice-2.0/T14 BII05 gyldig kreditnota.xml", "-1471.00 NOK", "2013-07-20"),
        ("ehf/forward-billing-3.0/forward-billing-nettleie-consumer.xml", "1543.34 NOK", "2019-05-12"),
        ("ubl21/UBL-Invoice-2.1-Example-Trivial.xml", "100.00 CAD", "None"),
        ("ubl21/UBL-Invoice-2.1-Example.xml", "729.00 EUR", "2009-12-31"),
    ],
)
def test_the_payable_amount_and_the_due_date(path: str, amount: str, due: str) -> None:
    item = _item(path)
    assert (str(item.amount), str(item.due_on)) == (amount, due)


def test_references_of_published_invoices() -> None:
    assert _item("oioubl/2.0.2/InvoiceStor_v2p2.xml").reference == "71/123456789012345"
    assert _item("ehf/forward-billing-3.0/forward-billing-nettleie-business.xml").reference == "0003434323213231"
    assert _item("ehf/invoice-2.0/T14 BII05 gyldig kreditnota.xml").credits == "TOSL108"


def test_a_consumer_among_the_samples_is_not_made_a_business() -> None:
    assert _item("ehf/forward-billing-3.0/forward-billing-nettleie-consumer.xml").customer.kind == ""
    assert _item("ehf/forward-billing-3.0/forward-billing-nettleie-business.xml").customer.kind == "business"


def test_the_nordea_statement() -> None:
    read = _statement("camt/nordea_dk_camt.053_extended.xml")
    assert (read.account, str(read.until_on)) == ("DK0320009876543210", "2020-09-24")
    paid = [(payment.amount.minor, payment.references) for payment in read.payments]
    assert paid == [
        (10_000, ()),
        (20_000, ("71/000000020211041",)),
        (30_000, ("RF12510007547061",)),
        (15_000, ("71/000000003097920",)),
        (25_000, ("71/123456789012347",)),
        (2_828_658, ()),
    ]
    assert any("0000089209 0051012400" in text for text in read.payments[5].texts)
    assert read.remarks == ("debits that are not payments, left out: 2",)


def test_the_seb_statement_splits_an_entry_of_twelve() -> None:
    read = _statement("camt/seb_se_camt.053.001.02.xml")
    entries = [payment.where.partition(",")[0] for payment in read.payments]
    assert max(entries.count(entry) for entry in entries) == 12


def test_the_ocr_giro_sample() -> None:
    read = _statement("netsgiro/ocr_giro_transactions.txt")
    assert (len(read.payments), read.account) == (20, "99991042764")
    assert Money.total((payment.amount for payment in read.payments), "NOK") == Money.of("51449.00", "NOK")
    assert read.payments[0].references == ("0000531",)
    assert len({payment.key for payment in read.payments}) == 20
