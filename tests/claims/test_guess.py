"""The best guesses what a loose payment is for, and why each is one."""

from datetime import date

from krav.claims.guess import Guess, guesses
from krav.claims.matching import Incoming, OpenItem

MARCH, APRIL = date(2026, 3, 2), date(2026, 4, 2)


def candidate(number: str, total: int, debtor: int = 1, name: str = "Øster Ås ApS", due_on: date = MARCH) -> OpenItem:
    return OpenItem(int(number), debtor, number, "99" + number, name, due_on, total, frozenset({total}))


OPEN = (
    candidate("1001", 100_000),
    candidate("1002", 40_000, due_on=APRIL),
    candidate("1003", 40_000, 2, "Birthe Prøve"),
    candidate("1004", 70_000, 3, "Havnens Kiosk"),
)


def shown(found: tuple[Guess, ...]) -> list[tuple[list[str], tuple[str, ...]]]:
    return [([each.number for each in guess.claims], guess.reasons) for guess in found]


def test_a_reference_speaks_loudest_whatever_the_amount() -> None:
    found = shown(guesses(Incoming(40_000, references=("991004",), payer_name="Birthe Prøve"), OPEN))
    assert found == [(["1004"], ("reference",)), (["1003"], ("amount", "name")), (["1002"], ("amount",))]


def test_the_number_in_the_text_counts_with_another_amount() -> None:
    assert shown(guesses(Incoming(99_000, texts=("Faktura 1001 tak",)), OPEN)) == [(["1001"], ("number",))]


def test_all_of_a_customers_invoices_to_the_krone() -> None:
    assert shown(guesses(Incoming(140_000), OPEN)) == [(["1001", "1002"], ("all",))]
    assert guesses(Incoming(139_999), OPEN) == ()


def test_only_the_invoices_that_the_payment_names() -> None:
    more = (*OPEN, candidate("1005", 5_000))
    found = guesses(Incoming(140_000, texts=("1001 + 1002",)), more)
    assert shown(found)[0] == (["1001", "1002"], ("number", "all"))
    assert len(found) == 3


def test_a_name_cut_short_or_turned_round_is_the_same() -> None:
    assert shown(guesses(Incoming(1, payer_name="PRØVE, BIRTHE"), OPEN)) == [(["1003"], ("name",))]
    assert shown(guesses(Incoming(1, payer_name="Havnens"), OPEN)) == [(["1004"], ("name",))]
    assert guesses(Incoming(1, payer_name="Birthe Andersen"), OPEN) == ()


def test_the_best_three_the_oldest_first_where_they_weigh_the_same() -> None:
    same = [candidate(str(number), 500, number, f"N{number}", APRIL if number < 13 else MARCH) for number in range(11, 17)]
    assert [guess.claims[0].number for guess in guesses(Incoming(500), same)] == ["13", "14", "15"]
