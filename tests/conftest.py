"""What holds for every test: the same examples whenever CI runs, only others' files are skipped, passwords are cheap."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection
from hypothesis import settings
from pytest_django.plugin import DjangoDbBlocker

from krav.store.models import FACTS
from krav.store.triggers import unguard
from tests.store.guarding import guard_again
from tests.tables import drop_tables, tables
from tests.unnamed import heard

gc.set_threshold(100_000, 50, 1000)
"""Ten thousand tests stay in memory; looking through them for what may be thrown away took a tenth of the time."""

IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}

settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
if IN_CI:
    settings.load_profile("ci")


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> None:
    """A password is made slow to guess on purpose; here hundreds of people are made."""
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session", autouse=True)
def at_any_hour() -> None:
    """Tests run at night, too; those about decent hours say so."""
    django_settings.KRAV_AT_ANY_HOUR = True


@pytest.fixture(scope="session", autouse=True)
def nobody_is_named_in_the_log() -> Iterator[None]:
    """What all tests made Krav and its frame tell is free of personal data; each process of a run looks at its own."""
    with heard() as ear:
        yield
    assert not ear.telling, "\n".join(["A line of the log tells of a person:", *ear.telling[:20]])


@pytest.fixture(scope="session")
def django_db_setup(
    tmp_path_factory: pytest.TempPathFactory,
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Path]:
    """What the tests' database is a copy of.

    On PostgreSQL every table counts from a place of its own: the id of one is not that of another, nor a made-up one.
    """
    with django_db_blocker.unblock(), tables(tmp_path_factory) as kept:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' ORDER BY sequencename")
                for place, (name,) in enumerate(cursor.fetchall(), 1):
                    cursor.execute(f'ALTER SEQUENCE "{name}" START WITH {place}000000 RESTART')
        with django_db_blocker.block():
            yield kept


@pytest.fixture
def real_transactions(transactional_db: None) -> Iterator[None]:
    """Transactions that commit and connections that see each other's rows.

    Django empties the tables after such a test, and facts refuse to be deleted: so they are emptied here, unguarded.
    """
    yield
    tables = [model._meta.db_table for model in FACTS]
    with connection.cursor() as cursor:
        for statement in unguard(connection.vendor, tables):
            cursor.execute(statement)
        call_command("flush", interactive=False, verbosity=0)
        for statement in guard_again(tables):
            cursor.execute(statement)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A skip in CI means that something is missing there: the run fails instead of passing without it.

    Files of other makers lie beside the project and never in it; where one is absent, its test may be skipped.
    """
    if not os.environ.get("PYTEST_XDIST_WORKER"):
        drop_tables(session.config._tmp_path_factory.getbasetemp())  # type: ignore[attr-defined]
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter is not None else []
    if IN_CI and reporter is not None and any("test_samples" not in report.nodeid for report in skipped):
        reporter.write_line("\nA test was skipped; in CI nothing may be missing.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that comes to a database bears its mark: only these can end otherwise on another one."""
    for item in items:
        if item.get_closest_marker("django_db") or _DATABASES & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")


_DATABASES = {"db", "transactional_db", "django_db_setup", "ready"}
"""Fixtures that bring one; the last is a machine with Krav installed."""

collect_ignore = [folder for folder, told in (("browser", "KRAV_BROWSER"), ("namespaces", "KRAV_NAMESPACES"),
                                        ("crash", "KRAV_CRASHES"))
                  if not os.environ.get(told)]  # fmt: skip
"""Journeys in a browser need Chromium, workers in a network root: `make test-browser` and `make test-workers` run them.

Lives that are killed take long: `make test-crash` runs them.
"""
