"""The parts that all documents in UBL are written with: elements by their kind, a party, the document itself."""

from collections.abc import Iterable

from lxml import etree

from krav.formats.values import PartyIn
from krav.formats.xml import Element, carried
from krav.kernel.money import Money
from krav.law.payment import PaymentMeans

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_CAC, _CBC = f"{_UBL}CommonAggregateComponents-2", f"{_UBL}CommonBasicComponents-2"
_REGISTERS = {"DK": "0184", "NO": "0192", "SE": "0007"}
"""The code of each country's register of companies (ISO 6523)."""


def document(kind: str, content: Iterable[Element]) -> bytes:
    """A document of a kind (Invoice, CreditNote, Reminder) as XML."""
    namespace = f"{_UBL}{kind}-2"
    root = etree.Element(f"{{{namespace}}}{kind}", nsmap={"ubl": namespace, "cac": _CAC, "cbc": _CBC})
    root.extend(content)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def cac(name: str, *children: Element) -> Element:
    """An aggregate component: elements in an element."""
    element = etree.Element(f"{{{_CAC}}}{name}")
    element.extend(children)
    return element


def cbc(name: str, text: str, **attributes: str) -> Element:
    """A basic component: a text."""
    element = etree.Element(f"{{{_CBC}}}{name}", attributes)
    element.text = carried(text)
    return element


def money(name: str, amount: Money) -> Element:
    """An amount with its currency."""
    return cbc(name, str(amount.decimal), currencyID=amount.currency)


def payment_means(means: PaymentMeans) -> Element:
    """Where to pay, and with which reference."""
    account = cac("PayeeFinancialAccount", cbc("ID", means.account))
    if means.branch:
        account.append(cac("FinancialInstitutionBranch", cbc("ID", means.branch)))
    return cac("PaymentMeans", cbc("PaymentMeansCode", means.code), cbc("PaymentID", means.reference), account)


def vat() -> Element:
    """The scheme that is value added tax."""
    return cac("TaxScheme", cbc("ID", "VAT"))


def party(who: PartyIn, *registered: Element) -> Element:
    """A party that is found in Peppol by its company number; `registered` is what it is registered for."""
    parts: list[Element] = []
    register = _REGISTERS.get(who.country, "")
    if who.company_number and register:
        parts.append(cbc("EndpointID", who.company_number, schemeID=register))
    if who.number:
        parts.append(cac("PartyIdentification", cbc("ID", who.number)))
    parts.append(cac("PartyName", cbc("Name", who.name)))
    parts.append(cac("PostalAddress", *address(who)))
    parts += registered
    legal = cac("PartyLegalEntity", cbc("RegistrationName", who.name))
    if who.company_number:
        scheme = {"schemeID": register} if register else {}
        legal.append(cbc("CompanyID", who.company_number, **scheme))
    parts.append(legal)
    contact = [("Name", who.attention), ("ElectronicMail", who.email)]
    if any(text for _, text in contact):
        parts.append(cac("Contact", *(cbc(name, text) for name, text in contact if text)))
    return cac("Party", *parts)


def address(who: PartyIn) -> list[Element]:
    """The lines of an address and its country."""
    texts = [("StreetName", who.street), ("CityName", who.city), ("PostalZone", who.postcode)]
    lines = [cbc(name, text) for name, text in texts if text]
    return [*lines, cac("Country", cbc("IdentificationCode", who.country))] if who.country else lines
