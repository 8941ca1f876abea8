"""The accounting systems that can be connected, each where this installation finds it and by the name it has there."""

from collections.abc import Mapping

from django.conf import settings

from krav.kernel.refusal import KravError
from krav.wire.accounting.conta.system import Conta
from krav.wire.accounting.economic.system import Economic
from krav.wire.accounting.fortnox.system import Fortnox
from krav.wire.accounting.protocol import System
from krav.wire.accounting.tripletex.system import Tripletex
from krav.wire.accounting.twentyfour.system import TwentyFour
from krav.wire.accounting.xledger.system import Xledger

_KNOWN = (Conta, Economic, Fortnox, Tripletex, TwentyFour, Xledger)


def systems() -> Mapping[str, System]:
    """The systems by their codes, in the order of their names."""
    vendors = settings.KRAV_VENDORS
    return {each.code: each(each().vendor._replace(**vendors.get(each.code, {}))) for each in _KNOWN}


def system(code: str) -> System:
    """The system of a code.

    Raises:
        KravError: there is none.
    """
    found = systems().get(code)
    if found is None:
        raise KravError("Krav cannot be connected to “{system}”.", {"system": code})
    return found
