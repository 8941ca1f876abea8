"""What debtors say on their pages: what stops, what is kept, who is told, and how people answer."""

import json
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image
from pytest_django.fixtures import Settings

from krav.actions.debtor_words import MOST_A_DAY, Said, say
from krav.actions.policy import change_policy
from krav.kernel.refusal import KravError
from krav.store.events import marks, read, start
from krav.store.models import Attachment, Audit, Claim, DebtorAnswer, DebtorWord, Hold, HoldLift, Outbox
from krav.store.queries.needs import standing
from krav.store.scope import account_scope
from tests.actions.cast import ANN, FIRST, SECOND
from tests.web.cast import text
from tests.web.portal.scene import anybody, dunned, leave, letter_id, next_letters, page_of

TOMORROW = FIRST + timedelta(days=1)


@pytest.fixture
def landlord(fjordbo: int, settings: Settings) -> int:
    """The landlord, who has sent first reminders with links."""
    return dunned(fjordbo, settings)


def speak(account_id: int, kind: str, *, number: str = "17", key: str = "k", **told: object) -> HttpResponse:
    """A debtor sends a form, in English."""
    form = {"key": key, **told}
    found: HttpResponse = anybody().post(f"{page_of(account_id, number)}say/{kind}/?language=en", form)  # type: ignore[assignment]
    return found


def holds(account_id: int) -> list[tuple[str, str, object]]:
    """Claims that debtors stopped, why, until when."""
    with account_scope(account_id):
        found = Hold.objects.filter(holdlift__isnull=True).order_by("id")
        return list(found.values_list("claim__number", "reason", "until_on"))


def claim_id(account_id: int, number: str) -> int:
    with account_scope(account_id):
        return Claim.objects.get(number=number).id


def kinds_needed(account_id: int) -> list[tuple[str, str]]:
    return [(need.kind, need.step) for need in standing([account_id], FIRST)[account_id].needs]


def picture(kind: str = "PNG") -> bytes:
    made = BytesIO()
    Image.new("RGB", (40, 60), "white").save(made, kind)
    return made.getvalue()


def test_an_objection_stops_everything_at_once(landlord: int) -> None:
    sent = speak(landlord, "objection", text="The jetty was never built.", reach="karl@home.example")
    assert sent.status_code == 302
    assert holds(landlord) == [("1001", "objection", None), ("1002", "objection", None)]
    with account_scope(landlord):
        word = DebtorWord.objects.get()
        assert Hold.objects.order_by("id")[0].note == "The jetty was never built."
        assert Hold.objects.order_by("id")[0].placed_by == "Karl Øst (17)"
    assert (word.kind, word.reach, len(json.loads(word.claims))) == ("objection", "karl@home.example", 2)
    shown = text(anybody().get(sent["Location"]))
    assert "We have your objection" in shown
    assert "The jetty was never built." in shown
    assert "Not answered yet" in shown
    assert shown.count("Stopped: you object") == 2


def test_an_objection_to_one_invoice_leaves_the_others(landlord: int) -> None:
    speak(landlord, "objection", text="Too much.", which=[claim_id(landlord, "1002")])
    assert [number for number, _, _ in holds(landlord)] == ["1002"]


def test_an_objection_takes_back_what_has_not_left(landlord: int, settings: Settings) -> None:
    next_letters(landlord)
    say(landlord, letter_id(landlord, "18"), Said("objection", "No."), on=SECOND, key="k")
    leave(landlord, Path(settings.KRAV_HOME), SECOND)
    with account_scope(landlord):
        states = dict(Outbox.objects.filter(letter__sent_on=SECOND).values_list("letter__debtor__number", "state"))
    assert states == {"17": "delivered", "18": "withdrawn"}


def test_what_is_anothers_cannot_be_stopped(landlord: int) -> None:
    sent = speak(landlord, "objection", text="His, too!", which=[claim_id(landlord, "1003")])
    assert sent.status_code == 422
    said, letter = Said("objection", "His, too!", (claim_id(landlord, "1003"),)), letter_id(landlord, "17")
    with pytest.raises(KravError, match="not open any more"):
        say(landlord, letter, said, on=FIRST, key="k")
    assert holds(landlord) == []
    with account_scope(landlord):
        assert DebtorWord.objects.count() == 0


def test_the_same_form_counts_once(landlord: int) -> None:
    for _ in range(3):
        assert speak(landlord, "message", text="Hello", key="same").status_code == 302
    with account_scope(landlord):
        assert DebtorWord.objects.count() == 1
    speak(landlord, "message", text="Hello", key="another")
    speak(landlord, "message", text="Hello", key="same", number="18")
    with account_scope(landlord):
        assert DebtorWord.objects.count() == 3


def test_nobody_says_too_much_in_a_day(landlord: int) -> None:
    for number in range(MOST_A_DAY):
        assert speak(landlord, "message", text="Hello", key=str(number)).status_code == 302
    refused = speak(landlord, "message", text="Hello", key="more")
    assert refused.status_code == 422
    assert "no more is taken" in text(refused)
    assert speak(landlord, "message", text="Hello", number="18").status_code == 302


def test_a_payment_told_of_gives_the_bank_three_days_and_then_goes_on(landlord: int) -> None:
    proof = SimpleUploadedFile("me.png", picture(), "image/png")
    sent = speak(landlord, "paid", on=FIRST.isoformat(), proof=proof)
    assert sent.status_code == 302
    assert holds(landlord) == [(number, "promise", FIRST + timedelta(days=3)) for number in ("1001", "1002")]
    with account_scope(landlord):
        papers = list(Attachment.objects.values_list("claim__number", "kind", "name"))
        assert papers == [("1001", "proof", "proof.pdf"), ("1002", "proof", "proof.pdf")]
    next_letters(landlord)
    with account_scope(landlord):
        assert Outbox.objects.filter(letter__debtor__number="17", letter__sent_on=SECOND).exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.html", b"<script>alert(1)</script>"),
        ("a.pdf", b"%PDF-1.4 not really"),
        ("a.png", b"\x89PNG\r\n\x1a\n broken"),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    ],
)
def test_a_proof_that_is_none_is_refused(landlord: int, name: str, data: bytes) -> None:
    sent = speak(landlord, "paid", on=FIRST.isoformat(), proof=SimpleUploadedFile(name, data))
    assert sent.status_code == 422
    assert holds(landlord) == []


def test_a_proof_that_is_too_large_is_refused(landlord: int) -> None:
    large = SimpleUploadedFile("a.pdf", b"%PDF-" + b"0" * 10 * 1024 * 1024)
    sent = speak(landlord, "paid", on=FIRST.isoformat(), proof=large)
    assert sent.status_code == 422
    assert "at most 10 MB" in text(sent)


@pytest.mark.parametrize("day", [TOMORROW.isoformat(), "2020-01-01", "", "soon"])
def test_a_day_of_payment_lies_in_the_past(landlord: int, day: str) -> None:
    assert speak(landlord, "paid", on=day).status_code == 422
    assert holds(landlord) == []


def test_a_plan_or_a_day_stops_nothing_by_itself(landlord: int) -> None:
    assert speak(landlord, "plan", by="count", count="6", on=TOMORROW.isoformat(), key="a").status_code == 302
    assert speak(landlord, "plan", by="amount", amount="1.500,00", on=TOMORROW.isoformat(), key="b").status_code == 302
    assert speak(landlord, "date", on=TOMORROW.isoformat(), key="c").status_code == 302
    assert holds(landlord) == []
    with account_scope(landlord):
        told = [json.loads(data) for data in DebtorWord.objects.order_by("id").values_list("data", flat=True)]
    on = TOMORROW.isoformat()
    assert told == [{"on": on, "count": 6}, {"on": on, "amount": 150_000}, {"on": on}]


def test_unless_the_account_says_so(landlord: int) -> None:
    change_policy(landlord, {"asked_waits": True}, on=FIRST, by=ANN)
    speak(landlord, "date", on=(FIRST + timedelta(days=11)).isoformat(), number="18")
    assert holds(landlord) == [("1003", "promise", FIRST + timedelta(days=15))]
    speak(landlord, "plan", by="count", count="6", on=TOMORROW.isoformat())
    assert [(number, reason) for number, reason, _ in holds(landlord)[1:]] == [("1001", "wait"), ("1002", "wait")]


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("plan", {"by": "count", "on": TOMORROW.isoformat()}),
        ("plan", {"by": "count", "count": "1", "on": TOMORROW.isoformat()}),
        ("plan", {"by": "count", "count": "9999", "on": TOMORROW.isoformat()}),
        ("plan", {"by": "amount", "amount": "-5", "on": TOMORROW.isoformat()}),
        ("plan", {"by": "sideways", "count": "3", "on": TOMORROW.isoformat()}),
        ("plan", {"by": "count", "count": "6", "on": FIRST.isoformat()}),
        ("date", {"on": "2099-01-01"}),
        ("date", {}),
        ("objection", {"text": "   "}),
        ("message", {"text": ""}),
        ("message", {"text": "x" * 2001}),
        ("message", {"text": "x", "reach": "y" * 121}),
    ],
)
def test_what_cannot_be_is_said_in_the_form(landlord: int, kind: str, told: dict[str, str]) -> None:
    sent = speak(landlord, kind, **told)
    assert sent.status_code == 422
    assert "thing to mend" in text(sent)
    assert holds(landlord) == []


def test_a_kind_that_is_none_is_not_found(landlord: int) -> None:
    assert speak(landlord, "burn", text="x").status_code == 404


def test_texts_steer_nothing(landlord: int, caseworker: Client) -> None:
    evil = "<script>alert(1)</script>\r\nBcc: all@evil.example\x1b[31m\x00 \u202egnp"
    assert speak(landlord, "message", text=evil.replace("\x00", ""), reach="a@b.example\r\nTo: x").status_code in {302, 422}
    say(landlord, letter_id(landlord, "17"), Said("message", evil, reach="a@b.example\r\nTo: x"), on=FIRST, key="2")
    with account_scope(landlord):
        word = DebtorWord.objects.order_by("-id")[0]
    assert not set(word.text) & {"\x1b", "\x00", "\u202e", "\r"}
    assert "\n" not in word.reach
    for shown in (
        anybody().get(page_of(landlord)).content.decode(),
        caseworker.get(f"/a/fjordbo/customers/words/{word.id}/").content.decode(),
    ):
        assert "<script>alert" not in shown
        assert "&lt;script&gt;" in shown


def test_a_form_of_another_site_is_refused(landlord: int) -> None:
    client = Client(enforce_csrf_checks=True)
    place = f"{page_of(landlord)}say/message/"
    assert client.post(place, {"text": "x", "key": "k"}).status_code == 403
    client.get(place)
    token = client.cookies["csrftoken"].value
    assert client.post(place, {"text": "x", "key": "k", "csrfmiddlewaretoken": token}).status_code == 302
    assert "sessionid" not in client.cookies


def test_it_needs_a_person_who_answers_and_lets_it_go_on(landlord: int, caseworker: Client) -> None:
    speak(landlord, "objection", text="The jetty was never built.", which=[claim_id(landlord, "1001")])
    assert ("debtor_word", "objection") in kinds_needed(landlord)
    assert "objection" not in [kind for kind, _ in kinds_needed(landlord)]
    assert "Karl Øst objects" in text(caseworker.get("/a/fjordbo/"))
    with account_scope(landlord):
        word = DebtorWord.objects.get()
    place = f"/a/fjordbo/customers/words/{word.id}/"
    assert "The jetty was never built." in text(caseworker.get(place))
    told = {"answer": "declined", "text": "", "lift": "on", "key": "a"}
    assert "Say why" in text(caseworker.post(f"{place}answer/", told))
    answered = caseworker.post(f"{place}answer/", told | {"text": "It was, on 3 May."}, follow=True)
    assert "Answered." in text(answered)
    assert holds(landlord) == []
    with account_scope(landlord):
        assert DebtorAnswer.objects.get().by == "carl@fjordbo.example"
        assert HoldLift.objects.count() == 1
    assert kinds_needed(landlord).count(("debtor_word", "objection")) == 0
    shown = text(anybody().get(page_of(landlord) + "?language=en"))
    assert "Not agreed" in shown
    assert "It was, on 3 May." in shown
    assert "carl@" not in shown
    assert "answered before" in text(caseworker.post(f"{place}answer/", told | {"text": "x", "key": "b"}))


def test_an_objection_that_still_stands_after_the_answer_asks_again(landlord: int, caseworker: Client) -> None:
    speak(landlord, "objection", text="No.", number="18")
    with account_scope(landlord):
        word = DebtorWord.objects.get()
    caseworker.post(f"/a/fjordbo/customers/words/{word.id}/answer/", {"answer": "accepted", "text": "", "key": "a"})
    assert holds(landlord) == [("1003", "objection", None)]
    assert "objection" in [kind for kind, _ in kinds_needed(landlord)]


def test_a_guest_reads_and_cannot_answer_and_a_stranger_sees_nothing(
    landlord: int, guest: Client, stranger: Client
) -> None:
    speak(landlord, "message", text="Hello")
    with account_scope(landlord):
        word = DebtorWord.objects.get()
    place = f"/a/fjordbo/customers/words/{word.id}/"
    assert guest.get(place).status_code == 200
    assert guest.post(f"{place}answer/", {"answer": "seen", "key": "k"}).status_code == 403
    assert stranger.get(place).status_code == 404
    assert stranger.get(f"/a/nordlys/customers/words/{word.id}/").status_code == 404
    assert "Karl Øst" in text(guest.get("/a/fjordbo/customers/words/"))


def test_programs_are_told(landlord: int) -> None:
    speak(landlord, "paid", on=FIRST.isoformat())
    with account_scope(landlord):
        events = read(start(), marks(), 1000).events
    told = [event for event in events if event.kind == "debtor.paid_told"]
    assert [event.data["said"] for event in told] == ["paid"]
    assert "Karl" not in repr(told)


def test_the_audit_names_the_debtor_and_no_code(landlord: int) -> None:
    speak(landlord, "message", text="Hello")
    with account_scope(landlord):
        row = Audit.objects.get(action="hear_debtor")
    assert row.actor == "Karl Øst (17)"
    assert "Hello" not in row.data
