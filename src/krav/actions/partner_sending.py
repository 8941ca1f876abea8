"""What goes to partners: cases and words, each once. That it is being sent is committed before anything leaves.

Where the answer was lost the partner is asked whether it has it, by the key that names it; only then it may go again.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q

from krav.actions import holding, partner_states
from krav.actions.agreements import agency_of
from krav.actions.case_files import case_file
from krav.actions.hand_overs import come_back
from krav.actions.moving import moves
from krav.actions.partner_case import case_of, made, marks, text_of
from krav.actions.partner_words import queue_words, word_of
from krav.actions.unit import Actor, unit
from krav.claims.case import Case
from krav.kernel.refusal import KravError
from krav.law.dated import NotInForce
from krav.render.pdf import Renderer
from krav.store import load_cases
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.scope import account_scope
from krav.wire import clock
from krav.wire.broken import Broken, NotAllowed, Refused, Uncertain
from krav.wire.partners.partners import partner
from krav.wire.partners.protocol import Agency
from krav.wire.partners.values import Accepted, Standing

LEASE = timedelta(minutes=10)
"""What is being sent is nobody else's for so long; after a crash the partner is asked."""

SOON = timedelta(minutes=1)
_LONGEST = timedelta(hours=1)
_WAITING = ("queued", "sending", "uncertain")


@dataclass(slots=True)
class SentReport:
    """How many cases and words the partners have taken, refused, or left in doubt; `waiting` are tried again later."""

    cases: int = 0
    words: int = 0
    refused: int = 0
    uncertain: int = 0
    waiting: int = 0


def send_queued(account_id: int, *, on: date, by: Actor, renderer: Renderer | None = None) -> SentReport:
    """Sends what is queued for partners, and asks after what was left in doubt. A partner that is silent waits."""
    queue_words(account_id, on=on, by=by)
    report, round_ = SentReport(), _Round(account_id, on, by, renderer or Renderer())
    with account_scope(account_id):
        waiting = list(_due_cases())
    for row in waiting:
        round_.hand_over(row, report)
    with account_scope(account_id):
        words = list(_due_words())
    for word in words:
        round_.tell(word, report)
    return report


def try_again(account_id: int, word_id: int, *, on: date, by: Actor, key: str = "") -> None:
    """Queues a word again that the partner refused.

    Raises:
        KravError: it was not refused, or the case lies there no more.
    """
    with unit(account_id, "tell_partner", on=on, by=by, key=key) as work:
        found = rows.PartnerWord.objects.filter(pk=word_id, state="refused", hand_over__state="there")
        if not found.update(state="queued", problem="", tries=0, at=None):
            raise KravError("This waits already, was told, or the case lies with the partner no more.")
        work.said = {"word": word_id}


def _due_cases() -> list[rows.HandOver]:
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=clock.now())
    found = rows.HandOver.objects.filter(free, state__in=_WAITING, agreement__state="on")
    return list(found.select_related("agreement").order_by("id"))


def _due_words() -> list[rows.PartnerWord]:
    """Words about cases that are there, in their order; one that failed waits a while."""
    free = Q(at__isnull=True) | Q(at__lte=clock.now())
    found = rows.PartnerWord.objects.filter(free, state__in=_WAITING, hand_over__state="there")
    found = found.filter(hand_over__agreement__state="on").select_related("hand_over", "hand_over__agreement")
    return list(found.order_by("id"))


class _Round:
    """One round of sending: the partners that do not answer are not asked again in it."""

    def __init__(self, account_id: int, on: date, by: Actor, renderer: Renderer) -> None:
        self.account_id, self.on, self.by, self.renderer = account_id, on, by, renderer
        self.silent: set[int] = set()
        self.agencies: dict[int, Agency] = {}

    def hand_over(self, row: rows.HandOver, report: SentReport) -> None:
        """One case: sending from before it leaves until the partner has said yes or no."""
        if row.agreement_id in self.silent:
            report.waiting += 1
            return
        asked_before = row.state != "queued"
        if not row.file and not self._make(row):
            report.refused += 1
            return
        if not self._mine(row):
            return
        try:
            agency = self._agency(row.agreement)
            taken = agency.handed_over(row.key) if asked_before else None
            taken = taken or agency.hand_over(case_of(self.account_id, row.file))
        except Refused as error:
            self._ended(row, "refused", str(error))
            report.refused += 1
        except Uncertain as error:
            self._later(row, "uncertain", error)
            report.uncertain += 1
        except Broken as error:
            self._later(row, "uncertain" if asked_before else "queued", error)
            self._is_silent(row.agreement, error)
            report.waiting += 1
        else:
            self._taken(row, taken)
            report.cases += 1

    def tell(self, word: rows.PartnerWord, report: SentReport) -> None:
        """One word, as a case is handed over."""
        row = word.hand_over
        if row.agreement_id in self.silent:
            report.waiting += 1
            return
        asked_before = word.state != "queued"
        with moves(self.account_id):
            holding.check(self.account_id)
            mine = rows.PartnerWord.objects.filter(pk=word.pk, state=word.state, tries=word.tries)
            if not mine.update(state="sending", at=clock.now() + LEASE, tries=F("tries") + 1):
                return
        try:
            agency = self._agency(row.agreement)
            if not (asked_before and agency.told(row.reference, word.key)):
                agency.tell(row.reference, word_of(word))
        except Refused as error:
            self._word_became(word, "refused", str(error))
            report.refused += 1
        except Uncertain as error:
            self._word_became(word, "uncertain", str(error))
            report.uncertain += 1
        except Broken as error:
            self._word_became(word, "uncertain" if asked_before else "queued", str(error))
            self._is_silent(row.agreement, error)
            report.waiting += 1
        else:
            self._word_became(word, "done", "")
            report.words += 1
            if word.kind == "recall" and not partner(row.agreement.partner).asks:
                given_back(self.account_id, row.pk, on=self.on, by=self.by)

    def _make(self, row: rows.HandOver) -> bool:
        """Makes the file of a case once; False where the case may go no more: it was paid, or stopped, meanwhile."""
        try:
            with transaction.atomic(), account_scope(self.account_id):
                rows.Account.objects.select_for_update().get(pk=self.account_id)  # no fact comes between file and marks
                case, seen = load_cases.cases([row.case_id])[row.case_id], marks()
                reason = _gone(case, self.on)
                file = None if reason else case_file(self.account_id, case, creditor_in_scope(), row.on)
            with account_scope(self.account_id):
                row.file = text_of(made(file, row, self.renderer)) if file else ""
        except (KravError, NotInForce) as error:
            reason = str(error)
        if reason:
            self._ended(row, "recalled", reason)
            return False
        with moves(self.account_id):
            rows.HandOver.objects.filter(pk=row.pk, file="").update(file=row.file, seen=seen)
        return True

    def _mine(self, row: rows.HandOver) -> bool:
        """Takes the case in hand, committed before anything leaves."""
        with moves(self.account_id):
            holding.check(self.account_id)
            mine = rows.HandOver.objects.filter(pk=row.pk, state=row.state, tries=row.tries)
            leased = mine.update(state="sending", leased_until=clock.now() + LEASE, tries=F("tries") + 1)
        return bool(leased)

    def _agency(self, agreement: rows.Agreement) -> Agency:
        if agreement.pk not in self.agencies:
            self.agencies[agreement.pk] = agency_of(self.account_id, agreement)
        return self.agencies[agreement.pk]

    def _taken(self, row: rows.HandOver, taken: Accepted) -> None:
        with unit(self.account_id, "tell_partner", on=self.on, by=self.by) as work:
            mine = rows.HandOver.objects.filter(pk=row.pk, state__in=("sending", "uncertain"))
            standing = {"standing": taken.standing.value, "words": taken.words[:200]}
            mine.filter(stood_at__isnull=True).update(**standing)
            mine.update(state="there", reference=taken.reference[:80], problem="", leased_until=None)
            work.said = {"hand_over": row.pk, "reference": taken.reference}
        if taken.standing is Standing.REFUSED:
            self._ended(row, "refused", taken.words)

    def _ended(self, row: rows.HandOver, how: str, words: str) -> None:
        with unit(self.account_id, "tell_partner", on=self.on, by=self.by) as work:
            rows.HandOver.objects.filter(pk=row.pk).update(problem=words[:400])
            partner_states.end(work, row, how, words)
            work.said = {"hand_over": row.pk, "how": how, "words": words[:200]}

    def _later(self, row: rows.HandOver, state: str, error: KravError) -> None:
        until = clock.now() + min(_LONGEST, SOON * 2 ** min(row.tries, 6))
        with moves(self.account_id):
            mine = rows.HandOver.objects.filter(pk=row.pk, state="sending")
            mine.update(state=state, problem=str(error)[:400], leased_until=until)

    def _word_became(self, word: rows.PartnerWord, state: str, problem: str) -> None:
        at = clock.now()
        if state in _WAITING:
            at += min(_LONGEST, SOON * 2 ** min(word.tries, 6))
        with moves(self.account_id):
            rows.PartnerWord.objects.filter(pk=word.pk).update(state=state, problem=problem[:400], at=at)

    def _is_silent(self, agreement: rows.Agreement, error: Broken) -> None:
        self.silent.add(agreement.pk)
        trouble(self.account_id, agreement.pk, error)


def trouble(account_id: int, agreement_id: int, error: Broken) -> None:
    """Keeps that a partner could not be asked; one whose right is gone is asked no more before it is connected anew."""
    state = {"state": "lost"} if isinstance(error, NotAllowed) else {}
    with moves(account_id):
        mine = rows.Agreement.objects.filter(pk=agreement_id, state="on")
        mine.update(problem=str(error)[:400], failed_at=clock.now(), **state)


def given_back(account_id: int, hand_over_id: int, *, on: date, by: Actor) -> None:
    """A partner that tells nothing by itself was told that a case is taken back: it is."""
    with unit(account_id, "recall_case", on=on, by=by) as work:
        row = rows.HandOver.objects.select_related("agreement").get(pk=hand_over_id)
        come_back(work, row, "")
        work.said = {"hand_over": hand_over_id}


def _gone(case: Case, on: date) -> str:
    """Why a case that was handed over and has not left may leave no more; empty where it may."""
    if case.closed:
        return "closed"
    held = [hold.reason for claim in case.claims for hold in claim.holds if hold.covers(on)]
    return held[0] if held else ""
