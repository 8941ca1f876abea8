"""Runs every measurement and prints a line a figure; numbers after a measurement's name are its sizes.

On SQLite in a new folder; `matching` and `syncing`, each alone, run on the database of KRAV_DATABASE_URL where that is set.
"""

import os
import sys
import tempfile

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "krav.config.settings")
os.environ["KRAV_HOME"] = tempfile.mkdtemp(prefix="krav-bench-")
if sys.argv[1:2] not in (["matching"], ["syncing"]):
    os.environ.pop("KRAV_DATABASE_URL", None)

import django  # the environment comes first

django.setup()

from bench import (  # models can be imported only after setup
    bank_files,
    case_files,
    day,
    imports,
    letters,
    matching,
    reckoning,
    syncing,
)

PARTS = {
    "reckoning": reckoning,
    "imports": imports,
    "bank_files": bank_files,
    "day": day,
    "letters": letters,
    "case_files": case_files,
    "syncing": syncing,
    "matching": matching,
}
SIZES = [int(word) for word in sys.argv[1:] if word.isdecimal()]

for name in [word for word in sys.argv[1:] if not word.isdecimal()] or PARTS:
    for line in PARTS[name].run(*SIZES):
        print(line, flush=True)
