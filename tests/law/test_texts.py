"""Letter texts are whole or refused: no language, pair, placeholder or mandatory part may be missing."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from krav.law.book import BookError
from krav.law.step import DebtorKind, Step, StepKind
from krav.law.texts import TextBook, consequence, load_texts

SHARED = """
languages = ["da", "en"]
law_checked_on = 2026-11-21
reviewed_on = ""
reviewed_by = ""
[placeholders]
creditor = "who"
invoices = "what"
deadline_short = "when"
previous_sent = "before"
collector = "collector"
[shared.da]
greeting_consumer = "Hej"
greeting_business = "Til firmaet"
[shared.en]
greeting = "Dear reader"
[explain.da]
interest = "Renten"
[explain.en]
interest = "The rate"
"""

STEP = """
law = "renteloven"
tone = "friendly"
mandatory = [{ element = "a heading", section = "§ 1", by = ["headline", "claim table"] }]
[da]
headline = "Rykker"
opening = "Vi mangler {invoices}."
consequence = "Renten løber."
consequence_partner = "Vi sender det til {collector}."
email_subject = "Rykker fra {creditor}"
email_body = "Betal."
sms = "Brev fra {creditor}, svar senest {deadline_short}."
[en]
headline = "Reminder"
opening = "{invoices} is missing."
consequence = "Interest runs."
consequence_partner = "We send it to {collector}."
email_subject = "Reminder from {creditor}"
email_body = "Pay."
sms = "Letter from {creditor}, answer by {deadline_short}."
"""

Load = Callable[[str, str], TextBook]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def of(shared: str, step: str) -> TextBook:
        (tmp_path / "shared.toml").write_text(shared)
        (tmp_path / "rykker.toml").write_text(step)
        return load_texts(tmp_path)

    return of


def test_a_consumer_and_a_business_are_addressed_each_in_their_way(load: Load) -> None:
    book = load(SHARED, STEP)
    greetings = [book.text("rykker", "da", kind)["greeting"] for kind in DebtorKind]
    assert greetings == ["Hej", "Til firmaet", "Til firmaet", "Til firmaet"]
    assert book.text("rykker", "en", DebtorKind.PUBLIC)["greeting"] == "Dear reader"


def test_the_step_s_own_text_goes_before_the_shared_one(load: Load) -> None:
    book = load(SHARED, STEP.replace("[en]", 'greeting = "Kære"\n[en]\ngreeting = "Sir"'))
    assert book.text("rykker", "en", DebtorKind.BUSINESS)["greeting"] == "Sir"


def test_a_language_the_country_has_not_becomes_english(load: Load) -> None:
    book = load(SHARED, STEP)
    assert [book.language(wanted) for wanted in ("da", "en", "sv", "fi")] == ["da", "en", "en", "en"]
    assert book.explain("sv") == {"interest": "The rate"}


def test_texts_are_drafts_until_somebody_has_read_them(load: Load) -> None:
    assert load(SHARED, STEP).reviewed_on is None
    read = load(SHARED.replace('reviewed_on = ""', "reviewed_on = 2027-01-15"), STEP)
    assert read.reviewed_on == date(2027, 1, 15)


def test_a_step_without_a_letter_is_named(load: Load) -> None:
    with pytest.raises(BookError, match="There is no letter “stævning”; there are rykker"):
        load(SHARED, STEP).text("stævning", "da", DebtorKind.CONSUMER)


REFUSED = [
    ('consequence = "Interest runs."\n', "", "rykker.toml, en: consequence is missing"),
    ('opening = "Vi mangler', 'opening_consumer = "Vi mangler', "opening_consumer has no opening_business beside it"),
    ("{invoices} is missing", "{invoice} is missing", r"opening names \{invoice\}, which is not among the placeholders"),
    ('headline = "Reminder"', 'headline = " "', "“a heading” .§ 1. is carried by headline, which is empty"),
    ("claim table", "claims", "carried by claims, which is empty"),
    ("Brev fra", "Brev " * 25 + "fra", r"rykker.toml, da: the SMS has 1\d\d signs"),
    ("Letter from {creditor}", "Letter — {creditor}", "leaves the GSM alphabet"),
    ('email_body = "Pay."', 'email_body = "{collector}"', "only consequence_partner is sure to have one"),
    ("{invoices} is missing.", "On {previous_sent} we wrote.", "opening_first says it where there is none"),
    ('tone = "friendly"\n', "", r"rykker.toml: missing \['tone'\]"),
]


@pytest.mark.parametrize(("text", "instead", "said"), REFUSED)
def test_half_a_letter_is_refused(load: Load, text: str, instead: str, said: str) -> None:
    assert text in STEP
    with pytest.raises(BookError, match=said):
        load(SHARED, STEP.replace(text, instead, 1))


def test_a_missing_language_is_refused(load: Load) -> None:
    with pytest.raises(BookError, match=r"shared\.toml, explain: there is no text in “en”"):
        load(SHARED.replace("[explain.en]", "[explain.fi]"), STEP)


def test_a_folder_without_shared_texts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BookError, match=r"there is no shared\.toml"):
        load_texts(tmp_path)


WORDS = {
    "consequence": "default",
    "consequence_rykker_3": "by key",
    "consequence_reminder": "by kind",
    "consequence_notice": "with a fee",
    "consequence_notice_free": "free",
    "consequence_partner": "partner",
    "consequence_court": "court",
}


@pytest.mark.parametrize(
    ("next_step", "collector", "court", "text"),
    [
        (Step("rykker_3", StepKind.REMINDER, 0, 10), True, True, "by key"),
        (Step("rykker_4", StepKind.REMINDER, 0, 10), True, True, "by kind"),
        (Step("varsel", StepKind.NOTICE, 0, 10), True, True, "with a fee"),
        (Step("varsel", StepKind.NOTICE, 0, 10, charges=False), True, True, "free"),
        (Step("rykker_3", StepKind.REMINDER, 0, 10, charges=False), True, True, "by key"),
        (Step("krav", StepKind.DEMAND, 0, 10), True, True, "default"),
        (None, True, True, "partner"),
        (None, False, True, "court"),
        (None, False, False, "default"),
    ],
)
def test_only_what_the_policy_decides_is_said_to_follow(
    next_step: Step | None, collector: bool, court: bool, text: str
) -> None:
    assert consequence(WORDS, next_step, collector=collector, court=court) == text
