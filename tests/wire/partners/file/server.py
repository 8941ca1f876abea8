"""A folder by SFTP in the test's own process: it keeps what it gets, and hangs up or says no when it is asked to."""

import socket
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import BytesIO
from threading import Thread

import paramiko
from paramiko.common import AUTH_FAILED, AUTH_SUCCESSFUL, OPEN_SUCCEEDED
from paramiko.sftp import SFTP_FAILURE, SFTP_NO_SUCH_FILE, SFTP_OK, SFTP_PERMISSION_DENIED
from typing_extensions import Buffer

PASSWORD = "a good password"


@dataclass(slots=True)
class Folder:
    """What lies there. `broken` says what becomes of a rename: "lose" hangs up after it, "fail" before, "refuse" says no.

    `faults` come first, one for each rename; an empty one is none.
    """

    key: paramiko.PKey
    files: dict[str, bytes] = field(default_factory=dict)
    password: str = PASSWORD
    trusted: paramiko.PKey | None = None
    broken: str = ""
    faults: deque[str] = field(default_factory=deque)
    port: int = 0
    lines: list[paramiko.Transport] = field(default_factory=list)

    @property
    def proof(self) -> str:
        """The fingerprint of its key, as the library itself has it."""
        return str(self.key.fingerprint)

    def hang_up(self) -> None:
        """Every line breaks; one that is drawn meanwhile does not."""
        lines, self.lines = self.lines, []
        for line in lines:
            line.close()


class _Entrance(paramiko.ServerInterface):
    def __init__(self, folder: Folder) -> None:
        self.folder = folder

    def get_allowed_auths(self, username: str) -> str:  # noqa: ARG002 as the library asks, here and below
        return "password,publickey"

    def check_auth_password(self, username: str, password: str) -> int:
        return AUTH_SUCCESSFUL if (username, password) == ("krav", self.folder.password) else AUTH_FAILED

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:  # noqa: ARG002
        return AUTH_SUCCESSFUL if key == self.folder.trusted else AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:  # noqa: ARG002
        return OPEN_SUCCEEDED


class _File(paramiko.SFTPHandle):
    def __init__(self, folder: Folder, name: str, content: bytes) -> None:
        super().__init__()
        self.folder, self.name, self.content = folder, name, BytesIO(content)

    def read(self, offset: int, length: int) -> bytes:
        self.content.seek(offset)
        return self.content.read(length)

    def write(self, offset: int, data: Buffer) -> int:
        self.content.seek(offset)
        self.content.write(data)
        self.folder.files[self.name] = self.content.getvalue()
        return SFTP_OK

    def stat(self) -> paramiko.SFTPAttributes:
        return _size(len(self.content.getvalue()))


class _Room(paramiko.SFTPServerInterface):
    def __init__(self, server: _Entrance) -> None:
        super().__init__(server)
        self.folder = server.folder

    def list_folder(self, path: str) -> list[paramiko.SFTPAttributes]:  # noqa: ARG002
        found = []
        for name, content in dict(self.folder.files).items():
            entry = _size(len(content))
            entry.filename = name.rpartition("/")[2]
            found.append(entry)
        return found

    def open(
        self, path: str, flags: int, attr: paramiko.SFTPAttributes  # noqa: ARG002
    ) -> paramiko.SFTPHandle | int:
        if flags:
            self.folder.files[path] = b""
        return _File(self.folder, path, self.folder.files[path]) if path in self.folder.files else SFTP_NO_SUCH_FILE

    def stat(self, path: str) -> paramiko.SFTPAttributes | int:
        return _size(len(self.folder.files[path])) if path in self.folder.files else SFTP_NO_SUCH_FILE

    lstat = stat

    def rename(self, oldpath: str, newpath: str) -> int:
        broken = self.folder.faults.popleft() if self.folder.faults else self.folder.broken
        if broken == "refuse":
            return SFTP_PERMISSION_DENIED
        if newpath in self.folder.files:
            return SFTP_FAILURE
        if broken != "fail":
            self.folder.files[newpath] = self.folder.files.pop(oldpath)
        if broken in {"lose", "fail"}:
            self.folder.hang_up()
        return SFTP_OK


@contextmanager
def serving(folder: Folder) -> Iterator[Folder]:
    """The folder, on a port of its own."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        folder.port = door.getsockname()[1]
        Thread(target=_serve, args=(folder, door), daemon=True).start()
        yield folder
        folder.hang_up()


def _serve(folder: Folder, door: socket.socket) -> None:
    with suppress(OSError):
        while True:
            line, _ = door.accept()
            transport = paramiko.Transport(line)
            transport.add_server_key(folder.key)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Room)
            folder.lines.append(transport)
            with suppress(paramiko.SSHException, EOFError):
                transport.start_server(server=_Entrance(folder))


def _size(size: int) -> paramiko.SFTPAttributes:
    found = paramiko.SFTPAttributes()
    found.st_size, found.st_mode = size, 0o100644
    return found
