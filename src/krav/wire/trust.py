"""Whose certificates are believed: read once in a process, for reading them costs more than asking."""

import ssl
from functools import cache

import httpx


@cache
def trusted() -> ssl.SSLContext:
    """What httpx believes by itself."""
    return httpx.create_ssl_context()
