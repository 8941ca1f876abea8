"""What goes wrong ends in one sentence on standard error that says what, where and what to do, and in exit code 2."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from pytest_django.fixtures import Settings

from krav.actions.accounts import open_account
from krav.cli.app import main
from krav.formats.sniff import MAX_BYTES
from tests.actions.cast import FJORDBO, HEADINGS, IMPORTED, NORDLYS, everything, ledger, line, ocr
from tests.actions.invoices import invoice
from tests.cli.machine import Machine
from tests.cli.papers import ACCOUNT

GIRO = ocr(("000020016", 40_000), ("000020024", 10_000), on="040326")

FILES = {
    "ragged.csv": ledger(line("1001", "10,00"), "17;Øster Ås ApS;erhverv"),
    "currencies.csv": ledger(line("1001", "10,00 kr"), line("1002", "10,00 EUR")),
    "day.csv": ledger(line("1001", "10,00", due="31.02.2026")),
    "separators.csv": ledger(line("1001", "1.234,50"), line("1002", "1,234.50")),
    "letters.csv": HEADINGS.encode() + "\r\n17;Øster Ås".encode("cp1252") + b"\x81;\r\n",
    "cut.txt": GIRO[: GIRO.index(b"NY090088")],
    "sums.txt": GIRO.replace(f"{50_000:017}".encode(), f"{50_001:017}".encode()),
    "doctype.xml": b'<!DOCTYPE Invoice [<!ENTITY x SYSTEM "secrets.txt">]>' + invoice("1001", "10.00"),
    "poem.txt": b"The rain in Skagen\nfalls mainly on the jetty.\n",
    "nowhere.toml": ACCOUNT.replace(b'"DK"', b'"XX"'),
    "broken.toml": b"slug = fjordbo",
    "unknown.toml": ACCOUNT + b'motto = "Pay"\n',
    "number.toml": ACCOUNT.replace(b"99000112", b"99000113"),
}

REFUSED = {
    "a ragged row": ("import fjordbo ragged.csv", "krav: ragged.csv, line 3: its cells are 3 where the headings are 13."),
    "two currencies": ("import fjordbo currencies.csv", "krav: currencies.csv, line 3, column “Beløb”: “10,00 EUR”"),
    "an impossible day": ("import fjordbo day.csv", "krav: day.csv, line 2, column “Forfaldsdato”: “31.02.2026” is no day"),
    "both decimal marks": ("import fjordbo separators.csv", "krav: separators.csv, line 3, column “Beløb”: “1,234.50”"),
    "bytes that are no letters": ("import fjordbo letters.csv", "krav: letters.csv, line 2: the byte 0x81 stands"),
    "a cut OCR giro": ("import nordlys cut.txt", "krav: cut.txt, line 6"),
    "an OCR giro with a wrong sum": ("import nordlys sums.txt", "krav: sums.txt, line 7"),
    "a DOCTYPE": ("import fjordbo doctype.xml", "krav: doctype.xml, line 1: the XML has a document type declaration"),
    "no ledger at all": ("import fjordbo poem.txt", "krav: poem.txt: the format is not recognised. Give a ledger"),
    "a huge file": ("import fjordbo huge.csv", "krav: huge.csv: the file has 500 MB; at most 100 MB are taken."),
    "a broken file in a dry run": ("import fjordbo ragged.csv --dry-run", "krav: ragged.csv, line 3: its cells are 3"),
    "an unknown account": ("import nobody day.csv", "krav: There is no account “nobody”. Accounts: fjordbo, nordlys."),
    "no account": ("import  day.csv", "krav: There is no account “”. Accounts: fjordbo, nordlys."),
    "an unknown account's status": ("status --account nobody", "krav: There is no account “nobody”."),
    "an unknown country": ("init nowhere.toml", "krav: fjordbo: There is no country “XX”. Krav knows DK, NO, SE."),
    "an account file that is no TOML": ("init broken.toml", "krav: broken.toml: Invalid value"),
    "an account file with another key": ("init unknown.toml", "krav: unknown.toml: "),
    "a company number that is none": ("init number.toml", "krav: fjordbo: “99000113” is not a CVR number"),
    "an unknown invoice": ("explain 4711", "krav: There is no invoice 4711."),
    "a hold on an unknown invoice": ("hold fjordbo 4711 objection", "krav: There is no claim on invoice 4711 in"),
    "an unknown hold": ("lift fjordbo 4711", "krav: There is no hold 4711 in force."),
    "an amount that is none": (
        "law quote --country dk --amount tolv --due 2026-03-02 --on 2026-06-01", "krav: “tolv” is not",
    ),
    "an endless amount": (
        "law quote --country dk --amount Infinity --due 2026-03-02 --on 2026-06-01", "krav: “Infinity” is not",
    ),
    "a day without a rate": (
        "law quote --country dk --amount 100 --due 2026-03-02 --on 2099-06-01", "krav: interest.rate: no value is known for",
    ),
}  # fmt: skip

MISUSED = {
    "a bad day": ("day --on 2026-02-30", "“2026-02-30” is not a day. Write it as 2026-07-13."),
    "an unknown country": ("law quote --country xx --amount 1 --due 2026-03-02 --on 2026-06-01", "'xx' is not one of"),
    "a file that is not there": ("import fjordbo nothing.csv", "'nothing.csv' does not exist."),
    "an unknown command": ("dun everybody", "No such command 'dun'."),
}
AS_A_PROCESS = ("a huge file", "a DOCTYPE", "an unknown account", "a ragged row")


class Ended(NamedTuple):
    """How a command ended."""

    code: object
    stdout: str
    stderr: str


Call = Callable[[str], Ended]


def lay_out(folder: Path) -> None:
    """The files in a folder, and one of 500 MB that has no content."""
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    with (folder / "huge.csv").open("wb") as huge:
        huge.truncate(5 * MAX_BYTES)


@pytest.fixture
def call(
    db: None, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    """Calls the entry point with the words of a command, in a folder with all the files."""
    settings.KRAV_HOME = tmp_path / "home"
    monkeypatch.chdir(tmp_path)
    lay_out(tmp_path)
    for account in (FJORDBO, NORDLYS):
        open_account(account, on=IMPORTED)

    def calling(command: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["krav", *command.split(" ")])
        with pytest.raises(SystemExit) as ended:
            main()
        return Ended(ended.value.code, *capsys.readouterr())

    return calling


@pytest.mark.parametrize(("command", "said"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_is_one_sentence_and_exit_code_2(call: Call, command: str, said: str) -> None:
    before = everything()
    done = call(command)
    assert (done.code, done.stdout) == (2, "")
    assert done.stderr.startswith(said)
    assert done.stderr.count("\n") == 1
    assert everything() == before


@pytest.mark.parametrize(("command", "said"), MISUSED.values(), ids=MISUSED)
def test_a_misuse_says_how_it_is_used(call: Call, command: str, said: str) -> None:
    done = call(command)
    assert (done.code, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.startswith("Usage: krav ")


@pytest.mark.parametrize("case", AS_A_PROCESS)
def test_the_process_ends_so_too(machine: Machine, case: str) -> None:
    command, said = REFUSED[case]
    lay_out(machine.home)
    done = machine.run(*(machine.home / word if (machine.home / word).is_file() else word for word in command.split(" ")))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(said)
    assert done.stderr.count("\n") == 1


def test_a_database_that_was_never_made_ready(machine: Machine) -> None:
    """Without “krav init” there is no table; the sentence says so."""
    empty = Machine(machine.home / "nowhere")
    empty.home.mkdir()
    try:
        done = empty.created().run("status")
    finally:
        empty.dropped()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("krav: the database refused: ")
    assert done.stderr.rstrip().endswith("Has “krav init” been run?")
