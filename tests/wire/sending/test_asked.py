"""What carriers answer when they are asked: what became of letters, what they cost, and who they know."""

import pytest

from krav.wire import clock
from krav.wire.broken import NotAllowed, Refused, Unreachable
from krav.wire.sending.protocol import Price, Priced
from tests.wire.accounting.server import Told
from tests.wire.accounting.standin import Kept
from tests.wire.sending.contract import READS
from tests.wire.sending.standins import KEY, digipost, printhouse


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "wait", lambda _: None)


def test_digipost_tells_how_each_letter_stands_and_nonsense_of_one_keeps_no_other() -> None:
    with digipost() as at:
        places = [at.line().hand_over(at.parcel(f"2026-{run}.exempel@krav")).place for run in range(4)]
        at.told[places[0]] = 'status="NOT_DELIVERED" created="2026-11-20T10:00:00+01:00"'
        at.told[places[1]] = 'status="DELIVERED" delivered="noon"'
        at.told[places[2]] = 'status="DELIVERED" delivered="2026-11-20T10:00:05+01:00" read="Y"'
        found = [(told.place, told.kind) for told in at.line().receipts((*places, "11111111-2222-3333-4444-555555555555"))]
        assert found == [
            (places[0], "accepted"), (places[2], "delivered"), (places[2], "opened"), (places[3], "delivered")
        ]  # fmt: skip


def test_digipost_that_is_silent_about_a_mailbox_is_unreachable_and_knows_who_asks() -> None:
    with digipost() as at:
        assert at.line().look() == ()
        at.server.faulty = lambda asked: asked.path.endswith(READS)
        at.server.faults.append(Told(cut=True))
        with pytest.raises(Unreachable):
            at.line().reaches(at.parcel().to)
        with pytest.raises(NotAllowed):
            at.carrier.open(Kept(at.gone or {})).look()


@pytest.mark.parametrize("key", ["", "nonsense", "-----BEGIN PRIVATE KEY-----"])
def test_a_key_of_digipost_that_is_none_is_refused(key: str) -> None:
    with digipost() as at, pytest.raises(Refused):
        at.carrier.allowed({"sender": "1001", "key": key})


def test_a_print_house_has_a_price_list_and_is_asked_what_became_of_letters() -> None:
    with printhouse() as at:
        line = at.line()
        assert line.look() == ()
        assert isinstance(line, Priced)
        assert line.prices() == (Price("B-post", 3, 1250, "SEK"),)
        line.hand_over(at.parcel())
        assert [(told.kind, told.place) for told in line.receipts((f"P-{KEY}",))] == [("delivered", f"P-{KEY}")]


@pytest.mark.parametrize("told", [b"[]", b'{"place": ""}', b'{"place": 7}', b"null", b'{"place": "P", "units": "many"}'])
def test_an_answer_of_a_print_house_that_makes_no_sense_is_refused(told: bytes) -> None:
    with printhouse() as at:
        at.server.faults.append(Told(200, told))
        with pytest.raises(Refused, match="cannot be read"):
            at.line().hand_over(at.parcel())


def test_a_letter_on_paper_takes_no_number_of_the_debtors_along() -> None:
    with printhouse() as at:
        at.line().hand_over(at.parcel())
        assert not {"number", "email", "phone"} & set(at.letters[0]["to"])
