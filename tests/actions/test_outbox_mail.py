"""Letters by e-mail: sent once, whatever the mail server answers and wherever the worker dies."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.test import override_settings

from krav.actions.accounts import open_account
from krav.actions.noting import Sent
from krav.actions.outbox import send_letters
from krav.render.pdf import Renderer
from krav.store import models as rows
from krav.store.queries.letters import letter_lines
from krav.store.scope import account_scope
from tests.actions.cast import ANN, FIRST, FJORDBO, IMPORTED, ledger, line, run, take
from tests.wire.postbox import Postbox

Send = Callable[..., Sent]
LATER = timedelta(hours=1)
"""When what was refused is tried again."""

BIRTHE = line("1003", "500,00", customer="18", name="Birthe Prøve", kind="privat", email="birthe@prove.example")


@pytest.fixture
def mailing(db: None) -> int:
    """The landlord, who sends by e-mail, with one letter decided."""
    account_id = open_account(replace(FJORDBO, policy={"channel": "email"}), on=IMPORTED)
    take(account_id, ledger(BIRTHE), on=FIRST)
    run(account_id, FIRST)
    return account_id


@pytest.fixture
def send(mailing: int, folder: Path, renderer: Renderer) -> Send:
    def sending(later: timedelta = timedelta()) -> Sent:
        now = datetime.now(UTC) + later
        *_, sent = send_letters(mailing, folder, on=FIRST, by=ANN, renderer=renderer, now=now)
        return sent

    return sending


def became(account_id: int) -> list[tuple[str, str]]:
    """The state of each letter, and the problem."""
    with account_scope(account_id):
        return [(row.state, row.problem) for row in letter_lines()]


def holds(account_id: int) -> list[str]:
    with account_scope(account_id):
        return list(rows.Hold.objects.values_list("reason", flat=True))


def test_the_letter_arrives_with_its_pdf_and_the_fact_is_kept(mailing: int, send: Send, postbox: Postbox) -> None:
    assert send() == Sent(delivered=1)
    (message,) = postbox.messages
    heads = {name: str(message[name]) for name in ("From", "To", "Reply-To", "Message-ID")}
    assert heads == {
        "From": "bogholder@fjordbo.example",
        "To": "birthe@prove.example",
        "Reply-To": "bogholder@fjordbo.example",
        "Message-ID": "<2026-00001.fjordbo@krav>",
    }
    assert "Fjordbo ApS" in str(message["Subject"])
    body, pdf = message.iter_parts()
    assert "1003" in body.get_content()
    assert (pdf.get_content_type(), pdf.get_filename()) == ("application/pdf", "brev-2026-00001-2026-03-09.pdf")
    with account_scope(mailing):
        fact = rows.Dispatch.objects.values_list("channel", "address", "sha256", "place").get()
    assert fact == (
        "email", "birthe@prove.example", sha256(pdf.get_content()).hexdigest(), "2026-00001.fjordbo@krav",
    )  # fmt: skip


def test_it_is_sent_once(send: Send, postbox: Postbox) -> None:
    send()
    assert send() == Sent()
    assert len(postbox.messages) == 1


@pytest.mark.parametrize("where", ["says_to_recipient", "says_to_message"])
def test_refused_for_good_stops_the_claim_in_the_servers_words(
    mailing: int, send: Send, postbox: Postbox, where: str
) -> None:
    setattr(postbox, where, "550 No such user here")
    assert send() == Sent(failed=1)
    assert became(mailing) == [("failed", "The mail server did not take the message: 550 No such user here")]
    assert holds(mailing) == ["letter_failed"]
    with account_scope(mailing):
        assert rows.Dispatch.objects.count() == 0
        assert sum(rows.Entry.objects.filter(kind="fee").values_list("amount", flat=True)) == 0
    assert run(mailing, FIRST + timedelta(days=1)).letters == {}


def test_refused_for_now_is_tried_again(mailing: int, send: Send, postbox: Postbox) -> None:
    postbox.says_to_message = "451 Try again later"
    assert send() == Sent()
    assert became(mailing) == [("queued", "The mail server did not take the message: 451 Try again later")]
    postbox.says_to_message = ""
    assert send() == Sent()
    assert send(LATER) == Sent(delivered=1)
    assert len(postbox.messages) == 1


def test_after_five_tries_a_person_is_asked(mailing: int, send: Send, postbox: Postbox) -> None:
    postbox.says_to_recipient = "451 Try again later"
    for tries in range(1, 5):
        assert (send(tries * LATER).failed, became(mailing)[0][0]) == (0, "queued")
        with account_scope(mailing):
            assert rows.Outbox.objects.get().tries == tries
    assert send(5 * LATER).failed == 1
    assert became(mailing) == [("failed", "The mail server did not take the message: 451 Try again later")]
    assert holds(mailing) == ["letter_failed"]
    assert send() == Sent()


def test_a_server_that_is_down_costs_a_try_and_nothing_else(mailing: int, send: Send, postbox: Postbox) -> None:
    with override_settings(EMAIL_PORT=1):
        assert send() == Sent()
    ((state, problem),) = became(mailing)
    assert (state, "Connection refused" in problem) == ("queued", True)
    assert send(LATER) == Sent(delivered=1)
    assert len(postbox.messages) == 1


def test_a_server_that_hangs_up_leaves_a_doubt_and_no_second_message(mailing: int, send: Send, postbox: Postbox) -> None:
    postbox.says_to_message = "silence"
    assert send() == Sent(ambiguous=1)
    postbox.says_to_message = ""
    assert send() == Sent()
    assert len(postbox.messages) == 1
    assert became(mailing)[0][0] == "ambiguous"
    assert holds(mailing) == ["letter_ambiguous"]


@pytest.mark.parametrize(("minutes", "state"), [(-1, "ambiguous"), (5, "sending")], ids=["lease over", "lease running"])
def test_a_worker_that_died_with_the_letter_in_hand(
    mailing: int, send: Send, postbox: Postbox, minutes: int, state: str
) -> None:
    """Nobody knows whether it was handed over: it is never sent again by itself."""
    with account_scope(mailing):
        rows.Outbox.objects.update(state="sending", leased_until=datetime.now(UTC) + timedelta(minutes=minutes))
    assert send().ambiguous == (1 if state == "ambiguous" else 0)
    assert became(mailing)[0][0] == state
    assert send() == Sent()
    assert postbox.messages == []


def test_a_draft_is_never_e_mailed(mailing: int, send: Send, postbox: Postbox) -> None:
    rows.Account.objects.update(texts_approved_by="", texts_approved_on=None)
    assert send() == Sent(failed=1)
    assert became(mailing) == [("failed", "The letter texts are drafts: approve them for this account first.")]
    assert postbox.messages == []


def test_a_debtor_without_an_address_gets_a_file(db: None, folder: Path, renderer: Renderer, postbox: Postbox) -> None:
    account_id = open_account(replace(FJORDBO, policy={"channel": "email"}), on=IMPORTED)
    take(account_id, ledger(BIRTHE, line("1001", "100,00")), on=FIRST)
    run(account_id, FIRST)
    *_, sent = send_letters(account_id, folder, on=FIRST, by=ANN, renderer=renderer)
    assert sent == Sent(delivered=2)
    assert postbox.recipients == ["birthe@prove.example"]
    with account_scope(account_id):
        facts = rows.Dispatch.objects.filter(letter__debtor__number="17").values_list("channel", "place")
        assert facts.get() == ("file", next((folder / "fjordbo").iterdir()).name)
