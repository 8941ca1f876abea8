"""Every module keeps the house rules, and every rule catches what breaks it."""

from fnmatch import fnmatch
from statistics import median

import pytest

from tests.house import rules
from tests.house.rules import Rule
from tests.house.tree import ROOT, WORDS, Module, files, modules

CLOCKS = {"src/krav/wire/clock.py", "src/krav/store/leases.py"}
"""The machine's clock, and the database's."""

EXACT = {"kernel", "law", "countries", "claims", "formats", "store", "actions"}
KNOWS_COUNTRIES = {"countries", "formats"}

SOURCE = modules("src")
EVERYTHING = [module for module in modules(".") if not module.is_migration]


def offences(rule: Rule, where: list[Module]) -> list[str]:
    return [f"{module.path}:{line}: {what}" for module in where for line, what in rule(module)]


@pytest.mark.parametrize("rule", [rules.short_file, rules.short_functions, rules.telling_name, rules.opening_sentence])
def test_every_module_keeps(rule: Rule) -> None:
    assert offences(rule, EVERYTHING) == []


@pytest.mark.parametrize("rule", [rules.imports_on_top, rules.no_signals])
def test_the_source_keeps(rule: Rule) -> None:
    assert offences(rule, SOURCE) == []


def test_a_file_is_short_as_a_rule() -> None:
    assert median(len(module.text.splitlines()) for module in SOURCE) < 90


def test_money_and_law_know_no_float() -> None:
    assert offences(rules.no_float, [module for module in SOURCE if module.floor in EXACT]) == []


def test_one_module_reads_the_clock() -> None:
    assert offences(rules.no_clock, [module for module in SOURCE if module.path not in CLOCKS]) == []


def test_no_country_is_named_outside_its_folder() -> None:
    unaware = [module for module in SOURCE if module.floor not in KNOWS_COUNTRIES and not _allowed(module.path)]
    assert offences(rules.no_country, unaware) == []


def test_no_page_or_letter_outside_the_countries_names_one() -> None:
    texts = {
        path.relative_to(ROOT).as_posix(): path.read_text(errors="replace").lower()
        for path in files(ROOT / "src/krav")
        if path.suffix != ".py"
    }
    assert [
        path
        for path, text in texts.items()
        if Module(path, "").floor not in KNOWS_COUNTRIES and not _allowed(path)
        if any(name in text for name in WORDS["country_names"])
    ] == []


def _allowed(path: str) -> bool:
    return any(fnmatch(path, pattern) for pattern in WORDS["country_names_allowed"])


LONG_FUNCTION = '"""A."""\n' + "def long():\n" + "    pass\n" * 60

BROKEN = [
    (rules.short_file, "pass\n" * 401, 401),
    (rules.short_functions, LONG_FUNCTION, 2),
    (rules.opening_sentence, "x = 1\n", 1),
    (rules.opening_sentence, '"""half a heading"""\n', 1),
    (rules.imports_on_top, "def f():\n    if True:\n        import os\n", 3),
    (rules.imports_on_top, "async def f():\n    from os import path\n", 2),
    (rules.no_signals, "from django.db.models.signals import post_save\n", 1),
    (rules.no_signals, "from django.db.models import signals\n", 1),
    (rules.no_signals, "from django.dispatch import receiver\n", 1),
    (rules.no_float, "rate = 0.08\n", 1),
    (rules.no_float, "def rate(day: float): ...\n", 1),
    (rules.no_float, "\nrate = float('8')\n", 2),
    (rules.no_float, "amount = models.DecimalField()\n", 1),
    (rules.no_clock, "day = date.today()\n", 1),
    (rules.no_clock, "day = datetime.datetime.now(UTC)\n", 1),
    (rules.no_clock, "at = DateTimeField(default=timezone.now)\n", 1),
    (rules.no_clock, "at = DateTimeField(auto_now_add=True)\n", 1),
    (rules.no_clock, "from time import time\n", 1),
    (rules.no_clock, "from django.db.models.functions import Now\n", 1),
    (rules.no_country, "if country == 'DK': ...\n", 1),
    (rules.no_country, "def danish_fee(): ...\n", 1),
    (rules.no_country, "from krav.countries.norway import rules\n", 1),
    (rules.no_country, "law = book('Sweden')\n", 1),
    (rules.no_country, "se = 1\n", 1),
]


@pytest.mark.parametrize(("rule", "text", "line"), BROKEN)
def test_a_rule_catches(rule: Rule, text: str, line: int) -> None:
    assert [found for found, _ in rule(Module("src/krav/actions/room.py", text))] == [line]


@pytest.mark.parametrize("path", ["src/krav/utils/room.py", "src/krav/store/helpers.py", "tests/common/test_room.py"])
def test_an_empty_name_is_caught(path: str) -> None:
    assert len(list(rules.telling_name(Module(path, "")))) == 1


HARMLESS = '''"""A room about Denmark's fees. It has a second sentence."""

from decimal import Decimal

RATE = Decimal("0.08")
INVOICE_NO = "no answer, however nosey"


def days_after(day: date, count: int) -> date:
    """The day after; the Danish act counts the same."""
    return clock.today(day) + count
'''


@pytest.mark.parametrize("rule", dict.fromkeys(rule for rule, _, _ in BROKEN))
def test_a_rule_lets_good_lines_pass(rule: Rule) -> None:
    assert list(rule(Module("src/krav/actions/room.py", HARMLESS))) == []
