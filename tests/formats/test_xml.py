"""XML is read safely, and elements are found by name whatever the file puts around them."""

from collections.abc import Callable
from datetime import date

import pytest

from krav.formats import xml
from krav.formats.values import FormatError
from krav.kernel.money import Money


def _walk_all(data: bytes, file: str) -> list[tuple[str, xml.Node]]:
    return list(xml.walk(data, file, ("a", "b")))


READERS = pytest.mark.parametrize("reader", [xml.parse, _walk_all], ids=["parse", "walk"])
Reader = Callable[[bytes, str], object]


@READERS
@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b'<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a/>',
        b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- c -->\n<?p q?>\n<!DOCTYPE a><a/>',
        b"<!doctype a><a/>",
    ],
)
def test_a_doctype_is_refused_before_parsing(reader: Reader, data: bytes) -> None:
    with pytest.raises(FormatError, match="document type declaration"):
        reader(data, "bomb.xml")


def test_the_refusal_names_file_line_and_remedy() -> None:
    with pytest.raises(FormatError) as refused:
        xml.parse(b'<?xml version="1.0"?>\n<!-- c -->\n<!DOCTYPE a><a/>', "bomb.xml")
    assert (refused.value.file, refused.value.where) == ("bomb.xml", "line 3")
    assert refused.value.remedy.startswith("Ask the sender for the file without it")


@READERS
@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode("utf-16"), "UTF-16"),
        ("<a/>".encode("utf-16-le"), "UTF-16"),
        (b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>', "UTF-7"),
    ],
)
def test_an_encoding_that_could_hide_a_doctype_is_refused(reader: Reader, data: bytes, encoding: str) -> None:
    with pytest.raises(FormatError, match=f"written in {encoding}"):
        reader(data, "odd.xml")


@READERS
@pytest.mark.parametrize("data", [b"", b"<a>", b"<a>&x;</a>", b"<a/><b/>", b"<a>\xe6</a>", b"<a>" * 300])
def test_damaged_xml_is_refused(reader: Reader, data: bytes) -> None:
    with pytest.raises(FormatError, match="damaged or cut off"):
        reader(data, "cut.xml")


def test_damaged_xml_is_refused_with_its_line() -> None:
    with pytest.raises(FormatError) as refused:
        xml.parse(b"<a>\n<b>\n</a>", "cut.xml")
    assert refused.value.where == "line 3"


def test_latin_1_is_read_when_the_file_says_so() -> None:
    assert xml.parse('<?xml version="1.0" encoding="ISO-8859-1"?><a>Ærø</a>'.encode("latin-1"), "f").text() == "Ærø"


def test_comments_instructions_and_cdata_do_not_cut_text() -> None:
    node = xml.parse(b"<a><b>12<!-- x -->34<?p q?>5<![CDATA[<6]]>&amp;</b><!-- c --><c/></a>", "f")
    assert node.text("b") == "12345<6&"
    assert [child.name for child in node.children()] == ["b", "c"]


def test_walking_does_not_cut_text_either() -> None:
    ends = [node.text() for event, node in _walk_all(b"<r><b>12<!-- x -->34</b></r>", "f") if event == "end"]
    assert ends == ["1234"]


@pytest.mark.parametrize("head", [b"<a xmlns='u:1'>", b"<a>", b"<a xmlns='u:2'>"])
def test_elements_are_found_in_any_namespace(head: bytes) -> None:
    assert xml.parse(head + b"<b><c> so\n  so </c></b></a>", "f").text("b/c") == "so so"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"<a/>", ("", "a")),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- <x> --><n:Order\n xmlns:n='urn:x' lang='da'>", ("urn:x", "Order")),
        (b'<Document xmlns="urn:y"><b', ("urn:y", "Document")),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>', ("", "a")),
    ],
)
def test_the_root_is_told_without_parsing(data: bytes, expected: tuple[str, str]) -> None:
    assert xml.root(data) == expected


@pytest.mark.parametrize("data", [b"", b"NY000010", b"a;b;c", b"%PDF-1.7", b"<"])
def test_what_is_not_xml_has_no_root(data: bytes) -> None:
    assert xml.root(data) is None


@pytest.mark.parametrize("text", ["2026-10-05", "2026-10-05Z", "2026-10-05+02:00", "2026-10-05T23:59:59.219+02:00"])
def test_a_day_is_read_as_written_whatever_its_zone(text: str) -> None:
    assert xml.parse(f"<a><d>{text}</d></a>".encode(), "f").day("d") == date(2026, 10, 5)


@pytest.mark.parametrize("text", ["2026-02-30", "05.10.2026", "1010-03-24", "2026-10", "2026-10-05x"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(FormatError, match="is not a day"):
        xml.parse(f"<a><d>{text}</d></a>".encode(), "f").day("d")


@pytest.mark.parametrize(
    ("text", "minor"), [("25000.000", 2_500_000), ("-0.10", -10), ("+7", 700), (".5", 50), ("3.", 300)]
)
def test_an_amount_is_exact(text: str, minor: int) -> None:
    assert xml.parse(f'<a><m Ccy="SEK">{text}</m></a>'.encode(), "f").money("m", "Ccy") == Money(minor, "SEK")


@pytest.mark.parametrize(
    "amount",
    [
        *(f'<m Ccy="SEK">{text}</m>' for text in ("1,50", "1.005", "1e3", "1_000", "NaN", "", "9" * 16)),
        "<m>1.00</m>",
        '<m Ccy="kr">1.00</m>',
    ],
)
def test_what_is_no_amount_is_refused_with_its_line(amount: str) -> None:
    with pytest.raises(FormatError, match="f, m in line 2: "):
        xml.parse(f"<a>\n{amount}</a>".encode(), "f").money("m", "Ccy")
