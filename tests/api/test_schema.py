"""The document read by a machine: whatever it makes up from it breaks no operation, and every answer is as it says."""

import os
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import override_settings
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from krav.actions.accounts import open_account
from krav.config.wsgi import application
from krav.kernel.role import Role
from tests.actions.cast import FJORDBO, IMPORTED
from tests.api.cast import ROOT, TODAY, Things, fill, key
from tests.api.spoiled import meant, spoiled
from tests.api.test_rights import OPERATIONS

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
NAMED = {"claims": "claim_id", "letters": "letter_id", "orders": "order_id", "customers": "late_id"}
"""What bodies name, and the thing that is there by that name."""

EXAMPLES = int(os.environ.get("KRAV_EXAMPLES", "4"))
SEEDED = "KRAV_EXAMPLES" in os.environ
"""In CI the same few calls of each operation; `make fuzz-api` makes up others whenever it runs."""

Case = schemathesis.Case[Any]


class World(NamedTuple):
    """An account with one of everything, and what a program of each role shows to it."""

    things: Things
    headers: Mapping[Role, dict[str, str]]


@pytest.fixture(scope="module")
def one_connection() -> Iterator[None]:
    """A request begins and ends without closing the connection, in whose transaction the world stands."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, home: Path, one_connection: None
) -> Iterator[World]:
    """It is made once, and every operation finds it as it was; the tests' mark says that the database is to be made."""
    with django_db_blocker.unblock(), override_settings(
        KRAV_TODAY=TODAY, KRAV_HOME=home, KRAV_PRIVATE_ADDRESSES=True
    ), transaction.atomic():
        account_id = open_account(FJORDBO, on=IMPORTED)
        things = fill(account_id)
        yield World(things, {role: {"Authorization": f"Bearer {key(account_id, role)}"} for role in Role})
        transaction.set_rollback(True)


def with_real_things(case: Case, things: Things) -> Case:
    """The made-up call about what is there: a made-up id finds nothing, and then nothing is tried."""
    case.path_parameters |= {name: things[name] for name in case.path_parameters if name in things}
    if isinstance(case.body, dict):
        case.body |= {name: [things[thing]] for name, thing in NAMED.items() if name in case.body}
    return case


def as_it_is_meant(case: Case, things: Things, data: st.DataObject) -> Case:
    """The call of the sweep, of which a word of the body is wrong, or else of the query or the path."""
    name = f"{case.method.lower()} {case.path.removeprefix(ROOT)}"
    named, query, body = meant(name, things)
    case.path_parameters = {each: named.get(each, made_up) for each, made_up in case.path_parameters.items()}
    case.query = {**(case.query or {}), **query} if isinstance(body, dict) else {**query, **(case.query or {})}
    if isinstance(body, dict) and isinstance(case.body, dict) and case.media_type == "application/json":
        case.body = data.draw(spoiled(case.body, body))
    return case


@cache
def described() -> BaseSchema:
    """The document, read by a machine. Calls of an operation are made up when it is asked: to prepare for all takes long."""
    return schemathesis.openapi.from_wsgi(f"{ROOT}/openapi.json", application)


@pytest.mark.django_db
@pytest.mark.parametrize("name", OPERATIONS)
def test_nothing_made_up_breaks_it(name: str, world: World) -> None:
    method, path = name.split()

    @settings(
        max_examples=EXAMPLES,
        derandomize=not SEEDED,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(described()[ROOT + path][method].as_strategy(), st.data(), st.sampled_from(Role), st.booleans())
    def ask(case: Case, data: st.DataObject, role: Role, sweep: bool) -> None:
        with transaction.atomic():
            asked = as_it_is_meant(case, world.things, data) if sweep else with_real_things(case, world.things)
            asked.call_and_validate(headers=world.headers[role], checks=CHECKS)
            transaction.set_rollback(True)

    ask()
