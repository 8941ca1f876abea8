"""Danish law where it is more than a table: fees by spacing and count, compensation, bank days."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from functools import cache

import holidays

from krav.countries.denmark import court, identifiers, losses, references, tariffs
from krav.kernel.bankdays import ClosedDays
from krav.kernel.days import days_after
from krav.kernel.money import Minor, Money, half_up
from krav.kernel.refusal import Refusal
from krav.kernel.why import Why
from krav.law.country import Country
from krav.law.loss import Ground, LossFacts, objected
from krav.law.matter import Matter
from krav.law.package import Answers, Package, Question
from krav.law.payment import Payee, PaymentField, PaymentMeans, Setting
from krav.law.procedure import Filing
from krav.law.step import Charge, Charges, DebtorKind, Situation, Step, StepKind

_OF_A_CASE = {StepKind.DEMAND, StepKind.OFFER}
_COLLECTED = {"tariffs.own", "tariffs.collector"}


class Rules(Country):
    """Denmark."""

    def charges(self, step: Step, situation: Situation, on: date) -> Charges:
        """A fee of at most 100 kr. a reminder (§ 9 b) and, from businesses, 310 kr. for a late invoice (§ 9 a, stk. 3)."""
        free = None if step.charges else Refusal("no_fee", "The policy charges no fee for this step.")
        if step.kind in _OF_A_CASE:
            free = Refusal("no_fee", "Only a reminder may carry a reminder fee.", "renteloven § 9 b, stk. 1")
        no_fee = free or self._no_fee(situation, on)
        fee = None if no_fee else self.charge("fees.reminder_fee", "reminder_fee", on)
        return Charges(fee, self._compensation(situation), no_fee)

    def _no_fee(self, situation: Situation, on: date) -> Refusal | None:
        count, section = int(self.book["fees.reminder_count"].number(on)), "renteloven § 9 b, stk. 2"
        if len(situation.relation_fees) >= count:
            reason = "{count} reminders with a fee were already sent in this arrears."
            return Refusal("no_fee", reason, section, facts={"count": count})
        spacing = int(self.book["fees.reminder_spacing"].number(on))
        if situation.relation_fees and on < days_after(max(situation.relation_fees), spacing):
            reason = "The last reminder with a fee was sent on {last}; at least {days} days must lie between."
            facts = {"last": max(situation.relation_fees), "days": spacing - 1}
            return Refusal("no_fee", reason, section, facts=facts)
        return None

    def _compensation(self, situation: Situation) -> Charge | None:
        if situation.debtor.is_consumer or not situation.wants_compensation or situation.compensation:
            return None
        if situation.due_on < self.book["fees.compensation"].values[0].from_on:
            return None
        return self.charge("fees.compensation", "compensation", situation.due_on)

    def quoted(self, on: date) -> Mapping[str, Money]:
        """The highest reminder fee and inkassogebyr, and the court fee of a betalingspåkrav."""
        tables = {
            "fee_max": "fees.reminder_fee",
            "collection_fee": "fees.collection_fee",
            "court_fee": "court.payment_order_fee",
        }
        return {name: self.book[table].money(on) for name, table in tables.items()}

    def costs(self, base: Minor, due_on: date, on: date, debtor: DebtorKind, *, creditor_vat: bool) -> tuple[Charge, ...]:  # noqa: ARG002
        """One amount for a collector and one for own collection with a settlement, whoever the debtor is (BEK 601/2002)."""
        return tariffs.costs(self.book, base, due_on, on, creditor_vat=creditor_vat) if base > 0 else ()

    def obstacle(self, step: Step, situation: Situation, on: date) -> Refusal | None:
        """As everywhere; the letters of a case come when the notice's time is over (inkassoloven § 10)."""
        early = self.may_open(situation, on) if step.kind in _OF_A_CASE else None
        return early or super().obstacle(step, situation, on)

    def case_costs(
        self, step: Step, principal: Minor, due_on: date, on: date, charged: Collection[str]
    ) -> tuple[Charge, ...]:
        """An offer to settle opens the tariff of own collection (bilag 2): once, and never beside a collector's."""
        if step.kind is not StepKind.OFFER or not step.charges or _COLLECTED & set(charged):
            return ()
        found = self.costs(principal, due_on, on, DebtorKind.CONSUMER, creditor_vat=True)
        return tuple(charge._replace(label="tariffs.own") for charge in found if charge.label == "own")

    def charge_why(self, label: str, due_on: date, sent_on: date, charged: Minor = 0) -> Why:
        """As everywhere; the cost of an offer is told by the band of the tariff it is."""
        if label in _COLLECTED:
            return tariffs.why_of(self.book[label], due_on, charged)
        return super().charge_why(label, due_on, sent_on, charged)

    def questions(self, filing: Filing, matter: Matter) -> tuple[Question, ...]:
        """What the form of a betalingspåkrav asks for and the ledger does not know."""
        return court.questions(filing, matter)

    def package(self, filing: Filing, matter: Matter, answers: Answers) -> Package:
        """The boxes of the betalingspåkrav."""
        return court.package(self.book, filing, matter, answers)

    def loss_grounds(self, facts: LossFacts, on: date) -> tuple[Ground, ...]:
        """The small-claim rule, vain collection, or an event that shows that there is nothing to have."""
        small, large = losses.small(self.book, facts, on), losses.large(self.book, facts, on)
        section = self.book["writeoff.established"].at(on).source.section
        events = self.book["writeoff.established"].on(on).items()
        return (
            self._ground("small_claim", "writeoff.small_conditions", on, small)._replace(by_itself=True),
            self._ground("vain_collection", "writeoff.large_conditions", on, large),
            *(self._ground(key, "writeoff.established", on, objected(facts, section), words) for key, words in events),
        )

    def vat_back(self, gross: Minor, rate: Decimal, on: date) -> Minor:
        """The VAT on 80 % of the loss: of 25 % a fifth."""
        return half_up(int(gross * self.book["writeoff.share"].number(on) * rate), 10_000)

    def vat_again(self, on: date) -> Why:
        return self.book["writeoff.recovery_share"].why(on)

    @property
    def closed(self) -> ClosedDays:
        """Public holidays, and the bank holidays beside them: the day after Ascension, 5 June, 24 and 31 December."""
        return _closed_days

    def company_number(self, text: str) -> str:
        return identifiers.company_number(text)

    def masked_number(self, text: str) -> str:
        return identifiers.masked(text)

    def shown_number(self, number: str) -> str:
        """Pairs: 13 58 56 28."""
        return " ".join(number[start : start + 2] for start in (0, 2, 4, 6))

    @property
    def payment_settings(self) -> tuple[Setting, ...]:
        return references.SETTINGS

    def own_reference(self, number: str, payee: Payee) -> str:
        return references.payment_id(number, payee.scheme["fik_card"])

    def own_checked_reference(self, text: str) -> str:
        return references.checked(text)

    def own_fields(self, reference: str, payee: Payee) -> tuple[PaymentField, ...]:
        line = references.code_line(reference, payee.scheme["fik_card"], payee.scheme["fik_creditor"])
        return PaymentField("label_account", payee.account), PaymentField("label_fik", line)

    def own_means(self, reference: str, payee: Payee) -> PaymentMeans:
        """The payment slip in Peppol's spelling: 71#000000900001017, paid to the creditor number."""
        creditor = references.creditor_number(payee.scheme["fik_creditor"])
        return PaymentMeans("93", f"{payee.scheme['fik_card']}#{reference}", creditor)

    def payment_aim(self, *, by_reference: bool, last_letter: StepKind | None) -> str:  # noqa: ARG002
        """A payment with the invoice's own id is directed by the debtor to that invoice's principal."""
        return "principal" if by_reference else ""


@cache
def _closed_days(year: int) -> frozenset[date]:
    public = holidays.country_holidays("DK", years=year, language="da")
    ascension = next(day for day, name in public.items() if "Kristi himmelfart" in name)
    own = {days_after(ascension, 1), date(year, 6, 5), date(year, 12, 24), date(year, 12, 31)}
    return frozenset(public) | own
