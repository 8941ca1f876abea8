"""The weekly list: mailed once on its day, answered once, and what silence means when its time is up."""

from datetime import date, datetime, timedelta

import pytest

from krav.actions.holds import place_hold
from krav.actions.payments_by_hand import register_payment
from krav.actions.unit import Actor
from krav.actions.weekly import close_due, mail_due, send_now
from krav.actions.weekly_answers import Given, Reply, answer
from krav.actions.weekly_setup import Weekly, set_weekly
from krav.claims.weekly import ALLOW, CALL, STOP, WAIT, WeeklyList
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.queries.needs import standing
from krav.store.queries.weekly import lists, the_list
from krav.store.scope import account_scope
from tests.actions.cast import ANN, FIRST, SECOND, run
from tests.actions.weekly import EIGHT, SET, holds, letters, links, listed, managed, waiting
from tests.wire.postbox import Postbox

BO = "bo@fjordbo.example"
UP = EIGHT + timedelta(hours=25)
NEXT = SECOND + timedelta(days=1)


@pytest.fixture
def account(fjordbo: int) -> int:
    return waiting(fjordbo)


def mail(account_id: int, now: datetime = EIGHT, on: date = SECOND) -> int:
    return mail_due(account_id, now=now, on=on, by=ANN)


def close(account_id: int, now: datetime = UP, on: date = NEXT) -> int:
    return close_due(account_id, now=now, on=on, by=ANN)


def newest(account_id: int) -> WeeklyList:
    with account_scope(account_id):
        found = the_list(lists()[0].head.id)
    assert found
    return found


def say(account_id: int, what: str, *numbers: str, now: datetime = EIGHT, why: str = "") -> Given:
    """Answers the newest list through the mail."""
    found = newest(account_id)
    lines = [line.id for line in found.lines if line.number in numbers]
    reply = Reply(found.head.id, lines, what, "mail", why)
    return answer(account_id, reply, now=now, on=SECOND, by=Actor(BO, Role.CASEWORKER))


def test_setting_the_list_makes_its_step_wait_for_a_yes(account: int) -> None:
    with account_scope(account):
        assert creditor_in_scope().policy.approval == ("rykker_2",)
    assert dict(run(account, SECOND).refused)["approval"] == 3
    assert ("1001", "rykker_2") not in letters(account)


def test_what_waits_is_mailed_on_its_day_and_hour_once(account: int, postbox: Postbox) -> None:
    assert mail(account, EIGHT - timedelta(minutes=1)) == 0
    assert mail(account, EIGHT - timedelta(days=1)) == 0
    assert mail(account) == 1
    assert mail(account, EIGHT + timedelta(hours=3)) == 0
    assert listed(account) == {BO: {"1001": "", "1002": "", "1003": ""}}
    (message,) = postbox.messages
    assert (
        message["Subject"].strip() == "Fjordbo ApS: 3 fakturaer klar til rykker 2 – svar inden onsdag 25. marts 2026 08:00"
    )
    plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain
    assert html
    for body in (plain.get_content(), html.get_content()):
        assert "22 dage over forfald" in body
        assert "sendt før: Rykker 1 09.03.2026" in body
        assert "10.410,00 DKK" in body
    assert "Carl &amp; Søn &lt;ApS&gt;" in html.get_content()
    assert len(links(postbox, BO)) == 10


def test_the_next_week_lists_only_what_still_waits(account: int, postbox: Postbox) -> None:
    mail(account)
    say(account, STOP, "1002")
    week = timedelta(days=7)
    assert mail(account, EIGHT + week, SECOND + week) == 0, "what stands on an open list is not listed twice"
    close(account)
    assert mail(account, EIGHT + week, SECOND + week) == 0, "everything went or was stopped"
    assert len(postbox.messages) == 1


def test_an_account_manager_with_an_address_gets_the_own_customers(account: int, postbox: Postbox) -> None:
    managed(account, {"1001": "Gro@fjordbo.example", "1002": "Gro@fjordbo.example", "1003": "Per Hansen"})
    assert mail(account) == 2
    assert listed(account) == {"gro@fjordbo.example": {"1001": "", "1002": ""}, BO: {"1003": ""}}
    assert {message["To"] for message in postbox.messages} == {"gro@fjordbo.example", BO}
    (theirs,) = [message for message in postbox.messages if message["To"] == BO]
    assert "1001" not in str(theirs.get_body(("plain",)))


def test_without_managers_everything_goes_to_one(account: int, postbox: Postbox) -> None:
    managed(account, {"1001": "gro@fjordbo.example"})
    set_weekly(account, SET._replace(managers=False), on=SECOND, by=ANN)
    assert mail(account) == 1
    assert [message["To"] for message in postbox.messages] == [BO]


@pytest.mark.parametrize(
    ("zone", "utc", "due"),
    [
        ("Europe/Copenhagen", 6, False),
        ("Europe/Helsinki", 6, True),
        ("Europe/London", 7, False),
        ("Atlantic/Azores", 9, True),
    ],
)
def test_the_hour_is_the_one_of_the_account_s_clock(
    fjordbo: int, postbox: Postbox, zone: str, utc: int, *, due: bool
) -> None:
    waiting(fjordbo, SET._replace(time_zone=zone))
    assert mail(fjordbo, EIGHT.replace(hour=utc)) == due
    assert len(postbox.messages) == due


def test_nothing_is_mailed_where_nothing_waits_and_it_is_mailed_when_it_does(fjordbo: int, postbox: Postbox) -> None:
    set_weekly(fjordbo, SET, on=FIRST, by=ANN)
    assert mail(fjordbo) == 0
    waiting(fjordbo)
    assert mail(fjordbo, EIGHT + timedelta(hours=2)) == 1
    assert len(postbox.messages) == 1


@pytest.mark.parametrize("stopped", ["paused", "quarantine"])
def test_a_stopped_account_mails_nothing_and_lets_nothing_go(account: int, postbox: Postbox, stopped: str) -> None:
    mail(account)
    with account_scope(account):
        if stopped == "paused":
            rows.Schedule.objects.update(paused_by="Ann", paused_at=EIGHT)
    rows.Account.objects.filter(pk=account).update(quarantine=stopped == "quarantine")
    before = letters(account)
    assert close(account) == 3
    assert set(listed(account)[BO].values()) == {f"silence {stopped}"}
    assert letters(account) == before
    week = timedelta(days=7)
    assert mail(account, EIGHT + week, SECOND + week) == 0
    with pytest.raises(KravError, match="Nothing goes by itself now"):
        send_now(account, now=EIGHT + week, on=SECOND + week, by=ANN)
    assert len(postbox.messages) == 1


def test_stop_places_a_hold_that_says_who(account: int, postbox: Postbox) -> None:
    mail(account)
    say(account, STOP, "1001", why="They pay on Friday.")
    assert holds(account) == [("1001", "other", f"Stoppet fra den ugentlige liste af {BO}. They pay on Friday.")]
    assert listed(account)[BO]["1001"] == "stop"
    assert ("1001", "rykker_2") not in letters(account)


def test_call_stands_among_what_needs_somebody(account: int, postbox: Postbox) -> None:
    mail(account)
    say(account, CALL, "1002")
    needs = standing([account], SECOND)[account].needs
    assert [(need.who, need.what) for need in needs if need.kind == "call"] == [("Birthe Prøve", "1002")]
    over = SECOND + timedelta(days=7)
    assert [need.what for need in standing([account], over)[account].needs if need.kind == "hold_lapsed"] == ["1002"]


def test_allow_makes_the_letter_at_once(account: int, postbox: Postbox) -> None:
    mail(account)
    say(account, ALLOW, "1001", "1003")
    assert [number for number, step in letters(account) if step == "rykker_2"] == ["1001", "1003"]
    with account_scope(account):
        newest_letters = rows.Outbox.objects.filter(letter__step="rykker_2")
        assert all(row.leaves_at for row in newest_letters)
        audit = rows.Audit.objects.filter(action="answer_weekly").latest("id")
    assert (audit.actor, audit.on) == (BO, SECOND)


def test_an_answer_stands(account: int, postbox: Postbox) -> None:
    mail(account)
    say(account, STOP, "1001")
    for what in (ALLOW, STOP, CALL):
        with pytest.raises(KravError, match="Nothing chosen waits"):
            say(account, what, "1001")
    assert len(holds(account)) == 1
    close(account)
    assert listed(account)[BO]["1001"] == "stop"


def test_a_letter_that_cannot_be_made_keeps_its_line_open(account: int, postbox: Postbox) -> None:
    mail(account)
    place_hold(account, "1001", "objection", on=SECOND, by=ANN)
    given = say(account, ALLOW, "1001", "1003")
    assert [refusal.code for refusal in given.refusals.values()] == ["on_hold"]
    assert listed(account)[BO] == {"1001": "", "1002": "", "1003": "allow"}


def test_silence_goes_and_says_what_did_not(account: int, postbox: Postbox) -> None:
    mail(account)
    say(account, STOP, "1001")
    with account_scope(account):
        paid = rows.Claim.objects.get(number="1003").id
    register_payment(account, paid, 1_000_00, SECOND, on=SECOND, by=ANN)
    assert close(account, EIGHT + timedelta(hours=23)) == 0
    assert close(account) == 2
    assert close(account) == 0
    assert listed(account)[BO] == {"1001": "stop", "1002": "silence", "1003": "silence paid"}
    assert [number for number, step in letters(account) if step == "rykker_2"] == ["1002"]
    with pytest.raises(KravError, match="time to answer this list is up"):
        say(account, STOP, "1002", now=UP)


def test_silence_waits_and_is_listed_again(fjordbo: int, postbox: Postbox) -> None:
    waiting(fjordbo, SET._replace(silence=WAIT))
    mail(fjordbo)
    before = letters(fjordbo)
    assert close(fjordbo) == 3
    assert letters(fjordbo) == before
    assert set(listed(fjordbo)[BO].values()) == {"silence"}
    week = timedelta(days=7)
    assert mail(fjordbo, EIGHT + week - timedelta(hours=1), SECOND + week) == 1, "eight in summer"
    assert len(postbox.messages) == 2


def test_silence_waits_for_a_day_on_which_the_banks_are_open(fjordbo: int, postbox: Postbox) -> None:
    waiting(fjordbo, SET._replace(answer_hours=100))
    mail(fjordbo)
    saturday, monday = date(2026, 3, 28), date(2026, 3, 30)
    late = EIGHT + timedelta(hours=101)
    assert close(fjordbo, late, saturday) == 0
    assert close(fjordbo, late + timedelta(days=2), monday) == 3
    assert set(listed(fjordbo)[BO].values()) == {"silence"}


def test_a_list_that_nobody_got_lets_nothing_go(account: int, postbox: Postbox) -> None:
    postbox.says_to_recipient = "550 no such mailbox"
    assert mail(account) == 0
    assert mail(account, EIGHT + timedelta(hours=1)) == 0
    close(account)
    assert set(listed(account)[BO].values()) == {"silence not_mailed"}


def test_a_mail_server_that_is_busy_is_asked_again_after_a_while(account: int, postbox: Postbox) -> None:
    postbox.says_to_recipient = "451 come back later"
    assert mail(account) == 0
    postbox.says_to_recipient = ""
    assert mail(account, EIGHT + timedelta(minutes=9)) == 0
    assert mail(account, EIGHT + timedelta(minutes=11)) == 1
    assert mail(account, EIGHT + timedelta(minutes=22)) == 0
    assert close(account) == 3
    assert set(listed(account)[BO].values()) == {"silence"}


def test_a_mail_that_may_have_left_is_not_sent_twice_and_its_silence_lets_nothing_go(account: int, postbox: Postbox) -> None:
    postbox.says_to_message = "silence"
    assert mail(account) == 0
    postbox.says_to_message = ""
    assert mail(account, EIGHT + timedelta(hours=1)) == 0
    close(account)
    assert set(listed(account)[BO].values()) == {"silence not_mailed"}


def test_the_list_goes_at_once_when_asked_and_once_a_day(account: int, postbox: Postbox) -> None:
    noon = EIGHT - timedelta(hours=2)
    assert send_now(account, now=noon, on=SECOND, by=ANN, key="k") == 1
    with pytest.raises(KravError, match="one day has one list"):
        send_now(account, now=noon, on=SECOND, by=ANN, key="l")
    assert mail(account) == 0
    assert len(postbox.messages) == 1


def test_a_list_that_nobody_set_is_not_sent(fjordbo: int) -> None:
    assert mail(fjordbo) == 0
    with pytest.raises(KravError, match="whom the list goes to"):
        send_now(fjordbo, now=EIGHT, on=SECOND, by=ANN)


@pytest.mark.parametrize(
    "wrong",
    [
        {"weekly_step": "nothing"}, {"weekly_to": ""}, {"weekly_on": 7}, {"weekly_hour": 24}, {"answer_hours": 0},
        {"answer_hours": 169}, {"silence": "perhaps"}, {"time_zone": "Mars/Olympus"},
    ],
)  # fmt: skip
def test_a_setting_that_does_not_exist_is_refused(fjordbo: int, wrong: dict[str, object]) -> None:
    with pytest.raises(KravError):
        set_weekly(fjordbo, Weekly(**{**SET._asdict(), **wrong}), on=SECOND, by=ANN)
    with account_scope(fjordbo):
        assert not rows.Schedule.objects.exists()
        assert creditor_in_scope().policy.approval == ()
