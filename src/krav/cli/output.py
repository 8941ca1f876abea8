"""How the command line answers: tables for people, JSON for machines, one sentence and exit code 2 for a refusal."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from krav.kernel.money import Money

console = Console(highlight=False, markup=False, emoji=False)  # names may hold [brackets] and :words:
_wide = Console(highlight=False, markup=False, emoji=False, width=400)  # a table is never squeezed; a terminal may wrap it


class Day(click.ParamType[date]):
    """A day as ISO text: 2026-07-13."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ANN401 click's own
        """The day, or a usage error that says what a day looks like."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}” is not a day. Write it as 2026-07-13.", param, ctx)


DAY = Day()


def show(title: str, heads: Sequence[str], lines: Iterable[Sequence[object]]) -> None:
    """A table. Money and counts stand to the right; amounts have blanks between thousands."""
    rows = [list(line) for line in lines]
    table = Table(title=title, title_justify="left", title_style="bold", header_style="dim", box=None, padding=(0, 2, 0, 0))
    for position, head in enumerate(heads):
        numbers = any(isinstance(row[position], Money | int) for row in rows)
        table.add_column(head, justify="right" if numbers else "left")
    for row in rows:
        table.add_row(*map(_cell, row))
    _wide.print(table)


def _cell(value: object) -> str:
    if isinstance(value, Money):
        return f"{value.decimal:,.2f} {value.currency}".replace(",", " ")
    return "" if value is None else str(value)


def print_json(data: Any) -> None:  # noqa: ANN401 whatever JSON can say
    """The answer for machines: days ISO, amounts decimal strings."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: object) -> str:
    return str(value.decimal) if isinstance(value, Money) else str(value)
