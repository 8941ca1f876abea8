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
