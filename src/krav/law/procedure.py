"""What a country's law asks once the reminders are over: when a case may open, its letters, and the way to the court.

All of it is read from the country's tables: `case` and `filings` of ladder.toml, and case.toml.
"""

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
from krav.law.step import Charge, PastLetter, Situation, Step, StepKind


class Filing(NamedTuple):
    """An application to a court or an authority.

    `after` is the kind of letter whose deadline must have passed, `fee` the table of what filing costs, `most` that of the
    highest principal ("" where none), `title` whether what comes of it can be enforced.
    """

    key: str
    after: StepKind
    fee: str
    most: str
    title: bool


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
            Filing(row["key"], StepKind(row["after"]), row["fee"], row.get("most", ""), row["title"])
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
            return None if on > situation.due_on else Refusal("not_due", "It is not due yet.", until=days_after(situation.due_on, 1))
        letter = self.last_of(StepKind(rule.value["after"]), situation)
        if letter is None:
            return Refusal("notice_first", "No collection notice has been sent.", rule.source.section)
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
        """The last letter of a kind about the claim."""
        return next((letter for letter in reversed(situation.letters) if letter.kind is kind), None)

    # --- the court

    def filing_obstacle(self, filing: Filing, situation: Situation, principal: Minor, on: date) -> Refusal | None:
        """Why a claim may not be filed that day; `principal` is that of the whole case."""
        section = self._section(filing.fee, on)
        letter = self.last_of(filing.after, situation)
        if letter is None:
            return Refusal("demand_first", "The letter that must come before it has not been sent.", section)
        earliest = days_after(letter.deadline_on, 1)
        if on < earliest:
            facts = {"deadline": letter.deadline_on}
            return Refusal("demand_runs", "The last letter gives time until {deadline}.", section, earliest, facts=facts)
        if filing.most and principal > (most := self.book[filing.most].money(on)).minor:
            facts_most = {"most": most}
            section = self._section(filing.most, on)
            return Refusal("too_large", "The principal may be at most {most} here.", section, facts=facts_most)
        return self._too_old(letter, on)

    def _too_old(self, letter: PastLetter, on: date) -> Refusal | None:
        """A demand that is older than the law lets it be has to be sent again (table court.demand_months)."""
        table = self.book.tables.get("court.demand_months")
        if table is None or on < months_after(letter.sent_on, int(table.number(on))):
            return None
        reason = "The demand of {sent} is older than {months} months; it must be sent again first."
        facts = {"sent": letter.sent_on, "months": int(table.number(on))}
        return Refusal("demand_old", reason, table.at(on).source.section, facts=facts)

    def filing_costs(self, filing: Filing, principal: Minor, on: date) -> tuple[Charge, ...]:  # noqa: ARG002 asked of every country
        """What filing costs that day, and what of the creditor's own work may be claimed with it.

        Raises:
            NotInForce: the fee of that day is not known.
        """
        return (self._fixed(filing.fee, on),)

    def case_costs(self, step: Step, principal: Minor, due_on: date, on: date) -> tuple[Charge, ...]:  # noqa: ARG002 asked of every country
        """What a letter of a case lets the creditor claim beyond its fee; `due_on` is that of the oldest claim."""
        return ()

    def _fixed(self, rule: str, on: date) -> Charge:
        """A charge of the case, labelled by its table so that it can be explained ever after."""
        table: Table = self.book[rule]
        money: Money = table.money(on)
        return Charge(rule, money.minor, table.why(on)._replace(amount=str(money)))

    def _section(self, rule: str, on: date) -> str:
        return self.book[rule].at(on).source.section
