"""An address outside that hears once in a while that the worker is alive, and misses it when it is not."""

import httpx

_PATIENCE = 10


def ping(url: str) -> str:
    """Asks the address; why it did not answer with a yes, or nothing."""
    try:
        httpx.get(url, timeout=_PATIENCE).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return type(error).__name__
    return ""
