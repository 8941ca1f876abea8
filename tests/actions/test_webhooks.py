"""Programs told of events: what is told, how often, to whom, and what happens when nobody listens."""

import hashlib
import hmac
from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytest_django.fixtures import Settings

from krav.actions.holds import lift_hold, place_hold
from krav.actions.rights import Forbidden
from krav.actions.unit import Actor
from krav.actions.webhooks import PAUSES, add_webhook, deliver_due, end_webhook, renew_secret, send_again
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.events import FAMILIES, KINDS
from krav.store.queries import webhooks as reads
from krav.store.queries.webhooks import deliveries, events_after, failing
from krav.store.scope import account_scope
from krav.wire import clock
from krav.wire.webhooks import sign
from tests.actions.cast import ANN, FIRST, bank, credit, fik, ledger, line, run, take
from tests.actions.hooks import bodies, deliver, hook, invoices
from tests.wire.hooked import Program, Says, hooked

NOW = clock.now()
LATER = timedelta(hours=13)
"""More than the longest pause."""


@pytest.fixture(autouse=True)
def private(settings: Settings) -> None:
    """The programs of these tests live on this machine."""
    settings.KRAV_PRIVATE_ADDRESSES = True


@pytest.fixture
def program() -> Iterator[Program]:
    with hooked() as made:
        yield made


def test_what_happens_is_told_once_with_its_amount(fjordbo: int, program: Program) -> None:
    hook(fjordbo, program)
    invoices(fjordbo, "1001")
    assert deliver(fjordbo) == 1
    (told,) = bodies(program)
    with account_scope(fjordbo):
        entry = rows.Entry.objects.get()
    assert told["event"] == f"invoice.added {entry.id}" == program.names[0]
    assert (told["kind"], told["account"], told["on"]) == ("invoice.added", "fjordbo", FIRST.isoformat())
    assert told["data"]["amount"] == {"minor": 10_000_00, "currency": "DKK"}
    assert (told["data"]["number"], told["data"]["claim_id"]) == ("1001", entry.claim_id)
    assert program.got[0].path == "/hooks?for=krav"
    assert deliver(fjordbo) == 0
    assert len(program.got) == 1


def test_the_signature_is_what_anybody_reckons(fjordbo: int, program: Program) -> None:
    hook_id, secret = hook(fjordbo, program)
    invoices(fjordbo, "1001")
    deliver(fjordbo, NOW + LATER)
    got = program.got[0]
    stamp = got.headers["Krav-Timestamp"]
    assert stamp == str(int((NOW + LATER).timestamp()))
    mac = hmac.new(secret.encode(), f"{stamp}.".encode() + got.body, hashlib.sha256)
    assert got.headers["Krav-Signature"] == f"v1={mac.hexdigest()}"
    with account_scope(fjordbo):
        kept = rows.Webhook.objects.get(id=hook_id)
        assert secret not in kept.secret
        assert got.body.decode() == rows.Delivery.objects.get().body


def test_a_new_secret_signs_what_comes_after(fjordbo: int, program: Program) -> None:
    hook_id, secret = hook(fjordbo, program)
    other = renew_secret(fjordbo, hook_id, on=FIRST, by=ANN)
    invoices(fjordbo, "1001")
    deliver(fjordbo)
    got = program.got[0]
    signed = got.headers["Krav-Signature"]
    assert other != secret
    assert signed == sign(other, got.headers["Krav-Timestamp"], got.body)


def test_a_new_webhook_hears_nothing_of_what_was(fjordbo: int, program: Program) -> None:
    invoices(fjordbo, "1001")
    hook(fjordbo, program)
    assert deliver(fjordbo) == 0
    invoices(fjordbo, "1002")
    assert deliver(fjordbo) == 1
    assert bodies(program)[0]["data"]["number"] == "1002"


def test_each_hears_of_what_it_asked_for(fjordbo: int, program: Program) -> None:
    with hooked() as other:
        hook(fjordbo, program, "letter", "payment.received")
        hook(fjordbo, other, "hold.placed")
        invoices(fjordbo, "1001", "1002", "1003")
        run(fjordbo, FIRST)
        paid = credit("10000.00", on=FIRST.isoformat(), reference=fik("1001"))
        take(fjordbo, bank(paid, until=FIRST.isoformat()), "bank.xml", on=FIRST)
        place_hold(fjordbo, "1002", "objection", on=FIRST, by=ANN)
        with account_scope(fjordbo):
            hold = rows.Hold.objects.get()
        lift_hold(fjordbo, hold.id, on=FIRST, by=ANN)
        deliver(fjordbo)
        assert {each["kind"] for each in bodies(program)} == {"letter.decided", "payment.received"}
        (held,) = bodies(other)
        assert (held["event"], held["data"]["reason"]) == (f"hold.placed {hold.id}", "objection")
        letter = next(each for each in bodies(program) if each["kind"] == "letter.decided")
        assert letter["data"]["claim_ids"]
        assert letter["data"]["fee"] == {"minor": 100_00, "currency": "DKK"}


def test_nobodys_name_is_told(fjordbo: int, program: Program) -> None:
    hook(fjordbo, program)
    invoices(fjordbo, "1001")
    run(fjordbo, FIRST)
    unknown = credit("77.00", on=FIRST.isoformat(), text="secret words", payer="Karla Hansen")
    take(fjordbo, bank(unknown, until=FIRST.isoformat()), "bank.xml", on=FIRST)
    place_hold(fjordbo, "1001", "objection", note="she is ill", on=FIRST, by=ANN)
    assert deliver(fjordbo) > 3
    told = b"".join(got.body for got in program.got).decode()
    assert not [word for word in ("Karla", "secret words", "ill", "Øster", "Silkeborg", "Ann") if word in told]


def test_every_event_is_of_a_kind_that_can_be_asked_for(fjordbo: int) -> None:
    invoices(fjordbo, "1001")
    with account_scope(fjordbo):
        told = events_after("", "fjordbo").events
    assert {each["kind"] for each in told} <= set(KINDS)
    assert set(FAMILIES) == {kind.split(".")[0] for kind in KINDS}


def test_what_is_not_taken_comes_again_later_and_later(fjordbo: int, program: Program) -> None:
    hook_id, _ = hook(fjordbo, program)
    invoices(fjordbo, "1001")
    program.usual = Says(500, b"oh dear")
    now = clock.now()
    for pause in PAUSES:
        assert deliver(fjordbo, now) == 0
        sent = len(program.got)
        deliver(fjordbo, now + pause - timedelta(seconds=1))
        assert len(program.got) == sent
        now += pause
    with account_scope(fjordbo):
        (seen,) = reads.webhooks(hook_id)
        assert (seen.state, seen.waiting, seen.failed) == ("failing", 1, 0)
        assert deliveries(hook_id)[0].answered == "500 oh dear"
    deliver(fjordbo, now)
    assert timedelta(days=3) < sum(PAUSES, timedelta()) < timedelta(days=4)
    assert len(program.got) == len(PAUSES) + 1
    assert len(set(program.names)) == 1
    deliver(fjordbo, now + LATER)
    assert len(program.got) == len(PAUSES) + 1
    with account_scope(fjordbo):
        (given_up,) = deliveries(hook_id, state="failed")
        assert given_up.tries == len(PAUSES) + 1
        assert [one.id for one in failing()] == [hook_id]


def test_when_it_answers_again_all_that_waited_comes_at_once_and_oldest_first(fjordbo: int, program: Program) -> None:
    hook_id, _ = hook(fjordbo, program)
    invoices(fjordbo, "1001", "1002", "1003")
    program.answers.extend([Says(503)] * 3)
    now = clock.now()
    deliver(fjordbo, now)
    assert len(program.got) == 1  # one question is enough to know that nobody is there
    for minutes in (1, 3):
        deliver(fjordbo, now + timedelta(minutes=minutes))
    assert len(program.got) == 3
    invoices(fjordbo, "1004")
    assert deliver(fjordbo, now + timedelta(minutes=4)) == 1
    assert deliver(fjordbo, now + timedelta(minutes=4)) == 3
    ids = [int(name.split()[1]) for name in program.names[3:]]
    assert sorted(ids[1:]) == ids[1:]
    assert len(set(ids)) == 4
    with account_scope(fjordbo):
        assert [one.state for one in reads.webhooks(hook_id)] == ["on"]
        assert failing() == []


def test_an_event_that_is_refused_holds_no_other_up(fjordbo: int, program: Program) -> None:
    hook_id, _ = hook(fjordbo, program)
    invoices(fjordbo, "1001", "1002", "1003")
    program.answers.append(Says(422, b"too\x00 long\n" + b"x" * 9000))
    assert deliver(fjordbo) == 2
    assert len(program.got) == 3
    with account_scope(fjordbo):
        (waits,) = deliveries(hook_id, state="queued")
        assert waits.answered.startswith("422 too long xxx")
        assert len(waits.answered) <= 200
        assert reads.webhooks(hook_id)[0].state == "on"


def test_a_redirect_is_not_followed(fjordbo: int, program: Program) -> None:
    with hooked() as other:
        hook_id, _ = hook(fjordbo, program)
        invoices(fjordbo, "1001")
        program.answers.append(Says(307, headers=(("Location", other.url),)))
        assert deliver(fjordbo) == 0
        assert (len(program.got), other.got) == (1, [])
        with account_scope(fjordbo):
            assert deliveries(hook_id)[0].answered.startswith("307")


def test_one_that_hangs_stops_no_other(fjordbo: int, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("krav.wire.webhooks.PATIENCE", 0.3)
    with hooked() as other:
        slow, _ = hook(fjordbo, program)
        hook(fjordbo, other)
        program.usual = Says(drips=True)
        invoices(fjordbo, "1001", "1002", "1003")
        began = clock.ticks()
        assert deliver(fjordbo) == 3
        assert clock.ticks() - began < 3
        assert (len(program.got), len(other.got)) == (1, 3)
        with account_scope(fjordbo):
            assert deliveries(slow)[0].answered.startswith("no answer within")


def test_what_a_crash_left_half_is_sent_again(fjordbo: int, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    hook(fjordbo, program)
    invoices(fjordbo, "1001")

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    now = clock.now()
    with monkeypatch.context() as dying:
        dying.setattr("krav.actions.webhooks.post", crash)
        with pytest.raises(KeyboardInterrupt):
            deliver(fjordbo, now)
    assert deliver(fjordbo, now + timedelta(minutes=1)) == 0  # another worker may be at it
    assert deliver(fjordbo, now + timedelta(minutes=11)) == 1


def test_sent_again_it_is_the_same_byte_for_byte(fjordbo: int, program: Program) -> None:
    hook_id, _ = hook(fjordbo, program)
    invoices(fjordbo, "1001", "1002")
    deliver(fjordbo)
    with account_scope(fjordbo):
        first = deliveries(hook_id)[-1]
    assert send_again(fjordbo, hook_id, first.id, on=FIRST, by=ANN) == 1
    assert deliver(fjordbo) == 1
    assert program.names[2] == first.event
    assert program.got[2].body == program.got[0].body


def test_all_that_was_given_up_is_sent_again(fjordbo: int, program: Program) -> None:
    hook_id, _ = hook(fjordbo, program)
    invoices(fjordbo, "1001", "1002", "1003")
    deliver(fjordbo)
    with account_scope(fjordbo):
        some = deliveries(hook_id)[:2]
        rows.Delivery.objects.filter(id__in=[each.id for each in some]).update(state="failed")
    assert send_again(fjordbo, hook_id, on=FIRST, by=ANN) == 2
    assert deliver(fjordbo) == 2
    assert set(program.names[3:]) == {each.event for each in some}


def test_turned_off_it_hears_nothing_more(fjordbo: int, program: Program) -> None:
    hook_id, _ = hook(fjordbo, program)
    invoices(fjordbo, "1001")
    program.usual = Says(500)
    deliver(fjordbo)
    assert end_webhook(fjordbo, hook_id, on=FIRST, by=ANN) == program.url
    invoices(fjordbo, "1002")
    assert deliver(fjordbo, clock.now() + LATER) == 0
    assert len(program.got) == 1
    with account_scope(fjordbo):
        assert [each.state for each in deliveries(hook_id)] == ["failed"]
    for act in (end_webhook, renew_secret, send_again):
        with pytest.raises(KravError, match="turned off before"):
            act(fjordbo, hook_id, on=FIRST, by=ANN)


@pytest.mark.parametrize("role", [Role.GUEST, Role.CASEWORKER])
def test_only_an_administrator_sets_it_up(fjordbo: int, program: Program, role: Role) -> None:
    hook_id, _ = hook(fjordbo, program)
    by = Actor("somebody", role)
    with pytest.raises(Forbidden):
        add_webhook(fjordbo, "not even looked at", [], on=FIRST, by=by)
    for act in (end_webhook, renew_secret, send_again):
        with pytest.raises(Forbidden):
            act(fjordbo, hook_id, on=FIRST, by=by)
    with pytest.raises(Forbidden):
        deliver_due(fjordbo, now=NOW, by=by)


def test_accounts_hear_nothing_of_each_other(fjordbo: int, nordlys: int, program: Program) -> None:
    with hooked() as other:
        hook(fjordbo, program)
        theirs, _ = hook(nordlys, other)
        invoices(fjordbo, "1001")
        assert (deliver(nordlys), deliver(fjordbo)) == (0, 1)
        assert other.got == []
        take(nordlys, ledger(line("1001", "10,00"), line("1002", "10,00")), on=FIRST)
        assert (deliver(fjordbo), deliver(nordlys)) == (0, 2)
        with account_scope(nordlys):
            ids = [each.id for each in deliveries(theirs)]
        with pytest.raises(KravError, match="turned off"):
            send_again(fjordbo, theirs, on=FIRST, by=ANN)
        with account_scope(fjordbo):
            assert deliveries(theirs) == []
            assert not rows.Delivery.objects.filter(id__in=ids).exists()


def test_a_delivery_of_another_webhook_is_not_sent_by_this_one(fjordbo: int, program: Program) -> None:
    one, _ = hook(fjordbo, program)
    other, _ = hook(fjordbo, program)
    invoices(fjordbo, "1001")
    deliver(fjordbo)
    with account_scope(fjordbo):
        (told,) = deliveries(one)
    with pytest.raises(KravError, match="never told"):
        send_again(fjordbo, other, told.id, on=FIRST, by=ANN)


def test_who_asks_instead_gets_the_same(fjordbo: int, program: Program) -> None:
    hook(fjordbo, program)
    invoices(fjordbo, "1001", "1002", "1003")
    deliver(fjordbo)
    with account_scope(fjordbo):
        asked, after = [], ""
        while True:
            page = events_after(after, "fjordbo", most=2)
            asked += page.events
            after = page.after
            if not page.more:
                break
        assert [each["event"] for each in asked] == program.names
        assert events_after(after, "fjordbo").events == []
    invoices(fjordbo, "1004")
    with account_scope(fjordbo):
        (new,) = events_after(after, "fjordbo").events
    assert new["data"]["number"] == "1004"


def test_no_more_than_ten_and_no_unknown_kind(fjordbo: int, program: Program) -> None:
    with pytest.raises(KravError, match=r"no event called “letter\.burnt”"):
        hook(fjordbo, program, "letter.burnt")
    for _ in range(10):
        hook(fjordbo, program)
    with pytest.raises(KravError, match="at most 10"):
        hook(fjordbo, program)


def test_what_was_sealed_with_another_key_waits(fjordbo: int, program: Program, settings: Settings) -> None:
    hook_id, _ = hook(fjordbo, program)
    invoices(fjordbo, "1001")
    settings.KRAV_SEAL = "A" * 43 + "="
    assert deliver(fjordbo) == 0
    assert program.got == []
    with account_scope(fjordbo):
        assert "another key" in deliveries(hook_id)[0].answered


def test_where_it_may_not_go_is_looked_at_each_time(fjordbo: int, program: Program, settings: Settings) -> None:
    hook_id, _ = hook(fjordbo, program)
    invoices(fjordbo, "1001")
    settings.KRAV_PRIVATE_ADDRESSES = False
    assert deliver(fjordbo) == 0
    assert program.got == []
    with account_scope(fjordbo):
        assert "https" in deliveries(hook_id)[0].answered
