"""The database made ready: its folder, its tables, and lists as this Krav writes them."""

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.core.management import call_command

from krav.actions.rebuild import rebuild
from krav.actions.states import MAKE
from krav.actions.unit import Actor
from krav.store import upgrade
from krav.store.one_at_a_time import one_at_a_time
from krav.store.queries.accounts import with_lists_of_another_make
from krav.store.roles import maker, may_migrate, settle_roles
from krav.store.scope import across_accounts
from krav.wire.key_marks import keep_marks


def prepare_database(*, on: date, by: Actor) -> Iterator[str]:
    """Makes the folder and brings the tables up to date; what is there already stays.

    What processes of the version before would not live with is said first; whoever comes meanwhile waits.
    On PostgreSQL the owner of the tables does it, and gives the role of web and workers its rights and the wall its key.
    Lists that an older Krav wrote lack what was added since: they are written anew from the facts, a sentence an account.

    Raises:
        KravError: as one_at_a_time, may_migrate and settle_roles.
    """
    settings.KRAV_HOME.mkdir(parents=True, exist_ok=True)
    with one_at_a_time(maker()):
        yield from upgrade.told(maker())
        make_tables()
    keep_marks()
    for line in with_lists_of_another_make(MAKE):
        count = rebuild(line.id, on=on, by=by)
        yield f"{line.slug}: an older Krav wrote the lists; they are written anew, {count} claims."


def make_tables() -> None:
    """Brings the tables up to date, by their owner."""
    may_migrate()
    with across_accounts():
        call_command("migrate", database=maker(), verbosity=0, interactive=False)
    settle_roles()
