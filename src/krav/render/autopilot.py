"""What runs by itself, as mails: what needs an administrator, and what the next day would do, in the reader's language."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

from krav.countries import step_name, translator
from krav.kernel.money import Money
from krav.kernel.refusal import Refusal
from krav.law.retold import retold
from krav.render import amounts


class Message(NamedTuple):
    """A mail in plain text."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Troubles:
    """What needs an administrator; `lost` is why the connection is gone, `refused` the first voucher's name and problem.

    `failed` are phases that did not come to their end, each with its problem.
    """

    account: str
    on: date
    system: str = ""
    lost: str = ""
    refused: tuple[str, str] = ("", "")
    refused_count: int = 0
    stopped: Refusal | None = None
    failed: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lost or self.refused_count or self.stopped or self.failed)


class WouldLeave(NamedTuple):
    """A letter that would leave."""

    customer: str
    numbers: tuple[str, ...]
    total: Money


class OfStep(NamedTuple):
    """The letters of a step that would leave: how many, what they ask for, and the first of them."""

    step: str
    letters: int
    total: Money
    first: tuple[WouldLeave, ...]


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a day would do by itself; `refused` are claims that get no letter, counted by a refusal of each kind."""

    account: str
    on: date
    steps: tuple[OfStep, ...] = ()
    refused: tuple[tuple[Refusal, int], ...] = ()
    stopped: Refusal | None = None
    paused_by: str = ""


@cache
def words() -> dict[str, dict[str, str]]:
    """The words of the mails by language."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def language_among(wanted: Sequence[str]) -> str:
    """The first of these languages that the mails speak."""
    return next((language for language in wanted if language in words()), "en")


def troubles(told: Troubles, language: str, link: str) -> Message:
    """The mail to an administrator."""
    said = words()[language]
    lines = [f"– {line}" for line in _troubles(told, language)]
    head = said["tell_head"].format(account=told.account, day=_day(told.on, language))
    text = "\n".join([head, "", *lines, "", said["tell_end"].format(link=link), ""])
    return Message(said["tell_subject"].format(account=told.account), text)


def dry_run(told: DryRun, language: str, link: str) -> Message:
    """The mail of what a day would do."""
    said, day = words()[language], _day(told.on, language)
    lines = [said["dry_head"].format(account=told.account, day=day), "", *_would(told, language)]
    text = "\n".join([*lines, "", said["dry_end"].format(link=link), ""])
    return Message(said["dry_subject"].format(account=told.account, day=day), text)


def _troubles(told: Troubles, language: str) -> Iterator[str]:
    said = words()[language]
    if told.lost:
        yield said["lost"].format(system=told.system, problem=_retold(told.lost, language))
    if told.refused_count:
        name, problem = told.refused
        words_of = said["refused_one" if told.refused_count == 1 else "refused_many"]
        problem = _retold(problem, language)
        yield words_of.format(count=told.refused_count, system=told.system, name=name, problem=problem)
    if told.stopped:
        yield said["stopped"].format(why=_full(told.stopped, language))
    for phase, problem in told.failed:
        yield said["failed"].format(phase=said[phase], problem=_retold(problem, language))


def _would(told: DryRun, language: str) -> Iterator[str]:
    said = words()[language]
    if told.paused_by:
        yield from (said["dry_paused"].format(by=told.paused_by), "")
    if told.stopped:
        yield said["dry_stopped"].format(why=_full(told.stopped, language))
        return
    if not told.steps:
        yield said["nothing"]
    for step in told.steps:
        name = step_name(step.step, language)
        words_of = said["letters_one" if step.letters == 1 else "letters_many"]
        yield words_of.format(step=name, count=step.letters, total=_money(step.total, language))
        for letter in step.first:
            numbers = said["invoice_one" if len(letter.numbers) == 1 else "invoice_many"]
            told_of = numbers.format(numbers=", ".join(letter.numbers))
            yield f"  {letter.customer}, {told_of}: {_money(letter.total, language)}"
        if step.letters > len(step.first):
            yield f"  {said['more'].format(count=step.letters - len(step.first))}"
    if told.refused:
        yield from ("", said["refused_head"])
    for refusal, count in told.refused:
        words_of = said["refused_line_one" if count == 1 else "refused_line_many"]
        why = refusal.said(translator(language), lambda fact: _shown(fact, language))
        yield f"  {words_of.format(count=count, why=why)}"


def _full(refusal: Refusal, language: str) -> str:
    return refusal.in_full(translator(language), lambda fact: _shown(fact, language))


def _retold(problem: str, language: str) -> str:
    return retold(problem, translator(language), lambda fact: _shown(fact, language))


def _shown(fact: object, language: str) -> str:
    match fact:
        case date():
            return _day(fact, language)
        case Money():
            return _money(fact, language)
        case Decimal():
            return amounts.fraction(fact, language)
    return str(fact)


def _day(on: date, language: str) -> str:
    return _plain(amounts.day(on, language, "day"))


def _money(money: Money, language: str) -> str:
    return _plain(f"{amounts.number(money.minor, language)} {money.currency}")


def _plain(text: str) -> str:
    """The text with blanks that a mail program may break at."""
    return text.replace(amounts.BLANK, " ")
