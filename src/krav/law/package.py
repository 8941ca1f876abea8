"""What an application to a court or an authority consists of: what is asked, what is told, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from krav.kernel.money import Money, MoneyError
from krav.kernel.refusal import Refusal
from krav.kernel.why import Why
from krav.law.matter import Matter
from krav.law.step import Charge

Answers = Mapping[str, str]
"""What a person answered, by the key of the question; "yes" and "not" where that is what is asked."""

Told = str | date | Money | Decimal
"""What stands in a field; a Decimal is a yearly rate in per cent."""


class Question(NamedTuple):
    """Something the authority wants to know and Krav does not. `label` and `hint` are phrases.

    `kind` is text, words (several lines), yes_no, day, money or personal (a person's number); `usual` is the answer unless
    another is given. `section` is where the law asks for it.
    """

    key: str
    label: str
    hint: str = ""
    kind: str = "text"
    usual: str = ""
    needed: bool = True
    section: str = ""


class Field(NamedTuple):
    """One line of the package as people read it, in the words of the authority's own form."""

    label: str
    value: Told
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A box of the form, or a claim, with its lines."""

    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Package:
    """The content of one filing: for people, for machines, and what is missing in it or breaks a rule.

    `claimed` is the sum that is asked for; `charges` are what filing costs, those the debtor is asked for too. `language` is
    that of the form.
    """

    filing: str
    language: str
    sections: tuple[Section, ...]
    data: Mapping[str, Any]
    problems: tuple[Refusal, ...]
    claimed: Money
    charges: tuple[Charge, ...] = ()


def missing(questions: tuple[Question, ...], answers: Answers) -> tuple[Refusal, ...]:
    """A problem for every question that needs an answer and has none."""
    return tuple(
        Refusal("missing", "Not answered yet: {what}.", question.section, facts={"what": question.label})
        for question in questions
        if question.needed and not answers.get(question.key, question.usual).strip()
    )


def asked_money(text: str, most: Charge | None, section: str, problems: list[Refusal]) -> Charge | None:
    """What a person asks for the creditor's own work, as that charge; what is no amount or passes the most is a problem."""
    if not text.strip() or most is None:
        return None
    whole = Money.of(most.why.amount.split()[0], most.why.amount.split()[1])
    try:
        asked = Money.of(text.strip(), whole.currency)
    except MoneyError:
        problems.append(Refusal("amount", "“{text}” is not an amount.", facts={"text": text}))
        return None
    if not 0 <= asked.minor <= most.amount:
        reason = "For the creditor's own work at most {most} may be claimed."
        problems.append(Refusal("own_work", reason, section, facts={"most": whole}))
    return most._replace(amount=asked.minor, why=most.why._replace(amount=str(asked))) if asked.minor > 0 else None


def addresses(matter: Matter, section: str) -> tuple[Refusal, ...]:
    """A problem for each party without a whole address."""
    parties = [party for party in (matter.creditor, matter.debtor) if not (party.street and party.postcode and party.city)]
    return tuple(
        Refusal("address", "The address of {name} is missing.", section, facts={"name": party.name}) for party in parties
    )


def plain(value: Any) -> Any:  # noqa: ANN401 whatever JSON can say
    """The value with days as ISO text, so that it can be written as JSON."""
    match value:
        case Mapping():
            return {key: plain(each) for key, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
        case date():
            return value.isoformat()
    return value
