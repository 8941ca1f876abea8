"""What is looked at before a letter goes: an SMS's parts and number, an e-mail's headings, a sheet and its window."""

from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from krav.claims.letter import Letter
from krav.countries import countries
from krav.render.pdf import Renderer
from krav.wire.broken import Refused
from krav.wire.sending.mail.addresses import check as check_mail
from krav.wire.sending.post import sheet
from krav.wire.sending.protocol import From, Parcel, To
from krav.wire.sending.sms import numbers
from krav.wire.sending.sms.parts import checked, parts
from tests.render.letters import letter
from tests.wire.sending.standins import parcel


@pytest.mark.parametrize(("text", "many"), [
    ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("€" * 80, 1), ("€" * 81, 2),
    ("a" * 152 + "€" + "a" * 152, 3), ("ж" * 70, 1), ("ж" * 71, 2), ("ж" * 134, 2), ("ж" * 135, 3), ("😀" * 35, 1),
    ("😀" * 36, 2), ("ж" * 66 + "😀" + "ж" * 60, 2), ("æøåÆØÅäöÄÖ§", 1),
])  # fmt: skip
def test_parts_are_counted_as_telephones_do(text: str, many: int) -> None:
    assert parts(text).many == many


@given(st.text(max_size=400))
def test_more_text_is_never_fewer_parts(text: str) -> None:
    assert parts(text).many <= parts(text + "a").many <= parts(text).many + 1


def test_an_sms_of_eleven_parts_is_refused() -> None:
    assert checked("a" * 1530).many == 10
    with pytest.raises(Refused, match="11 parts"):
        checked("a" * 1531)


@pytest.mark.parametrize("phone", ["", "12", "abc", "112", "+46 8 123 456 78", "070-174 06 05; 070-174 06 06"])
def test_a_number_that_is_no_mobile_is_refused(phone: str) -> None:
    with pytest.raises(Refused):
        numbers.told_mobile(To("Ann", phone=phone, country="SE"))


def test_a_number_is_read_in_its_debtors_country() -> None:
    assert numbers.mobile(To("Ann", phone="070-174 06 05", country="se")) == "+46701740605"
    assert numbers.mobile(To("Ann", phone="0046 70 174 06 05", country="DK")) == "+46701740605"


@pytest.mark.parametrize("name", ["", "AB", "ÅÄÖ"])
def test_a_sender_that_cannot_be_shown_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        numbers.sender(From(name))


@pytest.mark.parametrize("change", [
    {"subject": "Brev\r\nBcc: all@post.example"}, {"name": "a.pdf\nX: y"}, {"key": "k\n"},
    {"to": To("Ann\nBcc: x", email="ann@post.example")}, {"to": To("Ann", email="ann@post.example\nBcc: x@y.example")},
    {"to": To("Ann", email="ann")}, {"to": To("Ann", email="a@b@c.example")}, {"to": To("Ann", email="<ann@post.example>")},
])  # fmt: skip
def test_headings_cannot_be_smuggled_into_an_email(change: dict[str, object]) -> None:
    check_mail(parcel("email"))
    with pytest.raises(Refused):
        check_mail(replace(parcel("email"), **change))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


def printed(made: Letter, renderer: Renderer) -> Parcel:
    who = made.addressee
    to = To(who.name, who.street, who.postcode, who.city, who.country or made.country, attention=who.attention)
    return Parcel("k", made.number, "print", to, From(made.sender.name), pdf=renderer.pdf(made), country=made.country)


@pytest.mark.parametrize("kind", ["consumer", "business"])
@pytest.mark.parametrize("code", countries())
def test_every_letter_of_ours_fits_its_countrys_window(code: str, kind: str, renderer: Renderer) -> None:
    for step in countries()[code].ladder:
        assert sheet.check(printed(letter(code, step.key, kind), renderer)) == 1


def test_another_address_than_the_windows_is_seen(renderer: Renderer) -> None:
    made = printed(letter("DK"), renderer)
    with pytest.raises(Refused, match="does not stand"):
        sheet.check(replace(made, to=made.to._replace(name="Somebody Else")))
    with pytest.raises(Refused, match="does not stand"):
        sheet.check(replace(made, country="SE"))


@pytest.mark.parametrize("lacking", ["postcode", "city"])
def test_an_address_without_postcode_is_refused(lacking: str, renderer: Renderer) -> None:
    made = printed(letter("NO"), renderer)
    with pytest.raises(Refused, match="no postcode"):
        sheet.check(replace(made, to=made.to._replace(**{lacking: " "})))


def drawn(made: Parcel, more: bytes) -> Parcel:
    with pikepdf.open(BytesIO(made.pdf)) as pdf:
        pdf.pages[0].contents_add(more)
        out = BytesIO()
        pdf.save(out)
    return replace(made, pdf=out.getvalue())


def test_what_peeps_into_the_window_is_seen(renderer: Renderer) -> None:
    made = printed(letter("DK"), renderer)
    with pytest.raises(Refused, match="what is not the address"):
        sheet.check(drawn(made, b"\nq 300 660 20 20 re f Q\n"))
    assert sheet.check(drawn(made, b"\nq 300 300 20 20 re f Q\n")) == 1


def test_paper_of_another_size_or_turned_is_refused(renderer: Renderer) -> None:
    made = printed(letter("DK"), renderer)
    for name, value, words in (("/MediaBox", [0, 0, 612, 792], "not A4"), ("/Rotate", 90, "turned")):
        with pikepdf.open(BytesIO(made.pdf)) as pdf:
            pdf.pages[0].obj[name] = value
            out = BytesIO()
            pdf.save(out)
        with pytest.raises(Refused, match=words):
            sheet.check(replace(made, pdf=out.getvalue()))


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"hello"])
def test_what_is_no_pdf_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="no PDF"):
        sheet.check(parcel("print", pdf=content))
