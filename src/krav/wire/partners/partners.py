"""The collection partners that an account can have an agreement with, each where this installation finds it."""

from collections.abc import Mapping

from django.conf import settings

from krav.kernel.refusal import KravError
from krav.wire.partners.contract.partner import ContractPartner
from krav.wire.partners.debitura.partner import Debitura
from krav.wire.partners.file.partner import ByMail, BySftp, Download
from krav.wire.partners.profiles import profiles
from krav.wire.partners.protocol import Partner
from krav.wire.rights import Vendor


def partners() -> Mapping[str, Partner]:
    """The partners by their codes: those with a name of their own first, then whatever fits any agency."""
    vendors = settings.KRAV_PARTNERS
    places = {code: Vendor(**{"url": "", **told}) for code, told in vendors.items()}
    found: list[Partner] = [Debitura(places.get("debitura", Vendor("")))]
    found += [ContractPartner(each, places.get(each.code, Vendor(""))) for each in profiles()]
    found.sort(key=lambda each: (not each.countries and each.code != "debitura", each.name))
    return {each.code: each for each in (*found, ByMail(), BySftp(), Download())}


def partner(code: str) -> Partner:
    """The partner of a code.

    Raises:
        KravError: there is none.
    """
    found = partners().get(code)
    if found is None:
        raise KravError("Krav knows no collection partner called “{partner}”.", {"partner": code})
    return found
