"""Companies and customers of a SAF-T file: name, address, and how long they have to pay."""

import re
from typing import Literal, NamedTuple

from krav.formats.values import PartyIn
from krav.formats.xml import Node

_KINDS: dict[str, Literal["consumer", "business", "public"]] = {
    "Private": "consumer",
    "Company": "business",
    "Government": "public",
}
_ADDRESSES = ("PostalAddress", "BillingAddress", "StreetAddress", "")


class Terms(NamedTuple):
    """How long a customer has to pay: months and days after the invoice, or after the end of its month."""

    days: int = 0
    months: int = 0
    from_month_end: bool = False


def party(node: Node) -> PartyIn:
    """Name, number in the register and address: the one post goes to before the one it stands in."""
    addresses = {each.text("AddressType"): each for each in reversed(node.all("Address"))}
    address = next((addresses[kind] for kind in _ADDRESSES if kind in addresses), None)
    street = " ".join(filter(None, (address.text("StreetName"), address.text("Number")))) if address else ""
    country = (address.text("Country") if address else "").upper()
    return PartyIn(
        name=node.text("Name"),
        number=node.text("CustomerID"),
        company_number=node.text("RegistrationNumber"),
        kind=_KINDS.get(node.text("PartyInfo/Type"), ""),
        street=street or (address.text("AdditionalAddressDetail") if address else ""),
        postcode=address.text("PostalCode") if address else "",
        city=address.text("City") if address else "",
        country=country if len(country) == 2 else "",
        email=node.text("Contact/Email"),
    )


def terms(node: Node | None) -> Terms | None:
    """The terms of an element PaymentTerms; None where it says nothing that can be counted."""
    days, months = (node.text("Days"), node.text("Months")) if node else ("", "")
    if node is None or not re.fullmatch("[0-9]{1,3}", days or "0") or not re.fullmatch("[0-9]{1,2}", months or "0"):
        return None
    if not days and not months:
        return None
    return Terms(int(days or 0), int(months or 0), node.text("FreeBillingMonth") in {"true", "1"})
