"""What each role may do, in words: the rows of the matrix, each standing for the actions of actions/rights.py."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from krav.actions.rights import NEEDS
from krav.kernel.role import Role

RIGHTS: dict[Promise | str, tuple[str, ...]] = {
    _("Import ledgers and bank files"): ("upload", "import", "cancel_import"),
    _("Read the accounting system, see what waits, post vouchers there"): ("sync", "let_go_on", "post_vouchers"),
    _("Make, approve, send and undo letters"): ("take_step", "send_letters", "undo_letters"),
    _("Run the day and settle what was interrupted"): (
        "day",
        "rebuild",
        "lease_letters",
        "settle_interrupted",
        "take_receipts",
    ),
    _("Pause what runs by itself, and let it go on"): ("pause", "go_on"),
    _("Print letters, tell that they are posted, have them posted"): ("print_letters", "tell_posted", "post_by_partner"),
    _("Hold a claim and let it go on, write notes"): ("place_hold", "lift_hold", "note"),
    _("Register, place and take back payments, pay loose money back"): (
        "register_payment",
        "place_payment",
        "unplace_payment",
        "take_back_payment",
        "pay_back",
        "not_paid_back",
    ),
    _("Match a customer’s entries, credit claims"): ("match_items", "unmatch_items", "credit_claim"),
    _("Tell what interrupts limitation, give up what is time-barred"): ("acknowledge", "received", "waive_barred"),
    _("Write claims off in the books, and take that back"): ("write_off", "undo_write_off"),
    _("Begin cases, send their letters, withdraw, close and open them again"): (
        "open_case",
        "join_case",
        "take_case_step",
        "withdraw_case",
        "close_case",
        "reopen_case",
    ),
    _("Hand cases to a collection partner, take them back, tell it of them"): (
        "hand_over",
        "recall_case",
        "tell_partner",
        "follow_partner",
    ),
    _("Read what partners tell, look at their settlements"): ("read_partner", "look_at_settlement"),
    _("Make agreements with collection partners, change and end them"): ("agree_partner",),
    _("Order, issue, drop and credit interest invoices"): (
        "order_interest",
        "issue_interest",
        "drop_interest",
        "credit_interest",
    ),
    _("Agree on payment by instalments, end a plan, look at one that was not kept"): (
        "agree_plan",
        "end_plan",
        "review_plan",
    ),
    _("Buy credits, say when to be told that they run out"): ("order_credits",),
    _("Correct a customer’s details"): ("change_debtor",),
    _("Hand out what is kept of a customer"): ("export_customer",),
    _("Erase what is known of a customer, say when that goes by itself"): ("erase_customer", "change_keeping"),
    _("Answer what customers say on their own page, end its links"): ("hear_debtor", "answer_debtor", "end_debtor_codes"),
    _("Tell of invoices made elsewhere, start their case, add papers"): (
        "tell_draft",
        "forget_draft",
        "start_elsewhere",
        "attach",
    ),
    _("Tell of a letter that came back, of a bankruptcy, a death or a wrong address"): ("letter_returned", "report_trouble"),
    _("Say whether a letter left of which it is not known"): ("look_up_letter",),
    _("Put right what letters asked for"): ("correct",),
    _("File cases with a court, tell how it ended"): ("file_case", "end_filing", "rule"),
    _("Mail the weekly list, and answer it"): ("make_weekly", "mail_weekly", "answer_weekly", "close_weekly"),
    _("Set the weekly list"): ("set_weekly",),
    _("Change the company’s details, bank and references"): ("open_account", "change_account"),
    _("Connect the accounting system, choose what is fetched, disconnect it"): ("connect_books",),
    _("Connect what carries letters, look at it, try it, end it"): (
        "connect_carrier",
        "check_carrier",
        "change_carrier",
        "try_carrier",
        "end_carrier",
    ),
    _("Set the policy: steps, days, fees, who approves"): ("change_policy",),
    _("Choose who is mailed what the next day would do"): ("change_dry_run",),
    _("Invite people, give roles, remove people"): (
        "invite",
        "withdraw_invitation",
        "seat_person",
        "change_role",
        "remove_person",
    ),
    _("Ask everybody for a second step at log-in"): ("ask_second_step",),
    _("Let a bookkeeping firm look after the account, choose who pays, let it go"): (
        "add_client",
        "change_client",
        "end_client",
        "give_firm_seat",
        "end_firm_seat",
    ),
    _("Let whoever runs this Krav look at the account for a while"): ("grant_look", "end_look"),
    _("Order a part of Krav, and have it answered"): ("order_module", "answer_module"),
    _("Make and revoke keys for programs"): ("make_token", "revoke_token"),
    _("Tell programs of what happens: webhooks, their secrets, sending again"): (
        "add_webhook",
        "end_webhook",
        "renew_secret",
        "send_again",
        "deliver",
    ),
}
"""Every action of an account that somebody does who has a place on it."""


class Line(NamedTuple):
    """One row: what is done, and who may, lowest role first."""

    words: Promise | str
    may: tuple[bool, ...]


def matrix() -> list[Line]:
    """What each role may do; seeing comes first, since it is what every role may."""
    see = Line(_("See invoices, customers, letters, payments and every reckoning"), tuple(True for _role in Role))
    return [see, *(Line(words, _may(actions)) for words, actions in RIGHTS.items())]


def _may(actions: tuple[str, ...]) -> tuple[bool, ...]:
    return tuple(all(role >= NEEDS[action] for action in actions) for role in Role)
