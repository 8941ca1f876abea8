"""The command line run in this process, to its exit code; without the mark of a database test no command can touch one."""

import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from typing import Any, NamedTuple

import pytest

from krav.cli.app import main


class Told(NamedTuple):
    """What a command answered."""

    code: object
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """What was printed, without blanks at the ends."""
        return [line.rstrip() for line in self.out.splitlines()]

    @property
    def data(self) -> Any:  # noqa: ANN401 what JSON can say
        """What was printed as JSON."""
        return json.loads(self.out)


def krav(*words: object) -> Told:
    """Runs `krav` with these words."""
    out, err, argv = StringIO(), StringIO(), sys.argv
    sys.argv = ["krav", *map(str, words)]
    try:
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
            main()
    finally:
        sys.argv = argv
    return Told(ended.value.code, out.getvalue(), err.getvalue())


def refusal(*words: object) -> str:
    """What a command says on standard error that must end with exit code 2 and no answer."""
    told = krav(*words)
    assert (told.code, told.out) == (2, "")
    return told.err
