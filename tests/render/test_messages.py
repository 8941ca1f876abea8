"""What goes out beside the paper: the e-mail stands alone, the SMS is short and discreet, the code can be copied."""

import json
from dataclasses import replace

import pytest

from krav.countries import countries
from krav.kernel.refusal import KravError
from krav.law.texts_check import GSM
from krav.render.codes import payment_code, svg
from krav.render.email import email
from krav.render.sms import sms
from krav.render.voice import Voice, texts
from tests.render.letters import HOMES, letter

EVERY = [
    (code, step, kind, language)
    for code, land in countries().items()
    for step in sorted(texts(land.folder).steps)
    for kind in ("consumer", "sole_trader")
    for language in land.languages
]


@pytest.mark.parametrize(("code", "step", "kind", "language"), EVERY)
def test_an_email_says_amount_and_day_in_plain_text(code: str, step: str, kind: str, language: str) -> None:
    value = letter(code, step, kind, language)
    voice, mail = Voice(value), email(value)
    assert voice.money(value.total) in mail.text
    assert voice.day(value.deadline_on, "deadline") in mail.text
    assert (len(mail.subject) <= 100, len(mail.text) <= 900) == (True, True)
    assert mail.text.endswith(f"{value.sender.name}\n{voice.fill['contact']}")
    assert mail.attachment == "brev-2026-0417-2026-11-24.pdf"
    assert "http" not in mail.text


def test_an_email_of_a_reminder_reads_like_a_letter() -> None:
    mail = email(letter("DK", "rykker_2", "consumer", invoices=1))
    assert mail.subject == "Rykker 2 fra Fjordbo Kontor ApS: faktura 20418"
    assert mail.text.replace("\u00a0", " ").startswith(
        "Hej Mette\n\nVi mangler stadig betaling for faktura 20418. "
        "Betal 10.880,68 kr. senest fredag den 4. december 2026.\n\n"
    )


def test_a_long_subject_is_cut() -> None:
    value = letter("DK", "rykker_1")
    mail = email(replace(value, sender=replace(value.sender, name="Fjordbo " * 15)))
    assert (len(mail.subject), mail.subject[-1]) == (100, "…")


@pytest.mark.parametrize(("code", "step", "kind", "language"), EVERY)
def test_an_sms_fits_in_one_part_and_tells_neither_step_nor_amount(
    code: str, step: str, kind: str, language: str
) -> None:
    value = letter(code, step, kind, language)
    text = sms(replace(value, sender=replace(value.sender, name="Ærø Łódź – " * 12)))
    assert (len(text) <= 160, set(text) - GSM) == (True, set())
    voice = Voice(value)
    assert voice.day(value.deadline_on, "sms") in text
    assert [word for word in (voice.words["headline"], "kr", "inkasso") if word in text] == []


def test_an_sms_says_where_the_letter_is() -> None:
    text = sms(letter("NO", "inkassovarsel", "consumer"))
    assert text == "Hei. Du har et viktig brev fra Fjellvann Sport AS i posten eller e-posten. Det har frist 8.12."


def test_without_a_standard_the_code_holds_lines_to_copy() -> None:
    code = payment_code(Voice(letter("DK", "rykker_1", invoices=1)))
    assert code.label == "Scan og kopiér betalingsoplysningerne"
    assert code.content.split("\n") == [
        "Fjordbo Kontor ApS",
        "Reg.- og kontonr.: 0000 0012345678",
        "FIK-kodelinje: +71<000000000204180+81234567<",
        "At betale: 11.090,68 kr.",
        "Senest: 04.12.2026",
    ]


def test_with_a_standard_the_code_is_the_bank_app_s() -> None:
    value = letter("SE", "inkassokrav", invoices=1)
    code = payment_code(Voice(value))
    fields = json.loads(code.content, parse_float=str)
    assert (fields["due"], fields["iref"], fields["ddt"], fields["acc"]) == ("11130.68", "204180", "20261204", "5050-1055")
    assert (code.label, code.alt) == ("Betala i bankappen", "QR-kod för betalning: Bankgiro: 5050-1055, OCR-nummer: 204180")


@pytest.mark.parametrize("code", ["DK", "NO", "SE"])
def test_an_rf_reference_stands_in_the_letter_with_the_iban_and_has_no_bank_app_s_code(code: str) -> None:
    payee = replace(HOMES[code].payee, scheme={"reference": "rf", "iban": "NO9386011117947"})
    value = letter(code, invoices=1, payee=payee, reference="RF6620418")
    found = payment_code(Voice(value)).content.split("\n")
    called = {"DK": "RF-reference", "NO": "RF-referanse", "SE": "RF-referens"}[code]
    assert found[1:3] == ["IBAN: NO93 8601 1117 947", f"{called}: RF66 2041 8"]


def test_a_code_too_dense_for_paper_is_refused() -> None:
    with pytest.raises(KravError, match="too dense"):
        svg("x" * 252)
