"""Every column that bears something personal of a customer, and how it is erased.

A row is found by what leads from it to the customer, or, where nothing does, by the customer's own words in it. The database
lets a registered column of a fact change to its sign, and nothing else of a fact.
"""

from collections.abc import Iterator
from typing import NamedTuple

from krav.store import models as rows
from krav.store.erasing import MEMBERS
from krav.store.models import FACTS
from krav.store.scope import Owned

SIGN, NOTHING, OBJECT, LIST = "[erased]", "", "{}", "[]"
"""What stands where something was: a word where one is needed, nothing where nothing may stand, empty JSON."""

FREE = frozenset({"note", "reason", "why", "answers", "words", "comment", "text", "address", "name", "reference"})
"""The members of a journal's line that hold words of people."""


class Personal(NamedTuple):
    """A table's personal columns, each with its sign. `of` leads to the customer; empty: found by the customer's words."""

    model: type[Owned]
    of: str
    columns: dict[str, str]

    @property
    def table(self) -> str:
        """The table's name in the database."""
        return self.model._meta.db_table

    @property
    def is_fact(self) -> bool:
        """Whether the database guards it."""
        return self.model in FACTS


_PAYER = {"references": LIST, "texts": LIST, "payer_name": NOTHING, "payer_account": NOTHING}
REGISTRY = (
    Personal(rows.Debtor, "pk", {
        "name": SIGN, "company_number": NOTHING, "sealed_number": NOTHING, "street": NOTHING, "postcode": NOTHING,
        "city": NOTHING, "attention": NOTHING, "email": NOTHING, "phone": NOTHING,
    }),
    Personal(rows.ClaimState, "debtor_id", {"customer": SIGN}),
    Personal(rows.CaseState, "debtor_id", {"customer": SIGN}),
    Personal(rows.Claim, "debtor_id", {"description": NOTHING}),
    Personal(rows.Hold, "claim__debtor_id", {"note": NOTHING}),
    Personal(rows.Note, "claim__debtor_id", {"text": SIGN}),
    Personal(rows.SentElsewhere, "claim__debtor_id", {"address": NOTHING}),
    Personal(rows.BooksItem, "claim__debtor_id", {"why": NOTHING}),
    Personal(rows.Voucher, "claim__debtor_id", {"text": SIGN}),
    Personal(rows.Attachment, "claim__debtor_id", {"name": SIGN}),
    Personal(rows.Attachment, "case__debtor_id", {"name": SIGN}),
    Personal(rows.Withdrawal, "letter__debtor_id", {"reason": SIGN}),
    Personal(rows.Returned, "letter__debtor_id", {"reason": SIGN}),
    Personal(rows.Outbox, "letter__debtor_id", {"problem": NOTHING}),
    Personal(rows.Dispatch, "letter__debtor_id", {"address": SIGN}),
    Personal(rows.Receipt, "letter__debtor_id", {"words": NOTHING}),
    Personal(rows.CaseEvent, "case__debtor_id", {"data": MEMBERS}),
    Personal(rows.HandOver, "case__debtor_id", {
        "file": OBJECT, "quote": OBJECT, "words": NOTHING, "problem": NOTHING,
    }),
    Personal(rows.PartnerWord, "hand_over__case__debtor_id", {"data": OBJECT, "problem": NOTHING}),
    Personal(rows.PartnerNews, "hand_over__case__debtor_id", {"words": NOTHING, "data": OBJECT, "refused": NOTHING}),
    Personal(rows.DebtorWord, "debtor_id", {"text": NOTHING, "data": OBJECT, "reach": NOTHING}),
    Personal(rows.DebtorAnswer, "word__debtor_id", {"text": NOTHING}),
    Personal(rows.InterestOrder, "debtor_id", {"comment": NOTHING}),
    Personal(rows.InterestInvoice, "debtor_id", {"comment": NOTHING}),
    Personal(rows.InterestCredit, "invoice__debtor_id", {"reason": SIGN}),
    Personal(rows.Payment, "payment", _PAYER | {"payer_number": NOTHING}),
    Personal(rows.PaidBack, "payment", {"note": NOTHING}),
    Personal(rows.PendingPayment, "", _PAYER),
    Personal(rows.Audit, "", {"data": MEMBERS}),
    Personal(rows.BooksPosted, "", {"text": SIGN, "problem": NOTHING}),
    Personal(rows.CaseDraft, "", {"data": OBJECT}),
    Personal(rows.Connection, "", {"problem": NOTHING}),
    Personal(rows.Delivery, "", {"body": OBJECT, "answered": NOTHING}),
    Personal(rows.ImportReport, "", {"data": OBJECT}),
    Personal(rows.ImportedFile, "", {"name": SIGN}),
    Personal(rows.OperatorLook, "", {"what": SIGN}),
    Personal(rows.RunPhase, "", {"said": OBJECT, "problem": NOTHING}),
    Personal(rows.Settlement, "", {"data": OBJECT, "differences": LIST}),
    Personal(rows.SettlementLook, "", {"note": NOTHING}),
    Personal(rows.Upload, "", {"name": SIGN, "said": OBJECT}),
)  # fmt: skip
"""The registry. A payment is the customer's when nothing of it went to another."""

_BY_NAME = {
    "a code that Krav writes": (
        "action", "aim", "answer", "channel", "charge", "code", "currency", "fact", "format", "how", "kind", "label",
        "next_step", "origin", "partner", "phase", "stage", "standing", "state", "status", "step", "system", "silence",
        "weekly_step", "blocked", "unit", "book",
    ),
    "who of the company, of Krav or of a partner did it": (
        "actor", "by", "told_by", "made_by", "placed_by", "lifted_by", "written_by", "ordered_by", "paused_by", "who",
        "manager", "to", "weekly_to", "dry_run_to", "seen",
    ),
    "a hash, a key or a mark of Krav's or a bank's": (
        "sha256", "hash", "before", "key", "bank_entry", "match_key", "proof", "place", "cursor", "cursors", "event", "item",
    ),
    "the company's own way of sorting its books": ("department", "project", "journal"),
    "what the company connects with": (
        "rights", "secret", "places", "checked", "url", "kinds", "company", "client_number", "prices",
    ),
    "a bookkeeping number: an invoice, letter, case or voucher keeps its own": ("number", "reference"),
    "accounts and amounts of the books": ("lines", "shares", "rate"),
}  # fmt: skip
_ONE_BY_ONE = {
    "agreement.name": "the agency's name",
    "agreement.problem": "why an agency could not be asked",
    "books_posted.name": "Krav's own name of a voucher",
    "carrier.problem": "why a carrier could not be asked",
    "connection.name": "the company's name in its accounting system",
    "debtor.country": "a country alone points at nobody",
    "debtor.language": "a language alone points at nobody",
    "debtor_word.claims": "ids of claims",
    "erased_file.path": "folders and names that Krav makes, of hashes and numbers",
    "erasure.kinds": "counts by table",
    "erasure.section": "a section of a law",
    "hold.reason": "a code that Krav writes",
    "matched.reason": "a code that Krav writes",
    "schedule.time_zone": "the company's time zone",
    "turn.held_by": "a worker's name",
    "turn.pauses": "moments by duty",
    "weekly_answer.refused": "a code that Krav writes",
}


def nothing_personal(table: str, column: str) -> str:
    """Why a column bears nothing personal; empty where nobody has said so."""
    if told := _ONE_BY_ONE.get(f"{table}.{column}"):
        return told
    return next((why for why, names in _BY_NAME.items() if column in names), "")


def signs() -> Iterator[tuple[str, dict[str, str]]]:
    """The guarded tables with personal columns, and the sign of each column."""
    merged: dict[str, dict[str, str]] = {}
    for each in REGISTRY:
        if each.is_fact:
            merged[each.table] = merged.get(each.table, {}) | each.columns
    yield from sorted(merged.items())
