"""The weekly list becomes a mail: the same in plain text and as HTML, in the language of whoever gets it."""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from krav.claims.weekly import ANSWERS, GO, Line, WeeklyList
from krav.countries import step_name
from krav.kernel.money import Money
from krav.render import amounts

_FEW = 3
"""So many letters that went before are named, the last ones."""

Link = Callable[[str, int], str]
"""The address of an answer (empty: of the whole list) to a line."""


@dataclass(frozen=True, slots=True)
class Message:
    """A mail's subject and its two bodies."""

    subject: str
    text: str
    html: str


@cache
def words() -> dict[str, dict[str, Any]]:
    """The words of the list by language."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def language_among(*wanted: str) -> str:
    """The first of these languages that the list speaks."""
    return next((language for language in wanted if language in words()), "en")


def note(answer: str, by: str, language: str) -> str:
    """What stands in a hold that the answer places."""
    text: str = words()[language][f"hold_{answer}"]
    return text.format(by=by)


def message(listed: WeeklyList, account: str, until: datetime, language: str, link: Link) -> Message:
    """The mail of a list; `until` is when it may be answered to last, by the account's clock."""
    said, head = words()[language], listed.head
    name = step_name(head.step, language)
    step = name[:1].lower() + name[1:]
    moment = f"{amounts.day(until.date(), language, 'deadline_short')} {until:%H:%M}".replace(amounts.BLANK, " ")
    total = Money.total((line.open for line in listed.lines), listed.lines[0].open.currency)
    count = f"{len(listed.lines)} {said['one' if len(listed.lines) == 1 else 'many']}"
    told = {
        "language": language,
        "said": said,
        "account": account,
        "subject": said["subject"].format(account=account, count=count, step=step, until=moment),
        "headline": said["headline"].format(step=step),
        "intro": said["intro_go" if head.silence == GO else "intro_wait"].format(until=moment),
        "manager": said["manager"] if head.manager else "",
        "alone": said["alone"].format(until=moment),
        "lines": [_line(line, listed, language, link) for line in listed.lines],
        "total": f"{amounts.number(total.minor, language)} {total.currency}",
        "url": link("", 0),
    }
    return Message(told["subject"], "\n".join(_text(told)), _template().render(told))


def _line(line: Line, listed: WeeklyList, language: str, link: Link) -> dict[str, Any]:
    said = words()[language]
    sent = ", ".join(
        f"{step_name(each.step, language)} {amounts.day(each.on, language, 'table')}" for each in line.sent[-_FEW:]
    )
    return {
        "customer": line.customer,
        "invoice": f"{said['one'].capitalize()} {line.number}",
        "late": said["late"].format(days=line.late(listed.head.on)),
        "before": said["before"].format(sent=sent or said["nothing"]),
        "amount": f"{amounts.number(line.open.minor, language)} {line.open.currency}",
        "answers": [(said[answer], link(answer, line.id)) for answer in ANSWERS],
    }


def _text(told: dict[str, Any]) -> Iterator[str]:
    said = told["said"]
    yield from (told["account"], told["headline"], "", told["intro"])
    if told["manager"]:
        yield told["manager"]
    yield from ("", f"{said['all']}: {told['url']}", "")
    for line in told["lines"]:
        yield f"{line['customer']}, {line['amount']}"
        yield f"  {line['invoice']} · {line['late']} · {line['before']}"
        yield from (f"  {answer}: {href}" for answer, href in line["answers"])
        yield ""
    yield from (f"{said['total']}: {told['total']}", "", told["alone"], "")


@cache
def _template() -> Template:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return made.get_template(f"{Path(__file__).stem}.html")
