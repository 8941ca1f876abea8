"""Who works for an account, and on what is nobody's but the installation's: taken by one worker at a time, for a while."""

from django.db import models

from krav.store.scope import Owned


class Held(models.Model):
    """Work that one hand holds at a time. `due_at` is when it is next due, or since when it has waited.

    `held_by` holds it until `held_until`, by the database's clock where it has one of its own. `fence` rises with each
    taking: who knows a lower number than stands here has lost it, and writes nothing more.
    """

    due_at = models.DateTimeField()
    held_by = models.CharField(max_length=80, blank=True, default="")
    held_until = models.DateTimeField(null=True)
    fence = models.BigIntegerField(default=0)

    class Meta:
        abstract = True


class Turn(Held, Owned):
    """An account's turn. `pauses` is a JSON text: until when each of its duties is let alone, by the duty's name."""

    pauses = models.TextField(default="{}")

    class Meta(Owned.Meta):
        db_table = "turn"
        constraints = [models.UniqueConstraint("account", name="turn_once")]
        indexes = [models.Index("due_at", name="turn_by_due")]


class Chore(Held):
    """A duty of the installation, of no account, by its name."""

    name = models.CharField(max_length=20, unique=True)

    class Meta:
        db_table = "chore"
