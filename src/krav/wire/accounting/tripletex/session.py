"""The right to ask Tripletex: a session token that is got with two others, and got anew when it is over."""

from base64 import b64encode
from collections.abc import Mapping
from datetime import timedelta

from krav.wire import clock
from krav.wire.broken import Uncertain, Unreachable
from krav.wire.call import Caller
from krav.wire.rights import Limit, Rights, Told, Vendor

NAME = "Tripletex"
LIMIT = Limit(100, 60.0, 100)
"""A careful guess: the system tells by headers only how often it may be asked."""

OWN = "0"
"""The company of the employee; every other name is an accountant's client."""

_LASTS = timedelta(days=30)
_SILENT = "{system} does not answer: {said}."


class Session:
    """The right of one connection to one company."""

    def __init__(self, vendor: Vendor, rights: Rights, company: str) -> None:
        """Nothing is asked yet."""
        self._vendor, self._rights, self._company = vendor, rights, company or OWN
        self._used: Told = rights.now()

    def sign(self, renew: bool) -> Mapping[str, str]:
        """The header that says who asks; a new session where the old one is over."""
        if renew or "session" not in self._used:
            self._used = self._rights.renewed(self._used, lambda old: session_of(self._vendor, old))
        words = f"{self._company}:{self._used['session']}"
        return {"Authorization": f"Basic {b64encode(words.encode()).decode()}"}


def session_of(vendor: Vendor, told: Told) -> Told:
    """The rights with a new session.

    Raises:
        NotAllowed: the employee's token was taken back.
        Unreachable: the system is silent.
    """
    caller = Caller(NAME, vendor.url, LIMIT, lambda _: {})
    asked = {
        "consumerToken": vendor.client_secret,
        "employeeToken": told["employee"],
        "expirationDate": (clock.today() + _LASTS).isoformat(),
    }
    try:  # one session more does no harm
        answer = caller.send("PUT", "/token/session/:create", params=asked, key="session")
    except Uncertain as error:
        raise Unreachable(_SILENT, {"system": NAME, "said": "no session"}) from error
    return {**told, "session": answer.told["value"]["token"]}
