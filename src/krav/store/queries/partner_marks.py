"""Which cases and customers of a list lie with a collection partner: one question a page. The account must be in scope."""

from collections.abc import Collection

from krav.store import models as rows
from krav.store.queries.partners import THERE


def case_partners(case_ids: Collection[int]) -> dict[int, str]:
    """The partner that each of these cases lies with, by case."""
    there = rows.HandOver.objects.filter(case_id__in=case_ids, state__in=THERE)
    return dict(there.values_list("case_id", "agreement__name"))


def debtor_partners(debtor_ids: Collection[int]) -> dict[int, str]:
    """A partner that a case of each of these customers lies with, by customer."""
    there = rows.HandOver.objects.filter(case__debtor_id__in=debtor_ids, state__in=THERE)
    return dict(there.order_by("id").values_list("case__debtor_id", "agreement__name"))
