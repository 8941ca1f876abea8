"""Settlements of partners: kept as they came, compared, posted; what does not agree waits until a person has looked."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from krav.actions.unit import Actor, Unit, unit
from krav.claims.partner import Parts, SettlementIn, read_prices
from krav.claims.settlement import Known, compare
from krav.kernel.refusal import KravError, Refusal
from krav.store import models as rows
from krav.store.queries.partners import collected, settled_cases

_CHARGES = ("commission", "start", "other")


def keep(work: Unit, agreement: rows.Agreement, news_id: int, told: SettlementIn) -> None:
    """Keeps a settlement with what in it does not agree."""
    currency = work.creditor.country.currency
    found = compare(told, known(agreement.pk, told), read_prices(agreement.prices), currency)
    cases = told.cases
    rows.Settlement.objects.create(
        agreement_id=agreement.pk,
        news_id=news_id,
        number=told.number[:60],
        on=told.on,
        currency=told.currency,
        collected=sum(case.collected.total for case in cases),
        commission=sum(case.commission + case.start + case.other for case in cases),
        vat=sum(case.vat for case in cases),
        paid_out=told.paid_out,
        data=data_of(told),
        differences=json.dumps([each.data() for each in found], ensure_ascii=False, default=str),
    )


def known_before(agreement_id: int, told: SettlementIn) -> Refusal | None:
    """Why a settlement is not kept: another of that number was told before."""
    if rows.Settlement.objects.filter(agreement_id=agreement_id, number=told.number[:60]).exists():
        return Refusal("settled", "Settlement {number} was told before, by another name.", facts={"number": told.number})
    return None


def look_at(account_id: int, settlement_id: int, note: str, *, on: date, by: Actor, key: str = "") -> None:
    """A person has looked at what does not agree, and says what they made of it; from then on it is posted.

    Raises:
        KravError: everything agrees, somebody has looked before, or nothing is said.
    """
    with unit(account_id, "look_at_settlement", on=on, by=by, key=key) as work:
        row = rows.Settlement.objects.filter(pk=settlement_id, settlementlook__isnull=True).exclude(differences="[]").first()
        if row is None or not note.strip():
            raise KravError("Say what you made of it; a settlement in which all agrees needs nobody to look.")
        rows.SettlementLook.objects.create(settlement=row, on=on, note=note.strip()[:400], by=by.name)
        work.said = {"settlement": row.number, "note": note.strip()[:400]}


def data_of(told: SettlementIn) -> str:
    """The lines of a settlement as they are kept."""
    cases = [case._asdict() | {"collected": case.collected._asdict()} for case in told.cases]
    return json.dumps({"cases": cases, "account": told.account, "text": told.text}, ensure_ascii=False)


def known(agreement_id: int, told: SettlementIn) -> dict[str, Known]:
    """What is known here of the cases of a settlement, by the partner's reference."""
    references = {case.reference for case in told.cases}
    mine = rows.HandOver.objects.filter(agreement_id=agreement_id, reference__in=references).exclude(reference="")
    found = {row[0]: row[1:] for row in mine.values_list("reference", "id", "case__number", "state")}
    ids = [hand_over_id for hand_over_id, _, _ in found.values()]
    paid, costs, before = collected(ids), _costs(ids), settled_cases(agreement_id, list(found))
    return {
        reference: _known(number, paid.get(key, Parts()), before[reference], costs.get(key, 0), recalled=state == "recalled")
        for reference, (key, number, state) in found.items()
    }


def _known(number: str, paid: Parts, before: Iterable[Mapping[str, Any]], costs: int, *, recalled: bool) -> Known:
    settled, before = Parts(), list(before)
    for line in before:
        settled = settled.plus(Parts(**line["collected"]))
    charged = {name: sum(int(line[name]) for line in before) for name in _CHARGES}
    return Known(number, paid, settled, costs=costs, recalled=recalled, **charged)


def _costs(hand_over_ids: list[int]) -> dict[int, int]:
    """The costs that partners told of, by hand-over."""
    found: dict[int, int] = {}
    told = rows.PartnerNews.objects.filter(hand_over_id__in=hand_over_ids, kind="cost", refused="")
    for key, data in told.values_list("hand_over_id", "data"):
        found[key] = found.get(key, 0) + int(json.loads(data)["cost"])
    return found
