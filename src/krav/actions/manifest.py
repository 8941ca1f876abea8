"""What a backup says of itself, so that what is restored from it can be compared with what it was taken of."""

import json
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from typing import Any, NamedTuple

from krav.kernel.refusal import KravError
from krav.store.sums import Sum

FORMAT = 1
NAME = "manifest.json"


class TableTold(NamedTuple):
    """A table: its columns with their kinds, how many rows it had, and the hash of their lines."""

    columns: dict[str, str]
    rows: int
    sha256: str


class FileTold(NamedTuple):
    """A file of the home: its bytes, its hash and who may read it."""

    size: int
    sha256: str
    mode: int


@dataclass(frozen=True)
class Manifest:
    """The make of what was backed up, its tables, what its accounts come to, and its files; `home` says whether it has any.

    `migrations` made the database what it was; `last` is the last number of each table.
    """

    krav: str
    made_at: str
    vendor: str
    migrations: list[str]
    tables: dict[str, TableTold]
    last: dict[str, int]
    sums: list[Sum]
    home: bool = True
    files: dict[str, FileTold] = field(default_factory=dict)

    @property
    def newest_migration(self) -> str:
        """The last migration of the store."""
        return max((name for name in self.migrations if name.startswith("store.")), default="")

    @property
    def rows(self) -> int:
        """How many rows all tables had."""
        return sum(table.rows for table in self.tables.values())

    def written(self) -> bytes:
        """The manifest as it stands in the file."""
        return json.dumps(
            {"format": FORMAT, "newest_migration": self.newest_migration, **asdict(self)},
            ensure_ascii=False,
            indent=1,
            sort_keys=True,
        ).encode()


def this_krav() -> str:
    """The version of the Krav that runs."""
    return version("krav")


def read(data: bytes) -> Manifest:
    """The manifest that was written.

    Raises:
        KravError: another Krav wrote it, or it is none.
    """
    try:
        told: dict[str, Any] = json.loads(data)
        made_by = told["krav"]
        if told.pop("format") != FORMAT or made_by != this_krav():
            raise _another(str(made_by))
        told.pop("newest_migration")
        told["tables"] = {name: TableTold(*table) for name, table in told["tables"].items()}
        told["files"] = {name: FileTold(*file) for name, file in told["files"].items()}
        told["sums"] = [Sum(*each) for each in told["sums"]]
        return Manifest(**told)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KravError("What the backup says of itself cannot be read. Take another backup.") from error


def _another(made_by: str) -> KravError:
    here = this_krav()
    return KravError(
        f"This backup was made by Krav {made_by}; here is Krav {here}. "
        f"Install Krav {made_by}, restore with it, and update afterwards."
    )
