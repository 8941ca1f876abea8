"""What every partner's adapter must do, told once: a room's tests give a stand-in, and these stories are told with it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest

from krav.kernel.money import Minor
from krav.wire import clock
from krav.wire.broken import Broken, NotAllowed, Refused, Uncertain
from krav.wire.partners.protocol import Agency, Partner
from krav.wire.partners.values import NewsIn, NewsPage, Standing
from krav.wire.rights import Headers, Told
from tests.wire.accounting.standin import Kept
from tests.wire.partners.cases import case, paid, recall, two_claims, with_paper, written_off

NOW = datetime(2026, 9, 29, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook as it comes in."""

    headers: Headers
    body: bytes


class StandIn(Protocol):
    """A partner that takes cases, and all that Krav needs to reach it."""

    partner: Partner
    told: Told
    """What a person types."""

    def cases(self) -> list[str]:
        """The keys of the cases it has, each as often as it has it."""

    def words(self) -> list[str]:
        """The keys of what it was told of them, each as often as it was told."""

    def papers(self) -> set[bytes]:
        """The papers it has, by what is in them."""

    def lose(self) -> None:
        """It does what it is told next, and its answers are lost, until `mend`."""

    def fail(self) -> None:
        """It fails at whatever is written, and does nothing of it, until `mend`."""

    def refuse(self) -> None:
        """It will not have what is written, until `mend`."""

    def revoke(self) -> None:
        """The rights are taken back."""

    def mend(self) -> None:
        """All is well again."""


class Asked(StandIn, Protocol):
    """One that can be asked, and tells by itself."""

    page: int
    """How many things stand on a page of its news."""

    def collect(self, reference: str) -> None:
        """Somebody takes the case up."""

    def pay(self, reference: str, minor: Minor, currency: str = "DKK") -> None:
        """The debtor pays, all of it on principal."""

    def close(self, reference: str) -> None:
        """Somebody closes the case as paid."""

    def say(self, reference: str, words: str) -> None:
        """Somebody writes to the creditor."""

    def hook(self, at: datetime, secret: str = "") -> Hook:
        """A webhook as it was signed at a moment, by another secret where one is given."""

    @property
    def secret(self) -> str:
        """The secret of its webhooks."""


def opened(standin: StandIn) -> Agency:
    """The partner, with the rights that were typed."""
    return standin.partner.open(Kept(standin.partner.allowed(standin.told)))


class Handing:
    """The stories of giving: a room's test class has a fixture `standin`."""

    @pytest.fixture(autouse=True)
    def _no_waiting(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(clock, "wait", lambda _: None)

    def test_a_case_goes_with_all_its_papers(self, standin: StandIn) -> None:
        accepted = opened(standin).hand_over(case())
        assert accepted.reference
        assert accepted.standing is Standing.RECEIVED
        assert standin.cases() == ["fjordbo-17-1"]
        assert {each.content for each in case().documents} <= standin.papers()

    def test_the_same_case_again_is_there_once(self, standin: StandIn) -> None:
        agency = opened(standin)
        first = agency.hand_over(case())
        assert agency.hand_over(case()).reference == first.reference
        assert opened(standin).hand_over(case()).reference == first.reference
        assert standin.cases() == ["fjordbo-17-1"]

    def test_two_cases_are_two(self, standin: StandIn) -> None:
        agency = opened(standin)
        one, two = agency.hand_over(case()), agency.hand_over(replace(two_claims(), key="fjordbo-18-1", number="S-18"))
        assert one.reference != two.reference
        assert sorted(standin.cases()) == ["fjordbo-17-1", "fjordbo-18-1"]

    def test_what_failed_was_not_done(self, standin: StandIn) -> None:
        agency = opened(standin)
        standin.fail()
        with pytest.raises((Broken, Uncertain)):
            agency.hand_over(case())
        standin.mend()
        assert standin.cases() == []
        agency.hand_over(case())
        assert standin.cases() == ["fjordbo-17-1"]

    def test_a_case_that_is_refused_says_why(self, standin: StandIn) -> None:
        agency = opened(standin)
        standin.refuse()
        with pytest.raises(Refused):
            agency.hand_over(case())
        standin.mend()
        assert standin.cases() == []

    def test_words_are_told_once(self, standin: StandIn) -> None:
        agency = opened(standin)
        reference = agency.hand_over(case()).reference
        for word in (paid(), written_off(), with_paper(), recall()):
            agency.tell(reference, word)
        assert sorted(standin.words()) == ["w1", "w2", "w3", "w4"]
        assert with_paper().document in case().documents or b"%PDF-1.4 order" in standin.papers()


class LookedUp(Handing):
    """The stories of a partner that can be asked what it has."""

    def test_a_case_whose_answer_was_lost_is_looked_up(self, standin: StandIn) -> None:
        agency = opened(standin)
        standin.lose()
        with pytest.raises(Uncertain):
            agency.hand_over(case())
        standin.mend()
        found = agency.handed_over("fjordbo-17-1") or agency.hand_over(case())
        assert found.reference
        assert agency.handed_over("fjordbo-17-1") == found
        assert standin.cases() == ["fjordbo-17-1"]
        assert {each.content for each in case().documents} <= standin.papers()

    def test_a_case_that_never_came_is_not_there(self, standin: StandIn) -> None:
        agency = opened(standin)
        assert agency.handed_over("fjordbo-17-1") is None
        standin.fail()
        with pytest.raises((Broken, Uncertain)):
            agency.hand_over(case())
        standin.mend()
        assert agency.handed_over("fjordbo-17-1") is None

    def test_words_again_are_told_once(self, standin: StandIn) -> None:
        agency = opened(standin)
        reference = agency.hand_over(case()).reference
        assert not agency.told(reference, "w1")
        agency.tell(reference, paid())
        agency.tell(reference, paid())
        assert agency.told(reference, "w1")
        assert not agency.told(reference, "w2")
        assert standin.words() == ["w1"]

    def test_a_word_whose_answer_was_lost_is_looked_up(self, standin: StandIn) -> None:
        agency = opened(standin)
        reference = agency.hand_over(case()).reference
        standin.lose()
        with pytest.raises(Uncertain):
            agency.tell(reference, paid())
        standin.mend()
        assert agency.told(reference, "w1")
        assert standin.words() == ["w1"]

    def test_rights_that_were_taken_back_are_said(self, standin: StandIn) -> None:
        agency = opened(standin)
        standin.revoke()
        with pytest.raises(NotAllowed):
            agency.handed_over("fjordbo-17-1")
        with pytest.raises((Refused, NotAllowed)):
            standin.partner.allowed(standin.told)


class Telling(LookedUp):
    """The stories of a partner that tells by itself."""

    def test_it_says_whom_it_knows(self, standin: Asked) -> None:
        assert opened(standin).look() == "Fjordbo ApS"

    def test_it_says_what_a_case_will_cost(self, standin: Asked) -> None:
        found = opened(standin).quote(case())
        assert found is not None
        assert not found.ours
        assert found.currency == "DKK"
        assert {line.when: line.amount for line in found.lines}["paid"] == 125_000  # ten per cent of principal
        assert standin.cases() == []

    def test_news_come_in_pages_and_go_on_where_they_were(self, standin: Asked) -> None:
        agency = opened(standin)
        reference = agency.hand_over(case()).reference
        for count in range(standin.page + 2):
            standin.say(reference, f"Message {count}")
        pages = list(agency.news(""))
        assert [page.last for page in pages] == [False] * (len(pages) - 1) + [True]
        assert {f"Message {count}" for count in range(standin.page + 2)} <= {each.words for each in told(pages)}
        again = list(opened(standin).news(pages[0].cursor))
        assert [page.news for page in again] == [page.news for page in pages[1:]]
        assert {each.reference for each in told(pages)} == {reference}

    def test_a_cursor_brings_what_is_new(self, standin: Asked) -> None:
        agency = opened(standin)
        reference = agency.hand_over(case()).reference
        standin.collect(reference)
        first = list(agency.news(""))
        seen = {each.key for each in told(first)}
        assert Standing.COLLECTING in {each.standing for each in told(first)}
        standin.pay(reference, 125_000)
        standin.close(reference)
        fresh = [each for each in told(list(agency.news(first[-1].cursor))) if each.key not in seen]
        money = [each.paid for each in fresh if each.paid]
        assert [(each.amount, each.currency, each.parts.principal) for each in money] == [(125_000, "DKK", 125_000)]
        assert Standing.PAID in {each.standing for each in fresh}

    def test_news_twice_bear_the_same_name(self, standin: Asked) -> None:
        agency = opened(standin)
        reference = agency.hand_over(case()).reference
        standin.collect(reference)
        standin.pay(reference, 99_90)
        one, two = told(list(agency.news(""))), told(list(agency.news("")))
        assert [each.key for each in one] == [each.key for each in two]
        assert one == two
        assert len({each.key for each in one}) == len(one)

    def test_money_in_another_currency_is_told_as_it_is(self, standin: Asked) -> None:
        agency = opened(standin)
        reference = agency.hand_over(case()).reference
        standin.pay(reference, 10_000, "EUR")
        assert [each.paid.currency for each in told(list(agency.news(""))) if each.paid] == ["EUR"]

    def test_a_webhook_is_heard_while_it_is_new(self, standin: Asked) -> None:
        hook = standin.hook(NOW)
        headers = {name.lower(): value for name, value in hook.headers.items()}
        found = standin.partner.heard(headers, hook.body, standin.secret, NOW)
        assert found == standin.partner.heard(headers, hook.body, standin.secret, NOW + timedelta(minutes=4))

    @pytest.mark.parametrize("late", [timedelta(minutes=6), timedelta(days=400), -timedelta(minutes=6)])
    def test_an_old_webhook_is_not_heard(self, standin: Asked, late: timedelta) -> None:
        hook = standin.hook(NOW)
        headers = {name.lower(): value for name, value in hook.headers.items()}
        with pytest.raises(Refused, match="another time"):
            standin.partner.heard(headers, hook.body, standin.secret, NOW + late)

    def test_a_forged_webhook_is_not_heard(self, standin: Asked) -> None:
        good, forged = standin.hook(NOW), standin.hook(NOW, "QW5vdGhlciBzZWNyZXQ=")
        headers = {name.lower(): value for name, value in good.headers.items()}
        for told_headers, body, secret in (
            ({name.lower(): value for name, value in forged.headers.items()}, forged.body, standin.secret),
            (headers, good.body + b" ", standin.secret),
            (headers, good.body, ""),
            ({}, good.body, standin.secret),
        ):
            with pytest.raises(Refused, match="not signed"):
                standin.partner.heard(told_headers, body, secret, NOW)


def told(pages: list[NewsPage]) -> list[NewsIn]:
    """All news of the pages."""
    return [each for page in pages for each in page.news]
