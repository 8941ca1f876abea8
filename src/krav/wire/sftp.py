"""A folder of another's by SFTP: its key is known beforehand, and a file is there whole or not at all."""

import socket
from base64 import b64encode
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from io import StringIO
from typing import Final, NamedTuple

import paramiko

from krav.wire.broken import NotAllowed, Refused, Uncertain, Unreachable
from krav.wire.places import told_host

PATIENCE: Final = 15.0
_KINDS: Final = (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey)
_ANOTHER: Final = "{system} shows another key than the one that was told ({said}). Ask whose it is, then connect it anew."
_CLOSED: Final = "{system} no longer lets Krav in: {said}. Connect it again."
_SILENT: Final = "{system} does not answer: {said}."
_UNCONFIRMED: Final = "{system} did not confirm what it was sent. It is asked whether it has it."
_TAKEN: Final = "{system} has another file called {said}. Look what it is, and remove it if it is ours."
_NO_KEY: Final = "This is no private key that Krav can use, or it has a password of its own."


class Place(NamedTuple):
    """Where the folder is, and who we are there: by a password, or by a private key."""

    system: str
    host: str
    port: int
    user: str
    password: str
    key: str
    proof: str
    folder: str


def put(place: Place, name: str, content: bytes) -> None:
    """Writes a file under another name first; the same bytes under the same name again change nothing.

    Raises:
        Uncertain: the line broke while it was written.
        Refused: another file has this name, or the server will not have it.
    """
    path = _path(place, name)
    with _opened(place) as folder:
        try:
            if name in folder.listdir(place.folder or "."):
                _same(folder, place, name, content)
                return
            with folder.open(f"{path}.part", "wb") as into:
                into.set_pipelined(True)
                into.write(content)
            folder.rename(f"{path}.part", path)
        except (EOFError, paramiko.SSHException) as error:
            raise Uncertain(_UNCONFIRMED, {"system": place.system}) from error
        except OSError as error:
            raise _wrong(place, error) from error


def names(place: Place) -> list[str]:
    """What lies in the folder."""
    with _opened(place) as folder:
        try:
            return folder.listdir(place.folder or ".")
        except (EOFError, paramiko.SSHException) as error:
            raise Unreachable(_SILENT, {"system": place.system, "said": str(error)}) from error
        except OSError as error:
            raise Refused(_SILENT, {"system": place.system, "said": str(error)}) from error


def read(place: Place, wanted: Collection[str], most: int) -> Iterator[tuple[str, bytes]]:
    """The files of these names that are there, the beginning of each, so many bytes of it at most; all on one line.

    One that cannot be opened is left out: whoever wrote it may have it open, or have taken it away.
    """
    with _opened(place) as folder:
        try:
            for name in folder.listdir(place.folder or "."):
                if name in wanted:
                    with suppress(FileNotFoundError, PermissionError), folder.open(_path(place, name), "rb") as found:
                        yield name, bytes(found.read(most))
        except (EOFError, paramiko.SSHException) as error:
            raise Unreachable(_SILENT, {"system": place.system, "said": str(error)}) from error
        except OSError as error:
            raise Refused(_SILENT, {"system": place.system, "said": str(error)}) from error


def private_key(text: str) -> paramiko.PKey:
    """A private key as it was pasted.

    Raises:
        Refused: it is none.
    """
    for kind in _KINDS:
        with suppress(paramiko.SSHException, ValueError, IndexError):
            return kind.from_private_key(StringIO(text.strip() + "\n"))
    raise Refused(_NO_KEY)


def fingerprint(key: paramiko.PKey) -> str:
    """A server's key as ssh-keygen shows it."""
    return "SHA256:" + b64encode(sha256(key.asbytes()).digest()).decode().rstrip("=")


@contextmanager
def _opened(place: Place) -> Iterator[paramiko.SFTPClient]:
    """The folder, once the server has shown the key that is expected and has let us in."""
    to = told_host(place.host, place.port)
    try:
        line = socket.create_connection((to.places[0], place.port), PATIENCE)
    except OSError as error:
        raise Unreachable(_SILENT, {"system": place.system, "said": error.strerror or str(error)}) from error
    transport = paramiko.Transport(line)
    transport.banner_timeout = transport.auth_timeout = PATIENCE
    try:
        folder = _entered(place, transport)
        yield folder
    finally:
        transport.close()


def _entered(place: Place, transport: paramiko.Transport) -> paramiko.SFTPClient:
    try:
        transport.start_client(timeout=PATIENCE)
        shown = fingerprint(transport.get_remote_server_key())
        if shown != place.proof:
            raise NotAllowed(_ANOTHER, {"system": place.system, "said": shown})
        if place.key:
            transport.auth_publickey(place.user, private_key(place.key))
        else:
            transport.auth_password(place.user, place.password)
        found = paramiko.SFTPClient.from_transport(transport)
    except paramiko.AuthenticationException as error:
        raise NotAllowed(_CLOSED, {"system": place.system, "said": str(error)}) from error
    except (EOFError, OSError, paramiko.SSHException) as error:
        raise Unreachable(_SILENT, {"system": place.system, "said": str(error) or type(error).__name__}) from error
    if found is None:
        raise Unreachable(_SILENT, {"system": place.system, "said": "it has no SFTP"})
    if channel := found.get_channel():
        channel.settimeout(PATIENCE)
    return found


def _same(folder: paramiko.SFTPClient, place: Place, name: str, content: bytes) -> None:
    """Holds what lies under a name to what would be written there."""
    with folder.open(_path(place, name), "rb") as found:
        there = found.read(len(content) + 1)
    if there != content:
        raise Refused(_TAKEN, {"system": place.system, "said": name})


def _wrong(place: Place, error: OSError) -> Refused | Uncertain:
    """A server that says no has a number and words for it; a line that broke has neither."""
    if isinstance(error, TimeoutError | ConnectionError) or "closed" in str(error).casefold():
        return Uncertain(_UNCONFIRMED, {"system": place.system})
    return Refused("{system} refused: {said}.", {"system": place.system, "said": str(error)})


def _path(place: Place, name: str) -> str:
    return f"{place.folder.rstrip('/')}/{name}" if place.folder else name
