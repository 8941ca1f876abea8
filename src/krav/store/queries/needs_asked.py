"""The questions behind the queue, each answered by an index: made once for all accounts that have decided alike."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from krav.kernel.money import Minor
from krav.store import models as rows
from krav.store.prepared import Blank, Prepared, account_marked

STUCK = ("to_match", "only_costs_left", "not_in_force", "ladder_ended")
"""Why nothing moves a claim any more."""

OWN = ("letter_failed", "letter_ambiguous", "letter_returned", "objection")
"""The reasons of a hold that ask for a person's answer."""

_UPLOADS_FOR = timedelta(days=7)


class Alike(NamedTuple):
    """What accounts must have in common to be asked the same: the day, the policy, how fresh their news of money are."""

    on: date
    minimum: Minor
    lapsed_until: date
    approval: tuple[str, ...]
    stale: bool


class Asked:
    """The questions, made for accounts that are alike."""

    def __init__(self, account_id: int, alike: Alike) -> None:
        """Makes them with any account of theirs."""
        with account_marked(account_id):
            self.due = Prepared(_due(alike))
            self.stops = Prepared(_stops(alike))
            self.holds = Prepared(_holds(alike))
            self.loose = Prepared(_loose())
            self.uploads = Prepared(_uploads(alike.on))
            self.queued = Prepared(_queued(alike.on))
            self.claims = Prepared(_two_claims())
            self.payments = Prepared(_two_payments())


def due_claims(alike: Alike) -> QuerySet[rows.ClaimState]:
    """Claims whose next step may be taken: its day has come, enough is owed, and money is known past their deadline."""
    found = rows.ClaimState.objects.filter(next_on__lte=alike.on, balance__gte=alike.minimum)
    if alike.stale:
        return found
    waits = Coalesce("deadline_on", "due_on")
    return found.annotate(waits=waits).filter(waits__lte=F("account__money_known_until"))


def _due(alike: Alike) -> QuerySet[Any, Any]:
    sums = {"claims": Count("claim_id"), "letters": Count("debtor_id", distinct=True), "sum": Sum("balance")}
    return due_claims(alike).values_list("next_step").order_by("next_step").annotate(**sums)


def _stops(alike: Alike) -> QuerySet[Any, Any]:
    """Claims that are stuck, and for which no hold asks already."""
    passed = ~Q(blocked="ladder_ended") | Q(deadline_on__lte=alike.lapsed_until)
    answered = rows.Hold.objects.filter(_standing(alike.on), claim_id=OuterRef("claim_id"))
    stuck = rows.ClaimState.objects.filter(passed, settled_on__isnull=True, blocked__in=STUCK).exclude(Exists(answered))
    sums = {"claims": Count("claim_id"), "sum": Sum("balance"), "first": Min("claim_id"), "last": Max("claim_id")}
    return stuck.values_list("blocked").order_by("blocked").annotate(**sums)


def _standing(on: date) -> Q:
    """Holds that ask for an answer and were not lifted."""
    return Q(reason__in=OWN, holdlift__isnull=True) & (Q(until_on__isnull=True) | Q(until_on__gt=on))


def _holds(alike: Alike) -> QuerySet[Any, Any]:
    """Those, and promises that were broken where nothing follows by itself."""
    paid = rows.Entry.objects.filter(kind="payment", on__gte=OuterRef("from_on"), claim_id=OuterRef("claim_id"))
    sent = rows.LetterClaim.objects.filter(letter__sent_on__gte=OuterRef("until_on"), claim_id=OuterRef("claim_id"))
    still = Q(claim__claimstate__next_on__isnull=True) | Q(claim__claimstate__next_step__in=alike.approval)
    broken = Q(reason="promise", holdlift__isnull=True, until_on__lte=alike.on) & still & ~Exists(paid) & ~Exists(sent)
    found = rows.Hold.objects.filter(reason__in=(*OWN, "promise"), claim__claimstate__settled_on__isnull=True)
    claim = ("claim_id", "claim__number", "claim__debtor__name", "claim__claimstate__balance")
    return found.filter(_standing(alike.on) | broken).order_by("id").values_list("reason", *claim, "from_on", "until_on")


def _loose() -> QuerySet[Any, Any]:
    sums = {"payments": Count("payment_id"), "sum": Sum("amount"), "first": Min("payment_id"), "last": Max("payment_id")}
    return rows.LoosePayment.objects.values_list("payment__currency").order_by("payment__currency").annotate(**sums)


def _uploads(on: date) -> QuerySet[Any, Any]:
    """Files of the last days that were refused, or looked at and not taken in."""
    since = datetime.combine(on - _UPLOADS_FOR, time(), UTC)
    found = rows.Upload.objects.filter(state__in=("refused", "uploaded"), at__gte=since).order_by("-id")
    return found.values_list("id", "name", "state", "items")


def _queued(on: date) -> QuerySet[Any, Any]:
    """Letters of the day in the outbox, by step; older ones would come too late, and are taken back."""
    queued = (
        rows.Outbox.objects.filter(state="queued", letter__sent_on__gte=on)
        .values_list("letter__step")
        .order_by("letter__step")
    )
    return queued.annotate(letters=Count("id"))


def _two_claims() -> QuerySet[Any, Any]:
    two = Q(claim_id=Blank("first")) | Q(claim_id=Blank("last"))
    columns = ("claim_id", "balance", "debtor__name", "claim__number", "deadline_on")
    return rows.ClaimState.objects.filter(two).order_by("claim_id").values_list(*columns)


def _two_payments() -> QuerySet[Any, Any]:
    two = Q(payment_id=Blank("first")) | Q(payment_id=Blank("last"))
    columns = ("payment_id", "amount", "payment__payer_name", "payment__received_on")
    return rows.LoosePayment.objects.filter(two).order_by("payment_id").values_list(*columns)
