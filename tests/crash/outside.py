"""What stands outside of Krav and outlives its processes: a mail server, an agency and books, each with a file."""

import os
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

from aiosmtpd.smtp import SMTP, Envelope, Session

from krav.formats.values import AttachmentIn
from krav.formats.vouchers import VoucherOut
from krav.wire.accounting.protocol import Kind
from krav.wire.accounting.values import Chosen, Read
from krav.wire.partners.values import Accepted, CaseOut, NewsPage, Quote, WordOut
from krav.wire.rights import Rights
from tests.actions.agency import Desk, MemoryAgency, MemoryPartner
from tests.crash.disk import another_disk
from tests.wire.postbox import Postbox, listening


class Life(NamedTuple):
    """Where it is lived."""

    home: Path
    account_id: int

    @property
    def folder(self) -> Path:
        """Where what stands outside has its files."""
        return self.home.parent

    @property
    def desk(self) -> Path:
        return self.folder / "desk"

    @property
    def books(self) -> Path:
        return self.folder / "books"


class LoggingBox(Postbox):
    """A mail server that writes the Message-IDs of what it takes into its log before it says so."""

    def __init__(self, log: Path) -> None:
        super().__init__()
        self.log = log

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 the library's own
        said = await super().handle_DATA(server, session, envelope)
        with self.log.open("a") as file:
            print(str(self.messages[-1]["Message-ID"]), file=file)
        return said


@contextmanager
def mail(folder: Path) -> Iterator[tuple[Postbox, int]]:
    """A mail server that takes everything, and its port on this machine; its log lies in the folder."""
    told: Any = SimpleNamespace()
    with listening(told, LoggingBox(folder / "mails")) as box:
        yield box, told.EMAIL_PORT


def mails(folder: Path) -> set[str]:
    """The Message-IDs in the mail server's log."""
    log = folder / "mails"
    return {line.strip("<>") for line in log.read_text().split()} if log.exists() else set()


def read(file: Path) -> Desk:
    """The desk as it stands."""
    found = pickle.loads(file.read_bytes()) if file.exists() else Desk()  # noqa: S301 our own file
    assert isinstance(found, Desk)
    return found


def keep(file: Path, desk: Desk) -> None:
    """Whole or not at all."""
    draft = file.with_suffix(f".{os.getpid()}")
    with another_disk():
        draft.write_bytes(pickle.dumps(desk))
        draft.replace(file)


@dataclass
class KeptAgency:
    """Each call is answered by the desk as it stands, and kept before the answer."""

    file: Path

    def _asked(self, name: str, *words: Any) -> Any:  # noqa: ANN401 whatever the call takes
        desk = read(self.file)
        answer = getattr(MemoryAgency(desk), name)(*words)
        keep(self.file, desk)
        return answer

    def look(self) -> str:
        return str(self._asked("look"))

    def quote(self, case: CaseOut) -> Quote | None:
        found: Quote | None = self._asked("quote", case)
        return found

    def hand_over(self, case: CaseOut) -> Accepted:
        found: Accepted = self._asked("hand_over", case)
        return found

    def handed_over(self, key: str) -> Accepted | None:
        found: Accepted | None = self._asked("handed_over", key)
        return found

    def tell(self, reference: str, word: WordOut) -> None:
        self._asked("tell", reference, word)

    def told(self, reference: str, key: str) -> bool:
        return bool(self._asked("told", reference, key))

    def news(self, cursor: str) -> Iterator[NewsPage]:
        yield from MemoryAgency(read(self.file)).news(cursor)

    def document(self, name: str) -> AttachmentIn | None:
        found: AttachmentIn | None = self._asked("document", name)
        return found


@dataclass
class KeptPartner(MemoryPartner):
    """A partner whose desk lies in a file."""

    file: Path = Path()

    def open(self, _: Rights) -> Any:  # noqa: ANN401 an agency by its shape
        return KeptAgency(self.file)


def partner(file: Path) -> KeptPartner:
    """The only partner there is."""
    return KeptPartner(Desk(), file=file)


@dataclass
class KeptBooks:
    """Open books that tell nothing and book each voucher under its name, in a file: a line a voucher."""

    file: Path
    kinds: tuple[Kind, ...] = ()

    def companies(self) -> Iterator[Any]:
        return iter(())

    def read(self, kind: Kind, cursor: str = "") -> Iterator[Read]:
        del kind, cursor
        return iter(())

    def document(self, item_id: str) -> None:
        del item_id

    def post(self, voucher: VoucherOut) -> str:
        number = str(len(booked(self.file)) + 1)
        with another_disk(), self.file.open("a") as file:
            print(voucher.name, voucher.on, *(f"{line.account}={line.amount}" for line in voucher.lines), file=file)
        return number

    def posted(self, voucher: VoucherOut) -> str:
        names = [line.split()[0] for line in booked(self.file)]
        return str(names.index(voucher.name) + 1) if voucher.name in names else ""


def booked(file: Path) -> list[str]:
    """What was posted there, a line a voucher."""
    return file.read_text().splitlines() if file.exists() else []


@dataclass
class KeptSystem:
    """An accounting system of one company."""

    file: Path
    code: str = "books"
    name: str = "Books"

    def open(self, rights: Rights, company: str = "", chosen: Chosen | None = None) -> KeptBooks:
        del rights, company, chosen
        return KeptBooks(self.file)


def books(file: Path) -> Any:  # noqa: ANN401 a system by its shape, as far as a connection that is on asks for it
    """The only accounting system there is."""
    return KeptSystem(file)
