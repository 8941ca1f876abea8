"""Several files dropped at once, or a ZIP of them: each told of, taken in together, and refused alone."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from krav.actions.unit import machine
from krav.actions.uploads import run_queued
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import ledger, line
from tests.formats.test_archive import packed
from tests.web.cast import TODAY, text

PAGE = "/a/fjordbo/import/"
ONE, TWO = ledger(line("1001", "1.000,00")), ledger(line("1002", "500,00"))


def drop(client: Client, **files: bytes) -> Any:  # noqa: ANN401 the test client's answer
    """Drops files at once; the page it leads to."""
    given = [SimpleUploadedFile(name.replace("_", "."), data) for name, data in files.items()]
    return client.post(PAGE, {"file": given}, follow=True)


def claims(account_id: int) -> list[str]:
    with account_scope(account_id):
        return list(rows.Claim.objects.order_by("number").values_list("number", flat=True))


def test_several_files_are_told_of_and_taken_in_together(fjordbo: int, caseworker: Client) -> None:
    page = drop(caseworker, one_csv=ONE, two_csv=TWO, poem_txt=b"The rain in Skagen\n")
    words = text(page)
    assert "3 files" in words
    assert "Import 2 files" in words
    assert "poem.txt: the format is not recognised" in words
    assert claims(fjordbo) == []
    done = caseworker.post(page.request["PATH_INFO"] + "take/", follow=True)
    assert claims(fjordbo) == ["1001", "1002"]
    assert "Taken in" in text(done)
    assert "Import 2 files" not in text(done)


def test_an_archive_lists_what_is_in_it(fjordbo: int, caseworker: Client) -> None:
    words = text(drop(caseworker, books_zip=packed(("a.csv", ONE), (".DS_Store", b"x"), ("in.zip", packed(("b.csv", TWO))))))
    assert "a.csv from books.zip" in words
    assert "it is an archive inside the archive" in words
    assert ".DS_Store: the computer that packed it added it" in words


def test_many_files_show_how_far_they_are_and_can_be_cancelled(fjordbo: int, caseworker: Client) -> None:
    many = {f"n{number}_csv": ledger(line(str(number), "1,00")) for number in range(1001, 1023)}
    page = drop(caseworker, **many)
    where = page.request["PATH_INFO"]
    assert "0 of 22" in text(caseworker.post(where + "take/", follow=True))
    assert "Cancelled" in text(caseworker.post(where + "cancel/", follow=True))
    assert list(run_queued(on=TODAY, by=machine("worker"))) == []
    assert claims(fjordbo) == []
    assert caseworker.get(where, headers={"HX-Request": "true"})["HX-Redirect"] == where


def test_files_over_the_limit_together_are_refused(fjordbo: int, caseworker: Client, settings: Settings) -> None:
    settings.UPLOAD_LIMIT = 1024 * 1024
    page = drop(caseworker, one_csv=ONE, big_csv=b"x" * (2 * 1024 * 1024), two_csv=TWO)
    assert page.status_code == 422
    assert "larger than 1 MB" in text(page)


def test_a_guest_takes_nothing_in(fjordbo: int, caseworker: Client, guest: Client, stranger: Client) -> None:
    where = drop(caseworker, one_csv=ONE, two_csv=TWO).request["PATH_INFO"]
    assert "Import 2 files" not in text(guest.get(where))
    assert guest.post(where + "take/").status_code == 403
    assert stranger.get(where).status_code == 404
    assert stranger.get(where.replace("fjordbo", "nordlys")).status_code == 404
