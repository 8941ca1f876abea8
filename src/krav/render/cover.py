"""The sheet that lies on top of letters printed together: a list with sums, and a box to tick for each."""

import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from krav.kernel.money import Money
from krav.render.sheet import Pen, Sheet, table

_WIDTHS = (8, 24, 0, 42, 30, 24)
_BOX = "□"


class Line(NamedTuple):
    """A letter on the sheet; one that is `gone` must not be posted."""

    number: str
    to: str
    place: str
    step: str
    total: Money
    gone: bool


@cache
def _words() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("cover.toml").read_text("utf-8"))


def cover(sender: str, country: str, made_by: str, on: date, letters: Sequence[Line], language: str) -> Sheet:
    """The sheet, in the language of whoever prints."""
    said, pen = _words()[language], Pen(language)
    rows = [
        ("–" if line.gone else _BOX, line.number, line.to, line.place, said["gone"] if line.gone else pen.word(line.step),
         pen.number(line.total.minor))
        for line in letters
    ]  # fmt: skip
    total = sum(line.total.minor for line in letters if not line.gone)
    count = said["one"] if len(letters) == 1 else said["list"].format(count=len(letters))
    block = table(count, said["head"], _WIDTHS, 1, [*rows, ("", "", "", "", said["sum"], pen.number(total))])
    values = {
        "lang": language,
        "region": country,
        "title": said["headline"],
        "draft": "",
        "sender": sender,
        "headline": said["headline"],
        "line": said["line"].format(day=pen.day(on), who=made_by),
        "blocks": [block],
        "footer": sender,
        "page": said["page"],
    }
    return Sheet(values, "cover", on)
