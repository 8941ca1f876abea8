"""One body given to one of those who hear what others send: the signature is right, the words are anything."""

import hmac
import json
import os
from base64 import b64encode
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "krav.config.settings")
if not settings.configured:
    django.setup()

from krav.kernel.plain import is_text
from krav.kernel.refusal import KravError
from krav.wire.partners.partners import partners
from krav.wire.sending.carriers import carriers
from krav.wire.signing import SIGNATURE, TIMESTAMP, signature

NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)
_SECRET = "c2VjcmV0"  # noqa: S105 of nobody
_WORD = b64encode(f"krav:{_SECRET}".encode()).decode()

_KNOWN: Mapping[str, Any] = {**carriers(), **partners()}
HEARERS: Mapping[str, Any] = {
    f"heard-{code}": _KNOWN[code]
    for code in ("postmark", "mailgun", "brevo", "46elks", "gatewayapi", "printhouse", "contract", "debitura")
}
"""Carriers and partners that tell by webhooks, each kind once, by what the fuzzer calls it."""


def hear(name: str, body: bytes) -> None:
    """Hears the body; a refusal is a good answer, and what is heard can be kept by any database.

    Raises:
        AssertionError: something heard is no text.
    """
    with suppress(KravError):
        _all_text(HEARERS[name].heard(_signed(body), body, _SECRET, NOW))


def _signed(body: bytes) -> dict[str, str]:
    stamp = str(int(NOW.timestamp()))
    ours = signature(_SECRET, stamp, "", body)
    key = hmac.new(_SECRET.encode(), body, sha256)
    kind = "application/json" if body[:1] in {b"{", b"["} else "application/x-www-form-urlencoded"
    return {
        TIMESTAMP.lower(): stamp, SIGNATURE.lower(): ours, "signature": key.hexdigest(), "content-type": kind,
        "authorization": f"Basic {_WORD}",
    }  # fmt: skip


def _all_text(told: Iterable[Any]) -> None:
    for each in told:
        for value in each:
            if isinstance(value, str) and not is_text(value):
                raise AssertionError(json.dumps(value))


def starts() -> tuple[bytes, ...]:
    """Bodies as they are meant: what fuzzing starts from."""
    at = NOW.isoformat()
    receipt = {"key": "r1", "place": "p1", "parcel": "R1.fjordbo@krav", "kind": "delivered", "at": at, "words": "done"}
    news = {"key": "n1", "kind": "payment", "at": at, "reference": "c1", "our_key": "h1", "words": "paid", "payment": {
        "received_on": "2026-04-01", "amount": "100.00", "currency": "DKK", "invoice": "1001",
        "parts": {"principal": "100.00", "interest": "0.00"},
    }}  # fmt: skip
    event = {"msg_id": "m1", "status": "DELIVERED", "status_at": at, "reference": "R1", "error": {"details": "none"}}
    stamp = str(int(NOW.timestamp()))
    proof = {
        "timestamp": stamp,
        "token": "t",
        "signature": hmac.new(_SECRET.encode(), f"{stamp}t".encode(), sha256).hexdigest(),
    }
    told = (
        {"receipts": [receipt]},
        {"news": [news, {"key": "n2", "kind": "state", "at": at, "reference": "c1", "state": "collecting"}]},
        {"event_type": "message.status.delivered", "event_id": "e1", "event": event},
        {"RecordType": "Bounce", "ID": 1, "Type": "HardBounce", "MessageID": "m", "Email": "a@b.example", "BouncedAt": at},
        {"event": "hard_bounce", "email": "a@b.example", "message-id": "<m@b>", "ts_event": 1775044800, "tag": "x"},
        {"signature": proof, "event-data": {
            "event": "failed", "severity": "permanent", "id": "e", "timestamp": NOW.timestamp(), "recipient": "a@b.example",
            "message": {"headers": {"message-id": "m@b"}}, "delivery-status": {"code": 550, "message": "no"},
        }},
    )  # fmt: skip
    return (*(json.dumps(each).encode() for each in told), b"id=s1&status=delivered&delivered=2026-04-01T12:00:00")
