"""Files given in the browser: kept, looked at, and taken in at once or by the worker where they are long."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, timedelta
from functools import partial
from hashlib import sha256

from django.db import transaction
from django.db.models import Q

from krav.actions.imports import Imported, import_file
from krav.actions.look import Look, look
from krav.actions.unit import Actor, unit
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
        if not made and upload.state in {"uploaded", "refused"}:
            rows.Upload.objects.filter(pk=upload.pk).update(state="uploaded", said="{}", **fresh)
        work.said = {"file": upload.name, "size": len(data)}
    return int(upload.pk)


def look_at(account_id: int, digest: str, name: str, *, on: date) -> Look:
    """What a kept file would bring; the account must be in scope.

    Raises:
        FormatError: the file cannot be taken in.
    """
    return look(kept.kept(_KIND, account_id, digest), name, on=on)


def take(account_id: int, upload_id: int, *, on: date, by: Actor) -> None:
    """Takes an upload in, or leaves a long one to the worker; one that is under way or taken in is left as it is.

    Raises:
        FormatError: the file cannot be taken in; its upload says why, too.
    """
    with unit(account_id, "import", on=on, by=by) as work:
        upload = rows.Upload.objects.get(pk=upload_id)
        if upload.state not in {"uploaded", "refused"}:
            return
        items = look_at(account_id, upload.sha256, upload.name, on=on).rows
        state = "queued" if items >= AT_ONCE else "running"
        until = clock.now() + _LEASE
        rows.Upload.objects.filter(pk=upload_id).update(state=state, items=items, by=by.name, leased_until=until)
        work.said = {"file": upload.name, "state": state}
    if state == "running":
        _take_in(account_id, upload_id, on=on)


def progress(account_id: int, upload_id: int) -> tuple[int, int]:
    """How far an upload has come, and of how much; nothing of nothing before its work begins."""
    return kept.progress(account_id, str(upload_id))


def run_queued(*, on: date, by: Actor) -> Iterator[str]:
    """Takes in every upload that waits, or whose worker died; a sentence for each."""
    for line in with_uploads_to_take(clock.now()):
        while upload := _lease(line.id, clock.now()):
            yield f"{line.slug}: {upload.name}: {_take_in(line.id, upload.pk, on=on)} ({by.name})"


def _lease(account_id: int, now: datetime) -> rows.Upload | None:
    """The oldest upload that waits, leased; two workers never have the same."""
    with account_scope(account_id), transaction.atomic():
        waits = Q(state="queued") | Q(state="running", leased_until__lt=now)
        upload = rows.Upload.objects.select_for_update().filter(waits).order_by("id").first()
        if upload:
            upload.state, upload.leased_until = "running", now + _LEASE
            upload.save(update_fields=["state", "leased_until"])
        return upload


def _take_in(account_id: int, upload_id: int, *, on: date) -> str:
    """Takes a leased upload in for the person who gave it; the state it ends in."""
    with account_scope(account_id):
        upload = rows.Upload.objects.get(pk=upload_id)
    tell = partial(kept.tell_progress, account_id, str(upload_id))
    by = Actor(upload.by, Role.CASEWORKER)
    try:
        data = kept.kept(_KIND, account_id, upload.sha256)
        done = import_file(account_id, data, upload.name, on=on, by=by, tell=tell)
        state, said = "done", _said(done, on)
    except KravError as error:
        state, said = "refused", {"error": str(error)}
    with account_scope(account_id):
        rows.Upload.objects.filter(pk=upload_id).update(state=state, said=json.dumps(said), at=clock.now())
    kept.end_progress(account_id, str(upload_id))
    return state


def _said(done: Imported, on: date) -> dict[str, object]:
    """What the result page tells."""
    said = asdict(done)
    return {name: said[name] for name in ("format", "items", "new", "placed", "known_before")} | {"on": on.isoformat()}
