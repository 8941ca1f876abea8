"""Reads of collection partners: agreements, what lies with one, its news, money and settlements."""

import json
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from krav.claims.partner import Parts, Prices, Quote, read_prices, read_quote
from krav.kernel.money import Minor, Money
from krav.store import models as rows
from krav.store.among import chunks
from krav.store.prepared import Facts, Question
from krav.store.scope import across_accounts

THERE = ("queued", "sending", "uncertain", "there")
"""The states of a hand-over whose case is the partner's."""


class AgreementLine(NamedTuple):
    """An agreement with a partner. `cases` lie there now."""

    id: int
    partner: str
    name: str
    client_number: str
    by_itself: bool
    notices: bool
    preferred: bool
    state: str
    problem: str
    read_at: datetime | None
    made_by: str
    made_at: datetime
    ended_at: datetime | None
    cases: int
    prices: Prices | None


class HandOverLine(NamedTuple):
    """A case given to a partner, as a list shows it; `after` is where the next page begins."""

    id: int
    case_id: int
    number: str
    debtor_id: int
    debtor: str
    agreement_id: int
    partner: str
    attempt: int
    on: date
    by: str
    state: str
    standing: str
    words: str
    reference: str
    problem: str
    balance: Money


class NewsLine(NamedTuple):
    """Something a partner told. `data` holds what its kind needs; `refused` says why it was not acted upon."""

    id: int
    agreement_id: int
    partner: str
    case_id: int | None
    number: str
    kind: str
    on: date
    at: datetime
    words: str
    data: dict[str, Any]
    refused: str


class PaidLine(NamedTuple):
    """Money that was paid to a partner; `payment_id` is what it became here."""

    news_id: int
    case_id: int
    number: str
    received_on: date
    currency: str
    amount: Minor
    parts: Parts
    payment_id: int | None


class SettlementLine(NamedTuple):
    """What a partner paid out; `differences` as they were found, `seen_on` and `note` what a person made of them."""

    id: int
    agreement_id: int
    partner: str
    number: str
    on: date
    currency: str
    collected: Minor
    commission: Minor
    vat: Minor
    paid_out: Minor
    data: dict[str, Any]
    differences: list[dict[str, Any]]
    seen_on: date | None
    seen_by: str
    note: str


class WordLine(NamedTuple):
    """Something a partner is told of a case."""

    id: int
    kind: str
    on: date
    by: str
    state: str
    problem: str
    data: dict[str, Any]


class Cost(NamedTuple):
    """What a case cost in the end, by settlements: without VAT, and the VAT on it."""

    kept: Minor = 0
    commission: Minor = 0
    start: Minor = 0
    other: Minor = 0
    vat: Minor = 0

    @property
    def total(self) -> Minor:
        """All of it, with VAT."""
        return sum(self)


def agreements(*, ended: bool = False) -> list[AgreementLine]:
    """The agreements of the account in scope, the preferred one first; those that are over too where asked."""
    found = _every_agreement if ended else _agreements
    return [AgreementLine(*[*row[:-1], read_prices(row[-1])]) for row in found.rows()]


def _with_cases(found: QuerySet[rows.Agreement]) -> QuerySet[Any, Any]:
    counted = found.annotate(cases=Count("handover", filter=Q(handover__state__in=THERE)))
    columns = (*AgreementLine._fields[:-1], "prices")
    return counted.order_by("state", "-preferred", "name", "id").values_list(*columns)


_agreements = Question(lambda: _with_cases(rows.Agreement.objects.exclude(state="ended")))
_every_agreement = Question(lambda: _with_cases(rows.Agreement.objects.all()))


def agreement(agreement_id: int) -> AgreementLine | None:
    """The agreement of that id, over or not; None where there is none in this account."""
    return next((line for line in agreements(ended=True) if line.id == agreement_id), None)


def preferred() -> AgreementLine | None:
    """The agreement that is proposed; None where there is none."""
    return next((line for line in agreements() if line.state == "on"), None)


def partner_names(letter_ids: Iterable[int]) -> dict[int, str]:
    """The partner that each of these letters names, by letter."""
    found: dict[int, str] = {}
    for some in chunks(letter_ids):
        found |= rows.PartnerNotice.objects.filter(letter_id__in=some).values_list("letter_id", "agreement__name")
    return found


def named_partner() -> bool:
    """Whether any notice named a partner."""
    return rows.PartnerNotice.objects.exists()


_LINE = (
    "id", "case_id", "case__number", "case__debtor_id", "case__debtor__name", "agreement_id", "agreement__name", "attempt",
    "on", "by", "state", "standing", "words", "reference", "problem", "case__casestate__balance", "case__currency",
)  # fmt: skip


def hand_overs(
    *, agreement_id: int | None = None, state: str = "", before: int | None = None, limit: int = 100
) -> list[HandOverLine]:
    """Cases with partners, the newest first: of an agreement, in a state ("" those that lie there); a page before an id."""
    found = rows.HandOver.objects.filter(state=state) if state else rows.HandOver.objects.filter(state__in=THERE)
    if agreement_id is not None:
        found = found.filter(agreement_id=agreement_id)
    if before is not None:
        found = found.filter(id__lt=before)
    return [_line(row) for row in found.order_by("-id").values_list(*_LINE)[:limit]]


def hand_overs_of(case_id: int) -> list[HandOverLine]:
    """Every time a case was handed over, the last one first."""
    return [_line(row) for row in rows.HandOver.objects.filter(case_id=case_id).order_by("-attempt").values_list(*_LINE)]


def hand_over_line(hand_over_id: int) -> HandOverLine | None:
    """The hand-over of that id; None where there is none in this account."""
    row = rows.HandOver.objects.filter(pk=hand_over_id).values_list(*_LINE).first()
    return _line(row) if row else None


def _line(row: tuple[Any, ...]) -> HandOverLine:
    return HandOverLine(*[*row[:-2], Money(row[-2] or 0, row[-1])])


def quoted(hand_over_id: int) -> Quote | None:
    """What a hand-over was said to cost."""
    text = rows.HandOver.objects.filter(pk=hand_over_id).values_list("quote", flat=True).first()
    return read_quote(text or "{}")


def with_partner(claim_ids: Collection[int]) -> dict[int, str]:
    """The partners that claims of these ids lie with, by claim: its name. For the grey marking of lists."""
    found: dict[int, str] = {}
    for some in chunks(claim_ids):
        found |= _there(some)
    return found


@Facts("claim_id")
def _there(mine: Q) -> QuerySet[Any, Any]:
    there = rows.CaseClaim.objects.filter(mine, case__handover__state__in=THERE)
    return there.exclude(case__caseevent__kind="withdrawn").values_list("claim_id", "case__handover__agreement__name")


def words_of(hand_over_id: int) -> list[WordLine]:
    """What the partner was told of a case, oldest first."""
    found = rows.PartnerWord.objects.filter(hand_over_id=hand_over_id).order_by("id")
    columns = WordLine._fields
    return [WordLine(*[*row[:-1], json.loads(row[-1])]) for row in found.values_list(*columns)]


class RefusedWord(NamedTuple):
    """Something that a partner would not have, and why."""

    case_id: int
    number: str
    partner: str
    kind: str
    on: date
    problem: str


def refused_words() -> list[RefusedWord]:
    """What partners would not have of cases that lie with them, the newest first."""
    found = rows.PartnerWord.objects.filter(state="refused", hand_over__state="there").order_by("-id")
    about = ("hand_over__case_id", "hand_over__case__number", "hand_over__agreement__name")
    return [RefusedWord(*row) for row in found.values_list(*about, "kind", "on", "problem")]


_NEWS = (
    "id", "agreement_id", "agreement__name", "hand_over__case_id", "hand_over__case__number", "kind", "on", "at", "words",
    "data", "refused",
)  # fmt: skip


def news_of(case_id: int) -> list[NewsLine]:
    """What partners told of a case, the newest first."""
    found = rows.PartnerNews.objects.filter(hand_over__case_id=case_id).order_by("-at", "-id")
    return [_news(row) for row in found.values_list(*_NEWS)]


def refused_news(limit: int = 100) -> list[NewsLine]:
    """What partners told that was not acted upon, the newest first."""
    found = rows.PartnerNews.objects.exclude(refused="").order_by("-id")
    return [_news(row) for row in found.values_list(*_NEWS)[:limit]]


def news(*, before: int | None = None, limit: int = 100) -> list[NewsLine]:
    """All that partners told, the newest first; a page before an id."""
    found = rows.PartnerNews.objects.order_by("-id")
    found = found.filter(id__lt=before) if before is not None else found
    return [_news(row) for row in found.values_list(*_NEWS)[:limit]]


def _news(row: tuple[Any, ...]) -> NewsLine:
    return NewsLine(*[*row[:4], row[4] or "", *row[5:9], json.loads(row[9]), row[10]])


def paid_there(case_id: int) -> list[PaidLine]:
    """What debtors paid to partners on a case, oldest first."""
    found = rows.PartnerPayment.objects.filter(hand_over__case_id=case_id).order_by("received_on", "id")
    about = ("news_id", "hand_over__case_id", "hand_over__case__number", "received_on", "currency", "amount")
    columns = (*about, "principal", "interest", "fees", "costs", "payment_id")
    return [PaidLine(*[*row[:6], Parts(*row[6:10]), row[10]]) for row in found.values_list(*columns)]


def collected(hand_over_ids: Collection[int]) -> dict[int, Parts]:
    """What partners told of in payments, by hand-over."""
    names = Parts._fields
    found = rows.PartnerPayment.objects.filter(hand_over_id__in=hand_over_ids).values("hand_over_id")
    summed = found.annotate(**{f"sum_{name}": Sum(name) for name in names})
    return {row[0]: Parts(*row[1:]) for row in summed.values_list("hand_over_id", *(f"sum_{name}" for name in names))}


_SETTLEMENT = (
    "id", "agreement_id", "agreement__name", "number", "on", "currency", "collected", "commission", "vat", "paid_out",
    "data", "differences", "settlementlook__on", "settlementlook__by", "settlementlook__note",
)  # fmt: skip


def settlements(
    *, agreement_id: int | None = None, open_only: bool = False, before: int | None = None, limit: int = 100
) -> list[SettlementLine]:
    """Settlements, the newest first; `open_only` those with differences that nobody has looked at."""
    found = rows.Settlement.objects.order_by("-id")
    if agreement_id is not None:
        found = found.filter(agreement_id=agreement_id)
    if open_only:
        found = found.exclude(differences="[]").filter(settlementlook__isnull=True)
    if before is not None:
        found = found.filter(id__lt=before)
    return [_settlement(row) for row in found.values_list(*_SETTLEMENT)[:limit]]


def settlement(settlement_id: int) -> SettlementLine | None:
    """The settlement of that id; None where there is none in this account."""
    row = rows.Settlement.objects.filter(pk=settlement_id).values_list(*_SETTLEMENT).first()
    return _settlement(row) if row else None


def _settlement(row: tuple[Any, ...]) -> SettlementLine:
    return SettlementLine(*[*row[:10], json.loads(row[10]), json.loads(row[11]), row[12], row[13] or "", row[14] or ""])


def settled_cases(agreement_id: int, references: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """The lines of settlements that came before, by the partner's reference, oldest first."""
    found: dict[str, list[dict[str, Any]]] = {reference: [] for reference in references}
    told = rows.Settlement.objects.filter(agreement_id=agreement_id).order_by("id")
    for text in told.values_list("data", flat=True):
        for line in json.loads(text)["cases"]:
            if line["reference"] in found:
                found[line["reference"]].append(line)
    return found


def cases_by_reference(agreement_id: int, references: Collection[str]) -> dict[str, tuple[str, int]]:
    """The number and the id of the cases that a partner names so, by its reference."""
    found = rows.HandOver.objects.filter(agreement_id=agreement_id, reference__in=references)
    return {name: (number, key) for name, number, key in found.values_list("reference", "case__number", "case_id")}


def cost_of(hand_over_id: int) -> Cost:
    """What a hand-over has cost by the settlements that came."""
    row = rows.HandOver.objects.filter(pk=hand_over_id).values_list("agreement_id", "reference").first()
    if row is None or not row[1]:
        return Cost()
    lines = settled_cases(row[0], [row[1]])[row[1]]
    return Cost(*(sum(int(line[name]) for line in lines) for name in Cost._fields))


class PartnerNeeds(NamedTuple):
    """What of partners needs a person, counted."""

    refused: int
    differences: int
    turned_down: int
    words: int
    lost: int


def needs(since: date) -> PartnerNeeds:
    """What needs a person: news since a day that were not acted upon, settlements, refused cases and words, lost rights."""
    turned_down = rows.HandOver.objects.filter(state="refused", on__gte=since)
    later = rows.HandOver.objects.filter(case_id=OuterRef("case_id"), attempt__gt=OuterRef("attempt"))
    words = rows.PartnerWord.objects.filter(state="refused", hand_over__state__in=THERE)
    return PartnerNeeds(
        rows.PartnerNews.objects.exclude(refused="").filter(on__gte=since).count(),
        rows.Settlement.objects.exclude(differences="[]").filter(settlementlook__isnull=True).count(),
        turned_down.exclude(Exists(later)).count(),
        words.count(),
        rows.Agreement.objects.filter(state="lost").count(),
    )


def not_asked_since(moment: datetime, way: str = "") -> Q:
    """Agreements whose partner has neither answered nor been silent since a moment; `way` leads to them."""
    read = Q(**{f"{way}read_at__isnull": True}) | Q(**{f"{way}read_at__lt": moment})
    failed = Q(**{f"{way}failed_at__isnull": True}) | Q(**{f"{way}failed_at__lt": moment})
    return read & failed


@across_accounts()
def whose_agreement(agreement_id: int) -> int | None:
    """The account that made an agreement with a partner; no account is in scope yet."""
    return rows.Account.objects.filter(agreement=agreement_id).values_list("id", flat=True).first()
