"""A letter that may have left, or not: a person has looked, and then it left with its proof, or goes again, once."""

from hashlib import sha256

import pytest

from krav.actions.contents import contents
from krav.actions.unsure import looked_up
from krav.kernel.refusal import KravError
from krav.render.pdf import Renderer
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.scope import account_scope
from tests.actions.cast import ANN, FIRST
from tests.actions.test_outbox_mail import Send, became, holds, mailing, send
from tests.wire.postbox import Postbox

__all__ = ["mailing", "send"]


@pytest.fixture
def doubtful(mailing: int, send: Send, postbox: Postbox) -> int:
    """The letter whose mail server fell silent when it had all of it."""
    postbox.says_to_message = "silence"
    assert send().ambiguous == 1
    postbox.says_to_message = ""
    with account_scope(mailing):
        return rows.Letter.objects.get().id


def stopped(account_id: int) -> list[bool]:
    with account_scope(account_id):
        return [blocked == "on_hold" for blocked in rows.ClaimState.objects.values_list("blocked", flat=True)]


def test_one_that_left_has_its_proof_and_its_claims_go_on(
    mailing: int, doubtful: int, send: Send, postbox: Postbox, renderer: Renderer
) -> None:
    assert stopped(mailing) == [True]
    assert looked_up(mailing, doubtful, left=True, renderer=renderer, on=FIRST, by=ANN) == "2026-00001"
    assert became(mailing) == [("delivered", "")]
    assert stopped(mailing) == [False]
    with account_scope(mailing):
        (letter,) = contents([doubtful], creditor_in_scope())
        proof = rows.Dispatch.objects.values_list("channel", "address", "sha256").get()
        assert proof == ("email", "birthe@prove.example", sha256(renderer.pdf(letter)).hexdigest())
        assert rows.HoldLift.objects.get().lifted_by == ANN.name
    send()
    assert len(postbox.messages) == 1


def test_one_that_never_left_goes_again_once(
    mailing: int, doubtful: int, send: Send, postbox: Postbox, renderer: Renderer
) -> None:
    assert looked_up(mailing, doubtful, left=False, renderer=renderer, on=FIRST, by=ANN) == "2026-00001"
    assert (became(mailing), stopped(mailing)) == ([("queued", "")], [False])
    postbox.messages.clear()
    assert send().delivered == 1
    assert send().delivered == 0
    assert len(postbox.messages) == 1


def test_a_letter_of_which_it_is_known_is_refused_and_nothing_changes(
    mailing: int, send: Send, postbox: Postbox, renderer: Renderer
) -> None:
    send()
    with account_scope(mailing):
        known = rows.Letter.objects.get().id
    for letter_id in (known, 999_999_999):
        with pytest.raises(KravError, match="not known whether it left"):
            looked_up(mailing, letter_id, left=False, renderer=renderer, on=FIRST, by=ANN)
    assert became(mailing) == [("delivered", "")]
    assert holds(mailing) == []
