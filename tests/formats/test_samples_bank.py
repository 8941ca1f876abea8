"""Published bank files are read to the øre, or refused with the reason that is true of them."""

from pathlib import Path

import netsgiro
import pytest
from stdnum import luhn

from krav.countries.norway import references as norway
from krav.countries.sweden import references as sweden
from krav.formats.sniff import read, recognise
from krav.formats.values import BankFileIn, FormatError
from krav.kernel.money import Money

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not beside the project")


def present(path: str) -> Path:
    if not (SAMPLES / path).exists():
        pytest.skip(f"{path} is not among the samples here")
    return SAMPLES / path


def bank_file(path: str) -> BankFileIn:
    found = read(present(path).read_bytes(), path, "SEK")
    assert isinstance(found, BankFileIn)
    return found


def test_the_bgmax_sample_is_read_to_the_ore() -> None:
    crowns, euro = bank_file("bgmax/BgMaxfil4.txt").statements
    assert (crowns.account, crowns.currency, str(crowns.until_on)) == ("9912346", "SEK", "2004-05-25")
    assert [payment.amount.minor for payment in crowns.payments] == [
        180_000, 190_000, 200_000, 50_000, 50_000, 50_000, 140_000,
    ]  # fmt: skip
    assert [payment.amount for payment in euro.payments] == [Money(300_000, "EUR"), Money(100_000, "EUR")]


def test_the_shares_of_the_bgmax_sample() -> None:
    crowns, euro = bank_file("bgmax/BgMaxfil4.txt").statements
    open_split, netted = crowns.payments[0], crowns.payments[6]
    assert {share.reference for share in open_split.shares} == {"665760", "665869", "665661", "657775"}
    assert all(share.amount is None for share in open_split.shares)
    assert sum(share.amount.minor for share in netted.shares if share.amount) == netted.amount.minor
    assert [share.amount.minor for share in netted.shares if share.amount and share.amount.minor < 0] == [-50_000]
    assert euro.payments[0].references == ("8012577", "8013575", "8014573")
    assert crowns.payments[5].payer_account == ""
    assert crowns.payments[0].payer_name == "Kalles Plåt AB"


def test_what_bankgirot_checked_has_a_right_check_digit() -> None:
    (only,) = bank_file("bgmax/minimal.txt").statements
    assert all(sweden.checked(payment.references[0]) for payment in only.payments)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("bgmax/BgMaxfil4_broken.txt", "line 10: the line has 82 bytes; letters were saved as UTF-8 or lost"),
        ("bgmax/isolated_deposit.txt", "line 1: record 05 stands where a file should begin with record 01"),
        ("bgmax/isolated_payment.txt", "line 1: record 20 stands where a file should begin with record 01"),
        ("bgmax/validTransaktionskoder.txt", "line 2, columns 3–12: the receiver's bankgiro “BGMAX” is not a number"),
        ("bgmax/lb_other/GEUT_LBATER_Sample2.txt", "supplier payments (Leverantörsbetalningar), money you paid"),
    ],
)
def test_broken_bankgirot_files_are_refused(path: str, reason: str) -> None:
    data = present(path).read_bytes()
    assert recognise(data, path) == "bgmax"
    with pytest.raises(FormatError) as refused:
        read(data, path, "SEK")
    assert reason in str(refused.value)


def test_the_trailer_of_the_broken_sample_is_wrong_too() -> None:
    mended = present("bgmax/BgMaxfil4_broken.txt").read_bytes().replace(b"\xef\xbf\xbd", b"\xe5")
    with pytest.raises(FormatError, match="it counts 8 payments, the file has 9"):
        read(mended, "mended.txt", "SEK")


def test_another_reader_agrees_on_the_ocr_giro_sample() -> None:
    path = "netsgiro/ocr_giro_transactions.txt"
    (ours,) = bank_file(path).statements
    theirs = [
        item
        for part in netsgiro.parse(present(path).read_text("latin-1")).assignments
        for item in part.transactions
        if isinstance(item, netsgiro.Transaction)
    ]
    assert [(item.kid, item.amount_in_cents, item.date) for item in theirs] == [
        (paid.references[0], paid.amount.minor, paid.received_on) for paid in ours.payments
    ]


def test_the_kids_of_the_sample_are_of_two_schemes() -> None:
    (ours,) = bank_file("netsgiro/ocr_giro_transactions.txt").statements
    kids = [norway.checked(payment.references[0]) for payment in ours.payments]
    assert {luhn.is_valid(kid) for kid in kids} == {True, False}


def test_the_nordea_sample_names_the_bank_s_entries() -> None:
    (only,) = bank_file("camt/nordea_dk_camt.053_extended.xml").statements
    assert [payment.bank_entry for payment in only.payments] == [
        "3896981720268",
        "2149202009236109891174",
        "3895197120268",
        "K88889999-2309",
        "K88889999-2309",
        "7463038123521",
    ]
    assert [unused.where for unused in only.unused] == [
        "entry 5 in line 411, payment 1",
        "entry 5 in line 411, payment 2",
    ]
    assert only.payments[0].payer_name == "PAYERS NAME AND ADDRESS 1"
