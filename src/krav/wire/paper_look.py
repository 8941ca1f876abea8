"""Looks at a PDF that somebody gave, in a process of its own (`wire/apart.py`): what it says is believed of nothing.

It answers with the number of pages, or with one word that says what is wrong.
"""

import re
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import pikepdf

from krav.wire.apart import LENGTH

DAMAGED, LOCKED, EMPTY, RUNS, HOLDS, SWELLS = "damaged", "locked", "empty", "runs", "holds", "swells"

MOST_PAGES = 2_000
MOST_OBJECTS = 250_000
MOST_UNPACKED = 150_000_000
"""So many bytes all of it but the pictures may have."""

MOST_PIXELS = 150_000_000
"""So many a picture may have: a large drawing, sharply scanned."""

_MEMORY, _ROOM = 350_000_000, 1_500_000_000
"""So much memory is taken at most; and what the system gives, beyond which it says no."""

_STATUS, _PEAK = Path("/proc/self/status"), re.compile(r"VmHWM:\s+([0-9]+) kB")
_ACTS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/RichMedia", "/Rendition"}
_RUNS, _HOLDS = ("/JS",), ("/EmbeddedFile", "/EF", "/EmbeddedFiles")
_DEEPEST = 60


class _WrongError(Exception):
    """What is wrong with it, in a word."""


def look(data: bytes) -> str:
    """The number of pages of a PDF, or what is wrong."""
    try:
        with pikepdf.open(BytesIO(data), attempt_recovery=False) as pdf:
            found = str(_looked_at(pdf))
    except _WrongError as wrong:
        return str(wrong)
    except pikepdf.PasswordError:
        return LOCKED
    except MemoryError:
        return SWELLS
    except (pikepdf.PdfError, ValueError, RuntimeError, TypeError, OverflowError):
        found = DAMAGED
    return SWELLS if _taken() > _MEMORY else found


def _taken() -> int:
    """The most memory that was taken so far, in bytes; getrusage would tell of whoever started us. 0 where nobody knows."""
    with suppress(OSError):
        found = _PEAK.search(_STATUS.read_text())
        return int(found[1]) * 1024 if found else 0
    return 0


def _looked_at(pdf: pikepdf.Pdf) -> int:
    if pdf.is_encrypted:
        raise _WrongError(LOCKED)
    if len(pdf.objects) > MOST_OBJECTS:
        raise _WrongError(SWELLS)
    unpacked = 0
    for found in pdf.objects:
        for key, value in _inside(found, 0):
            if key in _RUNS or (key == "/S" and str(value) in _ACTS):
                raise _WrongError(RUNS)
            if key in _HOLDS or (key == "/Type" and str(value) == _HOLDS[0]):
                raise _WrongError(HOLDS)
        unpacked += _unpacked(found)
        if unpacked > MOST_UNPACKED:
            raise _WrongError(SWELLS)
    pages = len(pdf.pages)
    if pages > MOST_PAGES:
        raise _WrongError(SWELLS)
    if not pages:
        raise _WrongError(EMPTY)
    return pages


def _unpacked(found: Any) -> int:  # noqa: ANN401 any object of a PDF
    """How many bytes a stream has unpacked; a picture is judged by its size, for nobody unpacks it but to show it."""
    if not isinstance(found, pikepdf.Stream):
        return 0
    if found.get("/Subtype") == "/Image":
        if int(found.get("/Width", 0)) * int(found.get("/Height", 0)) > MOST_PIXELS:
            raise _WrongError(SWELLS)
        if found.get("/Filter") == "/FlateDecode":
            return 0
    with suppress(pikepdf.PdfError):  # a picture's own packing, or a damaged one: it stays as it is
        return len(memoryview(found.get_stream_buffer()))
    return 0


def _inside(found: Any, depth: int) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 any object of a PDF
    """The keys of an object and of what lies in it directly; what it only refers to is an object of its own."""
    if depth > _DEEPEST:
        raise ValueError("nested too deeply")
    inner: list[Any] = []
    if isinstance(found, pikepdf.Array):
        inner = list(found)
    elif isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
        told = [(key, found.get(key)) for key in found.keys()]  # noqa: SIM118 not a Mapping
        yield from told
        inner = [value for _, value in told]
    for each in inner:
        if not getattr(each, "is_indirect", True):
            yield from _inside(each, depth + 1)


def main(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answers until nobody asks any more; whoever asks says when it is over, and no signal that is meant for them."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (_ROOM, _ROOM))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while told := questions.read(LENGTH):
        answers.write(look(questions.read(int.from_bytes(told))).encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
