"""Several files packed into one (ZIP), unpacked in memory and within limits: no path leaves it, and nothing swells."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from krav.formats.values import FormatError, Unused

MOST = 500
"""So many files are taken from one archive."""

_MAX_BYTES = 250_000_000
_MAX_RATIO = 200
_SMALL = 10_000_000
"""What swells to less than this is no danger, however well it is packed."""

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_WORKBOOK = "xl/workbook.xml"
_ENCRYPTED = 1
_DRIVE = re.compile(r"^[A-Za-z]:")
_JUNK = re.compile(r"(^|/)(__MACOSX/.*|\._[^/]*|\.DS_Store|Thumbs\.db|desktop\.ini)$", re.IGNORECASE)
_DAMAGE = (BadZipFile, EOFError, OSError, RuntimeError, ValueError, zlib.error)


class Member(NamedTuple):
    """One file of an archive, by its path inside."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Archive:
    """What an archive holds: its files, those of them that cannot be unpacked, and what a computer added by itself."""

    members: tuple[Member, ...]
    refused: tuple[FormatError, ...]
    unused: tuple[Unused, ...]


def recognises(data: bytes, name: str) -> bool:
    """Whether the file is an archive of files; a workbook, which is packed in the same way, is none."""
    if not data.startswith(_ZIP):
        return False
    try:
        with ZipFile(BytesIO(data)) as packed:
            return _WORKBOOK not in packed.namelist()
    except _DAMAGE:
        return name.lower().endswith(".zip")


def unpack(data: bytes, name: str) -> Archive:
    """The files of an archive. One that cannot be unpacked is refused by itself, the others stand.

    Raises:
        FormatError: the archive is broken, or holds too much.
    """
    try:
        with ZipFile(BytesIO(data)) as packed:
            infos = [info for info in packed.infolist() if not info.is_dir()]
            unused = tuple(Unused(_told(info), "the computer that packed it added it") for info in infos if _is_junk(info))
            wanted = [info for info in infos if not _is_junk(info)]
            _check_size(wanted, len(data), name)
            found = list(_each(packed, wanted, name))
    except _DAMAGE as error:
        raise FormatError(name, "", f"the archive is damaged ({error}).", "Pack it again where it is from.") from error
    members = tuple(each for each in found if isinstance(each, Member))
    refused = tuple(each for each in found if isinstance(each, FormatError))
    return Archive(members, refused, unused)


def _check_size(infos: list[ZipInfo], packed: int, name: str) -> None:
    """Refuses the archive by what it says of itself, before anything of it is unpacked."""
    remedy = "Pack fewer files into it, or give them one by one."
    if not infos:
        raise FormatError(name, "", "there is no file in the archive.", "Pack the files into it, or give them one by one.")
    if len(infos) > MOST:
        raise FormatError(name, "", f"the archive holds {len(infos)} files; at most {MOST} are taken.", remedy)
    size = sum(info.file_size for info in infos)
    if size > _MAX_BYTES:
        most = _MAX_BYTES // 1_000_000
        raise FormatError(name, "", f"the archive unpacks to {size // 1_000_000} MB; at most {most} MB are taken.", remedy)
    if size > max(_SMALL, _MAX_RATIO * packed):
        problem = f"the archive would swell to {size // packed} times its size, which no honest file does."
        raise FormatError(name, "", problem, remedy)


def _each(packed: ZipFile, infos: list[ZipInfo], name: str) -> Iterator[Member | FormatError]:
    for info in infos:
        try:
            yield _member(packed, info, name)
        except FormatError as refused:
            yield refused


def _member(packed: ZipFile, info: ZipInfo, name: str) -> Member:
    """One file, whole."""
    path, again = _told(info), "Pack the files again without that."
    if _leaves(path):
        raise FormatError(name, path, "its name leads out of the archive.", again)
    if info.flag_bits & _ENCRYPTED:
        raise FormatError(name, path, "it is locked with a password.", "Pack the files again without a password.")
    if info.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise FormatError(name, path, "it is packed in a way that is not known.", "Pack the files again as a plain ZIP.")
    try:
        with packed.open(info) as file:
            content = file.read(info.file_size) if info.file_size else b""
            whole = not file.read(1)
    except _DAMAGE as error:
        raise FormatError(name, path, f"it is damaged ({error}).", "Pack it again where it is from.") from error
    if not whole or len(content) != info.file_size:
        raise FormatError(name, path, "it is damaged (it is cut off).", "Pack it again where it is from.")
    if recognises(content, path):
        raise FormatError(name, path, "it is an archive inside the archive.", "Unpack it, and give what it holds.")
    return Member(path, content)


def _told(info: ZipInfo) -> str:
    """The path of a file as it is told of: with one kind of stroke and nothing that cannot be printed."""
    return "".join(sign if sign.isprintable() else "?" for sign in info.filename.replace("\\", "/"))


def _leaves(path: str) -> bool:
    return path.startswith("/") or ".." in path.split("/") or bool(_DRIVE.match(path))


def _is_junk(info: ZipInfo) -> bool:
    return bool(_JUNK.search(_told(info)))
