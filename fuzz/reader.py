"""Fuzzes one reader in this process: `python -m fuzz.reader camt -max_total_time=60 corpus`, options as libFuzzer's."""

import sys
from functools import partial

import atheris

with atheris.instrument_imports(include=["krav.formats", "krav.wire"]):
    from fuzz.heard import HEARERS, hear
    from fuzz.take import take

name = sys.argv[1]
atheris.Setup([sys.argv[0], *sys.argv[2:]], partial(hear if name in HEARERS else take, name))
atheris.Fuzz()
