"""What runs by itself: an account's schedule, what each day brought, and the weekly list with its answers."""

from django.db import models

from krav.store.models.claims import Claim
from krav.store.scope import Owned


class Schedule(Owned):
    """How an account runs by itself; settings, they may change. No row: as the columns' defaults say.

    `paused_by` set, nothing goes by itself until somebody goes on. `weekly_on` is the day of the week (0 Monday) on which
    what is ready for the step `weekly_step` is listed in a mail at `weekly_hour` of `time_zone`; null lists nothing.
    `managers` sends each customer's part to the account manager. What nobody answers within `answer_hours` goes on, or
    waits, as `silence` says (go, wait). `dry_run_to` gets a mail each evening of what the next day would do.
    """

    paused_by = models.CharField(max_length=254, blank=True)
    paused_at = models.DateTimeField(null=True)
    time_zone = models.CharField(max_length=40, blank=True)
    weekly_on = models.SmallIntegerField(null=True)
    weekly_hour = models.SmallIntegerField(default=8)
    weekly_step = models.CharField(max_length=40, blank=True)
    weekly_to = models.EmailField(blank=True)
    managers = models.BooleanField(default=True)
    answer_hours = models.SmallIntegerField(default=48)
    silence = models.CharField(max_length=4, default="wait")
    dry_run_to = models.EmailField(blank=True)

    class Meta(Owned.Meta):
        db_table = "schedule"
        constraints = [models.UniqueConstraint("account", name="schedule_once")]


class RunPhase(Owned):
    """What a phase of a day's run brought: `said` is a JSON text of counts, `problem` why it did not come to its end.

    Phases: sync, match, gate, decide, letters, send, post; tell and dry_run are the day's mails to administrators and of
    what the next day would do; erase is the month's. Not a fact: a phase that runs again tells anew.
    """

    on = models.DateField()
    phase = models.CharField(max_length=8)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    said = models.TextField(default="{}")
    problem = models.CharField(max_length=400, blank=True)

    class Meta(Owned.Meta):
        db_table = "run_phase"
        constraints = [models.UniqueConstraint("account", "on", "phase", name="phase_once_a_day")]


class Heartbeat(models.Model):
    """When a hand that works by itself was last seen alive, by the name of its work and its own; of no account."""

    name = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "heartbeat"


class WeeklyList(Owned):
    """A list that was mailed: what was ready for a step, to whom, until when it may be answered, and what silence means."""

    step = models.CharField(max_length=40)
    to = models.EmailField()
    manager = models.CharField(max_length=120, blank=True)
    on = models.DateField()
    answer_by = models.DateTimeField()
    silence = models.CharField(max_length=4)
    made_at = models.DateTimeField()

    class Meta(Owned.Meta):
        db_table = "weekly_list"
        indexes = [models.Index("account", "on", name="weekly_by_day")]


class WeeklyLine(Owned):
    """A claim on a weekly list, and what was open of it in minor units when the list was made."""

    list = models.ForeignKey(WeeklyList, on_delete=models.PROTECT)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT)
    open = models.BigIntegerField()

    class Meta(Owned.Meta):
        db_table = "weekly_line"
        constraints = [models.UniqueConstraint("account", "list", "claim", name="claim_once_a_list")]


class WeeklyAnswer(Owned):
    """What somebody answered to a line, or what silence meant: stop, allow, call or silence; by whom, and through what.

    A line is answered once; `how` is mail, page or silence. `refused` is the code of why silence did not take the step.
    """

    line = models.OneToOneField(WeeklyLine, on_delete=models.PROTECT)
    answer = models.CharField(max_length=8)
    by = models.CharField(max_length=254)
    how = models.CharField(max_length=8)
    refused = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta(Owned.Meta):
        db_table = "weekly_answer"
