"""Every projection of an account rewritten from its facts."""

from datetime import date

from krav.actions import loose, states
from krav.actions.unit import Actor, unit
from krav.store import models as rows


def rebuild(account_id: int, *, on: date, by: Actor) -> int:
    """Rewrites every row of the account's projections from the facts; the number of claims."""
    with unit(account_id, "rebuild", on=on, by=by) as work:
        count = states.refresh(rows.Claim.objects.values("id"), work.creditor)
        loose.rebuild()
        work.cases.touch(rows.Case.objects.values_list("id", flat=True))
        rows.Account.objects.filter(pk=account_id).update(lists=states.MAKE)
        work.said = {"claims": count}
    return count
