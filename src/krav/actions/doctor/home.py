"""Looks at what lies on the disk: room, rights, keys, backups, and whether a letter can be drawn."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings

from krav.actions.doctor.finding import Finding, Now, listed
from krav.kernel.refusal import KravError
from krav.render.pdf import Renderer
from krav.store import catalogue
from krav.store.queries import watch
from krav.wire import disk, key_marks
from krav.wire.sealed import unseal

ROOM = 512 * 1024 * 1024
"""So many bytes must be left on a disk."""

_HERE = "Europe/Copenhagen"
"""The clock that days and letters go by."""

LONG = 32
"""So many characters a key has at least."""

BACKUP = timedelta(hours=36)
"""The newest backup is at most so old."""


def room(_: Now) -> Iterator[Finding]:
    file = catalogue.file()
    for folder in dict.fromkeys([settings.KRAV_HOME, *([file.parent] if file else [])]):
        left, whole = disk.free(folder)
        if left < min(ROOM, whole // 20):
            what = f"Only {left // 1024 // 1024} MiB are left on the disk of {folder}."
            yield Finding("home.room", what, "Make room, or move KRAV_HOME to a larger disk.")


def rights(_: Now) -> Iterator[Finding]:
    home = Path(settings.KRAV_HOME)
    if not home.is_dir():
        yield Finding("home.missing", f"{home} is not there.", "Run “krav init”, or correct KRAV_HOME.")
        return
    if not disk.writable(home):
        yield Finding("home.writable", f"Nothing can be written in {home}.", f"Run “chown -R krav {home}”, or make room.")
    for name in disk.SECRETS:
        secret = home / name
        if secret.exists() and disk.open_to_others(secret):
            yield Finding("home.secrets", f"Others may read {secret}, a key.", f"Run “chmod 600 {secret}”.")
    if not disk.mine(home):
        what = f"{home} belongs to somebody else than who runs this."
        yield Finding("home.owner", what, "Run Krav, and this command, as the user it belongs to.", wrong=False)
    if disk.world_readable(home):
        what = f"Everybody on this machine may look into {home}, where letters lie."
        yield Finding("home.rights", what, f"Run “chmod o-rwx {home}”.")


def keys(_: Now) -> Iterator[Finding]:
    home = Path(settings.KRAV_HOME)
    if len(settings.SECRET_KEY) < LONG:
        what = f"KRAV_SECRET_KEY has only {len(settings.SECRET_KEY)} characters."
        yield Finding("keys.short", what, "Put at least 32 random ones there; all who are logged in log in again.")
    for name in key_marks.changed():
        what = f"{name} is another key than the one this installation was made ready with."
        mend = f"Give every process the old one back; it was in {name} or in {home}."
        yield Finding("keys.changed", what, mend)
    broken: list[str] = []
    for kind, value in watch.sealed():
        try:
            unseal(value)
        except KravError:
            broken.append(kind)
    if broken:
        what = f"What is kept to connect with cannot be opened with this KRAV_SEAL: {listed(broken)}."
        yield Finding("keys.seal", what, f"Give KRAV_SEAL, or {home / 'seal'}, the key it was sealed with.")


def letters(_: Now) -> Iterator[Finding]:
    """Whether the compiler of letters and its two faces are there: it draws a line with both when it is made."""
    try:
        Renderer()
    except (OSError, RuntimeError, ValueError) as error:
        what = f"Letters cannot be drawn: {type(error).__name__}."
        yield Finding("letters.draw", what, "Install Krav anew, with its own versions of typst and font-source-sans-pro.")


def zones(_: Now) -> Iterator[Finding]:
    missing: list[str] = []
    for name in sorted({_HERE, *watch.zones()}):
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            missing.append(name)
    if missing:
        yield Finding("zones.missing", f"The hours of {listed(missing)} are not known.", "Install tzdata.")


def backups(now: Now) -> Iterator[Finding]:
    folder = settings.KRAV_BACKUPS
    if folder is None:
        what = "Nobody has told where backups lie, so nobody misses one."
        yield Finding("backups.unknown", what, "Set KRAV_BACKUPS to the folder that “krav backup” writes into.", wrong=False)
        return
    newest: datetime | None = disk.newest(folder)
    if newest is None:
        yield Finding("backups.none", f"There is no backup in {folder}.", "Run “krav backup FILE”, each night.")
    elif now.at - newest > BACKUP:
        hours = int((now.at - newest).total_seconds()) // 3600
        what = f"The newest backup in {folder} is {hours} hours old."
        yield Finding("backups.old", what, "Look why the last did not come about (journalctl -u krav-backup).")
