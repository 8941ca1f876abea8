"""What an account's pages hang on beside the day and the reader: while none of it changes, no page of it does."""

from datetime import date
from typing import NamedTuple

from krav.store.queries.credits import low_for
from krav.store.queries.people import Seat, Stands, stands


class Standstill(NamedTuple):
    """Where the account stands, and what runs low in the purse that pays.

    That and its firm are told themselves: others than the account change them, and nothing counts how often.
    """

    stands: Stands
    low: tuple[tuple[str, int], ...]


def standstill(seat: Seat, on: date) -> Standstill:
    """Where the account in scope stood when the seat was found, before a page is made: what came then is told next time."""
    found = seat.stands or stands(seat.account_id)
    low = low_for([seat.account_id], on).get(seat.account_id, {}) if found.sold else {}
    return Standstill(found, tuple(sorted(low.items())))
