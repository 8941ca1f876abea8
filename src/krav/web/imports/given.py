"""The files of a form, or the sentence that says why there are none."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from krav.actions.together import File
from krav.kernel.refusal import KravError
from krav.web.imports.limit import TOO_MUCH


def given(request: HttpRequest, name: str = "file") -> tuple[bytes, str]:
    """The bytes of an uploaded file and the name it has.

    Raises:
        KravError: nothing was chosen, or too much.
    """
    return next((file.content, file.name) for file in all_given(request, name))


def all_given(request: HttpRequest, name: str = "file") -> list[File]:
    """The uploaded files, by the names they have.

    Raises:
        KravError: nothing was chosen, or too much.
    """
    found = [File(file.name or name, file.read()) for file in request.FILES.getlist(name)]
    if getattr(request, TOO_MUCH, False) or (not found and _length(request) > settings.UPLOAD_LIMIT):
        most = settings.UPLOAD_LIMIT // 1024 // 1024
        raise KravError(
            _("The file is larger than %(most)s MB. Split it, or export a shorter period. Nothing was taken in.")
            % {"most": most}
        )
    if not found:
        raise KravError(_("Choose a file first."))
    return found


def _length(request: HttpRequest) -> int:
    return int(request.headers.get("Content-Length") or 0)
