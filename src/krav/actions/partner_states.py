"""How a case comes to lie with a partner, and how that ends: the hand-over's row and the journal together."""

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

from krav.actions import case_credits
from krav.actions.unit import Unit
from krav.claims.case import Case, CaseKind
from krav.claims.partner import Quote, quote_data
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.queries.partners import THERE
from krav.store.write import insert_many

_HAND_OVER = ("case_id", "agreement_id", "attempt", "key", "on", "by", "file", "quote", "notice", "seen", "state",
              "reference", "standing", "words", "tries", "problem")  # fmt: skip
_STATES = {"recalled": "recalled", "changed": "recalled", "refused": "refused"}


class ToHandOver(NamedTuple):
    """A case that goes to a partner, what it was said to cost, and whether the partner sends the notice."""

    case: Case
    quote: Quote | None
    notice: bool


def key_of(slug: str, number: str, attempt: int) -> str:
    """What names a case at a partner: the same whenever it is made, also of a database that was restored."""
    return f"{number}-{attempt}-{sha256(f'{slug} {number} {attempt}'.encode()).hexdigest()[:16]}"


def queue(work: Unit, agreement: rows.Agreement, cases: Iterable[ToHandOver]) -> dict[int, int]:
    """Cases that are to go to a partner: from now on nothing goes from here. The hand-overs' ids, by case."""
    wanted = list(cases)
    ids = [each.case.id for each in wanted]
    before: dict[int, int] = {}
    for case_id, attempt in rows.HandOver.objects.filter(case_id__in=ids).values_list("case_id", "attempt"):
        before[case_id] = max(attempt, before.get(case_id, 0))
    told = []
    for case, quote, notice in wanted:
        attempt = before.get(case.id, 0) + 1
        key = key_of(work.creditor.slug, case.number, attempt)
        kept = quote_data(quote) if quote else "{}"
        told.append((case.id, agreement.pk, attempt, key, work.on, work.by.name, "", kept, notice, "{}", "queued",
                     "", "", "", 0, ""))  # fmt: skip
    insert_many(rows.HandOver, _HAND_OVER, told)
    keys = {row[3]: row[0] for row in told}
    made = dict(rows.HandOver.objects.filter(key__in=keys).values_list("case_id", "id"))
    for case, _, notice in wanted:
        facts = {"name": agreement.name, "agreement": agreement.pk, "hand_over": made[case.id], "notice": notice}
        work.cases.tell(case.id, CaseKind.HANDED_OVER, work.on, **facts)
    return made


def standing(case_id: int) -> rows.HandOver | None:
    """The hand-over by which a case lies with a partner now; None where it does not."""
    found = rows.HandOver.objects.filter(case_id=case_id, state__in=THERE).select_related("agreement")
    return found.order_by("-attempt").first()


def must_stand(case: Case) -> rows.HandOver:
    """The hand-over by which the case lies with a partner.

    Raises:
        KravError: it does not.
    """
    row = standing(case.id)
    if row is None:
        raise KravError("Case {number} does not lie with a partner.", {"number": case.number})
    return row


def end(work: Unit, row: rows.HandOver, how: str, words: str = "") -> None:
    """The case lies with the partner no more; `how` is paid, unpaid, recalled, refused or changed."""
    rows.HandOver.objects.filter(pk=row.pk).update(state=_STATES.get(how, "ended"), words=words[:200], leased_until=None)
    untold = rows.PartnerWord.objects.filter(hand_over_id=row.pk, state="queued")
    untold.update(state="refused", problem="The case lies with the partner no more.")
    if how == "refused" or (how == "recalled" and row.state == "queued"):
        case_credits.not_taken(work, row.case_id)
    facts = {"how": how, "name": row.agreement.name, "hand_over": row.pk, "words": words[:200]}
    work.cases.tell(row.case_id, CaseKind.PARTNER_ENDED, work.on, **facts)


def ask_back(work: Unit, row: rows.HandOver, reason: str, then: dict[str, object]) -> None:
    """Queues what tells the partner that the case is taken back; `then` says where it goes afterwards."""
    mine = rows.PartnerWord.objects.filter(hand_over_id=row.pk, kind="recall")
    if mine.exclude(state="refused").exists():
        raise KravError("The partner has been asked already to give the case back.")
    rows.PartnerWord.objects.create(
        hand_over_id=row.pk,
        key=f"{row.key}-back-{mine.count() + 1}",
        kind="recall",
        data=json.dumps({"words": reason, **then}, ensure_ascii=False),
        on=work.on,
        by=work.by.name,
    )
