"""Cases at a collection partner: handed over once, locked here, told of, taken back, moved, paid there and settled."""

from datetime import date

import pytest

from krav.actions.agreements import Terms, agree, change_agreement, end_agreement, prefer
from krav.actions.case_stops import Stop, stop_case
from krav.actions.cases import close_case, join_case, take_case_step
from krav.actions.hand_overs import change_partner, hand_over, hand_over_claims, quotes, quotes_of_claims, recall
from krav.actions.partner_news import follow, read_news
from krav.actions.partner_sending import send_queued
from krav.actions.payments_by_hand import register_payment
from krav.actions.rebuild import rebuild
from krav.actions.unit import Actor
from krav.actions.writeoffs import write_off
from krav.claims.writeoff import Asked
from krav.kernel.refusal import KravError, Refused
from krav.kernel.role import Role
from krav.render.pdf import Renderer
from krav.store import models as rows
from krav.store.queries import partners as seen
from krav.store.scope import account_scope
from krav.wire.broken import Refused as Broken
from krav.wire.partners.values import Standing
from tests.actions.agency import PRICES, Desk
from tests.actions.cast import ANN, run
from tests.actions.collect import claims_of, owed
from tests.actions.handed import ON, a_case, happened, row_of, send, status, there


def test_what_it_will_cost_is_shown_before_and_kept_with_its_why(ripe: int, agreement: int) -> None:
    case_id = a_case(ripe)
    offer = quotes(ripe, [case_id], agreement, on=ON)[case_id]
    assert offer.refusal is None
    assert offer.quote
    lines = {line.code: line.amount for line in offer.quote.lines}
    assert lines["start"] == 0
    assert lines["commission"] == 125_000
    why = offer.why(next(line for line in offer.quote.lines if line.code == "commission"))
    assert why
    assert list(why.lines())[:2] == [
        "Commission of what is collected, by the agreement: 1250.00",
        "  = 10 % of the principal of 12500.00 DKK",
    ]
    made = hand_over(ripe, [case_id], agreement, on=ON, by=ANN).made[case_id]
    with account_scope(ripe):
        assert seen.quoted(made) == offer.quote


def test_a_case_is_the_partners_from_the_moment_it_is_handed_over(ripe: int, agreement: int, desk: Desk) -> None:
    case_id = a_case(ripe)
    hand_over(ripe, [case_id], agreement, on=ON, by=ANN)
    assert desk.cases == {}
    assert status(ripe, case_id) == "partner"
    others = [claims_of(ripe)["1002"]]
    for refused in (
        lambda: take_case_step(ripe, case_id, "inkassopaakrav", on=ON, by=ANN),
        lambda: close_case(ripe, case_id, "lost", on=ON, by=ANN),
        lambda: join_case(ripe, case_id, others, on=ON, by=ANN),
    ):
        with pytest.raises(Refused, match="lies with Havn Inkasso"):
            refused()
    again = hand_over(ripe, [case_id], agreement, on=ON, by=ANN)
    assert [refusal.code for refusal in again.refusals.values()] == ["at_partner"]
    with account_scope(ripe):
        before = list(rows.CaseState.objects.values())
        assert set(seen.with_partner(claims_of(ripe).values())) == {claims_of(ripe)["1001"]}
    rebuild(ripe, on=ON, by=ANN)
    with account_scope(ripe):
        assert list(rows.CaseState.objects.values()) == before


def test_the_partner_gets_the_case_with_its_papers_once(
    ripe: int, agreement: int, desk: Desk, renderer: Renderer
) -> None:
    case_id = there(ripe, agreement, renderer, "1001", "1002")
    send(ripe, renderer)
    (case,) = desk.cases.values()
    assert (case.client_number, case.debtor.postcode, case.account) == ("77", "8600", "9999 0001234567")
    assert [(claim.number, claim.principal) for claim in case.claims] == [("1001", 1_250_000), ("1002", 250_000)]
    assert case.claims[0].letters[-1][0] == "notice"
    assert case.documents[0].content.startswith(b"%PDF")
    assert b'"number"' in case.data
    row = row_of(ripe, case_id)
    assert (row.state, row.reference, row.standing) == ("there", "R1", "received")
    assert desk.hands == 1


def test_a_lost_answer_is_asked_after_and_never_sent_blindly_again(
    ripe: int, agreement: int, desk: Desk, renderer: Renderer
) -> None:
    desk.fault = lambda name: "late" if name == "hand_over" else ""
    case_id = there(ripe, agreement, renderer)
    assert row_of(ripe, case_id).state == "uncertain"
    desk.fault = lambda name: "busy" if name == "handed_over" else ""
    send(ripe, renderer)
    assert (row_of(ripe, case_id).state, desk.hands) == ("uncertain", 1)
    desk.fault = lambda _: ""
    send(ripe, renderer)
    assert (row_of(ripe, case_id).state, desk.hands, len(desk.cases)) == ("there", 1, 1)


def test_a_case_that_never_arrived_goes_again_the_same_to_the_last_byte(
    ripe: int, agreement: int, desk: Desk, renderer: Renderer
) -> None:
    desk.fault = lambda name: "lost" if name == "hand_over" else ""
    case_id = there(ripe, agreement, renderer)
    before = row_of(ripe, case_id).file
    register_payment(ripe, claims_of(ripe)["1001"], 100_000, ON, on=ON, by=ANN)
    desk.fault = lambda _: ""
    send(ripe, renderer)
    assert row_of(ripe, case_id).file == before
    assert desk.cases["R1"].claims[0].principal == 1_250_000
    assert [(word.kind, word.amount) for word in desk.words.values()] == [("payment", 100_000)]


def test_a_worker_that_died_while_sending_is_followed_by_one_that_asks(
    ripe: int, agreement: int, desk: Desk, renderer: Renderer
) -> None:
    def dies(name: str) -> str:
        if name == "hand_over":
            raise SystemExit
        return ""

    case_id = a_case(ripe)
    hand_over(ripe, [case_id], agreement, on=ON, by=ANN)
    desk.fault = dies
    with pytest.raises(SystemExit):
        send_queued(ripe, on=ON, by=ANN, renderer=renderer)
    assert row_of(ripe, case_id).state == "sending"
    asked: list[str] = []

    def listens(name: str) -> str:
        asked.append(name)
        return ""

    desk.fault = listens
    send_queued(ripe, on=ON, by=ANN, renderer=renderer)
    assert asked == []
    send(ripe, renderer)
    assert asked == ["handed_over", "hand_over"]
    assert row_of(ripe, case_id).state == "there"


def test_what_the_partner_refuses_is_ours_again(ripe: int, agreement: int, desk: Desk, renderer: Renderer) -> None:
    desk.fault = lambda name: "no" if name == "hand_over" else ""
    case_id = there(ripe, agreement, renderer)
    row = row_of(ripe, case_id)
    assert (row.state, row.problem) == ("refused", "It will not have it.")
    assert status(ripe, case_id) == "open"
    assert happened(ripe, case_id) == ["opened", "handed_over", "partner_ended"]
    desk.fault = lambda _: ""
    hand_over(ripe, [case_id], agreement, on=ON, by=ANN)
    send(ripe, renderer)
    assert (row_of(ripe, case_id).attempt, row_of(ripe, case_id).state) == (2, "there")


@pytest.mark.parametrize(
    ("what", "code"),
    [("no postcode", "no_address"), ("objection", "on_hold"), ("paid", "paid"), ("loose money", "unmatched_money")],
)
def test_a_case_that_may_not_go_says_why(ripe: int, agreement: int, what: str, code: str) -> None:
    case_id, claim_id = a_case(ripe), claims_of(ripe)["1001"]
    with account_scope(ripe):
        if what == "no postcode":
            rows.Debtor.objects.update(postcode="")
        if what == "loose money":
            paid = rows.Payment.objects.create(
                key="loose", received_on=ON, amount=1_250_000, currency="DKK", texts='["1001"]', references="[]"
            )
            rows.LoosePayment.objects.create(payment=paid, amount=1_250_000)
    if what == "objection":
        stop_case(ripe, case_id, [claim_id], Stop("objection"), on=ON, by=ANN)
    if what == "paid":
        other = register_payment(ripe, claim_id, 1_249_000, ON, on=ON, by=ANN)
        assert other
        with account_scope(ripe):
            rest = rows.ClaimState.objects.get(pk=claim_id).balance
        register_payment(ripe, claim_id, rest + 100_000, ON, on=ON, by=ANN)
        code = "case_closed"
    refusals = hand_over(ripe, [case_id], agreement, on=ON, by=ANN).refusals
    assert [refusal.code for refusal in refusals.values()] == [code]


def test_without_a_notice_it_goes_only_where_the_partner_sends_one(fjordbo: int, desk: Desk, renderer: Renderer) -> None:
    owed(fjordbo)
    run(fjordbo, date(2026, 3, 6))
    on = date(2026, 3, 9)
    key = agree(fjordbo, "havn", {"secret": "s"}, Terms(notices=True), on=on, by=ANN)
    ids = list(claims_of(fjordbo).values())
    with account_scope(fjordbo):
        rows.Account.objects.filter(pk=fjordbo).update(money_known_until=on)
    assert {each.code for each in hand_over_claims(fjordbo, ids, key, on=on, by=ANN).refusals.values()} == {"notice_first"}
    (offer,) = quotes_of_claims(fjordbo, ids, key, notice=True, on=on)
    assert offer.refusal is None
    made = hand_over_claims(fjordbo, ids, key, notice=True, on=on, by=ANN)
    assert (len(made.made), made.refusals) == (1, {})
    send(fjordbo, renderer, on)
    assert [case.notice for case in desk.cases.values()] == [True]


def test_money_that_comes_here_credits_and_stops_are_told_once(
    ripe: int, agreement: int, desk: Desk, renderer: Renderer
) -> None:
    case_id, claim_id = there(ripe, agreement, renderer), claims_of(ripe)["1001"]
    register_payment(ripe, claim_id, 100_000, ON, on=ON, by=ANN)
    stop_case(ripe, case_id, [claim_id], Stop("objection", "Aldrig modtaget"), on=ON, by=ANN)
    desk.fault = lambda name: "late" if name == "tell" else ""
    send(ripe, renderer)
    desk.fault = lambda _: ""
    send(ripe, renderer)
    send(ripe, renderer)
    told = [(word.kind, word.amount, word.invoice, word.words) for word in desk.words.values()]
    told.sort(reverse=True)
    assert told == [
        ("payment", 100_000, "1001", ""), ("message", 0, "1001", "Faktura 1001 er stoppet her: indsigelse. Aldrig modtaget")
    ]  # fmt: skip
    with account_scope(ripe):
        assert {each.state for each in seen.words_of(row_of(ripe, case_id).pk)} == {"done"}


def test_a_write_off_says_that_no_money_came(ripe: int, agreement: int, desk: Desk, renderer: Renderer) -> None:
    case_id, claim_id = there(ripe, agreement, renderer), claims_of(ripe)["1001"]
    write_off(ripe, [claim_id], Asked(), on=ON, by=ANN)
    send(ripe, renderer)
    (word,) = desk.words.values()
    assert (word.kind, word.not_payment, word.amount > 0) == ("write_off", True, True)
    assert status(ripe, case_id) == "partner"


def test_a_recall_is_done_when_the_partner_has_said_so(ripe: int, agreement: int, desk: Desk, renderer: Renderer) -> None:
    case_id = there(ripe, agreement, renderer)
    assert recall(ripe, case_id, "Kunden har betalt os", on=ON, by=ANN) is False
    with pytest.raises(KravError, match="asked already"):
        recall(ripe, case_id, "Igen", on=ON, by=ANN)
    send(ripe, renderer)
    assert status(ripe, case_id) == "partner"
    read_news(ripe, on=ON, by=ANN)
    assert (status(ripe, case_id), row_of(ripe, case_id).state) == ("open", "recalled")
    with account_scope(ripe):
        assert rows.CaseState.objects.get(pk=case_id).next_step == "inkassopaakrav"


def test_what_has_not_left_is_taken_back_at_once(ripe: int, agreement: int, desk: Desk, renderer: Renderer) -> None:
    case_id = a_case(ripe)
    hand_over(ripe, [case_id], agreement, on=ON, by=ANN)
    assert recall(ripe, case_id, "Fejl", on=ON, by=ANN) is True
    send(ripe, renderer)
    assert (desk.cases, status(ripe, case_id)) == ({}, "open")


def test_a_case_changes_partner_with_its_history(ripe: int, agreement: int, desk: Desk, renderer: Renderer) -> None:
    other = agree(ripe, "anden", {"secret": "s"}, Terms(prices=PRICES), on=ON, by=ANN)
    case_id = there(ripe, agreement, renderer)
    assert change_partner(ripe, case_id, other, "For langsom", on=ON, by=ANN) is False
    send(ripe, renderer)
    read_news(ripe, on=ON, by=ANN)
    send(ripe, renderer)
    row = row_of(ripe, case_id)
    assert (row.agreement_id, row.attempt, row.state) == (other, 2, "there")
    assert happened(ripe, case_id) == ["opened", "handed_over", "partner_ended", "handed_over"]
    with account_scope(ripe):
        assert [each.partner for each in seen.hand_overs_of(case_id)] == ["Anden Inkasso", "Havn Inkasso"]


def test_a_partner_that_tells_nothing_is_followed_by_hand(ripe: int, renderer: Renderer, desk: Desk) -> None:
    lawyer = agree(ripe, "fil", {}, Terms(), on=ON, by=ANN)
    case_id = there(ripe, lawyer, renderer)
    follow(ripe, case_id, Standing.COURT, "Sendt til fogedretten", on=ON, by=ANN)
    assert row_of(ripe, case_id).standing == "court"
    recall(ripe, case_id, "Tak", on=ON, by=ANN)
    send(ripe, renderer)
    assert status(ripe, case_id) == "open"


def test_an_agreement_is_looked_at_before_it_is_kept_and_ends_when_nothing_lies_there(
    ripe: int, agreement: int, desk: Desk, renderer: Renderer
) -> None:
    desk.fault = lambda name: "no" if name == "look" else ""
    with pytest.raises(Broken):
        agree(ripe, "havn", {"secret": "x"}, Terms(), on=ON, by=ANN)
    desk.fault = lambda _: ""
    other = agree(ripe, "anden", {"secret": "x"}, Terms(), on=ON, by=ANN)
    prefer(ripe, other, on=ON, by=ANN)
    change_agreement(ripe, agreement, Terms("Havn"), on=ON, by=ANN)
    with account_scope(ripe):
        assert [(each.name, each.preferred) for each in seen.agreements()] == [("Anden Inkasso", True), ("Havn", False)]
        sealed = rows.Agreement.objects.get(pk=agreement)
        assert "s" not in (sealed.rights, sealed.secret)
    case_id = there(ripe, agreement, renderer)
    with pytest.raises(KravError, match="Recall them first"):
        end_agreement(ripe, agreement, on=ON, by=ANN)
    recall(ripe, case_id, "Slut", on=ON, by=ANN)
    send(ripe, renderer)
    read_news(ripe, on=ON, by=ANN)
    end_agreement(ripe, agreement, on=ON, by=ANN)
    guest = Actor("gæst", Role.GUEST)
    with pytest.raises(KravError):
        hand_over(ripe, [case_id], other, on=ON, by=guest)
