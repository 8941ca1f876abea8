"""Addresses that people type, or others name: public ones only, looked up anew each time, and kept to what was looked up."""

from typing import Final
from urllib.parse import urlsplit

import httpx

from krav.kernel.refusal import KravError
from krav.wire.broken import Refused, Unreachable
from krav.wire.trust import trusted
from krav.wire.webhooks import Goal, goal

_UNFIT: Final = "“{url}” is no address that can be asked: write https://host/path, of a machine on the public internet."
_NOWHERE: Final = "The address is not known here any more. Connect it again."
_LONGEST: Final = 250


def told_address(url: str) -> str:
    """The address as it is kept.

    Raises:
        Refused: it cannot be one, nobody is called so, or it lies inside of a private network.
    """
    url = url.strip().rstrip("/")
    try:
        parts = urlsplit(url)
        if len(url) > _LONGEST or parts.query or parts.fragment:
            raise Refused(_UNFIT, {"url": url})
        goal(url)
    except (KravError, ValueError) as error:
        raise Refused(_UNFIT, {"url": url}) from error
    return url


def told_host(host: str, port: int) -> Goal:
    """Where a host that is no web address leads; as `told_address`."""
    try:
        return goal(f"https://{host}:{port}/")
    except KravError as error:
        raise Refused(_UNFIT, {"url": host}) from error


class Pinned(httpx.BaseTransport):
    """Goes to a public address that the host's name leads to now, whatever it led to when it was typed."""

    def __init__(self) -> None:
        """No line is open yet."""
        self._ways = httpx.HTTPTransport(verify=trusted())

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The connection is made to the address that was looked up; its certificate is the name's."""
        url = request.url
        if not url.host:
            raise Unreachable(_NOWHERE)
        try:
            to = goal(f"{url.scheme}://{url.netloc.decode()}/")
        except KravError as error:
            if isinstance(error.__cause__, OSError):  # the name is not known just now
                raise httpx.ConnectError(str(error), request=request) from error
            raise Refused(_UNFIT, {"url": url.host}) from error
        request.url = url.copy_with(host=to.places[0])
        request.extensions = {**request.extensions, "sni_hostname": to.host}
        return self._ways.handle_request(request)

    def close(self) -> None:
        """Closes the lines."""
        self._ways.close()
