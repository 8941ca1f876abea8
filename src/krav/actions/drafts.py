"""Drafts of cases of invoices made elsewhere: told step by step, left and taken up again, thrown away, started once."""

from collections.abc import Callable
from datetime import date
from hashlib import sha256

from krav.actions.elsewhere import Started, started
from krav.actions.unit import Actor, unit
from krav.claims.told import Told, read_told, told_data
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.numbers import draft_text, draft_told
from krav.wire import clock

_GONE = "This draft is not there any more: somebody has thrown it away."


def begin_draft(account_id: int, *, on: date, by: Actor, key: str = "") -> int:
    """An empty draft; its id."""
    with unit(account_id, "tell_draft", on=on, by=by, key=key) as work:
        row = rows.CaseDraft.objects.create(account_id=account_id, by=by.name, at=clock.now())
        work.said = {"draft": row.pk}
    return int(row.pk)


def tell_draft(account_id: int, draft_id: int, change: Callable[[Told], Told], *, on: date, by: Actor) -> Told:
    """Changes what a draft tells, as it stands now: two people who tell at the same time lose nothing.

    Raises:
        KravError: the draft is gone.
    """
    with unit(account_id, "tell_draft", on=on, by=by) as work:
        row = rows.CaseDraft.objects.filter(pk=draft_id).first()
        if row is None:
            raise KravError(_GONE)
        told = change(read_told(draft_told(row.data)))
        row.data, row.by, row.at = _written(told), by.name, clock.now()
        row.save(update_fields=["data", "by", "at"])
        work.said = {"draft": draft_id}
    return told


def forget_draft(account_id: int, draft_id: int, *, on: date, by: Actor) -> None:
    """Throws a draft away; its papers stay below KRAV_HOME, where nothing names them."""
    with unit(account_id, "forget_draft", on=on, by=by) as work:
        rows.CaseDraft.objects.filter(pk=draft_id).delete()
        work.said = {"draft": draft_id}


def start_draft(account_id: int, draft_id: int, seen: str, *, on: date, by: Actor) -> Started:
    """Starts what a draft tells and lets the draft go. `seen` is the mark of what the person looked at.

    Raises:
        DoneBefore: it was started before, by whom and when.
        KravError: the draft is gone, or tells something else than was looked at.
        Untold: something told cannot be.
    """
    with unit(account_id, "start_elsewhere", on=on, by=by, key=start_key(draft_id)) as work:
        row = rows.CaseDraft.objects.filter(pk=draft_id).first()
        if row is None:
            raise KravError(_GONE)
        if mark(row.data) != seen:
            facts = {"who": row.by, "at": clock.told(row.at)}
            raise KravError("{who} changed this draft at {at}; look at it once more.", facts)
        done = started(work, read_told(draft_told(row.data)))
        row.delete()
    return done


def start_key(draft_id: int) -> str:
    """The key under which a draft is started once."""
    return f"draft-{draft_id}"


def mark(data: str) -> str:
    """What tells two states of a draft apart."""
    return sha256(data.encode()).hexdigest()[:16]


def _written(told: Told) -> str:
    return draft_text(told_data(told))
