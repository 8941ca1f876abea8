"""Programs that want to hear what happens to an account, and what they were told."""

from django.db import models

from krav.store.scope import Owned


class Webhook(Owned):
    """An address that is told of facts as they happen. `secret` is sealed; `kinds` is a JSON list of the events it wants.

    `seen` is a JSON text: the last fact of each table that became an event. States: on, failing (it is asked less and less
    often) and off.
    """

    url = models.CharField(max_length=300)
    secret = models.TextField()
    kinds = models.TextField(default="[]")
    seen = models.TextField(default="{}")
    state = models.CharField(max_length=8, default="on")
    made_by = models.CharField(max_length=254)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        db_table = "webhook"


class Delivery(Owned):
    """An event on its way to an address. `event` is the fact's name (`letter.sent 17`), `body` what is sent, byte for byte.

    States: queued, done and failed (given up; it can be sent again).
    """

    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT)
    event = models.CharField(max_length=60)
    body = models.TextField()
    state = models.CharField(max_length=8, default="queued")
    tries = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField()
    answered = models.CharField(max_length=200, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        db_table = "delivery"
        constraints = [models.UniqueConstraint("account", "webhook", "event", name="told_once")]
        indexes = [models.Index("account", "state", "next_at", name="delivery_by_state")]
