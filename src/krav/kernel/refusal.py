"""Refusals: what may not be done, why, and from which day it may."""

from dataclasses import dataclass
from datetime import date

from krav.kernel.why import Why


@dataclass(frozen=True, slots=True)
class Refusal:
    """A lawful, expected no. `code` is for machines, `reason` one sentence for people.

    `until` is the first day on which the question may be asked again; None where a person must act first.
    """

    code: str
    reason: str
    section: str = ""
    until: date | None = None
    why: Why | None = None

    def __str__(self) -> str:
        section = f" ({self.section})" if self.section else ""
        until = f" Possible from {self.until}." if self.until else ""
        return f"{self.reason}{section}{until}"


class KravError(Exception):
    """Something a person must mend: says what, where, which day and what to do."""


class Refused(KravError):
    """A refusal met where only a yes makes sense; carries the refusal."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal
