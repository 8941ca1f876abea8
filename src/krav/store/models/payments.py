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


class Upload(Owned):
    """A file a person gave, kept until it is taken in; not a fact, it moves through its states.

    States: uploaded, queued, running, done, refused. `items` is how many rows a look at it found, `said` a JSON text of what
    came of it. A running one whose lease is over is taken up again: the same bytes are never taken in twice.
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

    class Meta(Owned.Meta):
        db_table = "upload"
        constraints = [models.UniqueConstraint("account", "sha256", name="upload_once")]
        indexes = [models.Index("account", "state", name="upload_by_state")]


class Payment(Owned):
    """A payment on the creditor's account. What of it was matched stands in the entries that name it."""

    key = models.CharField(max_length=80)
    received_on = models.DateField()
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    references = models.TextField(blank=True)
    texts = models.TextField(blank=True)
    payer_name = models.CharField(max_length=200, blank=True)
    payer_account = models.CharField(max_length=40, blank=True)
    file = models.ForeignKey(ImportedFile, on_delete=models.PROTECT, null=True)

    class Meta(Owned.Meta):
        db_table = "payment"
        constraints = [models.UniqueConstraint("account", "key", name="payment_once")]
        indexes = [models.Index("account", "received_on", name="payment_by_day")]


class LoosePayment(Owned):
    """The projection of what no claim has been given of a payment: a row while something is, rebuildable from the facts."""

    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, primary_key=True)
    amount = models.BigIntegerField()

    class Meta(Owned.Meta):
        db_table = "loose_payment"
        indexes = [models.Index("account", name="loose_by_account")]
