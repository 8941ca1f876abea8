"""What stands on the paper of a plan: the parties as letters show them, and how it is paid."""

from dataclasses import replace
from datetime import date

from krav.claims.case import Case
from krav.claims.plan import Plan
from krav.claims.plan_paper import PlanPaper, Sums
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.load import Creditor
from krav.store.queries.letters import addressee


def plan_paper(case: Case, plan: Plan, sums: Sums, creditor: Creditor, on: date) -> PlanPaper:
    """The paper of a plan of the case, as it runs or as it is proposed that day. The account must be in scope."""
    owing = [claim for claim in case.claims if claim.face > 0]
    to = addressee(rows.Debtor.objects.get(pk=case.debtor_id), creditor.country.code)
    return PlanPaper(
        country=creditor.country.code,
        currency=case.currency,
        number=case.number,
        invoices=tuple(claim.number for claim in owing),
        sender=creditor.sender,
        payee=creditor.payee,
        addressee=to if to.language else replace(to, language=creditor.language),
        reference=rows.Claim.objects.values_list("reference", flat=True).get(pk=owing[0].id),
        on=plan.agreed_on if case.plan else on,
        plan=plan,
        sums=sums,
        grace_bank_days=creditor.policy.grace_bank_days,
        agreed=case.plan is not None,
    )


def sums_of(case: Case) -> Sums:
    """What was acknowledged when the plan that runs was agreed."""
    return Sums(**case.plan.data["sums"]) if case.plan else Sums(0, 0, 0, 0, 0, 0)


def case_numbered(number: str) -> int:
    """The id of the case of that number.

    Raises:
        KravError: there is none.
    """
    found = rows.Case.objects.filter(number=number).values_list("id", flat=True).first()
    if found is None:
        raise KravError("There is no such case in this account.")
    return found
