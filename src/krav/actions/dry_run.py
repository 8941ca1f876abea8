"""What a day would do by itself, reckoned and told without doing it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from krav.actions.daily import plan_day
from krav.actions.telling import link_of, mail, reads
from krav.claims.decide import Decision, PlannedLetter
from krav.kernel.days import days_after
from krav.kernel.money import Money
from krav.kernel.refusal import KravError, Refusal
from krav.render import autopilot as words
from krav.render.autopilot import DryRun, Message, OfStep, WouldLeave
from krav.store import models as rows
from krav.store.load import Creditor, creditor_in_scope
from krav.store.queries.runs import settings_now
from krav.store.queries.weekly import language_of
from krav.store.scope import account_scope

EVENING = "dry_run"
"""The phase of a day that says that its evening's mail has gone."""

FIRST = 10
"""So many letters of a step are told of one by one."""


def dry_run(account_id: int, on: date) -> DryRun:
    """What the day would do by what is known now; nothing is written."""
    with account_scope(account_id):
        creditor = creditor_in_scope()
        decisions, stopped = plan_day(creditor, on)
        name, paused_by = creditor.sender.name, settings_now().paused_by
        return DryRun(name, on, _steps(creditor, decisions), _refused(decisions), stopped, paused_by)


def told(account_id: int, on: date, language: str = "") -> Message:
    """The same in words; in the account's own language unless another is asked for."""
    found = dry_run(account_id, on)
    with account_scope(account_id):
        creditor = creditor_in_scope()
        return words.dry_run(found, reads(creditor, language), link_of(creditor))


def mail_dry_run(account_id: int, on: date, to: str, *, language: str, key: str) -> None:
    """Mails what the day would do; the same key is the same mail.

    Raises:
        MailRefused, MailUncertain: the mail server did not take it, or did not say that it did.
    """
    mail(told(account_id, on, language), to, f"dry-run.{account_id}.{key}@krav")


def mail_evening(account_id: int, to: str, *, on: date, now: datetime) -> bool:
    """Mails what the next day would do, once an evening; whether the mail left."""
    evening = {"on": on, "phase": EVENING}
    with account_scope(account_id):
        _row, first = rows.RunPhase.objects.get_or_create(**evening, defaults={"began_at": now})
    if not first:
        return False
    problem = ""
    try:
        mail_dry_run(account_id, days_after(on, 1), to, language=language_of(to), key=f"{on}")
    except KravError as error:
        problem = str(error)[:400]
    with account_scope(account_id):
        rows.RunPhase.objects.filter(**evening).update(ended_at=now, problem=problem)
    return not problem


def _steps(creditor: Creditor, decisions: Iterable[Decision]) -> tuple[OfStep, ...]:
    """The letters by step and currency, the first of each with their customers' names."""
    found: dict[tuple[str, str], list[PlannedLetter]] = defaultdict(list)
    for letter in (letter for decision in decisions for letter in decision.letters):
        found[letter.step.key, letter.currency].append(letter)
    shown = {letter.debtor_id for letters in found.values() for letter in letters[:FIRST]}
    names = dict(rows.Debtor.objects.filter(id__in=shown).values_list("id", "name"))
    places = {step.key: place for place, step in enumerate(creditor.policy.steps)}
    return tuple(
        OfStep(step, len(letters), _total(letters, currency), tuple(_first(letters, names)))
        for (step, currency), letters in sorted(found.items(), key=lambda group: places[group[0][0]])
    )


def _total(letters: Iterable[PlannedLetter], currency: str) -> Money:
    return Money(sum(letter.total for letter in letters), currency)


def _first(letters: list[PlannedLetter], names: dict[int, str]) -> Iterable[WouldLeave]:
    for letter in letters[:FIRST]:
        numbers = tuple(item.claim.number for item in letter.taken)
        yield WouldLeave(names[letter.debtor_id], numbers, Money(letter.total, letter.currency))


def _refused(decisions: Iterable[Decision]) -> tuple[tuple[Refusal, int], ...]:
    """The refusals that say the same, each with how many claims it is about; the most first."""
    alike: dict[tuple[str, str], list[Refusal]] = defaultdict(list)
    for refusal in (refusal for decision in decisions for refusal in decision.refusals.values()):
        alike[refusal.code, refusal.said()].append(refusal)
    return tuple((each[0], len(each)) for each in sorted(alike.values(), key=len, reverse=True))
