"""`krav carriers`: carriers connected, looked at and ended at the command line."""

from collections.abc import Iterator
from pathlib import Path

import paramiko
import pytest
from click.testing import CliRunner
from pytest_django.fixtures import Settings

from krav.actions.accounts import open_account
from krav.cli.carriers import carriers
from krav.kernel.refusal import KravError
from krav.wire import clock
from krav.wire.broken import NotAllowed
from tests.actions.cast import FJORDBO, IMPORTED
from tests.wire.partners.file.server import Folder, serving
from tests.wire.sending.standins import Carried, elks


@pytest.fixture(autouse=True)
def _home(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "wait", lambda _: None)
    open_account(FJORDBO, on=IMPORTED)


@pytest.fixture
def sms(settings: Settings) -> Iterator[Carried]:
    with elks() as found:
        settings.KRAV_CARRIERS = {"46elks": {"url": found.server.url}}
        yield found


def said(*words: str, typed: str = "") -> str:
    answer = CliRunner().invoke(carriers, ["fjordbo", *words], input=typed, catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return " ".join(answer.output.split())


def test_a_carrier_is_connected_looked_at_and_ended(sms: Carried) -> None:
    found = said("--connect", "46elks", typed="u\np\n")
    assert "sms 46elks on" in found
    assert ": p" not in found, "what is secret is not shown"
    assert "sms 46elks on" in said("--check")
    assert "sms 46elks" not in said("--end", "sms")
    with pytest.raises(KravError, match="Nothing is connected"):
        said("--end", "sms")


def test_wrong_words_connect_nothing(sms: Carried) -> None:
    with pytest.raises(NotAllowed):
        said("--connect", "46elks", typed="u\nother\n")
    assert "46elks" not in said()


def test_a_key_of_many_lines_comes_from_a_file(settings: Settings, tmp_path: Path) -> None:
    settings.KRAV_PRIVATE_ADDRESSES = True
    own, path = paramiko.RSAKey.generate(2048), tmp_path / "key"
    own.write_private_key_file(str(path))
    with serving(Folder(paramiko.ECDSAKey.generate(), trusted=own)) as folder:
        typed = f"127.0.0.1\n{folder.port}\n{folder.proof}\nkrav\n\n{path}\n\n"
        assert "print printsftp on" in said("--connect", "printsftp", typed=typed)
    with pytest.raises(KravError, match="cannot be read"):
        said("--connect", "printsftp", typed=typed.replace(str(path), str(tmp_path / "none")))
