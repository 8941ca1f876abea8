"""All looks, one after the other: one that fails is said and stops no other."""

from collections.abc import Callable, Iterator

from django.db import DatabaseError

from krav.actions.doctor import database, doors, home, work
from krav.actions.doctor.finding import Finding, Now
from krav.kernel.refusal import KravError

Look = Callable[[Now], Iterator[Finding]]

ALONE: tuple[Look, ...] = (
    home.rights,
    home.letters,
    doors.site,
    doors.proxy,
    doors.mail,
    doors.sender,
    work.law,
    home.backups,
)
"""Those that ask the database nothing."""

ASKING: tuple[Look, ...] = (
    database.version, database.migrations, database.keeping, database.clock, database.guards, database.wall, database.role,
    home.room, home.keys, home.zones, work.worker, work.days, work.letters, work.uploads, work.programs, work.systems,
)  # fmt: skip
"""Those that do; without the database nobody hears of them."""


def examine(now: Now) -> tuple[list[Finding], int]:
    """What was found, what is wrong first, and at how many things was looked."""
    if unreachable := database.answers():
        found, looks = [unreachable], ALONE
    else:
        found, looks = [], (*ASKING, *ALONE)
    for look in looks:
        found.extend(_looked(look, now))
    return sorted(found, key=lambda each: not each.wrong), len(looks) + 1


def _looked(look: Look, now: Now) -> list[Finding]:
    code = f"{look.__module__.rpartition('.')[2]}.{look.__name__}"
    try:
        return list(look(now))
    except KravError as error:
        return [Finding(code, str(error), "See docs/operators.md.")]
    except (DatabaseError, OSError) as error:
        what = f"This could not be looked at: {type(error).__name__}, {' '.join(str(error).split())[:160]}."
        return [Finding(code, what, "Mend what stands above, and look again.")]
