"""The outbox: each letter leaves once, and never one that should not leave any more."""

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from krav.actions.contents import contents
from krav.actions.holds import lift_hold, place_hold
from krav.actions.noting import Sent
from krav.actions.outbox import send_letters
from krav.claims.letter import Letter
from krav.render.pdf import Renderer
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.scope import account_scope
from krav.wire.files import put
from tests.actions.cast import ANN, FIRST, SECOND, bank, credit, everything, fik, ledger, line, run, take

Send = Callable[[date], Sent]


@pytest.fixture
def decided(fjordbo: int) -> int:
    """Two letters decided on FIRST, to a business and to a person, not sent yet."""
    take(
        fjordbo,
        ledger(line("1001", "10.000,00"), line("1003", "500,00", customer="18", name="Birthe Prøve", kind="privat")),
        on=FIRST,
    )
    run(fjordbo, FIRST)
    return fjordbo


@pytest.fixture
def send(fjordbo: int, folder: Path, renderer: Renderer) -> Send:
    """Sends the landlord's letters on a day and answers the last count."""

    def sending(on: date) -> Sent:
        sent = Sent()
        for sent in send_letters(fjordbo, folder, on=on, by=ANN, renderer=renderer):  # noqa: B007
            pass
        return sent

    return sending


def outbox(account_id: int) -> list[tuple[str, str]]:
    with account_scope(account_id):
        return list(rows.Outbox.objects.order_by("letter_id").values_list("letter__number", "state"))


def charges(account_id: int, number: str) -> dict[str, int]:
    with account_scope(account_id):
        found = rows.Entry.objects.filter(claim__number=number, kind__in=("fee", "compensation", "interest"))
        sums: dict[str, int] = {}
        for kind, amount in found.values_list("kind", "amount"):
            sums[kind] = sums.get(kind, 0) + amount
    return sums


def letter_values(account_id: int) -> list[Letter]:
    with account_scope(account_id):
        ids = rows.Letter.objects.filter(withdrawal__isnull=True).values_list("id", flat=True)
        return list(contents(list(ids), creditor_in_scope()))


def pay(account_id: int, number: str, amount: str, on: date) -> None:
    day = on.isoformat()
    take(account_id, bank(credit(amount, on=day, reference=fik(number)), until=day), f"{number} {day}.xml", on=on)


def test_letters_leave_as_files_and_the_facts_say_which_bytes(decided: int, send: Send, folder: Path) -> None:
    sent = send(FIRST)
    assert (sent.delivered, sent.withdrawn, sent.failed, sent.ambiguous) == (2, 0, 0, 0)
    files = sorted((folder / "fjordbo").iterdir())
    assert [file.name for file in files] == ["2026-00001-rykker_1.pdf", "2026-00002-rykker_1.pdf"]
    with account_scope(decided):
        facts = list(rows.Dispatch.objects.order_by("letter_id").values_list("channel", "sha256", "place", "address"))
    hashes = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    assert facts == [
        ("file", hashes[0], files[0].name, "Øster Ås ApS, Møllevej 3, 8600 Silkeborg"),
        ("file", hashes[1], files[1].name, "Birthe Prøve, Møllevej 3, 8600 Silkeborg"),
    ]
    assert all(file.read_bytes().startswith(b"%PDF-") for file in files)
    assert outbox(decided) == [("2026-00001", "delivered"), ("2026-00002", "delivered")]


def test_sending_again_sends_nothing(decided: int, send: Send) -> None:
    send(FIRST)
    before = everything()
    assert send(FIRST) == Sent()
    assert everything() == before


def test_a_payment_after_the_decision_takes_the_letter_back(decided: int, send: Send, folder: Path) -> None:
    pay(decided, "1003", "200.00", FIRST)
    sent = send(FIRST)
    assert (sent.delivered, sent.withdrawn) == (1, 1)
    assert outbox(decided) == [("2026-00001", "delivered"), ("2026-00002", "withdrawn")]
    assert [file.name for file in (folder / "fjordbo").iterdir()] == ["2026-00001-rykker_1.pdf"]
    assert charges(decided, "1003") == {"fee": 0, "interest": 0}
    with account_scope(decided):
        withdrawal = rows.Withdrawal.objects.get()
        assert (withdrawal.letter.number, withdrawal.on) == ("2026-00002", FIRST)
        assert withdrawal.reason == "A payment or credit note came in before the letter left."


def test_the_next_run_sends_the_step_again_about_what_is_left(decided: int, send: Send) -> None:
    pay(decided, "1003", "200.00", FIRST)
    send(FIRST)
    tomorrow = FIRST + timedelta(days=1)
    assert run(decided, tomorrow).letters == {"rykker_1": 1}
    assert send(tomorrow).delivered == 1
    with account_scope(decided):
        tried = rows.LetterClaim.objects.filter(claim__number="1003").order_by("id")
        assert list(tried.values_list("step", "attempt", "letter__number")) == [
            ("rykker_1", 1, "2026-00002"),
            ("rykker_1", 2, "2026-00003"),
        ]
        assert rows.Letter.objects.get(number="2026-00003").total == 300_00 + 100_00 + 1_02
    assert charges(decided, "1003") == {"fee": 100_00, "interest": 1_02}


def test_a_payment_that_settles_leaves_nothing_to_send(decided: int, send: Send) -> None:
    pay(decided, "1003", "500.93", FIRST)
    send(FIRST)
    assert run(decided, FIRST + timedelta(days=1)).letters == {}
    with account_scope(decided):
        state = rows.ClaimState.objects.get(claim__number="1003")
        assert (state.balance, state.settled_on is None, state.next_on) == (0, False, None)


def test_a_payment_without_reference_on_the_same_day_settles_as_well(decided: int, send: Send) -> None:
    """It covers the fee first; the fee is given back with the letter, and what it freed covers the invoice."""
    data = bank(credit("500.00", on=FIRST.isoformat(), text="1003"), until=FIRST.isoformat())
    assert take(decided, data, "bank.xml", on=FIRST).placed == 1
    assert send(FIRST).withdrawn == 1
    with account_scope(decided):
        state = rows.ClaimState.objects.get(claim__number="1003")
        assert (state.balance, state.settled_on is None) == (93, False)  # a rest below one krone is let go


def test_money_that_may_be_for_it_takes_the_letter_back_and_no_other(decided: int, send: Send) -> None:
    day = FIRST.isoformat()
    take(decided, bank(credit("10000.00", on=day, payer="Somebody"), until=day), "loose.xml", on=FIRST)
    sent = send(FIRST)
    assert (sent.withdrawn, sent.delivered) == (1, 1)
    assert [state for _, state in outbox(decided)] == ["withdrawn", "delivered"]
    assert charges(decided, "1001") == dict.fromkeys(("fee", "compensation", "interest"), 0)
    assert run(decided, FIRST).refused == {"unmatched_money": 1}


def test_a_ledger_that_grew_too_old_takes_every_letter_back(decided: int, send: Send) -> None:
    rows.Account.objects.update(policy='{"ledger_stale_after_days": 2}', ledger_known_until=FIRST - timedelta(days=3))
    sent = send(FIRST)
    assert (sent.withdrawn, sent.delivered) == (2, 0)


def test_a_hold_after_the_decision_takes_the_letter_back(decided: int, send: Send) -> None:
    hold = place_hold(decided, "1001", "objection", on=FIRST, by=ANN)
    assert (send(FIRST).withdrawn, send(FIRST).delivered) == (1, 0)
    assert outbox(decided)[0] == ("2026-00001", "withdrawn")
    assert charges(decided, "1001") == {"fee": 0, "compensation": 0, "interest": 0}
    lift_hold(decided, hold, on=FIRST + timedelta(days=1), by=ANN)
    assert run(decided, FIRST + timedelta(days=1)).letters == {"rykker_1": 1}
    assert charges(decided, "1001") == {"fee": 100_00, "compensation": 310_00, "interest": 21_37}


def test_a_hold_that_is_lifted_later_still_holds_today(decided: int, send: Send) -> None:
    hold = place_hold(decided, "1001", "promise", on=FIRST, by=ANN)
    lift_hold(decided, hold, on=FIRST + timedelta(days=5), by=ANN)
    assert send(FIRST).withdrawn == 1


def test_a_letter_of_yesterday_does_not_leave_today(decided: int, send: Send) -> None:
    tomorrow = FIRST + timedelta(days=1)
    sent = send(tomorrow)
    assert (sent.delivered, sent.withdrawn) == (0, 2)
    with account_scope(decided):
        reasons = set(rows.Withdrawal.objects.values_list("reason", flat=True))
    assert reasons == {"The letter did not leave on its day; its deadline would be too short."}
    assert run(decided, tomorrow).letters == {"rykker_1": 2}
    assert send(tomorrow).delivered == 2


def test_the_letter_tells_only_of_letters_and_fees_that_left(decided: int, send: Send) -> None:
    """The second letter is taken back and sent again; the first letter's fee is still on it, the lost one's is not."""
    send(FIRST)
    take(decided, bank(until=SECOND.isoformat()), "empty.xml", on=SECOND)
    run(decided, SECOND)
    pay(decided, "1003", "1.00", SECOND)
    send(SECOND)
    tomorrow = SECOND + timedelta(days=1)
    run(decided, tomorrow)
    (again,) = [letter for letter in letter_values(decided) if letter.sent_on == tomorrow]
    assert [(fee.step, fee.sent_on, fee.amount) for fee in again.fees] == [
        ("rykker_1", FIRST, 100_00),
        ("rykker_2", tomorrow, 100_00),
    ]
    assert again.previous == (FIRST,)
    assert again.total == sum(item.principal + item.interest for item in again.items) + 200_00


def test_the_content_is_the_same_however_late_it_is_asked_for(decided: int, send: Send) -> None:
    now = letter_values(decided)
    send(FIRST)
    pay(decided, "1003", "200.00", FIRST + timedelta(days=3))
    assert letter_values(decided) == now


def test_drafts_are_marked_and_leave_as_files_only(decided: int, send: Send) -> None:
    rows.Account.objects.update(texts_approved_by="", texts_approved_on=None)
    assert [letter.draft for letter in letter_values(decided)] == [True, True]
    assert send(FIRST).delivered == 2


def test_an_interrupted_file_is_written_again(decided: int, send: Send, folder: Path, renderer: Renderer) -> None:
    """The worker died between the file and the receipt: the same bytes under the same name change nothing."""
    (first, _) = letter_values(decided)
    put(folder / "fjordbo", "2026-00001-rykker_1.pdf", renderer.pdf(first))
    with account_scope(decided):
        rows.Outbox.objects.update(state="sending", leased_until=datetime.now(UTC) + timedelta(minutes=10))
    assert send(FIRST).delivered == 2
    assert (folder / "fjordbo" / "2026-00001-rykker_1.pdf").read_bytes() == renderer.pdf(first)
    assert len(list((folder / "fjordbo").iterdir())) == 2
