"""Several files given at once, or packed into one: each is taken in whole or not at all, in a good order."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from krav.actions import uploads
from krav.actions.imports import own_statements
from krav.actions.unit import Actor
from krav.formats import archive
from krav.formats.order import LAST, Order, order
from krav.formats.sniff import read, too_large
from krav.formats.values import BankFileIn, FormatError, Unused
from krav.store.load import creditor_in_scope
from krav.store.queries.uploads import these_uploads
from krav.store.scope import account_scope
from krav.wire import kept

_KEY = re.compile("[0-9a-f]{32}")
_KIND = "together"
_MANY = 20
"""So many files are taken in while a person waits, if they are short."""


class File(NamedTuple):
    """A file as it is given."""

    name: str
    content: bytes


class Given(NamedTuple):
    """What a first look found of one file: its upload, or why it is refused. `source` names what it was given as or in."""

    source: str
    name: str
    upload_id: int = 0
    format: str = ""
    rows: int = 0
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Together:
    """Files that were given together, in the order they are taken in; `key` finds them again."""

    key: str
    given: tuple[Given, ...]
    unused: tuple[Unused, ...] = ()


class _Piece(NamedTuple):
    """A file on its way in: given as it is, or unpacked."""

    source: str
    name: str
    content: bytes
    refused: str = ""


def are_several(files: Sequence[File]) -> bool:
    """Whether more than one file is given, or an archive of files."""
    return len(files) != 1 or archive.recognises(files[0].content, files[0].name)


def in_order(account_id: int, files: Iterable[File]) -> tuple[list[File], list[str]]:
    """Files, archives unpacked, in the order they are taken in; and why others are refused."""
    files = list(files)
    if not are_several(files):
        return files, []
    found = _sorted(account_id, files, [])
    refused = [each.refused for _, each, _ in found if each.refused]
    return [File(each.name, content) for _, each, content in found if not each.refused], refused


def receive_all(account_id: int, files: Iterable[File], *, on: date, by: Actor) -> Together:
    """Keeps several files for a look; archives are unpacked. What cannot be read is refused alone, with its reason."""
    unused: list[Unused] = []
    found = _sorted(account_id, files, unused)
    given = []
    for _, each, content in found:
        upload_id = 0 if each.refused else uploads.receive(account_id, content, each.name, on=on, by=by)
        given.append(each._replace(upload_id=upload_id))
    data = json.dumps({"given": given, "unused": unused}, ensure_ascii=False).encode()
    key = sha256(data).hexdigest()[:32]
    kept.keep(_KIND, account_id, key, data)
    return Together(key, tuple(given), tuple(unused))


def together(account_id: int, key: str) -> Together | None:
    """Files that were given together; nothing where the account has none of that key."""
    if not _KEY.fullmatch(key):
        return None
    try:
        data = json.loads(kept.kept(_KIND, account_id, key))
    except FileNotFoundError:
        return None
    return Together(key, tuple(Given(*each) for each in data["given"]), tuple(Unused(*line) for line in data["unused"]))


def take_all(
    account_id: int, given: Sequence[Given], *, on: date, by: Actor, wait: bool = False, everything: bool = False
) -> None:
    """Takes the files in, each by itself and in their order; many or long ones are left to the worker unless one waits.

    `everything` is a person's word that their lists name all that is open.
    """
    items = {each.upload_id: each.rows for each in given if each.upload_id}
    uploads.queue(account_id, items, on=on, by=by, everything=everything)
    if wait or (len(items) <= _MANY and sum(items.values()) < uploads.AT_ONCE):
        for _ in uploads.run(account_id, set(items), on=on):
            pass


def cancel_all(account_id: int, given: Sequence[Given], *, on: date, by: Actor) -> None:
    """Stops those of the files that wait or are being taken in; the last first, so that none begins meanwhile."""
    with account_scope(account_id):
        found = these_uploads([each.upload_id for each in given])
    for upload_id in reversed(found):
        uploads.cancel(account_id, upload_id, on=on, by=by)


def _sorted(account_id: int, files: Iterable[File], unused: list[Unused]) -> list[tuple[Order, Given, bytes]]:
    """What a first look found of each file, in the order they are taken in, and its bytes."""
    with account_scope(account_id):
        found = [_glanced(piece) for file in files for piece in _pieces(file, unused)]
    return sorted(found, key=lambda each: each[0])


def _pieces(file: File, unused: list[Unused]) -> Iterator[_Piece]:
    """The file, or what it holds where it is an archive; what of an archive is no file of anybody's goes to `unused`."""
    if refusal := too_large(file.name, len(file.content)):
        yield _Piece(file.name, file.name, b"", str(refusal))
    elif not archive.recognises(file.content, file.name):
        yield _Piece(file.name, file.name, file.content)
    else:
        try:
            found = archive.unpack(file.content, file.name)
        except FormatError as error:
            yield _Piece(file.name, file.name, b"", str(error))
            return
        unused += found.unused
        yield from (_Piece(file.name, error.where, b"", str(error)) for error in found.refused)
        yield from (_Piece(file.name, name, content) for name, content in found.members)


def _glanced(piece: _Piece) -> tuple[Order, Given, bytes]:
    """When a file is taken in, what it is, and its bytes."""
    source, name, content, refused = piece
    if not refused:
        creditor = creditor_in_scope()
        try:
            found = read(content, name, creditor.country.currency)
            if isinstance(found, BankFileIn):
                rows = sum(len(each.payments) for each in own_statements(creditor, found, name))
            else:
                rows = len(found.items)
            return order(found), Given(source, name, 0, found.format, rows), content
        except FormatError as error:
            refused = str(error)
    return LAST, Given(source, name, refused=refused), b""
