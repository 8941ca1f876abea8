"""What can be done about a case now, in one sentence with its button; what we wait for otherwise."""

from django.urls import reverse
from django.utils.translation import gettext as _

from krav.actions.daily import stale_news
from krav.claims.case import Case, CaseKind, Choice
from krav.claims.decide import PlannedLetter
from krav.claims.ledger import EntryKind
from krav.kernel.money import Money
from krav.store.load import Creditor
from krav.store.queries.cases import CaseAbout
from krav.web.claims.now import Button, Now
from krav.web.claims.now import brings as told_of
from krav.web.page import Page
from krav.web.written import amount, day, inside, refusal, way_out, word


def now(page: Page, creditor: Creditor, case: Case, about: CaseAbout, choices: tuple[Choice, ...]) -> Now:
    """What stands first on the case's page."""
    if case.closed:
        return _closed(page, case, about)
    if standing := _standing(page, case, about):
        return standing
    if stale := stale_news(creditor, page.on):
        button = Button(*way_out(page, stale.code))
        return Now(_("Nothing can be sent now."), refusal(page, stale), button=button)
    return _coming(page, case, choices)


def ended(case: Case) -> str:
    """How a closed case ended."""
    if case.closed and case.closed.kind is CaseKind.WITHDRAWN:
        return _("withdrawn")
    names = {"paid": _("paid"), "given_up": _("given up"), "settled": _("settled"), "lost": _("lost")}
    how = str(case.closed.data.get("how", "")) if case.closed else ""
    return names.get(how, how)


def _closed(page: Page, case: Case, about: CaseAbout) -> Now:
    end = case.closed
    facts = {"day": day(page, end.on) if end else "", "how": ended(case)}
    head = _("Closed %(day)s: %(how)s.") % facts
    if about.back:
        owed = amount(Money(about.back, case.currency))
        line = _("%(sum)s was paid too much and is owed back to the customer; it waits among the payments.") % {"sum": owed}
        return Now(head, line, button=Button(_("See the payment"), reverse("payments", kwargs={"slug": page.seat.slug})))
    return Now(head, _("Nothing more is sent."))


def _standing(page: Page, case: Case, about: CaseAbout) -> Now | None:
    """A partner, a plan or a court that has the case in its hands, or a stop."""
    to = {"slug": page.seat.slug, "case_id": case.id}
    if case.partner:
        facts = {"name": case.partner.data["name"], "day": day(page, case.partner.on)}
        head = _("It lies with %(name)s since %(day)s.") % facts
        return Now(head, _("Nothing is sent from here meanwhile."))
    if case.plan:
        line = _("The next instalment is due %(day)s.") % {"day": day(page, about.next_on)} if about.next_on else ""
        return Now(_("It is paid by instalments."), line, button=Button(_("See the plan"), reverse("cases_plan", kwargs=to)))
    if case.broken:
        line = _("Nothing goes on before somebody has looked at it.")
        return Now(_("The plan was not kept."), line, button=Button(_("Look at the plan"), reverse("cases_plan", kwargs=to)))
    if case.filed:
        facts = {"filing": word(str(case.filed.data["filing"])), "day": day(page, case.filed.on)}
        button = Button(_("See what was filed"), reverse("cases_filed", kwargs=to))
        head = _("It lies with the court: %(filing)s of %(day)s.") % facts
        return Now(head, _("Nothing is sent meanwhile."), button=button)
    if about.blocked == "on_hold":
        return Now(_("Every claim of the case is stopped."), _("Open a claim below to see why, and to let it go on."))
    return None


def _coming(page: Page, case: Case, choices: tuple[Choice, ...]) -> Now:
    """The first letter or filing that may be made today; else the first that will be."""
    to = {"slug": page.seat.slug, "case_id": case.id}
    for choice in choices:
        if choice.letter:
            url = reverse("cases_step", kwargs=to)
            button = Button(_("Make %(step)s") % {"step": inside(choice.key)}, url, (("step", choice.key),))
            return Now(_("%(step)s can go today.") % {"step": word(choice.key)}, brings(page, choice.letter), button=button)
        if choice.filing and choice.refusal is None:
            url = reverse("cases_court", kwargs=to | {"filing": choice.key})
            ask = _("Whether to go to court is a judgement. Ask a lawyer where much is at stake.")
            head = _("%(filing)s can be filed today.") % {"filing": word(choice.key)}
            return Now(head, _costs(choice, case.currency), ask=ask, button=Button(_("See the application"), url))
    told = [(choice, choice.refusal) for choice in choices if choice.refusal]
    dated = [(choice, why, why.until) for choice, why in told if why.until]
    if dated:
        choice, why, until = min(dated, key=lambda each: each[2])
        facts = {"step": word(choice.key), "day": day(page, until)}
        line = refusal(page, why)
        return Now(_("Nothing to do now. %(step)s can go from %(day)s.") % facts, line, why.section)
    if told:
        return Now(_("Nothing can be done now."), refusal(page, told[0][1]), told[0][1].section)
    return Now(_("Nothing can be done now."))


def brings(page: Page, letter: PlannedLetter) -> str:
    """What a letter of the case would cost the customer and ask for."""
    costs = sum(entry.amount for item in letter.taken for entry in item.entries if entry.kind is EntryKind.COSTS)
    if not costs:
        return told_of(page, letter, len(letter.taken))
    added, total = Money(costs + letter.fee, letter.currency), Money(letter.total, letter.currency)
    facts = {"costs": amount(added), "total": amount(total), "day": day(page, letter.deadline_on)}
    return _("It adds %(costs)s in costs: %(total)s in all, to pay by %(day)s.") % facts


def _costs(choice: Choice, currency: str) -> str:
    costs = sum(charge.amount for charge in choice.costs)
    said = {"sum": amount(Money(costs, currency))}
    return _("It costs up to %(sum)s, which the customer owes as well.") % said if costs else ""
