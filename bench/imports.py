"""Rows a second: a CSV ledger read, and imported."""

import time
from collections.abc import Iterator

from bench.seed import ON, seed
from krav.actions.imports import import_file
from krav.actions.prepare import prepare_database
from krav.actions.unit import machine
from krav.formats.sniff import read

ROWS = 20_000


def run() -> Iterator[str]:
    """Reading alone, then reading, checking and writing."""
    heads = "Kundenr;Kundenavn;Kundetype;Adresse;Postnr;By;Fakturanr;Fakturadato;Forfaldsdato;Beløb;Rest"
    lines = (
        f"{row % 5000};Kunde {row % 5000};erhverv;Vej {row};8600;Silkeborg;{row + 500_000};01.08.2026;31.08.2026;"
        f"{row % 90 + 1}.250,50;{row % 90 + 1}.250,50"
        for row in range(ROWS)
    )
    data = "\r\n".join((heads, *lines)).encode("latin-1")
    start = time.perf_counter()
    read(data, "ledger.csv", "DKK")
    reading = time.perf_counter() - start
    yield from prepare_database(on=ON, by=machine("bench"))
    (account,) = seed(1, 1, 1)
    start = time.perf_counter()
    import_file(account, data, "ledger.csv", on=ON, by=machine("bench"))
    whole = time.perf_counter() - start
    yield f"CSV ledger of {ROWS:,} rows: read {ROWS / reading:,.0f}/s; read, checked and written {ROWS / whole:,.0f}/s"
