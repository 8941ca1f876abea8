"""Letters by every channel: the ladder, what the law lets carry a letter, decent hours, credits, and what comes back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db.models import Sum
from pytest_django.fixtures import Settings

from krav.actions.accounts import open_account
from krav.actions.lines import Lines
from krav.actions.noting import Sent
from krav.actions.outbox import send_letters
from krav.actions.receipts import Heard, poll_receipts, take_receipts
from krav.actions.unsure import looked_up
from krav.config.env import Site
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.queries.credits import Owner
from krav.store.queries.letters import NO_CREDIT
from krav.store.queries.needs import standing
from krav.store.queries.sending import proofs
from krav.store.scope import account_scope
from krav.wire.sending.protocol import Kind, ReceiptIn
from tests.actions import credit
from tests.actions.cast import ANN, FIRST, FJORDBO, IMPORTED, ledger, line, run, take
from tests.actions.post import Died, Plain, Post, at, connect, leases_run_out, ways

BIRTHE = line("1003", "500,00", customer="18", name="Birthe Prøve", kind="privat", email="birthe@prove.example")
LATER = timedelta(hours=1)
Send = Callable[..., Sent]


def opened(*ladder: str, lines: tuple[str, ...] = (BIRTHE,), **policy: object) -> int:
    """The landlord with a ladder of channels, and a letter decided about each customer."""
    account_id = open_account(replace(FJORDBO, policy={"delivery": list(ladder), **policy}), on=IMPORTED)
    take(account_id, ledger(*lines), on=FIRST)
    run(account_id, FIRST)
    return account_id


@pytest.fixture
def send(folder: Path) -> Send:
    """Sends an account's letters on a day, at a moment."""

    def sending(account_id: int, carried: Lines | None = None, *, on: date = FIRST, now: datetime | None = None) -> Sent:
        *_, sent = send_letters(account_id, folder, on=on, by=ANN, renderer=Plain(), now=now, carried=carried)
        return sent

    return sending


def phone(account_id: int, number: str = "+4520123456") -> None:
    with account_scope(account_id):
        rows.Debtor.objects.update(phone=number)


def told(account_id: int, channel: str, kind: Kind, key: str, *, place: str = "", on: date = FIRST) -> Heard:
    """A carrier tells of the first letter, by our own name of it or by its own."""
    parcel = "" if place else "2026-00001.fjordbo@krav"
    receipt = ReceiptIn(key, kind, datetime(2026, 3, 9, 12, tzinfo=UTC), place, parcel, f"it {kind}")
    return take_receipts(account_id, channel, [receipt], on=on, by=ANN)


def test_the_carrier_that_is_connected_takes_the_letter_and_the_proof_is_kept(db: None, send: Send) -> None:
    account_id, post = opened("email", "print"), Post()
    assert send(account_id, connect(account_id, email=post)) == Sent(delivered=1)
    (parcel,) = post.has.values()
    assert (parcel.to.email, parcel.sender.name, parcel.sender.company_number) == (
        "birthe@prove.example", "Fjordbo ApS", FJORDBO.company_number,
    )  # fmt: skip
    with account_scope(account_id):
        (proof,) = proofs(rows.Letter.objects.get().id)
        assert rows.Outbox.objects.get().place == Post.place(parcel.key)
    assert (proof.channel, proof.address, proof.place) == ("email", "birthe@prove.example", Post.place(parcel.key))
    assert len(proof.sha256) == 64


def test_an_sms_tells_of_a_letter_that_goes_on_paper_and_never_carries_it(db: None, send: Send) -> None:
    """The customer has no e-mail address: paper carries the letter, and an SMS says so once it has left."""
    account_id = opened("email", "sms", "print", lines=(line("1001", "900,00"),))
    phone(account_id)
    house, text = Post(), Post()
    carried = connect(account_id, print=house, sms=text)
    assert send(account_id, carried) == Sent(delivered=1)
    assert ways(account_id) == [("2026-00001", "print", "delivered"), ("2026-00001", "sms", "delivered")]
    (sms,) = text.has.values()
    assert (sms.to.phone, sms.pdf) == ("+4520123456", b"")
    assert len(sms.text) <= 160
    assert "900" not in sms.text


def test_an_sms_tells_of_a_letter_that_was_under_way_when_the_worker_died(db: None, send: Send) -> None:
    account_id = opened("sms", "print", lines=(line("1001", "900,00"),))
    phone(account_id)
    house, text = Post(lambda: "dies after"), Post()
    carried = connect(account_id, print=house, sms=text)
    with pytest.raises(Died):
        send(account_id, carried)
    leases_run_out(account_id)
    send(account_id, carried)
    assert ways(account_id) == [("2026-00001", "print", "delivered"), ("2026-00001", "sms", "delivered")]
    assert (house.handed.total(), text.handed.total()) == (1, 1)


def test_an_sms_tells_of_a_letter_that_somebody_looked_up(db: None, send: Send) -> None:
    account_id = opened("sms", "print", lines=(line("1001", "900,00"),))
    phone(account_id)
    carried = connect(account_id, print=Post(lambda: "cannot be asked"), sms=Post())
    assert send(account_id, carried) == Sent(ambiguous=1)
    with account_scope(account_id):
        letter_id = rows.Letter.objects.get().id
    looked_up(account_id, letter_id, left=True, renderer=Plain(), on=FIRST, by=ANN)
    send(account_id, carried)
    assert ways(account_id) == [("2026-00001", "print", "delivered"), ("2026-00001", "sms", "delivered")]


def test_an_sms_that_fails_takes_no_letter_back(db: None, send: Send) -> None:
    account_id = opened("sms", "file")
    phone(account_id)
    assert send(account_id, connect(account_id, sms=Post(lambda: "refused"))) == Sent(delivered=1)
    assert ways(account_id) == [("2026-00001", "file", "delivered"), ("2026-00001", "sms", "failed")]
    with account_scope(account_id):
        assert not rows.Withdrawal.objects.exists()
        assert not rows.Hold.objects.exists()


def test_what_one_channel_refuses_goes_by_the_next(db: None, send: Send) -> None:
    account_id, mail, house = opened("email", "print"), Post(lambda: "refused"), Post()
    carried = connect(account_id, email=mail, print=house)
    assert send(account_id, carried) == Sent(delivered=1)
    assert ways(account_id) == [("2026-00001", "email", "passed"), ("2026-00001", "print", "delivered")]
    assert (len(mail.has), len(house.has)) == (0, 1)


def test_a_mailbox_that_does_not_know_the_customer_is_passed_over(db: None, send: Send) -> None:
    account_id, box = opened("digital", "file", lines=(line("1001", "900,00"),)), Post()
    box.reached = "The customer has no mailbox."
    with account_scope(account_id):
        rows.Debtor.objects.update(company_number="99000112")
    send(account_id, connect(account_id, digital=box))
    assert [way[1:] for way in ways(account_id)] == [("digital", "passed"), ("file", "delivered")]


def test_what_no_channel_takes_stops_for_a_person_and_charges_nothing(db: None, send: Send) -> None:
    account_id = opened("email", "print", lines=(line("1001", "900,00"),))
    with account_scope(account_id):
        rows.Debtor.objects.update(street="")
    assert send(account_id, connect(account_id, print=Post())) == Sent(failed=1)
    with account_scope(account_id):
        assert list(rows.Hold.objects.values_list("reason", flat=True)) == ["letter_failed"]
        assert sum(rows.Entry.objects.filter(kind="fee").values_list("amount", flat=True)) == 0


# --- receipts


@pytest.mark.parametrize("kind", ["bounced", "complained", "refused"])
def test_a_reminder_that_came_back_on_its_day_goes_by_the_next_channel_as_the_same_letter(
    db: None, send: Send, kind: Kind
) -> None:
    account_id, house = opened("email", "print"), Post()
    carried = connect(account_id, email=Post(), print=house)
    send(account_id, carried)
    assert told(account_id, "email", kind, "r1") == Heard(1, 0)
    assert told(account_id, "email", kind, "r1") == Heard(0, 0)
    assert send(account_id, carried) == Sent(delivered=1)
    assert ways(account_id) == [("2026-00001", "email", "passed"), ("2026-00001", "print", "delivered")]
    with account_scope(account_id):
        assert not rows.Returned.objects.exists()
        assert rows.Letter.objects.count() == 1
        first, second = proofs(rows.Letter.objects.get().id)
    assert ([each.kind for each in first.told], second.told) == ([kind], ())
    assert first.sha256 == second.sha256


def test_one_that_came_back_too_late_is_made_anew_and_its_fee_given_back(db: None, send: Send) -> None:
    """A day later its deadline would be too short: it counts as never sent, and the next one goes on paper at once."""
    account_id, house = opened("email", "print"), Post()
    carried = connect(account_id, email=Post(), print=house)
    send(account_id, carried)
    tomorrow = FIRST + timedelta(days=1)
    told(account_id, "email", "bounced", "r1", place=Post.place("2026-00001.fjordbo@krav"), on=tomorrow)
    with account_scope(account_id):
        assert rows.Returned.objects.get().reason == "it bounced"
        assert not rows.Hold.objects.exists()
        assert sum(rows.Entry.objects.filter(kind="fee").values_list("amount", flat=True)) == 0
    assert run(account_id, tomorrow).letters == {"rykker_1": 1}
    assert send(account_id, carried, on=tomorrow) == Sent(delivered=1)
    assert ways(account_id)[-1] == ("2026-00002", "print", "delivered")
    with account_scope(account_id):
        assert sum(rows.Entry.objects.filter(kind="fee").values_list("amount", flat=True)) == 100_00


def test_a_notice_that_came_back_starts_no_clock(db: None, send: Send) -> None:
    """U 2025.1777 H: even on its own day the notice counts as never sent."""
    steps = [{"key": "inkassovarsel", "wait_days": 0}]
    account_id, house = opened("email", "print", steps=steps), Post()
    carried = connect(account_id, email=Post(), print=house)
    assert send(account_id, carried) == Sent(delivered=1)
    told(account_id, "email", "bounced", "r1")
    with account_scope(account_id):
        assert rows.Returned.objects.count() == 1
    assert run(account_id, FIRST).letters == {"inkassovarsel": 1}
    send(account_id, carried)
    assert ways(account_id)[-1] == ("2026-00002", "print", "delivered")


def test_an_account_without_a_ladder_waits_for_a_new_address(db: None, send: Send) -> None:
    account_id = open_account(replace(FJORDBO, policy={"channel": "email"}), on=IMPORTED)
    take(account_id, ledger(BIRTHE), on=FIRST)
    run(account_id, FIRST)
    send(account_id, connect(account_id, email=Post()))
    told(account_id, "email", "bounced", "r1")
    with account_scope(account_id):
        assert list(rows.Hold.objects.values_list("reason", flat=True)) == ["letter_returned"]
    assert run(account_id, FIRST).letters == {}


def test_a_complaint_ends_e_mail_to_the_customer_and_a_bounce_that_to_the_address(db: None, send: Send) -> None:
    for kind, new_address in (("bounced", "email"), ("complained", "print")):
        rows.Account.objects.filter(slug="fjordbo").update(slug=f"f-{kind}")
        account_id = opened("email", "print")
        carried = connect(account_id, email=Post(), print=Post())
        send(account_id, carried)
        assert told(account_id, "email", kind, "r1").new == 1  # type: ignore[arg-type]
        send(account_id, carried)
        with account_scope(account_id):
            rows.Debtor.objects.update(email="ny@prove.example")
        second = FIRST + timedelta(days=21)
        take(account_id, ledger(BIRTHE), "again.csv", on=second)
        with account_scope(account_id):
            rows.Debtor.objects.update(email="ny@prove.example")
            rows.Account.objects.filter(pk=account_id).update(money_known_until=second)
        assert run(account_id, second).letters == {"rykker_2": 1}
        send(account_id, carried, on=second)
        assert ways(account_id)[-1] == ("2026-00002", new_address, "delivered"), kind


def test_receipts_out_of_order_or_of_letters_nobody_knows_change_nothing(db: None, send: Send) -> None:
    account_id = opened("email", "print")
    send(account_id, connect(account_id, email=Post()))
    assert told(account_id, "email", "bounced", "r2") == Heard(1, 0)
    before = ways(account_id)
    assert told(account_id, "email", "delivered", "r1") == Heard(1, 0)
    assert told(account_id, "email", "accepted", "r0") == Heard(1, 0)
    assert told(account_id, "email", "bounced", "r9", place="elsewhere") == Heard(0, 1)
    assert told(account_id, "print", "bounced", "r9") == Heard(0, 1)
    assert ways(account_id) == before


def test_carriers_are_asked_what_became_of_letters_until_they_have_said_it(db: None, send: Send) -> None:
    account_id = opened("email", "print")
    carried = connect(account_id, email=Post())
    send(account_id, carried)
    now = datetime.now(UTC)
    assert poll_receipts(account_id, on=FIRST, by=ANN, now=now, carried=carried) == 1
    assert poll_receipts(account_id, on=FIRST, by=ANN, now=now, carried=carried) == 0


# --- hours


@pytest.fixture
def decent(settings: Settings) -> None:
    """Letters leave at decent hours only."""
    settings.KRAV_AT_ANY_HOUR = False


def test_an_e_mail_waits_for_the_morning_and_paper_does_not(decent: None, db: None, send: Send) -> None:
    account_id = opened("email", "file", lines=(BIRTHE, line("1001", "900,00")))
    assert send(account_id, now=at(5)) == Sent(delivered=1)
    assert sorted(way[1:] for way in ways(account_id)) == [("email", "queued"), ("file", "delivered")]
    with account_scope(account_id):
        assert rows.Outbox.objects.get(channel="email").leaves_at == at(7) - timedelta(minutes=30)
    assert send(account_id, now=at(6)) == Sent()
    assert send(account_id, connect(account_id, email=Post()), now=at(7)) == Sent(delivered=1)


def test_one_that_would_leave_on_another_day_is_decided_anew(decent: None, db: None, send: Send) -> None:
    account_id = opened("email", "file")
    carried = connect(account_id, email=Post())
    assert send(account_id, carried, now=at(22)) == Sent()
    tomorrow = FIRST + timedelta(days=1)
    assert send(account_id, carried, on=tomorrow, now=at(8, 10)) == Sent(withdrawn=1)
    assert run(account_id, tomorrow).letters == {"rykker_1": 1}
    assert send(account_id, carried, on=tomorrow, now=at(9, 10)) == Sent(delivered=1)


# --- credits


def left() -> dict[str, int]:
    """What lies in all purses."""
    return dict(rows.Lot.objects.values_list("unit").order_by("unit").annotate(count=Sum("left")))


def test_without_credits_a_letter_waits_and_leaves_once_they_come(db: None, send: Send, settings: Settings) -> None:
    credit.selling(settings)
    package = credit.on_sale(units={"email": 1})
    account_id = opened("email", "print", lines=(BIRTHE, BIRTHE.replace("1003", "1001").replace("18", "19", 1)))
    mail = Post()
    carried = connect(account_id, email=mail, print=Post())
    credit.filled(Owner(account_id=account_id), package)
    assert send(account_id, carried) == Sent(delivered=1)
    with account_scope(account_id):
        assert rows.Outbox.objects.get(state="queued").problem == NO_CREDIT
    needs = standing([account_id], FIRST)[account_id].needs
    assert [need.count for need in needs if need.kind == "no_credit"] == [1]
    assert send(account_id, carried) == Sent()
    credit.filled(Owner(account_id=account_id), package)
    assert send(account_id, carried, now=datetime.now(UTC) + LATER) == Sent(delivered=1)
    assert set(mail.handed.values()) == {1}
    credit.check_books()
    assert credit.books()["used"] == 2


def test_what_a_carrier_refuses_costs_nothing(db: None, send: Send, settings: Settings) -> None:
    credit.selling(settings)
    account_id = opened("email", "print")
    credit.filled(Owner(account_id=account_id), credit.on_sale(units={"email": 5, "letter": 5}))
    send(account_id, connect(account_id, email=Post(lambda: "refused"), print=Post()))
    with account_scope(account_id):
        assert rows.Dispatch.objects.get().channel == "print"
    assert left() == {"email": 5, "letter": 4}
    credit.check_books()


def test_an_sms_of_two_parts_draws_two(db: None, send: Send, settings: Settings) -> None:
    """The link to the debtor's own page makes it longer than one part."""
    credit.selling(settings)
    settings.KRAV_DEBTOR_PAGES = True
    settings.KRAV_SITE = Site(host := f"{'inkasso-' * 10}nord.example", f"https://{host}", secure=True)
    account_id = opened("email", "sms", "print", lines=(line("1001", "900,00"),))
    phone(account_id)
    credit.filled(Owner(account_id=account_id), credit.on_sale(units={"sms": 5, "letter": 5}))
    text = Post()
    send(account_id, connect(account_id, print=Post(), sms=text))
    (sms,) = text.has.values()
    assert 160 < len(sms.text) <= 306
    assert left() == {"letter": 4, "sms": 3}
    credit.check_books()


# --- a carrier whose right is gone


def test_a_carrier_that_is_lost_holds_its_letters(db: None, send: Send) -> None:
    account_id, post = opened("email", "print"), Post(lambda: "right gone")
    carried = connect(account_id, email=post, print=Post())
    assert send(account_id, carried) == Sent()
    with account_scope(account_id):
        assert rows.Carrier.objects.get(channel="email").state == "lost"
        assert rows.Outbox.objects.get().state == "queued"
    assert send(account_id, carried, now=datetime.now(UTC) + LATER) == Sent()
    assert post.has == {}


def test_a_ladder_that_cannot_be_is_refused(db: None) -> None:
    for wrong in (["email", "email"], ["pigeon"]):
        with pytest.raises(KravError):
            open_account(replace(FJORDBO, policy={"delivery": wrong}), on=IMPORTED)


def test_an_interrupted_letter_is_looked_up_and_never_sent_blindly(db: None, send: Send) -> None:
    account_id, fates = opened("email", "print"), iter(["slow to list", "taken"])
    post = Post(lambda: next(fates))
    carried = connect(account_id, email=post)
    assert send(account_id, carried) == Sent()
    assert ways(account_id) == [("2026-00001", "email", "sending")]
    assert send(account_id, carried) == Sent()
    leases_run_out(account_id)
    assert send(account_id, carried) == Sent(delivered=1)
    assert post.handed.total() == 1
