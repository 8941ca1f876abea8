"""What an account is connected to: its accounting system, what was read there and posted there."""

from django.db import models

from krav.store.models.claims import Claim
from krav.store.scope import Owned


class Connection(Owned):
    """An account's accounting system, one at a time. Not a fact: it moves with each reading.

    `rights` are sealed, `places` and `cursors` JSON texts. States: choosing (which of the right's companies?), quarantine
    (read, and nothing is asked of anybody before a person has seen what waits), on, lost (it must be connected anew) and
    ended. `whole` counts the readings of the whole ledger, `whole_on` is the day of the last one that came to its end.
    `posts_from` is the first day whose facts are posted; null posts none. `told_at` is when an administrator was written to
    about the `problem`.
    """

    system = models.CharField(max_length=20)
    company = models.CharField(max_length=80, blank=True)
    name = models.CharField(max_length=120, blank=True)
    rights = models.TextField()
    state = models.CharField(max_length=12, default="choosing")
    since = models.DateField(null=True)
    journal = models.CharField(max_length=40, blank=True)
    places = models.TextField(default="{}")
    posts_from = models.DateField(null=True)
    cursors = models.TextField(default="{}")
    whole = models.IntegerField(default=0)
    whole_on = models.DateField(null=True)
    read_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=400, blank=True)
    failed_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    made_by = models.CharField(max_length=254)
    made_at = models.DateTimeField()

    class Meta(Owned.Meta):
        db_table = "connection"


class BooksItem(Owned):
    """An item of the accounting system's customer ledger as it was last read: the claim it is, or `why` it is none.

    `rest` is what the books had left of it, in minor units of `currency`. `whole` is the last reading of the whole ledger
    that named it. `moved_on` is the day of the last movement it told of.
    """

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, db_index=False)
    item = models.CharField(max_length=80)
    number = models.CharField(max_length=40)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True)
    currency = models.CharField(max_length=3)
    rest = models.BigIntegerField()
    charge = models.CharField(max_length=8, blank=True)
    manager = models.CharField(max_length=120, blank=True)
    department = models.CharField(max_length=40, blank=True)
    project = models.CharField(max_length=40, blank=True)
    whole = models.IntegerField()
    why = models.CharField(max_length=300, blank=True)

    class Meta(Owned.Meta):
        db_table = "books_item"
        constraints = [models.UniqueConstraint("account", "connection", "item", name="books_item_once")]


class BooksPosted(Owned):
    """A voucher on its way to the accounting system. Not a fact: the worker moves its state.

    States: queued, uncertain (the answer was lost: the system is asked whether it has it), done with its `number` there,
    refused with the system's `problem`, and known (the books had its money before). A voucher is posted under its own
    `name`, once. `seen`: a reading of the books has told of it, so that it is no draft there.
    """

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT)
    name = models.CharField(max_length=40)
    on = models.DateField()
    text = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    lines = models.TextField()
    not_payment = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default="queued")
    number = models.CharField(max_length=60, blank=True)
    tries = models.SmallIntegerField(default=0)
    problem = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField(null=True)
    seen = models.BooleanField(default=False)

    class Meta(Owned.Meta):
        db_table = "books_posted"
        constraints = [models.UniqueConstraint("account", "connection", "name", name="posted_once")]
        indexes = [models.Index("account", "state", name="posted_by_state")]
