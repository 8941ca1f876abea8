"""The file of a case: data by its schema, rows that add up, and one PDF that is the same whenever it is made."""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from pathlib import Path

import jsonschema_rs
import pytest
from pikepdf import Pdf

from krav.law.matter import Matter, totals
from krav.law.step import StepKind
from krav.render.case_file import PaperTold, case_csv, case_json
from krav.render.court import package_sheet, words
from krav.render.dossier import (
    JournalLine,
    Part,
    Posting,
    cover_sheet,
    dossier,
    journal_sheet,
    letters_sheet,
    reckoning_sheet,
    voucher_sheet,
)
from krav.render.pdf import Renderer
from tests.claims.cast import COUNTRIES
from tests.claims.matters import ELAN_ON, elan_example, elan_letters, letter, named, told

SCHEMA = Path(__file__).parents[2] / "docs/schemas/case-file.schema.json"
AT = datetime(2025, 11, 21, 9, 30, tzinfo=UTC)
JOURNAL = [
    JournalLine(1, "opened", date(2025, 10, 1), AT, "Ann", '{"origin":"list"}', "0" * 64),
    JournalLine(2, "filed", ELAN_ON, AT, "Ann", '{"answers":{"debtor_id":"15108695088"},"court":"Tromsø"}', "f" * 64),
]
PAPERS = [PaperTold("contract", "Avtale.pdf", "a" * 64, 3, date(2025, 10, 1), "1001")]


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


@pytest.fixture
def matter() -> Matter:
    told_elsewhere = letter("purring", StepKind.REMINDER, date(2025, 9, 1), date(2025, 9, 15))
    letters = [told_elsewhere._replace(at=None, sha256="", elsewhere=True), *elan_letters()]
    return told("NO", elan_example(), letters, ELAN_ON, "begjaering_utlegg")


def validator() -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(json.loads(SCHEMA.read_text("utf-8")))


def text_of(pdf: bytes) -> Iterator[str]:
    """The titles of a PDF's bookmarks."""
    with Pdf.open(BytesIO(pdf)) as opened, opened.open_outline() as outline:
        yield from (str(item.title) for item in outline.root)


def test_the_data_is_as_the_schema_says(matter: Matter) -> None:
    data = json.loads(case_json(matter, JOURNAL, PAPERS))
    assert [str(error) for error in validator().iter_errors(data)] == []
    del data["claims"][0]["interest"][0]["rate"]
    assert not validator().is_valid(data)


@pytest.mark.parametrize("code", COUNTRIES)
def test_every_country_fits_the_schema(code: str) -> None:
    data = json.loads(case_json(told(code, elan_example(), elan_letters(), ELAN_ON), (), ()))
    assert [str(error) for error in validator().iter_errors(data)] == []


def test_a_person_s_number_is_not_in_the_file(matter: Matter) -> None:
    assert b"15108695088" not in case_json(matter, JOURNAL, PAPERS)
    assert "15108695088" not in json.dumps(journal_sheet(matter, JOURNAL, "nb").values)


def test_the_rows_add_up_to_what_is_owed(matter: Matter) -> None:
    rows = list(csv.DictReader(StringIO(case_csv(matter).decode("utf-8-sig")), delimiter=";"))
    assert sum(int(row["open"].replace(".", "")) for row in rows) == totals(matter.claims).total == 713570
    assert {row["part"] for row in rows} == {"principal", "interest", "fees"}
    data = json.loads(case_json(matter, JOURNAL, PAPERS))
    assert data["totals"]["total"] == "7135.70"


def test_the_file_has_a_cover_contents_and_bookmarks(matter: Matter, renderer: Renderer) -> None:
    postings = [Posting(ELAN_ON, "Faktura", 1_000_000)]
    sheets = {
        "Beregning": reckoning_sheet(matter, "nb"),
        "Brev": letters_sheet(matter, "nb"),
        "Faktura 1001": voucher_sheet(matter, matter.claims[0], "nb", "ledger.csv", postings),
        "Journal": journal_sheet(matter, JOURNAL, "nb"),
    }
    parts = [Part(title, renderer.sheet(each)) for title, each in sheets.items()]
    made = dossier(matter, "nb", parts, renderer.sheet)
    assert made == dossier(matter, "nb", parts, Renderer().sheet)
    assert list(text_of(made)) == ["Saksmappe", *sheets]
    with Pdf.open(BytesIO(made)) as opened:
        pages = len(opened.pages)
        assert str(opened.Root.Lang) == "nb"
    counts = [len(Pdf.open(BytesIO(part.pdf)).pages) for part in parts]
    assert pages == 1 + sum(counts)


def test_a_cover_of_several_pages_still_counts_right(matter: Matter, renderer: Renderer) -> None:
    """Ninety papers need two pages of contents; then the first begins on page 3."""
    one = renderer.sheet(letters_sheet(matter, "nb"))
    made = dossier(matter, "nb", [Part(f"Bilag {number}", one) for number in range(90)], renderer.sheet)
    with Pdf.open(BytesIO(made)) as opened, opened.open_outline() as outline:
        assert _place(opened, outline.root[1]) == len(opened.pages) - 90 == 2


def _place(opened: Pdf, item: object) -> int:
    wanted = item.destination[0]  # type: ignore[attr-defined]
    return next(place for place, page in enumerate(opened.pages) if page.obj == wanted)


@pytest.mark.parametrize("language", ["da", "nb", "sv", "en"])
def test_every_language_has_every_word(matter: Matter, renderer: Renderer, language: str) -> None:
    assert words()[language].keys() == words()["en"].keys()
    sheets = [reckoning_sheet(matter, language), letters_sheet(matter, language), cover_sheet(matter, language, [("A", 2)])]
    assert all(renderer.sheet(each).startswith(b"%PDF") for each in sheets)


def test_an_incomplete_package_says_so_on_its_pages(matter: Matter) -> None:
    package = COUNTRIES["NO"].package(named("NO", "begjaering_utlegg"), matter, {})
    assert package.problems
    assert package_sheet(matter, package).values["draft"] == "Ikke komplett: kan ikke sendes inn"
