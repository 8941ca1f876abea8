"""The request of a page: who reads it, in whose account, and whether htmx asks for a part of it."""

from datetime import datetime

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from krav.store.queries.firms import Desk
from krav.store.queries.people import Seat


class Request(HttpRequest):
    """A request as the middleware hands it on; `seat` is the reader's place on the account that is open.

    `desk` is the reader's place at the firm whose page it is; `looks_until` is set where an operator was let in. `holed`:
    the page is made to be kept.
    """

    htmx: HtmxDetails
    seat: Seat | None
    desk: Desk | None
    looks_until: datetime | None
    holed: bool


def reader_id(request: Request) -> int:
    """The id of the person; nobody's where none is logged in."""
    return request.user.pk or 0
