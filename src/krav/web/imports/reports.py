"""The report of a file that was taken in: what it held, what came of it, and every line that was not used."""

import csv
from io import StringIO

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from krav.formats.sheets.harmless import harmless
from krav.store.queries import imports as reads
from krav.web.explained import told
from krav.web.figures import written
from krav.web.imports import words
from krav.web.page import Page, account_page
from krav.web.papers import spreadsheet

_PAGE = 100


@account_page()
def report(page: Page, file_id: int) -> HttpResponse:
    """The report, a hundred unused lines at a time."""
    found = _found(file_id)
    first = _number(page.request.GET.get("from", ""))
    return page.render(
        "imports/report.html",
        report=found,
        kind=words.kind(found.file.format),
        field=words.field,
        lines=found.unused[first : first + _PAGE],
        shown=min(first + _PAGE, len(found.unused)),
        following=f"?from={first + _PAGE}#unused" if first + _PAGE < len(found.unused) else "",
    )


@account_page()
def unused(page: Page, file_id: int) -> HttpResponse:
    """The unused lines as a table file."""
    found = _found(file_id)
    content = StringIO()
    table = csv.writer(content, delimiter=";", lineterminator="\r\n")
    table.writerow((_("Where"), _("Why")))
    language = written(page.seat.country)
    table.writerows([harmless(told(text, language)) for text in line] for line in found.unused)
    name = f"{page.seat.slug}-import-{file_id}-unused.csv"
    return spreadsheet(content.getvalue(), name)


def _found(file_id: int) -> reads.Report:
    found = reads.report(file_id)
    if found is None:
        raise Http404
    return found


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0
