"""The report of an import on its page: what came of the file, and every line that was not used."""

from django.test import Client

from krav.actions.uploads import receive, take
from krav.store import models as rows
from krav.store.scope import account_scope
from krav.wire import kept
from tests.actions.cast import ANN, ledger, line, whole
from tests.actions.cast import take as taken
from tests.web.cast import TODAY, text

PAGE = "/a/fjordbo/import/"
MANY = tuple(line(str(number), "100,00") for number in range(1001, 1131))


def report_of(account_id: int, data: bytes, name: str = "more.csv") -> str:
    """The address of the report of a file that a command took in."""
    return f"{PAGE}report/{taken(account_id, data, name, on=TODAY).file_id}/"


def test_files_from_everywhere_are_listed_with_what_came_of_them(fjordbo: int, guest: Client) -> None:
    taken(fjordbo, ledger(line("1001", "1.000,00")), "from a command.csv")
    words = text(guest.get(PAGE))
    assert "from a command.csv Open-item ledger" in words


def test_a_report_counts_and_names_a_hundred_lines_at_a_time(fjordbo: int, guest: Client) -> None:
    taken(fjordbo, ledger(*MANY))
    where = report_of(fjordbo, ledger(*MANY, line("2001", "5,00")))
    page = guest.get(where)
    words = text(page)
    assert "Rows of the file 131 New 1 Known stay as they are 130" in words
    assert "invoice 1001 was known before, and nothing of it has changed" in words
    assert "invoice 1100 was" in words
    assert "invoice 1101 was" not in words
    assert "100 of 130 shown" in words
    assert "invoice 1101 was" in text(guest.get(where + "?from=100"))
    assert guest.get(where + "?from=abc").status_code == 200


def test_unused_lines_are_a_table_file_that_runs_nothing(fjordbo: int, guest: Client) -> None:
    taken(fjordbo, ledger(*MANY))
    answer = guest.get(report_of(fjordbo, ledger(*MANY, line("2001", "5,00"))) + "unused.csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert lines[:2] == ["Where;Why", "line 2;invoice 1001 was known before, and nothing of it has changed"]
    assert len(lines) == 131


def test_a_report_names_what_the_ledger_settled(fjordbo: int, guest: Client) -> None:
    taken(fjordbo, ledger(*MANY[:4]))
    words = text(guest.get(report_of(fjordbo, whole(*MANY[:3], on=TODAY))))
    assert "Closed as settled by the ledger" in words
    assert "1004" in words


def test_another_accounts_report_is_not_there(fjordbo: int, stranger: Client) -> None:
    where = report_of(fjordbo, ledger(line("1001", "1,00")))
    assert stranger.get(where).status_code == 404
    assert stranger.get(where.replace("fjordbo", "nordlys")).status_code == 404


def test_a_reader_of_another_language_reads_why_in_it(fjordbo: int, guest: Client) -> None:
    taken(fjordbo, ledger(*MANY))
    where = report_of(fjordbo, ledger(*MANY, line("2001", "5,00")))
    told = "linje 2;faktura 1001 var kendt i forvejen, og intet i den er ændret"
    danish = {"Accept-Language": "da"}
    assert told in guest.get(where + "unused.csv", headers=danish).content.decode("utf-8-sig").splitlines()
    words = text(guest.get(where, headers=danish))
    assert told.replace(";", " ") in words
    assert "skilletegn ;" in words


def test_an_upload_leads_to_its_report(fjordbo: int, caseworker: Client) -> None:
    upload_id = receive(fjordbo, ledger(line("1001", "1,00")), "a.csv", on=TODAY, by=ANN)
    take(fjordbo, upload_id, on=TODAY, by=ANN)
    with account_scope(fjordbo):
        file_id = rows.Upload.objects.get().file_id
    assert f"{PAGE}report/{file_id}/" in caseworker.get(f"{PAGE}{upload_id}/").content.decode()


def test_a_list_that_looks_partial_asks_before_it_closes(fjordbo: int, caseworker: Client) -> None:
    taken(fjordbo, ledger(*MANY[:4]))
    upload_id = receive(fjordbo, ledger(*MANY[:1]), "part.csv", on=TODAY, by=ANN)
    where = f"{PAGE}{upload_id}/"
    assert "3 open invoices are not in the list, and are settled: close them" in text(caseworker.get(where))
    done = text(caseworker.post(where + "take/", {"close": "yes"}, follow=True))
    assert "Not in the file any more closed as settled by the ledger 3" in done


def test_a_list_that_was_taken_in_can_be_said_to_be_whole_later(fjordbo: int, caseworker: Client, guest: Client) -> None:
    taken(fjordbo, ledger(*MANY[:4]))
    where = f"{PAGE}{receive(fjordbo, ledger(*MANY[:3]), 'most.csv', on=TODAY, by=ANN)}/"
    assert "1 open invoice is not in the list, and is settled: close it" in text(caseworker.get(where))
    done = text(caseworker.post(where + "take/", follow=True))
    assert "1 open invoice is not in the list, which may be a partial one: it stays open." in done
    assert "The list names everything open: close them" in done
    assert "The list names everything open: close them" not in text(guest.get(where))
    closed = text(caseworker.post(where + "take/", {"close": "yes"}, follow=True))
    assert "Not in the file any more closed as settled by the ledger 1" in closed
    assert "stays open" not in closed


def test_a_long_import_is_cancelled_on_its_page(fjordbo: int, caseworker: Client, guest: Client) -> None:
    long = ledger(*(line(str(number), "100,00") for number in range(10_000, 12_500)))
    where = f"{PAGE}{receive(fjordbo, long, 'long.csv', on=TODAY, by=ANN)}/"
    assert "Cancel the import" in text(caseworker.post(where + "take/", follow=True))
    assert "Cancel the import" not in text(guest.get(where))
    assert guest.post(where + "cancel/").status_code == 403
    words = text(caseworker.post(where + "cancel/", follow=True))
    assert "carl@fjordbo.example cancelled the import. Nothing of the file was taken in" in words
    assert "Import 2.500 rows" in words


def test_an_import_that_is_stopping_says_so(fjordbo: int, caseworker: Client) -> None:
    upload_id = receive(fjordbo, ledger(line("1001", "1,00")), "a.csv", on=TODAY, by=ANN)
    with account_scope(fjordbo):
        rows.Upload.objects.update(state="running", leased_until="2100-01-01T00:00:00Z")
    kept.stop_work(fjordbo, str(upload_id), "Ann")
    assert "The import is being cancelled" in text(caseworker.get(f"{PAGE}{upload_id}/"))
