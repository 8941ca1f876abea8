"""What each role may do, in words: the rows of the matrix, each standing for the actions of actions/rights.py."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from krav.actions.rights import NEEDS
from krav.kernel.role import Role

RIGHTS: dict[Promise | str, tuple[str, ...]] = {
    _("Import ledgers and bank files"): ("upload", "import"),
    _("Make, approve, send and undo letters"): ("take_step", "send_letters", "undo_letters"),
    _("Run the day and settle what was interrupted"): ("day", "rebuild", "lease_letters", "settle_interrupted"),
    _("Hold a claim and let it go on, write notes"): ("place_hold", "lift_hold", "note"),
    _("Register, place and take back payments"): (
        "register_payment",
        "place_payment",
        "unplace_payment",
        "take_back_payment",
    ),
    _("Match a customer’s entries, credit claims"): ("match_items", "unmatch_items", "credit_claim"),
    _("Order, issue, drop and credit interest invoices"): (
        "order_interest",
        "issue_interest",
        "drop_interest",
        "credit_interest",
    ),
    _("Correct a customer’s details"): ("change_debtor",),
    _("Change the company’s details, bank and references"): ("open_account", "change_account"),
    _("Set the policy: steps, days, fees, who approves"): ("change_policy",),
    _("Invite people, give roles, remove people"): (
        "invite",
        "withdraw_invitation",
        "seat_person",
        "change_role",
        "remove_person",
    ),
    _("Make and revoke keys for programs"): ("make_token", "revoke_token"),
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
