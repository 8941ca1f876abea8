"""Files given in the browser, by programs or in a folder: kept, looked at, and taken in at once or by the worker."""

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from hashlib import sha256

from django.db import transaction
from django.db.models import Q

from krav.actions import holding
from krav.actions.imports import Imported, import_file
from krav.actions.look import Look, look
from krav.actions.moving import moves
from krav.actions.progress import Stopped
from krav.actions.rights import check_right
from krav.actions.unit import Actor, Unit, unit
from krav.formats.values import FormatError
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.queries.accounts import with_uploads_to_take
from krav.store.scope import account_scope
from krav.wire import clock, kept

AT_ONCE = 2000
"""A file of fewer rows is taken in while the person waits."""

_KIND = "uploads"
_LEASE = timedelta(minutes=15)
_NAME = 200
_AT_REST = frozenset({"uploaded", "refused", "cancelled"})


class _HandedBack(Exception):
    """An import that somebody else begins anew: the worker is to end, and nothing of the file is written."""


def receive(account_id: int, data: bytes, name: str, *, on: date, by: Actor) -> int:
    """Keeps a file for a look; the id of its upload. The same bytes again are the same upload, whatever became of it.

    Raises:
        FormatError: the file is empty.
    """
    if not data:
        raise FormatError(name[:_NAME], "", "the file is empty.", "Save it again where it is from.")
    digest = sha256(data).hexdigest()
    with unit(account_id, "upload", on=on, by=by) as work:
        kept.keep(_KIND, account_id, digest, data)
        fresh = {"name": name[:_NAME], "size": len(data), "by": by.name, "at": clock.now()}
        upload, made = rows.Upload.objects.get_or_create(account_id=account_id, sha256=digest, defaults=fresh)
        if not made and upload.state in _AT_REST:
            rows.Upload.objects.filter(pk=upload.pk).update(state="uploaded", said="{}", **fresh)
        work.said = {"file": upload.name, "size": len(data)}
    return int(upload.pk)


def look_at(account_id: int, digest: str, name: str, *, on: date) -> Look:
    """What a kept file would bring; the account must be in scope.

    Raises:
        FormatError: the file cannot be taken in.
    """
    return look(kept.kept(_KIND, account_id, digest), name, on=on)


def take(account_id: int, upload_id: int, *, on: date, by: Actor, close: bool = False) -> None:
    """Takes an upload in, or leaves a long one to the worker; one that is under way or taken in is left as it is.

    `close` is a person's word that open claims which it does not name are settled; it may come when all else is taken in.

    Raises:
        FormatError: the file cannot be taken in; its upload says why, too.
    """
    with unit(account_id, "import", on=on, by=by) as work:
        upload = rows.Upload.objects.get(pk=upload_id)
        if upload.state not in _AT_REST and not (close and upload.state == "done"):
            return
        items = look_at(account_id, upload.sha256, upload.name, on=on).rows
        _queue(upload, items, {"close": True} if close else {}, work)
    if items < AT_ONCE:
        for _ in run(account_id, {upload_id}, on=on):
            pass


def queue(account_id: int, items: Mapping[int, int], *, on: date, by: Actor, everything: bool = False) -> None:
    """Lets uploads, by their ids and how many rows each has, wait for whoever takes them in, in this order.

    `everything` is a person's word that lists among them name all that is open.
    """
    with unit(account_id, "import", on=on, by=by) as work:
        found = rows.Upload.objects.in_bulk(items)
        for upload_id, count in items.items():
            if found[upload_id].state in _AT_REST:
                _queue(found[upload_id], count, {"everything": True} if everything else {}, work)
        work.said = {"files": len(items), "state": "queued"}


def _queue(upload: rows.Upload, items: int, words: Mapping[str, bool], work: Unit) -> None:
    """Lets an upload wait; `words` are what a person said of it, as import_file takes them."""
    kept.end_progress(upload.account_id, str(upload.pk))
    rows.Upload.objects.filter(pk=upload.pk).update(
        state="queued", items=items, by=work.by.name, said=json.dumps(words), at=clock.now()
    )
    work.said = {"file": upload.name, "state": "queued"}


def cancel(account_id: int, upload_id: int, *, on: date, by: Actor) -> None:
    """Stops an upload that waits or is being taken in: nothing of it is written. One that is done stays done.

    No lock is waited for: whoever takes the file in is told, and one that still waits is cancelled at once.
    """
    check_right(by.role, "cancel_import")
    with account_scope(account_id):
        state = rows.Upload.objects.values_list("state", flat=True).get(pk=upload_id)
        busy = rows.Upload.objects.filter(state="running", leased_until__gte=clock.now()).exists()
    if state not in {"queued", "running"}:
        return
    kept.stop_work(account_id, str(upload_id), by.name)
    if state == "queued" and not busy:
        _cancelled(account_id, upload_id, by.name, on=on, state=state)


def is_stopping(account_id: int, upload_id: int) -> bool:
    """Whether somebody has cancelled an upload that somebody else has in hand."""
    return bool(kept.stopped_by(account_id, str(upload_id)))


def progress(account_id: int, upload_id: int) -> tuple[int, int]:
    """How far an upload has come, and of how much; nothing of nothing before its work begins."""
    return kept.progress(account_id, str(upload_id))


def run_queued(*, on: date, by: Actor) -> Iterator[str]:
    """Takes in every upload that waits, or whose worker died; a sentence for each."""
    for line in with_uploads_to_take(clock.now()):
        for name, state in run(line.id, on=on):
            yield f"{line.slug}: {name}: {state} ({by.name})"


def run(account_id: int, among: Collection[int] | None = None, *, on: date) -> Iterator[tuple[str, str]]:
    """Takes in what waits of an account, or of some uploads; the name of each and the state it ends in."""
    while not holding.over() and (upload := _lease(account_id, clock.now(), among)):
        yield upload.name, _take_in(account_id, upload, on=on)


def _lease(account_id: int, now: datetime, among: Collection[int] | None) -> rows.Upload | None:
    """The upload that waits longest, leased; one at a time, so that invoices come before the payments of them."""
    with account_scope(account_id), transaction.atomic():
        holding.check(account_id)
        if rows.Upload.objects.filter(state="running", leased_until__gte=now).exists():
            return None
        waits = rows.Upload.objects.filter(Q(state="queued") | Q(state="running", leased_until__lt=now))
        if among is not None:
            waits = waits.filter(pk__in=among)
        upload = waits.select_for_update().order_by("at", "id").first()
        if upload:
            upload.state, upload.leased_until = "running", now + _LEASE
            upload.save(update_fields=["state", "leased_until"])
        return upload


def _take_in(account_id: int, upload: rows.Upload, *, on: date) -> str:
    """Takes a leased upload in for the person who gave it; the state it ends in."""
    by, file_id = Actor(upload.by, Role.CASEWORKER), None
    tell, words = partial(_tell, account_id, upload.pk), json.loads(upload.said)
    try:
        data = kept.kept(_KIND, account_id, upload.sha256)
        done = import_file(account_id, data, upload.name, on=on, by=by, tell=tell, **words)
        state, said, file_id = "done", _said(done, on), done.file_id
    except Stopped as stopped:
        return _cancelled(account_id, upload.pk, stopped.by, on=on, state="running")
    except _HandedBack:
        with account_scope(account_id):
            rows.Upload.objects.filter(pk=upload.pk).update(state="queued", leased_until=None)
        return "queued"
    except KravError as error:
        state, said = "refused", {"error": str(error)}
    with moves(account_id):
        ended = {"state": state, "said": json.dumps(said, ensure_ascii=False), "at": clock.now(), "file_id": file_id}
        rows.Upload.objects.filter(pk=upload.pk).update(**ended)
    kept.end_progress(account_id, str(upload.pk))
    return state


def _tell(account_id: int, upload_id: int, done: int, total: int) -> None:
    """Tells how far an upload has come, unless somebody has stopped it, or the worker is to end."""
    if holding.stopping():
        raise _HandedBack
    if by := kept.stopped_by(account_id, str(upload_id)):
        raise Stopped(by)
    kept.tell_progress(account_id, str(upload_id), done, total)


def _cancelled(account_id: int, upload_id: int, by: str, *, on: date, state: str) -> str:
    """Ends an upload of which nothing is written; the state it is in then."""
    with unit(account_id, "cancel_import", on=on, by=Actor(by, Role.CASEWORKER)) as work:
        found = rows.Upload.objects.filter(pk=upload_id, state=state)
        said = json.dumps({"cancelled_by": by}, ensure_ascii=False)
        ended = found.update(state="cancelled", said=said, at=clock.now())
        work.said = {"upload": upload_id, "cancelled": bool(ended)}
    if ended:
        kept.end_progress(account_id, str(upload_id))
    return "cancelled"


def _said(done: Imported, on: date) -> dict[str, object]:
    """What the result page tells."""
    counts = {name: getattr(done, name) for name in ("format", "items", "new", "known", "changed", "placed", "known_before")}
    lengths = {"closed": len(done.closed), "missing": done.missing, "unused": len(done.unused)}
    return counts | lengths | {"on": on.isoformat()}
