"""Who did what, when: one row an action, written by the unit of work."""

from django.db import models

from krav.store.scope import Owned


class Audit(Owned):
    """One action. `data` is a JSON text of what it changed, in numbers and codes; the same `key` is never done twice."""

    actor = models.CharField(max_length=254)
    action = models.CharField(max_length=40)
    on = models.DateField()
    at = models.DateTimeField()
    key = models.CharField(max_length=60, blank=True, db_default="")
    data = models.TextField(default="{}")

    class Meta(Owned.Meta):
        db_table = "audit"
        constraints = [models.UniqueConstraint("account", "key", condition=~models.Q(key=""), name="done_once")]
