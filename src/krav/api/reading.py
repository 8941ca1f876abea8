"""What programs send, as it is read: text that no database keeps is refused here, whatever field it stands in."""

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import HttpError
from ninja.parser import Parser

from krav.kernel.plain import is_text

_SUSPECT = (b"\\ud", b"\\u0000")
"""How JSON writes halves of signs and signs of no text; a body with neither need not be looked through."""


class Reading(Parser):
    """JSON whose every word is text and whose every number is one."""

    def parse_body(self, request: HttpRequest) -> Any:  # noqa: ANN401 any JSON, as ninja's own parser
        """The value of a body.

        Raises:
            ValueError: it is no JSON, or holds what is no text; ninja answers 400.
        """
        told = json.loads(request.body, parse_constant=_no_number)
        written = request.body.lower()
        if any(each in written for each in _SUSPECT) and not _all_text(told):
            raise ValueError("not text")
        return told

    def parse_querydict(self, data: Any, list_fields: list[str], request: HttpRequest) -> dict[str, Any]:  # noqa: ANN401
        """The parameters of an address, or the fields and files of a form.

        Raises:
            HttpError: 400, one of them is no text.
        """
        for values in (data.getlist(name) for name in data):
            if not all(is_text(each) for each in values if isinstance(each, str)):
                raise HttpError(400, _("The address holds signs that are no text."))
        return super().parse_querydict(data, list_fields, request)


def _all_text(told: object) -> bool:
    if isinstance(told, str):
        return is_text(told)
    if isinstance(told, dict):
        return all(is_text(name) and _all_text(value) for name, value in told.items())
    return all(map(_all_text, told)) if isinstance(told, list) else True


def _no_number(told: str) -> NoReturn:
    raise ValueError(f"{told} is no number")
