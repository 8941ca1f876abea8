"""docs/webhooks.md says what is sent: every event with its data, and a check of the signature that works."""

import re
from typing import Any

from krav.actions.webhooks import PAUSES
from krav.store.events import KINDS, SOURCES
from krav.wire import clock
from krav.wire.webhooks import sign
from tests.house.tree import ROOT

PAGE = (ROOT / "docs/webhooks.md").read_text()
EVENT = r"`([a-z_]+\.[a-z_]+)`"


def table() -> dict[str, set[str]]:
    """The data of each event as the page's table has it; “as” another one's is followed."""
    told: dict[str, set[str]] = {}
    rows = [line.split("|")[1:4] for line in PAGE.splitlines() if re.match(r"\| " + EVENT, line)]
    later = [(names, data) for names, _, data in rows]
    for names, data in sorted(later, key=lambda row: " as " in row[1]):
        same = re.search("as " + EVENT, data)
        keys = told[same.group(1)] if same else set(re.findall(r"`(\w+)`", data))
        told |= dict.fromkeys(re.findall(EVENT, names), keys)
    return told


def test_every_event_is_on_the_page() -> None:
    assert table().keys() == set(KINDS)


def test_the_page_names_what_each_one_carries() -> None:
    told = table()
    for source in SOURCES:
        keys = set(source.columns) - {"currency"}
        sample: dict[str, Any] = {"entry": "fee", "item": "invoice", "happened": "opened", "voucher": "write_off"}
        sample["said"] = "objection"
        kind = source.kind(sample)
        assert told[kind] == keys | ({"claim_ids"} if kind.startswith("letter.") else set()), kind


def test_the_pages_own_check_takes_what_is_signed_and_nothing_else() -> None:
    (block,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    page: dict[str, Any] = {}
    exec(block, page)  # noqa: S102 what a reader of the page would run
    check, stamp = page["is_from_krav"], str(int(clock.now().timestamp()))
    headers = {"Krav-Timestamp": stamp, "Krav-Signature": sign("secret", stamp, b"{}")}
    assert check("secret", headers, b"{}")
    assert not check("secret", headers, b"{} ")
    assert not check("other", headers, b"{}")
    old = str(int(stamp) - 301)
    assert not check("secret", {"Krav-Timestamp": old, "Krav-Signature": sign("secret", old, b"{}")}, b"{}")


def test_the_pauses_are_the_pages() -> None:
    minutes = [int(pause.total_seconds()) // 60 for pause in PAUSES]
    assert minutes[:5] == [1, 2, 5, 15, 30]
    assert minutes[5:9] == [60, 120, 240, 480]
    assert set(minutes[9:]) == {720}
    assert sum(minutes) // 60 == 3 * 24 + 3
