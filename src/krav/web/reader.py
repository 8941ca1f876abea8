"""Who reads a page that only people who are logged in see."""

from django.http import HttpRequest


def reader_id(request: HttpRequest) -> int:
    """The id of the person; nobody's where none is logged in."""
    return request.user.pk or 0
