"""Reads of how letters left: what carriers are asked about, and the proof of each letter."""

from datetime import datetime
from typing import NamedTuple

from krav.store import models as rows
from krav.store.scope import across_accounts

_ENDED = ("delivered", "opened", "bounced", "complained", "refused")


@across_accounts()
def whose_carrier(carrier_id: int) -> int | None:
    """The account a carrier is connected to; no account is in scope yet."""
    found = rows.Account.objects.filter(carrier__id=carrier_id).exclude(carrier__state="ended")
    return found.values_list("id", flat=True).first()


def asked_of(channel: str, since: datetime) -> list[str]:
    """The carrier's names of letters that it may still have news of."""
    ended = rows.Receipt.objects.filter(channel=channel, kind__in=_ENDED, at__gte=since)
    went = rows.Outbox.objects.filter(channel=channel, state="delivered", place__gt="", letter__dispatch__at__gte=since)
    found = went.filter(letter__dispatch__channel=channel).exclude(letter_id__in=ended.values("letter_id"))
    return list(found.order_by("id").values_list("place", flat=True))


class Told(NamedTuple):
    """What a carrier, or a person, told of a letter."""

    kind: str
    channel: str
    at: datetime
    words: str
    told_by: str


class Proof(NamedTuple):
    """One way by which a letter left: when, to which address, what its carrier calls it, and the hash of its bytes."""

    channel: str
    at: datetime
    address: str
    place: str
    sha256: str
    told: tuple[Told, ...]


def proofs(letter_id: int) -> list[Proof]:
    """How a letter left, oldest first, with what was told of it."""
    columns = ("kind", "channel", "at", "words", "told_by")
    found = rows.Receipt.objects.filter(letter_id=letter_id).order_by("at", "id")
    told = [Told(*row) for row in found.values_list(*columns)]
    went = rows.Dispatch.objects.filter(letter_id=letter_id).order_by("id")
    return [
        Proof(*row, tuple(each for each in told if each.channel == row[0]))
        for row in went.values_list("channel", "at", "address", "place", "sha256")
    ]


def connected() -> frozenset[str]:
    """The channels that the account has connected a carrier for."""
    return frozenset(rows.Carrier.objects.filter(state="on").values_list("channel", flat=True))
