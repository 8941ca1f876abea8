"""Files that other programs put into an account's folder: taken in like any other, then moved to where it says what came."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from krav.actions.together import File, Given, receive_all, take_all
from krav.actions.unit import Actor
from krav.formats.sniff import too_large
from krav.store.queries.uploads import UploadSeen, these_uploads
from krav.store.scope import account_scope
from krav.wire import clock, inbox

_AT_ONCE = 100_000_000
"""So many bytes are held at once."""


def take_inbox(
    account_id: int, slug: str, *, on: date, by: Actor, still: timedelta = inbox.STILL
) -> Iterator[str]:
    """Takes in the files of an account's folder that have stopped growing; a sentence for each.

    Lists in its folder `everything` are known to name all that is open: whoever set that folder up has said so once for all.
    Safe to repeat: a file that was taken in and not moved is known before, and moved the next time.
    """
    for paths in _heaps(inbox.ready(slug, clock.now(), still)):
        files, problems = _read(paths)
        for path, problem in problems.items():
            inbox.put_away(path, "refused", problem)
            yield f"{slug}: {path.name}: refused ({by.name})"
        if not files:
            continue
        found = receive_all(account_id, files.values(), on=on, by=by)
        everything = paths[0].parent.name == inbox.EVERYTHING
        take_all(account_id, found.given, on=on, by=by, wait=True, everything=everything)
        with account_scope(account_id):
            seen = these_uploads([each.upload_id for each in found.given])
        for path in files:
            state = _put_away(path, [each for each in found.given if each.source == path.name], seen)
            yield f"{slug}: {path.name}: {state} ({by.name})"


def _heaps(paths: Iterator[Path]) -> Iterator[list[Path]]:
    """The files in heaps, each of one folder and not too large to be held at once."""
    heap: list[Path] = []
    size = 0
    for path in paths:
        own = path.stat().st_size
        if heap and (size + own > _AT_ONCE or path.parent != heap[0].parent):
            yield heap
            heap, size = [], 0
        heap.append(path)
        size += own
    if heap:
        yield heap


def _read(paths: Sequence[Path]) -> tuple[dict[Path, File], dict[Path, str]]:
    """The files, and why others cannot be read."""
    files, problems = {}, {}
    for path in paths:
        if refusal := too_large(path.name, path.stat().st_size):
            problems[path] = str(refusal)
        else:
            files[path] = File(path.name, path.read_bytes())
    return files, problems


def _put_away(path: Path, given: Sequence[Given], seen: dict[int, UploadSeen]) -> str:
    """Moves a file whose parts have all come to an end; what became of it."""
    said = [(each.name, *_became(each, seen)) for each in given]
    states = {state for _, state, _ in said}
    if states & {"queued", "running"}:
        return "waits"
    if states <= {"done"}:
        inbox.put_away(path, "done")
        return "done"
    lines = [f"{name}: {why}" if len(given) > 1 else why for name, _, why in said]
    inbox.put_away(path, "refused", "\n".join(lines) + "\n")
    return "refused"


def _became(each: Given, seen: dict[int, UploadSeen]) -> tuple[str, str]:
    """The state a part of a file ended in, and why in words."""
    if not each.upload_id:
        return "refused", each.refused
    upload = seen[each.upload_id]
    if upload.state == "cancelled":
        return "cancelled", f"{upload.said['cancelled_by']} cancelled the import. Nothing of the file was imported."
    return upload.state, str(upload.said.get("error", "taken in"))
