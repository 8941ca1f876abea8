"""What was erased of customers and by which law, and how an account goes about it."""

from django.db import models

from krav.store.models.parties import Debtor
from krav.store.scope import Owned


class Keeping(Owned):
    """How an account keeps and erases; settings, they may change. No row: as the columns' defaults say.

    `year_ends` is the last month of the financial year. `by_itself` erases once a month whatever the time is up for.
    """

    year_ends = models.SmallIntegerField(default=12)
    by_itself = models.BooleanField(default=False)

    class Meta(Owned.Meta):
        db_table = "keeping"
        constraints = [models.UniqueConstraint("account", name="keeping_once")]


class Erasure(Owned):
    """That what is known of a customer was erased: by whom, by which law, since when the law allowed it, what kinds of rows.

    `kinds` is a JSON text of counts by table. Nothing in it tells who the customer was.
    """

    debtor = models.OneToOneField(Debtor, on_delete=models.PROTECT)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=254)
    section = models.CharField(max_length=200)
    since_on = models.DateField()
    kinds = models.TextField()

    class Meta(Owned.Meta):
        db_table = "erasure"


class ErasedFile(Owned):
    """A file below KRAV_HOME that an erasure takes along; the row goes once the file is gone. Not a fact."""

    erasure = models.ForeignKey(Erasure, on_delete=models.PROTECT)
    path = models.CharField(max_length=300)

    class Meta(Owned.Meta):
        db_table = "erased_file"
