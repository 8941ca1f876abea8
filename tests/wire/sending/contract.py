"""What every carrier must do, whatever it is: the stories are told once, and each stand-in lives them."""

from random import Random

import pytest

from krav.wire import clock
from krav.wire.broken import Broken, NotAllowed, Refused, Uncertain, Unreachable
from krav.wire.sending.protocol import Line, Parcel, Taken, To
from tests.wire.accounting.server import Asked, Told
from tests.wire.accounting.standin import Kept
from tests.wire.sending.standins import Carried

RUNS, PER_LINE = 200, 20
"""Letters under faults, and how many of them leave by one line before it is opened anew: as many as a day's run may have."""

READS = ("/auth", "/usermatch/ssn", "/mailboxes", "/receipts", "/identification")


class Stories:
    """Told by a class of a carrier, with a fixture `at` that stands it in."""

    looks_up = True
    """Whether it is asked by our name of a letter; where it is not, a person does."""

    runs = RUNS
    """How often a fault is tried; fewer where a letter is looked at sheet by sheet."""

    @pytest.fixture(autouse=True)
    def _no_waiting(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(clock, "wait", lambda _: None)

    def test_a_letter_is_handed_over_once(self, at: Carried) -> None:
        taken = at.line().hand_over(at.parcel())
        assert taken.place
        assert taken.units == 1
        assert len(at.letters) == 1

    def test_a_letter_whose_answer_is_lost_is_there_once(self, at: Carried) -> None:
        at.server.faulty = writes
        at.server.faults.append(Told(cut=True))
        if self.looks_up:
            assert surely(at.line(), at.parcel()).place
        else:
            with pytest.raises(Uncertain):
                surely(at.line(), at.parcel())
        assert len(at.letters) == 1

    def test_a_letter_that_never_arrived_is_not_there(self, at: Carried) -> None:
        if self.looks_up:
            assert at.line().taken(at.parcel()) is None
        else:
            with pytest.raises(Uncertain):
                at.line().taken(at.parcel())

    def test_letters_sent_are_letters_meant_under_every_fault(self, at: Carried) -> None:
        chance, at.server.faulty, sure = Random(17), writes, 0
        for run in range(self.runs):
            if run % PER_LINE == 0:
                line = at.line()
            made = at.parcel(f"2026-{run:04}.exempel@krav", subject=f"Brev {run}", text=f"Brev {run}")
            fault = chance.choice([None, None, Told(cut=True), Told(500, {}), Told(429, {}), Told(200, b'{"id')])
            at.server.faults.clear()
            at.server.faults.append(fault)
            try:
                surely(line, made)
                sure += 1
            except Uncertain:
                assert not self.looks_up
        told = [str(letter) for letter in at.letters]
        assert len(told) == len(set(told))
        assert len(told) >= sure
        assert not self.looks_up or sure == self.runs

    def test_a_right_that_is_gone_is_said(self, at: Carried) -> None:
        line = at.carrier.open(Kept(at.gone or dict.fromkeys(at.rights, "other")))
        with pytest.raises(NotAllowed):
            line.hand_over(at.parcel())
        assert at.letters == []

    def test_nobody_is_reached_who_cannot_be(self, at: Carried) -> None:
        assert at.line().reaches(To("Ann"))
        assert at.line().reaches(at.parcel().to) == ""

    def test_no_log_tells_where_somebody_is_reached(self, at: Carried) -> None:
        made = at.parcel()
        assert all(told not in repr(made) for told in (made.to.number, made.to.phone, made.to.email))

    def test_nobody_elses_words_are_heard(self, at: Carried) -> None:
        for headers, body in (({}, b""), ({}, b"{}"), ({"content-type": "application/json"}, b'{"id": "1"}')):
            with pytest.raises(Refused):
                at.carrier.heard(headers, body, "secret", clock.now())


def writes(asked: Asked) -> bool:
    """Whether a request hands a letter over."""
    return asked.method == "POST" and not asked.path.endswith(READS)


def surely(line: Line, made: Parcel) -> Taken:
    """As the outbox does: handed over, looked up where the answer was lost, and again only where it is not there."""
    for _ in range(4):
        try:
            return line.hand_over(made)
        except Uncertain:
            found = line.taken(made)
            if found:
                return found
        except Unreachable:
            continue
    raise Broken("It never answered.")
