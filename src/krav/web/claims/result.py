"""What became of the letters a person made: how they leave, until when they can be undone, and who got none, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from django.utils.translation import gettext as _

from krav.actions.steps import plan_step
from krav.claims.policy import CHANNELS
from krav.countries import step_name
from krav.store.load import Creditor
from krav.store.queries.moves import Letter, Made, claims_of, made, made_letters
from krav.store.queries.stages import named
from krav.web.explained import said
from krav.web.figures import reader, written
from krav.web.page import Page
from krav.wire import clock

_MOST = 100
"""So many refused ones are named; the others are counted."""


class Denied(NamedTuple):
    """A claim that got no letter."""

    claim_id: int
    number: str
    customer: str
    why: str


@dataclass(frozen=True, slots=True)
class Result:
    """What was made; `leaves` is the clock's time while all of it can still be undone, else empty."""

    key: str
    step: str
    step_name: str
    who: str
    at: str
    letters: Sequence[Letter]
    by_email: int
    on_paper: int
    leaves: str
    refused: list[Denied]
    others: int
    moved: frozenset[int]


def result(page: Page, key: str, creditor: Creditor) -> Result | None:
    """What the form with this key made; None where there was none."""
    told = made(key)
    if told is None:
        return None
    letters = made_letters(told)
    by_email = sum(letter.channel != CHANNELS[0] for letter in letters)
    waits = letters and all(letter.state == "queued" for letter in letters)
    leaves_at = max((letter.leaves_at for letter in letters if letter.leaves_at), default=None)
    return Result(
        key=key,
        step=told.step,
        step_name=step_name(told.step, reader()),
        who=told.who,
        at=clock.told(told.at),
        letters=letters,
        by_email=by_email,
        on_paper=len(letters) - by_email,
        leaves=clock.told(leaves_at) if waits and leaves_at and leaves_at > clock.now() else "",
        refused=_refused(page, told, creditor),
        others=max(len(told.refused) - _MOST, 0),
        moved=frozenset(claims_of(told)),
    )


def _refused(page: Page, told: Made, creditor: Creditor) -> list[Denied]:
    """Who got no letter; the reasons are asked for anew, as they are now."""
    some = list(islice(told.refused, _MOST))
    refusals = plan_step(some, told.step, page.on, told.seen).refusals
    language = written(creditor.country.code)
    free = _("It can move now.")
    return [
        Denied(claim_id, number, customer, said(refusals[claim_id], language) if claim_id in refusals else free)
        for claim_id, number, customer in named(some)
    ]
