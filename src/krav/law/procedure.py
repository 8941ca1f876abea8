"""What a country's law asks once the reminders are over: when a case may open, its letters, and the way to the court.

All of it is read from the country's tables: `case` and `filings` of ladder.toml, and case.toml.
"""

from collections.abc import Collection, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from krav.kernel.days import days_after, months_after
from krav.kernel.money import Minor, Money
from krav.kernel.refusal import Refusal
from krav.kernel.why import Why
from krav.law.book import Book, BookError, parse
from krav.law.dated import Table
from krav.law.matter import Matter
from krav.law.package import Answers, Package, Question
from krav.law.step import Charge, Charges, PastLetter, Situation, Step, StepKind


class Filing(NamedTuple):
    """An application to a court or an authority.

    `after` is the kind of letter whose deadline must have passed, `fee` the table of what filing costs, `most` that of the
    highest principal ("" where none), `title` whether what comes of it can be enforced, `own` the table of what the creditor
    may ask at most for its own work ("" where nothing), `awarded` that of costs whose amount is the court's to set.
    """

    key: str
    after: StepKind
    fee: str
    most: str
    title: bool
    own: str = ""
    awarded: str = ""


class Procedure:
    """The part of a country's law that begins with a case."""

    folder: Path
    book: Book
    currency: str

    @cached_property
    def ladder(self) -> tuple[Step, ...]:
        """The country's lawful default ladder."""
        return self._steps("steps")

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every step a policy may take: those of the default ladder, then the others."""
        return (*self.ladder, *self._steps("more"))

    @cached_property
    def case_steps(self) -> tuple[Step, ...]:
        """The letters of a case, in their order; one that stands in the policy's ladder too is the policy's."""
        return self._steps("case")

    @cached_property
    def filings(self) -> tuple[Filing, ...]:
        """What may be filed once the letters are through, the usual first."""
        return tuple(
            Filing(**{**row, "after": StepKind(row["after"]), "most": row.get("most", "")})
            for row in self._rows("filings")
        )

    def _steps(self, part: str) -> tuple[Step, ...]:
        try:
            return tuple(
                Step(row["key"], StepKind(row["kind"]), row["wait_days"], row["deadline_days"], row["charges"])
                for row in self._rows(part)
            )
        except (KeyError, ValueError) as error:
            needed = "A step has key, kind, wait_days, deadline_days and charges."
            raise BookError(f"{self.folder.name}/ladder.toml, {part}: {error}. {needed}") from error

    def _rows(self, part: str) -> list[dict[str, Any]]:
        path = self.folder / "ladder.toml"
        try:
            rows: list[dict[str, Any]] = parse(path, path.read_bytes()).get(part, [])
        except OSError as error:
            raise BookError(f"{self.folder.name}/ladder.toml cannot be read: {error}.") from error
        return rows

    # --- opening a case

    def may_open(self, situation: Situation, on: date) -> Refusal | None:
        """Why a claim may not open a case, or join one, that day; None where it may.

        Table case.opens says after which kind of letter ("" for none); that letter's deadline must have passed.
        """
        table = self.book["case.opens"]
        rule = table.at(on)
        if not rule.value["after"]:
            late_on = days_after(situation.due_on, 1)
            return None if on >= late_on else Refusal("not_due", "It is not due yet.", until=late_on)
        kind = StepKind(rule.value["after"])
        letter = self.last_of(kind, situation)
        if letter is None:
            return Refusal("notice_first", "No collection notice has been sent.", rule.source.section)
        if short := self._short(letter):
            return short
        earliest = days_after(letter.deadline_on, 1)
        if on < earliest:
            reason = "The notice of {sent} gives time until {deadline}."
            facts = {"sent": letter.sent_on, "deadline": letter.deadline_on}
            return Refusal("notice_runs", reason, rule.source.section, earliest, facts=facts)
        return None

    def gathers(self, on: date) -> Why | None:
        """Why all of a debtor's claims that may join must be in one case; None where the creditor may choose."""
        table = self.book["case.gathers"]
        return table.why(on) if table.on(on) else None

    def last_of(self, kind: StepKind, situation: Situation) -> PastLetter | None:
        """The last letter of a kind about the claim; the last that gave enough time, where one did."""
        found = [letter for letter in reversed(situation.letters) if letter.kind is kind]
        return next((letter for letter in found if not self._short(letter)), found[0] if found else None)

    def _short(self, letter: PastLetter) -> Refusal | None:
        """Why a letter that gave too little time counts for nothing."""
        rule = self.deadline_table(letter.kind)
        days, shortest = (letter.deadline_on - letter.sent_on).days, int(rule.number(letter.sent_on)) if rule else 0
        if rule is None or days >= shortest:
            return None
        reason = "The letter of {sent} gave {days} days; the law asks for at least {shortest}."
        facts = {"sent": letter.sent_on, "days": days, "shortest": shortest}
        return Refusal("deadline_too_short", reason, rule.at(letter.sent_on).source.section, facts=facts)

    def deadline_table(self, kind: StepKind) -> Table | None:
        """The table of the days a letter of that kind must give, None where the law asks for none."""
        return self.book.tables.get(f"deadlines.{kind}")

    def lapses_on(self, letter: PastLetter) -> date | None:
        """The first day a demand is too old to go to court on, and may be sent again (table court.demand_months)."""
        table = self.book.tables.get("court.demand_months")
        if table is None or letter.kind is not StepKind.DEMAND:
            return None
        return months_after(letter.sent_on, int(table.number(letter.sent_on)))

    # --- the court

    def filing_obstacle(self, filing: Filing, situation: Situation, principal: Minor, on: date) -> Refusal | None:
        """Why a claim may not be filed that day; `principal` is that of the whole case.

        Whatever was sent after the letter that opens the way gives time too, and that time is the debtor's.
        """
        rule = self.deadline_table(filing.after) or self.book[filing.fee]
        section = rule.at(on).source.section
        letter = self.last_of(filing.after, situation)
        if letter is None:
            return Refusal("demand_first", "The letter that must come before it has not been sent.", section)
        if short := self._short(letter):
            return short
        last_on = max(each.deadline_on for each in situation.letters)
        earliest = days_after(last_on, 1)
        if on < earliest:
            facts = {"deadline": last_on}
            return Refusal("demand_runs", "The last letter gives time until {deadline}.", section, earliest, facts=facts)
        if filing.most and principal > (most := self.book[filing.most].money(on)).minor:
            facts_most = {"most": most}
            section = self._section(filing.most, on)
            return Refusal("too_large", "The principal may be at most {most} here.", section, facts=facts_most)
        return self._too_old(situation, on)

    def _too_old(self, situation: Situation, on: date) -> Refusal | None:
        """Where a demand can grow too old there must be one, and a young one."""
        table = self.book.tables.get("court.demand_months")
        if table is None:
            return None
        section = table.at(on).source.section
        letter = self.last_of(StepKind.DEMAND, situation)
        if letter is None:
            return Refusal("demand_first", "The letter that must come before it has not been sent.", section)
        lapses_on = self.lapses_on(letter)
        if lapses_on is None or on < lapses_on:
            return None
        reason = "The demand of {sent} is older than {months} months; it must be sent again first."
        facts = {"sent": letter.sent_on, "months": int(table.number(letter.sent_on))}
        return Refusal("demand_old", reason, section, facts=facts)

    def filing_costs(self, filing: Filing, principal: Minor, on: date) -> tuple[Charge, ...]:  # noqa: ARG002 asked of every country
        """What filing costs that day, and the most that may be claimed with it for the creditor's own work.

        Raises:
            NotInForce: the fee of that day is not known.
        """
        return tuple(self._fixed(rule, on) for rule in (filing.fee, filing.own) if rule)

    def questions(self, filing: Filing, matter: Matter) -> tuple[Question, ...]:  # noqa: ARG002 asked of every country
        """What the court or authority wants to know and Krav does not; asked when the package is made."""
        return ()

    def package(self, filing: Filing, matter: Matter, answers: Answers) -> Package:  # noqa: ARG002 asked of every country
        """The content of a filing, with what is missing in it or breaks a rule."""
        unknown = Refusal("no_form", "What this authority asks for is not known.")
        return Package(filing.key, "en", (), {}, (unknown,), Money(0, matter.currency))

    def awarded(self, filing: Filing, on: date) -> Why | None:
        """What the court may award beside the costs of filing, in an amount that is its own to set; None for nothing."""
        return self.book[filing.awarded].why(on)._replace(value="") if filing.awarded else None

    def case_costs(
        self,
        step: Step,  # noqa: ARG002 asked of every country
        principal: Minor,  # noqa: ARG002
        due_on: date,  # noqa: ARG002
        on: date,  # noqa: ARG002
        charged: Collection[str],  # noqa: ARG002
    ) -> tuple[Charge, ...]:
        """What a letter of a case lets the creditor claim beyond its fee.

        `principal` is that of the letter's claims, `due_on` the due day of the oldest, `charged` the labels of the costs
        that stand on the case already.
        """
        return ()

    # --- instalments

    def plan_costs(self, situations: Sequence[Situation], earlier: int, on: date) -> Charges:  # noqa: ARG002 asked of every country
        """What instalments for these claims may cost the debtor; `earlier` plans of them have cost something.

        Table plans.cost names the table of the amount, "" where there is none, and says why not.
        """
        rule = self.book["plans.cost"].at(on)
        if earlier >= rule.value["times"]:
            return Charges(no_fee=Refusal("no_fee", rule.value["reason"], rule.source.section))
        return Charges(self._fixed(rule.value["table"], on))

    def plan_notes(self, on: date) -> tuple[Why, ...]:
        """What the law says of instalments: a phrase each as its value, with its section."""
        tables = (table for name, table in self.book.tables.items() if name.startswith("plans.") and name != "plans.cost")
        return tuple(table.why(on) for table in tables)

    def _fixed(self, rule: str, on: date) -> Charge:
        """A charge of the case, labelled by its table so that it can be explained ever after."""
        table: Table = self.book[rule]
        money: Money = table.money(on)
        return Charge(rule, money.minor, table.why(on)._replace(amount=str(money)))

    def _section(self, rule: str, on: date) -> str:
        return self.book[rule].at(on).source.section
