"""The claim table: a row for each amount, none that is zero, and a sum that is the letter's total."""

from dataclasses import replace
from datetime import date

import pytest

from krav.claims.letter import LetterFee
from krav.countries import country
from krav.kernel.money import Minor
from krav.render.reckoning import sections
from krav.render.rows import RenderError, Row, is_long, rows, rows_by_kind
from krav.render.voice import Voice
from tests.render.letters import letter


def shown(found: list[Row]) -> list[tuple[str, Minor]]:
    return [(row.what.replace("\u00a0", " "), row.amount) for row in found]


def test_each_amount_has_its_row_with_its_section() -> None:
    found = rows(Voice(letter("DK", "rykker_2")))
    assert shown(found) == [
        ("Ubetalt hovedstol", 23_487_50),
        ("Rente, faktura 20418, 10,00 % p.a., 55 dage fra 30.09.2026", 180_68),
        ("Rente, faktura 20419, 10,00 % p.a., 53 dage fra 02.10.2026", 188_59),
        ("Rykkergebyr, brev af 03.11.2026", 100_00),
        ("Rykkergebyr, brev af 24.11.2026", 100_00),
        ("Kompensationsbeløb, 2 × 310 kr.", 620_00),
    ]
    assert [row.basis.replace("\u00a0", " ") for row in found[1:]] == [
        "renteloven §§ 3 og 5", "renteloven §§ 3 og 5", "renteloven § 9 b", "renteloven § 9 b", "renteloven § 9 a, stk. 3"
    ]  # fmt: skip


def test_one_invoice_is_named_by_what_was_delivered() -> None:
    found = rows(Voice(letter("SE", "inkassokrav", "consumer", invoices=1)))
    assert shown(found)[:2] == [
        ("Obetalt kapitalbelopp, bordssåg och tillbehör", 10_500_00),
        ("Dröjsmålsränta 10,00 %, 30.09.2026–24.11.2026, 55 dagar", 180_68),
    ]


def test_zero_rows_are_left_out() -> None:
    value = letter("NO", "purring", "consumer", invoices=1)
    free = replace(value, fees=(LetterFee("reminder_fee", "purring", value.sent_on, 0),), total=value.total - 38_00)
    assert [row.what for row in rows(Voice(free)) if "gebyr" in row.what.lower()] == []


def test_money_that_covers_no_line_lowers_the_total() -> None:
    value = letter("DK", "rykker_1", credit=50_00)
    lower = replace(value, total=value.total - 50_00)
    assert shown(rows(Voice(lower)))[-1] == ("Betalinger, der ikke hører til en faktura", -50_00)
    assert [section["sum"] for section in sections(Voice(lower), invoices=False)][-1] == "−50,00"


def test_two_rates_stand_in_one_row() -> None:
    value = letter("DK", "rykker_1", "consumer", invoices=1)
    first, second = value.items[0].interest_lines
    items = (replace(value.items[0], interest_lines=(first._replace(percent=second.percent - 1), second)),)
    assert "9,00 og 10,00 % p.a." in shown(rows(Voice(replace(value, items=items))))[1][0]


def test_rows_that_do_not_add_up_are_refused() -> None:
    value = letter("DK", "rykker_1")
    with pytest.raises(RenderError, match="add up to"):
        rows(Voice(replace(value, total=value.total + 1)))
    wrong = (replace(value.items[0], principal=10_499_00), value.items[1])
    with pytest.raises(RenderError, match=r"invoice 20418: 12\.500,00 less 2\.000,00 is not 10\.499,00"):
        rows(Voice(replace(value, items=wrong, total=value.total - 1_00)))


def test_above_nine_rows_the_kinds_stand_alone_but_few_fees_stay_apart() -> None:
    value = letter("DK", "inkassovarsel", "consumer", invoices=4)
    assert (is_long(value), is_long(letter("DK", "rykker_2"))) == (True, False)
    found = shown(rows_by_kind(Voice(value)))
    assert [what for what, _ in found] == [
        "Ubetalt hovedstol", "Rente", *(f"Rykkergebyr, brev af {day}.2026" for day in ("22.09", "13.10", "03.11"))
    ]  # fmt: skip
    many = tuple(LetterFee("reminder_fee", "rykker_1", date(2026, 11, day), 10_00) for day in range(1, 6))
    total = value.total - 300_00 + 50_00
    assert shown(rows_by_kind(Voice(replace(value, fees=many, total=total))))[2] == ("Rykkergebyr", 50_00)


def test_a_payment_that_covered_costs_first_is_followed_to_the_open_principal() -> None:
    value = letter("NO", "purring", "consumer", invoices=1)
    item = replace(value.items[0], covered=1_900_00, principal=10_600_00, interest=value.items[0].interest - 62_00)
    value = replace(value, items=(item,), total=item.principal + item.interest + 38_00)
    principal, interest, _ = sections(Voice(value), invoices=False)
    assert [row[-3:] for row in principal["rows"]][1:] == [
        ["Betaling", "−2\u00a0000,00", "10\u00a0500,00"],
        ["Herav brukt til kostnader og rente", "100,00", "10\u00a0600,00"],
    ]
    assert interest["rows"][-1][1::5] == ["Dekket av betalinger", "−62,00"]


COSTS = [
    ("DK", "tariffs.own", 1150_00, "Omkostninger ved forligstilbud, brev af 24.11.2026", "10001–25000 kr. fra 01.07.2016"),
    ("DK", "court.payment_order_fee", 750_00, "Retsafgift, betalingspåkrav af 24.11.2026", "750 kr. fra 01.10.2021"),
    ("DK", "court.awarded_costs", 2000_00, "Sagsomkostninger af 24.11.2026", "landsretternes vejledende takster"),
    ("NO", "court.attachment_fee", 1627_00, "Gebyr for begjæring om utlegg, 24.11.2026", "av rettsgebyret fra 01.01.2022"),
    ("NO", "court.own_costs", 1345_00, "Skriving av begjæringen, 24.11.2026", "1 av rettsgebyret fra 01.01.2017"),
    ("SE", "court.own_work", 380_00, "Ersättning för arbetet med ansökan, 24.11.2026", "380 kr från 01.01.2014"),
    ("SE", "tariffs.plan", 170_00, "Kostnad för avbetalningsplan, 24.11.2026", "170 kr från 16.03.2013"),
]


@pytest.mark.parametrize(("code", "label", "amount", "line", "source"), COSTS)
def test_a_cost_of_the_case_has_its_line_and_its_source(code: str, label: str, amount: int, line: str, source: str) -> None:
    value = letter(code, country(code).ladder[-1].key, "consumer")
    cost = LetterFee(label, "", value.sent_on, amount, amount)
    voice = Voice(replace(value, costs=(cost,), total=value.total + amount))
    assert (line, amount) in shown(rows(voice))
    assert (line, amount) in shown(rows_by_kind(voice))
    section = sections(voice, invoices=False)[-1]
    assert (section["title"], section["sum"]) == (voice.words["title_costs"], voice.number(amount))
    assert source in section["sources"][0].replace("\u00a0", " ")
