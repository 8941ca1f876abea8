"""How an account's letters leave: its carriers, what they told of each letter, and letters printed by the account itself."""

from django.db import models

from krav.store.models.letters import Letter
from krav.store.scope import Owned


class Carrier(Owned):
    """Who carries an account's letters on a channel: email, sms, print or digital; settings, they may change.

    `code` names the adapter, `rights` are sealed, `places` a JSON text of what it needs besides. `checked` is a JSON text of
    what was found when it was last looked at (SPF, DKIM, a test page). States: on, lost, ended.
    """

    channel = models.CharField(max_length=10)
    code = models.CharField(max_length=20)
    rights = models.TextField()
    places = models.TextField(default="{}")
    state = models.CharField(max_length=8, default="on")
    secret = models.TextField(blank=True)
    checked = models.TextField(default="{}")
    checked_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=400, blank=True)
    told_at = models.DateTimeField(null=True)
    made_by = models.CharField(max_length=254)
    made_at = models.DateTimeField()

    class Meta(Owned.Meta):
        db_table = "carrier"


class Receipt(Owned):
    """What a carrier told of a letter: accepted, printed, posted, delivered, opened, bounced, complained or refused.

    `key` is the carrier's own name of what it told, so that it counts once; `words` are its own; `part` counts SMS parts and
    pages. A person who ticks a letter off as posted tells it, too.
    """

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT)
    channel = models.CharField(max_length=10)
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=120)
    on = models.DateField()
    at = models.DateTimeField()
    words = models.CharField(max_length=400, blank=True)
    told_by = models.CharField(max_length=254)

    class Meta(Owned.Meta):
        db_table = "receipt"
        constraints = [models.UniqueConstraint("account", "channel", "key", "kind", name="receipt_once")]
        indexes = [models.Index("account", "letter", name="receipt_by_letter")]


class PrintRun(Owned):
    """Letters put together in one PDF to be printed by the account itself; ticked off with their receipts."""

    on = models.DateField()
    made_by = models.CharField(max_length=254)
    made_at = models.DateTimeField()

    class Meta(Owned.Meta):
        db_table = "print_run"


class PrintRunLetter(Owned):
    """A letter of a print run, in the order of its pages."""

    run = models.ForeignKey(PrintRun, on_delete=models.PROTECT)
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT)
    place = models.IntegerField()

    class Meta(Owned.Meta):
        db_table = "print_run_letter"
        constraints = [models.UniqueConstraint("account", "run", "letter", name="letter_once_a_print_run")]
