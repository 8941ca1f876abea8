"""Published SIE and SAF-T files are read as ledgers, or refused with a reason; nothing else ever happens."""

from pathlib import Path

import pytest

from krav.formats import saft, sie, sniff
from krav.formats.sie.books import read_books
from krav.formats.values import FormatError, LedgerIn
from krav.kernel.money import Money

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "samples"

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not beside the project")


def _samples(folder: str) -> list[Path]:
    return sorted(path for path in (SAMPLES / folder).rglob("*") if path.suffix.lower() in {".se", ".si", ".xml"})


def _read(path: str) -> LedgerIn:
    if not (SAMPLES / path).exists():
        pytest.skip(f"{path} is not among the samples here")
    read = sniff.read((SAMPLES / path).read_bytes(), Path(path).name, "SEK")
    assert isinstance(read, LedgerIn)
    return read


def _open(read: LedgerIn) -> str:
    return str(Money.total((item.open_amount for item in read.items if item.open_amount), read.items[0].amount.currency))


def _outcome(path: Path) -> str:
    try:
        read = sniff.read(path.read_bytes(), path.name, "SEK")
    except FormatError as error:
        return f"refused: {error.where}: {error.problem}"
    assert isinstance(read, LedgerIn)
    return f"{read.format}, {len(read.items)} items, {len(read.unused)} unused, {len(read.remarks)} remarks"


@pytest.mark.parametrize("folder", ["sie", "saft_no"])
def test_every_sample_is_read_or_refused(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = {path: _outcome(path) for path in _samples(folder)}
    with capsys.disabled():
        print()  # noqa: T201
        for path, outcome in outcomes.items():
            print(f"{path.name:60} {outcome}")  # noqa: T201
    assert outcomes
    assert any(not outcome.startswith("refused") for outcome in outcomes.values())


@pytest.mark.parametrize("path", _samples("sie"), ids=lambda path: path.name)
def test_every_sie_sample_is_known_as_sie_and_only_refused_for_a_reason_of_its_own(path: Path) -> None:
    data = path.read_bytes()
    assert sniff.recognise(data, "upload.dat") == "sie"
    if b"\xef\xbf\xbd" in data:
        with pytest.raises(FormatError, match="a letter cannot be read"):
            read_books(data, path.name)
        return
    books = read_books(data, path.name)
    assert books.company
    if books.kind == "4":
        assert sie.read(data, path.name).format == "sie"
        return
    with pytest.raises(FormatError, match="balances and no vouchers"):
        sie.read(data, path.name)


@pytest.mark.parametrize(
    ("path", "items", "open_amount"),
    [
        ("sie/BL0001_typ4.SE", 5, "252237.00 SEK"),
        ("sie/BL0001_typ4I.SI", 3, "2250.00 SEK"),
        ("sie/Bokslut_Norstedts_SIE_4E.se", 32, "600649.00 SEK"),
        ("sie/MAMUT_SIE4_EXPORT.SE", 86, "2563070.72 SEK"),
        ("sie/transaktioner_ovnbolag.se", 37, "443532.00 SEK"),
        ("sie/XE_SIE_4_20151125095119.SE", 16, "115977.67 SEK"),
    ],
)
def test_what_is_open_in_files_of_six_systems(path: str, items: int, open_amount: str) -> None:
    read = _read(path)
    assert (len(read.items), _open(read)) == (items, open_amount)


def test_what_the_norstedts_file_leaves_unused_explains_its_difference() -> None:
    read = _read("sie/Bokslut_Norstedts_SIE_4E.se")
    older = Money.total((Money.of(each.why.split(" ")[0], "SEK") for each in read.unused), "SEK")
    assert Money.of("525288", "SEK") + older == Money.of("-202505", "SEK")
    assert "difference -202505.00 SEK" in read.remarks[-1]


@pytest.mark.parametrize(
    ("path", "voucher"),
    [("sie/transaktioner_ovnbolag-bad-balance.se", "B1 does"), ("sie/XE_SIE_4_20151125095119.SE", "11 does")],
)
def test_the_two_files_that_do_not_balance_say_so(path: str, voucher: str) -> None:
    assert any(f"voucher {voucher} not come to nothing" in remark for remark in _read(path).remarks)


def test_a_posting_added_later_is_counted_once() -> None:
    books = read_books((SAMPLES / "sie/BL0001_typ4.SE").read_bytes(), "BL0001_typ4.SE")
    assert not any(voucher.sum for voucher in books.vouchers)
    assert sum(len(voucher.lines) for voucher in books.vouchers) == 405


def test_the_norwegian_example_has_a_balance_and_no_items() -> None:
    read = saft.read((SAMPLES / "saft_no" / _EXAMPLE).read_bytes(), _EXAMPLE)
    assert (read.items, read.everything, str(read.until_on)) == ((), False, "2015-12-31")
    assert read.remarks[0] == (
        "customer 12000: open items make 1234.56 NOK, the balance is 12345.67 NOK: difference 11111.11 NOK"
    )


_EXAMPLE = "v1.10_ExampleFile_SAF-T_Financial_999999999_20161125213512.xml"
