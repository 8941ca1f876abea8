"""What is said of security is so: each claim of the threat model names a test that is there; licences are accepted."""

import re

import pytest

from tests.house.licences import is_accepted, listed, locked
from tests.house.tree import ROOT

MODEL = (ROOT / "docs/threat-model.md").read_text()
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", MODEL)))


def test_the_threat_model_names_tests() -> None:
    assert len(NAMED) > 15


@pytest.mark.parametrize(("path", "test"), NAMED)
def test_a_test_that_is_claimed_is_there(path: str, test: str) -> None:
    text = (ROOT / path).read_text()
    assert f"def {test}(" in text if test else "def test_" in text


def test_every_way_of_an_attack_has_a_test() -> None:
    rows = [line for line in MODEL.splitlines() if line.startswith("| ") and not line.startswith("| way")]
    assert [row for row in rows if "`tests/" not in row] == []


def test_every_package_has_its_licence_listed() -> None:
    assert {name: version for name, (version, _) in listed().items()} == locked()


def test_every_licence_is_accepted() -> None:
    assert {name: licence for name, (_, licence) in listed().items() if not is_accepted(licence)} == {}


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "MIT AND AGPL-3.0-only", "UNKNOWN", "Proprietary"])
def test_another_licence_is_noticed(licence: str) -> None:
    assert not is_accepted(licence)
