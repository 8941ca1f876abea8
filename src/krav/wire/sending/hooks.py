"""Webhooks of carriers: reading what they hold, and saying no to what is forged, too old or makes no sense."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from krav.kernel.plain import is_text
from krav.wire.broken import Refused
from krav.wire.sending.protocol import ReceiptIn

OLDEST: Final = timedelta(days=14)
"""What is older than this tells nothing that would still be asked for, and may be somebody else's copy."""

AHEAD: Final = timedelta(hours=1)
FORGED: Final = "What came in the name of {system} is not signed with its secret."
OLD: Final = "What came in the name of {system} is too old: it may be somebody else's copy."
UNREAD: Final = "What came in the name of {system} cannot be read."


def json_of(body: bytes, system: str) -> Mapping[str, Any]:
    """The JSON object of a body.

    Raises:
        Refused: it holds none.
    """
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused(UNREAD, {"system": system}) from error
    if not isinstance(told, dict):
        raise Refused(UNREAD, {"system": system})
    return told


def moment(told: object, now: datetime) -> datetime:
    """A moment as carriers write it; one without a zone is UTC, and none at all is now.

    Raises:
        ValueError: it is none.
    """
    if not told:
        return now
    found = datetime.fromisoformat(str(told))
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def fresh(receipt: ReceiptIn, system: str, now: datetime) -> ReceiptIn:
    """A receipt that is not too old, and whose words are text.

    Raises:
        Refused: it is, or it tells of a moment to come; or what a letter is called there is no text.
    """
    told: tuple[object, ...] = (receipt.key, receipt.place, receipt.parcel, receipt.words)
    if not all(isinstance(each, str) and is_text(each) for each in told) or receipt.at.tzinfo is None:
        raise Refused(UNREAD, {"system": system})
    if not now - OLDEST <= receipt.at <= now + AHEAD:
        raise Refused(OLD, {"system": system})
    return receipt
