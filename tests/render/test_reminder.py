"""A letter as an electronic document: the same amounts as on paper, row by row, in every country and at every step."""

from dataclasses import replace
from decimal import Decimal

import pytest
from lxml import etree

from krav.claims.correction import Corrected, Parts
from krav.countries import countries, country
from krav.law.step import DebtorKind
from krav.render.reminder import document, reminder_of
from krav.render.rows import rows
from krav.render.voice import Voice
from tests.render.letters import FREE, letter

STEPS = [(code, step.key) for code in countries() for step in (*country(code).ladder, *country(code).case_steps)]

ORDER = ("interest", "fee", "compensation", "costs")
"""The kinds of charges in the order of the paper, where compensation stands on one row."""


@pytest.mark.parametrize("kind", [DebtorKind.BUSINESS, DebtorKind.CONSUMER])
@pytest.mark.parametrize(("code", "step"), STEPS)
def test_the_document_asks_what_the_paper_asks(code: str, step: str, kind: DebtorKind) -> None:
    sent = letter(code, step, kind, credit=5_00)
    sent = replace(sent, total=sent.total - 5_00)
    voice = Voice(sent)
    paper, told = [row.amount for row in rows(voice)], reminder_of(voice)
    asked = {each: [charge.amount for charge in told.charges if charge.kind == each] for each in ORDER}
    asked["compensation"] = [sum(asked["compensation"])] if asked["compensation"] else []
    assert told.lines == paper[0]
    assert [amount for each in ORDER for amount in asked[each]] == paper[1:-1]
    assert (-told.paid, told.total) == (paper[-1], sum(paper))
    payable = etree.fromstring(document(sent)).findtext(".//{*}PayableAmount")
    assert Decimal(payable or 0) * 100 == sent.total


@pytest.mark.parametrize("code", countries())
def test_the_first_letter_without_charges_only_reminds(code: str) -> None:
    free = letter(code, FREE.key if code == "NO" else "", "consumer", fees=(), invoices=1)
    items = tuple(replace(item, interest=0, interest_lines=(), compensation=0) for item in free.items)
    free = replace(free, items=items, fees=(), total=sum(item.principal for item in items))
    told = reminder_of(Voice(free))
    assert (told.notice, told.sequence) == (True, 1)
    again = reminder_of(Voice(replace(free, previous=(free.sent_on,))))
    assert (again.notice, again.sequence) == (True, 2)


def test_the_parties_are_the_letter_s_own() -> None:
    sent = letter("DK", "rykker_2")
    sent = replace(sent, addressee=replace(sent.addressee, company_number="DK 10 15 08 17", country="SE"))
    told = reminder_of(Voice(sent))
    assert (told.supplier.company_number, told.supplier.country) == ("13585628", "DK")
    assert (told.customer.company_number, told.customer.country, told.customer.number) == ("10150817", "SE", "10418")
    assert told.note == "Vi skrev til jer den 3. november 2026, men mangler stadig betaling for fakturaerne 20418 og 20419."


def test_a_correcting_letter_says_that_it_is_one() -> None:
    sent = letter("DK", "rykker_2")
    parts = Parts(principal=sent.total)
    corrects = Corrected("2026-0400", sent.sent_on, parts, parts, 0)
    note = reminder_of(Voice(replace(sent, corrects=corrects))).note
    assert note == "Rettelse af vores brev af 24. november 2026 fra Fjordbo Kontor ApS"
