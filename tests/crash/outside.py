"""What stands outside of Krav and outlives its processes: a mail server, and an agency that keeps its desk in a file."""

import os
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from krav.formats.values import AttachmentIn
from krav.wire.partners.values import Accepted, CaseOut, NewsPage, Quote, WordOut
from krav.wire.rights import Rights
from tests.actions.agency import Desk, MemoryAgency, MemoryPartner
from tests.crash.disk import another_disk
from tests.wire.postbox import Postbox, listening


@contextmanager
def mail() -> Iterator[tuple[Postbox, int]]:
    """A mail server that takes everything, and its port on this machine."""
    told: Any = SimpleNamespace()
    with listening(told) as box:
        yield box, told.EMAIL_PORT


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
