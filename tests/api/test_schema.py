"""The document read by a machine: whatever it makes up from it, no operation breaks, and every answer is as it is written there."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from krav.config.wsgi import application
from krav.kernel.role import Role
from tests.api.cast import ROOT, Things, key

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
SCHEMA = schemathesis.openapi.from_wsgi(f"{ROOT}/openapi.json", application)


NAMED = {"claims": "claim_id", "letters": "letter_id", "orders": "order_id", "customers": "late_id"}
"""What bodies name, and the thing that is there by that name."""


@pytest.fixture
def bearer(things: Things, fjordbo: int) -> dict[str, str]:
    """What a program shows to an account with one of everything."""
    return {"Authorization": f"Bearer {key(fjordbo, Role.ADMINISTRATOR)}"}


def with_real_things(case: schemathesis.Case, things: Things) -> schemathesis.Case:
    """The made-up call about what is there: a made-up id finds nothing, and then nothing is tried."""
    case.path_parameters |= {name: things[name] for name in case.path_parameters if name in things}
    if isinstance(case.body, dict):
        case.body |= {name: [things[thing]] for name, thing in NAMED.items() if name in case.body}
    return case


@SCHEMA.parametrize()
@settings(
    max_examples=6,
    derandomize=True,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_nothing_made_up_breaks_it(case: schemathesis.Case, bearer: dict[str, str], things: Things) -> None:
    with_real_things(case, things).call_and_validate(headers=bearer, checks=CHECKS)
