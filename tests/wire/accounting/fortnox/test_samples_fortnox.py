"""Answers that Fortnox once gave, where they lie beside the project, are read."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from krav.wire.accounting.fortnox import reading
from tests.wire.accounting.described import SPECS

SAMPLES = SPECS.parent / "samples" / "json" / "fortnox"


@pytest.mark.skipif(not SAMPLES.exists(), reason="recorded answers are not kept with the project")
def test_recorded_answers_are_read() -> None:
    def body(name: str) -> dict[str, object]:
        told: dict[str, object] = json.loads(Path(SAMPLES / name).read_text(), parse_float=Decimal)["body"]
        return told

    found = [reading.item(row) for row in body("invoices_all.json")["Invoices"]]  # type: ignore[attr-defined]
    assert found[0].item.reference == "133"
    assert found[0].item.due_on == date(2023, 2, 26)
    assert found[0].voucher == ""
    names = [reading.customer(row).name for row in body("customers_all.json")["Customers"]]  # type: ignore[attr-defined]
    assert names[1] == "Test customer"
    whole = body("invoices_find_id_1.json")["Invoice"]
    assert reading.credit_of(whole) == ""  # type: ignore[arg-type]
    assert reading.reminder(whole) is None  # type: ignore[arg-type]
