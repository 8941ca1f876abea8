"""A statement of account becomes the values the template prints, in the look and the language of the letters."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from krav.claims.letter import Letter
from krav.claims.statement import Statement, StillOpen, ages
from krav.countries import country
from krav.render.values import head
from krav.render.voice import Voice


@cache
def words() -> dict[str, dict[str, Any]]:
    """The words of statements by language."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def values(statement: Statement) -> dict[str, Any]:
    """Everything the template prints, as text."""
    voice = Voice(_letter(statement))
    said = words()[voice.language]
    until = voice.day(statement.until_on)
    return {
        **head(voice),
        "refs": [
            [voice.words["label_date"], until],
            [voice.words["label_customer"], statement.addressee.number],
        ],
        "draft": "",
        "title": f"{said['headline']} – {statement.addressee.name}",
        "headline": said["headline"],
        "period": said["period"].format_map({"from": voice.day(statement.from_on), "until": until}),
        "move_head": said["head"],
        "moves": _moves(statement, voice, said),
        "closing": [said["closing"], voice.unit(), voice.number(statement.account.closing)],
        "open_title": said["open"].format(until=until),
        "open_head": said["open_head"],
        "open": [
            [item.number, voice.day(item.due_on, "table"), _late(statement, item), voice.number(item.owed)]
            for item in statement.account.still_open
        ],
        "nothing": said["nothing"],
        "age_head": said["ages"],
        "ages": [voice.number(amount) for amount in _ages(statement)],
        "small": said["disagree"].format(contact=voice.fill["contact_email"]),
    }


def _moves(statement: Statement, voice: Voice, said: dict[str, Any]) -> list[list[str]]:
    """The rows with the running balance; interest of the period stands last."""
    account = statement.account
    balance = account.opening
    rows = [[voice.day(statement.from_on, "table"), said["opening"], "", "", voice.number(balance)]]
    for move in account.moves:
        balance += move.amount
        rows.append(
            [voice.day(move.on, "table"), said[move.kind], move.number, voice.number(move.amount), voice.number(balance)]
        )
    if account.interest:
        until = voice.day(statement.until_on, "table")
        what = said["interest"].format(until=until)
        rows.append([until, what, "", voice.number(account.interest), voice.number(account.closing)])
    return rows


def _ages(statement: Statement) -> list[int]:
    """The debts by age; what is to the customer's credit has none."""
    debts = ((item.due_on, item.owed) for item in statement.account.still_open if item.owed > 0)
    return ages(debts, statement.until_on)


def _late(statement: Statement, item: StillOpen) -> str:
    days = (statement.until_on - item.due_on).days
    return str(days) if days > 0 and item.owed > 0 else ""


def _letter(statement: Statement) -> Letter:
    """The statement as the letters' texts see it: whom it is from and to, in the words all letters share."""
    return Letter(
        country=statement.country,
        number=statement.addressee.number,
        step=country(statement.country).ladder[0],
        sent_on=statement.until_on,
        deadline_on=statement.until_on,
        currency=statement.currency,
        sender=statement.sender,
        payee=statement.payee,
        addressee=statement.addressee,
        reference="",
        items=(),
        fees=(),
        total=statement.account.closing,
    )
