"""SAF-T files that Krav writes are valid against the authority's schema, where it lies beside the project."""

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from krav.formats import saft
from krav.formats.values import PartyIn
from krav.formats.vouchers import BooksOut
from tests.formats.invoices_out import ODD
from tests.formats.ledger_files import INTEREST, PAID, books

SCHEMA = Path(__file__).parents[3] / "shared" / "specs" / "xsd" / "saft_no" / "Norwegian_SAF-T_Financial_Schema_v_1.30.xsd"

pytestmark = pytest.mark.skipif(not SCHEMA.is_file(), reason="the schema is not beside the project")

WHOLE = books((INTEREST, PAID), "NOK")
SILENT = replace(WHOLE, creditor=PartyIn("Ada Åberg"), customers=(PartyIn("x" * 300, number="7"),), version="1" * 40)


@pytest.mark.parametrize("told", [WHOLE, books((), "NOK"), SILENT], ids=["whole", "empty", "silent"])
def test_vouchers_are_valid_saft_1_30(told: BooksOut) -> None:
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(etree.fromstring(saft.write(told)))


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_words_are_valid_saft_and_read_again(text: str) -> None:
    odd = replace(WHOLE, creditor=PartyIn(text), customers=tuple(replace(each, name=text) for each in WHOLE.customers))
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(etree.fromstring(saft.write(odd)))
    assert [item.number for item in saft.read(saft.write(odd), "odd.xml").items] == ["R1"]
