"""What can be done about a claim now, in one sentence with its button; what we wait for otherwise; steps by hand."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from krav.actions.cases import may_join
from krav.actions.daily import stale_news
from krav.claims.decide import Decision, PlannedLetter
from krav.kernel.money import Money
from krav.kernel.refusal import Refusal
from krav.store.load import Creditor
from krav.store.queries.cases import case_number
from krav.store.queries.claim import ClaimSeen, HoldSeen
from krav.store.queries.partner_marks import case_partners
from krav.web.claims import words
from krav.web.page import Page
from krav.web.written import amount, day, inside, refusal, way_out, word

_OVER = {"only_costs_left", "ladder_ended"}


class Button(NamedTuple):
    """The one thing to do: a page to go to, or a form to send with these fields."""

    words: str
    url: str
    fields: tuple[tuple[str, str], ...] | None = None


class Choice(NamedTuple):
    """A step that a person may ask for: what it would bring, or why not yet and until when."""

    step: str
    name: str
    inside: str
    letter: PlannedLetter | None
    refusal: Refusal | None


class Now(NamedTuple):
    """The sentence, what is behind it, its section, whom to ask where it is a judgement, and the button."""

    head: str
    line: str = ""
    section: str = ""
    ask: str = ""
    button: Button | None = None


def now(page: Page, creditor: Creditor, seen: ClaimSeen, decisions: dict[str, Decision], holds: list[HoldSeen]) -> Now:
    """What stands first on the claim's page."""
    own = decisions[""]
    letter = _letter(own, seen.id)
    told = own.refusals.get(seen.id)
    if seen.settled_on:
        return Now(_("Nothing is owed."), _("Settled %(day)s.") % {"day": day(page, seen.settled_on)})
    if stale := stale_news(creditor, page.on):
        button = Button(*way_out(page, stale.code))
        return Now(_("Nothing can be sent now."), refusal(page, stale), button=button)
    if letter:
        name = word(letter.step.key)
        head = _("%(step)s goes by itself today.") % {"step": name}
        return Now(head, brings(page, letter), button=_take(page, seen, letter.step.key))
    return _waiting(page, creditor, seen, told, decisions, holds) if told else Now(_("Nothing can be done now."))


def choices(creditor: Creditor, seen: ClaimSeen, decisions: dict[str, Decision]) -> list[Choice]:
    """The steps a person may choose, as each may be asked for today."""
    if seen.settled_on or seen.kind != "invoice":
        return []
    keys = [step.key for step in words.choices(creditor.policy, seen.stage)]
    return [
        Choice(key, word(key), inside(key), _letter(decisions[key], seen.id), decisions[key].refusals.get(seen.id))
        for key in keys
    ]


def brings(page: Page, letter: PlannedLetter, known: int = 1) -> str:
    """What a letter would cost and ask for; so many of its invoices the reader knows to be in it."""
    more = len(letter.taken) - known
    together = ngettext("One more invoice joins.", "%(n)s more invoices join.", more) % {"n": more} if more > 0 else ""
    fee, total = Money(letter.fee, letter.currency), Money(letter.total, letter.currency)
    facts = {"day": day(page, letter.deadline_on), "fee": amount(fee), "total": amount(total)}
    asks = (
        _("Fee %(fee)s, %(total)s in all, to pay by %(day)s.")
        if letter.fee
        else _("No fee, %(total)s in all, to pay by %(day)s.")
    )
    left = _("%(amount)s lies unmatched to the customer’s credit.") if letter.credit else ""
    left %= {"amount": amount(Money(letter.credit, letter.currency))}
    return " ".join(part for part in (asks % facts, together, left) if part)


def _waiting(
    page: Page,
    creditor: Creditor,
    seen: ClaimSeen,
    told: Refusal,
    decisions: dict[str, Decision],
    holds: list[HoldSeen],
) -> Now:
    """What a refusal means for the person who reads it."""
    why, slug = refusal(page, told), page.seat.slug
    match told.code:
        case "approval":
            letter = _letter(decisions[seen.next_step], seen.id) if seen.next_step in decisions else None
            head = _("%(step)s waits for your yes.") % {"step": word(seen.next_step)}
            return Now(head, brings(page, letter) if letter else why, button=_take(page, seen, seen.next_step))
        case "on_hold":
            return _held(page, seen, holds) or Now(why)
        case "in_case":
            return _held(page, seen, holds) or _in_case(slug, seen.claim.case_id)
        case "to_match" | "credit_open" | "unmatched_money" | "in_transit" | "money_unknown":
            return _money(page, seen, told)
        case "written_off":
            off = amount(Money(seen.claim.written_off, seen.currency))
            head = _("%(amount)s of it is written off in the books; the customer owes as before.") % {"amount": off}
            line = _("Nothing goes by itself. What still comes is taken into the books again by a voucher of its own.")
            return Now(head, line)
        case code if code in _OVER:
            return _over(page, creditor, seen, why)
    head = _("Nothing goes by itself.")
    if told.until:
        facts = {"step": word(seen.next_step), "day": day(page, told.until)}
        step = _("Nothing to do now. %(step)s can go from %(day)s.") % facts
        head = step if seen.next_step else _("Nothing to do before %(day)s.") % facts
    return Now(head, "" if told.until and told.code == "waiting" else why, told.section)


def _money(page: Page, seen: ClaimSeen, told: Refusal) -> Now:
    """Money that may be for the claim is not placed, not booked, not matched or not known of."""
    why, slug = refusal(page, told), page.seat.slug
    bank = Button(_("Import the bank’s file"), reverse("import", kwargs={"slug": slug}))
    if told.code in {"to_match", "credit_open"}:
        url = reverse("customers_customer", kwargs={"slug": slug, "debtor_id": seen.debtor_id})
        own, other = _("This is to the customer’s credit."), _("The customer has as much to their credit.")
        return Now(own if told.code == "to_match" else other, why, button=Button(_("Match it"), url))
    if told.code == "unmatched_money":
        url = reverse("payments", kwargs={"slug": slug})
        return Now(_("Money has come in that may be for this."), why, button=Button(_("Place the money"), url))
    if told.until:
        head = _("Money is under way. It is waited for until %(day)s.") % {"day": day(page, told.until)}
        return Now(head, why, button=bank)
    return Now(_("Nothing can be sent now."), why, button=bank)


def _in_case(slug: str, case_id: int) -> Now:
    """The claim is gathered in a case, which may lie with a partner."""
    head = _("In case %(number)s.") % {"number": case_number(case_id)}
    url = reverse("cases_case", kwargs={"slug": slug, "case_id": case_id})
    line = _("What follows is done there, for all its invoices together.")
    if name := case_partners([case_id]).get(case_id):
        line = _("It lies with %(name)s; nothing is sent from here meanwhile.") % {"name": name}
    return Now(head, line, button=Button(_("See the case"), url))


def _over(page: Page, creditor: Creditor, seen: ClaimSeen, why: str) -> Now:
    """The ladder is over: a case may begin, or a person decides."""
    ask = _("What follows is a judgement. Ask a lawyer before a court, and your auditor before a loss is booked.")
    if may_join(seen.claim, creditor, page.on):
        return Now(_("A person decides what follows."), why, ask=ask)
    url = f"{reverse('cases_new', kwargs={'slug': page.seat.slug})}?claim={seen.id}"
    return Now(_("It can become a case."), why, ask=ask, button=Button(_("Start case"), url))


def _held(page: Page, seen: ClaimSeen, holds: list[HoldSeen]) -> Now | None:
    """The stop in force, and its lifting."""
    hold = next((each for each in holds if each.in_force(page.on)), None)
    if hold is None:
        return None
    reason = {"reason": inside(hold.reason)}
    until = _("until %(day)s") % {"day": day(page, hold.until_on)} if hold.until_on else _("until it is lifted")
    ask = _("Whether an objection holds is a judgement. Answer it first; ask a lawyer where much is at stake.")
    url = reverse("invoices_lift", kwargs={"slug": page.seat.slug, "claim_id": seen.id, "hold_id": hold.id})
    since = _("Since %(day)s, %(until)s.") % {"day": day(page, hold.from_on), "until": until}
    if hold.until_on and hold.until_on <= page.on:
        since = _("Its end came on %(day)s; look whether it may go on.") % {"day": day(page, hold.until_on)}
    line = f"{since} {hold.note}".strip()
    button = Button(_("Let it go on"), url, ())
    return Now(_("Stopped: %(reason)s.") % reason, line, ask=ask if hold.reason == "objection" else "", button=button)


def _take(page: Page, seen: ClaimSeen, step: str) -> Button:
    url = reverse("invoices_claim_step", kwargs={"slug": page.seat.slug, "claim_id": seen.id})
    return Button(_("Make %(step)s") % {"step": inside(step)}, url, (("step", step),))


def _letter(decision: Decision, claim_id: int) -> PlannedLetter | None:
    return next((letter for letter in decision.letters if any(item.claim.id == claim_id for item in letter.taken)), None)
