"""The policy editor: the staircase, a row a step, and what the law says to each choice before it is saved."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from krav.actions.policy import Unlawful, change_policy, policy_mark
from krav.actions.stale import Overtaken
from krav.claims.mend import breaches, mended
from krav.claims.policy import Policy, read_policy
from krav.countries import step_name
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.law.country import Country
from krav.law.step import DebtorKind
from krav.store.load import creditor_in_scope
from krav.web import figures
from krav.web.accounts import hints
from krav.web.accounts.policy_form import PolicyForms
from krav.web.accounts.staircase import staircase
from krav.web.explained import said
from krav.web.page import Page, account_page


@dataclass(slots=True)
class Asked:
    """What the form asks for: its parts, the policy they make (None: they cannot be read), and what was wrong."""

    forms: PolicyForms
    policy: Policy | None
    problem: str = ""


@account_page()
def policy(page: Page) -> HttpResponse:
    """The policy as it stands, or as it was typed."""
    creditor = creditor_in_scope()
    law, stands = creditor.country, creditor.policy
    if page.request.method != "POST":
        return _editor(page, law, stands, Asked(PolicyForms(law, stands), stands))
    asked = _asked(page, law, stands)
    if asked.policy is None:
        return _editor(page, law, stands, asked, status=422)
    if "mend" in page.request.POST:
        return _editor(page, law, stands, _set_lawful(page, law, asked.policy))
    post = page.request.POST
    try:
        change_policy(
            page.account_id, asked.forms.data(), on=page.on, by=page.by, seen=post.get("seen", ""), key=post.get("key", "")
        )
    except Unlawful:
        return _editor(page, law, stands, asked, status=422)
    except Overtaken as error:
        return _editor(page, law, stands, asked, status=409, overtaken=said(error, law.languages[0]))
    page.say(_("The policy is saved. It holds from the next letter on."))
    return page.go("policy")


@require_POST
@account_page()
def policy_preview(page: Page) -> HttpResponse:
    """What the typed choices would mean, without saving anything."""
    creditor = creditor_in_scope()
    asked = _asked(page, creditor.country, creditor.policy)
    return page.render("accounts/policy_preview.html", **_seen(page, creditor.country, asked))


def _asked(page: Page, law: Country, stands: Policy) -> Asked:
    forms = PolicyForms(law, stands, page.request.POST)
    if not forms.is_valid():
        return Asked(forms, None, _("Some fields cannot be read; they are marked."))
    try:
        return Asked(forms, read_policy(forms.data(), law))
    except KravError as error:
        return Asked(forms, None, said(error, law.languages[0]))


def _set_lawful(page: Page, law: Country, typed: Policy) -> Asked:
    """The typed policy with the one breach mended that the person pressed the button of."""
    found, wanted = breaches(law, typed, page.on), page.request.POST["mend"]
    lawful = next((mended(typed, each, page.on) for number, each in enumerate(found) if str(number) == wanted), typed)
    return Asked(PolicyForms(law, lawful), lawful)


def _editor(page: Page, law: Country, stands: Policy, asked: Asked, status: int = 200, overtaken: str = "") -> HttpResponse:
    shown = asked.policy or stands
    return page.render(
        "accounts/policy.html",
        status,
        forms=asked.forms,
        seen=page.request.POST.get("seen") or policy_mark(stands, law),
        overtaken=overtaken,
        may=page.may(Role.ADMINISTRATOR),
        names={step.key: step_name(step.key, figures.reader()) for step in law.steps},
        deadlines=hints.deadlines(law, stands, page.on),
        fees=hints.fees(law, shown, DebtorKind.CONSUMER, page.on),
        compensation=hints.compensation(law, page.on),
        currency=law.currency,
        **_seen(page, law, asked),
    )


def _seen(page: Page, law: Country, asked: Asked) -> dict[str, Any]:
    """The staircase, the example debtor and every breach."""
    wanted = page.request.POST.get("debtor", "")
    debtor = DebtorKind(wanted) if wanted in set(DebtorKind) else DebtorKind.CONSUMER
    policy = asked.policy
    return {
        "problem": asked.problem,
        "refusals": hints.refused(breaches(law, policy, page.on), law) if policy else [],
        "stairs": staircase(law, policy, debtor, page.on) if policy else None,
        "debtor": debtor.value,
    }
