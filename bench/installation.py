"""A big installation: many accounts, one of them large, with open invoices of fewer customers and a part due for a step.

`python -m bench.installation ACCOUNTS INVOICES DUE EACH` fills the database of the environment and prints what is in it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

LARGE = 10
"""One account has a tenth of all invoices."""

CUSTOMER = 3
"""Invoices that a customer has."""

HERE = Path(__file__).parents[1]
DAY = "2026-09-15"


def sizes(accounts: int, invoices: int) -> list[int]:
    """How many invoices each account has: the large one first, the others ever fewer, the smallest a fifth of the second."""
    large = invoices // LARGE if accounts > 1 else invoices
    rest = accounts - 1
    weights = [rest + (rest - place) * 4 for place in range(rest)]
    shared = [(invoices - large) * weight // sum(weights) for weight in weights]
    if shared:
        shared[0] += invoices - large - sum(shared)
    return [large, *shared]


def environment(url: str, home: Path) -> dict[str, str]:
    """What a process needs to work on the database of an address; on SQLite in the home where it is empty."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KRAV_", "DJANGO_"))}
    kept |= {"DJANGO_SETTINGS_MODULE": "krav.config.settings", "KRAV_HOME": str(home), "KRAV_TODAY": DAY}
    kept |= {"PYTHONPATH": os.pathsep.join((str(HERE / "src"), str(HERE)))}
    return kept | ({"KRAV_DATABASE_URL": url} if url else {})


def filled(env: Mapping[str, str], accounts: int, invoices: int, due: int, each: int = CUSTOMER) -> dict[str, int]:
    """Fills the database of an environment in a process of its own; `each` customer has so many invoices."""
    words = [sys.executable, "-m", "bench.installation", *map(str, (accounts, invoices, due, each))]
    done = subprocess.run(words, env=dict(env), check=True, stdout=subprocess.PIPE, cwd=HERE)
    found: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return found


def _fill(accounts: int, invoices: int, due: int, each: int) -> dict[str, int]:
    """An account a transaction. Everything of Krav is imported here: the settings are read then."""
    from django.db import transaction

    from bench.seed import ON, opened, told
    from krav.actions.prepare import prepare_database
    from krav.actions.unit import machine

    list(prepare_database(on=ON, by=machine("bench")))
    for serial, count in enumerate(sizes(accounts, invoices)):
        with transaction.atomic():
            opened(f"bench-{serial}", count, due * count // invoices, each)
    told()
    return {"accounts": accounts, "invoices": invoices, "due": due}


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(_fill(*map(int, sys.argv[1:5]))))
