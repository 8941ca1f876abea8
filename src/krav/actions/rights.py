"""Which role each action needs (B15): a guest sees, a caseworker acts and buys, an administrator changes the set-up."""

from krav.kernel.refusal import KravError
from krav.kernel.role import Role

_GUEST = (
    "decline_invitation",
    "join",
)
_CASEWORKER = (
    "acknowledge",
    "agree_plan",
    "answer_weekly",
    "attach",
    "cancel_import",
    "change_debtor",
    "close_case",
    "close_weekly",
    "correct",
    "credit_claim",
    "credit_interest",
    "day",
    "drop_interest",
    "end_filing",
    "end_plan",
    "file_case",
    "forget_draft",
    "go_on",
    "import",
    "issue_interest",
    "join_case",
    "lease_letters",
    "let_go_on",
    "letter_returned",
    "lift_hold",
    "mail_weekly",
    "make_weekly",
    "match_items",
    "not_paid_back",
    "note",
    "open_case",
    "order_interest",
    "pause",
    "pay_back",
    "place_hold",
    "place_payment",
    "post_vouchers",
    "rebuild",
    "received",
    "register_payment",
    "reopen_case",
    "report_trouble",
    "review_plan",
    "rule",
    "send_letters",
    "settle_interrupted",
    "start_elsewhere",
    "sync",
    "take_back_payment",
    "take_case_step",
    "take_step",
    "tell_draft",
    "undo_letters",
    "undo_write_off",
    "unmatch_items",
    "unplace_payment",
    "upload",
    "waive_barred",
    "withdraw_case",
    "write_off",
)
_ADMINISTRATOR = (
    "add_webhook",
    "change_account",
    "change_dry_run",
    "change_policy",
    "change_role",
    "connect_books",
    "deliver",
    "end_webhook",
    "invite",
    "make_token",
    "open_account",
    "remove_person",
    "renew_secret",
    "seat_person",
    "set_weekly",
    "send_again",
    "revoke_token",
    "withdraw_invitation",
)
NEEDS = {
    **dict.fromkeys(_GUEST, Role.GUEST),
    **dict.fromkeys(_CASEWORKER, Role.CASEWORKER),
    **dict.fromkeys(_ADMINISTRATOR, Role.ADMINISTRATOR),
}
"""The least role by the name of the action; an action that is not named here can be done by nobody."""


class Forbidden(KravError):
    """Somebody tried what their role does not allow; `needed` is the role that may."""

    def __init__(self, action: str, needed: Role) -> None:
        phrase = "This needs the role {role} ({action}); an administrator of the account can give it."
        super().__init__(phrase, {"role": needed.key, "action": action})
        self.needed = needed


def check_right(role: Role, action: str) -> None:
    """Refuses what the role may not do.

    Raises:
        Forbidden: the role is too low.
    """
    if role < NEEDS[action]:
        raise Forbidden(action, NEEDS[action])
