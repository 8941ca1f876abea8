"""Files taken in: dropped, looked at, and only then imported."""

from contextlib import suppress

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from krav.actions import uploads
from krav.actions.look import Look
from krav.actions.rights import Forbidden
from krav.actions.together import File, are_several, receive_all
from krav.formats.values import FormatError
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.queries import imports, setups
from krav.store.queries import uploads as seen
from krav.web.figures import count, written
from krav.web.imports import words
from krav.web.imports.given import all_given
from krav.web.page import Page, account_page
from krav.web.reader import reader_id

_WAITING = 20
_LONG = 19


@account_page()
def files(page: Page) -> HttpResponse:
    """Where a file is dropped, and what came of those before."""
    refused = ""
    if page.request.method == "POST":
        try:
            return _received(page, all_given(page.request))
        except Forbidden:
            raise
        except KravError as error:
            refused = str(error)
    before = page.request.GET.get("before", "")
    taken = imports.files(int(before) if before.isascii() and before.isdigit() and len(before) < _LONG else 0)
    return page.render(
        "imports/files.html",
        422 if refused else 200,
        refused=refused,
        uploads=[] if before else seen.waiting_uploads(_WAITING),
        taken=taken,
        following=f"?before={taken[-1].id}" if len(taken) == imports.PAGE else "",
        may=page.may(Role.CASEWORKER),
        kind=words.kind,
    )


@account_page()
def one_file(page: Page, upload_id: int) -> HttpResponse:
    """A file before, while and after it is taken in."""
    upload = _found(upload_id)
    going_on = _going_on(page)
    if upload.state in {"queued", "running"}:
        done, total = uploads.progress(page.account_id, upload_id)
        rows = done * upload.items // total if total else 0
        stopping = uploads.is_stopping(page.account_id, upload_id)
        may = page.may(Role.CASEWORKER)
        return page.render("imports/work.html", upload=upload, done=rows, total=upload.items, stopping=stopping, may=may)
    if page.request.htmx:
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = page.request.path
        return answer
    if upload.state == "done":
        may, kind = page.may(Role.CASEWORKER), words.kind(upload.said["format"])
        loose = upload.said["new"] - upload.said["placed"] if words.is_of_bank(upload.said["format"]) else 0
        return page.render("imports/done.html", upload=upload, kind=kind, going_on=going_on, may=may, loose=loose)
    try:
        look = uploads.look_at(page.account_id, upload.sha256, upload.name, on=page.on)
    except FormatError as error:
        return page.render("imports/refused.html", 422, upload=upload, error=error, going_on=going_on)
    return page.render(
        "imports/look.html",
        upload=upload,
        look=look,
        kind=words.kind(look.format),
        field=words.field,
        odd=words.oddities(look.odd),
        head=_head(page, look),
        may=page.may(Role.CASEWORKER),
        refused=upload.said.get("error", ""),
        cancelled_by=upload.said.get("cancelled_by", ""),
    )


@require_POST
@account_page(Role.CASEWORKER)
def take(page: Page, upload_id: int) -> HttpResponse:
    """Takes the file in: at once, or by the worker where it is long."""
    _found(upload_id)
    with suppress(FormatError):  # the file's own page says why
        close = page.request.POST.get("close") == "yes"
        uploads.take(page.account_id, upload_id, on=page.on, by=page.by, close=close)
    return page.go("import_file", upload_id=upload_id)


@require_POST
@account_page(Role.CASEWORKER)
def cancel(page: Page, upload_id: int) -> HttpResponse:
    """Stops a file that waits or is being taken in."""
    _found(upload_id)
    uploads.cancel(page.account_id, upload_id, on=page.on, by=page.by)
    return page.go("import_file", upload_id=upload_id)


def _received(page: Page, files: list[File]) -> HttpResponse:
    """Keeps what was given; the page that shows what it is."""
    if are_several(files):
        found = receive_all(page.account_id, files, on=page.on, by=page.by)
        return page.go("import_together", given=found.key)
    (file,) = files
    upload_id = uploads.receive(page.account_id, file.content, file.name, on=page.on, by=page.by)
    return page.go("import_file", upload_id=upload_id)


def _found(upload_id: int) -> seen.UploadSeen:
    upload = seen.upload(upload_id)
    if upload is None:
        raise Http404
    return upload


def _going_on(page: Page) -> str:
    """Where the reader goes on setting the account up, if they are about to."""
    mine = setups.setups(reader_id(page.request))
    found = next((each for each in mine if each.account_id == page.account_id), None)
    return reverse("accounts_policy", kwargs={"setup_id": found.id}) if found else ""


def _head(page: Page, look: Look) -> str:
    if look.payments:
        said = ngettext("%(n)s new payment", "%(n)s new payments", look.new)
    elif look.new:
        said = ngettext("%(n)s new invoice", "%(n)s new invoices", look.new)
    else:
        said = _("Nothing new")
    return said % {"n": count(look.new, written(page.seat.country))} if look.new else said
