"""By which channel a letter goes: what the account tries in turn, what the law lets carry it, what reaches the debtor."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from krav.claims.policy import SMS
from krav.kernel.bankdays import ClosedDays, is_bank_day, on_or_after
from krav.kernel.days import ONE_DAY
from krav.kernel.refusal import Refusal
from krav.law.sending import Delivery

NO_WAY = "No channel that the law allows for this letter reaches the customer; find an address."


class Reach(NamedTuple):
    """Where a debtor is reached: `shut` are the channels that have reached nobody at the address the debtor has."""

    email: str = ""
    phone: str = ""
    number: str = ""
    posted: bool = True
    shut: frozenset[str] = frozenset()

    def by(self, channel: str) -> bool:
        """Whether the channel can be tried at all; a file is made whatever is known, and a person looks."""
        there = {"email": bool(self.email), SMS: bool(self.phone), "digital": bool(self.number), "print": self.posted}
        return there.get(channel, True) and channel not in self.shut


class Route(NamedTuple):
    """How a letter goes; `sms` where one tells that it is on its way."""

    channel: str
    sms: bool = False


def route(
    asked: Delivery, ways: Sequence[str], reach: Reach, open_to: Collection[str], failed: Collection[str] = ()
) -> Route | Refusal:
    """The first channel of the account's ladder that may carry the letter, is connected, and reaches the debtor.

    What has `failed` is passed over. An SMS that stands before it in the ladder goes with it.
    """
    sms = False
    for way in ways:
        if way not in open_to or way in failed or not reach.by(way):
            continue
        if way == SMS:
            sms = True
        elif way in asked.channels:
            return Route(way, sms)
    return Refusal("no_way", NO_WAY, asked.section)


def moment(hours: tuple[int, int] | None, day: date, hour: int, closed: ClosedDays) -> tuple[date, int] | None:
    """The day and hour from which a channel may disturb; None where it may now.

    `day` and `hour` are the debtor's own clock; on a day the banks are closed nobody is disturbed.
    """
    if hours is None:
        return None
    first, last = hours
    if is_bank_day(day, closed) and first <= hour < last:
        return None
    today = is_bank_day(day, closed) and hour < first
    return (day if today else on_or_after(day + ONE_DAY, closed)), first
