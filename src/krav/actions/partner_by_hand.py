"""What an agency tells by letter or telephone, told on by a person: money paid there and settlements; and its case file."""

from datetime import date

from krav.actions import partner_states
from krav.actions.cases import one
from krav.actions.partner_case import case_of
from krav.actions.partner_news import NewsReport, Taking
from krav.actions.unit import Actor, unit
from krav.kernel.refusal import KravError, Refused
from krav.store import models as rows
from krav.store.scope import account_scope
from krav.wire import clock
from krav.wire.partners.file.bundle import bundle, case_name
from krav.wire.partners.partners import partner
from krav.wire.partners.values import NewsIn, PaidThere, SettlementIn


def paid_there(account_id: int, case_id: int, paid: PaidThere, *, on: date, by: Actor, key: str = "") -> None:
    """A person tells of money that came to a partner which tells nothing by itself.

    Raises:
        KravError: the case does not lie with a partner, or the partner tells by itself.
        Refused: the money cannot be what was told.
    """
    _tell(account_id, case_id, "paid", paid, None, on=on, by=by, key=key)


def settled(account_id: int, case_id: int, settlement: SettlementIn, *, on: date, by: Actor, key: str = "") -> None:
    """A person tells of what such a partner paid out; it is compared like all settlements.

    Raises:
        KravError: as `paid_there`.
        Refused: a settlement of that number was told before.
    """
    _tell(account_id, case_id, "settled", None, settlement, on=on, by=by, key=key)


def handed_file(account_id: int, case_id: int) -> tuple[str, bytes]:
    """The file of a case as it was handed over last: its name and its bytes, the same each time.

    Raises:
        KravError: it was never handed over, or its file is not made yet.
    """
    with account_scope(account_id):
        row = rows.HandOver.objects.filter(case_id=case_id).exclude(file="").order_by("-attempt").first()
        if row is None:
            raise KravError("The file is not made yet; it is made within a minute after the case was handed over.")
        case = case_of(account_id, row.file)
    return case_name(case), bundle(case)


def _tell(
    account_id: int,
    case_id: int,
    what: str,
    paid: PaidThere | None,
    settlement: SettlementIn | None,
    *,
    on: date,
    by: Actor,
    key: str,
) -> None:
    with unit(account_id, "follow_partner", on=on, by=by, key=key) as work:
        row = partner_states.must_stand(one(case_id))
        if partner(row.agreement.partner).asks:
            raise KravError("{partner} tells by itself; what it told stands below.", {"partner": row.agreement.name})
        if row.state != "there":
            raise KravError("The case has not left yet.")
        at = clock.now()
        kind, about = ("payment", row.reference) if paid else ("settlement", "")
        name = f"hand-{row.pk}-{what}-{at.isoformat()}"
        news = NewsIn(name, kind, at, about, row.key if paid else "", paid=paid, settlement=settlement)  # type: ignore[arg-type]
        taking = Taking(work, row.agreement, {}, leaves=False)
        if refusal := taking.why_not(news, row):
            raise Refused(refusal)
        taking.take([news], NewsReport())
        work.said = {"hand_over": row.pk, "told": what}
