"""Pages that were open while somebody else changed what they show: the second person sees what happened."""

import json
from datetime import datetime
from hashlib import sha256

from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.wire import clock


class Overtaken(KravError):
    """Somebody else changed the same thing after this person's page was made."""

    def __init__(self, who: str, at: datetime) -> None:
        said = "{who} changed this at {at}, after your page was opened. Nothing of yours was saved; see how it stands now."
        super().__init__(said, {"who": who, "at": clock.told(at)})


def mark(values: object) -> str:
    """A short mark of some values, for a page to carry."""
    return sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()[:16]


def refuse_stale(seen: str, now: str, action: str) -> None:
    """Refuses a change that was made on a page that is overtaken; an empty mark is one that nobody was shown.

    Raises:
        Overtaken: the mark of what was seen is not that of what stands.
    """
    if seen and seen != now:
        last = rows.Audit.objects.filter(action=action).order_by("-id").first()
        raise Overtaken(last.actor, last.at) if last else Overtaken("?", clock.now())
