"""The file of a form, or the sentence that says why there is none."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from krav.kernel.refusal import KravError


def given(request: HttpRequest, name: str = "file") -> tuple[bytes, str]:
    """The bytes of an uploaded file and the name it has.

    Raises:
        KravError: nothing was chosen, or too much.
    """
    file = request.FILES.get(name)
    if file is not None:
        return file.read(), file.name or name
    if int(request.headers.get("Content-Length") or 0) > settings.UPLOAD_LIMIT:
        most = settings.UPLOAD_LIMIT // 1024 // 1024
        raise KravError(
            _("The file is larger than %(most)s MB. Split it, or export a shorter period. Nothing was taken in.")
            % {"most": most}
        )
    raise KravError(_("Choose a file first."))
