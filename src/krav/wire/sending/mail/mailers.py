"""The mail services that are known, from a file of facts."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from krav.wire.rights import Field

_FILE = Path(__file__).with_name("mailers.toml")


class LookUp(NamedTuple):
    """Where a service is asked for a message by its tag: the list in its answer, and the message's name there."""

    url: str
    path: str
    header: str
    right: str
    list: str
    id: str


class Mailer(NamedTuple):
    """A mail service. `key` is anymail's setting of what signs webhooks; empty where a password is sent along.

    `signed_at` is what a signature calls its own moment, where it covers that and not the event. `spf` and `dkim` are what a
    sender's domain says for it; empty where the service gives each sender its own.
    """

    code: str
    name: str
    send: str
    hear: str
    fields: tuple[Field, ...]
    verified: str
    key: str = ""
    signed_at: str = ""
    spf: str = ""
    dkim: str = ""
    url: str = ""
    headers: Mapping[str, str] = {}
    look_up: LookUp | None = None


@cache
def mailers() -> Mapping[str, Mailer]:
    """All of them by their codes."""
    found = {}
    for code, row in tomllib.loads(_FILE.read_text("utf-8")).items():
        fields = tuple(Field(**each) for each in row.pop("fields"))
        asked = row.pop("look_up", None)
        found[code] = Mailer(code=code, fields=fields, look_up=LookUp(**asked) if asked else None, **row)
    return found
