"""What each kind of task is called, what it says, and what its button says."""

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from krav.countries import step_name
from krav.store.queries.needs import Need
from krav.web.figures import count, longday, reader
from krav.wire.accounting.systems import systems


class Words(NamedTuple):
    """The words of one task; `acts` is whether its button leads to something that a guest may not do."""

    kind: str
    what: str
    detail: str
    button: str
    acts: bool = True


def words(need: Need) -> Words:
    """The words of a task."""
    facts = {
        "num": count(need.count, reader()),
        "who": need.who,
        "what": need.what,
        "day": longday(need.on) if need.on else "",
        "step": step_name(need.step, reader()) if need.step else "",
    }
    said = _SAID[need.kind](need)
    what, detail = (Markup(each) % facts for each in (said.what, said.detail))  # noqa: S704 our own words; facts are escaped
    return said._replace(what=what, detail=detail)


def _approve(need: Need) -> Words:
    what = ngettext("%(step)s: %(num)s invoice waits for a yes", "%(step)s: %(num)s invoices wait for a yes", need.count)
    return Words(_("Approve"), what, _("Without a yes they wait"), _("See letters"), acts=False)


def _objection(need: Need) -> Words:
    if need.count > 1:
        return Words(
            _("Objection"), _("%(num)s customers object"), _("Stopped at once; each waits for an answer"), _("See invoices")
        )
    return Words(
        _("Objection"), _("%(who)s objects"), _("Invoice %(what)s · stopped at once, on %(day)s"), _("Read and answer")
    )


def _call(need: Need) -> Words:
    if need.count > 1:
        what = _("%(num)s customers are to be called first")
        return Words(_("Call"), what, _("Nothing is sent about them until then"), _("See invoices"))
    detail = _("Invoice %(what)s · nothing is sent until somebody has called and lifts the stop")
    return Words(_("Call"), _("%(who)s is to be called first"), detail, _("Call"))


def _returned(need: Need) -> Words:
    if need.count > 1:
        return Words(
            _("Bounced"),
            _("%(num)s letters came back"),
            _("Their deadlines do not count; find new addresses"),
            _("See invoices"),
        )
    detail = _("Invoice %(what)s · its deadline does not count; find a new address")
    return Words(_("Bounced"), _("Letter to %(who)s came back"), detail, _("Find address"))


def _correction(need: Need) -> Words:
    if need.count > 1:
        what = _("%(num)s invoices were asked for with a wrong sum")
        return Words(_("To correct"), what, _("Nothing more is sent until each is put right"), _("See corrections"))
    detail = _("Invoice %(what)s · what came to light later changes it; nothing more is sent until it is put right")
    return Words(_("To correct"), _("%(who)s was asked for a wrong sum"), detail, _("Put it right"))


def _barred(need: Need) -> Words:
    if need.count > 1:
        what = _("%(num)s invoices are time-barred after %(day)s and the days that follow")
        return Words(_("Limitation"), what, _("No letter interrupts that by itself"), _("See what would"))
    what = _("What %(who)s owes is time-barred after %(day)s")
    return Words(_("Limitation"), what, _("Invoice %(what)s · no letter interrupts that by itself"), _("See what would"))


def _lapsed(need: Need) -> Words:
    if need.count > 1:
        what, detail = _("%(num)s stops have come to their end"), _("Nothing goes on before somebody has looked")
        return Words(_("Look again"), what, detail, _("See invoices"))
    detail = _("Invoice %(what)s · it ended on %(day)s; nothing goes on before somebody has looked")
    return Words(_("Look again"), _("%(who)s: %(step)s"), detail, _("Decide"))


def _failed(need: Need) -> Words:
    if need.count > 1:
        detail = _("Nothing more is sent about them until somebody has looked")
        return Words(_("Stopped"), _("%(num)s letters could not be sent"), detail, _("See invoices"))
    detail = _("Invoice %(what)s · nothing more is sent until somebody has looked")
    return Words(_("Stopped"), _("Letter to %(who)s could not be sent"), detail, _("See why"), acts=False)


def _ambiguous(need: Need) -> Words:
    if need.count > 1:
        return Words(
            _("Stopped"), _("%(num)s letters may have left, or not"), _("Look them up at the mail server"), _("See invoices")
        )
    detail = _("Invoice %(what)s · look it up at the mail server; it is never sent twice")
    return Words(_("Stopped"), _("Letter to %(who)s may have left, or not"), detail, _("Look it up"))


def _promise(need: Need) -> Words:
    if need.count > 1:
        return Words(
            _("Promise broken"),
            _("%(num)s promises to pay were not kept"),
            _("The days have passed without money"),
            _("See invoices"),
        )
    return Words(
        _("Promise broken"), _("%(who)s promised money by %(day)s"), _("Invoice %(what)s · none has come since"), _("Decide")
    )


def _plan(need: Need) -> Words:
    if need.count > 1:
        what = _("%(num)s plans for payment by instalments were not kept")
        return Words(_("Plan not kept"), what, _("Nothing more is sent until somebody has looked"), _("See cases"))
    detail = _("Case %(what)s · an instalment has not come; nothing is sent until somebody has looked")
    return Words(_("Plan not kept"), _("%(who)s has not kept the plan"), detail, _("Look at it"))


def _case(need: Need) -> Words:
    if need.count > 1:
        what = _("%(num)s cases can be taken further")
        return Words(_("Case"), what, _("The time given in their last letters has passed"), _("See cases"))
    detail = _("Case %(what)s · the time given in its last letter has passed")
    return Words(_("Case"), _("%(who)s: %(step)s can be made"), detail, _("Take it further"))


def _stale(need: Need) -> Words:
    what = _("News of money end on %(day)s") if need.on else _("No news of money yet")
    held = ngettext(
        "%(num)s letter is held back until they are fresh", "%(num)s letters are held back until they are fresh", need.count
    )
    return Words(_("Stale ledger"), what, held, _("Import file"))


def _stale_ledger(need: Need) -> Words:
    what = _("The ledger ends on %(day)s") if need.on else _("No whole ledger yet")
    held = ngettext(
        "%(num)s letter is held back until it is fresh", "%(num)s letters are held back until it is fresh", need.count
    )
    return Words(_("Stale ledger"), what, held, _("Import file"))


def _in_transit(need: Need) -> Words:
    what = ngettext("Money under way was not booked", "%(num)s payments under way were not booked", need.count)
    return Words(_("Unmatched"), what, _("Told of %(day)s · nothing waits for it any more; ask the bank"), _("Import file"))


def _loose(need: Need) -> Words:
    if need.count > 1:
        return Words(
            _("Unmatched"), _("%(num)s payments have no invoice"), _("Letters about what they may be for wait"), _("Match")
        )
    if need.money is not None and need.money.minor < 0:
        detail = _("%(day)s · say which invoice it opens again")
        return Words(_("Unmatched"), _("The bank took money back"), detail, _("Match"))
    what = _("Payment from “%(who)s” has no invoice") if need.who else _("Payment without a name has no invoice")
    return Words(_("Unmatched"), what, _("Came on %(day)s"), _("Match"))


def _to_match(need: Need) -> Words:
    if need.count > 1:
        detail = _("Match them with what the customers owe")
        return Words(_("To match"), _("%(num)s items are to the customers’ credit"), detail, _("See items"))
    return Words(
        _("To match"), _("%(who)s has something to their credit"), _("%(what)s · match it with what is open"), _("Match")
    )


def _ended(need: Need) -> Words:
    if need.count > 1:
        what = _("%(num)s invoices passed their last deadline")
        return Words(_("Notice expired"), what, _("Every step of the policy is taken; a case can begin"), _("See invoices"))
    what = _("%(who)s: the last deadline passed on %(day)s")
    detail = _("Invoice %(what)s · every step of the policy is taken; a case can begin")
    return Words(_("Notice expired"), what, detail, _("See invoice"))


def _costs(need: Need) -> Words:
    if need.count > 1:
        return Words(
            _("Costs left"),
            _("%(num)s invoices are paid but for their costs"),
            _("Ask for them, or let them go"),
            _("See invoices"),
        )
    return Words(
        _("Costs left"),
        _("%(who)s has paid all but the costs"),
        _("Invoice %(what)s · ask for them, or let them go"),
        _("Decide"),
    )


def _rate(need: Need) -> Words:
    if need.count > 1:
        return Words(
            _("Rate missing"),
            _("%(num)s invoices cannot be reckoned"),
            _("No rate is known for their days"),
            _("See invoices"),
            acts=False,
        )
    return Words(
        _("Rate missing"),
        _("The debt of %(who)s cannot be reckoned"),
        _("Invoice %(what)s · no rate is known for its days"),
        _("See why"),
        acts=False,
    )


def _texts(_need: Need) -> Words:
    detail = _("Somebody of the company reads and approves them before a letter leaves by e-mail")
    return Words(_("Texts"), _("The letter texts are drafts"), detail, _("Read the texts"))


def _refused(_need: Need) -> Words:
    return Words(_("Upload"), _("“%(who)s” was refused"), _("Nothing of it was taken in"), _("See why"), acts=False)


def _uploaded(need: Need) -> Words:
    detail = ngettext("%(num)s row was understood", "%(num)s rows were understood", need.count)
    return Words(_("Upload"), _("“%(who)s” waits to be taken in"), detail, _("Look at it"), acts=False)


def _quarantine(_need: Need) -> Words:
    detail = _("Read for the first time; nothing is asked of anybody before somebody has looked")
    return Words(_("Books"), _("See what %(who)s brought, and let it go on"), detail, _("See what waits"))


def _lost(need: Need) -> Words:
    system = systems().get(need.what)
    head = _("The connection to %(system)s is lost") % {"system": system.name if system else ""}
    detail = _("Nothing is read or posted before an administrator connects it again")
    return Words(_("Books"), head, detail, _("See why"), acts=False)


def _unposted(need: Need) -> Words:
    what = ngettext(
        "The accounting system refused %(num)s voucher", "The accounting system refused %(num)s vouchers", need.count
    )
    return Words(_("Books"), what, _("Mend what it names, and post it again"), _("See why"), acts=False)


def _word(need: Need) -> Words:
    """What a debtor said on its own page; the words of one and of many."""
    one, many, detail = {
        "objection": (_("%(who)s objects"), _("%(num)s customers object"), _("Stopped at once")),
        "plan": (_("%(who)s asks for instalments"), _("%(num)s customers ask for instalments"), _("Wait for an answer")),
        "date": (_("%(who)s proposes a day"), _("%(num)s customers propose a day"), _("Wait for an answer")),
        "paid": (_("%(who)s says it is paid"), _("%(num)s customers say it is paid"), _("The bank has its days")),
        "message": (_("%(who)s wrote"), _("%(num)s customers wrote"), _("Wait for an answer")),
    }.get(need.step, (_("%(who)s wrote"), _("%(num)s customers wrote"), _("Wait for an answer")))
    if need.count > 1:
        return Words(_("From customers"), many, detail, _("Read and answer"))
    return Words(_("From customers"), one, detail + " · " + _("on the own page, on %(day)s"), _("Read and answer"))


def _credits(need: Need) -> Words:
    said = {
        "case": ngettext("Credits for %(num)s case are left", "Credits for %(num)s cases are left", need.count),
        "letter": ngettext("Credits for %(num)s letter are left", "Credits for %(num)s letters are left", need.count),
        "sms": ngettext("Credits for %(num)s SMS are left", "Credits for %(num)s SMS are left", need.count),
        "email": ngettext("Credits for %(num)s e-mail are left", "Credits for %(num)s e-mails are left", need.count),
    }
    detail = _("What there is no credit for waits, and is not sent")
    return Words(_("Credits"), said.get(need.what, ""), detail, _("Buy credits"))


def _refused_there(need: Need) -> Words:
    if need.count > 1:
        what = _("A partner did not take %(num)s cases")
        return Words(_("Partner"), what, _("They are in your own hands again"), _("See cases"), acts=False)
    detail = _("Case %(what)s · it is in your own hands again; the case says why")
    return Words(_("Partner"), _("The partner did not take the case of %(who)s"), detail, _("See why"), acts=False)


def _unsure(need: Need) -> Words:
    if need.count > 1:
        detail = _("The partner is asked again and again; write to it or call")
        return Words(_("Partner"), _("%(num)s cases may be with a partner, or not"), detail, _("See cases"))
    detail = _("Case %(what)s · the partner is asked again and again; write to it or call")
    return Words(_("Partner"), _("The case of %(who)s may be with the partner, or not"), detail, _("Look it up"))


def _asks_for_more(need: Need) -> Words:
    if need.count > 1:
        what, detail = _("A partner needs more about %(num)s cases"), _("Its own words say what")
        return Words(_("Partner"), what, detail, _("See cases"))
    detail = _("Case %(what)s · its own words say what")
    return Words(_("Partner"), _("The partner needs more about %(who)s"), detail, _("Answer it"))


def _partner_lost(_need: Need) -> Words:
    detail = _("Nothing goes there and no news come before an administrator connects it again")
    return Words(_("Partner"), _("The connection to %(who)s is lost"), detail, _("See why"), acts=False)


def _partner_news(need: Need) -> Words:
    what = ngettext(
        "%(num)s thing that %(who)s told could not be acted upon",
        "%(num)s things that %(who)s told could not be acted upon",
        need.count,
    )
    return Words(_("Partner"), what, _("Nothing was booked of it; it says why"), _("See what"), acts=False)


def _partner_untold(need: Need) -> Words:
    what = ngettext(
        "%(who)s would not have %(num)s thing it was told", "%(who)s would not have %(num)s things it was told", need.count
    )
    return Words(_("Partner"), what, _("Mend what it names, and tell it again"), _("See what"), acts=False)


def _settlement(need: Need) -> Words:
    what = ngettext(
        "%(num)s settlement of %(who)s does not agree", "%(num)s settlements of %(who)s do not agree", need.count
    )
    return Words(_("Partner"), what, _("It is posted when somebody has looked"), _("Look at it"))


def _no_credit(need: Need) -> Words:
    what = ngettext(
        "%(num)s letter waits: no credits are left", "%(num)s letters wait: no credits are left", need.count
    )
    detail = _("They leave by themselves once there are some; tomorrow each is decided anew")
    return Words(_("Credits"), what, detail, _("Buy credits"))


def _to_post(need: Need) -> Words:
    what = ngettext(
        "%(num)s printed letter is not ticked off", "%(num)s printed letters are not ticked off", need.count
    )
    return Words(_("Post"), what, _("Printed on %(day)s; tick off what was posted"), _("See them"))


_SAID = {
    "no_credit": _no_credit,
    "to_post": _to_post,
    "partner_asks": _asks_for_more,
    "partner_lost": _partner_lost,
    "partner_news": _partner_news,
    "partner_refused": _refused_there,
    "partner_unsure": _unsure,
    "partner_untold": _partner_untold,
    "settlement": _settlement,
    "credits_low": _credits,
    "debtor_word": _word,
    "quarantine": _quarantine,
    "books_lost": _lost,
    "books_refused": _unposted,
    "approve": _approve,
    "objection": _objection,
    "call": _call,
    "letter_returned": _returned,
    "correction": _correction,
    "barred_soon": _barred,
    "hold_lapsed": _lapsed,
    "letter_failed": _failed,
    "letter_ambiguous": _ambiguous,
    "case_ready": _case,
    "promise": _promise,
    "plan_missed": _plan,
    "stale": _stale,
    "stale_ledger": _stale_ledger,
    "loose": _loose,
    "in_transit": _in_transit,
    "to_match": _to_match,
    "ladder_ended": _ended,
    "only_costs_left": _costs,
    "not_in_force": _rate,
    "texts": _texts,
    "refused": _refused,
    "uploaded": _uploaded,
}
