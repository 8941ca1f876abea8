"""What the stage pages call steps, stages and reasons, in the reader's language."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from krav.actions.steps import Standing
from krav.claims.policy import Policy
from krav.countries import step_name, translator
from krav.kernel.days import days_after
from krav.kernel.refusal import Refusal
from krav.law.step import Step, StepKind
from krav.store.load import Creditor
from krav.store.queries.stages import EXPIRED, OVERDUE
from krav.web.explained import said, shown
from krav.web.figures import reader, written


def stage(key: str) -> str:
    """The name of a tab; a claim that has had no letter is overdue."""
    names = {OVERDUE: _("Overdue"), EXPIRED: _("Notice expired"), "": _("Overdue")}
    return names.get(key) or step_name(key, reader())


def state_of_tab(tab: str, claims: int, moving: int) -> str:
    """How many invoices stand there, and how many of them are due to move today."""
    if not claims:
        return _("Nothing stands here today.")
    if tab == OVERDUE:
        one, many = (
            _("1 invoice is past due and has had no letter."),
            _("%(n)s invoices are past due and have had no letter."),
        )
    elif tab == EXPIRED:
        one = _("The deadline of 1 invoice’s last notice has passed unpaid.")
        many = _("The deadlines of %(n)s invoices’ last notices have passed unpaid.")
    else:
        one = _("1 invoice has come as far as “%(step)s”.")
        many = _("%(n)s invoices have come as far as “%(step)s”.")
    return f"{(one if claims == 1 else many) % {'n': claims, 'step': stage(tab)}} {_movement(moving)}"


def _movement(moving: int) -> str:
    if not moving:
        return _("None can move on today; each says why.")
    if moving == 1:
        return _("1 is due to move on; what cannot says why.")
    return _("%(n)s are due to move on; what cannot says why.") % {"n": moving}


def sort(key: str) -> str:
    """What a list is sorted by."""
    return {"customer": _("customer"), "due": _("due day"), "balance": _("balance"), "next": _("next step")}[key]


def choices(policy: Policy, taken: str) -> list[Step]:
    """The steps a person may choose after the one taken: the next, and each notice or demand that comes later."""
    coming = policy.step_after(taken)
    if coming is None:
        return []
    later = policy.steps[policy.steps.index(coming) + 1 :]
    return [coming, *(step for step in later if step.kind is not StepKind.REMINDER)]


def choice(step: Step, coming: Step) -> str:
    """What a choice is called; a notice at the place of a reminder is that reminder with the notice in it."""
    name = step_name(step.key, reader())
    if step.kind is StepKind.NOTICE and coming.kind is StepKind.REMINDER:
        return _("%(reminder)s with %(notice)s") % {"reminder": step_name(coming.key, reader()), "notice": _lower(name)}
    return name


def through(notice: str, partner: str) -> str:
    """A notice that names a collection partner."""
    return _("%(notice)s, %(partner)s") % {"notice": notice, "partner": partner}


def meaning(step: Step, partner: str = "") -> str:
    """What choosing the step means, in one sentence; a notice may name the partner that the claim goes to by itself."""
    if partner:
        said_ = _(
            "It gives %(days)s days and names %(partner)s. What is not paid then goes there by itself, unless you stop it."
        )
        return said_ % {"days": step.deadline_days, "partner": partner}
    words = {
        StepKind.REMINDER: _("It asks for payment within %(days)s days and says nothing of collection."),
        StepKind.NOTICE: _(
            "It gives %(days)s days and says that the claim goes to collection after them. No later reminder is sent."
        ),
        StepKind.DEMAND: _("It demands payment within %(days)s days; after them the claim may go to court."),
    }
    return words[step.kind] % {"days": step.deadline_days}


def reason(standing: Standing, refusal: Refusal, creditor: Creditor, on: date) -> str:
    """Why nothing may be done with a claim now, short enough for a row."""
    if refusal.code == "on_hold":
        return translator(reader())(str(refusal.facts["reason"]))
    if refusal.code == "ladder_ended":
        return _("every step is taken; you decide")
    if refusal.code != "waiting":
        return said(refusal, written(creditor.country.code))
    claim, until = standing.claim, refusal.until or on
    if not claim.letters:
        days = (until - claim.terms.due_on).days
        return ngettext("%(n)s day after the due day", "%(n)s days after the due day", days) % {"n": days}
    last = claim.letters[-1]
    step = next(step for step in creditor.policy.steps if step.key == refusal.facts["step"])
    wanted = creditor.country.acts_after(last.deadline_on, creditor.policy.grace_bank_days)
    if until > creditor.country.bank_day_from(days_after(wanted, step.wait_days)):
        return _("the law allows it from then")
    if on <= last.deadline_on:
        facts = {
            "step": _lower(step_name(last.step, reader())),
            "day": shown(last.deadline_on, written(creditor.country.code)),
        }
        return _("%(step)s gives until %(day)s") % facts
    return _("money may be under way until then")


def kind(entry: str) -> str:
    """What an entry is."""
    return translator(reader())(entry)


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]
