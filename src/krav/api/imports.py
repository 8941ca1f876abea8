"""Files: given, looked at, and taken in at once or, where they are long, by the worker."""

from datetime import date, datetime
from typing import Any

from django.http import Http404
from ninja import File, Router, Schema
from ninja.files import UploadedFile

from krav.actions import uploads
from krav.api.key import Asked
from krav.api.shapes import Id, Made, Money, answers
from krav.store.queries import uploads as reads

router = Router()


class Upload(Schema):
    """A file: its `state` is uploaded, queued, running, done or refused; `said` is what came of it."""

    id: int
    name: str
    size: int
    state: str
    items: int
    said: dict[str, Any]
    by: str
    at: datetime
    taken_on: date | None


class UploadProgress(Upload):
    """The same with how far it has come: `done` of `total`."""

    done: int
    total: int


class FileColumn(Schema):
    """A heading of the file, and what it is read as."""

    heading: str
    field: str


class FileLook(Schema):
    """What a file would bring; `gone` are open claims that it names no more, `odd` counts what one may want to mend."""

    format: str
    rows: int
    new: int
    known: int
    changed: int
    gone: int | None
    worth: Money
    odd: dict[str, int]
    columns: list[FileColumn]
    remarks: list[str]
    until_on: date | None


@router.get("", response=answers(list[Upload]))
def listed(request: Asked) -> list[reads.UploadSeen]:
    """The newest files."""
    return reads.uploads()


@router.post("", response=answers(Made))
def give(request: Asked, file: File[UploadedFile]) -> Made:
    """Keeps a file for a look: a ledger as CSV or XLSX, a UBL invoice, a camt file, OCR giro."""
    caller = request.auth
    return Made(id=uploads.receive(caller.account_id, file.read(), file.name or "", on=caller.on, by=caller.by))


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
    named = ("format", "rows", "new", "known", "changed", "gone", "worth", "odd", "remarks", "until_on")
    return {name: getattr(found, name) for name in named} | {"columns": columns}


@router.post("/{upload_id}/take", response=answers(Upload))
def take(request: Asked, upload_id: Id) -> reads.UploadSeen:
    """Takes a file in, whole or not at all; a long one is left to the worker."""
    uploads.take(request.auth.account_id, upload_id, on=request.auth.on, by=request.auth.by)
    return _found(upload_id)


def _found(upload_id: int) -> reads.UploadSeen:
    seen = reads.upload(upload_id)
    if seen is None:
        raise Http404
    return seen
