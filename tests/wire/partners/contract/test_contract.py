"""The contract of our own, held by the agency that stands in for all who build it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from demo.agency import money
from demo.agency.desk import Client, Desk
from demo.agency.door import Answer, signature
from demo.agency.door import Asked as Request
from demo.agency.hooks import request
from demo.agency.server import Agency, Fault, serving
from krav.countries import translator
from krav.kernel.money import Minor
from krav.law import phrases
from krav.wire import clock, signing
from krav.wire.broken import Refused, Uncertain, Unreachable, Unreached
from krav.wire.partners.contract import reading, written
from krav.wire.partners.contract.partner import ContractPartner
from krav.wire.partners.partners import partner, partners
from krav.wire.partners.profiles import profiles
from krav.wire.partners.protocol import Partner
from krav.wire.partners.values import Standing
from krav.wire.rights import Told, Vendor
from tests.wire.accounting.standin import Kept
from tests.wire.partners.cases import case, paid, recall
from tests.wire.partners.stories import NOW, Hook, Telling, opened, told

KNOWN = phrases.read_phrases(Path(phrases.__file__).parent, "phrases_*.toml")
SECRET = "a secret that both sides know"


@dataclass(slots=True)
class Played:
    """The agency, as the stories want it."""

    agency: Agency
    partner: Partner
    told: Told
    page: int = 3
    secret: str = SECRET

    @property
    def desk(self) -> Desk:
        return self.agency.desk

    def cases(self) -> list[str]:
        return [row["key"] for row in reversed(self.desk.cases())]

    def words(self) -> list[str]:
        return [each["key"] for row in self.desk.cases() for each in self.desk.words(row["reference"])]

    def papers(self) -> set[bytes]:
        names = [paper["name"] for row in self.desk.cases() for paper in self.desk.papers(row["reference"])]
        return {self.desk.paper(name)["content"] for name in names}

    def lose(self) -> None:
        self._break(Fault(cut=True))

    def fail(self) -> None:
        self._break(Fault(status=500))

    def refuse(self) -> None:
        self._break(Fault(status=422))

    def revoke(self) -> None:
        self.desk.know(Client("fjordbo", "another one", "Fjordbo ApS"))

    def mend(self) -> None:
        self.agency.faults.clear()

    def collect(self, reference: str) -> None:
        self.desk.move(reference, "collecting")

    def pay(self, reference: str, minor: Minor, currency: str = "DKK") -> None:
        self.desk.pay(reference, {"principal": minor}, currency=currency)

    def close(self, reference: str) -> None:
        self.desk.move(reference, "paid")

    def say(self, reference: str, words: str) -> None:
        self.desk.say(reference, words)

    def hook(self, at: datetime, secret: str = "") -> Hook:
        client = Client("fjordbo", secret or SECRET, "Fjordbo ApS", "http://127.0.0.1/")
        news = {"key": "N1", "kind": "message", "at": "2026-09-29T10:00:00+00:00", "reference": "HI-2601", "words": "Hello"}
        sent = request(client, [news], str(int(at.timestamp())))
        assert isinstance(sent.data, bytes)
        return Hook(dict(sent.header_items()), sent.data)

    def _break(self, fault: Fault) -> None:
        self.agency.faulty = lambda asked: asked.method == "POST"
        self.agency.faults.extend([fault] * 5)


@pytest.fixture
def standin(settings: Settings) -> Iterator[Played]:
    """The agency with one client, at an address that was typed."""
    settings.KRAV_PRIVATE_ADDRESSES = True
    desk = Desk()
    desk.know(Client("fjordbo", SECRET, "Fjordbo ApS"))
    with serving(desk) as agency:
        agency.page = 3
        yield Played(agency, partner("likvido"), {"address": agency.api, "key": "fjordbo", "secret": SECRET})
    desk.close()


class TestContract(Telling):
    """All the stories."""


def test_a_time_out_after_the_case_was_taken_costs_nothing(standin: Played) -> None:
    agency = opened(standin)
    standin.agency.faulty = lambda asked: asked.method == "POST"
    standin.agency.faults.extend([Fault(cut=True), Fault(status=503)])
    assert agency.hand_over(case()).reference == "HI-2601"
    assert standin.cases() == ["fjordbo-17-1"]


def test_another_case_under_the_same_key_is_refused(standin: Played) -> None:
    agency = opened(standin)
    agency.hand_over(case())
    with pytest.raises(Refused, match="key was used"):
        agency.hand_over(replace(case(), words="another"))
    with pytest.raises(Refused, match="no such case"):
        agency.tell("HI-9999", paid())


def test_a_recall_ends_the_case_there(standin: Played) -> None:
    agency = opened(standin)
    reference = agency.hand_over(case()).reference
    agency.tell(reference, recall())
    assert [each.standing for each in told(list(agency.news("")))] == [Standing.RECALLED]


def test_news_over_a_bad_line_keep_their_names_and_moments(standin: Played) -> None:
    agency = opened(standin)
    reference = agency.hand_over(case()).reference
    standin.say(reference, "One")
    standin.collect(reference)
    good = told(list(agency.news("")))
    standin.agency.faulty = lambda asked: asked.path.endswith("/news")
    standin.agency.faults.extend([Fault(feed="twice"), Fault(feed="backwards"), Fault(drop=True)])
    assert told(list(agency.news(""))) == [each for each in good for _ in "12"]
    assert told(list(agency.news(""))) == good[::-1]
    assert told(list(agency.news(""))) == good


def test_one_thing_that_cannot_be_read_holds_nothing_up(standin: Played) -> None:
    agency = opened(standin)
    reference = agency.hand_over(case()).reference
    tell = standin.desk._tell
    tell(reference, {"kind": "payment", "payment": {"amount": 1250.5, "currency": "DKK", "received_on": "2026-09-29"}}, None)
    tell(reference, {"kind": "dance"}, None)
    standin.collect(reference)
    money, dance, state = told(list(agency.news("")))
    assert [each.kind for each in (money, dance)] == ["message", "message"]
    assert "could not be read" in money.words
    assert money.reference == reference
    assert state.standing is Standing.COLLECTING


def test_parts_that_do_not_add_up_are_no_payment(standin: Played) -> None:
    agency = opened(standin)
    reference = agency.hand_over(case()).reference
    parts = {"principal": "100.00", "interest": "0.00", "fees": "0.00", "costs": "0.00"}
    paid_there = {"amount": "150.00", "currency": "DKK", "received_on": "2026-09-29", "parts": parts}
    standin.desk._tell(reference, {"kind": "payment", "payment": paid_there}, None)
    (found,) = told(list(agency.news("")))
    assert found.paid is None
    assert "do not add up" in found.words


def test_a_settlement_and_a_paper_are_read(standin: Played) -> None:
    agency = opened(standin)
    reference = agency.hand_over(case()).reference
    standin.desk.pay(reference, {"principal": 1_000_000, "interest": 20_000, "costs": 50_000})
    standin.desk.settle(reference)
    name = standin.desk.send_paper(reference, "Judgment", "application/pdf", b"%PDF-1.4 judgment")
    news = {each.kind: each for each in told(list(agency.news("")))}
    settlement = news["settlement"].settlement
    assert settlement is not None
    (line,) = settlement.cases
    assert line.collected.total == 1_070_000
    assert line.commission == 100_000
    assert line.paid_out == settlement.paid_out == line.collected.total - line.kept - line.commission - line.vat
    paper = agency.document(news["document"].document)
    assert paper is not None
    assert (paper.kind, paper.content, name) == ("application/pdf", b"%PDF-1.4 judgment", news["document"].document)
    assert agency.document("HI-2601-99") is None


def test_a_webhook_tells_the_same_as_the_feed(standin: Played) -> None:
    agency = opened(standin)
    standin.collect(agency.hand_over(case()).reference)
    client = Client("fjordbo", SECRET, "Fjordbo ApS", "http://127.0.0.1/")
    sent = request(client, [each for _, each in standin.desk.news(client, 0, 9)], str(int(NOW.timestamp())))
    headers = {name.lower(): value for name, value in sent.header_items()}
    assert isinstance(sent.data, bytes)
    assert list(standin.partner.heard(headers, sent.data, SECRET, NOW)) == told(list(agency.news("")))


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"news": 7}', b'{"news": {"a": 1}}', b"[" * 100_000, b"\xff\xfe"])
def test_a_webhook_of_nonsense_is_refused_or_read_as_words(standin: Played, body: bytes) -> None:
    client = Client("fjordbo", SECRET, "Fjordbo ApS", "http://127.0.0.1/")
    stamp = str(int(NOW.timestamp()))
    headers = {name.lower(): value for name, value in request(client, [], stamp).header_items()}
    headers["krav-signature"] = signature(SECRET, stamp, "", body)
    try:
        found = standin.partner.heard(headers, body, SECRET, NOW)
    except Refused:
        return
    assert [each.kind for each in found] == ["message"]


def test_a_feed_that_does_not_move_is_cut(standin: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    agency = opened(standin)
    monkeypatch.setattr("demo.agency.door._news", lambda *_: _answer({"cursor": "1", "news": [], "last": False}))
    with pytest.raises(Refused, match="this one again"):
        list(agency.news("1"))


def test_an_answer_of_nonsense_is_refused(standin: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    agency = opened(standin)
    monkeypatch.setattr("demo.agency.door._answered", lambda *_: _answer(["what"]))
    looks = (agency.look, lambda: agency.handed_over("k"), lambda: list(agency.news("")))
    for ask in looks:
        with pytest.raises(Refused, match="cannot be read"):
            ask()
    with pytest.raises(Uncertain, match="cannot be read"):  # the agency may have it
        agency.hand_over(case())


def test_an_address_inside_of_a_network_is_refused(standin: Played, settings: Settings) -> None:
    rights = standin.partner.allowed(standin.told)
    settings.KRAV_PRIVATE_ADDRESSES = False
    inside = (standin.told["address"], "https://127.0.0.1/krav")
    for address in (*inside, "https://user@agency.example/", "ftp://agency.example", ""):
        with pytest.raises(Refused):
            standin.partner.allowed({**standin.told, "address": address})
    before = len(standin.agency.asked)
    with pytest.raises(Refused):  # a name that leads inside by now
        standin.partner.open(Kept(rights)).look()
    assert len(standin.agency.asked) == before


def test_an_address_of_the_installation_is_not_typed(standin: Played, settings: Settings) -> None:
    settings.KRAV_PRIVATE_ADDRESSES = False
    settings.KRAV_PARTNERS = {"contract": {"url": standin.agency.api}}
    found = partner("contract")
    assert [each.name for each in found.fields] == ["key", "secret"]
    assert found.open(Kept(found.allowed(standin.told))).look() == "Fjordbo ApS"


def test_a_request_that_was_signed_long_ago_is_not_answered(standin: Played) -> None:
    agency = opened(standin)
    agency.look()
    old = standin.agency.asked[-1]
    stamp = str(int(old.headers["krav-timestamp"]) - 301)
    again = Request(old.method, old.path, old.target, old.params, {**old.headers, "krav-timestamp": stamp}, old.body)
    found = standin.agency.told(again)
    assert found is not None
    assert found.status == 401


def test_an_agency_that_is_not_there_has_nothing_of_what_it_was_to_get(standin: Played) -> None:
    gone = ContractPartner(profiles()[0], Vendor("http://127.0.0.1:9/api"))
    with pytest.raises(Unreachable):
        gone.open(Kept(standin.told)).look()
    with pytest.raises(Unreached):
        gone.open(Kept(standin.told)).hand_over(case())


def test_an_address_that_the_installation_knows_no_more_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "wait", lambda _: pytest.fail("nobody waits for it"))
    with pytest.raises(Unreachable, match="not known here"):
        partner("contract").open(Kept({"key": "fjordbo", "secret": SECRET})).look()


def test_every_partner_says_what_is_verified() -> None:
    for code, each in partners().items():
        assert each.code == code
        assert len(code) <= 20
        assert all(translator(language)(each.verified) != each.verified for language in ("da", "nb", "sv"))
        assert all(field.label in KNOWN for field in each.fields)
        assert all(standing in Standing for standing in getattr(each, "profile", profiles()[0]).words.values())
    assert {"likvido", "kravia", "intrum", "retrieve", "debitura", "contract", "file", "mail", "sftp"} == set(partners())


def test_an_agencys_own_word_is_understood(standin: Played) -> None:
    agency = opened(standin)
    reference = agency.hand_over(case()).reference
    standin.desk._tell(reference, {"kind": "state", "state": "Sat i bero", "words": ""}, None)
    standin.desk._tell(reference, {"kind": "state", "state": "hvad som helst"}, None)
    known, unknown = told(list(agency.news("")))
    assert (known.standing, known.words) == (Standing.PAUSED, "Sat i bero")
    assert (unknown.standing, unknown.words) == (None, "hvad som helst")


def _answer(told_back: object) -> Answer:
    return Answer(200, json.dumps(told_back).encode())


def test_the_description_says_what_is_so() -> None:
    """The worked examples of docs/partner-contract.md, read and reckoned."""
    text = (Path(__file__).parents[4] / "docs/partner-contract.md").read_text()
    assert signature(SECRET, "1790668800", "GET /krav/creditor", b"") in text
    assert signing.signature(SECRET, "1790668800", "GET /krav/creditor", b"") in text
    told_there = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.DOTALL)]
    handed, news, settlement = told_there
    ours = {**written.case(case()), "data": handed["data"], "documents": handed["documents"], "number": "S-17"}
    assert handed == json.loads(json.dumps(ours))
    read = reading.news(news, {}, NOW)
    assert read.paid is not None
    assert read.paid.parts.total == read.paid.amount == 520_000
    about = {"key": "N18", "kind": "settlement", "at": news["at"], "settlement": settlement}
    found = reading.news(about, {}, NOW).settlement
    assert found is not None
    assert found.cases[0].paid_out == found.paid_out
    assert money.settled("HI-2601", dict(found.cases[0].collected._asdict()), money.Terms())["paid_out"] == "4375.00"
    assert {f"`{each.value}`" for each in Standing} <= set(re.findall(r"`[a-z_]+`", text))
