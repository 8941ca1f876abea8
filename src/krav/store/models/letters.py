"""Letters as facts, the outbox they leave through, and what became of them."""

from django.db import models

from krav.store.models.parties import Debtor
from krav.store.scope import Owned


class Letter(Owned):
    """A letter decided on `sent_on`. Its content is reckoned anew from the entries up to `entries_to` when it is needed.

    Amounts are minor units of `currency`; `fee` is what the letter itself costs the debtor.
    """

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, db_index=False)
    number = models.CharField(max_length=20)
    step = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    sent_on = models.DateField()
    deadline_on = models.DateField()
    currency = models.CharField(max_length=3)
    fee = models.BigIntegerField()
    total = models.BigIntegerField()
    entries_to = models.BigIntegerField()
    book = models.CharField(max_length=12)

    class Meta(Owned.Meta):
        db_table = "letter"
        constraints = [models.UniqueConstraint("account", "number", name="letter_number_once")]
        indexes = [models.Index("account", "debtor", name="letter_by_debtor")]


class Withdrawal(Owned):
    """A letter that was decided but never left, and why; its charges are reversed by new entries."""

    letter = models.OneToOneField(Letter, on_delete=models.PROTECT)
    on = models.DateField()
    reason = models.CharField(max_length=200)

    class Meta(Owned.Meta):
        db_table = "withdrawal"


class Outbox(Owned):
    """A letter on its way by one channel. Not a fact: workers lease it and move its state.

    States: queued, sending, delivered, withdrawn, failed, ambiguous. `sending` is written before anything is handed over,
    so that a crash afterwards is seen and never answered by sending again. Nothing leaves before `leaves_at`: until then a
    letter made by hand can be undone. `place` is the carrier's own name of what it was given.
    """

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT)
    channel = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default="queued")
    leaves_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)
    problem = models.CharField(max_length=400, blank=True)
    place = models.CharField(max_length=120, blank=True, db_default="")

    class Meta(Owned.Meta):
        db_table = "outbox"
        constraints = [models.UniqueConstraint("account", "letter", "channel", name="channel_once_a_letter")]
        indexes = [models.Index("account", "state", name="outbox_by_state")]


class Dispatch(Owned):
    """A letter as it left: when, how, to which address, and the hash of its bytes."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT)
    channel = models.CharField(max_length=10)
    at = models.DateTimeField()
    address = models.CharField(max_length=400)
    sha256 = models.CharField(max_length=64)
    place = models.CharField(max_length=200)

    class Meta(Owned.Meta):
        db_table = "dispatch"
        constraints = [models.UniqueConstraint("account", "letter", "channel", name="dispatched_once")]
