"""Phrases: an English sentence with {names}, said in a reader's language and filled with facts as it writes them."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from krav.kernel.days import plain

Translate = Callable[[str], str]
"""An English phrase in another language, its {names} left as they are."""

Show = Callable[[object], str]
"""A day, an amount or a number as a reader writes it."""

Facts = Mapping[str, object]
"""What fills the {names} of a phrase."""


def iso(fact: object) -> str:
    """A fact for machines and logs: days ISO, amounts with their currency, numbers without needless zeros."""
    return plain(fact) if isinstance(fact, Decimal) else str(fact)


def say(phrase: str, facts: Facts, translate: Translate = str, show: Show = iso) -> str:
    """The phrase in the translator's language, filled; facts that are words are translated too.

    >>> say("At most {most} per cent.", {"most": Decimal("9.750")})
    'At most 9.75 per cent.'
    """
    said = translate(phrase)
    if not facts:
        return said
    return said.format_map({name: translate(fact) if isinstance(fact, str) else show(fact) for name, fact in facts.items()})
