"""Runs every measurement and prints a line a figure."""

import os
import sys
import tempfile

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "krav.config.settings")
os.environ["KRAV_HOME"] = tempfile.mkdtemp(prefix="krav-bench-")
os.environ.pop("KRAV_DATABASE_URL", None)

import django  # the environment comes first

django.setup()

from bench import case_files, day, imports, letters, reckoning  # models can be imported only after setup

PARTS = {"reckoning": reckoning, "imports": imports, "day": day, "letters": letters, "case_files": case_files}

for name in sys.argv[1:] or PARTS:
    for line in PARTS[name].run():
        print(line, flush=True)
