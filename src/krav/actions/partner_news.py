"""What partners tell: read with a cursor that moves with its page, or heard by webhook; each thing once, by its own key.

What cannot be acted upon is kept with the reason and waits for a person. Heard out of its order it is left for the reading,
which brings everything in order.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from krav.actions import attachments, partner_states, settlements
from krav.actions.agreements import agency_of
from krav.actions.cases import one
from krav.actions.hand_overs import come_back
from krav.actions.partner_money import BookedThere
from krav.actions.partner_sending import trouble
from krav.actions.unit import Actor, Unit, machine, unit
from krav.claims.case import CaseKind
from krav.claims.told import Paper
from krav.kernel.refusal import KravError, Refusal
from krav.store import models as rows
from krav.store.queries.partners import not_asked_since, whose_agreement
from krav.store.scope import account_scope
from krav.wire import clock
from krav.wire.broken import Broken, Uncertain
from krav.wire.partners.partners import partner
from krav.wire.partners.protocol import Agency
from krav.wire.partners.values import ENDED, NewsIn, Standing
from krav.wire.rights import Headers
from krav.wire.sealed import unseal

HEARD = machine("partner")
_ORDER = tuple(Standing)
_UNSURE = ("queued", "sending", "uncertain")
_NO_CASE = "No case of this account lies with the partner under that reference."


@dataclass(slots=True)
class NewsReport:
    """How much news was taken, how much of it was not acted upon, and the partners that could not be asked."""

    taken: int = 0
    refused: int = 0
    silent: int = 0


def read_news(account_id: int, *, on: date, by: Actor, before: datetime | None = None) -> NewsReport:
    """Reads what the partners of the account have to tell: all of them, or those that were last asked before a moment."""
    report = NewsReport()
    with account_scope(account_id):
        found = rows.Agreement.objects.filter(state="on").order_by("id")
        asked = list(found.filter(not_asked_since(before)) if before else found)
    for row in asked:
        try:
            _read(account_id, row, report, on=on, by=by)
        except (Broken, Uncertain) as error:
            report.silent += 1
            if isinstance(error, Broken):
                trouble(account_id, row.pk, error)
    return report


def heard(agreement_id: int, headers: Headers, body: bytes, *, now: datetime) -> int:
    """Takes what a partner told by a webhook, once its signature is found right; how much of it is new. No scope is open.

    Raises:
        Refused: forged, too old, or nothing that could be read.
        KravError: the agreement is over.
    """
    account_id = whose_agreement(agreement_id)
    row = None
    if account_id is not None:
        with account_scope(account_id):
            row = rows.Agreement.objects.exclude(state="ended").filter(pk=agreement_id).first()
    if account_id is None or row is None:
        raise KravError("There is no such agreement with a partner, or it is over.")
    chosen = partner(row.partner)
    told = chosen.heard(headers, body, unseal(row.secret)["secret"], now)
    report = NewsReport()
    papers = _papers(account_id, agency_of(account_id, row), told) if any(each.document for each in told) else {}
    with unit(account_id, "read_partner", on=clock.today(), by=HEARD) as work:
        taking = Taking(work, row, papers, leaves=chosen.asks)
        taking.take(told, report)
        work.said = {"agreement": agreement_id, "heard": [each.key for each in told][:20]}
    return report.taken


def follow(
    account_id: int, case_id: int, standing: Standing, words: str = "", *, on: date, by: Actor, key: str = ""
) -> None:
    """A person tells where a case stands with a partner that tells nothing by itself.

    Raises:
        KravError: the case does not lie with a partner, or the partner tells by itself.
    """
    with unit(account_id, "follow_partner", on=on, by=by, key=key) as work:
        row = partner_states.must_stand(one(case_id))
        if partner(row.agreement.partner).asks:
            raise KravError("{partner} tells by itself where the case stands.", {"partner": row.agreement.name})
        if row.state != "there":
            raise KravError("The case has not left yet.")
        at = clock.now()
        news = NewsIn(f"hand-{row.pk}-{at.isoformat()}", "state", at, row.reference, row.key, standing, words)
        Taking(work, row.agreement, {}, leaves=False).take([news], NewsReport())
        work.said = {"hand_over": row.pk, "standing": standing.value, "words": words}


def _read(account_id: int, row: rows.Agreement, report: NewsReport, *, on: date, by: Actor) -> None:
    if not partner(row.partner).asks:
        with account_scope(account_id):
            rows.Agreement.objects.filter(pk=row.pk).update(read_at=clock.now())
        return
    agency, cursor = agency_of(account_id, row), row.cursor
    for page in agency.news(cursor):
        papers = _papers(account_id, agency, page.news)
        with unit(account_id, "read_partner", on=on, by=by) as work:
            mine = rows.Agreement.objects.filter(pk=row.pk, cursor=cursor)
            if _waits(row.pk, page.news) or not mine.update(cursor=page.cursor, read_at=clock.now(), problem=""):
                return
            Taking(work, row, papers, leaves=False).take(page.news, report)
            work.said = {"agreement": row.pk, "news": len(page.news)}
        cursor = page.cursor


def _waits(agreement_id: int, news: Iterable[NewsIn]) -> bool:
    """Whether news tells of a case that may be one whose hand-over is still in doubt: first it is asked after."""
    told = {each.reference for each in news if each.reference and not each.our_key}
    mine = rows.HandOver.objects.filter(agreement_id=agreement_id)
    unknown = told - set(mine.filter(reference__in=told).values_list("reference", flat=True))
    return bool(unknown) and mine.filter(state__in=("sending", "uncertain")).exists()


def _papers(account_id: int, agency: Agency, news: Iterable[NewsIn]) -> dict[str, Paper | KravError]:
    """The papers that news names, fetched and kept before anything is written, by name."""
    found: dict[str, Paper | KravError] = {}
    for name in {each.document for each in news if each.document}:
        paper = agency.document(name)
        try:
            found[name] = attachments.keep(account_id, paper.content if paper else b"", paper.name if paper else name)
        except KravError as error:
            found[name] = error
    return found


class Taking:
    """Takes news within a unit of work. With `leaves`, what cannot be acted upon is left: a reading will bring it again."""

    def __init__(
        self, work: Unit, agreement: rows.Agreement, papers: dict[str, Paper | KravError], *, leaves: bool
    ) -> None:
        self.work, self.agreement, self.papers, self.leaves = work, agreement, papers, leaves

    def take(self, news: Sequence[NewsIn], report: NewsReport) -> None:
        """All that is not known yet, in its order."""
        mine = rows.PartnerNews.objects.filter(agreement_id=self.agreement.pk, key__in=[each.key[:120] for each in news])
        known = set(mine.values_list("key", flat=True))
        for each in news:
            if each.key[:120] in known:
                continue
            row = self._hand_over(each)
            refusal = self.why_not(each, row)
            if refusal and self.leaves:
                continue
            known.add(each.key[:120])
            report.taken += 1
            report.refused += refusal is not None
            told = self._keep(each, row, refusal)
            if refusal is None:
                self._act(each, row, told)

    def _hand_over(self, news: NewsIn) -> rows.HandOver | None:
        """The hand-over that news is about: by the partner's reference, else by our own key of it."""
        if not news.reference and not news.our_key:
            return None
        about = Q(reference=news.reference) if news.reference else Q(pk__in=())
        if news.our_key:
            about |= Q(key=news.our_key)
        found = rows.HandOver.objects.filter(about, agreement_id=self.agreement.pk).select_related("agreement")
        return found.order_by("-id").first()

    def why_not(self, news: NewsIn, row: rows.HandOver | None) -> Refusal | None:
        """Why news cannot be acted upon, or None."""
        if news.kind == "settlement":
            return settlements.known_before(self.agreement.pk, news.settlement) if news.settlement else _empty()
        if row is None:
            about = bool(news.reference or news.our_key) or news.kind != "message"
            return Refusal("unknown_case", _NO_CASE) if about else None
        if row.reference and news.reference and row.reference != news.reference:
            return Refusal("unknown_case", _NO_CASE)
        match news.kind:
            case "payment":
                return BookedThere(self.work, row).why_not(news.paid) if news.paid else _empty()
            case "state":
                return self._why_not_state(news, row) if news.standing else _empty()
            case "document":
                paper = self.papers.get(news.document)
                return Refusal("no_paper", str(paper)) if isinstance(paper, KravError) else None
        return None

    def _why_not_state(self, news: NewsIn, row: rows.HandOver) -> Refusal | None:
        """A case that has come back is not the partner's any more, whatever it says; unless nothing has happened since."""
        ended = row.state not in {*_UNSURE, "there"}
        if not ended or news.standing in ENDED or not _later(news, row):
            return None
        case = one(row.case_id)
        last = rows.HandOver.objects.filter(case_id=row.case_id).order_by("-attempt").values_list("pk", flat=True).first()
        line = case.last(CaseKind.PARTNER_ENDED, CaseKind.PLAN, CaseKind.FILED)
        if row.state == "ended" and last == row.pk and line and line.kind is CaseKind.PARTNER_ENDED:
            return None
        return Refusal("come_back", "The case has come back from the partner; it works on it no more.")

    def _keep(self, news: NewsIn, row: rows.HandOver | None, refusal: Refusal | None) -> int:
        made = rows.PartnerNews.objects.create(
            agreement_id=self.agreement.pk,
            hand_over_id=row.pk if row else None,
            key=news.key[:120],
            kind=news.kind,
            on=self.work.on,
            at=news.at,
            words=news.words[:400],
            data=json.dumps(_data(news), ensure_ascii=False, default=str),
            refused=str(refusal)[:400] if refusal else "",
        )
        return int(made.pk)

    def _act(self, news: NewsIn, row: rows.HandOver | None, told: int) -> None:
        if news.settlement:
            settlements.keep(self.work, self.agreement, told, news.settlement)
        if row is None:
            return
        self._there(news, row)
        if news.kind == "payment" and news.paid:
            BookedThere(self.work, row).book(news, told, news.paid)
        elif news.kind == "document" and isinstance(paper := self.papers.get(news.document), Paper):
            attachments.named(self.work, None, "other", paper, case_id=row.case_id)
            self.work.cases.touch([row.case_id])
        elif news.kind == "state" and news.standing:
            self._move(news, news.standing, row)

    def _there(self, news: NewsIn, row: rows.HandOver) -> None:
        """News of a case whose acceptance was lost: the partner has it."""
        if row.state in _UNSURE and news.reference:
            mine = rows.HandOver.objects.filter(pk=row.pk, state__in=_UNSURE)
            mine.update(state="there", reference=news.reference[:80], problem="", leased_until=None)
            row.state, row.reference = "there", news.reference[:80]

    def _move(self, news: NewsIn, standing: Standing, row: rows.HandOver) -> None:
        """Moves where the case stands, forward in time only."""
        if not _later(news, row):
            return
        words, before = news.words[:200], row.state
        rows.HandOver.objects.filter(pk=row.pk).update(standing=standing.value, words=words, stood_at=news.at)
        row.standing, row.words, row.stood_at = standing.value, words, news.at
        if standing in ENDED and before == "there":
            if standing is Standing.RECALLED:
                come_back(self.work, row, news.words)
            else:
                partner_states.end(self.work, row, standing.value, news.words)
        elif standing not in ENDED and before == "ended":
            rows.HandOver.objects.filter(pk=row.pk).update(state="there")
            facts = {"name": row.agreement.name, "agreement": row.agreement_id, "hand_over": row.pk, "notice": row.notice}
            self.work.cases.tell(row.case_id, CaseKind.HANDED_OVER, self.work.on, **facts)


def _later(news: NewsIn, row: rows.HandOver) -> bool:
    """Whether news is newer than what the row stands at; of one moment the later standing counts."""
    if row.stood_at is None or news.standing is None:
        return True
    now = _ORDER.index(Standing(row.standing)) if row.standing else -1
    return (news.at, _ORDER.index(news.standing)) > (row.stood_at, now)


def _empty() -> Refusal:
    return Refusal("unreadable", "The partner tells of something, and not what.")


def _data(news: NewsIn) -> dict[str, Any]:
    """What of news its kind needs."""
    told: dict[str, Any] = {"reference": news.reference}
    if news.standing:
        told["standing"] = news.standing.value
    if news.kind == "cost":
        told["cost"] = news.cost
    if news.document:
        told["document"] = news.document
    if news.paid:
        told["paid"] = news.paid._asdict() | {"parts": news.paid.parts._asdict()}
    if news.settlement:
        told["settlement"] = json.loads(settlements.data_of(news.settlement)) | {"number": news.settlement.number}
    return told
