"""A SIE file as a ledger: which invoices its vouchers make, what is left of them, and what nobody may be asked for."""

from datetime import date

import pytest

from krav.formats import sie
from krav.formats.receivables import Posting, gather
from krav.formats.sie.names import named
from krav.formats.values import LedgerIn
from tests.formats.ledger_files import HEAD, voucher
from tests.formats.ledger_files import sie as file

BALANCED = HEAD + "#IB 0 1510 0\n#UB 0 1510 750.00\n"


def _read(vouchers: str, head: str = HEAD) -> LedgerIn:
    return sie.read(file(vouchers, head), "bok.se")


def _items(ledger: LedgerIn) -> list[tuple[str, str, str, str]]:
    return [(each.number, each.customer.name, str(each.amount), str(each.open_amount)) for each in ledger.items]


@pytest.mark.parametrize(
    ("text", "number", "customer"),
    [
        ("Faktnr: 891, Namn: Karl Svensson", "891", "Karl Svensson"),
        ("Faktura 1234", "1234", ""),
        ("Kundfakt. 0333, ICA Supermarket Solna", "0333", "ICA Supermarket Solna"),
        ("Betalning för fakt. 15, Ulla Andersson", "15", "Ulla Andersson"),
        ("Bet. 1422, fakt. 0330, Henriks kund", "0330", "Henriks kund"),
        ("[2446] AGA AB", "2446", "AGA AB"),
        ("BE/FA30029/Jannes Bil", "30029", "Jannes Bil"),
        ("238    Idealkunden", "238", "Idealkunden"),
        ("K133 / Karl Svensson", "K133", "Karl Svensson"),
        ("OCR 1234566", "1234566", ""),
        ("Faktura Grossisten HB", "", ""),
        ("Kundfakt 2448 - 2450", "", ""),
        ("Journalnr:  18", "", ""),
        ("Inbetalning", "", ""),
        ("Delbetalning kund 1002", "", ""),
    ],
)
def test_what_a_text_names(text: str, number: str, customer: str) -> None:
    assert named(text)[:2] == (number, customer)


def test_an_invoice_and_its_payment_make_an_open_item_that_the_balance_confirms() -> None:
    made = voucher("B 1 20260115", "Faktura 1001, Karl Svensson", "1250.00")
    read = _read(made + voucher("C 1 20260215", "Betalning för fakt. 1001", "-500.00", "1930"), BALANCED)
    assert _items(read) == [("1001", "Karl Svensson", "1250.00 SEK", "750.00 SEK")]
    (item,) = read.items
    assert (item.issued_on, item.due_on, item.due_agreed) == (date(2026, 1, 15), date(2026, 2, 14), False)
    assert (read.everything, read.until_on, read.unused) == (True, date(2026, 9, 1), ())
    assert read.remarks == ("SIE names no due days; invoices taken as due 30 days after their own day: 1",)
    assert read.supplier
    assert read.supplier.company_number == "556677-8899"


def test_a_settled_invoice_is_told_so_that_nobody_is_asked_for_it() -> None:
    made = voucher("B 1 20260115", "Faktura 1001, Karl", "750.00") + voucher("B 2 20260116", "Faktura 1002, Eva", "750.00")
    read = _read(made + voucher("C 1 20260215", "Betalning fakt. 1001", "-750.00", "1930"), BALANCED)
    assert [each[3] for each in _items(read)] == ["0.00 SEK", "750.00 SEK"]
    assert read.everything


def test_a_balance_that_says_something_else_is_shown_and_the_file_is_not_everything() -> None:
    read = _read(voucher("B 1 20260115", "Faktura 1001, Karl", "800.00"), BALANCED.replace("1510 0", "1510 -50.00"))
    assert read.remarks[-1] == (
        "accounts 1510: open items make 800.00 SEK, the balance is 750.00 SEK: difference -50.00 SEK; "
        "-50.00 SEK was open when the year began"
    )
    assert not read.everything


def test_a_file_without_balances_says_that_nothing_shows_what_is_open() -> None:
    read = _read(voucher("B 1 20260115", "Faktura 1001, Karl", "800.00"))
    assert read.remarks[-1].startswith("the file has no balances")
    assert not read.everything


def test_an_invoice_that_a_nameless_payment_may_have_settled_is_not_used() -> None:
    before = voucher("B 1 20260115", "Faktura 1001, Karl", "800.00")
    after = voucher("B 2 20260301", "Faktura 1002, Eva", "300.00")
    read = _read(before + voucher("C 1 20260215", "Inbetalning", "-800.00", "1930") + after)
    assert [each[0] for each in _items(read)] == ["1002"]
    assert [each.why for each in read.unused] == [
        "800.00 SEK of invoice 1001 may be paid: money came until 2026-02-15 that names no invoice",
        "the posting of -800.00 SEK names no invoice (“Inbetalning”)",
    ]


def test_a_nameless_credit_of_one_customer_leaves_the_others_alone() -> None:
    made = voucher("B 1 20260115", "Faktura 1001, Karl", "800.00") + voucher("B 2 20260116", "Faktura 1002, Eva", "300.00")
    read = _read(made + voucher("C 1 20260215", "Karl", "-100.00", "1930"))
    assert [each[0] for each in _items(read)] == ["1002"]


def test_a_payment_of_an_older_invoice_is_named_and_touches_no_other() -> None:
    made = voucher("B 1 20260115", "Faktura 1001, Karl", "800.00")
    read = _read(made + voucher("C 1 20260215", "Betalning för fakt. 977, Karl", "-90.00", "1930"))
    assert [each[3] for each in _items(read)] == ["800.00 SEK"]
    assert read.unused[0].where == "line 19"
    assert read.unused[0].why.startswith("-90.00 SEK is for 977, which is no invoice of this file")


def test_customers_and_invoices_as_objects_and_their_names() -> None:
    objects = '#DIM 8 "Customer"\n#DIM 10 "Invoice"\n#OBJEKT 8 30083 "Svenska Mässan"\n'
    made = voucher("1 1 20260115", "30083 Svenska Mässan, 12", "500.00", kind='8 "30083" 10 "12"')
    read = _read(made, HEAD + objects)
    assert _items(read) == [("12", "Svenska Mässan", "500.00 SEK", "500.00 SEK")]
    assert read.items[0].customer.number == "30083"


def test_invoices_named_by_their_vouchers_where_payments_name_them_so() -> None:
    made = "".join(
        f'#VER K {number} 20260115 "Faktura Storstads IF"\n{{\n#TRANS 1510 {{}} 500 20260115 "Storstads IF"\n'
        "#TRANS 3001 {} -500\n}\n"
        for number in (160, 161)
    )
    paid = '#VER I 1 20260201 "Inbetalning"\n{\n#TRANS 1510 {} -500 20260201 "K160 / Storstads IF"\n#TRANS 1930 {} 500\n}\n'
    assert _items(_read(made + paid)) == [
        ("K160", "Storstads IF", "500.00 SEK", "0.00 SEK"),
        ("K161", "Storstads IF", "500.00 SEK", "500.00 SEK"),
    ]
    assert _items(_read(made)) == []


def test_a_difference_in_rates_goes_to_the_invoice_it_settles() -> None:
    made = voucher("B 1 20260115", "Faktura 1001, IWU", "44200.00")
    paid = (
        '#VER I 8 20260207 "Inbetalning"\n{\n#TRANS 1510 {} -44516.84 "" "fakt. 1001, IWU"\n'
        '#TRANS 1510 {} 316.84 "" "Kursvinst"\n#TRANS 1930 {} 44200.00\n}\n'
    )
    read = _read(made + paid)
    assert [each[3] for each in _items(read)] == ["0.00 SEK"]
    assert read.unused == ()


def test_money_moved_between_the_customers_accounts_is_no_payment() -> None:
    moved = '#VER A 1 20260104 "Ombokning"\n{\n#TRANS 1510 {} -800\n#TRANS 1511 {} 800\n}\n'
    read = _read(voucher("B 1 20260103", "Faktura 1001, Karl", "800.00") + moved)
    assert [each[0] for each in _items(read)] == ["1001"]
    assert read.unused == ()


def test_a_credit_note_and_its_setting_off() -> None:
    credit = voucher("B 2 20260120", "KN30054/Karl", "-300.00")
    assert _items(_read(credit)) == [("30054", "Karl", "-300.00 SEK", "-300.00 SEK")]
    assert _items(_read(credit + voucher("C 1 20260201", "BE/KN30054/Karl", "300.00", "1930"))) == []


def test_what_was_paid_too_much_is_named() -> None:
    made = voucher("B 1 20260115", "Faktura 1001, Karl", "800.00")
    read = _read(made + voucher("C 1 20260215", "Betalning fakt. 1001", "-900.00", "1930"))
    assert [each[3] for each in _items(read)] == ["0.00 SEK"]
    assert read.unused[0].why == "1001 was settled with 100.00 SEK too much"


def test_an_invoice_without_a_customer_is_not_used() -> None:
    read = _read(voucher("B 1 20260115", "Faktura 1001", "800.00"))
    assert (read.items, read.unused[0].why) == ((), "invoice 1001 names no customer")


def test_a_voucher_that_does_not_come_to_nothing_is_remarked_and_not_believed() -> None:
    crooked = '#VER B 1 20260115 "Faktura 1001, Karl"\n{\n#TRANS 1510 {} 800\n#TRANS 3001 {} -798\n}\n'
    read = _read(crooked + voucher("B 2 20260116", "Faktura 1002, Eva", "300.00"))
    assert [each[0] for each in _items(read)] == ["1002"]
    assert "voucher B1 does not come to nothing: 2.00 SEK" in read.remarks
    assert read.unused[0].why.startswith("voucher B1 does not come to nothing")


@pytest.mark.parametrize(
    ("account", "counts"),
    [
        ('#KONTO 1510 "Lager"', False),
        ('#KONTO 1510 "Nedskrivning av kundfordringar"', False),
        ('#KONTO 1510 "Kundfordringar - delad faktura"', False),
        ('#KONTO 1510 "Kundfordringar"\n#KTYP 1510 I', False),
        ('#KONTO 1510 "Kundfordringar"\n#KTYP 1510 T', True),
        ("", True),
    ],
)
def test_the_names_of_accounts_say_which_hold_receivables(account: str, counts: bool) -> None:
    head = HEAD.replace('#KONTO 1510 "Kundfordringar"', account)
    assert bool(_read(voucher("B 1 20260115", "Faktura 1001, Karl", "800.00"), head).items) == counts


def test_another_currency_than_kronor_is_kept() -> None:
    read = _read(voucher("B 1 20260115", "Faktura 1001, Karl", "800.00"), HEAD + "#VALUTA EUR\n")
    assert _items(read)[0][2] == "800.00 EUR"


def test_a_second_name_that_two_invoices_share_names_neither() -> None:
    on = date(2026, 1, 5)
    first, second = (Posting(on, 100, "", (number, "kid"), "7", number) for number in ("1", "2"))
    found = gather([first, second, Posting(on, -100, "", ("kid",), "7", "3")], by_customer=True)
    assert [each.rest for each in found.receivables] == [100, 100]
    assert len(found.loose) == 1
