"""A reminder in OIOUBL 2.1, as Danish businesses and authorities receive it.

In OIOUBL the TaxExclusiveAmount is the tax itself, here nothing. A charge has a code and then no words of its own. Who has
no company number has no address in the network: the document is whole by its schema, and goes another way.
"""

from collections.abc import Iterator

from krav.formats.reminder.plain import line, prepaid, totals, type_code
from krav.formats.reminder.values import ChargeOut, ReminderOut
from krav.formats.ubl.parts import address, cac, cbc, document, money
from krav.formats.values import PartyIn
from krav.formats.xml import Element
from krav.law.payment import PaymentMeans

_AGENCY = "320"
_LIST = "urn:oioubl:codelist:"
_ID = "urn:oioubl:id:"
_SCHEMES = {"DK": "DK:CVR", "NO": "NO:ORGNR", "SE": "SE:ORGNR"}
_CARD_LENGTHS = ("71", "75")
"""Cards whose payments carry a number."""


def write(reminder: ReminderOut) -> bytes:
    """The document as XML."""
    return document("Reminder", _content(reminder))


def _content(reminder: ReminderOut) -> Iterator[Element]:
    yield cbc("UBLVersionID", "2.1")
    yield cbc("CustomizationID", "OIOUBL-2.1")
    yield cbc("ProfileID", "Procurement-BilSim-1.0", schemeAgencyID=_AGENCY, schemeID=f"{_ID}profileid-1.2")
    yield cbc("ID", reminder.number)
    yield cbc("CopyIndicator", "false")
    yield cbc("IssueDate", reminder.issued_on.isoformat())
    yield _code("ReminderTypeCode", type_code(reminder), "remindertypecode-1.1")
    yield cbc("ReminderSequenceNumeric", str(reminder.sequence))
    if reminder.note:
        yield cbc("Note", reminder.note)
    yield cbc("DocumentCurrencyCode", reminder.currency)
    yield cac("AccountingSupplierParty", _party(reminder.supplier))
    yield cac("AccountingCustomerParty", _party(reminder.customer, contact=True))
    yield _means(reminder.means, reminder)
    yield cac("PaymentTerms", cbc("ID", "1"), cbc("PaymentMeansID", "1"), money("Amount", reminder.money(reminder.total)))
    if reminder.paid:
        yield prepaid(reminder)
    for number, charge in enumerate(reminder.charges, 1):
        yield _charge(number, charge, reminder)
    yield _tax(reminder)
    yield totals(reminder, tax_exclusive=0)
    for number, invoice in enumerate(reminder.invoices, 1):
        yield line(number, invoice, reminder)


def _code(name: str, code: str, codes: str) -> Element:
    return cbc(name, code, listAgencyID=_AGENCY, listID=f"{_LIST}{codes}")


def _party(who: PartyIn, *, contact: bool = False) -> Element:
    parts: list[Element] = []
    scheme, company = _SCHEMES.get(who.country, "ZZZ"), who.company_number
    if scheme == "DK:CVR" and company:
        company = f"DK{company}"
    if company and scheme != "ZZZ":
        parts.append(cbc("EndpointID", company, schemeID=scheme))
    parts.append(cac("PartyIdentification", _own_id(who, company, scheme)))
    parts.append(cac("PartyName", cbc("Name", who.name)))
    lax = _code("AddressFormatCode", "StructuredLax", "addressformatcode-1.1")
    parts.append(cac("PostalAddress", lax, *address(who)))
    if company:
        legal = scheme if scheme == "DK:CVR" else "ZZZ"
        registered = cbc("RegistrationName", who.name)
        parts.append(cac("PartyLegalEntity", registered, cbc("CompanyID", company, schemeID=legal)))
    if contact:
        parts.append(_contact(who))
    return cac("Party", *parts)


def _own_id(who: PartyIn, company: str, scheme: str) -> Element:
    return cbc("ID", company or who.number or who.name, schemeID=scheme if company else "ZZZ")


def _contact(who: PartyIn) -> Element:
    texts = [("ID", who.number), ("Name", who.attention or who.name), ("ElectronicMail", who.email)]
    return cac("Contact", *(cbc(name, text) for name, text in texts if text))


def _means(means: PaymentMeans, reminder: ReminderOut) -> Element:
    """A payment slip is a card and its number; any other way is told as a bank is told it."""
    first = cbc("ID", "1"), cbc("PaymentMeansCode", means.code), cbc("PaymentDueDate", reminder.due_on.isoformat())
    card, slip, number = means.reference.partition("#")
    if not slip:
        account = cac("PayeeFinancialAccount", cbc("ID", means.account))
        return cac("PaymentMeans", *first, cbc("InstructionID", means.reference), account)
    return cac(
        "PaymentMeans",
        *first,
        _code("PaymentChannelCode", "DK:FIK", "paymentchannelcode-1.1"),
        *([cbc("InstructionID", number)] if card in _CARD_LENGTHS else []),
        cbc("PaymentID", card, schemeAgencyID=_AGENCY, schemeID=f"{_ID}paymentid-1.1"),
        cac("CreditAccount", cbc("AccountID", means.account)),
    )


def _charge(number: int, charge: ChargeOut, reminder: ReminderOut) -> Element:
    code = "PenaltyRate" if charge.kind == "interest" else "PenaltyFee"
    return cac(
        "AllowanceCharge",
        cbc("ID", str(number)),
        cbc("ChargeIndicator", "true"),
        _code("AllowanceChargeReasonCode", code, "reminderallowancechargereasoncode-1.0"),
        money("Amount", reminder.money(charge.amount)),
        _untaxed(),
    )


def _tax(reminder: ReminderOut) -> Element:
    nothing = reminder.money(0)
    taxable = money("TaxableAmount", reminder.money(reminder.lines + reminder.charged))
    return cac("TaxTotal", money("TaxAmount", nothing), cac("TaxSubtotal", taxable, money("TaxAmount", nothing), _untaxed()))


def _untaxed() -> Element:
    """The invoices bore their VAT; a reminder bears none."""
    category = cbc("ID", "ZeroRated", schemeAgencyID=_AGENCY, schemeID=f"{_ID}taxcategoryid-1.1")
    scheme = cbc("ID", "63", schemeAgencyID=_AGENCY, schemeID=f"{_ID}taxschemeid-1.1")
    return cac("TaxCategory", category, cac("TaxScheme", scheme, cbc("Name", "Moms")))
