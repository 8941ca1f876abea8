"""Files given in the browser: looked at first, taken in once, and refused with a sentence when they are hostile."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from krav.actions import uploads
from krav.actions.unit import machine
from krav.store import models as rows
from krav.store.scope import account_scope
from krav.wire import kept
from tests.actions.cast import ledger, line, whole
from tests.web.cast import TODAY, text

PAGE = "/a/fjordbo/import/"
BOOKS = ledger(line("1001", "1.000,00"), line("1002", "500,00", name="Uden Adresse", kind=""))


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: object) -> None:
    """A folder of the test's own for what is kept."""
    settings.KRAV_HOME = tmp_path


def give(client: Client, data: bytes, name: str = "ledger.csv") -> Any:  # noqa: ANN401 the test client's answer
    """Drops a file and looks at the page it leads to."""
    answer = client.post(PAGE, {"file": SimpleUploadedFile(name, data)})
    return client.get(answer["Location"]) if answer.status_code == 302 else answer


def dropped(client: Client, data: bytes) -> str:
    """Drops a ledger; the address of its page."""
    return str(client.post(PAGE, {"file": SimpleUploadedFile("ledger.csv", data)})["Location"])


def claims(account_id: int) -> list[str]:
    """The numbers of the account's claims."""
    with account_scope(account_id):
        return list(rows.Claim.objects.order_by("number").values_list("number", flat=True))


def test_a_file_is_shown_before_anything_is_taken_in(fjordbo: int, caseworker: Client) -> None:
    page = give(caseworker, BOOKS)
    words = text(page)
    assert "2 new invoices" in words
    assert "1 invoice does not say whether the customer is a consumer or a business" in words
    assert "Fakturanr. invoice number" in words
    assert "Import 2 rows" in words
    assert claims(fjordbo) == []


def test_taking_in_shows_the_result_and_a_second_press_changes_nothing(fjordbo: int, caseworker: Client) -> None:
    where = dropped(caseworker, BOOKS)
    first = caseworker.post(where + "take/", follow=True)
    assert "This file was taken in on" in text(first)
    assert claims(fjordbo) == ["1001", "1002"]
    again = caseworker.post(where + "take/", follow=True)
    assert "This file was taken in on" in text(again)
    assert claims(fjordbo) == ["1001", "1002"]
    assert "This file was taken in on" in text(give(caseworker, BOOKS, "same bytes, other name.csv"))


def test_the_look_tells_known_changed_and_gone(fjordbo: int, caseworker: Client) -> None:
    before = ledger(line("1001", "1.000,00"), line("1002", "500,00"), line("1003", "70,00"))
    caseworker.post(dropped(caseworker, before) + "take/")
    words = text(give(caseworker, whole(line("1001", "1.000,00", rest="400,00"), line("1002", "500,00"), on=TODAY)))
    assert "Paid meanwhile, or open again the rest is another than here; the difference is booked 1" in words
    assert "Known stay as they are 1" in words
    assert "Not in the file any more are closed as settled by the ledger 1" in words


TYPED = b'<!DOCTYPE x [<!ENTITY a "b">]><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>'
HOSTILE = {
    "nothing": (b"", "ledger.csv", "empty"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(80), "photo.png", "the format is not recognised"),
    "a document type": (TYPED, "invoice.xml", "DOCTYPE"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + bytes(600), "ledger.xls", "old or locked workbook"),
    "a broken line": (ledger(line("1001", "abc")), "ledger.csv", "line 2"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "name", "said"), HOSTILE.values(), ids=HOSTILE)
def test_what_cannot_be_taken_in_says_why(fjordbo: int, caseworker: Client, data: bytes, name: str, said: str) -> None:
    page = give(caseworker, data, name)
    assert page.status_code == 422
    assert said in text(page)
    assert claims(fjordbo) == []


def test_a_workbook_that_swells_is_refused_before_it_does(fjordbo: int, caseworker: Client) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", b"<workbook/>")
        with bomb.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(60):
                sheet.write(bytes(10_000_000))
    page = give(caseworker, packed.getvalue(), "ledger.xlsx")
    assert page.status_code == 422
    assert "too large unpacked" in text(page)


def test_a_file_over_the_limit_is_thrown_away_as_it_comes(fjordbo: int, caseworker: Client, settings: Settings) -> None:
    settings.UPLOAD_LIMIT = 1024 * 1024
    page = give(caseworker, b"x" * (3 * 1024 * 1024))
    assert page.status_code == 422
    assert "larger than 1 MB" in text(page)
    with account_scope(fjordbo):
        assert not rows.Upload.objects.exists()


def test_a_file_name_is_never_a_path(fjordbo: int, caseworker: Client, settings: Settings) -> None:
    give(caseworker, BOOKS, "../../../secret")
    with account_scope(fjordbo):
        upload = rows.Upload.objects.get()
    assert upload.name == "secret"
    assert kept.kept("uploads", fjordbo, upload.sha256) == BOOKS


def test_a_long_file_waits_for_the_worker_and_shows_how_far_it_is(fjordbo: int, caseworker: Client) -> None:
    long = ledger(*(line(str(number), "100,00") for number in range(10_000, 12_500)))
    where = dropped(caseworker, long)
    waiting = caseworker.post(where + "take/", follow=True)
    assert "Waits for its turn" in text(waiting)
    assert "0 of 2.500" in text(waiting)
    assert claims(fjordbo) == []
    kept.tell_progress(fjordbo, where.rstrip("/").rpartition("/")[2], 3_750, 7_500)
    assert "1.250 of 2.500" in text(caseworker.get(where))
    assert list(uploads.run_queued(on=date(2026, 3, 24), by=machine("worker"))) == ["fjordbo: ledger.csv: done (worker)"]
    assert len(claims(fjordbo)) == 2_500
    polled = caseworker.get(where, headers={"HX-Request": "true"})
    assert polled["HX-Redirect"] == where
    assert "This file was taken in on" in text(caseworker.get(where))
    assert list(uploads.run_queued(on=date(2026, 3, 24), by=machine("worker"))) == []


def test_a_worker_that_died_is_followed_by_another(fjordbo: int, caseworker: Client) -> None:
    where = dropped(caseworker, BOOKS)
    with account_scope(fjordbo):
        rows.Upload.objects.update(state="running", leased_until="2020-01-01T00:00:00Z")
    assert "Taking rows in" in text(caseworker.get(where))
    assert list(uploads.run_queued(on=date(2026, 3, 24), by=machine("worker"))) == ["fjordbo: ledger.csv: done (worker)"]
    assert claims(fjordbo) == ["1001", "1002"]


def test_a_long_file_that_contradicts_what_came_meanwhile_is_refused_whole(fjordbo: int, caseworker: Client) -> None:
    where = dropped(caseworker, BOOKS)
    with account_scope(fjordbo):
        upload = rows.Upload.objects.get()
        rows.Upload.objects.update(state="queued", items=5_000)
    kept.keep("uploads", fjordbo, upload.sha256, ledger(line("1001", "1,00", due="01.01.2026")))
    assert list(uploads.run_queued(on=date(2026, 3, 24), by=machine("worker"))) == ["fjordbo: ledger.csv: refused (worker)"]
    assert caseworker.get(where).status_code == 422
    assert claims(fjordbo) == []


def test_a_guest_looks_but_takes_nothing_in(fjordbo: int, guest: Client, caseworker: Client, stranger: Client) -> None:
    where = dropped(caseworker, BOOKS)
    assert "Import 2 rows" not in text(guest.get(where))
    assert guest.post(where + "take/").status_code == 403
    assert give(guest, BOOKS + b"\r\n").status_code == 403
    assert stranger.get(where).status_code == 404
    assert stranger.post(where + "take/").status_code == 404
    assert claims(fjordbo) == []
    with account_scope(fjordbo):
        assert rows.Upload.objects.count() == 1
