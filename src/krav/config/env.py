"""The environment, read through small typed helpers that refuse nonsense."""

import os
from base64 import urlsafe_b64encode
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from secrets import token_urlsafe
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from krav.kernel.refusal import KravError

_SECRET_LENGTH = 32
_TOKEN_LENGTH = 20


class SettingError(KravError):
    """A variable of the environment that cannot be used: its name, what is wrong, what it should look like."""

    def __init__(self, name: str, problem: str, remedy: str) -> None:
        super().__init__(f"{name} {problem} {remedy}")


@dataclass(frozen=True, slots=True)
class Site:
    """The address of the pages; `secure` where it begins with https."""

    host: str
    origin: str
    secure: bool


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server.

    A password never travels in the clear: `ssl` from the first byte on, or `starttls` before the login.
    """

    host: str
    port: int
    user: str
    password: str
    ssl: bool
    starttls: bool


def flag(name: str) -> bool:
    """True for 1 or true, False for 0, false or unset."""
    value = os.environ.get(name, "").lower()
    if value not in {"", "0", "1", "false", "true"}:
        raise SettingError(name, f"is “{value}”.", "Write 1 or 0.")
    return value in {"1", "true"}


def day(name: str) -> date | None:
    """A day such as 2026-09-29, or None where it is unset."""
    value = os.environ.get(name, "")
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise SettingError(name, f"is “{value}”.", "Write a day as 2026-09-29.") from None


def days(name: str, default: int) -> int:
    """A number of days, at least one and at most ten years."""
    value = os.environ.get(name) or str(default)
    if not (value.isascii() and value.isdigit() and 0 < int(value[:5]) <= 3650):
        raise SettingError(name, f"is “{value}”.", "Write a number of days from 1 to 3650.")
    return int(value)


def seconds(name: str, default: int) -> int:
    """A number of seconds, at least five and at most an hour."""
    value = os.environ.get(name) or str(default)
    if not (value.isascii() and value.isdigit() and 5 <= int(value[:5]) <= 3600):
        raise SettingError(name, f"is “{value}”.", "Write a number of seconds from 5 to 3600.")
    return int(value)


def megabytes(name: str, default: int) -> int:
    """A number of megabytes, none or at most four thousand, in bytes."""
    value = os.environ.get(name) or str(default)
    if not (value.isascii() and value.isdigit() and int(value[:5]) <= 4000):
        raise SettingError(name, f"is “{value}”.", "Write a number of megabytes from 0 to 4000.")
    return int(value) * 1_000_000


def folder(name: str, default: str) -> Path:
    """A folder as an absolute path; it need not exist, but no file may stand in its place."""
    path = Path(os.environ.get(name) or default).absolute()
    if path.exists() and not path.is_dir():
        raise SettingError(name, f"is {path}, which is a file.", "Name a folder.")
    return path


def optional_folder(name: str) -> Path | None:
    """A folder as an absolute path, or None where it is unset."""
    return folder(name, "") if os.environ.get(name) else None


def token(name: str) -> str:
    """What a caller must bear, of at least 20 characters; empty where it is unset."""
    value = os.environ.get(name, "")
    if value and (len(value) < _TOKEN_LENGTH or not value.isascii() or " " in value):
        raise SettingError(name, "is too short or has blanks.", f"Use at least {_TOKEN_LENGTH} random letters and digits.")
    return value


def number(name: str, default: int, most: int) -> int:
    """A whole number from 1 to `most`."""
    value = os.environ.get(name) or str(default)
    if not (value.isascii() and value.isdigit() and 0 < int(value[:9]) <= most):
        raise SettingError(name, f"is “{value}”.", f"Write a number from 1 to {most}.")
    return int(value)


def one_of(name: str, *allowed: str) -> str:
    """One of the words; the first where it is unset."""
    value = os.environ.get(name) or allowed[0]
    if value not in allowed:
        raise SettingError(name, f"is “{value}”.", f"Write {' or '.join(each for each in allowed if each)}.")
    return value


def secret(name: str, file: Path) -> str:
    """A secret of at least 32 characters: the variable, else what the file holds, which is made at first use."""
    value = os.environ.get(name, "")
    if value and len(value) < _SECRET_LENGTH:
        raise SettingError(name, f"has {len(value)} characters.", f"Use at least {_SECRET_LENGTH} random ones.")
    return value or _kept(file)


def secrets(name: str, file: Path) -> list[str]:
    """The secret and older ones that still open what they closed: from the variable and NAME_OLD, or the file's lines."""
    old = os.environ.get(f"{name}_OLD", "").split()
    if short := [each for each in old if len(each) < _SECRET_LENGTH]:
        raise SettingError(f"{name}_OLD", f"has one of {len(short[0])} characters.", "Write spaces between old ones.")
    found = secret(name, file)
    lines = [each for each in found.split("\n") if each]
    if key_file(name, file) is None or len(lines) < 2:
        return [found, *old]
    first, *older = lines
    return [first, *(each for line in older for each in (line, f"{line}\n"))]  # one that was written by hand has its end


def key_file(name: str, file: Path) -> Path | None:
    """The file that holds a secret; none where the variable tells it."""
    return None if os.environ.get(name) else file


def seal(text: str) -> bytes:
    """A secret as a key of the right size."""
    return urlsafe_b64encode(sha256(text.encode()).digest())


def vendors(*codes: str) -> dict[str, dict[str, str]]:
    """Where systems beyond Krav are and by which name this installation is known there, as far as it is told, by code.

    KRAV_FORTNOX_CLIENT_ID and KRAV_FORTNOX_CLIENT_SECRET are what Fortnox gave; KRAV_FORTNOX_URL and KRAV_FORTNOX_LOGIN_URL
    lead to another place than its own, such as one for trying things.
    """
    names = ("url", "login_url", "client_id", "client_secret")
    told = {code: {name: os.environ.get(f"KRAV_{code}_{name}".upper(), "") for name in names} for code in codes}
    return {code: {name: value for name, value in each.items() if value} for code, each in told.items()}


def seller(name: str) -> dict[str, str]:
    """The company that sells credits, as its invoices name it; empty where none is told of and nothing is sold.

    KRAV_OPERATOR_NAME, _COMPANY_NUMBER, _STREET, _POSTCODE, _CITY, _COUNTRY, _EMAIL, _ACCOUNT (where to pay) and, where it
    has one, _VAT_NUMBER.
    """
    told = {each: os.environ.get(f"{name}_{each}".upper(), "").strip() for each in (*_SELLER, "vat_number")}
    missing = [f"{name}_{each}".upper() for each in _SELLER if not told[each]]
    if len(missing) == len(_SELLER):
        return {}
    if missing:
        raise SettingError(missing[0], "is missing.", "A seller of credits is told of whole, or not at all.")
    return told


_SELLER = ("name", "company_number", "street", "postcode", "city", "country", "email", "account")


def _kept(file: Path) -> str:
    """What the file holds; two processes that make it at once end with the same."""
    if not file.exists():
        file.parent.mkdir(mode=0o750, parents=True, exist_ok=True)  # letters will lie there
        with NamedTemporaryFile("w", dir=file.parent, delete=False) as draft:
            draft.write(token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(draft.name, file)
        Path(draft.name).unlink()
    return file.read_text()


def text(name: str, default: str) -> str:
    """A text as it stands."""
    return os.environ.get(name) or default


def address(name: str) -> str:
    """An address on the web, or empty where it is unset."""
    value = os.environ.get(name, "")
    url = urlsplit(value)
    if value and (url.scheme not in {"http", "https"} or not url.hostname):
        raise SettingError(name, f"is “{value}”.", "Write an address as https://host/path.")
    return value


def site(name: str, default: str) -> Site:
    """Where people reach the pages: https://krav.example.com."""
    url = urlsplit(text(name, default))
    if url.scheme not in {"http", "https"} or not url.hostname or url.path.strip("/"):
        raise SettingError(name, f"is “{text(name, default)}”.", "Write https://host, with a port where it has one.")
    return Site(url.hostname, f"{url.scheme}://{url.netloc}", secure=url.scheme == "https")


_KEPT = 60
"""Seconds that a connection is kept for the next request: making one costs more than most pages."""


def database(name: str, default: Path) -> dict[str, Any]:
    """Django's settings of the database: sqlite:///path or postgresql://user:password@host:port/name.

    What follows a ? goes to PostgreSQL's own client (sslmode=verify-full).
    """
    url = _url(name) if os.environ.get(name) else None
    if url is None or url.scheme == "sqlite":
        return _sqlite(name, url, default)
    if url.scheme != "postgresql":
        raise SettingError(name, f"begins with “{url.scheme}:”.", "Krav runs on sqlite and postgresql.")
    if not (url.hostname and url.path.strip("/")):
        raise SettingError(name, "lacks a host or a database.", "Write postgresql://user:password@host:port/name.")
    return {
        "ENGINE": "krav.store.walled",
        "NAME": unquote(url.path.strip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname,
        "PORT": url.port or 5432,
        "OPTIONS": _SILENCE | dict(parse_qsl(url.query)),
        "CONN_MAX_AGE": _KEPT,
        "CONN_HEALTH_CHECKS": True,
    }


def owner(name: str) -> dict[str, Any]:
    """The connection of the role that owns PostgreSQL's tables, by its alias; empty where it is unset."""
    if not os.environ.get(name):
        return {}
    if _url(name).scheme != "postgresql":
        raise SettingError(name, "is no address of PostgreSQL.", "Leave it out: SQLite has no roles.")
    return {"owner": database(name, Path())}


_SERVER = {"tcp_keepalives_idle": 15, "tcp_keepalives_interval": 5, "tcp_keepalives_count": 3, "tcp_user_timeout": 30_000}
_SILENCE = {
    "connect_timeout": "10",
    "keepalives_idle": "15",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
    "options": " ".join(f"-c {name}={value}" for name, value in _SERVER.items()),
}
"""A cut cable ends a connection on both its sides within half a minute, and what it held in the database is free."""


def smtp(name: str) -> Smtp | None:
    """The mail server: smtp:// or smtps://user:password@host:port, or None where it is unset."""
    if not os.environ.get(name):
        return None
    url = _url(name)
    if url.scheme not in {"smtp", "smtps"} or not url.hostname:
        raise SettingError(name, "is no address of a mail server.", "Write smtp://user:password@host:port or smtps://….")
    ssl = url.scheme == "smtps"
    return Smtp(
        host=url.hostname,
        port=url.port or (465 if ssl else 587),
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        ssl=ssl,
        starttls=bool(url.username) and not ssl,
    )


def _sqlite(name: str, url: SplitResult | None, default: Path) -> dict[str, Any]:
    if url is not None and (url.netloc or url.query or len(url.path) < 2):
        raise SettingError(name, "names no file.", "Write sqlite:///file, or sqlite:////folder/file from the root.")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": default if url is None else Path(unquote(url.path[1:])).absolute(),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",  # a writer queues when it begins, not halfway through its work
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA recursive_triggers = ON; "
                "PRAGMA cache_size = -65536"  # 64 MB: with its own 2 MB a large import writes the same pages again and again
            ),
        },
    }


def _url(name: str) -> SplitResult:
    url = urlsplit(os.environ[name])
    try:
        _ = url.port
    except ValueError:
        raise SettingError(name, "has a port that is no number up to 65535.", "Correct the port.") from None
    return url
