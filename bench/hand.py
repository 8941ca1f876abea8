"""One hand of the nightly run: takes accounts from a shared queue, a pipe that all hands read, until it is empty.

This is the one place that says how a hand runs an account's day. `python -m bench.hand DESCRIPTOR` says `ready`, then works,
and prints what it did.
"""

import json
import os
import sys
import time
from collections import Counter
from datetime import date

WIDTH = 16
"""Bytes of one place in the queue: a reader gets a whole one, or none."""

ON = date(2026, 9, 15)


def work(queue: int) -> dict[str, object]:
    """Runs the day of each account taken."""
    from krav.actions.daily import run_day
    from krav.actions.unit import machine

    letters: Counter[str] = Counter()
    charged: Counter[str] = Counter()
    accounts, by = 0, machine("bench")
    start = time.perf_counter()
    while place := os.read(queue, WIDTH):
        done = run_day(int(place), on=ON, by=by)
        letters.update(done.letters)
        charged.update(done.charged)
        accounts += 1
    return {
        "accounts": accounts,
        "letters": dict(letters),
        "charged": dict(charged),
        "seconds": time.perf_counter() - start,
        "cpu": time.process_time(),
    }


if __name__ == "__main__":
    import django
    from django.db import connection

    django.setup()
    connection.ensure_connection()
    print("ready", flush=True)
    print(json.dumps(work(int(sys.argv[1]))), flush=True)
