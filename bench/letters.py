"""Letters a second on one core: each its own tagged PDF/A-3b with a QR code and its reckoning."""

import time
from collections.abc import Iterator

from bench.seed import ON, seed
from krav.actions.contents import contents
from krav.actions.daily import run_day
from krav.actions.prepare import prepare_database
from krav.actions.unit import machine
from krav.render.pdf import Renderer
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.scope import account_scope

LETTERS = 300


def run() -> Iterator[str]:
    """The content from the database, then the PDF."""
    yield from prepare_database(on=ON, by=machine("bench"))
    (account,) = seed(1, LETTERS, LETTERS)
    run_day(account, on=ON, by=machine("bench"))
    with account_scope(account):
        start = time.perf_counter()
        letters = list(contents(rows.Letter.objects.values_list("id", flat=True), creditor_in_scope()))
        content = time.perf_counter() - start
    renderer = Renderer()
    renderer.pdf(letters[0])
    start = time.perf_counter()
    size = sum(len(renderer.pdf(letter)) for letter in letters)
    took = time.perf_counter() - start
    count = len(letters)
    yield f"letters: {count / took:,.0f} PDF/s, {size / count / 1024:.0f} KiB each; contents {count / content:,.0f}/s"
