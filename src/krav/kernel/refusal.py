"""Refusals: what may not be done, why, and from which day it may."""

from dataclasses import dataclass, field
from datetime import date

from krav.kernel.phrase import Facts, Show, Translate, iso, say
from krav.kernel.why import Why


@dataclass(frozen=True, slots=True)
class Refusal:
    """A lawful, expected no. `code` is for machines, `reason` a phrase for people, filled from `facts` when it is said.

    `until` is the first day on which the question may be asked again; None where a person must act first.
    """

    code: str
    reason: str
    section: str = ""
    until: date | None = None
    why: Why | None = None
    facts: Facts = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return self.in_full()

    def said(self, translate: Translate = str, show: Show = iso) -> str:
        """The reason in the translator's language."""
        return say(self.reason, self.facts, translate, show)

    def in_full(self, translate: Translate = str, show: Show = iso) -> str:
        """The reason with its section and the first day on which it may be asked again."""
        section = f" ({self.section})" if self.section else ""
        until = " " + say("Possible from {until}.", {"until": self.until}, translate, show) if self.until else ""
        return f"{self.said(translate, show)}{section}{until}"


class KravError(Exception):
    """Something a person must mend: says what, where, which day and what to do.

    Its phrase is filled from `facts` where there are any, and can then be said in every language.
    """

    def __init__(self, phrase: str, facts: Facts | None = None) -> None:
        super().__init__(phrase)
        self.phrase, self.facts = phrase, facts or {}

    def __str__(self) -> str:
        return self.said()

    def said(self, translate: Translate = str, show: Show = iso) -> str:
        """What is wrong, in the translator's language."""
        return say(self.phrase, self.facts, translate, show)


class Refused(KravError):
    """A refusal met where only a yes makes sense; carries the refusal."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason, refusal.facts)
        self.refusal = refusal

    def said(self, translate: Translate = str, show: Show = iso) -> str:
        """The refusal in full, in the translator's language."""
        return self.refusal.in_full(translate, show)
