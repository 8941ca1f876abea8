"""By which channel each letter of a batch goes, and whether it may disturb its debtor now."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.conf import settings

from krav.actions.lines import FILE, PRINT, SMS, Lines, address
from krav.claims.delivery import Reach, Route, moment, route
from krav.claims.letter import Addressee, Letter
from krav.claims.policy import Policy
from krav.countries import countries
from krav.kernel.refusal import Refusal
from krav.law.country import Country
from krav.law.step import StepKind
from krav.store.load import Creditor
from krav.store.queries.letters import Unreached, tried_ways, unreached
from krav.wire.zones import there


class Meant(NamedTuple):
    """What decides how a letter goes: its step, what it is in law, whom it is for; `chosen` is tried before all else."""

    step: str
    kind: StepKind
    who: Addressee
    chosen: str = ""


def meant(letters: Mapping[int, Letter], chosen: Collection[int] = ()) -> dict[int, Meant]:
    """The same of whole letters; those that a person wants `chosen` go to the print house first."""
    return {
        key: Meant(letter.step.key, letter.step.kind, letter.addressee, PRINT if key in chosen else "")
        for key, letter in letters.items()
    }


def routes(
    letters: Mapping[int, Meant], creditor: Creditor, lines: Lines, on: date, failed: Collection[str] = ()
) -> dict[int, Route | Refusal]:
    """How each letter goes, by id; a channel that has `failed`, or that it was tried by, is not tried again."""
    ways = {key: _ways(letter, creditor.policy) for key, letter in letters.items()}
    if all(each == (FILE,) for each in ways.values()):
        return dict.fromkeys(letters, Route(FILE))
    shut, tried = unreached(letters), tried_ways(letters)
    law, open_to = creditor.country, lines.open_to
    return {
        key: route(
            law.delivery(letter.kind, letter.who.kind, on),
            ways[key],
            reach(letter.who, shut.get(key, ())),
            open_to,
            {*tried.get(key, ()), *failed},
        )
        for key, letter in letters.items()
    }


def told_by_sms(letters: Mapping[int, Meant], by: Mapping[int, str], creditor: Creditor, lines: Lines) -> set[int]:
    """The letters of which an SMS tells once they left `by` their channel: it stands before that in the account's ladder."""
    if SMS not in lines.open_to:
        return set()
    shut = unreached(letters)
    return {
        key
        for key, letter in letters.items()
        if SMS in _before(by[key], _ways(letter, creditor.policy))
        and reach(letter.who, shut.get(key, ())).by(SMS)
    }


def _before(channel: str, ways: tuple[str, ...]) -> tuple[str, ...]:
    """What stands before a channel in a ladder; nothing where it is none of its own, for then a person chose it."""
    return ways[: ways.index(channel)] if channel in ways else ()


def _ways(letter: Meant, policy: Policy) -> tuple[str, ...]:
    known = policy.ways(letter.step)
    return (letter.chosen, *(way for way in known if way != letter.chosen)) if letter.chosen else known


def reach(who: Addressee, shut: Collection[Unreached]) -> Reach:
    """Where the debtor is reached now; a complaint ends e-mail, whatever the address."""
    closed: dict[str, bool] = defaultdict(bool)
    for each in shut:
        closed[each.channel] |= each.kind == "complained" or each.address in {"", address(who, each.channel)}
    closed[FILE] = closed[PRINT]
    return Reach(
        email=who.email,
        phone=who.phone,
        number=who.company_number,
        posted=bool(who.street and who.postcode and who.city),
        shut=frozenset(channel for channel, is_shut in closed.items() if is_shut),
    )


def waits_until(letter: Letter, channel: str, law: Country, on: date, now: datetime) -> datetime | None:
    """The moment from which the channel may disturb the debtor, by the clock of its country; None where it may now."""
    if settings.KRAV_AT_ANY_HOUR:
        return None
    own = countries().get(letter.addressee.country, law)
    local = there(now, own.time_zone)
    later = moment(own.hours(channel, on), on, local.hour, own.closed)
    if later is None:
        return None
    day, hour = later
    whole = local.replace(minute=0, second=0, microsecond=0)
    return whole + timedelta(days=(day - on).days, hours=hour - local.hour)
