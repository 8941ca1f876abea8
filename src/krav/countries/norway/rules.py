"""Norwegian law where it is more than a table: fees as shares, their count, compensation, regime, bank days."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

import holidays

from krav.countries.norway import court, identifiers, losses, references, tariffs
from krav.countries.norway.count import fee_letters, missed
from krav.kernel.bankdays import ClosedDays
from krav.kernel.days import days_after, plain
from krav.kernel.money import Minor, Money, half_up
from krav.kernel.refusal import Refusal
from krav.kernel.why import Why
from krav.law.country import Country
from krav.law.dated import NotInForce, Table
from krav.law.loss import Ground, LossFacts
from krav.law.matter import Matter
from krav.law.package import Answers, Package, Question
from krav.law.payment import Payee, PaymentField, PaymentMeans, Setting
from krav.law.procedure import Filing
from krav.law.step import Charge, Charges, DebtorKind, PastLetter, Situation, Step, StepKind


class Rules(Country):
    """Norway."""

    # --- charges

    def charges(self, step: Step, situation: Situation, on: date) -> Charges:
        """From a business or public body compensation (§ 3a), which takes the place of fees; else the letter's own fee."""
        if not step.charges:
            return Charges(no_fee=Refusal("no_fee", "The policy charges no fee for this step."))
        if step.kind is StepKind.ENFORCEMENT:
            section = self._section("court.enforcement_notice_days", on)
            return Charges(no_fee=Refusal("no_fee", "A notice of enforcement costs the debtor nothing.", section))
        compensation = self._compensation(situation)
        if compensation or situation.compensation:
            no_fee = Refusal("no_fee", "Compensation takes the place of fees.", "inkassoforskriften §§ 1-5 og 2-6")
            return Charges(compensation=compensation, no_fee=no_fee)
        refused = self._no_fee(step, situation, on)
        return Charges(None if refused else self._fee(step.kind, situation.due_on, on), no_fee=refused)

    def _compensation(self, situation: Situation) -> Charge | None:
        """Once a claim, less the fees charged before: the debtor owes the larger of the two, never the sum."""
        if situation.debtor.is_consumer or not situation.wants_compensation or situation.compensation:
            return None
        table = self.book["fees.compensation"]
        whole = table.money(situation.due_on)
        rest = Money(whole.minor - situation.fees, whole.currency)
        if rest.minor <= 0:
            return None
        arithmetic = f"{whole.decimal} − {Money(situation.fees, whole.currency).decimal} charged in fees = {rest.decimal}"
        why = table.why(situation.due_on)._replace(amount=str(rest), arithmetic=arithmetic if situation.fees else "")
        return Charge("compensation", rest.minor, why)

    def _no_fee(self, step: Step, situation: Situation, on: date) -> Refusal | None:
        days = self._days("fees.first_days", on)
        if on < days_after(situation.due_on, days):
            reason = "A letter may cost something from {days} days after the due day on."
            return Refusal("no_fee", reason, "inkassoforskriften § 1-2", facts={"days": days})
        if step.kind is StepKind.DEMAND:
            return self._no_demand_fee(situation, on)
        return self._no_reminder_fee(situation, on)

    def _no_reminder_fee(self, situation: Situation, on: date) -> Refusal | None:
        """§ 1-3: a second fee follows a purring whose deadline was missed, and there is no third."""
        charged = [letter for letter in self._counted(situation, on) if letter.kind is not StepKind.DEMAND]
        most, days = self._days("fees.reminder_count", on), self._days("fees.missed_deadline", on)
        section = "inkassoforskriften § 1-3"
        if len(charged) >= most:
            reason = "{count} reminders or notices with a fee were already sent."
            return Refusal("no_fee", reason, section, facts={"count": most})
        if charged and charged[0].kind is StepKind.NOTICE:
            return Refusal("no_fee", "A fee was charged for a notice; only a purring may precede a second fee.", section)
        if charged and not missed(charged[0], days, on):
            reason = "No deadline of {days} days in the purring of {first} was missed."
            return Refusal("no_fee", reason, section, facts={"days": days, "first": charged[0].sent_on})
        return None

    def _no_demand_fee(self, situation: Situation, on: date) -> Refusal | None:
        """§ 1-2 third paragraph: one demand, after a missed deadline in a purring or notice, free or not."""
        charged = [letter for letter in self._counted(situation, on) if letter.kind is StepKind.DEMAND]
        if len(charged) >= self._days("fees.demand_count", on):
            reason, last = "A demand with a fee was already sent on {last}.", charged[-1].sent_on
            return Refusal("no_fee", reason, "inkassoforskriften § 1-3", facts={"last": last})
        days = self._days("fees.missed_deadline", on)
        earlier = [letter for letter in situation.letters if letter.kind is not StepKind.DEMAND]
        if not any(missed(letter, days, on) for letter in earlier):
            reason = "No deadline of {days} days in a purring or notice was missed."
            return Refusal("no_fee", reason, "inkassoforskriften § 1-2", facts={"days": days})
        return None

    def _counted(self, situation: Situation, on: date) -> list[PastLetter]:
        return fee_letters(situation.letters, self._days("fees.again_months", on), on)

    def _fee(self, kind: StepKind, due_on: date, on: date) -> Charge:
        """The share of the day the claim fell due, of the sats of the day of sending."""
        sats, share, rounding = self.book["fees.sats"], self.book[f"fees.{kind}_share"], self.book["fees.rounding"]
        part, of = share.on(due_on)["part"], share.on(due_on)["of"]
        unit = rounding.money(on).minor
        fee = Money(half_up(int(sats.money(on).minor * part), int(of * unit)) * unit, self.currency)
        exact: Decimal = sats.number(on) * part / of
        arithmetic = f"{plain(sats.number(on))} × {part}/{of} = {plain(exact)}, rounded to {fee.decimal}"
        why = share.why(due_on)._replace(
            value=f"{part}/{of} {share.unit}",
            arithmetic=arithmetic,
            amount=str(fee),
            parts=(sats.why(on), rounding.why(on)),
        )
        return Charge(f"{kind}_fee", fee.minor, why)

    def charge_why(self, label: str, due_on: date, sent_on: date, charged: Minor = 0) -> Why:
        """A fee is a share of the sats, what the court costs a multiple of rettsgebyret; all else as in its table."""
        if label.startswith("court.") and isinstance(self.book[label].on(sent_on), Decimal):
            return self._fixed(label, sent_on).why
        if label.endswith("_fee"):
            return self._fee(StepKind(label.removesuffix("_fee")), due_on, sent_on).why
        return super().charge_why(label, due_on, sent_on, charged)

    def quoted(self, on: date) -> Mapping[str, Money]:
        """The inkassosats, and the fee of a betalingsoppfordring for a claim that falls due that day."""
        demand = self._fee(StepKind.DEMAND, on, on)
        return {"sats": self.book["fees.sats"].money(on), "bo_fee": Money(demand.amount, self.currency)}

    def _days(self, rule: str, on: date) -> int:
        return int(self.book[rule].number(on))

    # --- steps

    def earliest_on(self, step: Step, situation: Situation) -> date:
        """A demand comes after the deadline of the notice, every other letter after the due day."""
        earliest = super().earliest_on(step, situation)
        notice = self._notice(situation) if step.kind is StepKind.DEMAND else None
        return max(earliest, days_after(notice.deadline_on, 1)) if notice else earliest

    def obstacle(self, step: Step, situation: Situation, on: date) -> Refusal | None:
        """Beyond the base: the creditor may send notices and demands only under the old regime, a demand after a notice."""
        if step.kind is StepKind.REMINDER:
            return super().obstacle(step, situation, on)
        if step.kind is StepKind.ENFORCEMENT:
            return self._no_demand(situation, on) or super().obstacle(step, situation, on)
        return self._no_regime(on) or self._no_notice(step, situation) or self._early(step, situation, on)

    def _early(self, step: Step, situation: Situation, on: date) -> Refusal | None:
        """As everywhere; the section on what a letter must give also says what comes before it (§§ 9 and 10)."""
        found = super().obstacle(step, situation, on)
        rule = self.deadline_table(step.kind)
        section = rule.at(on).source.section if rule else ""
        return replace(found, section=found.section or section) if found else None

    def deadline_table(self, kind: StepKind) -> Table | None:
        """As everywhere; that of the notice of enforcement stands with the court."""
        return self.book["court.enforcement_notice_days"] if kind is StepKind.ENFORCEMENT else super().deadline_table(kind)

    def first_day_table(self, kind: StepKind) -> Table | None:
        """As everywhere; the notice of enforcement may go out on the due day itself."""
        enforces = kind is StepKind.ENFORCEMENT
        return self.book["court.enforcement_notice_after_due"] if enforces else super().first_day_table(kind)

    def _no_demand(self, situation: Situation, on: date) -> Refusal | None:
        """Without a demand nothing may be enforced, so the notice of it would be empty (inkassoloven § 11)."""
        if self.last_of(StepKind.DEMAND, situation):
            return None
        section = self._section("court.demand_months", on)
        return Refusal("demand_first", "The letter that must come before it has not been sent.", section)

    def _no_regime(self, on: date) -> Refusal | None:
        table = self.book["regime.own_notice"]
        try:
            table.at(on)
        except NotInForce:
            last = table.values[-1]
            reason = "Nothing confirms that the creditor may send this letter itself on {on}: {doubt}."
            return Refusal("regime", reason, last.source.section, facts={"on": on, "doubt": last.doubt})
        return None

    def _no_notice(self, step: Step, situation: Situation) -> Refusal | None:
        if step.kind is not StepKind.DEMAND or self._notice(situation):
            return None
        source = self.book["deadlines.demand"].values[-1].source
        return Refusal("notice_first", "A betalingsoppfordring needs an inkassovarsel before it.", source.section)

    def _notice(self, situation: Situation) -> PastLetter | None:
        """The last notice whose deadline was as long as § 9 asks."""
        notices = [letter for letter in situation.letters if letter.kind is StepKind.NOTICE]
        lawful = [each for each in notices if each.deadline_on >= days_after(each.sent_on, self._notice_days(each))]
        return max(lawful, key=lambda letter: letter.deadline_on, default=None)

    def _notice_days(self, notice: PastLetter) -> int:
        return self._days("deadlines.notice", notice.sent_on)

    # --- after the letters

    def costs(self, base: Minor, due_on: date, on: date, debtor: DebtorKind, *, creditor_vat: bool) -> tuple[Charge, ...]:
        """A collector's light and heavy salær, and what an instalment plan adds to either; `on` is the day of payment."""
        return tariffs.salaer(self.book, base, due_on, on, debtor, creditor_vat=creditor_vat)

    def court_fee(self, step: str, on: date) -> Charge:
        """The fee of a step of court.toml (conciliation_fee, attachment_fee …) filed that day."""
        return tariffs.court_fee(self.book, step, on)

    def _fixed(self, rule: str, on: date) -> Charge:
        """What the court costs is a multiple of rettsgebyret."""
        return tariffs.court_fee(self.book, rule.removeprefix("court."), on)._replace(label=rule)

    def questions(self, filing: Filing, matter: Matter) -> tuple[Question, ...]:
        """What begjæring om utlegg or forliksklage asks for beside the claims."""
        return court.questions(filing, matter)

    def package(self, filing: Filing, matter: Matter, answers: Answers) -> Package:
        """The petition in ELAN's fields, or the content of a forliksklage."""
        return court.package(self.book, filing, matter, answers)

    # --- bank days, payment and identity

    def loss_grounds(self, facts: LossFacts, on: date) -> tuple[Ground, ...]:
        """Letters a to d; each asks that the debtor cannot pay, and letter b rests on the reminders and the days."""
        no = losses.disputed(self.book, facts, on)
        collected, half_a_year = losses.collected(self.book, facts, on), losses.half_a_year(self.book, facts, on)
        known = {"collected": collected, "half_a_year": half_a_year}
        cannot_pay = tuple(self.book["writeoff.relief_condition"].on(on))
        return tuple(
            self._ground(key, "writeoff.lost_when", on, no or known.get(key), words)._replace(
                confirm=(words, *cannot_pay), by_itself=key == "half_a_year"
            )
            for key, words in self.book["writeoff.lost_when"].on(on).items()
        )

    def vat_back(self, gross: Minor, rate: Decimal, on: date) -> Minor:
        """The VAT in the loss."""
        share = self.book["writeoff.relief_share"].number(on)
        return half_up(int(gross * rate * share), int(100 * (100 + rate)))

    def vat_again(self, on: date) -> Why:
        return self.book["writeoff.paid_later"].why(on)

    @property
    def closed(self) -> ClosedDays:
        """Public holidays alone: 24 and 31 December are taken as ordinary bank days, which is not confirmed."""
        return _closed_days

    def company_number(self, text: str) -> str:
        return identifiers.company_number(text)

    def masked_number(self, text: str) -> str:
        return identifiers.masked(text)

    def shown_number(self, number: str) -> str:
        """Threes: 974 760 673."""
        return " ".join(number[start : start + 3] for start in (0, 3, 6))

    @property
    def payment_settings(self) -> tuple[Setting, ...]:
        return references.SETTINGS

    def own_reference(self, number: str, payee: Payee) -> str:
        scheme = payee.scheme
        return references.payment_id(number, scheme.get("kid_length", ""), scheme.get("kid_algorithm", "MOD10"))

    def own_checked_reference(self, text: str) -> str:
        return references.checked(text)

    def own_fields(self, reference: str, payee: Payee) -> tuple[PaymentField, ...]:
        account = identifiers.account(payee.account)
        shown = f"{account[:4]} {account[4:6]} {account[6:]}"
        return PaymentField("label_account", shown), PaymentField("label_kid", reference)

    def own_means(self, reference: str, payee: Payee) -> PaymentMeans:
        """A credit transfer with KID."""
        return PaymentMeans("30", reference, identifiers.account(payee.account))

    def payment_aim(self, *, by_reference: bool, last_letter: StepKind | None) -> str:  # noqa: ARG002 asked of every country
        """No order is in the law; custom is costs, interest, principal, also for a payment with the invoice's KID."""
        return ""


@cache
def _closed_days(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("NO", years=year))
