"""Where a request comes from: the address as trusted proxies tell it, and a mark of it that nobody can read back."""

from datetime import date
from hashlib import sha256
from ipaddress import IPv6Address, ip_address

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The address that asks, as trusted proxies tell it; of the newer kind its network. Empty where none is told."""
    try:
        told = ip_address(get_adapter().get_client_ip(request))
    except (KeyError, ValueError, PermissionDenied):
        return ""
    return f"{told.exploded[:19]}::" if isinstance(told, IPv6Address) else str(told)


def place(request: HttpRequest, on: date, door: str = "") -> str:
    """The mark of an address for one day, under which wrong tries at a door are counted."""
    named = " ".join(part for part in (door, on.isoformat(), address_of(request)) if part)
    return sha256(settings.KRAV_SEAL + b" " + named.encode()).hexdigest()
