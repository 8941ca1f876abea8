"""Swedish losses: only a certain one (konstaterad) gives its VAT back; time and letters alone make none certain."""

from datetime import date

from krav.kernel.refusal import Refusal
from krav.law.book import Book
from krav.law.loss import LossFacts, objected


def disputed(book: Book, facts: LossFacts, on: date) -> Refusal | None:
    """A disputed claim is no bad debt."""
    return objected(facts, book["writeoff.vat_conditions"].at(on).source.section)
