"""Who did what, when: one row an action, written by the unit of work."""

from django.db import models

from krav.store.scope import Owned


class Audit(Owned):
    """One action. `data` is a JSON text of what it changed, in numbers and codes."""

    actor = models.CharField(max_length=120)
    action = models.CharField(max_length=40)
    on = models.DateField()
    at = models.DateTimeField()
    data = models.TextField(default="{}")

    class Meta(Owned.Meta):
        db_table = "audit"
