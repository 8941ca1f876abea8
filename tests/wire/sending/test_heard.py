"""What carriers tell by webhooks: read where it is their own, refused where it is forged, old or makes no sense."""

import hmac
import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import urlencode

import pytest

from krav.wire.broken import Refused
from krav.wire.sending.carriers import carrier, carriers
from krav.wire.sending.protocol import ReceiptIn
from krav.wire.signing import signature

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
JSON = {"content-type": "application/json"}
SHARED = "s3"
KEY = "2026-0417.exempel@krav"


def told(code: str, body: object, headers: dict[str, str], secret: str = SHARED) -> tuple[ReceiptIn, ...]:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return carrier(code).heard(headers, content, secret, NOW)


def test_postmark_tells_of_a_bounce_with_its_password() -> None:
    body = {"RecordType": "Bounce", "Type": "HardBounce", "ID": 42, "MessageID": "m1", "Email": "ann@post.example",
            "BouncedAt": "2026-11-20T11:00:00Z", "Details": "550 no such user", "Metadata": {"krav": KEY}}  # fmt: skip
    word = {"authorization": f"Basic {b64encode(b'krav:s3').decode()}"}
    (found,) = told("postmark", body, JSON | word)
    assert (found.kind, found.place, found.parcel, found.words) == ("bounced", "m1", KEY, "550 no such user")
    with pytest.raises(Refused, match="not signed"):
        told("postmark", body, JSON | {"authorization": f"Basic {b64encode(b'krav:other').decode()}"})
    with pytest.raises(Refused, match="not signed"):
        told("postmark", body, JSON | word, secret="")
    with pytest.raises(Refused, match="too old"):
        told("postmark", body | {"BouncedAt": "2026-10-01T11:00:00Z"}, JSON | word)


def mailgun(event: str, secret: str = SHARED, **more: object) -> dict[str, object]:
    stamp, token = str(int(NOW.timestamp())), "t" * 50
    proof = hmac.digest(secret.encode(), f"{stamp}{token}".encode(), sha256).hex()
    data = {"event": event, "timestamp": NOW.timestamp() - 60, "id": "e1", "recipient": "ann@post.example",
            "user-variables": {"krav": KEY}, "message": {"headers": {"message-id": KEY}}, **more}  # fmt: skip
    return {"signature": {"timestamp": stamp, "token": token, "signature": proof}, "event-data": data}


def test_mailgun_tells_of_a_complaint_signed() -> None:
    (found,) = told("mailgun", mailgun("complained"), JSON)
    assert (found.kind, found.place, found.parcel, found.key) == ("complained", KEY, KEY, "t" * 50)
    with pytest.raises(Refused, match="not signed"):
        told("mailgun", mailgun("complained", "other"), JSON)


def test_a_bounce_that_is_only_late_is_none() -> None:
    assert told("mailgun", mailgun("failed", severity="temporary"), JSON) == ()


def test_gatewayapi_tells_our_own_name_of_an_sms_signed() -> None:
    event = {"msg_id": "M1", "recipient": 4520123456, "reference": KEY, "status": "DELIVERED",
             "status_at": "2026-11-20T11:49:12+00:00", "error": None}  # fmt: skip
    body = json.dumps({"event_id": "e1", "timestamp": "x", "event_type": "message.status.sms", "event": event}).encode()
    proof = {"signature": f"v1={hmac.digest(b's3', body, sha256).hex()}"}
    assert told("gatewayapi", body, proof) == (
        ReceiptIn("e1", "delivered", datetime(2026, 11, 20, 11, 49, 12, tzinfo=UTC), "M1", KEY, ""),
    )
    with pytest.raises(Refused, match="not signed"):
        told("gatewayapi", body + b" ", proof)


def test_46elks_tells_at_its_secret_address() -> None:
    body = urlencode({"id": "s1", "status": "failed"}).encode()
    assert told("46elks", body, {}) == (ReceiptIn("s1 failed", "bounced", NOW, "s1"),)
    with pytest.raises(Refused, match="cannot be read"):
        told("46elks", b"id=s1&status=eaten", {})


def test_a_print_house_signs_what_it_tells_and_when() -> None:
    body = json.dumps({"receipts": [{"key": "r1", "kind": "posted", "at": "2026-11-20T09:00:00Z", "parcel": KEY}]}).encode()
    stamp = str(int(NOW.timestamp()))
    proof = {"krav-timestamp": stamp, "krav-signature": signature("s3", stamp, "", body)}
    (found,) = told("printhouse", body, proof)
    assert (found.kind, found.parcel) == ("posted", KEY)
    late = str(int((NOW - timedelta(hours=1)).timestamp()))
    with pytest.raises(Refused, match="another time"):
        told("printhouse", body, {"krav-timestamp": late, "krav-signature": signature("s3", late, "", body)})


def test_mailgun_says_when_it_signed_and_an_old_proof_is_good_for_nothing_new() -> None:
    body = mailgun("complained")
    kept = {**body["signature"], "timestamp": str(int((NOW - timedelta(days=3)).timestamp()))}  # type: ignore[dict-item]
    kept["signature"] = hmac.digest(b"s3", f"{kept['timestamp']}{kept['token']}".encode(), sha256).hex()
    with pytest.raises(Refused, match="too old"):
        told("mailgun", body | {"signature": kept}, JSON)


@pytest.mark.parametrize("told_at", [1e300, "x", None, [], -1e300])
def test_a_moment_that_is_none_is_refused_and_nothing_else(told_at: object) -> None:
    with pytest.raises(Refused):
        told("mailgun", mailgun("complained", timestamp=told_at), JSON)
    if told_at is not None:
        with pytest.raises(Refused):
            told("brevo", brevo("spam", ts_epoch=told_at), JSON | WORD)


WORD = {"authorization": f"Basic {b64encode(b'krav:s3').decode()}"}


def brevo(event: str, **more: object) -> dict[str, object]:
    at, own = int((NOW - timedelta(minutes=5)).timestamp() * 1000), json.dumps({"krav": KEY})
    about = {"event": event, "email": "ann@post.example", "message-id": f"<{KEY}>", "id": 7}
    return {**about, "ts_epoch": at, "X-Mailin-custom": own, **more}


@pytest.mark.parametrize(("event", "kind"), [
    ("request", "accepted"), ("delivered", "delivered"), ("unique_opened", "opened"), ("hard_bounce", "bounced"),
    ("invalid_email", "bounced"), ("blocked", "refused"), ("spam", "complained"),
])  # fmt: skip
def test_brevo_tells_what_became_of_a_message_with_its_password(event: str, kind: str) -> None:
    (found,) = told("brevo", brevo(event, reason="because"), JSON | WORD)
    assert (found.kind, found.place, found.parcel, found.words) == (kind, KEY, KEY, "because")
    assert found.at == NOW - timedelta(minutes=5)
    assert told("brevo", brevo(event, reason="because"), JSON | WORD) == (found,), "told again it is the same"
    with pytest.raises(Refused, match="not signed"):
        told("brevo", brevo(event), JSON)
    with pytest.raises(Refused, match="not signed"):
        told("brevo", brevo(event), JSON | WORD, secret="other")
    with pytest.raises(Refused, match="too old"):
        told("brevo", brevo(event, ts_epoch=int((NOW - timedelta(days=15)).timestamp() * 1000)), JSON | WORD)


def test_brevo_that_waits_or_tells_of_a_click_tells_nothing() -> None:
    assert told("brevo", brevo("deferred"), JSON | WORD) == told("brevo", brevo("click"), JSON | WORD) == ()


@pytest.mark.parametrize("ours", ["[1]", '"x"', "7"])
def test_words_of_ours_that_are_not_ours_are_refused(ours: str) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        told("brevo", brevo("spam", **{"X-Mailin-custom": ours}), JSON | WORD)


@pytest.mark.parametrize("code", carriers())
@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"\xff\xfe", b'{"receipts": 7}', b"[" * 5000])
def test_nonsense_is_refused_and_nothing_else(code: str, body: bytes) -> None:
    with pytest.raises(Refused):
        told(code, body, JSON)


@pytest.mark.parametrize(
    "wrong",
    [{"reference": 7}, {"reference": {"a": 1}}, {"msg_id": ["M1"]}, {"msg_id": "M\x00"}, {"error": {"details": "\ud800"}}],
)
def test_a_letter_that_is_called_by_no_text_is_refused(wrong: dict[str, object]) -> None:
    event = {"msg_id": "M1", "reference": KEY, "status": "DELIVERED", "status_at": "2026-11-20T11:49:12+00:00", **wrong}
    body = json.dumps({"event_id": "e1", "event_type": "message.status.sms", "event": event}).encode()
    with pytest.raises(Refused, match="cannot be read"):
        told("gatewayapi", body, {"signature": hmac.digest(b"s3", body, sha256).hex()})


@pytest.mark.parametrize("body", [b"id=s%00&status=delivered", b"id=s&status=delivered&delivered=0001-01-01T00:00:00"])
def test_46elks_is_not_believed_in_everything(body: bytes) -> None:
    with pytest.raises(Refused):
        told("46elks", body, {})
