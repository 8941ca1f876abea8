"""A process of its own for what may swell or never end: it has so much memory and time, and its end harms nobody.

It is started when first asked, answers one question after the other, and ends with whoever asks.
"""

import atexit
import os
import sys
from contextlib import suppress
from selectors import EVENT_READ, DefaultSelector
from subprocess import DEVNULL, PIPE, Popen
from threading import Lock

LENGTH = 8
"""So many bytes say how long the question is that follows them."""

_LONGEST = 1000
_KNOWN = ("PATH", "PYTHONPATH", "LANG")
"""What it is told of our surroundings: no key and no password is among it."""


class Apart:
    """The way to a module that runs apart (`python -m`): it reads length and question, and answers with a line."""

    def __init__(self, module: str, seconds: float) -> None:
        """Nothing is started yet."""
        self._words, self._seconds = [sys.executable, "-m", module], seconds
        self._lock, self._owner, self._process = Lock(), 0, None
        atexit.register(self.end)

    _process: Popen[bytes] | None

    def ask(self, question: bytes) -> str:
        """What it answers; nothing where it took too long, or did not live to answer."""
        with self._lock:
            told, process = b"", self._running()
            with suppress(OSError):
                for part in (len(question).to_bytes(LENGTH), question):
                    process.stdin.write(part)  # type: ignore[union-attr]
                process.stdin.flush()  # type: ignore[union-attr]
                told = self._line(process)
            if not told:
                self._end()
            return told.decode().rstrip("\n")

    def end(self) -> None:
        """Ends the process, if there is one; the next question starts another."""
        with self._lock:
            self._end()

    def _running(self) -> Popen[bytes]:
        """The process; a new one where there is none, or where it is that of whom we were forked from."""
        if self._process is None or self._owner != os.getpid() or self._process.poll() is not None:
            known = {name: os.environ[name] for name in _KNOWN if name in os.environ}
            self._owner = os.getpid()
            self._process = Popen(self._words, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=known)  # noqa: S603 our own
        return self._process

    def _line(self, process: Popen[bytes]) -> bytes:
        with DefaultSelector() as waiting:
            waiting.register(process.stdout, EVENT_READ)  # type: ignore[arg-type]
            return process.stdout.readline(_LONGEST) if waiting.select(self._seconds) else b""  # type: ignore[union-attr]

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None and self._owner == os.getpid():
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):
                    pipe.close()  # type: ignore[union-attr]
