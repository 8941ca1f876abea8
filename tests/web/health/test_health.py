"""Whether Krav is alive and ready is told to anybody in a word; its figures to whoever bears the token."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from krav.actions.heartbeat import beat
from krav.store import models as rows
from krav.store.queries import runs
from krav.store.scope import account_scope
from krav.wire import clock

TOKEN = "a-token-of-many-letters"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def watched(settings: Settings) -> None:
    settings.KRAV_METRICS_TOKEN = TOKEN


def figures(client: Client) -> dict[str, str]:
    answer = client.get("/metrics/", headers=BEARER)
    assert answer.status_code == 200
    lines = [line.rpartition(" ") for line in answer.content.decode().splitlines() if not line.startswith("#")]
    return {name: value for name, _, value in lines}


def test_alive_asks_the_database_nothing(client: Client) -> None:
    answer = client.get("/health/")  # without the mark of a database test, any question would fail
    assert (answer.status_code, answer.content, answer.headers["Cache-Control"]) == (
        200, b"alive\n", "max-age=0, no-cache, no-store, must-revalidate, private",
    )  # fmt: skip


@pytest.mark.django_db
def test_ready_costs_two_questions_at_most(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(2):
        answer = client.get("/ready/")
    assert (answer.status_code, answer.content) == (200, b"ready\n")


@pytest.mark.django_db
def test_not_ready_while_a_migration_is_missing(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'store' AND name LIKE '0011%%'")
    answer = client.get("/ready/")
    assert (answer.status_code, answer.content) == (503, b"migrations\n")


@pytest.mark.django_db
def test_not_ready_where_the_database_does_not_answer(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_migrations RENAME COLUMN name TO another")
    answer = client.get("/ready/")
    assert (answer.status_code, answer.content) == (503, b"database\n")


@pytest.mark.django_db
def test_not_ready_where_nothing_can_be_written(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.KRAV_HOME = tmp_path / "gone"
    answer = client.get("/ready/")
    assert (answer.status_code, answer.content) == (503, b"disk\n")


@pytest.mark.django_db
def test_only_the_token_opens_the_figures(client: Client, settings: Settings) -> None:
    settings.KRAV_METRICS_TOKEN = ""
    assert client.get("/metrics/", headers={"Authorization": "Bearer "}).status_code == 404
    settings.KRAV_METRICS_TOKEN = TOKEN
    assert client.get("/metrics/").status_code == 404
    assert client.get("/metrics/", headers={"Authorization": "Bearer another"}).status_code == 404
    assert client.get("/metrics/", headers=BEARER).status_code == 200


@pytest.mark.usefixtures("watched", "nordlys")
def test_what_waits_is_counted(client: Client, owed: int, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with account_scope(owed):
        letters = rows.Outbox.objects.count()
        assert letters
        rows.Outbox.objects.update(state="queued")
        one = rows.Outbox.objects.first()
        assert one is not None
        rows.Outbox.objects.filter(pk=one.pk).update(state="ambiguous")
        rows.Upload.objects.create(sha256="7a" * 32, name="b.csv", size=4, by="ann", at=clock.now() - timedelta(hours=3))
        rows.Upload.objects.update(state="queued")
    beat(runs.WORKER, now=clock.now() - timedelta(minutes=2))
    with django_assert_max_num_queries(24):
        told = figures(client)
    assert told['krav_queue{queue="outbox",state="waiting"}'] == f"{letters - 1}.0"
    assert told['krav_queue{queue="outbox",state="uncertain"}'] == "1.0"
    assert told['krav_due{kind="letters"}'] == f"{letters - 1}.0"
    assert told["krav_accounts"] == "2.0"
    assert told["krav_days_not_run"] == "2.0"  # the one was run on another day
    assert told["krav_workers"] == "1.0"
    assert 120 <= float(told["krav_worker_age_seconds"]) < 3600
    assert 3 * 3600 <= float(told['krav_oldest_waiting_seconds{kind="uploads"}']) < 4 * 3600
    assert float(told["krav_database_bytes"]) > 100_000
    assert len([name for name in told if name.startswith("krav_law_ending")]) >= 3


@pytest.mark.usefixtures("watched", "fjordbo")
def test_figures_are_kept_for_a_while(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    figures(client)
    with django_assert_num_queries(0):
        figures(client)


@pytest.mark.usefixtures("watched", "owed")
def test_requests_are_counted_by_route_and_never_by_address(administrator: Client) -> None:
    administrator.get("/a/fjordbo/customers/")
    administrator.get("/a/fjordbo/customers/999999999/")
    administrator.get("/somewhere/birthe-prøve/")
    told = figures(administrator)
    assert float(told['krav_requests_total{route="customers",status="200"}']) >= 1
    assert float(told['krav_requests_total{route="none",status="404"}']) >= 1
    assert float(told['krav_request_seconds_count{route="customers"}']) >= 1
    assert not [name for name in told if "fjordbo" in name or "birthe" in name or "999999999" in name]
