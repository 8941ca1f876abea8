"""The four charts of the overview: what each finds, its figures in words, and its geometry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from krav.claims.policy import Policy
from krav.countries import step_name
from krav.kernel.money import Minor, Money
from krav.render import amounts
from krav.store.queries.overview import LATER, SOON, Age, Brought, Month, StageMoney
from krav.web.figures import count, plain, reader
from krav.web.overview.charts import Bars, Columns, Row, bars, columns


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its question, the finding above it, the drawing (None where there is nothing to draw), the table below it."""

    id: str
    name: str
    finding: str
    lying: Bars | None
    standing: Columns | None
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


def ages(found: Sequence[Age], currency: str) -> Chart:
    """What is owed, by age."""
    total = sum(age.balance for age in found)
    late = sum(age.balance for age in found if age.days and age.days >= 30)
    labels = [
        _("Not due"),
        *(_("%(days)s days late") % {"days": span} for span in ("1–30", "31–60", "61–90")),
        _("More than 90 days late"),
    ]
    facts = {"share": _share(late, total), "late": _money(late, currency), "total": _money(total, currency)}
    finding = _("Nothing is owed today.")
    if total:
        finding = _("%(share)s of what is owed is more than 30 days late: %(late)s of %(total)s.") % facts
    drawn = [Row(label, (age.balance,), _money(age.balance, currency)) for label, age in zip(labels, found, strict=True)]
    table = [
        (label, _number(age.claims), _money(age.balance, currency), _share(age.balance, total))
        for label, age in zip(labels, found, strict=True)
    ]
    heads = (_("Age"), _("Invoices"), currency, _("Share"))
    return Chart("ages", _("Owed by age"), finding, bars(drawn) if total else None, None, heads, table)


def stages(found: Sequence[StageMoney], policy: Policy, currency: str) -> Chart:
    """The year's money by the stage it came at."""
    order = {"": -1} | {step.key: place for place, step in enumerate(policy.steps)}
    shown = sorted(found, key=lambda each: order.get(each.stage, len(order)))
    total = sum(each.amount for each in shown)
    finding = _("No money has come in the last year.")
    if total:
        most = max(shown, key=lambda each: each.amount)
        facts = {"share": _share(most.amount, total), "total": _money(total, currency), "step": _after(most.stage)}
        finding = _("%(share)s of the year’s %(total)s came before any letter.") % facts
        if most.stage:
            finding = _("Of the year’s %(total)s the most came after %(step)s: %(share)s.") % facts
    labels = [
        _("Before any letter") if not each.stage else _("After %(step)s") % {"step": _after(each.stage)} for each in shown
    ]
    drawn = [
        Row(label, (each.amount,), f"{_money(each.amount, currency)} · {_share(each.amount, total)}")
        for label, each in zip(labels, shown, strict=True)
    ]
    table = [
        (label, _number(each.payments), _money(each.amount, currency), _share(each.amount, total))
        for label, each in zip(labels, shown, strict=True)
    ]
    heads = (_("Stage"), _("Payments"), currency, _("Share"))
    return Chart("stages", _("Money in, by stage"), finding, bars(drawn) if total else None, None, heads, table)


def months(found: Sequence[Month]) -> Chart:
    """How many days past due the middle invoice of each month was settled."""
    known = [month for month in found if month.claims]
    finding = _("Nothing was settled in the last year.")
    if known:
        last = known[-1]
        facts = {"month": _month(last.first_on, "MMMM"), "days": abs(last.days)}
        late = ngettext(
            "in %(month)s half were paid within %(days)s day of the due day",
            "in %(month)s half were paid within %(days)s days of the due day",
            abs(last.days),
        )
        early = ngettext(
            "in %(month)s half were paid %(days)s day before they were due",
            "in %(month)s half were paid %(days)s days before they were due",
            abs(last.days),
        )
        on_time = _("in %(month)s half were paid on time")
        finding = _sentence((early if last.days < 0 else late if last.days else on_time) % facts)
        if len(known) > 1:
            finding += " " + _than(last.days - known[0].days, _month(known[0].first_on, "MMMM"))
    drawn = [
        (_month(month.first_on, "LLLLL"), month.days if month.claims else None, _number(month.days) if month.claims else "")
        for month in found
    ]
    table = [(_month(month.first_on, "LLLL y"), _number(month.claims), _number(month.days)) for month in known]
    heads = (_("Month"), _("Invoices settled"), _("Days past due"))
    return Chart("months", _("Days to payment"), finding, None, columns(drawn) if known else None, heads, table)


def letters(found: Sequence[Brought], policy: Policy, currency: str) -> Chart:
    """What the letters of each step brought."""
    order = {step.key: place for place, step in enumerate(policy.steps)}
    shown = sorted(found, key=lambda each: order.get(each.step, len(order)))
    finding = _("No letter has had its %(days)s days yet.") % {"days": LATER}
    if shown:
        best = max(shown, key=lambda each: each.later / each.invoices)
        facts = {"step": _after(best.step), "share": _share(best.later, best.invoices), "days": LATER}
        finding = _("%(step)s brings the most: %(share)s of its invoices are paid within %(days)s days.") % facts
        if not best.later:
            finding = _("No letter has brought payment within %(days)s days.") % facts
    drawn = [Row(_after(each.step), _percents(each), _said(each)) for each in shown]
    table = [
        (
            _after(each.step),
            _number(each.invoices),
            _share(each.soon, each.invoices),
            _share(each.later, each.invoices),
            _money(each.amount, currency),
        )
        for each in shown
    ]
    within = _("Paid in %(days)s days")
    heads = (_("Letter"), _("Invoices"), within % {"days": SOON}, within % {"days": LATER}, currency)
    return Chart("letters", _("What letters brought"), finding, bars(drawn, 100) if shown else None, None, heads, table)


def _percents(each: Brought) -> tuple[int, int]:
    soon = 100 * each.soon // each.invoices
    return soon, 100 * each.later // each.invoices - soon


def _said(each: Brought) -> str:
    facts = {"soon": _share(each.soon, each.invoices), "later": _share(each.later, each.invoices), "a": SOON, "b": LATER}
    return _("%(soon)s in %(a)s days, %(later)s in %(b)s") % facts


def _than(more: int, before: str) -> str:
    facts = {"days": abs(more), "before": before}
    if more > 0:
        return (
            ngettext(
                "That is %(days)s day later than in %(before)s.", "That is %(days)s days later than in %(before)s.", more
            )
            % facts
        )
    if more < 0:
        said = ngettext(
            "That is %(days)s day sooner than in %(before)s.", "That is %(days)s days sooner than in %(before)s.", -more
        )
        return said % facts
    return _("It was the same in %(before)s.") % facts


def _after(stage: str) -> str:
    return step_name(stage, reader()) if stage else ""


def _share(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)} %" if whole else "–"


def _money(minor: Minor, currency: str) -> str:
    return plain(Money(minor, currency))


def _number(number: int) -> str:
    return count(number, reader()).replace("-", amounts.MINUS)


def _month(first_on: date, pattern: str) -> str:
    return str(format_date(first_on, pattern, locale="en_GB" if reader() == "en" else reader()))


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
