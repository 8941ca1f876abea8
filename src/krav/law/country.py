"""What a country is to the rest of Krav: its rule book, and the few questions its law answers.

A country is a folder: country.toml, rule tables, rules.py with one subclass of Country, references.py, identifiers.py,
letters/ and cases/. Most answers are read from the tables by the methods here; a country overrides where its law differs.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from krav.kernel.bankdays import ClosedDays, bank_days_after, on_or_after
from krav.kernel.days import days_after, months_after
from krav.kernel.money import Minor, Money
from krav.kernel.refusal import KravError, Refusal
from krav.kernel.why import Why
from krav.law import creditor_reference
from krav.law.book import Book, about, load
from krav.law.dated import NotInForce, Table
from krav.law.epc import epc
from krav.law.interest import Convention, Counting, RateCalendar, Stretch
from krav.law.loss import Losses
from krav.law.payment import Payee, PaymentCode, PaymentField, PaymentMeans, ScanCode, Setting, bare_reference
from krav.law.procedure import Procedure
from krav.law.retention import Retention
from krav.law.sending import Sending
from krav.law.step import Charge, Charges, DebtorKind, Situation, Step, StepKind, Terms


class Country(Procedure, Losses, Sending, Retention, ABC):
    """A country's law and customs of payment. Stateless but for its tables."""

    def __init__(self, folder: Path) -> None:
        """Reads the folder; an incomplete book is refused here."""
        self.folder = folder
        known = about(folder)
        self.code: str = known["code"]
        self.name: str = known["name"]
        self.currency: str = known["currency"]
        self.languages: tuple[str, ...] = tuple(known["languages"])
        self.window: str = known["window"]
        self.time_zone: str = known.get("time_zone", "UTC")
        self.e_reminder: str = known.get("e_reminder", "ubl")
        self.vat_area: str = known.get("vat_area", self.code)
        self.book: Book = load(folder)
        self.calendar = cache(self._calendar)
        self.contract_rates = lru_cache(maxsize=64)(self._contract_rates)  # a calendar is half a megabyte
        self.charge = cache(self._charge)
        self.bank_day_from = cache(self._bank_day_from)
        self.acts_after = cache(self._acts_after)

    # --- interest

    def interest_from(self, terms: Terms) -> date:
        """The day interest is counted from: the agreed due day, else 30 days after the demand, never before it is due."""
        if terms.due_agreed:
            return terms.due_on
        days = int(self.book["interest.demand_days"].number(terms.sent_on))
        return max(terms.due_on, days_after(terms.sent_on, days))

    def rates(self, due_on: date, convention: Convention | None = None) -> RateCalendar:
        """The calendar of yearly rates for a claim that fell due that day."""
        margins = self.book.tables.get("interest.margin")
        return self.calendar(margins.at(due_on).from_on if margins else None, convention or self.convention)

    def _contract_rates(
        self, percent: Decimal, debtor: DebtorKind, due_on: date, convention: Convention | None
    ) -> RateCalendar:
        """The calendar of an agreed yearly rate, on each day held down to the ceiling the law sets for the debtor."""
        stretches = [
            Stretch(from_on, until_on, self._lawful(percent, debtor, due_on, max(from_on, due_on)))
            for stretch in self.rates(due_on, convention).stretches
            for from_on, until_on in pairwise(self._cuts(debtor, stretch))
        ]
        return RateCalendar("agreed rate", stretches, self._counting(convention or self.convention))

    def _cuts(self, debtor: DebtorKind, stretch: Stretch) -> list[date]:
        """The ends of a stretch, and between them the days on which the ceiling changes."""
        table = self.book.tables.get(f"ceilings.rate_{debtor}")
        days = (value.from_on for value in table.values) if table else ()
        return [stretch.from_on, *(day for day in days if stretch.from_on < day < stretch.until_on), stretch.until_on]

    def _lawful(self, percent: Decimal, debtor: DebtorKind, due_on: date, on: date) -> Decimal:
        highest = self.ceiling(debtor, due_on, on)
        return min(percent, highest[0]) if highest else percent

    def _calendar(self, margin_from: date | None, convention: Convention) -> RateCalendar:
        table = self.book["interest.rate"]
        margin = self.book["interest.margin"].number(margin_from) if margin_from else 0
        stretches = [Stretch(v.from_on, _closed(table, v.until_on), v.value + margin) for v in table.values]
        return RateCalendar(table.name, stretches, self._counting(convention))

    def _counting(self, convention: Convention) -> Counting:
        rule = self._counting_rule
        return Counting(convention, rule["anchor_counts"], rule["round_each_line"])

    @property
    def convention(self) -> Convention:
        """How days become a part of a year unless the creditor chose otherwise."""
        return Convention(self._counting_rule["convention"])

    @cached_property
    def _counting_rule(self) -> dict[str, Any]:
        rule: dict[str, Any] = self.book["interest.counting"].values[-1].value
        return rule

    # --- steps

    def step(self, key: str) -> Step:
        """A step of the country by its key, whether the default ladder takes it or not.

        Raises:
            KravError: there is no such step.
        """
        known = {step.key: step for step in (*self.case_steps, *self.steps)}
        if key not in known:
            facts = {"country": self.name, "step": key, "steps": ", ".join(known)}
            raise KravError("{country} has no step “{step}”; it has {steps}.", facts)
        return known[key]

    @abstractmethod
    def charges(self, step: Step, situation: Situation, on: date) -> Charges:
        """What the law lets the creditor charge for taking the step that day."""

    def _charge(self, rule: str, label: str, day: date) -> Charge:
        table = self.book[rule]
        return Charge(label, table.money(day).minor, table.why(day))

    def charge_why(self, label: str, due_on: date, sent_on: date, charged: Minor = 0) -> Why:  # noqa: ARG002 asked of every country
        """Why a charge of that label was lawful for a claim due on the one day in a letter sent on the other.

        The label of a case's costs is the whole name of their table; `charged` is the amount, where it tells more.
        """
        table = self.book[label if "." in label else f"fees.{label}"]
        day = due_on if table.keyed_by == "due day" else sent_on
        return table.why(day) if isinstance(table.on(day), Decimal) else table.why(day)._replace(value="")

    def quoted(self, on: date) -> Mapping[str, Money]:  # noqa: ARG002 asked of every country
        """Amounts of that day that letter texts may name, by placeholder."""
        return {}

    def earliest_on(self, step: Step, situation: Situation) -> date:
        """The first day the law allows the step, as far as the letters sent and the due day decide it."""
        rule = self.first_day_table(step.kind)
        days = int(rule.number(situation.due_on)) if rule else 1
        return days_after(situation.due_on, days)

    def obstacle(self, step: Step, situation: Situation, on: date) -> Refusal | None:
        """Why the step is unlawful that day, or None."""
        earliest = self.earliest_on(step, situation)
        if on < earliest:
            reason = "The law allows this step from {earliest}."
            return Refusal("too_early", reason, until=earliest, facts={"earliest": earliest})
        shortest = self.shortest_deadline(step, on)
        rule = self.deadline_table(step.kind)
        if rule and step.deadline_days < shortest:
            return Refusal(
                "deadline_too_short",
                "The letter sets {days} days; the law asks for at least {shortest}.",
                rule.at(on).source.section,
                facts={"days": step.deadline_days, "shortest": shortest},
            )
        return None

    def shortest_deadline(self, step: Step, on: date) -> int:
        """The fewest days from sending to the deadline that the law allows for the step."""
        rule = self.deadline_table(step.kind)
        return int(rule.number(on)) if rule else 0

    def first_day_table(self, kind: StepKind) -> Table | None:
        """The table of the days from the due day to the first letter of that kind; None where it is the day after."""
        return self.book.tables.get(f"deadlines.{kind}_after_due")

    def deadline_on(self, step: Step, sent_on: date) -> date:
        """The day a letter sent that day sets; moved off rest days where the country's rule or custom does so."""
        deadline = days_after(sent_on, step.deadline_days)
        return self.bank_day_from(deadline) if self.book["deadlines.moves"].on(sent_on) else deadline

    def _acts_after(self, deadline_on: date, grace_days: int) -> date:
        """The first day a next step may follow a deadline: bank days of grace later, for money that is under way."""
        return bank_days_after(self.bank_day_from(deadline_on), 1 + grace_days, self.closed)

    # --- after the letters

    def costs(self, base: Minor, due_on: date, on: date, debtor: DebtorKind, *, creditor_vat: bool) -> tuple[Charge, ...]:  # noqa: ARG002
        """What collecting a claim may cost the debtor at most beyond the letters' fees, a charge for each way of collecting.

        `base` is what the country's tariff counts as the claim. Empty where no tariff is lawful.
        """
        return ()

    def barred_on(self, part: str, starts_on: date, debtor: DebtorKind) -> tuple[date, Why]:
        """The day a part of a claim is time-barred when its period starts that day and nothing interrupts it, and why.

        `part` names a table of limitation.toml: principal, interest, fees, title; `<part>_consumer` goes before it.
        """
        own = self.book.tables.get(f"limitation.{part}_consumer") if debtor.is_consumer else None
        table = own or self.book[f"limitation.{part}"]
        return months_after(starts_on, 12 * int(table.number(starts_on))), table.why(starts_on)

    def ceiling(self, debtor: DebtorKind, due_on: date, on: date) -> tuple[Decimal, Why] | None:
        """The highest yearly rate in per cent that may be agreed with the debtor, and why; None where it is free.

        Read from ceilings.toml: `rate_<kind>` holds "statutory", or percentage points above the reference rate.
        """
        table = self.book.tables.get(f"ceilings.rate_{debtor}")
        if table is None:
            return None
        found = table.on(on)
        why = table.why(on)
        if found == "statutory":
            return self.rates(due_on).percent(on), why
        return self.book["interest.rate"].number(on) + found, why

    # --- bank days

    def _bank_day_from(self, day: date) -> date:
        """The day itself when the banks are open, else the next day they are."""
        return on_or_after(day, self.closed)

    @property
    @abstractmethod
    def closed(self) -> ClosedDays:
        """The weekdays on which the country's banks are closed."""

    # --- payment and identity

    @abstractmethod
    def company_number(self, text: str) -> str:
        """The company number in its plain form.

        Raises:
            KravError: it is not a valid number of the country.
        """

    def shown_number(self, number: str) -> str:
        """A company number as letters print it."""
        return number

    def masked_number(self, text: str) -> str:  # noqa: ARG002
        """A person's number with only its day of birth to be seen; empty where the text is no such number."""
        return ""

    @property
    @abstractmethod
    def payment_settings(self) -> tuple[Setting, ...]:
        """What a creditor tells of how it is paid, in the order it is asked."""

    def reference(self, number: str, payee: Payee) -> str:
        """The payment reference, with its check digits, for an invoice number: RF where the payee chose it.

        Raises:
            KravError: the number does not fit the payee's scheme.
        """
        return creditor_reference.issue(number) if creditor_reference.is_chosen(payee) else self.own_reference(number, payee)

    @abstractmethod
    def own_reference(self, number: str, payee: Payee) -> str:
        """The country's own reference for an invoice number."""

    def checked_reference(self, text: str) -> str:
        """A payment reference that another system made, bare; a wrong check digit is refused. RF is good everywhere.

        Raises:
            KravError: it is neither RF nor a reference of the country, or its check digit is wrong.
        """
        return bare_reference(text) if creditor_reference.is_valid(text) else self.own_checked_reference(text)

    def own_checked_reference(self, text: str) -> str:
        """A reference of the country that another system made, bare."""
        return bare_reference(text)

    def payment_fields(self, reference: str, payee: Payee) -> tuple[PaymentField, ...]:
        """Account and reference as a letter prints them."""
        if creditor_reference.is_meant(reference, payee):
            return creditor_reference.fields(reference, payee)
        return self.own_fields(reference, payee)

    @abstractmethod
    def own_fields(self, reference: str, payee: Payee) -> tuple[PaymentField, ...]:
        """The same of the country's own reference."""

    def payment_code(self, demand: Mapping[str, str], payee: Payee) -> PaymentCode | None:
        """The code a bank app of the country reads, or None where there is no published standard, as there is none for RF.

        `demand` has amount (decimal), reference, due_on and issued_on (ISO), number and creditor.
        """
        return None if creditor_reference.is_meant(demand.get("reference", ""), payee) else self.own_code(demand, payee)

    def own_code(self, demand: Mapping[str, str], payee: Payee) -> PaymentCode | None:  # noqa: ARG002
        """The same of the country's own reference."""
        return None

    def scan_codes(self, demand: Mapping[str, str], payee: Payee) -> tuple[ScanCode, ...]:
        """The codes a debtor may scan on a page, for an app or a bank; `demand` as for `payment_code`, with its currency."""
        held = epc(demand, payee)
        return (ScanCode("epc", held),) if held else ()

    def payment_means(self, reference: str, payee: Payee) -> PaymentMeans:
        """Account and reference as an electronic invoice carries them."""
        if creditor_reference.is_meant(reference, payee):
            return creditor_reference.means(reference, payee)
        return self.own_means(reference, payee)

    @abstractmethod
    def own_means(self, reference: str, payee: Payee) -> PaymentMeans:
        """The same of the country's own reference."""

    @abstractmethod
    def payment_aim(self, *, by_reference: bool, last_letter: StepKind | None) -> str:
        """Which part a payment covers first: "principal", or "" for costs, interest, principal."""


def _closed(table: Table, until_on: date | None) -> date:
    if until_on is None:
        raise NotInForce(table.name, table.values[-1].from_on, table.values[0].from_on, None)
    return until_on
