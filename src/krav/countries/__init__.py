"""Floor 2: the countries, a folder each, found by walking; adding one edits nothing else."""

from functools import cache
from importlib import import_module
from pathlib import Path

from krav.kernel.refusal import KravError
from krav.law.country import Country


@cache
def countries() -> dict[str, Country]:
    """All countries by their two-letter code."""
    folders = sorted(path.parent for path in Path(__file__).parent.glob("*/country.toml"))
    found = (import_module(f"{__name__}.{folder.name}.rules").Rules(folder) for folder in folders)
    return {country.code: country for country in found}


def country(code: str) -> Country:
    """The country of a code, in either case.

    Raises:
        KravError: there is no such country.
    """
    found = countries().get(code.upper())
    if found is None:
        raise KravError(f"There is no country “{code}”. Krav knows {', '.join(sorted(countries()))}.")
    return found
