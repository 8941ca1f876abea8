"""Several files given at once, or packed into one: what each is, taken in together, and what became of each."""

from typing import NamedTuple

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST

from krav.actions import together as files
from krav.kernel.role import Role
from krav.store.queries.uploads import UploadSeen, these_uploads
from krav.web.imports import words
from krav.web.page import Page, account_page

_UNDER_WAY = frozenset({"queued", "running"})


class Line(NamedTuple):
    """A file of the list: what was given, what it is, and its upload where it has one."""

    given: files.Given
    kind: str
    upload: UploadSeen | None

    @property
    def state(self) -> str:
        """What became of it."""
        return self.upload.state if self.upload else "refused"


@account_page()
def together(page: Page, given: str) -> HttpResponse:
    """The files, in the order they are taken in."""
    found = _found(page, given)
    seen = these_uploads([each.upload_id for each in found.given])
    lines = [Line(each, words.kind(each.format), seen.get(each.upload_id)) for each in found.given]
    under_way = any(line.state in _UNDER_WAY for line in lines)
    if page.request.htmx and not under_way:
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = page.request.path
        return answer
    ended = sum(line.state not in _UNDER_WAY for line in lines)
    return page.render(
        "imports/together.html",
        lines=lines,
        unused=found.unused,
        given=given,
        may=page.may(Role.CASEWORKER),
        under_way=under_way,
        ended=ended,
        left=sum(line.state in {"uploaded", "cancelled"} for line in lines),
    )


@require_POST
@account_page(Role.CASEWORKER)
def take(page: Page, given: str) -> HttpResponse:
    """Takes them in: at once, or by the worker where they are many or long."""
    files.take_all(page.account_id, _found(page, given).given, on=page.on, by=page.by)
    return page.go("import_together", given=given)


@require_POST
@account_page(Role.CASEWORKER)
def cancel(page: Page, given: str) -> HttpResponse:
    """Stops those that are not taken in."""
    files.cancel_all(page.account_id, _found(page, given).given, on=page.on, by=page.by)
    return page.go("import_together", given=given)


def _found(page: Page, key: str) -> files.Together:
    found = files.together(page.account_id, key)
    if found is None:
        raise Http404
    return found
