"""A case's file of a hundred pages: the reckoning, the letters' pages, the invoices and the journal, laid together."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime

from krav.claims.case import Case
from krav.claims.court import Papers, matter
from krav.claims.ledger import Claim, Entry, EntryKind
from krav.countries import countries
from krav.kernel.days import days_after
from krav.law.matter import Party, Sent
from krav.law.payment import Payee
from krav.law.step import DebtorKind, StepKind, Terms
from krav.render.dossier import (
    JournalLine,
    Part,
    Posting,
    dossier,
    journal_sheet,
    letters_sheet,
    reckoning_sheet,
    voucher_sheet,
)
from krav.render.pdf import Renderer

CLAIMS, LINES = 40, 900
ON, DUE = date(2026, 5, 20), date(2026, 1, 5)


def run() -> Iterator[str]:
    """The parts as PDF, then the bundle with its cover and bookmarks."""
    country = min(countries().values(), key=lambda each: each.code)
    party = Party("Bench", "", DebtorKind.BUSINESS, "Street 1", "1000", "Town")
    claims = tuple(_claim(number, country.currency) for number in range(CLAIMS))
    at = datetime(2026, 5, 20, tzinfo=UTC)
    letters = [
        Sent(f"{each.id}", "letter", StepKind.NOTICE, ON, ON, (each.number,), "file", at, "Street 1", "ab" * 32)
        for each in claims
    ]
    invoices = {each.id: ("Timber", "") for each in claims}
    papers = Papers(party, Payee("Bench", "", ""), party, invoices, tuple(letters))
    renderer, language = Renderer(), country.languages[0]
    start = time.perf_counter()
    told = matter(Case(1, "S1", 1, country.currency, DUE, claims), papers, country, ON)
    reckoned = time.perf_counter() - start
    journal = [JournalLine(place, "entry", ON, at, "bench", '{"kind":"payment"}', "0" * 64) for place in range(LINES)]
    start = time.perf_counter()
    sheets = [
        ("reckoning", reckoning_sheet(told, language)),
        ("letters", letters_sheet(told, language)),
        *((each.number, voucher_sheet(told, each, language, "", [Posting(ON, "payment", 1)])) for each in told.claims),
        ("journal", journal_sheet(told, journal, language)),
    ]
    parts = [Part(title, renderer.sheet(sheet)) for title, sheet in sheets]
    made = dossier(told, language, parts, renderer.sheet)
    took = time.perf_counter() - start
    pages = made.count(b"/MediaBox")
    yield f"case file of {CLAIMS} claims: reckoned in {reckoned * 1000:.0f} ms; {pages} pages as PDF in {took:.2f} s"


def _claim(number: int, currency: str) -> Claim:
    paid = (Entry(EntryKind.PAYMENT, -1000, days_after(DUE, day)) for day in (20, 60))
    entries = (Entry(EntryKind.INVOICE, 1_000_000, DUE), *paid)
    return Claim(number + 1, 1, str(1000 + number), currency, Terms(DUE, True, DUE), DebtorKind.BUSINESS, entries=entries)
