"""The weekly list: what waits for a yes is mailed on its day and hour, and goes on or waits when its time is up."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from krav.actions.daily import stale_news
from krav.actions.steps import take_step
from krav.actions.unit import Actor, Unit, unit
from krav.actions.weekly_mail import notice
from krav.claims.weekly import GO, SILENCE
from krav.kernel.money import Minor
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.load import Creditor, creditor_in_scope
from krav.store.queries.weekly import (
    Expired,
    Setup,
    answered,
    expired,
    made_since,
    mail_key,
    mailed,
    managers,
    put_off_at,
    ready,
    setup,
    the_list,
    unmailed,
)
from krav.store.scope import account_scope
from krav.store.write import insert_many, reserve_ids
from krav.wire import zones
from krav.wire.mail import MailRefused, MailUncertain, tell

AGAIN = timedelta(minutes=10)
"""So long it waits when the mail server was busy."""

PATIENCE = timedelta(days=7)
"""So long a list whose silence means go waits for a day on which letters may leave."""

_LIST = ("id", "step", "to", "manager", "on", "answer_by", "silence", "made_at")
_ANSWER = ("line_id", "answer", "by", "how", "refused", "at")


class Answered(KravError):
    """Somebody answered in the meantime: what was decided then stands."""

    def __init__(self) -> None:
        super().__init__("This was answered in the meantime; the first answer stands.")


def mail_due(account_id: int, *, now: datetime, on: date, by: Actor) -> int:
    """Makes the account's lists when their weekday and hour have come, and mails what was not mailed yet; how many mails.

    Nothing is made twice on a day, while the account is stopped, or where nothing waits: then it is looked at again, that
    day, whenever this is called.
    """
    with account_scope(account_id):
        how, of = setup(), creditor_in_scope()
        if how.stopped:
            return 0
        due = how.weekly_on is not None and zones.has_come(how.weekly_on, how.weekly_hour, how.time_zone, now)
        made = due and made_since(zones.day_began(now, how.time_zone))
        waiting = ready(of, how.weekly_step, on) if due and not made else {}
    if waiting:
        _make(account_id, how, now=now, on=on, by=by)
    return _mail(account_id, how, now=now, on=on, by=by)


def send_now(account_id: int, *, now: datetime, on: date, by: Actor, key: str = "") -> int:
    """Makes and mails the account's lists at once, whatever the day; how many mails.

    Raises:
        KravError: no list is set, the account is stopped, today's was made, nothing waits, or no mail left.
    """
    with account_scope(account_id):
        how, of = setup(), creditor_in_scope()
        if not how.weekly_to:
            raise KravError("Say first whom the list goes to, and which step it is about.")
        if how.stopped:
            raise KravError("Nothing goes by itself now: {why}.", {"why": how.stopped})
        if made_since(zones.day_began(now, how.time_zone)):
            raise KravError("Today’s list was made before; one day has one list.")
        if not ready(of, how.weekly_step, on):
            raise KravError("Nothing waits for a yes to {step} now, so no list is sent.", {"step": how.weekly_step})
    _make(account_id, how, now=now, on=on, by=by, key=key)
    if not (sent := _mail(account_id, how, now=now, on=on, by=by)):
        raise KravError("The list was made, but its mail has not left; the list says why.")
    return sent


def close_due(account_id: int, *, now: datetime, on: date, by: Actor) -> int:
    """Gives the lines whose time is up what silence means for them; how many lines.

    Where it means go the step is taken for all of them, and what may not take it now is noted with its reason. That waits
    for a day on which letters may leave. A list that nobody got, or an account that is stopped, lets nothing go.
    """
    with account_scope(account_id):
        due = expired(now, on)
        if not due:
            return 0
        how, of = setup(), creditor_in_scope()
        got, obstacle = mailed([each.id for each in due]), _obstacle(of, on)
    closed = 0
    for each in due:
        why = how.stopped or ("" if got.get(each.id) == "sent" else "not_mailed")
        goes = each.silence == GO and not why
        if goes and obstacle and now < each.answer_by + PATIENCE:
            continue
        try:
            closed += _close(account_id, each, goes=goes, why=why, now=now, on=on, by=by)
        except Answered:
            continue
    return closed


def keep_answers(
    lines: Mapping[int, int], answer: str, how: str, *, by: Actor, now: datetime, refused: Mapping[int, str]
) -> None:
    """Writes an answer to lines (by their claims) as facts; the account is locked by a unit.

    Raises:
        Answered: one of them has an answer.
    """
    if answered(list(lines.values())):
        raise Answered
    told = [(line_id, answer, by.name, how, refused.get(claim_id, ""), now) for claim_id, line_id in lines.items()]
    insert_many(rows.WeeklyAnswer, _ANSWER, told)


def _obstacle(of: Creditor, on: date) -> bool:
    """Whether no letter at all may leave that day."""
    return of.country.bank_day_from(on) != on or stale_news(of, on) is not None


def _make(account_id: int, how: Setup, *, now: datetime, on: date, by: Actor, key: str = "") -> None:
    """A list for each recipient, written together; nothing where another did it in the meantime."""
    with unit(account_id, "make_weekly", on=on, by=by, key=key) as work:
        if made_since(zones.day_began(now, how.time_zone)):
            return
        waiting = ready(work.creditor, how.weekly_step, on)
        _write(work, how, _parts(waiting, how), waiting, now)


def _write(work: Unit, how: Setup, parts: Mapping[str, list[int]], waiting: Mapping[int, Minor], now: datetime) -> None:
    until = now + timedelta(hours=how.answer_hours)
    ids = dict(zip(parts, reserve_ids(rows.WeeklyList, len(parts)), strict=True)) if parts else {}
    insert_many(
        rows.WeeklyList,
        _LIST,
        [
            (ids[to], how.weekly_step, to or how.weekly_to, to, work.on, until, how.silence, now)
            for to in parts
        ],
    )  # fmt: skip
    lines = [(ids[to], claim_id, waiting[claim_id]) for to, claims in parts.items() for claim_id in claims]
    insert_many(rows.WeeklyLine, ("list_id", "claim_id", "open"), lines)
    work.said = {"lists": sorted(ids.values()), "lines": len(lines), "step": how.weekly_step}


def _parts(waiting: Mapping[int, Minor], how: Setup) -> dict[str, list[int]]:
    """The claims by the account manager they are mailed to; by nobody's name what the account itself gets."""
    told = managers(list(waiting)) if how.managers else {}
    address = {name: _address(name) for name in set(told.values())}
    parts: dict[str, list[int]] = defaultdict(list)
    for claim_id in sorted(waiting):
        to = address.get(told.get(claim_id, ""), "")
        parts["" if to == how.weekly_to.lower() else to].append(claim_id)
    return parts


def _address(name: str) -> str:
    """The account manager's e-mail address, where the books have one for a name."""
    try:
        validate_email(name.strip())
    except ValidationError:
        return ""
    return name.strip().lower()


def _mail(account_id: int, how: Setup, *, now: datetime, on: date, by: Actor) -> int:
    """Hands over what nobody knows of yet; a mail is noted when the server took it, and then it is not sent again."""
    with account_scope(account_id):
        waiting = unmailed(now)
        if not waiting or ((before := put_off_at()) and before <= now < before + AGAIN):
            return 0
        of = creditor_in_scope()
        found = [listed for list_id in waiting if (listed := the_list(list_id))]
    sent = 0
    for listed in found:
        state, said = "sent", ""
        try:
            tell(notice(of, listed, listed.head.answer_by, how.time_zone))
        except MailRefused as refused:
            state, said = "refused" if refused.lasting else "later", str(refused)
        except MailUncertain as silence:
            state, said = "uncertain", str(silence)
        key = "" if state == "later" else mail_key(listed.head.id)
        with unit(account_id, "mail_weekly", on=on, by=by, key=key) as work:
            work.said = {"list": listed.head.id, "to": listed.head.to, "state": state, "said": said, "now": now.isoformat()}
        sent += state == "sent"
        if state == "later":
            break
    return sent


def _close(account_id: int, due: Expired, *, goes: bool, why: str, now: datetime, on: date, by: Actor) -> int:
    with transaction.atomic():
        refused = dict.fromkeys(due.lines, why)
        if goes:
            refused = _taken(account_id, due, on, by)
        with unit(account_id, "close_weekly", on=on, by=by) as work:
            keep_answers(due.lines, SILENCE, SILENCE, by=by, now=now, refused=refused)
            work.said = {"list": due.id, "lines": len(due.lines), "silence": due.silence, "refused": _counts(refused)}
    return len(due.lines)


def _taken(account_id: int, due: Expired, on: date, by: Actor) -> dict[int, str]:
    """Takes the step for all of them; the reason of each that may not take it now."""
    try:
        made = take_step(account_id, due.lines.keys(), due.step, on=on, by=by)
    except KravError:  # the policy has the step no more
        return dict.fromkeys(due.lines, "not_next")
    return {claim_id: refusal.code for claim_id, refusal in made.refusals.items()}


def _counts(refused: Mapping[int, str]) -> dict[str, int]:
    return {code: list(refused.values()).count(code) for code in sorted(set(refused.values())) if code}
