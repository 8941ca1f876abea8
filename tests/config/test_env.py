"""The environment is read exactly, and nonsense stops the start with the variable's name."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from krav.config import env
from krav.config.env import SettingError, Smtp

DEFAULT = Path("/srv/krav/krav.sqlite3")
ENDS_IN_SILENCE = {
    "connect_timeout": "10",
    "keepalives_idle": "15",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
    "options": "-c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c tcp_user_timeout=30000",
}
"""So that a connection whose cable was cut ends on both sides within half a minute."""
SECRET = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("text", "expected"), [("1", True), ("true", True), ("TRUE", True), ("0", False), ("false", False), ("", False)]
)
def test_a_flag_is_one_or_nought(monkeypatch: pytest.MonkeyPatch, text: str, expected: bool) -> None:
    monkeypatch.setenv("X", text)
    assert env.flag("X") is expected


def test_what_is_unset_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("X", raising=False)
    assert (env.flag("X"), env.day("X"), env.smtp("X"), env.text("X", "y")) == (False, None, None, "y")
    assert env.database("X", DEFAULT)["NAME"] == DEFAULT
    assert env.folder("X", "var") == Path.cwd() / "var"


def test_a_postgresql_address_is_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "postgresql://krav:p%40ss%2Fword@db.example:6432/claims?sslmode=verify-full")
    assert env.database("X", DEFAULT) == {
        "ENGINE": "krav.store.walled",
        "NAME": "claims",
        "USER": "krav",
        "PASSWORD": "p@ss/word",
        "HOST": "db.example",
        "PORT": 6432,
        "OPTIONS": {**ENDS_IN_SILENCE, "sslmode": "verify-full"},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def test_megabytes_are_none_or_some(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("X", raising=False)
    assert env.megabytes("X", 32) == 32_000_000
    monkeypatch.setenv("X", "0")
    assert env.megabytes("X", 32) == 0
    for nonsense in ("4001", "-1", "much", "99999999"):
        monkeypatch.setenv("X", nonsense)
        with pytest.raises(SettingError, match="Write a number of megabytes"):
            env.megabytes("X", 32)


def test_seconds_are_a_few_up_to_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("X", raising=False)
    assert env.seconds("X", 90) == 90
    monkeypatch.setenv("X", "30")
    assert env.seconds("X", 90) == 30
    for nonsense in ("4", "3601", "soon", "-5"):
        monkeypatch.setenv("X", nonsense)
        with pytest.raises(SettingError, match="Write a number of seconds"):
            env.seconds("X", 90)


@pytest.mark.parametrize(
    ("url", "path"),
    [("sqlite:///books/a.db", Path.cwd() / "books/a.db"), ("sqlite:////srv/a.db", Path("/srv/a.db"))],
)
def test_an_sqlite_file_is_relative_or_from_the_root(monkeypatch: pytest.MonkeyPatch, url: str, path: Path) -> None:
    monkeypatch.setenv("X", url)
    assert env.database("X", DEFAULT)["NAME"] == path


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://localhost:1025", Smtp("localhost", 1025, "", "", ssl=False, starttls=False)),
        ("smtp://ann:pw@mail.example", Smtp("mail.example", 587, "ann", "pw", ssl=False, starttls=True)),
        ("smtps://ann:pw@mail.example", Smtp("mail.example", 465, "ann", "pw", ssl=True, starttls=False)),
    ],
)
def test_a_password_never_travels_in_the_clear(monkeypatch: pytest.MonkeyPatch, url: str, expected: Smtp) -> None:
    monkeypatch.setenv("X", url)
    assert env.smtp("X") == expected


def _database(name: str) -> object:
    return env.database(name, DEFAULT)


@pytest.mark.parametrize(
    ("read", "text", "message"),
    [
        (env.flag, "yes please", "X is “yes please”. Write 1 or 0."),
        (env.smtp, "mail.example", "X is no address of a mail server."),
        (env.smtp, "smtp://mail.example:mail", "X has a port that is no number up to 65535."),
        (_database, "mysql://host/name", "X begins with “mysql:”. Krav runs on sqlite and postgresql."),
        (_database, "postgresql:///claims", "X lacks a host or a database."),
        (_database, "postgresql://host", "X lacks a host or a database."),
        (_database, "postgresql://host:99999/claims", "X has a port that is no number up to 65535."),
        (_database, "sqlite://krav.sqlite3", "X names no file."),
        (_database, "sqlite:///", "X names no file."),
    ],
)
def test_nonsense_is_refused(
    monkeypatch: pytest.MonkeyPatch, read: Callable[[str], object], text: str, message: str
) -> None:
    monkeypatch.setenv("X", text)
    with pytest.raises(SettingError) as refused:
        read("X")
    assert str(refused.value).startswith(message)


def test_a_file_is_no_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("X", str(tmp_path / "home"))
    (tmp_path / "home").touch()
    with pytest.raises(SettingError, match="which is a file"):
        env.folder("X", "var")


def test_a_long_secret_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", SECRET)
    assert env.secret("X", Path("/nowhere/secret")) == SECRET


def test_a_secret_that_is_unset_is_made_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("X", raising=False)
    made = env.secret("X", tmp_path / "home" / "secret")
    assert len(made) >= 32
    assert env.secret("X", tmp_path / "home" / "secret") == made


def test_a_day_is_read_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "2026-09-29")
    assert env.day("X") == date(2026, 9, 29)
    monkeypatch.setenv("X", "tomorrow")
    with pytest.raises(SettingError, match="X is “tomorrow”"):
        env.day("X")


def test_a_site_is_a_host_without_a_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "https://krav.example:8443")
    assert env.site("X", "") == env.Site("krav.example", "https://krav.example:8443", secure=True)
    monkeypatch.setenv("X", "krav.example/app")
    with pytest.raises(SettingError, match="Write https://host"):
        env.site("X", "")
