"""Letters printed here, in the browser: put together, ticked off, left to the print house; and the proof of each."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from pikepdf import Pdf
from pytest_django.fixtures import Settings

from krav.actions.outbox import send_letters
from krav.actions.printing import print_letters, tell_posted
from krav.store import models as rows
from krav.store.queries.needs import standing
from krav.store.scope import account_scope
from tests.actions.cast import ANN, FIRST, ledger, line, run, take
from tests.actions.post import Plain, Post, connect, ways
from tests.web.cast import text

ADDRESS = "/a/fjordbo/invoices/printing/"


@pytest.fixture
def made(fjordbo: int, tmp_path: Path, settings: Settings) -> int:
    """Two first reminders on paper that have left as files."""
    settings.KRAV_TODAY = FIRST
    take(fjordbo, ledger(line("1001", "10.000,00"), line("1003", "500,00", customer="18", name="Birthe Prøve")), on=FIRST)
    with account_scope(fjordbo):
        rows.Debtor.objects.filter(number="18").update(postcode="1050", city="København K")
    run(fjordbo, FIRST)
    list(send_letters(fjordbo, tmp_path, on=FIRST, by=ANN, renderer=Plain()))
    return fjordbo


def letters(account_id: int) -> list[int]:
    with account_scope(account_id):
        return list(rows.Letter.objects.order_by("id").values_list("id", flat=True))


def test_a_stage_is_printed_in_the_order_of_postcodes_with_a_list_on_top(made: int, caseworker: Client) -> None:
    dialog = text(caseworker.get("/a/fjordbo/invoices/print/?stage=rykker_1"))
    assert "Print 2 with a list" in dialog
    page = caseworker.post(f"{ADDRESS}make/", {"stage": "rykker_1", "key": "k1"}, follow=True)
    words = text(page)
    assert words.index("Birthe Prøve") < words.index("Øster Ås ApS")
    assert "2 letters are not ticked off" in words
    with account_scope(made):
        run_id = rows.PrintRun.objects.get().id
    answer = caseworker.get(f"{ADDRESS}{run_id}/letters.pdf")
    assert answer["Content-Type"] == "application/pdf"
    singles = [len(Pdf.open(BytesIO(caseworker.get(f"/a/fjordbo/letters/2026-0000{n}.pdf").content)).pages) for n in (1, 2)]
    assert len(Pdf.open(BytesIO(answer.content)).pages) == 1 + sum(singles)


def test_what_is_posted_is_ticked_off_and_that_is_its_proof(made: int, caseworker: Client) -> None:
    run_id = print_letters(made, letters(made), on=FIRST, by=ANN)
    first, _ = letters(made)
    page = caseworker.post(f"{ADDRESS}{run_id}/", {"letter": first, "posted": "some", "key": "k1"}, follow=True)
    assert "1 letter is posted." in text(page)
    assert "1 letter is not ticked off" in text(page)
    page = caseworker.post(f"{ADDRESS}{run_id}/", {"all": "1", "key": "k2"}, follow=True)
    assert "Every letter is posted." in text(page)
    with account_scope(made):
        assert rows.Receipt.objects.filter(kind="posted").count() == 2
    proof = text(caseworker.get("/a/fjordbo/letters/2026-00001/proof/"))
    assert "Proof of letter 2026-00001" in proof
    assert "Posted" in proof
    assert "Øster Ås ApS, Møllevej 3, 8600 Silkeborg" in proof


def test_what_is_not_ticked_off_after_two_bank_days_needs_somebody(made: int) -> None:
    print_letters(made, letters(made), on=FIRST, by=ANN)

    def told(on: date) -> list[int]:
        return [need.count for need in standing([made], on)[made].needs if need.kind == "to_post"]

    assert told(FIRST + timedelta(days=2)) == []
    assert told(FIRST + timedelta(days=3)) == [2]
    tell_posted(made, letters(made)[:1], on=FIRST, by=ANN)
    assert told(FIRST + timedelta(days=3)) == [1]


def test_the_print_house_posts_them_instead(made: int, caseworker: Client, tmp_path: Path) -> None:
    run_id, house = print_letters(made, letters(made), on=FIRST, by=ANN), Post()
    first, _ = letters(made)
    refused = caseworker.post(f"{ADDRESS}{run_id}/post/", {"letter": first, "key": "k1"}, follow=True)
    assert "No print house is connected" in text(refused)
    carried = connect(made, print=house)
    assert "The print house posts them; nothing is drawn for it here." in text(caseworker.get(f"{ADDRESS}{run_id}/"))
    page = caseworker.post(f"{ADDRESS}{run_id}/post/", {"letter": first, "key": "k2"}, follow=True)
    assert "1 letter goes to the print house." in text(page)
    assert "do not post" in text(page)
    list(send_letters(made, tmp_path, on=FIRST, by=ANN, renderer=Plain(), carried=carried, now=datetime.now(UTC)))
    assert sorted(ways(made)) == [
        ("2026-00001", "file", "passed"),
        ("2026-00001", "print", "delivered"),
        ("2026-00002", "file", "delivered"),
    ]
    assert [parcel.number for parcel in house.has.values()] == ["2026-00001"]


def test_a_guest_sees_and_changes_nothing(made: int, guest: Client) -> None:
    run_id = print_letters(made, letters(made), on=FIRST, by=ANN)
    assert guest.get(f"{ADDRESS}{run_id}/").status_code == 200
    assert guest.get(ADDRESS).status_code == 200
    assert guest.post(f"{ADDRESS}{run_id}/", {"all": "1", "key": "k1"}).status_code == 403
    assert guest.post(f"{ADDRESS}make/", {"key": "k2"}).status_code == 403


def test_the_ladder_is_chosen_in_the_policy(fjordbo: int, administrator: Client) -> None:
    page = administrator.get("/a/fjordbo/policy/")
    assert "What is tried in turn" in text(page)
