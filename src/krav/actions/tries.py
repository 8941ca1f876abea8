"""What is kept of wrong tries and of old log-ins: no longer than it is needed."""

from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session

from krav.store import models as rows

_A_DAY = timedelta(days=1)


def forget_tries(*, now: datetime) -> int:
    """Forgets wrong passwords, codes and keys that make nobody wait any more, and sessions that are over; how many rows."""
    over = (
        AccessAttempt.objects.filter(attempt_time__lt=now - settings.AXES_COOLOFF_TIME),
        rows.DebtorTry.objects.filter(since__lt=now - 2 * _A_DAY),
        Session.objects.filter(expire_date__lt=now - _A_DAY),
    )
    return sum(found.delete()[0] for found in over)
