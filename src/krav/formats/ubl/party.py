"""The parties of a UBL invoice: who sold and who owes."""

import re

from krav.formats.values import PartyIn
from krav.formats.xml import Node

_COMPANY_SCHEMES = frozenset({"DK:CVR", "CVR", "NO:ORGNR", "SE:ORGNR", "0184", "0192", "0007"})
_PERSON_SCHEMES = frozenset({"DK:CPR", "CPR", "NO:FNR", "SE:PNR"})
_PREFIX = re.compile(r"(?:DK|NO|SE)(?=[0-9])")
_PERSON_SHAPES = {
    "DK": re.compile(r"[0-3][0-9][01][0-9]{7}"),
    "NO": re.compile(r"[0-9]{11}"),
    "SE": re.compile(r"(?:19|20)?[0-9]{2}[01][0-9]{7}"),
}
_LANGUAGE = re.compile(r"([a-z]{2})(?:-[A-Z]{2})?")


def party(node: Node) -> PartyIn:
    """The party inside AccountingCustomerParty or AccountingSupplierParty.

    A company number is the legal entity's, or an identifier of a company register. An endpoint is never read as one:
    a consumer's invoice goes to the endpoint of whoever delivers it. A person's number is not taken in at all.
    `kind` is "business" where a company number stands, and empty otherwise.

    Raises:
        FormatError: when the party has no name.
    """
    inner = node.find("Party") or node
    address = inner.find("PostalAddress") or inner.find("PartyLegalEntity/RegistrationAddress") or inner
    country = address.text("Country/IdentificationCode").upper()
    company = _company_number(inner, country)
    language = _LANGUAGE.fullmatch(inner.text("Language/ID"))
    return PartyIn(
        name=_name(inner),
        number=_customer_number(node, inner),
        company_number=company,
        kind="business" if company else "",
        street=street(address),
        postcode=address.text("PostalZone"),
        city=address.text("CityName"),
        country=country,
        email=inner.text("Contact/ElectronicMail"),
        language=language[1] if language else "",
        attention=inner.first("Contact/Name", "PostalAddress/MarkAttention") or _person(inner),
    )


def _name(inner: Node) -> str:
    name = inner.first("PartyLegalEntity/RegistrationName", "PartyName/Name") or _person(inner)
    if not name:
        raise inner.wrong("the party has no name.", "Ask the sender for an invoice that names both parties.")
    return name


def _person(inner: Node) -> str:
    parts = (inner.text(f"Person/{part}") for part in ("FirstName", "MiddleName", "FamilyName"))
    return " ".join(part for part in parts if part)


def _customer_number(node: Node, inner: Node) -> str:
    """The seller's own number for the customer: an identifier without a scheme (EN 16931, BT-46)."""
    own = (ident.text() for ident in inner.all("PartyIdentification/ID") if not ident.attribute("schemeID"))
    return node.text("SupplierAssignedAccountID") or next((number for number in own if number), "")


def _company_number(inner: Node, country: str) -> str:
    registered = [ident for ident in inner.all("PartyLegalEntity/CompanyID") if ident.text()]
    registered += [
        ident for ident in inner.all("PartyIdentification/ID") if ident.attribute("schemeID") in _COMPANY_SCHEMES
    ]
    companies = (_bare(ident) for ident in registered if not _is_persons(ident, country))
    return next((number for number in companies if number), "")


def _bare(ident: Node) -> str:
    number = ident.text().replace(" ", "")
    return _PREFIX.sub("", number).removesuffix("MVA")


def _is_persons(ident: Node, country: str) -> bool:
    """Whether it is a person's number by its scheme, or by its shape where the scheme leaves that open."""
    scheme = ident.attribute("schemeID")
    open_to_both = scheme in {"", *_COMPANY_SCHEMES}
    return scheme in _PERSON_SCHEMES or (open_to_both and is_persons_number(ident.text(), country))


def is_persons_number(number: str, country: str) -> bool:
    """Whether a number has the shape of a person's in that country; a company's never has it."""
    shape = _PERSON_SHAPES.get(country)
    return bool(shape and shape.fullmatch(re.sub(r"[-+ ]", "", number)))


def street(address: Node) -> str:
    """What stands of an address before its postcode."""
    first = f"{address.text('StreetName')} {address.text('BuildingNumber')}".strip()
    within = f"{address.text('Floor')} {address.text('Room')}".strip()
    box = address.text("Postbox")
    lines = (first, within, address.text("AdditionalStreetName"), *address.texts("AddressLine/Line"))
    return ", ".join(line for line in (*lines, f"Postbox {box}" if box else "") if line)
