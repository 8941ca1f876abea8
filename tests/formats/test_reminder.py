"""Reminders as electronic documents: what they ask line by line, and what each country's network demands of them."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from lxml import etree

from krav.formats.reminder import WRITERS, ReminderOut
from krav.formats.xml import Element
from krav.kernel.refusal import KravError
from krav.law.payment import PaymentMeans
from tests.formats.reminders_out import DANISH, EVERY, NORWEGIAN, SWEDISH, in_credit, only_reminds

Change = Callable[[ReminderOut], ReminderOut]
CHANGES: list[Change] = [lambda each: each, only_reminds, in_credit]


def written(kind: str, reminder: ReminderOut) -> Element:
    return etree.fromstring(WRITERS[kind](reminder))


def texts(document: Element, path: str) -> list[str]:
    return [" ".join((node.text or "").split()) for node in document.iterfind(wild(path))]


def wild(path: str) -> str:
    return "/".join(part if part in {".", ""} else f"{{*}}{part}" for part in path.split("/"))


def amount(document: Element, path: str) -> Decimal:
    return sum(map(Decimal, texts(document, path)), Decimal(0))


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("kind", EVERY)
def test_what_is_asked_adds_up_line_by_line(kind: str, change: Change) -> None:
    reminder = change(EVERY[kind])
    document = written(kind, reminder)
    if kind == "ehf":
        lines = amount(document, "InvoiceLine/LineExtensionAmount")
    else:
        lines = amount(document, "ReminderLine/DebitLineAmount") - amount(document, "ReminderLine/CreditLineAmount")
    total = "LegalMonetaryTotal"
    charges, paid = amount(document, "AllowanceCharge/Amount"), amount(document, f"{total}/PrepaidAmount")
    assert lines + charges - paid == amount(document, f"{total}/PayableAmount") == Decimal(reminder.total) / 100
    assert amount(document, f"{total}/LineExtensionAmount") == lines
    assert amount(document, f"{total}/ChargeTotalAmount") == charges
    assert amount(document, f"{total}/TaxInclusiveAmount") == lines + charges
    assert {node.get("currencyID") for node in document.iter() if node.get("currencyID")} == {reminder.currency}


@pytest.mark.parametrize("kind", EVERY)
def test_every_invoice_is_named_with_its_day(kind: str) -> None:
    document = written(kind, EVERY[kind])
    told = [
        (texts(each, "ID")[0], texts(each, "IssueDate")[0]) for each in document.iterfind(".//{*}InvoiceDocumentReference")
    ]
    assert told == [("1001", "2026-09-01"), ("1002", "2026-09-03")]


def test_amounts_that_do_not_come_to_the_total_are_no_reminder() -> None:
    with pytest.raises(KravError, match=r"2026-0417: the amounts of its document make 14300\.00 DKK, its total"):
        replace(DANISH, total=DANISH.total + 1)


def test_a_danish_reminder_says_its_kind_its_place_in_the_row_and_its_payment_slip() -> None:
    document = written("oioubl", DANISH)
    (kind,) = document.iterfind("{*}ReminderTypeCode")
    assert (kind.text, kind.get("listID"), kind.get("listAgencyID")) == (
        "Reminder", "urn:oioubl:codelist:remindertypecode-1.1", "320",
    )  # fmt: skip
    assert texts(document, "ReminderSequenceNumeric") == ["2"]
    assert texts(document, "ProfileID") == ["Procurement-BilSim-1.0"]
    (means,) = document.iterfind("{*}PaymentMeans")
    told = {str(node.tag).rpartition("}")[2]: node.text for node in means.iter() if (node.text or "").strip()}
    assert told == {
        "ID": "1", "PaymentMeansCode": "93", "PaymentDueDate": "2026-12-04", "PaymentChannelCode": "DK:FIK",
        "InstructionID": "000000000010017", "PaymentID": "71", "AccountID": "81234567",
    }  # fmt: skip
    assert texts(document, "AllowanceCharge/AllowanceChargeReasonCode") == ["PenaltyRate"] * 2 + ["PenaltyFee"] * 3
    assert texts(document, "LegalMonetaryTotal/TaxExclusiveAmount") == ["0.00"]
    endpoints = [(node.get("schemeID"), node.text) for node in document.iterfind(".//{*}EndpointID")]
    assert endpoints == [("DK:CVR", "DK13585628"), ("DK:CVR", "DK10150817")]


def test_one_that_charges_nothing_is_an_advice() -> None:
    document = written("oioubl", only_reminds(DANISH))
    assert texts(document, "ReminderTypeCode") == ["Advis"]
    assert list(document.iterfind("{*}AllowanceCharge")) == []


def test_a_card_without_a_number_and_an_account_abroad_are_told_their_own_way() -> None:
    slip = written("oioubl", replace(DANISH, means=replace_means("93", "73#", "81234567")))
    assert texts(slip, "PaymentMeans/PaymentID") == ["73"]
    assert texts(slip, "PaymentMeans/InstructionID") == []
    bank = written("oioubl", replace(DANISH, means=replace_means("30", "RF18539007547034", "DK5099990001234567")))
    assert texts(bank, "PaymentMeans/PayeeFinancialAccount/ID") == ["DK5099990001234567"]
    assert texts(bank, "PaymentMeans/InstructionID") == ["RF18539007547034"]


def replace_means(code: str, reference: str, account: str) -> PaymentMeans:
    return DANISH.means._replace(code=code, reference=reference, account=account)


def test_a_consumer_has_no_address_in_the_network() -> None:
    for kind, reminder in EVERY.items():
        document = written(kind, only_reminds(reminder))
        assert len(list(document.iterfind(".//{*}EndpointID"))) == 1, kind


def test_a_norwegian_reminder_is_an_invoice_without_a_type() -> None:
    document = written("ehf", NORWEGIAN)
    assert etree.QName(document).localname == "Invoice"
    assert texts(document, "CustomizationID")[0].endswith("#conformant#urn:fdc:anskaffelser.no:2019:ehf:reminder:3.0")
    assert texts(document, "ProfileID") == ["urn:fdc:anskaffelser.no:2019:ehf:postaward:g3:06:1.0"]
    assert texts(document, "InvoiceTypeCode") == []
    assert texts(document, "AllowanceCharge/AllowanceChargeReasonCode") == ["REM"] * 3
    assert texts(document, "AllowanceCharge/TaxCategory/ID") == ["E"] * 3
    assert texts(document, "InvoiceLine/Item/Name") == ["1001, kontorstole", "1002", "Rente af 1001", "Rente af 1002"]
    assert texts(document, "PaymentMeans/PaymentID") == ["123456782"]
    assert texts(document, "TaxTotal/TaxSubtotal/TaxCategory/TaxExemptionReason") == ["Ingen moms"]


def test_a_line_below_zero_keeps_its_price_above_it() -> None:
    document = written("ehf", in_credit(NORWEGIAN))
    assert texts(document, "InvoiceLine/InvoicedQuantity") == ["1", "-1", "1", "1"]
    assert texts(document, "InvoiceLine/Price/PriceAmount")[1] == "0.50"


def test_elsewhere_the_words_of_each_charge_are_told() -> None:
    document = written("ubl", SWEDISH)
    assert texts(document, "AllowanceCharge/AllowanceChargeReason") == [charge.text for charge in SWEDISH.charges]
    assert texts(document, "PaymentMeans/PaymentDueDate") == ["2026-12-04"]
    assert texts(document, "PrepaidPayment/PaidAmount") == ["4.00"]
