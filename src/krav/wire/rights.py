"""How a system beyond Krav is reached: what a person types to connect it, how often it may be asked, its kept rights."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

Told = Mapping[str, str]
"""Rights as they are kept, or what a person or a system's page answered: names and words."""

Headers = Mapping[str, str]
"""The headers of a request, names in lower case."""


class Field(NamedTuple):
    """What a person types to connect: `secret` is never shown again; one that is not `needed` may be left empty.

    A `long` one has several lines, such as a private key.
    """

    name: str
    label: str
    secret: bool = True
    needed: bool = True
    long: bool = False


class Limit(NamedTuple):
    """So many requests in so many seconds, as the system documents it, of so many at once to begin with."""

    requests: int
    seconds: float
    burst: int


class Vendor(NamedTuple):
    """Where a system is and by which name this installation is known there; empty where it needs none."""

    url: str
    login_url: str = ""
    client_id: str = ""
    client_secret: str = ""


class Rights(Protocol):
    """The rights of one connection, as they are kept sealed."""

    def now(self) -> Told:
        """The rights as they are."""

    def renewed(self, old: Told, renew: Callable[[Told], Told]) -> Told:
        """Rights in the place of `old`: those that another hand got meanwhile, or what `renew` gets, kept before it is used.

        One hand at a time: some systems give each right to renew once only.
        """
