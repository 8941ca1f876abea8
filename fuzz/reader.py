"""Fuzzes one reader in this process: `python -m fuzz.reader camt -max_total_time=60 corpus`, options as libFuzzer's."""

import sys
from functools import partial

import atheris

with atheris.instrument_imports(include=["krav.formats"]):
    from fuzz.take import take

atheris.Setup([sys.argv[0], *sys.argv[2:]], partial(take, sys.argv[1]))
atheris.Fuzz()
