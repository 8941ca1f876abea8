"""A workbook gives the very items its text files give, and no number in it is taken on trust."""

import tracemalloc
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from struct import pack_into
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile
from zlib import crc32

import pytest
from openpyxl import Workbook

from krav.formats import table
from krav.formats.sheets import workbook_cells
from krav.formats.values import FormatError, ItemIn, LedgerIn
from krav.kernel.money import Money

HEADINGS = ("Kundenavn", "Fakturanr.", "Fakturadato", "Forfald", "Beløb", "Rest", "KID", "Frist aftalt")


def workbook(*rows: tuple[object, ...], **more: Sequence[tuple[object, ...]]) -> bytes:
    book = Workbook()
    for title, content in {"Ark1": rows, **more}.items():
        sheet = book.create_sheet(title)
        for row in content:
            sheet.append(row)
    del book["Sheet"]
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def read(data: bytes, name: str = "poster.xlsx") -> LedgerIn:
    return table.read(data, name, currency="NOK")


def only(*cells: object) -> ItemIn:
    (item,) = read(workbook(HEADINGS, cells)).items
    return item


def refusal(data: bytes) -> str:
    with pytest.raises(FormatError) as caught:
        read(data)
    return str(caught.value)


LATIN_1 = """\
Kundenavn;Fakturanr.;Fakturadato;Forfald;Beløb;Rest;KID;Frist aftalt\r
Bjørn Åby;5001;05.01.2026;04.02.2026;1.234,50;234,5;0531;ja\r
Møller & Søn;5002;16.01.2026;;-99,00;-99,00;;\r
Café Öst;5003;31.12.2026;30.01.2027;1.000.000,00;;10025;nej\r
""".encode("latin-1")

UTF_8 = """\
Kundenavn,Fakturanr.,Fakturadato,Forfald,Beløb,Rest,KID,Frist aftalt
Bjørn Åby,5001,2026-01-05,2026-02-04,"1,234.50",234.50,0531,yes
Møller & Søn,5002,2026-01-16,,-99.00,-99.00,,
Café Öst,5003,2026-12-31,2027-01-30,"1,000,000.00",,10025,no
""".encode()

XLSX = workbook(
    HEADINGS,
    ("Bjørn Åby", 5001, date(2026, 1, 5), datetime(2026, 2, 4, 0, 0), 1234.5, 234.5, "0531", True),  # noqa: DTZ001
    ("Møller & Søn", 5002, date(2026, 1, 16), None, -99, -99, None, None),
    ("Café Öst", 5003, date(2026, 12, 31), date(2027, 1, 30), 1_000_000, None, "10025", False),
)


def test_three_ways_of_saving_give_the_same_items() -> None:
    items = read(UTF_8, "poster.csv").items
    assert read(LATIN_1, "poster.csv").items == items
    assert read(XLSX).items == items
    assert [item.amount for item in items] == [Money(123_450, "NOK"), Money(-9_900, "NOK"), Money(100_000_000, "NOK")]


def test_binary_noise_is_taken_off() -> None:
    noisy = 0.1 + 0.2
    assert str(noisy) != "0.3"
    assert only("Bo", "7", date(2026, 1, 5), None, noisy, 1234.4999999999998).amount == Money(30, "NOK")


def test_a_number_that_is_no_amount_is_refused() -> None:
    assert "line 2, column “Beløb”: “1.2340” has more than two decimals." in refusal(
        workbook(HEADINGS, ("Bo", "7", date(2026, 1, 5), None, 1.234))
    )


@pytest.mark.parametrize("value", ["NaN", "inf", "1e300"])
def test_what_is_no_number_is_no_amount(value: str) -> None:
    assert workbook_cells.text(float(value)) in {"NaN", "Infinity", "1.00000000000000E+300"}


def test_amounts_as_text_are_read_like_a_text_file() -> None:
    assert only("Bo", "7", "05.01.2026", None, "1\u00a0234,50 kr").amount == Money(123_450, "NOK")


def test_amounts_partly_as_text_must_not_contradict_the_numbers() -> None:
    rows = (("Bo", "7", date(2026, 1, 5), None, 12.5), ("Bo", "8", date(2026, 1, 5), None, "12,50"))
    assert "line 3, column “Beløb”: “12,50” contradicts “12.50” further up" in refusal(workbook(HEADINGS, *rows))


def test_a_reference_kept_as_a_number_is_remarked_on() -> None:
    data = workbook(HEADINGS, ("Bo", 7, date(2026, 1, 5), None, 100, None, 531))
    assert read(data).items[0].reference == "531"
    assert "“KID”: holds numbers, leading zeros may be lost; format the column as text" in read(data).remarks
    assert not any("KID" in remark for remark in read(XLSX).remarks)


def test_a_reference_that_lost_its_last_digits_is_refused() -> None:
    data = workbook(HEADINGS, ("Bo", "7", date(2026, 1, 5), None, 100, None, 12345678901234567890))
    assert "line 2, column “KID”: “1.23456789012346E+19” is a long number that lost its last digits" in refusal(data)


def test_the_first_sheet_with_headings_is_read() -> None:
    about, extra = [("Åbne poster",), ("til Ib",)], [HEADINGS, ("Ann", "8", date(2026, 1, 5), None, 1)]
    rows = [(), (None, *HEADINGS), (None, "Bo", "7", date(2026, 1, 5), None, 100)]
    ledger = read(workbook(*about, Poster=rows, Gamle=extra))
    assert [(item.number, item.where) for item in ledger.items] == [("7", "line 3")]
    assert ledger.remarks[0] == "workbook, sheet “Poster”"


def test_a_broken_letter_is_refused() -> None:
    data = workbook(HEADINGS, ("S\ufffdren", "7", date(2026, 1, 5), None, 100))
    assert refusal(data).startswith("poster.xlsx, line 2: a letter cannot be read")


def test_a_damaged_workbook_is_refused() -> None:
    assert "the workbook is damaged" in refusal(XLSX[:-200])


def test_an_old_or_locked_workbook_is_refused() -> None:
    assert "this is an old or locked workbook. Save it as XLSX" in refusal(b"\xd0\xcf\x11\xe0" + bytes(600))


def test_an_empty_workbook_is_refused() -> None:
    assert "none of the first 20 lines holds headings that are known" in refusal(workbook())


def test_a_stray_cell_at_the_far_end_is_refused_before_room_is_made_for_it() -> None:
    book = Workbook()
    book.create_sheet("Ark2")["XFD1048576"] = "x"
    file = BytesIO()
    book.save(file)
    assert "a sheet reaches over 16384 columns and 1048576 rows" in refusal(file.getvalue())


def test_a_part_that_lies_about_its_size_never_swells() -> None:
    """Its header says that a sheet ends with its data, and gives the sum of that; a hundred megabytes of blanks follow."""
    sheet, packed = "xl/worksheets/sheet1.xml", BytesIO()
    with ZipFile(BytesIO(XLSX)) as parts, ZipFile(packed, "w", ZIP_DEFLATED) as bomb:
        told = parts.read(sheet)
        for name in parts.namelist():
            with bomb.open(name, "w") as part:
                part.write(parts.read(name))
                for _ in range(100 if name == sheet else 0):
                    part.write(bytes(1_000_000))
    lie = bytearray(packed.getvalue())
    header, entry = lie.find(sheet.encode()) - 30, lie.rfind(sheet.encode()) - 46
    for crc_at, size_at in ((header + 14, header + 22), (entry + 16, entry + 24)):
        pack_into("<I", lie, crc_at, crc32(told))
        pack_into("<I", lie, size_at, len(told))
    tracemalloc.start()
    assert "the workbook would swell to" in refusal(bytes(lie))
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_a_workbook_of_absurd_size_is_refused() -> None:
    file = BytesIO(XLSX)
    with ZipFile(file, "a") as parts:
        parts.writestr("xl/media/picture.bin", b"")
        parts.getinfo("xl/media/picture.bin").file_size = 500_000_001
    assert "the workbook is too large unpacked" in refusal(file.getvalue())


def with_sheet(cells: bytes, times: int) -> bytes:
    """The workbook with a sheet of so many times these cells, without a word of where they stand."""
    sheet, packed = "xl/worksheets/sheet1.xml", BytesIO()
    with ZipFile(BytesIO(XLSX)) as parts, ZipFile(packed, "w", ZIP_DEFLATED) as made:
        for name in parts.namelist():
            with made.open(name, "w") as part:
                part.write(b"<worksheet><sheetData><row>" if name == sheet else parts.read(name))
                for _ in range(times // 1000 if name == sheet else 0):
                    part.write(cells * 1000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("cells", "times", "said"),
    [(b"<c/>", 2_100_000, "a sheet reaches over"), (b" " * 100, 300_000, "the workbook would swell to")],
)
def test_a_small_workbook_that_would_take_much_room_is_refused_before_it_is_read(
    cells: bytes, times: int, said: str
) -> None:
    data = with_sheet(cells, times)
    assert len(data) < 200_000
    tracemalloc.start()
    assert said in refusal(data)
    assert tracemalloc.get_traced_memory()[1] < 30_000_000
    tracemalloc.stop()


def test_a_stray_cell_of_a_small_workbook_are_refused() -> None:
    book = Workbook()
    book.create_sheet("Ark2")["Z100000"] = "x"
    file = BytesIO()
    book.save(file)
    assert "a sheet reaches over 26 columns and 100000 rows" in refusal(file.getvalue())


def test_a_part_that_is_packed_in_another_way_is_refused() -> None:
    file = BytesIO()
    with ZipFile(BytesIO(XLSX)) as parts, ZipFile(file, "w", ZIP_LZMA) as other:
        for name in parts.namelist():
            other.writestr(name, parts.read(name))
    assert "it is packed in a way that is not known" in refusal(file.getvalue())
