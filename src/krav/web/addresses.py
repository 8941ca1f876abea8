"""Addresses of views by their names, as Django's `reverse` makes them, without its search: a list has hundreds of them."""

import re
from functools import cache

from django.urls import get_resolver, reverse
from django.urls.converters import IntConverter, SlugConverter, StringConverter

_PLAIN = re.compile(r"[A-Za-z0-9_-]+")
"""What stands in an address as it is: numbers and slugs."""


def address_of(name: str, **to: object) -> str:
    """The address of a view.

    Raises:
        NoReverseMatch: no view of that name takes these.
    """
    pattern = _pattern(name, tuple(sorted(to)))
    if pattern is None:
        return reverse(name, kwargs=to)
    numbers, form = pattern
    for key, value in to.items():
        if key in numbers:
            plain = type(value) is int and value >= 0
        else:
            plain = type(value) is str and _PLAIN.fullmatch(value) is not None
        if not plain:
            return reverse(name, kwargs=to)
    return form % to


@cache
def _pattern(name: str, keys: tuple[str, ...]) -> tuple[frozenset[str], str] | None:
    """Which keys are numbers, and how the address is put together; None where `reverse` has to choose among several."""
    fitting = [
        (form, converters)
        for possibilities, _regex, defaults, converters in get_resolver().reverse_dict.getlist(name)
        for form, names in possibilities
        if not defaults and sorted(names) == list(keys)
    ]
    if len(fitting) != 1:
        return None
    form, converters = fitting[0]
    kinds = {key: type(converters.get(key)) for key in keys}
    if not set(kinds.values()) <= {IntConverter, SlugConverter, StringConverter}:
        return None
    return frozenset(key for key, kind in kinds.items() if kind is IntConverter), f"/{form}"
