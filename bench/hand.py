"""One hand of the nightly run: takes the turn of the account that has waited longest and runs its day, until none is due.

This is the one place that says how a hand runs an account's day. `python -m bench.hand` says `ready`, works when it is told
a line, and prints what it did.
"""

import json
import os
import sys
import time
from collections import Counter
from datetime import date, timedelta

ON = date(2026, 9, 15)
LATER = timedelta(days=1)


def work() -> dict[str, object]:
    """Runs the day of each account whose turn it gets."""
    from krav.actions import turns
    from krav.actions.daily import run_day
    from krav.actions.holding import hold
    from krav.actions.unit import machine
    from krav.wire import clock

    letters: Counter[str] = Counter()
    charged: Counter[str] = Counter()
    accounts, by, name = 0, machine("bench"), f"bench:{os.getpid()}"
    start = time.perf_counter()
    while turn := turns.take(name, now=clock.now()):
        with hold(turn):
            done = run_day(turn.account_id, on=ON, by=by)
        turns.give_back(turn, clock.now() + LATER, turn.pauses)
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
    from krav.jobs.worker import give_way

    give_way()
    connection.ensure_connection()
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(work()), flush=True)
