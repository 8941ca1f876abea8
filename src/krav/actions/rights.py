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
    "answer_debtor",
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
    "end_debtor_codes",
    "end_filing",
    "end_plan",
    "export_customer",
    "file_case",
    "follow_partner",
    "forget_draft",
    "go_on",
    "hand_over",
    "hear_debtor",
    "import",
    "issue_interest",
    "join_case",
    "lease_letters",
    "let_go_on",
    "letter_returned",
    "lift_hold",
    "look_at_settlement",
    "look_up_letter",
    "mail_weekly",
    "make_weekly",
    "match_items",
    "not_paid_back",
    "note",
    "open_case",
    "order_credits",
    "order_interest",
    "pause",
    "pay_back",
    "place_hold",
    "place_payment",
    "post_by_partner",
    "post_vouchers",
    "print_letters",
    "read_partner",
    "rebuild",
    "recall_case",
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
    "take_receipts",
    "take_step",
    "tell_draft",
    "tell_partner",
    "tell_posted",
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
    "add_client",
    "add_webhook",
    "agree_partner",
    "answer_module",
    "ask_second_step",
    "change_account",
    "change_carrier",
    "change_client",
    "change_dry_run",
    "change_keeping",
    "change_policy",
    "change_role",
    "check_carrier",
    "connect_books",
    "connect_carrier",
    "deliver",
    "end_carrier",
    "end_client",
    "end_firm_seat",
    "end_look",
    "end_webhook",
    "erase_customer",
    "give_firm_seat",
    "grant_credits",
    "grant_look",
    "invite",
    "make_token",
    "open_account",
    "order_module",
    "remove_person",
    "renew_secret",
    "revoke_token",
    "seat_person",
    "send_again",
    "set_weekly",
    "try_carrier",
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
