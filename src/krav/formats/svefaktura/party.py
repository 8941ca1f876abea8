"""The parties of a Svefaktura: who sold and who owes."""

import re

from krav.formats.ubl.party import is_persons_number, street
from krav.formats.values import PartyIn
from krav.formats.xml import Node

_REGISTERED, _VAT = "SWT", "VAT"
_VAT_NUMBER = re.compile(r"SE([0-9]{10})01")
_GLN_AGENCY = "9"


def party(node: Node) -> PartyIn:
    """The party inside BuyerParty or SellerParty.

    A company number is the one of the tax register (SWT), else what a Swedish VAT number holds of it, else a foreign VAT
    number. A person's number is not taken in. `kind` is "business" where a company number stands, and empty otherwise.

    Raises:
        FormatError: when the party has no name.
    """
    inner = node.find("Party") or node
    address = inner.find("Address") or inner
    name = inner.text("PartyName/Name")
    if not name:
        raise inner.wrong("the party has no name.", "Ask the sender for an invoice that names both parties.")
    company = _company_number(inner)
    lines = [line for line in street(address).split(", ") if line != name]
    identities = inner.all("PartyIdentification/ID")
    own = (ident.text() for ident in identities if ident.attribute("identificationSchemeAgencyID") != _GLN_AGENCY)
    return PartyIn(
        name=name,
        number=next((number for number in own if not is_persons_number(number, "SE")), ""),
        company_number=company,
        kind="business" if company else "",
        street=", ".join(lines),
        postcode=address.text("PostalZone"),
        city=address.text("CityName"),
        country=_country(inner, address),
        email=inner.text("Contact/ElectronicMail"),
        attention=inner.text("Contact/Name"),
    )


def _company_number(inner: Node) -> str:
    told = {scheme.text("TaxScheme/ID").upper(): scheme.text("CompanyID") for scheme in inner.all("PartyTaxScheme")}
    vat = told.get(_VAT, "").replace(" ", "").upper()
    swedish = _VAT_NUMBER.fullmatch(vat)
    number = told.get(_REGISTERED, "").replace(" ", "") or (swedish[1] if swedish else vat)
    return "" if is_persons_number(number, "SE") else number


def _country(inner: Node, address: Node) -> str:
    registered = "PartyTaxScheme/RegistrationAddress/Country/IdentificationCode"
    return (address.text("Country/IdentificationCode") or inner.text(registered)).upper()
