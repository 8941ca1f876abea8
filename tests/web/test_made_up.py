"""Whatever is typed into a page's address or its forms, it answers in words; and what it refuses is not half done."""

import os
from random import Random
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import html

from krav.store.models import FACTS
from krav.store.scope import account_scope
from tests.web.test_rights import PLACES, Ids, Place, things

__all__ = ["things"]

EXAMPLES = int(os.environ.get("KRAV_EXAMPLES", "150"))
SEEDED = "KRAV_EXAMPLES" in os.environ
"""In CI the same few; `make fuzz-pages` makes up others whenever it runs."""

WRONG: Final = (
    "", " ", "x" * 5000, "a\x00b", "-1", "0", "1", "2147483648", "9223372036854775807", "9223372036854775808", "1" * 40,
    "1" * 5000, "1e5", "1e999", "NaN", "Infinity", "-0,01", "0,001", "12,5", "99999999999999,99", "1.000.000.000.000.000,00",
    "0001-01-01", "9999-12-31", "2026-02-30", "2026-01-01", "1990-01-01", "2100-01-01", "01.01.0001", "２０２６", "[]", "{}",
    "null", "{x}", "%s", "%(a)s", "<script>", "a@b", "http://[::1", "../../x", "on", "\u202e", "⚓" * 300, "\r\nX: y", "ZZZ",
    "-", ",", ":", "1-2", "0-0", "a:b",
)  # fmt: skip
BYTES: Final = (
    b"", b"x", b"\x00", b"%PDF-1.4", b"PK\x03\x04", b"<?xml version='1.0'?><a/>", b"<svg", b"\x89PNG\r\n\x1a\n",
    b"\xff" * 100,
)  # fmt: skip
NAMES: Final = ("a.csv", "a.pdf", "a.xlsx", "a.xml", "a.zip", "a.svg", "a.png", "../../x", "x" * 400, "a\x00.csv", "x")
SEVERAL: Final = 0.2
ASKED: Final = (
    "after", "as", "at", "back", "case", "claim", "customer", "day", "find", "from", "from_on", "given", "invoice", "list",
    "made", "month", "on", "only", "page", "part", "q", "sort", "stage", "state", "step", "until", "until_on", "which",
    "year",
)  # fmt: skip
"""What pages read of their addresses."""


class Form(NamedTuple):
    """A form of a page: where it goes, how, what stands in it, and which of it are files."""

    action: str
    post: bool
    told: dict[str, str]
    files: tuple[str, ...]


def forms(page: Any, url: str) -> list[Form]:  # noqa: ANN401 the client's own
    """The forms of a page that lead to the account's pages."""
    if page.status_code >= 400 or page.streaming or "html" not in page.headers.get("Content-Type", "") or not page.content:
        return []
    found: list[Form] = []
    whole: Any = html.fromstring(page.content)
    for form in whole.xpath("//form"):
        told: dict[str, str] = {}
        files: list[str] = []
        for field in form.xpath(".//input[@name]|.//select[@name]|.//textarea[@name]|.//button[@name]"):
            name = field.get("name")
            files += [name] if field.get("type") == "file" else []
            chosen = field.xpath(".//option[@selected]/@value") or field.xpath(".//option/@value")
            told.setdefault(name, str(chosen[0]) if chosen else field.get("value") or field.text or "")
        action = form.get("action") or url
        if action.startswith("/a/"):
            kept = {name: value for name, value in told.items() if name not in files}
            found.append(Form(action, form.get("method", "get").lower() == "post", kept, tuple(files)))
    return found


def facts(account_id: int) -> list[int]:
    """How many rows each table of facts has."""
    with account_scope(account_id):
        return [model._default_manager.count() for model in FACTS]


def typed(chance: Random) -> str | list[str]:
    """Something else than is meant, now and then nothing, or two of it."""
    several = chance.random() < SEVERAL
    return chance.choices(WRONG, k=chance.randrange(3)) if several else chance.choice(WRONG)


def filled(form: Form, chance: Random) -> dict[str, Any]:
    """The form with up to three fields wrong, one of them perhaps a field that it has not."""
    told: dict[str, Any] = dict(form.told)
    for name in chance.choices([*form.told, *form.files, "more"], k=chance.randint(1, 3)):
        given = SimpleUploadedFile(chance.choice(NAMES), chance.choice(BYTES))
        told[name] = given if name in form.files else typed(chance)
    return told


@pytest.mark.django_db
@settings(
    max_examples=EXAMPLES,
    derandomize=not SEEDED,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(place=st.sampled_from(PLACES), seed=st.integers(0, 2**32))
def test_nothing_typed_breaks_a_page(administrator: Client, owed: int, things: Ids, place: Place, seed: int) -> None:
    """What is typed is drawn by a seed: which forms a page has is known only once it was asked."""
    administrator.raise_request_exception = False
    chance, url = Random(seed), place.url("fjordbo", things)
    with transaction.atomic():
        there = forms(administrator.get(url), url)
        transaction.set_rollback(True)
    form = chance.choice(there) if there else Form(url, post=False, told={}, files=())
    told = filled(form, chance) if there else {name: typed(chance) for name in chance.sample(ASKED, 2)}
    before = facts(owed)
    with transaction.atomic():
        if form.post:
            answer = administrator.post(form.action, told)
        else:
            answer = administrator.get(form.action + ("&" if "?" in form.action else "?") + urlencode(told, doseq=True))
        after = facts(owed)
        transaction.set_rollback(True)
    assert answer.status_code < 500, (form.action, told)
    assert answer.status_code < 400 or after == before, (form.action, told)
