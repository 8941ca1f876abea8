"""Money that came in, and the files that told us."""

from django.db import models

from krav.store.scope import Owned


class ImportedFile(Owned):
    """A file that was taken in whole; the same bytes are never taken in twice."""

    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    format = models.CharField(max_length=40)
    imported_on = models.DateField()
    items = models.IntegerField()

    class Meta(Owned.Meta):
        db_table = "imported_file"
        constraints = [models.UniqueConstraint("account", "sha256", name="file_once")]


class ImportReport(Owned):
    """What became of a file: `data` is a JSON text that names every line of it that was not used, and why.

    `everything` says that it was a list of what was open; `new` and `unused` count its lines.
    """

    file = models.OneToOneField(ImportedFile, on_delete=models.PROTECT)
    data = models.TextField()
    by = models.CharField(max_length=254, blank=True)
    everything = models.BooleanField(default=False)
    new = models.IntegerField(default=0)
    unused = models.IntegerField(default=0)

    class Meta(Owned.Meta):
        db_table = "import_report"


class Upload(Owned):
    """A file a person gave, kept until it is taken in; not a fact, it moves through its states.

    States: uploaded, queued, running, done, refused, cancelled. `file` is what it was taken in as, `items` how many rows a
    look at it found, `said` a JSON text of what came of it. A running one whose lease is over is taken up again: the same
    bytes are never taken in twice.
    """

    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    state = models.CharField(max_length=10, default="uploaded")
    items = models.IntegerField(default=0)
    said = models.TextField(default="{}")
    by = models.CharField(max_length=254)
    at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    file = models.ForeignKey(ImportedFile, on_delete=models.PROTECT, null=True)

    class Meta(Owned.Meta):
        db_table = "upload"
        constraints = [models.UniqueConstraint("account", "sha256", name="upload_once")]
        indexes = [models.Index("account", "state", name="upload_by_state")]


class Payment(Owned):
    """A payment on the creditor's account. What of it was matched stands in the entries that name it.

    `references` and `texts` are JSON lists; `shares` is one of pairs, a reference and an amount or null. `bank_entry`
    names the bank's entry it is all or a part of.
    """

    key = models.CharField(max_length=80)
    received_on = models.DateField()
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    references = models.TextField(blank=True)
    texts = models.TextField(blank=True)
    payer_name = models.CharField(max_length=200, blank=True)
    payer_account = models.CharField(max_length=40, blank=True)
    payer_number = models.CharField(max_length=20, db_default="")
    shares = models.TextField(db_default="")
    bank_entry = models.CharField(max_length=80, db_default="")
    file = models.ForeignKey(ImportedFile, on_delete=models.PROTECT, null=True)

    class Meta(Owned.Meta):
        db_table = "payment"
        constraints = [models.UniqueConstraint("account", "key", name="payment_once")]
        indexes = [
            models.Index("account", "received_on", name="payment_by_day"),
            models.Index("account", "payer_account", name="payment_by_payer"),
            models.Index("account", "bank_entry", name="payment_by_bank_entry"),
        ]


class Matched(Owned):
    """Why a payment was placed on a claim: `reason` has codes of matching, `confidence` per cent, `by` empty for Krav."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT)
    claim = models.ForeignKey("Claim", on_delete=models.PROTECT)
    reason = models.CharField(max_length=40)
    confidence = models.SmallIntegerField()
    by = models.CharField(max_length=254, blank=True)
    on = models.DateField()

    class Meta(Owned.Meta):
        db_table = "matched"


class PaidBack(Owned):
    """That money of a payment went back to whom it came from, on a day; a row below zero undoes what earlier ones say.

    Of a payment below zero it says that the money it took was loose money of another. `booked_on` is the day it became
    known; `by` is empty where the bank told of it.
    """

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT)
    amount = models.BigIntegerField()
    on = models.DateField()
    booked_on = models.DateField()
    by = models.CharField(max_length=254, blank=True)
    note = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()

    class Meta(Owned.Meta):
        db_table = "paid_back"
        indexes = [models.Index("account", "booked_on", name="paid_back_by_day")]


class PendingPayment(Owned):
    """Money the bank has seen and not booked: its debtor is asked for nothing meanwhile. A later statement replaces it.

    Not a fact: `until_on` is the last day the statement that told of it speaks for.
    """

    key = models.CharField(max_length=80)
    until_on = models.DateField()
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    references = models.TextField(blank=True)
    texts = models.TextField(blank=True)
    payer_name = models.CharField(max_length=200, blank=True)
    payer_account = models.CharField(max_length=40, blank=True)

    class Meta(Owned.Meta):
        db_table = "pending_payment"
        indexes = [models.Index("account", name="pending_by_account")]


class LoosePayment(Owned):
    """The projection of what no claim has been given of a payment: a row while something is, rebuildable from the facts."""

    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, primary_key=True)
    amount = models.BigIntegerField()

    class Meta(Owned.Meta):
        db_table = "loose_payment"
        indexes = [models.Index("account", name="loose_by_account")]
