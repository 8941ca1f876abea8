"""Anything that people may do to cases, in any order: money is conserved, nothing unlawful leaves, the chain verifies."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from itertools import count

import pytest
from django.db.models import Model, Sum
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from krav.actions.accounts import NewAccount, open_account
from krav.actions.cases import case_choices, close_case, one, open_case, reopen_case, take_case_step, withdraw_case
from krav.actions.contents import contents
from krav.actions.corrections import correct
from krav.actions.credits import credit_claim
from krav.actions.holds import lift_hold, place_hold
from krav.actions.limits import Evidence, acknowledge
from krav.actions.payments_by_hand import register_payment, take_back_payment, unplace_payment
from krav.actions.plans import agree_plan, end_plan, review_plan
from krav.actions.rebuild import rebuild
from krav.actions.returned import letter_returned
from krav.actions.writeoffs import undo_write_off, write_off
from krav.claims.agreement import Terms
from krav.claims.plan import Every, Interest
from krav.claims.writeoff import Asked
from krav.kernel.days import days_after
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.scope import account_scope
from krav.store.verify import verify
from tests.actions.cast import ANN, FJORDBO, IMPORTED, NORDLYS, PROVBYGG, line
from tests.actions.collect import claims_of, owed, run_until

_SERIAL = count(1)
PICK = st.integers(0, 50)
AMOUNT = st.sampled_from([1, 9_900, 100_000, 250_000, 1_250_000, 2_000_000])
BACK = st.sampled_from([0, 0, 3, 40, 100])
"""How many days ago money came that is told of today."""


class Machine(RuleBasedStateMachine):
    """One account with three invoices of two customers, from the end of its ladder on."""

    new: NewAccount

    def __init__(self) -> None:
        super().__init__()
        self.account = open_account(replace(self.new, slug=f"{self.new.slug}-{next(_SERIAL)}"), on=IMPORTED)
        lines = (line("1001", "12500,00"), line("1002", "2500,00"), line("1003", "999,99", customer="18", kind="privat"))
        owed(self.account, *lines)
        self.on = date(2026, 5, 22)
        run_until(self.account, self.on)
        self.claims = claims_of(self.account)

    def attempt(self, deed: Callable[[], object]) -> None:
        """What is refused leaves everything as it was; that it does is what the invariants look at."""
        with suppress(KravError):
            deed()

    def of(self, model: type[Model], pick: int) -> int:
        """The id of one of the rows there are, 0 where there is none."""
        with account_scope(self.account):
            ids = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
        return ids[pick % len(ids)] if ids else 0

    @rule(days=st.sampled_from([1, 3, 11, 20]))
    def time_passes(self, days: int) -> None:
        """The bank tells of every day, and the day is run."""
        self.on = days_after(self.on, days)
        run_until(self.account, self.on, first=self.on)

    @rule(pick=PICK, amount=AMOUNT, ago=BACK)
    def pays(self, pick: int, amount: int, ago: int) -> None:
        """Money that somebody tells of, of today or of an earlier day."""
        claim_id = self.of(rows.Claim, pick)
        self.attempt(lambda: register_payment(self.account, claim_id, amount, days_after(self.on, -ago), on=self.on, by=ANN))

    @rule(pick=PICK)
    def takes_money_back(self, pick: int) -> None:
        """A payment that never came."""
        self.attempt(lambda: take_back_payment(self.account, self.of(rows.Payment, pick), on=self.on, by=ANN))

    @rule(pick=PICK)
    def takes_money_off(self, pick: int) -> None:
        """A payment that stands on the wrong claims."""
        self.attempt(lambda: unplace_payment(self.account, self.of(rows.Payment, pick), on=self.on, by=ANN))

    @rule(pick=PICK, amount=AMOUNT, whole=st.booleans())
    def credits(self, pick: int, amount: int, whole: bool) -> None:
        """A credit note, from the invoice's own day or from today."""
        claim_id, from_on = self.of(rows.Claim, pick), None if whole else self.on
        self.attempt(lambda: credit_claim(self.account, claim_id, amount, from_on, "K1", on=self.on, by=ANN))

    @rule(number=st.sampled_from(["1001", "1002", "1003"]), days=st.sampled_from([0, 15]))
    def objects(self, number: str, days: int) -> None:
        """A stop with or without an end."""
        until_on = days_after(self.on, days) if days else None
        self.attempt(lambda: place_hold(self.account, number, "objection", until_on=until_on, on=self.on, by=ANN))

    @rule(pick=PICK)
    def lifts(self, pick: int) -> None:
        """A stop is lifted."""
        self.attempt(lambda: lift_hold(self.account, self.of(rows.Hold, pick), on=self.on, by=ANN))

    @rule(numbers=st.sets(st.sampled_from(["1001", "1002", "1003"]), min_size=1))
    def opens(self, numbers: set[str]) -> None:
        """A case of some of the claims."""
        ids = [self.claims[number] for number in sorted(numbers)]
        self.attempt(lambda: open_case(self.account, ids, on=self.on, by=ANN))

    @rule(pick=PICK, which=PICK)
    def goes_further(self, pick: int, which: int) -> None:
        """A letter of a case; what the page says can be done, can be done."""
        case_id = self.of(rows.Case, pick)
        if not case_id:
            return
        with account_scope(self.account):
            offered = [each for each in case_choices(one(case_id), creditor_in_scope(), self.on) if each.step]
        if offered:
            choice = offered[which % len(offered)]
            if choice.refusal is None:
                take_case_step(self.account, case_id, choice.key, on=self.on, by=ANN)
            else:
                with pytest.raises(KravError):
                    take_case_step(self.account, case_id, choice.key, on=self.on, by=ANN)

    @rule(pick=PICK, deed=st.sampled_from([withdraw_case, close_case, reopen_case]))
    def ends(self, pick: int, deed: Callable[..., object]) -> None:
        """A case is given up, taken back or opened again."""
        self.attempt(lambda: deed(self.account, self.of(rows.Case, pick), "given_up", on=self.on, by=ANN))

    @rule(pick=PICK, parts=st.sampled_from([1, 3, 12]), interest=st.sampled_from(list(Interest)))
    def agrees_on_a_plan(self, pick: int, parts: int, interest: Interest) -> None:
        """The whole case is paid by instalments."""
        terms = Terms(days_after(self.on, 14), Every.MONTH, count=parts, interest=interest)
        self.attempt(lambda: agree_plan(self.account, self.of(rows.Case, pick), terms, on=self.on, by=ANN))

    @rule(pick=PICK, deed=st.sampled_from([end_plan, review_plan]))
    def ends_a_plan(self, pick: int, deed: Callable[..., object]) -> None:
        """A plan is ended by hand, or one that was missed is looked at."""
        self.attempt(lambda: deed(self.account, self.of(rows.Case, pick), on=self.on, by=ANN))

    @rule(pick=PICK, amount=st.sampled_from([None, 1, 50_000]))
    def writes_off(self, pick: int, amount: int | None) -> None:
        """The books give a claim up, or a part of it."""
        claim_id = self.of(rows.Claim, pick)
        self.attempt(lambda: write_off(self.account, [claim_id], Asked(amount), on=self.on, by=ANN))

    @rule(pick=PICK)
    def takes_a_write_off_back(self, pick: int) -> None:
        """The books take it up again."""
        self.attempt(lambda: undo_write_off(self.account, self.of(rows.Voucher, pick), on=self.on, by=ANN))

    @rule(pick=PICK)
    def is_acknowledged(self, pick: int) -> None:
        """The debtor acknowledges the debt."""
        told = Evidence(self.on, "message", "mail of the day")
        self.attempt(lambda: acknowledge(self.account, self.of(rows.Case, pick), told, on=self.on, by=ANN))

    @rule(pick=PICK)
    def is_corrected(self, pick: int) -> None:
        """What letters asked for is put right."""
        self.attempt(lambda: correct(self.account, self.of(rows.Claim, pick), on=self.on, by=ANN))

    @rule(pick=PICK)
    def comes_back(self, pick: int) -> None:
        """A letter comes back."""
        self.attempt(lambda: letter_returned(self.account, self.of(rows.Letter, pick), "moved", on=self.on, by=ANN))

    @invariant()
    def every_voucher_balances(self) -> None:
        """Debit is credit, and the books never carry less than nothing."""
        with account_scope(self.account):
            for lines in rows.Voucher.objects.values_list("lines", flat=True):
                told = json.loads(lines)
                assert sum(line["debit"] for line in told) == sum(line["credit"] for line in told)
            given = rows.Entry.objects.filter(kind="write_off").values("claim_id").annotate(sum=Sum("amount"))
            assert all(row["sum"] <= 0 for row in given)

    @invariant()
    def money_is_conserved(self) -> None:
        """What came in stands on claims or is loose, to the last øre."""
        with account_scope(self.account):
            came = rows.Payment.objects.aggregate(sum=Sum("amount"))["sum"] or 0
            entries = rows.Entry.objects.filter(payment__isnull=False, kind="payment")
            placed = entries.aggregate(sum=Sum("amount"))["sum"] or 0
            loose = rows.LoosePayment.objects.aggregate(sum=Sum("amount"))["sum"] or 0
        assert came == loose - placed

    @invariant()
    def a_case_that_money_closed_is_paid(self) -> None:
        """Closed by money means that no claim of it is open."""
        with account_scope(self.account):
            closed = rows.CaseEvent.objects.filter(fact="", kind="closed", data__contains="paid").values("case_id")
            open_claims = rows.ClaimState.objects.filter(claim__caseclaim__case_id__in=closed, settled_on__isnull=True)
            paid = rows.CaseState.objects.filter(case_id__in=closed, status="closed", closed_on__isnull=False)
            withdrawn = rows.CaseEvent.objects.filter(kind="withdrawn").values("case_id")
            by_hand = rows.CaseEvent.objects.filter(kind="closed", data__contains="given_up").values("case_id")
            still = paid.exclude(case_id__in=withdrawn).exclude(case_id__in=by_hand).values_list("case_id", flat=True)
            assert not open_claims.filter(claim__caseclaim__case_id__in=list(still)).exists()

    @invariant()
    def letters_that_wait_are_lawful(self) -> None:
        """Every letter of the day is what it was decided to be, and lawful."""
        with account_scope(self.account):
            waiting = list(rows.Letter.objects.filter(sent_on=self.on, withdrawal__isnull=True).values_list("id", flat=True))
            made_last = [key for key in waiting if not rows.Entry.objects.filter(letter_id=key, amount__lt=0).exists()]
            assert len(list(contents(made_last, creditor_in_scope()))) == len(made_last)

    @invariant()
    def journals_are_whole(self) -> None:
        """Nothing that happened is missing from a journal."""
        with account_scope(self.account):
            for case_id in rows.Case.objects.values_list("id", flat=True):
                assert verify(case_id) == []

    def teardown(self) -> None:
        """The projections are what the facts make of them."""
        if not hasattr(self, "claims"):
            return
        before = self._rows()
        rebuild(self.account, on=self.on, by=ANN)
        assert self._rows() == before

    def _rows(self) -> list[tuple[object, ...]]:
        with account_scope(self.account):
            return [
                *rows.ClaimState.objects.order_by("pk").values_list(),
                *rows.CaseState.objects.order_by("pk").values_list(),
            ]


@pytest.mark.parametrize("new", [FJORDBO, NORDLYS, PROVBYGG], ids=lambda new: new.country)
def test_anything_in_any_order(db: None, new: NewAccount) -> None:
    machine = type("Of", (Machine,), {"new": new})
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    few = settings(
        max_examples=6, stateful_step_count=15, deadline=None, suppress_health_check=checks, phases=[Phase.generate]
    )
    run_state_machine_as_test(machine, settings=few)
