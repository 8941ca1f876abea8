"""No upload grows beyond the limit: what is left of the file is thrown away as it comes, and the page says so."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

TOO_MUCH = "too_much_uploaded"
"""The mark of a request of which something was thrown away."""


class Limit(FileUploadHandler):
    """Stands before Django's own handlers."""

    def __init__(self, request: Any = None) -> None:  # noqa: ANN401 Django's own signature
        super().__init__(request)
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 Django's own signature
        """Hands the bytes on, until they are too many."""
        self.size += len(raw_data)
        if self.size > settings.UPLOAD_LIMIT:
            setattr(self.request, TOO_MUCH, True)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leaves the file to the handlers behind."""
