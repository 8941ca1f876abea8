"""A stream sealed with a passphrase: scrypt makes the key, AES-GCM seals it piece by piece, and a cut or a change is seen.

A file begins with a mark, the salt, and a check by which a wrong passphrase is told from a damaged file. Each piece is
sealed under its number and whether it is the last one, so that pieces cannot be left out, doubled or exchanged.
"""

import io
import os
from hashlib import scrypt, sha256
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from krav.kernel.refusal import KravError

MARK = b"Krav, sealed 1\n"
_SALT, _CHECK, _TAG = 16, 32, 16
_HEAD = len(MARK) + _SALT + _CHECK
_PIECE = 256 * 1024
_COST = {"n": 2**15, "r": 8, "p": 1, "maxmem": 64 * 1024**2, "dklen": 64}


class SealError(KravError):
    """A sealed file that cannot be opened."""


class Sealing:
    """Seals what is written to it into a file; nothing is whole before it is closed."""

    def __init__(self, file: IO[bytes], passphrase: str) -> None:
        salt = os.urandom(_SALT)
        key, check = _key(passphrase, salt)
        self._file, self._box = file, AESGCM(key)
        self._waiting, self._count = bytearray(), 0
        file.write(MARK + salt + check)

    def write(self, data: bytes) -> int:
        self._waiting += data
        while len(self._waiting) > _PIECE:
            self._put(bytes(self._waiting[:_PIECE]), last=False)
            del self._waiting[:_PIECE]
        return len(data)

    def end(self) -> None:
        """Writes the last piece."""
        self._put(bytes(self._waiting), last=True)

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._box.encrypt(_number(self._count, last=last), piece, None))
        self._count += 1


class Opened(io.RawIOBase):
    """What a sealed file holds, to be read from any place.

    Raises:
        SealError: the passphrase is wrong, or the file is damaged.
    """

    def __init__(self, file: IO[bytes], passphrase: str) -> None:
        file.seek(0)
        head = file.read(_HEAD)
        key, check = _key(passphrase, head[len(MARK) : -_CHECK])
        if check != head[-_CHECK:]:
            raise SealError("The passphrase is not the one that this backup was sealed with.")
        sealed = file.seek(0, io.SEEK_END) - _HEAD
        self._file, self._box = file, AESGCM(key)
        self._pieces = max(1, -(-sealed // (_PIECE + _TAG)))
        self._size, self._at = max(0, sealed - self._pieces * _TAG), 0
        self._number, self._piece = -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, to: int, whence: int = io.SEEK_SET, /) -> int:
        self._at = max(0, to + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence])
        return self._at

    def readinto(self, room: Any, /) -> int:  # noqa: ANN401 whatever bytes can be put into
        view = memoryview(room)
        number, start = divmod(self._at, _PIECE)
        if not view.nbytes or self._at >= self._size:
            return 0
        if number != self._number:
            self._piece, self._number = self._get(number), number
        part = self._piece[start : start + len(view)]
        view[: len(part)] = part
        self._at += len(part)
        return len(part)

    def _get(self, number: int) -> bytes:
        self._file.seek(_HEAD + number * (_PIECE + _TAG))
        try:
            return self._box.decrypt(_number(number, last=number == self._pieces - 1), self._file.read(_PIECE + _TAG), None)
        except InvalidTag as error:
            raise SealError("The backup is damaged or cut off: a part of it is not as it was sealed.") from error


def is_sealed(file: IO[bytes]) -> bool:
    """Whether the file begins with our mark."""
    file.seek(0)
    return file.read(len(MARK)) == MARK


def _key(passphrase: str, salt: bytes) -> tuple[bytes, bytes]:
    """The key, and what is written down to recognize the passphrase by."""
    made = scrypt(passphrase.encode(), salt=salt, **_COST)
    return made[:32], sha256(made[32:]).digest()


def _number(count: int, *, last: bool) -> bytes:
    return count.to_bytes(11, "big") + bytes([last])
