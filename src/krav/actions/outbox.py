"""The outbox: letters leave once. A worker leases rows, looks again whether each letter may still go, and hands it over.

`sending` is committed before anything is handed over. A row found in that state after its lease has run out was
interrupted between hand-over and receipt: it becomes ambiguous and is never sent again by itself. A file is the exception:
writing the same bytes to the same name again changes nothing, so an interrupted file is queued again at once.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from django.db.models import Q

from krav.actions.contents import MustNotLeave, contents
from krav.actions.daily import stale_news
from krav.actions.unit import Actor, Unit, unit
from krav.actions.withdrawals import give_up, stop, withdraw
from krav.claims.decide import reckon_claim
from krav.claims.ledger import Claim, EntryKind
from krav.claims.letter import Letter
from krav.claims.money_news import may_be_paid
from krav.claims.policy import CHANNELS
from krav.kernel.refusal import KravError
from krav.render.email import email
from krav.render.pdf import Renderer
from krav.store import load
from krav.store import models as rows
from krav.store.load import Creditor
from krav.store.queries.letters import asking_for, held, overtaken
from krav.store.queries.money_news import money_news
from krav.store.write import insert_many
from krav.wire import clock, files
from krav.wire.mail import Mail, MailRefused, MailUncertain, send

FILE, EMAIL = CHANNELS
LEASE = timedelta(minutes=10)
BATCH = {FILE: 200, EMAIL: 20}
"""A crash leaves a batch of e-mails ambiguous, so theirs is small."""

TRIES = 5

_CHARGES = {EntryKind.FEE, EntryKind.COMPENSATION, EntryKind.INTEREST, EntryKind.COSTS}


@dataclass(slots=True)
class Sent:
    """What became of an account's outbox, in numbers of letters."""

    delivered: int = 0
    withdrawn: int = 0
    failed: int = 0
    ambiguous: int = 0


@dataclass(frozen=True, slots=True)
class _Leased:
    outbox_id: int
    letter_id: int
    channel: str
    letter: Letter


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of one hand-over; a queued one is tried again."""

    state: str
    address: str = ""
    sha256: str = ""
    place: str = ""
    problem: str = ""


def send_letters(account_id: int, folder: Path, *, on: date, by: Actor, renderer: Renderer) -> Iterator[Sent]:
    """Sends what is queued, a batch at a time, and answers the running count after each batch and at the end.

    1. Settle interrupted hand-overs. 2. Withdraw letters that may no longer go. 3. Lease a batch. 4. Render and hand over
    each letter. 5. Note what became of it.
    """
    sent = Sent(ambiguous=_settle_interrupted(account_id, on, by))
    tried: set[int] = set()
    while True:
        with unit(account_id, "lease_letters", on=on, by=by) as work:
            leased = _lease(work, tried, sent)
        if not leased:
            yield sent
            return
        tried.update(item.outbox_id for item in leased)
        outcomes = [_hand_over(item, work.creditor, folder, renderer) for item in leased]
        with unit(account_id, "send_letters", on=on, by=by) as work:
            _note(work, leased, outcomes, sent)
            work.said = {item.letter.number: outcome.state for item, outcome in zip(leased, outcomes, strict=True)}
        yield sent


def _settle_interrupted(account_id: int, on: date, by: Actor) -> int:
    """Files go back to the queue; anything else that was interrupted is ambiguous, and a person looks it up."""
    with unit(account_id, "settle_interrupted", on=on, by=by) as work:
        sending = rows.Outbox.objects.filter(state="sending")
        requeued = sending.filter(channel=FILE).update(state="queued")
        lost = list(sending.filter(leased_until__lt=clock.now()).values_list("letter_id", flat=True))
        problem = "Interrupted while it was handed over; look it up at the mail server."
        sending.filter(letter_id__in=lost).update(state="ambiguous", problem=problem)
        stop(work, dict.fromkeys(lost, problem), "letter_ambiguous")
        work.said = {"requeued": requeued, "ambiguous": len(lost)}
    return len(lost)


def _lease(work: Unit, tried: set[int], sent: Sent) -> list[_Leased]:
    batch = BATCH[work.creditor.policy.channel]
    may_leave = Q(leaves_at__isnull=True) | Q(leaves_at__lte=clock.now())
    queued = rows.Outbox.objects.filter(may_leave, state="queued").exclude(id__in=tried).order_by("id")[:batch]
    waiting = {row.letter_id: row for row in queued}
    if not waiting:
        return []
    gone = _withdraw_unfit(work, set(waiting))
    sent.withdrawn += len(gone)
    letters = _contents(work, {key for key in waiting if key not in gone}, sent)
    leased = [_Leased(waiting[key].id, key, _channel(waiting[key], letter), letter) for key, letter in letters.items()]
    on_paper = [item.outbox_id for item in leased if item.channel == FILE]
    rows.Outbox.objects.filter(id__in=on_paper).update(channel=FILE)
    until = clock.now() + LEASE
    rows.Outbox.objects.filter(id__in=[item.outbox_id for item in leased]).update(state="sending", leased_until=until)
    if gone and not leased:
        return _lease(work, tried, sent)
    return leased


def _channel(row: rows.Outbox, letter: Letter) -> str:
    """As decided, but a file where the debtor has no e-mail address."""
    return row.channel if letter.addressee.email else FILE


def _withdraw_unfit(work: Unit, letter_ids: set[int]) -> set[int]:
    """Takes back letters that would not be made now; answers which.

    They are overtaken by a payment, stopped by a hold, not sent on their day, or about what may be paid; or what is known
    of money and the ledger has grown too old.
    """
    paid = overtaken(letter_ids)
    stopped = held(letter_ids - paid, work.on)
    rest = rows.Letter.objects.filter(id__in=letter_ids - paid - stopped)
    late = set(rest.filter(sent_on__lt=work.on).values_list("id", flat=True))
    withdraw(work, paid, "A payment or credit note came in before the letter left.")
    withdraw(work, stopped, "The claim was put on hold before the letter left.")
    withdraw(work, late, "The letter did not leave on its day; its deadline would be too short.")
    rest_ids = letter_ids - paid - stopped - late
    stale = stale_news(work.creditor, work.on)
    blind = {letter_id for letter_id, _, _ in asking_for(rest_ids)} if stale else set()
    withdraw(work, blind, "What is known of money or the ledger grew too old before the letter left.")
    doubtful = _may_be_paid(work, rest_ids - blind)
    withdraw(work, doubtful, "Money that may be for it came, or is under way, before the letter left.")
    return paid | stopped | late | blind | doubtful


def _may_be_paid(work: Unit, letter_ids: set[int]) -> set[int]:
    """The letters about claims that unplaced money, money under way or an open credit may have paid."""
    about = asking_for(letter_ids)
    creditor, on = work.creditor, work.on
    news = money_news(creditor, on, {debtor_id for _, _, debtor_id in about})
    if not news.unplaced and not news.credits:
        return set()
    claims = {key: _before(claim, on) for key, claim in load.claims({row[1] for row in about}).items()}
    law, policy = creditor.country, creditor.policy
    paid = {key for key, claim in claims.items() if may_be_paid(claim, reckon_claim(claim, law, on), policy, news, on)}
    return {letter_id for letter_id, claim_id, _ in about if claim_id in paid}


def _before(claim: Claim, on: date) -> Claim:
    """The claim as it stood before the day's letter, as it was decided on."""
    entries = tuple(entry for entry in claim.entries if entry.on != on or entry.kind not in _CHARGES)
    return replace(claim, entries=entries, letters=tuple(letter for letter in claim.letters if letter.sent_on != on))


def _contents(work: Unit, letter_ids: set[int], sent: Sent) -> dict[int, Letter]:
    """The letters as values; one that must not leave is given up and the others go on."""
    ordered = sorted(letter_ids)
    try:
        return dict(zip(ordered, contents(ordered, work.creditor), strict=True))
    except MustNotLeave as refused:
        give_up(work, {refused.letter_id: str(refused)})
        sent.failed += 1
        return _contents(work, letter_ids - {refused.letter_id}, sent)


def _hand_over(item: _Leased, creditor: Creditor, folder: Path, renderer: Renderer) -> _Outcome:
    letter = item.letter
    try:
        pdf = renderer.pdf(letter)
        if item.channel == EMAIL:
            return _by_email(letter, pdf, creditor)
    except MailRefused as refused:
        return _Outcome("failed" if refused.lasting else "queued", problem=str(refused)[:400])
    except MailUncertain as silence:
        return _Outcome("ambiguous", problem=str(silence)[:400])
    except KravError as error:
        return _Outcome("failed", problem=str(error)[:400])
    place = files.put(folder / creditor.slug, f"{letter.number}-{letter.step.key}.pdf", pdf)
    return _Outcome("delivered", _postal(letter), hashlib.sha256(pdf).hexdigest(), place.name)


def _by_email(letter: Letter, pdf: bytes, creditor: Creditor) -> _Outcome:
    """A draft text is no letter: nothing leaves by e-mail before somebody has approved the country's texts."""
    if letter.draft:
        return _Outcome("failed", problem="The letter texts are drafts: approve them for this account first.")
    message = email(letter)
    sender = creditor.sender
    key = f"{letter.number}.{creditor.slug}@krav"
    send(
        Mail(
            sender=sender.email,
            reply_to=sender.email,
            to=letter.addressee.email,
            subject=message.subject,
            body=message.text,
            attachment_name=message.attachment,
            attachment=pdf,
            key=key,
        )
    )
    return _Outcome("delivered", letter.addressee.email, hashlib.sha256(pdf).hexdigest(), key)


def _postal(letter: Letter) -> str:
    who = letter.addressee
    return ", ".join(part for part in (who.name, who.street, f"{who.postcode} {who.city}".strip(), who.country) if part)


def _note(work: Unit, leased: Sequence[_Leased], outcomes: Sequence[_Outcome], sent: Sent) -> None:
    """Writes the dispatches as facts and moves the outbox; rows that another worker has noted meanwhile are left alone."""
    sending = rows.Outbox.objects.filter(id__in=[item.outbox_id for item in leased], state="sending")
    still = set(sending.values_list("id", flat=True))
    noted = [(item, outcome) for item, outcome in zip(leased, outcomes, strict=True) if item.outbox_id in still]
    now = clock.now()
    insert_many(
        rows.Dispatch,
        ("letter_id", "channel", "at", "address", "sha256", "place"),
        (
            (item.letter_id, item.channel, now, outcome.address[:400], outcome.sha256, outcome.place)
            for item, outcome in noted
            if outcome.state == "delivered"
        ),
    )
    delivered = [item.outbox_id for item, outcome in noted if outcome.state == "delivered"]
    rows.Outbox.objects.filter(id__in=delivered).update(state="delivered")
    lost: dict[int, str] = {}
    unsure: dict[int, str] = {}
    for item, outcome in noted:
        if outcome.state == "delivered":
            continue
        row = rows.Outbox.objects.get(pk=item.outbox_id)
        row.tries += 1
        row.state, row.problem = outcome.state, outcome.problem
        row.save(update_fields=["tries", "state", "problem"])
        if outcome.state == "ambiguous":
            unsure[item.letter_id] = outcome.problem
        elif outcome.state == "failed" or row.tries >= TRIES:
            lost[item.letter_id] = outcome.problem
    give_up(work, lost)
    stop(work, unsure, "letter_ambiguous")
    sent.delivered += len(delivered)
    sent.failed += len(lost)
    sent.ambiguous += len(unsure)
