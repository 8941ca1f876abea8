"""The carriers that an account can connect, each where this installation finds it."""

from collections.abc import Mapping

from django.conf import settings

from krav.kernel.refusal import KravError
from krav.wire.rights import Vendor
from krav.wire.sending.box.boxes import boxes
from krav.wire.sending.box.digipost import Digipost
from krav.wire.sending.box.kivra import Kivra
from krav.wire.sending.contract import OnContract
from krav.wire.sending.house import House
from krav.wire.sending.mail.mailer import MailService
from krav.wire.sending.mail.mailers import mailers
from krav.wire.sending.post.folder import PrintFolder
from krav.wire.sending.protocol import Carrier
from krav.wire.sending.sms.elks import Elks
from krav.wire.sending.sms.file import SmsFiles
from krav.wire.sending.sms.gateway import Gateway

_BY_CONTRACT = (
    "Krav's own contract (docs/print-contract.md), tried against a server of our own. No print house's own description was "
    "found in public: one can be connected once it speaks the contract."
)
_BY_DISTRIBUTOR = (
    "Krav's own contract (docs/print-contract.md) with a distributor of e-Boks. e-Boks publishes no description of how a "
    "private sender hands a letter over, and Digital Post is for public authorities: nothing of either was verified."
)


def carriers() -> Mapping[str, Carrier]:
    """The carriers by their codes, those of a channel together."""
    there = settings.KRAV_CARRIERS
    found: list[Carrier] = [House(), *(MailService(each, _at(there, each.code)) for each in mailers().values())]
    found += [Elks(_at(there, "46elks", Elks.vendor)), Gateway(_at(there, "gatewayapi", Gateway.vendor)), SmsFiles()]
    found += [
        OnContract("printhouse", "A print house, by its interface", "print", _BY_CONTRACT, vendor=_at(there, "printhouse")),
        PrintFolder(),
        OnContract("eboks", "e-Boks, by a distributor", "digital", _BY_DISTRIBUTOR, boxes()["eboks"], _at(there, "eboks")),
        Digipost(boxes()["digipost"], _at(there, "digipost", Digipost.vendor)),
        Kivra(boxes()["kivra"], _at(there, "kivra", Kivra.vendor)),
    ]
    return {each.code: each for each in found}


def carrier(code: str) -> Carrier:
    """The carrier of a code.

    Raises:
        KravError: there is none.
    """
    found = carriers().get(code)
    if found is None:
        raise KravError("Krav knows no carrier of letters called “{carrier}”.", {"carrier": code})
    return found


def _at(there: Mapping[str, Mapping[str, str]], code: str, known: Vendor | None = None) -> Vendor:
    """Where a carrier is: where this installation says, else where it is known to be."""
    return (known or Vendor(""))._replace(**there.get(code, {}))
