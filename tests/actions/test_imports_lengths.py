"""What is longer than its column: a bank's is fitted, a ledger's is refused in people's words; alike on both databases."""

import pytest
from django.db import models

from krav.actions.payments_by_hand import register_payment, take_back_payment
from krav.formats.fitting import WIDTHS
from krav.formats.values import FormatError
from krav.store import models as rows
from krav.store.queries.loose import BACK
from krav.store.scope import account_scope
from tests.actions.cast import ANN, DUE, FIRST, bank, credit, ledger, line, ocr, take
from tests.actions.invoices import invoice


def fits(account_id: int, model: type[rows.Payment | rows.PendingPayment]) -> int:
    """How many rows of a table there are; all that stands in each is in the room of its column."""
    fields = {each.name: each.max_length or 0 for each in model._meta.concrete_fields if isinstance(each, models.CharField)}
    with account_scope(account_id):
        found = list(model.objects.values_list(*fields))
    for row in found:
        assert "\0" not in "".join(row)
        assert [name for text, (name, most) in zip(row, fields.items(), strict=True) if len(text) > most] == []
    return len(found)


@pytest.mark.parametrize("field", WIDTHS)
def test_the_room_is_that_of_the_columns(field: str) -> None:
    column = rows.Payment._meta.get_field(field)
    before = len(BACK) if field == "key" else 0
    assert isinstance(column, models.CharField)
    assert before + WIDTHS[field] <= (column.max_length or 0)


def test_a_bank_s_long_words_are_taken_in_once_and_may_be_taken_back(fjordbo: int) -> None:
    entries = [
        credit("700.00", on="2026-03-04", payer="Æ" * 400, key="K" * 400 + end).replace("<Nm>", "<Nm>Ø") for end in "ab"
    ]
    waiting = entries[0].replace("BOOK", "PDNG")
    assert take(fjordbo, bank(*entries, until="2026-03-05"), "bank.xml").new == 2
    assert take(fjordbo, bank(*entries, waiting, until="2026-03-06"), "bank-2.xml").new == 0
    assert fits(fjordbo, rows.Payment) == 2
    lump = "<Ntry><Amt Ccy='DKK'>9.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-03-04</Dt></BookgDt>"
    name = f"<AcctSvcrRef>{'L' * 400}</AcctSvcrRef>"
    parts = "".join(f"<TxDtls><AmtDtls><TxAmt><Amt Ccy='DKK'>{part}</Amt></TxAmt></AmtDtls></TxDtls>" for part in ("4", "5"))
    take(fjordbo, bank(f"{lump}{name}</Ntry>", until="2026-03-05"), "lump.xml")
    assert take(fjordbo, bank(f"{lump}{name}<NtryDtls>{parts}</NtryDtls></Ntry>", until="2026-03-05"), "parts.xml").new == 2
    assert fits(fjordbo, rows.Payment) == 6


def test_money_under_way_with_long_words(fjordbo: int) -> None:
    entry = credit("700.00", on="2026-03-04", payer="Æ" * 400, key="K" * 400).replace("BOOK", "PDNG")
    take(fjordbo, bank(entry, until="2026-03-05"), "bank.xml")
    assert fits(fjordbo, rows.PendingPayment) == 1


def test_nul_in_an_ocr_giro_file_is_a_blank(nordlys: int) -> None:
    data = ocr(("2026011", 30_000), on="040326").replace(b"         2026011", b"\0\0\0\0\0\0\0\0\0" + b"2026011")
    assert take(nordlys, data, "ocr.txt").new == 1
    assert fits(nordlys, rows.Payment) == 1
    with account_scope(nordlys):
        assert rows.Payment.objects.get().references == '["2026011"]'


def test_a_payment_by_hand_with_the_longest_key_can_be_taken_back(fjordbo: int) -> None:
    take(fjordbo, ledger(line("1001", "10.000,00")), on=DUE)
    with account_scope(fjordbo):
        claim_id = rows.Claim.objects.get().pk
    payment_id = register_payment(fjordbo, claim_id, 100, DUE, on=FIRST, by=ANN, key="k" * 40)
    take_back_payment(fjordbo, payment_id, on=FIRST, by=ANN)
    assert fits(fjordbo, rows.Payment) == 2


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"name": "N" * 201}, "line 2: the customer's name has 201 letters; there is room for 200."),
        ({"customer": "1" * 41}, "line 2: the customer's number has 41 letters; there is room for 40."),
        ({"number": "1" * 41}, "line 2: the invoice number has 41 letters; there is room for 40."),
    ],
)
def test_a_ledger_s_long_words_are_refused_with_their_line(fjordbo: int, told: dict[str, str], said: str) -> None:
    with pytest.raises(FormatError, match=said):
        take(fjordbo, ledger(line(**{"number": "1001", "amount": "10,00", **told})))


@pytest.mark.parametrize("element", ["StreetName", "CityName"])
def test_an_invoice_s_long_words_are_refused_with_their_place(fjordbo: int, element: str) -> None:
    data = invoice("1001", "6312.50")
    start = data.rindex(f"<cbc:{element}>".encode())
    long = data[:start] + data[start:].replace(f"<cbc:{element}>".encode(), f"<cbc:{element}>{'L' * 200}".encode(), 1)
    with pytest.raises(FormatError, match=r"the customer's .* letters; there is room for"):
        take(fjordbo, long, "invoice.xml")
