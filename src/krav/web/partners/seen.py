"""What a case's page says of its partner: where it stands, what was told both ways, money, costs, and what may be done."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from krav.claims.case import Case, at_partner
from krav.claims.partner import Parts
from krav.kernel.money import Money
from krav.kernel.refusal import Refusal
from krav.store.queries import partners as reads
from krav.web.claims.story import Happening
from krav.web.partners import words
from krav.web.partners.costs import Cost, cost
from krav.web.written import amount
from krav.wire.partners.partners import partners as known


class Part(NamedTuple):
    """What was paid of one part of the debt."""

    words: str
    money: Money


@dataclass(frozen=True, slots=True)
class Lies:
    """A case and its partner. `now`: it lies there still; `back`: it was asked back; `own` says why own steps rest."""

    at: reads.HandOverLine
    before: list[reads.HandOverLine]
    head: str
    state: str
    standing: str
    now: bool
    asks: bool
    waits: bool
    back: bool
    own: Refusal | None
    happenings: list[Happening]
    parts: list[Part]
    paid: Money
    expected: Cost | None
    so_far: Money
    refused: list[reads.WordLine]
    others: list[reads.AgreementLine]


def lies(case: Case) -> Lies | None:
    """What is known of the case's partner; None where it was never handed over."""
    every = reads.hand_overs_of(case.id)
    if not every:
        return None
    at, here = every[0], case.partner is not None
    told = reads.words_of(at.id)
    quoted, paid = reads.quoted(at.id), reads.paid_there(case.id)
    parts = Parts()
    for each in paid:
        parts = parts.plus(each.parts)
    agreement = reads.agreement(at.agreement_id)
    chosen = known().get(agreement.partner) if agreement else None
    return Lies(
        at=at,
        before=every[1:],
        head=_head(at, here=here),
        state=words.hand_over(at.state),
        standing=words.standing(at.standing) if at.standing else "",
        now=here,
        asks=chosen is None or chosen.asks,
        waits=at.state in {"queued", "sending", "uncertain"},
        back=any(each.kind == "recall" and each.state != "refused" for each in told) and here,
        own=at_partner(case),
        happenings=sorted(_story(case, told), key=lambda each: each.day, reverse=True),
        parts=[Part(name, Money(minor, case.currency)) for name, minor in zip(_parts(), parts, strict=True) if minor],
        paid=Money(parts.total, case.currency),
        expected=cost(quoted) if quoted else None,
        so_far=Money(reads.cost_of(at.id).total, case.currency),
        refused=[each for each in told if each.state == "refused"],
        others=[each for each in reads.agreements() if each.state == "on" and each.id != at.agreement_id],
    )


def _parts() -> tuple[str, str, str, str]:
    return _("Principal"), _("Interest"), _("Our fees"), _("The partner’s own costs")


def _head(at: reads.HandOverLine, *, here: bool) -> str:
    facts = {"name": at.partner}
    if not here:
        return _("It was with %(name)s.") % facts
    return _("It is on its way to %(name)s.") % facts if at.state != "there" else _("It lies with %(name)s.") % facts


def _story(case: Case, told: list[reads.WordLine]) -> Iterator[Happening]:
    """What the partner told, and what it was told."""
    for news in reads.news_of(case.id):
        head, detail, money = _news(case, news)
        if news.refused:
            detail = " · ".join(part for part in (detail, _("not acted upon: %(why)s") % {"why": news.refused}) if part)
        yield Happening(news.at.date(), head, detail, money, kind="money" if money else "strong")
    for word in told:
        said = str(word.data.get("words", ""))
        detail = " · ".join(part for part in (said, words.told(word.state)) if part)
        money = Money(int(word.data["amount"]), case.currency) if word.data.get("amount") else None
        yield Happening(word.on, words.word(word.kind), detail, money)


def _news(case: Case, news: reads.NewsLine) -> tuple[str, str, Money | None]:
    data, said = news.data, news.words
    if news.kind == "state" and data.get("standing"):
        return words.standing(data["standing"]), f"“{said}”" if said else "", None
    if news.kind == "payment" and data.get("paid"):
        return _("Paid to the partner"), said, Money(int(data["paid"]["amount"]), case.currency)
    if news.kind == "cost":
        cost_of = amount(Money(int(data.get("cost", 0)), case.currency))
        return _("The partner charges %(sum)s") % {"sum": cost_of}, said, None
    return words.news(news.kind), said or str(data.get("document", "")), None
