"""The questions behind the queue, each answered by an index: made once for all accounts that have decided alike."""

from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Case, Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from krav.claims.ladder import HAND_OVER
from krav.claims.ledger import ENDS_BY_ITSELF
from krav.kernel.money import Minor
from krav.store import models as rows
from krav.store.prepared import Blank, Prepared, account_marked
from krav.store.queries.letters import CARRIES, NO_CREDIT
from krav.store.queries.printing import forgotten

STUCK = ("to_match", "only_costs_left", "not_in_force", "ladder_ended")
"""Why nothing moves a claim any more."""

OWN = ("letter_failed", "letter_ambiguous", "letter_returned", "objection", "wrong_sum", "call")
"""The reasons of a hold that ask for a person's answer."""

_PRINTED_FOR = timedelta(days=60)
_UPLOADS_FOR, _NEWS_FOR, _DOUBT_FOR = timedelta(days=7), timedelta(days=30), timedelta(days=2)


class Alike(NamedTuple):
    """What accounts must have in common to be asked the same: the day, the policy, how fresh their news of money are.

    Money under way that was told of up to `overdue_until` should have been booked, and letters printed up to
    `printed_until` posted.
    """

    on: date
    minimum: Minor
    lapsed_until: date
    approval: tuple[str, ...]
    stale: bool
    warned: tuple[tuple[date, date], ...]
    overdue_until: date
    printed_until: date


class Asked:
    """The questions, made for accounts that are alike."""

    def __init__(self, account_id: int, alike: Alike) -> None:
        """Makes them with any account of theirs."""
        with account_marked(account_id):
            self.due = Prepared(_due(alike))
            self.stops = Prepared(_stops(alike))
            self.holds = Prepared(_holds(alike))
            self.loose = Prepared(_loose())
            self.pending = Prepared(_pending(alike.overdue_until))
            self.uploads = Prepared(_uploads(alike.on))
            self.queued = Prepared(_queued(alike.on))
            self.claims = Prepared(_two_claims("deadline_on"))
            self.barred = Prepared(_barred(alike))
            self.barring = Prepared(_two_claims("barred_on"))
            self.payments = Prepared(_two_payments())
            self.plans = Prepared(_missed_plans())
            self.cases = Prepared(_ready_cases(alike.on))
            self.books = Prepared(_books())
            self.unpaid = Prepared(_unpaid())
            self.unposted = Prepared(_unposted(alike.printed_until))
            self.handed = Prepared(_handed(alike.on))
            self.partners = Prepared(_partners(alike.on))
            self.words = Prepared(_unanswered())


_MANY = 100
"""So many kinds of accounts have their questions kept; a new day asks anew."""

_kept: dict[Alike, Asked] = {}


def asked_of(account_id: int, alike: Alike) -> Asked:
    """The questions for accounts that are alike, of which this is one: made once in a process."""
    found = _kept.get(alike)
    if found is None:
        found = Asked(account_id, alike)
        if len(_kept) >= _MANY:
            _kept.clear()
        _kept[alike] = found
    return found


def due_claims(alike: Alike) -> QuerySet[rows.ClaimState]:
    """Claims whose next step may be taken: its day has come, enough is owed, and money is known past their deadline."""
    found = rows.ClaimState.objects.filter(next_on__lte=alike.on, balance__gte=alike.minimum)
    found = found.exclude(barred_on__lt=alike.on).exclude(next_step=HAND_OVER)
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
    """Those, promises that were broken where nothing follows by itself, and stops whose end has come."""
    paid = rows.Entry.objects.filter(kind="payment", on__gte=OuterRef("from_on"), claim_id=OuterRef("claim_id"))
    sent = rows.LetterClaim.objects.filter(letter__sent_on__gte=OuterRef("until_on"), claim_id=OuterRef("claim_id"))
    still = Q(claim__claimstate__next_on__isnull=True) | Q(claim__claimstate__next_step__in=alike.approval)
    broken = Q(reason="promise", holdlift__isnull=True, until_on__lte=alike.on) & still & ~Exists(paid) & ~Exists(sent)
    over = ~Q(reason__in=ENDS_BY_ITSELF) | Q(reason="wait", claim__claimstate__blocked="in_case") & ~Exists(sent)
    lapsed = Q(holdlift__isnull=True, until_on__lte=alike.on) & over
    still_open = Q(claim__claimstate__settled_on__isnull=True) | Q(reason="wrong_sum")
    found = rows.Hold.objects.filter(still_open, _standing(alike.on) | broken | lapsed).order_by("id")
    unanswered = rows.DebtorWord.objects.filter(
        kind="objection", debtoranswer__isnull=True, debtor_id=OuterRef("claim__debtor_id")
    )
    found = found.exclude(Q(reason="objection") & Exists(unanswered))
    claim = ("claim_id", "claim__number", "claim__debtor__name", "claim__claimstate__balance")
    return found.values_list("reason", *claim, "from_on", "until_on")


def _loose() -> QuerySet[Any, Any]:
    sums = {"payments": Count("payment_id"), "sum": Sum("amount"), "first": Min("payment_id"), "last": Max("payment_id")}
    return rows.LoosePayment.objects.values_list("payment__currency").order_by("payment__currency").annotate(**sums)


def _pending(until_on: date) -> QuerySet[Any, Any]:
    """Money that the bank saw and should have booked by now."""
    sums = {"payments": Count("id"), "sum": Sum("amount"), "since": Min("until_on")}
    overdue = rows.PendingPayment.objects.filter(until_on__lte=until_on)
    return overdue.values_list("currency").order_by("currency").annotate(**sums)


def _uploads(on: date) -> QuerySet[Any, Any]:
    """Files of the last days that were refused, or looked at and not taken in."""
    since = datetime.combine(on - _UPLOADS_FOR, time(), UTC)
    found = rows.Upload.objects.filter(state__in=("refused", "uploaded"), at__gte=since).order_by("-id")
    return found.values_list("id", "name", "state", "items")


def _queued(on: date) -> QuerySet[Any, Any]:
    """Letters of the day in the outbox, by step; older ones would come too late, and are taken back."""
    queued = (
        rows.Outbox.objects.filter(state="queued", letter__sent_on__gte=on, channel__in=CARRIES)
        .values_list("letter__step")
        .order_by("letter__step")
    )
    return queued.annotate(letters=Count("id"))


def _barred(alike: Alike) -> QuerySet[Any, Any]:
    """Claims whose last day stands within a stretch that is warned of, heap by heap, the nearest first."""
    warned = (Q(barred_on__range=stretch) for stretch in alike.warned)
    found = rows.ClaimState.objects.filter(reduce(or_, warned), settled_on__isnull=True)
    heap = Case(*(When(barred_on__lte=last, then=Value(place)) for place, (_, last) in enumerate(alike.warned)))
    sums = {"claims": Count("claim_id"), "sum": Sum("balance"), "first": Min("claim_id"), "last": Max("claim_id")}
    heaps = found.annotate(heap=heap).values_list("heap").order_by("heap").annotate(**sums, day=Min("barred_on"))
    return heaps.values_list("claims", "sum", "first", "last", "day")


def _missed_plans() -> QuerySet[Any, Any]:
    """Cases whose plan was not kept and that nobody has looked at since."""
    found = rows.CaseState.objects.filter(blocked="plan_missed").order_by("case_id")
    return found.values_list("case_id", "case__number", "debtor__name", "balance")


def _ready_cases(on: date) -> QuerySet[Any, Any]:
    """Cases whose next letter or filing may be asked for; those whose claims are all on hold are not among them."""
    found = rows.CaseState.objects.filter(status="open", blocked="", next_on__lte=on).order_by("case_id")
    return found.values_list("case_id", "case__number", "debtor__name", "balance", "next_step")


def _books() -> QuerySet[Any, Any]:
    """The accounting system: its state, whether it was read to the end once, and how many vouchers it would not have."""
    refused = rows.BooksPosted.objects.filter(state="refused", connection_id=OuterRef("pk")).order_by()
    count = Subquery(refused.values("connection_id").annotate(vouchers=Count("id")).values("vouchers"))
    found = rows.Connection.objects.exclude(state="ended").order_by("id").annotate(refused=count)
    return found.values_list("id", "system", "name", "state", "whole_on", "refused")


def _handed(on: date) -> QuerySet[Any, Any]:
    """Cases with partners that need a person: refused, in doubt for days, or the partner asks for more."""
    later = rows.HandOver.objects.filter(case_id=OuterRef("case_id"), attempt__gt=OuterRef("attempt"))
    refused = Q(state="refused", on__gt=on - _NEWS_FOR) & ~Exists(later) & Q(case__casestate__closed_on__isnull=True)
    unsure = Q(state__in=("sending", "uncertain"), on__lte=on - _DOUBT_FOR)
    found = rows.HandOver.objects.filter(refused | unsure | Q(state="there", standing="needs_more")).order_by("id")
    return found.values_list("state", "case_id", "case__number", "case__debtor__name")


def _partners(on: date) -> QuerySet[Any, Any]:
    """Agreements with how much each told that was not acted upon or does not agree, and how much it would not have."""
    news = rows.PartnerNews.objects.filter(agreement_id=OuterRef("pk"), on__gt=on - _NEWS_FOR).exclude(refused="")
    open_ones = rows.Settlement.objects.filter(agreement_id=OuterRef("pk"), settlementlook__isnull=True)
    told = rows.PartnerWord.objects.filter(hand_over__agreement_id=OuterRef("pk"), state="refused", hand_over__state="there")

    def counted(found: QuerySet[Any], by: str) -> Subquery:
        return Subquery(found.order_by().values(by).annotate(n=Count("id")).values("n"))

    found = rows.Agreement.objects.annotate(
        news=counted(news, "agreement_id"),
        wrong=counted(open_ones.exclude(differences="[]"), "agreement_id"),
        untold=counted(told, "hand_over__agreement_id"),
    )
    needing = Q(state="lost") | Q(news__gt=0) | Q(wrong__gt=0) | Q(untold__gt=0)
    return found.filter(needing).order_by("id").values_list("id", "name", "state", "news", "wrong", "untold")


def _unpaid() -> QuerySet[Any, Any]:
    """Letters for which there are no credits."""
    waiting = rows.Outbox.objects.filter(state="queued", problem=NO_CREDIT, channel__in=CARRIES)
    return waiting.values_list("state").order_by("state").annotate(letters=Count("id"))


def _unposted(until: date) -> QuerySet[Any, Any]:
    """Letters printed up to a day, and not long before it, that nobody has told of as posted."""
    found = forgotten(until - _PRINTED_FOR, until).values_list("run_id").order_by("run_id")
    return found.annotate(letters=Count("id"), on=Min("run__on"))


def _two_claims(day: str) -> QuerySet[Any, Any]:
    two = Q(claim_id=Blank("first")) | Q(claim_id=Blank("last"))
    columns = ("claim_id", "balance", "debtor__name", "claim__number", day)
    return rows.ClaimState.objects.filter(two).order_by("claim_id").values_list(*columns)


def _two_payments() -> QuerySet[Any, Any]:
    two = Q(payment_id=Blank("first")) | Q(payment_id=Blank("last"))
    columns = ("payment_id", "amount", "payment__payer_name", "payment__received_on")
    return rows.LoosePayment.objects.filter(two).order_by("payment_id").values_list(*columns)


def _unanswered() -> QuerySet[Any, Any]:
    """What debtors said on their own pages and nobody has answered; its objections are asked for here, not as stops."""
    found = rows.DebtorWord.objects.filter(debtoranswer__isnull=True).order_by("id")
    return found.values_list("id", "kind", "debtor__name", "on")
