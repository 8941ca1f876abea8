"""The entry point of the command line: settings first, then the commands."""

import gc
import os
import sys

import django

from krav.kernel.refusal import KravError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "krav.config.settings")
try:
    gc.set_threshold(50_000, 20, 20)  # a start throws few things away: looking for those took a fifth of it
    django.setup()
except KravError as error:
    sys.exit(f"krav: {error}")

from krav.cli.app import krav, main  # models can be imported only after setup

krav.later("krav.jobs.worker", "worker")

__all__ = ["krav", "main"]
