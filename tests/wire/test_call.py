"""A system that is busy, silent or forgetful is asked again where that is right, and nothing is written twice."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from krav.wire import clock
from krav.wire.broken import NotAllowed, Refused, Uncertain, Unreachable, Unreached
from krav.wire.call import Caller
from krav.wire.rights import Limit
from tests.wire.accounting.server import Asked, Server, Told, serving

FAST = Limit(1000, 1, 1000)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(lambda asked: Told(body={"amount": 1234.5, "path": asked.path})) as found:
        yield found


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that were asked for; time stands still."""
    found: list[float] = []
    monkeypatch.setattr(clock, "wait", found.append)
    return found


def caller(server: Server, limit: Limit = FAST) -> Caller:
    def sign(renew: bool) -> dict[str, str]:
        return {"Authorization": "new" if renew else "old"}

    return Caller("Stand-in", server.url, limit, sign)


def test_amounts_are_read_as_they_are_written(server: Server) -> None:
    assert caller(server).get("/invoices", {"page": 1}).told == {"amount": Decimal("1234.5"), "path": "/invoices"}
    assert server.asked[0].params == {"page": "1"}


def test_a_busy_system_is_asked_later_as_it_says(server: Server, waited: list[float]) -> None:
    server.faults.extend([Told(429, {}, {"Retry-After": "7"}), Told(503, {})])
    assert caller(server).get("/x").status == 200
    assert [round(pause) for pause in waited if pause >= 1] == [7, 14]


def test_a_system_that_stays_busy_is_given_up(server: Server, waited: list[float]) -> None:
    server.faults.extend([Told(503, {"message": "down for the night"})] * 5)
    with pytest.raises(Unreachable, match="too much to do: 503"):
        caller(server).get("/x")
    assert len(server.asked) == 5


def test_an_old_right_is_renewed_once(server: Server) -> None:
    server.faults.append(Told(401, {}))
    assert caller(server).get("/x").status == 200
    assert [asked.headers["Authorization"] for asked in server.asked] == ["old", "new"]


def test_a_right_that_is_gone_is_said(server: Server) -> None:
    server.faults.extend([Told(401, {}), Told(401, {"error": "revoked"})])
    with pytest.raises(NotAllowed, match=r"revoked.*Connect it again"):
        caller(server).get("/x")


def test_a_no_is_not_asked_again(server: Server) -> None:
    server.faults.append(Told(422, {"message": "no such account 9999"}))
    with pytest.raises(Refused, match="no such account 9999"):
        caller(server).send("POST", "/vouchers", {"a": 1})
    assert len(server.asked) == 1


def test_a_write_whose_answer_is_lost_is_not_sent_again(server: Server, waited: list[float]) -> None:
    server.faults.append(Told(cut=True))
    with pytest.raises(Uncertain):
        caller(server).send("POST", "/vouchers", {"a": 1})
    assert len(server.asked) == 1


NOWHERE = ["http://127.0.0.1:9", "http://krav-nobody.invalid"]


@pytest.mark.parametrize("key", ["", "k1"])
@pytest.mark.parametrize("place", NOWHERE)
def test_a_write_that_never_reached_anybody_may_be_sent_again(place: str, key: str, waited: list[float]) -> None:
    gone = Caller("Stand-in", place, FAST, lambda _: {})
    with pytest.raises(Unreached, match="does not answer"):
        gone.send("POST", "/cases", {"a": 1}, key=key)


def test_one_that_was_reached_once_is_asked_whether_it_has_it(server: Server, waited: list[float]) -> None:
    """The first try was heard and not answered; by the next nobody opens."""
    door = caller(server)

    def close(seconds: float) -> None:
        door._http.base_url = "http://127.0.0.1:9"

    with pytest.MonkeyPatch.context() as told:
        told.setattr(clock, "wait", close)
        server.faults.append(Told(cut=True))
        with pytest.raises(Uncertain):
            door.send("POST", "/cases", {"a": 1}, key="k1")
    assert len(server.asked) == 1


def test_a_write_with_a_key_is_sent_again_with_it(server: Server, waited: list[float]) -> None:
    server.faults.append(Told(cut=True))
    assert caller(server).send("POST", "/vouchers", {"a": 1}, key="K17").status == 200
    assert [asked.headers["Idempotency-Key"] for asked in server.asked] == ["K17", "K17"]


def test_a_busy_system_has_not_begun_a_write_it_counted(server: Server, waited: list[float]) -> None:
    server.faults.append(Told(429, {}))
    assert caller(server).send("POST", "/vouchers", {"a": 1}).status == 200
    assert len(server.asked) == 2


@pytest.fixture
def hand(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock whose last moment is now; it goes on by what is waited."""
    found = [0.0]
    monkeypatch.setattr(clock, "wait", lambda seconds: found.append(found[-1] + seconds))
    monkeypatch.setattr(clock, "ticks", lambda: found[-1])
    return found


def most_in(asked: list[float], seconds: float) -> int:
    """The most that was asked in so many seconds, wherever they begin."""
    return max(sum(start <= at < start + seconds for at in asked) for start in asked)


def test_the_limit_is_kept_however_its_seconds_lie(server: Server, hand: list[float]) -> None:
    slow, asked = caller(server, Limit(25, 5, 25)), list[float]()
    for _ in range(60):
        slow.get("/x")
        asked.append(hand[-1])
    assert (asked[24], asked[25], round(asked[-1], 6)) == (0, 5, 10)
    assert most_in(asked, 5) == 25


def test_who_may_ask_once_asks_evenly_and_makes_up_for_time_at_work(server: Server, hand: list[float]) -> None:
    slow, asked = caller(server, Limit(25, 5, 1)), list[float]()
    for number in range(121):
        if number % 10 == 5:
            hand.append(hand[-1] + 1.3)  # what was read is written
        slow.get("/x")
        asked.append(hand[-1])
    assert asked[4] == pytest.approx(0.8)
    assert asked[-1] == pytest.approx(26.0)  # 24 s for as many, and of 15.6 s at work no more than 2 s besides
    assert most_in(asked, 5 - 1e-6) <= 25


def test_work_that_takes_longer_than_the_limit_counts_is_made_up_for_within_it(server: Server, hand: list[float]) -> None:
    slow, asked = caller(server, Limit(25, 5, 1)), list[float]()
    for number in range(60):
        if number == 10:
            hand.append(hand[-1] + 60)
        slow.get("/x")
        asked.append(hand[-1])
    assert most_in(asked, 5 - 1e-6) == 25


def test_nobody_is_there(server: Server, waited: list[float]) -> None:
    gone = Caller("Stand-in", "http://127.0.0.1:9", FAST, lambda _: {})
    with pytest.raises(Unreachable, match="does not answer"):
        gone.get("/x")


def test_what_is_asked_says_who_asks(server: Server) -> None:
    caller(server).ask("/graphql", {"query": "{ x }"})
    assert server.asked == [Asked("POST", "/graphql", {}, server.asked[0].headers, {"query": "{ x }"})]


def test_what_a_system_says_is_told_without_its_braces(server: Server) -> None:
    told = {"code": 22000, "message": "Validation failed", "request": "GET", "validationMessages": [{"message": "Unknown"}]}
    server.answer = lambda _: Told(422, told)
    with pytest.raises(Refused) as said:
        caller(server).get("/invoices")
    assert str(said.value) == "Stand-in refused: 422 Validation failed; Unknown."
