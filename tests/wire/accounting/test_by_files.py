"""Systems that Krav is not connected to say what to do instead."""

from datetime import date

import pytest

from krav.formats.vouchers import VoucherLineOut, VoucherOut
from krav.wire.accounting.by_files import ANOTHER, CONTA
from krav.wire.accounting.errors import Refused
from krav.wire.accounting.protocol import System
from tests.wire.accounting.standin import Kept

VOUCHER = VoucherOut("K", "1", date(2026, 3, 2), "Payment", (VoucherLineOut("1920", 1), VoucherLineOut("1500", -1)))


@pytest.mark.parametrize(("system", "code", "name"), [(CONTA, "conta", "Conta"), (ANOTHER, "files", "Another system")])
def test_there_is_nothing_to_connect_and_nothing_to_read(system: System, code: str, name: str) -> None:
    assert (system.code, system.name, system.fields, system.ready, system.consent("", "")) == (code, name, (), False, "")
    books = system.open(Kept({}))
    assert (books.kinds, list(books.companies()), list(books.read("items"))) == ((), [], [])
    assert (books.document("1"), books.posted(VOUCHER), books.mark_reminded("1", "reminder")) == (None, "", False)


def test_it_is_said_where_its_files_are_imported() -> None:
    with pytest.raises(Refused, match="Import its SAF-T file"):
        CONTA.allowed({}, "")


def test_vouchers_leave_as_a_file() -> None:
    with pytest.raises(Refused, match="Take the vouchers' file from Bookkeeping"):
        CONTA.open(Kept({})).post(VOUCHER)
