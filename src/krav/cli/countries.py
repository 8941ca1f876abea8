"""A country on the command line, read when it is asked for: a broken rule book stops what needs it and nothing else."""

from typing import Any

import click

from krav.countries import countries, country
from krav.law.country import Country


class Code(click.ParamType[Country]):
    """A country's two-letter code, in either case."""

    name = "country"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Country:  # noqa: ANN401 click's own
        """The country, or a usage error that says which there are."""
        if isinstance(value, Country):
            return value
        known = countries()
        if str(value).upper() not in known:
            self.fail(f"'{value}' is not one of {', '.join(repr(code.lower()) for code in known)}.", param, ctx)
        return country(str(value))


COUNTRY = Code()
