"""What people do in the life: a form may come twice, and whoever comes after a death looks before doing it again."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date

from krav.actions.cases import open_case
from krav.actions.hand_overs import hand_over
from krav.actions.interest_invoices import issue, order
from krav.actions.lines import key_of
from krav.actions.printing import print_letters, tell_posted
from krav.actions.unit import DoneBefore
from krav.actions.unsure import looked_up
from krav.actions.writeoffs import write_off
from krav.claims.partner import Parts
from krav.claims.writeoff import Asked
from krav.kernel.refusal import Refused
from krav.render.pdf import Renderer
from krav.store import models as rows
from krav.store.queries.printing import printable
from krav.store.scope import account_scope
from tests.actions.cast import ANN, FJORDBO
from tests.actions.collect import claims_of
from tests.crash import outside
from tests.crash.outside import Life


def look_up(life: Life, on: date, renderer: Callable[[], Renderer]) -> None:
    """Somebody looks letters in doubt up in the mail server's log, and says whether they left."""
    sent = outside.mails(life.folder)
    with account_scope(life.account_id):
        doubt = dict(rows.Outbox.objects.filter(state="ambiguous").values_list("letter_id", "letter__number"))
    for letter_id, number in doubt.items():
        left = key_of(number, FJORDBO.slug) in sent
        looked_up(life.account_id, letter_id, left=left, renderer=renderer(), on=on, by=ANN)


def print_and_post(life: Life, on: date) -> None:
    """Letters on paper are put together, and ticked off at the post office."""
    with account_scope(life.account_id):
        made = rows.Letter.objects.filter(sent_on=on).values_list("id", flat=True)
        here = printable(list(made))
    if here:
        with suppress(DoneBefore):
            print_letters(life.account_id, here, on=on, by=ANN, key=f"print {on}")
        tell_posted(life.account_id, here, on=on, by=ANN)


def to_the_agency(life: Life, on: date) -> None:
    """The first claim's case goes there."""
    claim_id = claims_of(life.account_id)["1001"]
    with account_scope(life.account_id):
        case_id = rows.CaseClaim.objects.filter(claim_id=claim_id).values_list("case_id", flat=True).first()
        agreement_id = rows.Agreement.objects.values_list("id", flat=True).get()
    with suppress(DoneBefore, Refused):
        case_id = case_id or open_case(life.account_id, [claim_id], on=on, by=ANN)
        done = hand_over(life.account_id, [case_id], agreement_id, on=on, by=ANN, key="hand over")
        assert not done.refusals, done.refusals


def paid_there(life: Life, on: date) -> None:
    """The debtor pays the agency once."""
    desk = outside.read(life.desk)
    if desk.cases and not desk.collected:
        desk.pay("R1", on, Parts(principal=1000_00))
        outside.keep(life.desk, desk)


def lost(life: Life, on: date) -> None:
    """The second claim is."""
    with suppress(DoneBefore):
        write_off(life.account_id, [claims_of(life.account_id)["1002"]], Asked(), on=on, by=ANN, key="write off")


def charged(life: Life, on: date) -> None:
    """Who paid the third claim late is sent an invoice for its interest."""
    with account_scope(life.account_id):
        debtor_id = rows.Claim.objects.values_list("debtor_id", flat=True).get(number="1003")
        orders = list(rows.InterestOrder.objects.values_list("id", flat=True))
        done = rows.InterestInvoice.objects.exists()
    if done:
        return
    with suppress(DoneBefore):
        orders = orders or list(order(life.account_id, [debtor_id], on=on, by=ANN, key="order interest"))
        issue(life.account_id, orders, on=on, by=ANN, key="issue interest")
