"""Files Krav keeps for itself below KRAV_HOME: what was uploaded, logos, how far long work has come, and its stopping."""

from contextlib import suppress
from pathlib import Path

from django.conf import settings

from krav.wire import files

_STOPPED = "stopped"


def keep(kind: str, account_id: int, name: str, content: bytes) -> None:
    """Keeps the bytes under a name of ours, never one that came from outside."""
    files.put(_folder(kind, account_id), name, content)


def kept(kind: str, account_id: int, name: str) -> bytes:
    """The bytes of that name.

    Raises:
        FileNotFoundError: nothing is kept there.
    """
    return (_folder(kind, account_id) / name).read_bytes()


def has(kind: str, account_id: int, name: str) -> bool:
    """Whether something is kept under the name."""
    return (_folder(kind, account_id) / name).is_file()


def tell_progress(account_id: int, name: str, done: int, total: int) -> None:
    """Says how far some work has come, to whoever looks; the work itself may be in a transaction nobody sees into."""
    files.put(_folder("progress", account_id), name, f"{done} {total}".encode())


def progress(account_id: int, name: str) -> tuple[int, int]:
    """How much is done, and of how much; nothing of nothing before the first word."""
    try:
        done, total = kept("progress", account_id, name).split()
    except (FileNotFoundError, ValueError):
        return 0, 0
    return int(done), int(total)


def stop_work(account_id: int, name: str, by: str) -> None:
    """Says that some work shall stop, and who wants it; it stops when it next tells how far it has come."""
    files.put(_folder(_STOPPED, account_id), name, by.encode())


def stopped_by(account_id: int, name: str) -> str:
    """Who wants some work to stop; empty while nobody does."""
    try:
        return kept(_STOPPED, account_id, name).decode()
    except FileNotFoundError:
        return ""


def end_progress(account_id: int, name: str) -> None:
    """The work is over, or begins anew; nobody looks any more, and nobody stops it."""
    for kind in ("progress", _STOPPED):
        with suppress(FileNotFoundError):
            (_folder(kind, account_id) / name).unlink()


def _folder(kind: str, account_id: int) -> Path:
    return Path(settings.KRAV_HOME) / kind / str(account_id)
