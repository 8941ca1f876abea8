"""Claims and their facts. Claims, entries, holds and their lifting are inserted and never changed."""

from django.db import models

from krav.store.models.letters import Letter
from krav.store.models.parties import Debtor
from krav.store.models.payments import ImportedFile, Payment
from krav.store.scope import Owned


class Claim(Owned):
    """One open item: an invoice, or what lowers the others once it is matched (`kind` credit or payment, below zero).

    `match_key` is what any spelling of its payment reference has in common. An item of kind interest bears no interest.
    """

    kind = models.CharField(max_length=8, db_default="invoice")
    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT)
    number = models.CharField(max_length=40)
    description = models.CharField(max_length=200, blank=True)
    issued_on = models.DateField()
    due_on = models.DateField()
    due_agreed = models.BooleanField()
    fee_agreed = models.BooleanField()
    currency = models.CharField(max_length=3)
    reference = models.CharField(max_length=40)
    match_key = models.CharField(max_length=40)
    file = models.ForeignKey(ImportedFile, on_delete=models.PROTECT, null=True)

    class Meta(Owned.Meta):
        db_table = "claim"
        constraints = [models.UniqueConstraint("account", "number", name="claim_number_once")]
        indexes = [models.Index("account", "match_key", name="claim_by_reference")]


class Entry(Owned):
    """One fact of a claim's ledger; `amount` is signed minor units of the claim's currency.

    `on` is the day it takes effect, `booked_on` the day it became known. `book` is the version of the rule
    book that made it.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT)
    kind = models.CharField(max_length=12)
    amount = models.BigIntegerField()
    on = models.DateField()
    booked_on = models.DateField()
    aim = models.CharField(max_length=12, blank=True)
    label = models.CharField(max_length=40, blank=True)
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, null=True)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True)
    book = models.CharField(max_length=12, blank=True)

    class Meta(Owned.Meta):
        db_table = "entry"
        indexes = [models.Index("account", "on", name="paid_by_day", condition=models.Q(kind="payment"))]


class LetterClaim(Owned):
    """A claim in a letter. A step is taken once a claim; a withdrawn letter lets `attempt` rise by one."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, db_index=False)
    step = models.CharField(max_length=40)
    attempt = models.SmallIntegerField(default=1)

    class Meta(Owned.Meta):
        db_table = "letter_claim"
        constraints = [models.UniqueConstraint("account", "claim", "step", "attempt", name="step_once_a_claim")]


class Hold(Owned):
    """A stop on a claim: an objection, a plan, a promise."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT)
    reason = models.CharField(max_length=40)
    note = models.CharField(max_length=400, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    placed_by = models.CharField(max_length=254)

    class Meta(Owned.Meta):
        db_table = "hold"
        indexes = [models.Index("account", "reason", name="hold_by_reason")]


class HoldLift(Owned):
    """The lifting of a hold from a day on."""

    hold = models.OneToOneField(Hold, on_delete=models.PROTECT)
    on = models.DateField()
    lifted_by = models.CharField(max_length=254)

    class Meta(Owned.Meta):
        db_table = "hold_lift"


class Note(Owned):
    """What somebody wrote about a claim; the newest stands in lists."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT)
    text = models.CharField(max_length=1000)
    written_by = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta(Owned.Meta):
        db_table = "note"


_COUNTED = ("stage", "blocked", "next_step", "next_on", "deadline_on", "due_on")
"""What open claims are counted by, in the order of an index that holds all of it."""

_OPEN = models.Q(settled_on__isnull=True)


class ClaimState(Owned):
    """The projection that lists read: one row a claim, written with its facts and rebuildable from them.

    `balance` leaves running interest out. `next_on` is the first day the next step is looked at; null where nothing is
    to come. `blocked` is the code of the refusal met last, or empty. `customer` is how the customer's name is sorted,
    `deadline_on` the day the last letter set, `barred_on` the day its principal is time-barred.
    """

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, primary_key=True)
    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, db_index=False)
    customer = models.CharField(max_length=100, db_default="")
    due_on = models.DateField()
    deadline_on = models.DateField(null=True)
    stage = models.CharField(max_length=40, blank=True)
    balance = models.BigIntegerField()
    settled_on = models.DateField(null=True)
    next_step = models.CharField(max_length=40, blank=True)
    next_on = models.DateField(null=True)
    blocked = models.CharField(max_length=40, blank=True)
    barred_on = models.DateField(null=True)

    class Meta(Owned.Meta):
        db_table = "claim_state"
        indexes = [
            models.Index("account", "next_on", name="state_by_next_day"),
            models.Index("account", "debtor", "settled_on", name="state_by_debtor"),
            models.Index("account", "settled_on", name="state_by_settled_day"),
            models.Index("account", "stage", "customer", "due_on", "claim", condition=_OPEN, name="state_by_customer"),
            models.Index("account", *_COUNTED, "balance", condition=_OPEN, name="state_counted"),
            models.Index("account", "blocked", "deadline_on", "balance", condition=_OPEN, name="state_by_block"),
            models.Index("account", "due_on", "balance", condition=_OPEN, name="state_by_due"),
            models.Index("account", "barred_on", condition=_OPEN, name="state_by_barred_day"),
        ]
