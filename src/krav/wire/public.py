"""Which addresses are the internet's own: all that may be asked at an address that a person typed."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

_UNICAST: Final = IPv6Network("2000::/3")
_NAT64: Final = IPv6Network("64:ff9b::/96")
_NOT_6: Final = (IPv6Network("2001:db8::/32"), IPv6Network("3fff::/20"))
_NOT_4: Final = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))
"""Kept for other uses (IANA), and not told so by every Python: examples, protocols, a relay to the older kind."""


def is_public(place: str) -> bool:
    """Whether an address is one of the internet's own; one that stands for an older one is, where that is.

    >>> [is_public(place) for place in ("93.184.215.14", "10.0.0.1", "169.254.169.254", "::ffff:10.0.0.1", "fd00::1")]
    [True, False, False, False, False]
    """
    found = ip_address(place.partition("%")[0])
    if isinstance(found, IPv4Address):
        return found.is_global and not found.is_multicast and not any(found in each for each in _NOT_4)
    inner = _inner(found)
    if inner is not None:
        return is_public(str(inner)) and (found.ipv4_mapped is not None or found in _NAT64 or found.is_global)
    return found in _UNICAST and found.is_global and not any(found in each for each in _NOT_6)


def _inner(found: IPv6Address) -> IPv4Address | None:
    """The older address that a newer one stands for."""
    if found in _NAT64:
        return IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
