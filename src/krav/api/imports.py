"""Files: given, looked at, taken in at once or, where they are long, by the worker; cancelled, and reported on."""

from datetime import date, datetime
from typing import Any

from django.http import Http404
from ninja import File, Router, Schema
from ninja.files import UploadedFile

from krav.actions import together, uploads
from krav.api.key import Asked
from krav.api.shapes import PAGE, After, Id, Made, Money, answers, following
from krav.kernel.refusal import KravError
from krav.store.queries import imports
from krav.store.queries import uploads as reads

router = Router()


class Upload(Schema):
    """A file: its `state` is uploaded, queued, running, done, refused or cancelled; `said` is what came of it.

    `file_id` is what it was taken in as; its report is there.
    """

    id: int
    name: str
    size: int
    state: str
    items: int
    said: dict[str, Any]
    by: str
    at: datetime
    file_id: int | None
    taken_on: date | None


class UploadProgress(Upload):
    """The same with how far it has come: `done` of `total`."""

    done: int
    total: int


class FileColumn(Schema):
    """A heading of the file, and what it is read as."""

    heading: str
    field: str


class UnusedLine(Schema):
    """A line or element of a file that was not used, and why."""

    where: str
    why: str


class FileLook(Schema):
    """What a file would bring; `odd` counts what one may want to mend, `unused` are lines that say nothing.

    `gone` are open claims that a list of what is open names no more: they are closed as settled by the ledger, unless the
    list may be `partial` (it does not say that it names everything, or names fewer than half) and nobody says so (`close`).
    """

    format: str
    rows: int
    new: int
    known: int
    changed: int
    gone: int | None
    partial: bool
    worth: Money
    odd: dict[str, int]
    columns: list[FileColumn]
    remarks: list[str]
    unused: list[UnusedLine]
    until_on: date | None


class FileTaken(Schema):
    """A file that was taken in, wherever it was given; `new` and `unused` count its lines."""

    id: int
    name: str
    format: str
    imported_on: date
    items: int
    by: str
    new: int
    unused: int


class FilesTaken(Schema):
    """The newest files, or those before one; `next` is the address' `after` of those that follow."""

    files: list[FileTaken]
    next: int | None


class FileReport(Schema):
    """What became of a file: `counts` by what they count, claims `closed` by not being named, and every unused line."""

    file: FileTaken
    counts: dict[str, int]
    closed: list[str]
    columns: list[FileColumn]
    remarks: list[str]
    unused: list[UnusedLine]


class FileGiven(Schema):
    """One of several files: its upload, or why it is refused. `source` is the file it was given as or in."""

    source: str
    name: str
    upload_id: int
    format: str
    rows: int
    refused: str
    state: str


class FilesGiven(Schema):
    """Several files given together, in the order they are taken in; `unused` is what their archives hold besides."""

    key: str
    files: list[FileGiven]
    unused: list[UnusedLine]


@router.get("", response=answers(list[Upload]))
def listed(request: Asked) -> list[reads.UploadSeen]:
    """The newest files."""
    return reads.uploads()


@router.post("", response=answers(Made))
def give(request: Asked, file: File[UploadedFile]) -> Made:
    """Keeps one file for a look: a ledger, an invoice or a bank's file; several, or a ZIP of them, go to `together`."""
    caller = request.auth
    return Made(id=uploads.receive(caller.account_id, file.read(), file.name or "", on=caller.on, by=caller.by))


@router.get("/files", response=answers(FilesTaken))
def taken(request: Asked, after: After = 0) -> dict[str, Any]:
    """The files that were taken in, from pages, programs, commands and folders, the newest first."""
    found, more = following(imports.files(after, PAGE + 1))
    return {"files": found, "next": found[-1].id if more else None}


@router.get("/files/{file_id}/report", response=answers(FileReport))
def file_report(request: Asked, file_id: Id) -> dict[str, Any]:
    """What became of a file that was taken in."""
    return _report(file_id)


@router.post("/together", response=answers(FilesGiven))
def give_together(request: Asked, file: File[list[UploadedFile]]) -> dict[str, Any]:
    """Keeps several files, or ZIPs of them, for a look; what cannot be read is refused alone, with its reason."""
    caller = request.auth
    if getattr(request, "too_much_uploaded", False):
        raise KravError("The files are larger than may be given at once. Give fewer of them; nothing was kept.")
    files = [together.File(each.name or "", each.read()) for each in file]
    return _given(together.receive_all(caller.account_id, files, on=caller.on, by=caller.by))


@router.get("/together/{given_id}", response=answers(FilesGiven))
def several(request: Asked, given_id: str) -> dict[str, Any]:
    """What became of files that were given together."""
    return _given(_together(request, given_id))


@router.post("/together/{given_id}/take", response=answers(FilesGiven))
def take_together(request: Asked, given_id: str) -> dict[str, Any]:
    """Takes them in, each whole or not at all: invoices before what was paid of them; many are left to the worker."""
    found, caller = _together(request, given_id), request.auth
    together.take_all(caller.account_id, found.given, on=caller.on, by=caller.by)
    return _given(found)


@router.get("/{upload_id}", response=answers(UploadProgress))
def one(request: Asked, upload_id: Id) -> dict[str, Any]:
    """What became of a file."""
    done, total = uploads.progress(request.auth.account_id, upload_id)
    return _found(upload_id)._asdict() | {"done": done, "total": total}


@router.get("/{upload_id}/look", response=answers(FileLook))
def look(request: Asked, upload_id: Id) -> dict[str, Any]:
    """What a file would bring; nothing is written."""
    seen = _found(upload_id)
    found = uploads.look_at(request.auth.account_id, seen.sha256, seen.name, on=request.auth.on)
    columns = [{"heading": heading, "field": field} for heading, field in found.columns]
    named = ("format", "rows", "new", "known", "changed", "gone", "partial", "worth", "odd", "remarks", "until_on")
    return {name: getattr(found, name) for name in named} | {"columns": columns, "unused": found.unused}


@router.post("/{upload_id}/take", response=answers(Upload))
def take(request: Asked, upload_id: Id, close: bool = False) -> reads.UploadSeen:
    """Takes a file in, whole or not at all; a long one is left to the worker.

    `close` says that the list names everything open: claims which it does not name are settled. It may be said later, too.
    """
    _found(upload_id)
    uploads.take(request.auth.account_id, upload_id, on=request.auth.on, by=request.auth.by, close=close)
    return _found(upload_id)


@router.post("/{upload_id}/cancel", response=answers(Upload))
def cancel(request: Asked, upload_id: Id) -> reads.UploadSeen:
    """Stops a file that waits or is being taken in: nothing of it is written, and it may be given again."""
    _found(upload_id)
    uploads.cancel(request.auth.account_id, upload_id, on=request.auth.on, by=request.auth.by)
    return _found(upload_id)


@router.get("/{upload_id}/report", response=answers(FileReport))
def report(request: Asked, upload_id: Id) -> dict[str, Any]:
    """What became of a file that was given here, once it is taken in."""
    return _report(_found(upload_id).file_id or 0)


def _report(file_id: int) -> dict[str, Any]:
    found = imports.report(file_id)
    if found is None:
        raise Http404
    columns = [{"heading": heading, "field": field} for heading, field in found.understood]
    return found._asdict() | {"columns": columns}


def _together(request: Asked, key: str) -> together.Together:
    found = together.together(request.auth.account_id, key)
    if found is None:
        raise Http404
    return found


def _given(found: together.Together) -> dict[str, Any]:
    seen = reads.these_uploads([each.upload_id for each in found.given])
    files = [
        each._asdict() | {"state": seen[each.upload_id].state if each.upload_id in seen else "refused"}
        for each in found.given
    ]
    return {"key": found.key, "files": files, "unused": found.unused}


def _found(upload_id: int) -> reads.UploadSeen:
    seen = reads.upload(upload_id)
    if seen is None:
        raise Http404
    return seen
