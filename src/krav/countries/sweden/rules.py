"""Swedish law where it is more than a table: fees or compensation, a plan's cost, the bank days of an inkassokrav."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache

import holidays

from krav.countries.sweden import court, giro, identifiers, losses, references
from krav.countries.sweden.swish import swish
from krav.kernel.bankdays import ClosedDays, bank_days_after
from krav.kernel.money import Minor, Money, half_up
from krav.kernel.refusal import Refusal
from krav.kernel.why import Why
from krav.law.country import Country
from krav.law.loss import Ground, LossFacts
from krav.law.matter import Matter
from krav.law.package import Answers, Package, Question
from krav.law.payment import Payee, PaymentCode, PaymentField, PaymentMeans, ScanCode, Setting, digits
from krav.law.procedure import Filing
from krav.law.step import Charge, Charges, DebtorKind, Situation, Step, StepKind


class Rules(Country):
    """Sweden."""

    def charges(self, step: Step, situation: Situation, on: date) -> Charges:
        """Compensation in place of every fee (4 a §), else one agreed reminder fee and one inkassokrav's cost (2–4 §§)."""
        if situation.compensation:
            reason = "Compensation was charged; it stands in place of every fee."
            return Charges(no_fee=Refusal("no_fee", reason, "4 a § lagen (1981:739)"))
        if not step.charges:
            return Charges(no_fee=Refusal("no_fee", "The policy charges nothing for this step."))
        if situation.wants_compensation and self._compensates(situation.debtor, situation.due_on):
            instead = Refusal("no_fee", "Compensation stands in place of every fee.", "4 a § lagen (1981:739)")
            return Charges(None, self._compensation(situation), instead)
        no_fee = self._no_fee(step, situation, on)
        label = "demand_cost" if step.kind is StepKind.DEMAND else "reminder_fee"
        return Charges(None if no_fee else self.charge(f"fees.{label}", label, on), None, no_fee)

    def _compensates(self, debtor: DebtorKind, due_on: date) -> bool:
        return not debtor.is_consumer and due_on >= self.book["fees.compensation"].values[0].from_on

    def _compensation(self, situation: Situation) -> Charge | None:
        """The compensation less the fees already charged on the claim; None where they have reached it."""
        whole = self.charge("fees.compensation", "compensation", situation.due_on)
        left = whole.amount - situation.fees
        if left <= 0:
            return None
        if not situation.fees:
            return whole
        amount, fees, rest = (Money(minor, self.currency).decimal for minor in (whole.amount, situation.fees, left))
        return whole._replace(amount=left, why=whole.why._replace(arithmetic=f"{amount} − {fees} = {rest}"))

    def _no_fee(self, step: Step, situation: Situation, on: date) -> Refusal | None:
        demand = step.kind is StepKind.DEMAND
        if not demand and not situation.fee_agreed:
            return Refusal("no_fee", "No reminder fee was agreed when the debt arose.", "2 och 4 §§ lagen (1981:739)")
        charged = sum(bool(letter.fee) and (letter.kind is StepKind.DEMAND) is demand for letter in situation.letters)
        count = self.book["fees.demand_count" if demand else "fees.reminder_count"].at(on)
        if charged >= count.value:
            reason = "A reminder of this claim has had its fee; another is not called for."
            if demand:
                reason = "An inkassokrav of this claim has had its fee; another is not called for."
            return Refusal("no_fee", reason, count.source.section)
        return None

    def costs(self, base: Minor, due_on: date, on: date, debtor: DebtorKind, *, creditor_vat: bool) -> tuple[Charge, ...]:  # noqa: ARG002
        """A complete instalment plan (3 § 2): one amount, no VAT; nothing from a debtor who compensates instead (4 a §)."""
        return () if self._compensates(debtor, due_on) else (self.charge("tariffs.plan", "plan", on),)

    def plan_costs(self, situations: Sequence[Situation], earlier: int, on: date) -> Charges:
        """Nothing beside the compensation, charged or to be had (4 a §); else one amount for the plan."""
        for situation in situations:
            if situation.compensation or (
                situation.wants_compensation and self._compensates(situation.debtor, situation.due_on)
            ):
                instead = Refusal("no_fee", "Compensation stands in place of every fee.", "4 a § lagen (1981:739)")
                return Charges(no_fee=instead)
        return super().plan_costs(situations, earlier, on)

    def charge_why(self, label: str, due_on: date, sent_on: date, charged: Minor = 0) -> Why:
        """The cost of a plan stands among the tariffs, everything else as everywhere."""
        if label == "plan":
            return self.book["tariffs.plan"].why(sent_on)
        return super().charge_why(label, due_on, sent_on, charged)

    def quoted(self, on: date) -> Mapping[str, Money]:
        """The highest reminder fee and cost of an inkassokrav, and what an application to Kronofogden may cost."""
        tables = {
            "fee_max": "fees.reminder_fee",
            "demand_max": "fees.demand_cost",
            "application_fee": "court.application_fee",
            "own_work": "court.own_work",
        }
        return {name: self.book[table].money(on) for name, table in tables.items()}

    def ceiling(self, debtor: DebtorKind, due_on: date, on: date) -> tuple[Decimal, Why] | None:
        """As everywhere; before the first ceiling (19 a § konsumentkreditlagen) the rate was free."""
        table = self.book.tables.get(f"ceilings.rate_{debtor}")
        return super().ceiling(debtor, due_on, on) if table and on >= table.values[0].from_on else None

    def deadline_on(self, step: Step, sent_on: date) -> date:
        """As everywhere; an inkassokrav also leaves four bank days after the post can be expected to have brought it."""
        deadline = super().deadline_on(step, sent_on)
        if step.kind is not StepKind.DEMAND:
            return deadline
        post = int(self.book["deadlines.post_bank_days"].number(sent_on))
        left = int(self.book["deadlines.demand_bank_days"].number(sent_on))
        return max(deadline, bank_days_after(sent_on, post + left, self.closed))

    def questions(self, filing: Filing, matter: Matter) -> tuple[Question, ...]:
        """What an application to Kronofogden asks for and the ledger does not know."""
        return court.questions(filing, matter)

    def package(self, filing: Filing, matter: Matter, answers: Answers) -> Package:
        """The content of an application for betalningsföreläggande."""
        return court.package(self.book, filing, matter, answers)

    def loss_grounds(self, facts: LossFacts, on: date) -> tuple[Ground, ...]:
        """What shows that the loss is certain; a person judges all of them."""
        no, events = losses.disputed(self.book, facts, on), self.book["writeoff.established"].on(on)
        certain = tuple(self.book["writeoff.vat_conditions"].on(on))
        return tuple(
            self._ground(key, "writeoff.established", on, no, words)._replace(confirm=(words, *certain))
            for key, words in events.items()
        )

    def vat_back(self, gross: Minor, rate: Decimal, on: date) -> Minor:
        """The VAT in the loss, at the rate of the invoice."""
        return half_up(int(gross * rate * self.book["writeoff.vat_relief"].number(on)), int(100 + rate))

    def vat_again(self, on: date) -> Why:
        return self.book["writeoff.vat_again"].why(on)

    @property
    def closed(self) -> ClosedDays:
        """Public holidays on weekdays, Midsummer Eve, Christmas Eve and New Year's Eve."""
        return _closed_days

    def company_number(self, text: str) -> str:
        return identifiers.company_number(text)

    def masked_number(self, text: str) -> str:
        return identifiers.masked(text)

    def shown_number(self, number: str) -> str:
        """Six and four: 556677-8899."""
        return f"{number[:6]}-{number[6:]}"

    @property
    def payment_settings(self) -> tuple[Setting, ...]:
        return references.SETTINGS

    def own_reference(self, number: str, payee: Payee) -> str:
        scheme = payee.scheme
        return references.ocr(number, scheme.get("ocr_level", ""), scheme.get("ocr_length", ""), giro.giro(payee).kind)

    def own_checked_reference(self, text: str) -> str:
        return references.checked(text)

    def own_fields(self, reference: str, payee: Payee) -> tuple[PaymentField, ...]:
        account = giro.giro(payee)
        label = "label_account" if account.kind == "bankgiro" else "label_plusgiro"
        return PaymentField(label, account.number), PaymentField("label_ocr", reference)

    def own_code(self, demand: Mapping[str, str], payee: Payee) -> PaymentCode | None:
        """UsingQR, which Swedish bank apps read without an agreement."""
        return PaymentCode(giro.using_qr(demand, payee), "label_scan_pay")

    def scan_codes(self, demand: Mapping[str, str], payee: Payee) -> tuple[ScanCode, ...]:
        """Swish comes first."""
        held = swish(demand, payee)
        return (*((ScanCode("swish", held),) if held else ()), *super().scan_codes(demand, payee))

    def own_means(self, reference: str, payee: Payee) -> PaymentMeans:
        """A credit transfer to Bankgiro or PlusGiro with OCR."""
        account = giro.giro(payee)
        return PaymentMeans("30", reference, digits(account.number), f"SE:{account.kind.upper()}")

    def payment_aim(self, *, by_reference: bool, last_letter: StepKind | None) -> str:  # noqa: ARG002
        """Until the inkassokrav a payment settles the invoice; after it costs, interest, principal is the custom."""
        return "" if last_letter is StepKind.DEMAND else "principal"


@cache
def _closed_days(year: int) -> frozenset[date]:
    days = holidays.country_holidays("SE", years=year, categories=(holidays.PUBLIC, holidays.DE_FACTO))
    return frozenset(day for day in days if day.weekday() < 5)
