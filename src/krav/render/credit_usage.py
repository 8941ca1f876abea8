"""What a client used, for re-billing: a paper and a table."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO
from typing import Any

from krav.claims.packages import part
from krav.claims.usage import Usage
from krav.kernel.money import Minor
from krav.render.credit_invoice import language_of, paper_values, rate_said, unit_said, words
from krav.render.sheet import Block, Pen, Sheet, lines, table

_PURPOSE_WIDTHS = (22, 20, 0, 16, 24, 26)


def usage_sheet(usage: Usage) -> Sheet:
    """The paper: the sums by kind, the mark-up, and every line."""
    language = language_of(usage.country)
    said, pen = words()[language], Pen(language)
    line = said["usage_line"].format(
        payer=usage.payer, from_on=pen.day(usage.from_on), until_on=pen.day(usage.until_on), currency=usage.currency
    )
    blocks = list(_blocks(usage, said, pen))
    values = paper_values(usage.country, said["usage"].format(client=usage.client), line, blocks, usage.payer)
    return Sheet(values, usage.client, usage.until_on)


def _blocks(usage: Usage, said: dict[str, Any], pen: Pen) -> Iterator[Block]:
    if not usage.lines:
        yield lines("", [(said["nothing"], "", "")])
        return
    sums = [(unit_said(each.unit, pen.language), str(each.count), pen.number(each.amount)) for each in usage.by_unit]
    yield table(said["summary"], said["summary_heads"], (0, 24, 36), 2, sums)
    total = [(said["cost"], pen.number(usage.cost), "amount")]
    if usage.markup:
        total.append((said["markup"].format(rate=rate_said(usage.markup, pen.language)), pen.number(usage.extra), "amount"))
    yield lines("", [*total, (said["charged"], pen.number(usage.total), "sum")])
    rows = [
        (
            pen.day(line.on),
            unit_said(line.unit, pen.language),
            line.what,
            str(line.count),
            pen.number(line.price),
            pen.number(line.amount),
        )
        for line in usage.lines
    ]
    yield table(said["details"], said["details_heads"], _PURPOSE_WIDTHS, 3, rows)


def usage_csv(usage: Usage) -> bytes:
    """A row for each line, amounts in decimals with a point; the mark-up of the rows comes to that of the whole."""
    language = language_of(usage.country)
    made = StringIO()
    writer = csv.writer(made, delimiter=";", lineterminator="\r\n")
    writer.writerow(words()[language]["csv_heads"])
    so_far = given = 0
    for line in usage.lines:
        so_far += line.amount
        extra = part(so_far, usage.markup) - given
        given += extra
        figures = map(_decimal, (line.price, line.amount, extra, line.amount + extra))
        what = [line.on.isoformat(), unit_said(line.unit, language), _plain(line.what), line.count]
        writer.writerow([*what, *figures, usage.currency])
    return b"\xef\xbb\xbf" + made.getvalue().encode()


def _decimal(amount: Minor) -> str:
    return str(Decimal(amount).scaleb(-2))


def _plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t"} else text
