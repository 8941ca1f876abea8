"""Who a document for programs is from, and who it is for."""

from krav.claims.letter import Addressee, Sender
from krav.formats.values import PartyIn, PartyKind
from krav.law.payment import Payee, digits


def supplier(sender: Sender, payee: Payee, country: str) -> PartyIn:
    """The creditor."""
    return PartyIn(
        name=sender.name,
        company_number=digits(payee.company_number),
        kind="business",
        street=sender.street,
        postcode=sender.postcode,
        city=sender.city,
        country=country,
        email=sender.email,
    )


def customer(to: Addressee, company_number: str, kind: PartyKind, country: str) -> PartyIn:
    """The addressee, who is of the creditor's `country` where nothing is told."""
    return PartyIn(
        name=to.name,
        number=to.number,
        company_number=company_number,
        kind=kind,
        street=to.street,
        postcode=to.postcode,
        city=to.city,
        country=to.country or country,
        email=to.email,
        attention=to.attention,
    )
