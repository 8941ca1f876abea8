"""Agreements with collection partners: made, changed, preferred and ended. The partner is asked before anything is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from secrets import token_urlsafe

from krav.actions import states
from krav.actions.kept_rights import KeptRights, RightsToTry
from krav.actions.rights import check_right
from krav.actions.unit import Actor, Unit, unit
from krav.claims.partner import Prices, prices_data
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.scope import account_scope
from krav.wire import clock
from krav.wire.partners.partners import partner
from krav.wire.partners.protocol import Agency
from krav.wire.rights import Told
from krav.wire.sealed import seal, unseal

_UNDER_WAY = ("queued", "sending", "uncertain", "there")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a person agreed with a partner. An empty `name` is the partner's own; without `prices` its public list holds.

    `by_itself`: every notice from now on names this partner. `notices`: the partner sends the notice itself.
    """

    name: str = ""
    client_number: str = ""
    prices: Prices | None = None
    by_itself: bool = False
    notices: bool = False


def look(code: str, told: Mapping[str, str]) -> str:
    """The name under which a partner knows whoever has these rights. Nothing is kept.

    Raises:
        Broken: the partner does not know them, or cannot be asked.
        KravError: there is no such partner.
    """
    found = partner(code)
    return found.open(RightsToTry(found.allowed(told))).look()


def agree(account_id: int, code: str, told: Told, terms: Terms, *, on: date, by: Actor, key: str = "") -> int:
    """Makes an agreement with a partner once it has been asked with these rights; the agreement's id.

    Raises:
        Broken: the partner does not know the rights, or cannot be asked.
        KravError: there is no such partner, or it does not collect in the account's country.
    """
    check_right(by.role, "agree_partner")
    chosen = partner(code)
    rights = chosen.allowed(told)
    known_as = chosen.open(RightsToTry(rights)).look()
    with unit(account_id, "agree_partner", on=on, by=by, key=key) as work:
        _fits(work, code, terms)
        prices = terms.prices or chosen.prices
        row = rows.Agreement.objects.create(
            partner=code,
            name=(terms.name.strip() or chosen.name)[:120],
            client_number=terms.client_number.strip()[:60],
            rights=seal(rights),
            secret=seal({"secret": rights.get("secret") or token_urlsafe(32)}),
            prices=prices_data(prices) if prices else "{}",
            by_itself=terms.by_itself,
            notices=terms.notices and chosen.notices,
            preferred=not rows.Agreement.objects.exclude(state="ended").filter(preferred=True).exists(),
            made_by=by.name,
            made_at=clock.now(),
        )
        work.said = {"agreement": row.pk, "partner": code, "known_as": known_as}
    return int(row.pk)


def change_agreement(
    account_id: int, agreement_id: int, terms: Terms, told: Told | None = None, *, on: date, by: Actor, key: str = ""
) -> None:
    """Changes what was agreed; with `told` it connects anew, once the partner has been asked.

    Raises:
        Broken: the partner does not know the rights, or cannot be asked.
        KravError: the agreement is over.
    """
    check_right(by.role, "agree_partner")
    with account_scope(account_id):
        chosen = partner(standing(agreement_id).partner)
    rights = chosen.allowed(told) if told is not None else None
    if rights is not None:
        chosen.open(RightsToTry(rights)).look()
    with unit(account_id, "agree_partner", on=on, by=by, key=key) as work:
        row = standing(agreement_id)
        _fits(work, row.partner, terms)
        row.name = (terms.name.strip() or chosen.name)[:120]
        row.client_number = terms.client_number.strip()[:60]
        row.by_itself, row.notices = terms.by_itself, terms.notices and chosen.notices
        if terms.prices is not None:
            row.prices = prices_data(terms.prices)
        if rights is not None:
            row.rights, row.state, row.problem, row.failed_at = seal(rights), "on", "", None
            if secret := rights.get("secret"):
                row.secret = seal({"secret": secret})
        row.save()
        work.said = {"agreement": agreement_id, "anew": rights is not None}


def prefer(account_id: int, agreement_id: int, *, on: date, by: Actor, key: str = "") -> None:
    """Makes an agreement the one that is proposed, and that notices name by themselves where it says so.

    Raises:
        KravError: the agreement is over.
    """
    with unit(account_id, "agree_partner", on=on, by=by, key=key) as work:
        standing(agreement_id)
        rows.Agreement.objects.exclude(pk=agreement_id).update(preferred=False)
        rows.Agreement.objects.filter(pk=agreement_id).update(preferred=True)
        work.said = {"preferred": agreement_id}


def end_agreement(account_id: int, agreement_id: int, *, on: date, by: Actor, key: str = "") -> None:
    """Ends an agreement and forgets its rights. What its notices named goes nowhere by itself any more.

    Raises:
        KravError: it is over, or cases lie with the partner.
    """
    with unit(account_id, "agree_partner", on=on, by=by, key=key) as work:
        row = standing(agreement_id)
        count = rows.HandOver.objects.filter(agreement_id=agreement_id, state__in=_UNDER_WAY).count()
        if count:
            raise KravError("{count} cases lie with {partner}. Recall them first.", {"count": count, "partner": row.name})
        row.state, row.rights, row.secret, row.preferred, row.ended_at = "ended", "", "", False, clock.now()
        row.save()
        named = rows.LetterClaim.objects.filter(letter__partnernotice__agreement_id=agreement_id)
        states.refresh(named.values("claim_id"), work.creditor)
        work.said = {"ended": agreement_id}


def hook_secret(account_id: int, agreement_id: int, *, by: Actor) -> str:
    """The secret that the partner signs its webhooks with, for whoever may change the agreement."""
    check_right(by.role, "agree_partner")
    with account_scope(account_id):
        return unseal(standing(agreement_id).secret)["secret"]


def standing(agreement_id: int) -> rows.Agreement:
    """An agreement of the account in scope that is not over.

    Raises:
        KravError: there is none.
    """
    row = rows.Agreement.objects.exclude(state="ended").filter(pk=agreement_id).first()
    if row is None:
        raise KravError("There is no such agreement with a partner in this account, or it is over.")
    return row


def agency_of(account_id: int, agreement: rows.Agreement) -> Agency:
    """The partner of an agreement, with its kept rights."""
    return partner(agreement.partner).open(KeptRights(account_id, agreement.pk, rows.Agreement))


def _fits(work: Unit, code: str, terms: Terms) -> None:
    countries, home = partner(code).countries, work.creditor.country
    if countries and home.code not in countries:
        raise KravError("{partner} does not collect in this country.", {"partner": partner(code).name})
    if terms.prices and terms.prices.currency != home.currency:
        raise KravError("Prices are agreed in {currency}.", {"currency": home.currency})
