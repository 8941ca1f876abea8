"""A letter as a value: everything a reader is told, as numbers and days; no word and no formatted amount.

What the words are is the country's letter texts; how it looks is `render`. All amounts are minor units of `currency`.
"""

from dataclasses import dataclass, field
from datetime import date

from krav.claims.correction import Corrected
from krav.kernel.money import Minor
from krav.law.interest import Line
from krav.law.payment import Payee
from krav.law.step import DebtorKind, Step


@dataclass(frozen=True, slots=True)
class Sender:
    """The creditor as it signs: always the creditor itself, never its bookkeeper. `logo` is a PNG, empty for none."""

    name: str
    company_number: str
    street: str
    postcode: str
    city: str
    phone: str = ""
    email: str = ""
    web: str = ""
    accent: str = ""
    collector: str = ""
    logo: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Keeper:
    """The bookkeeping firm that looks after the creditor's books; never the sender. `logo` is a PNG, empty for none."""

    name: str
    words: str = ""
    logo: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Addressee:
    """The debtor as addressed; `country` is a code of two letters, and empty when it is the creditor's own.

    `company_number` is as its ledger writes it, empty where there is none; a person's is masked, and whole in
    `sealed_number`.
    """

    number: str
    name: str
    kind: DebtorKind
    language: str
    street: str
    postcode: str
    city: str
    country: str = ""
    attention: str = ""
    email: str = ""
    company_number: str = ""
    phone: str = ""
    sealed_number: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Movement:
    """A payment or credit note on an invoice; the amount is negative."""

    kind: str
    on: date
    amount: Minor


@dataclass(frozen=True, slots=True)
class LetterItem:
    """One invoice of the letter: `amount` as invoiced, `covered` by payments and credit notes, `principal` still open.

    `interest` is the open interest up to the day of sending, `interest_lines` all that has accrued.
    """

    number: str
    description: str
    issued_on: date
    due_on: date
    interest_from: date
    amount: Minor
    covered: Minor
    principal: Minor
    interest: Minor
    interest_lines: tuple[Line, ...] = ()
    movements: tuple[Movement, ...] = ()
    compensation: Minor = 0


@dataclass(frozen=True, slots=True)
class LetterFee:
    """A fee, or a cost of the case, still open, by the letter it was charged for; `step` is empty where there was none.

    `label` names its line in the texts (reminder_fee …); that of a cost is the name of its table. `charged` is all of it.
    """

    label: str
    step: str
    sent_on: date
    amount: Minor
    charged: Minor = 0

    @property
    def line(self) -> str:
        """The key of its line in the texts."""
        return f"line_{self.label.replace('.', '_')}"


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one debtor about one or more invoices at the same step.

    `total` is the sum of the items' principal, interest and compensation, of the fees and of the costs of the case, less
    `credit` (money of the debtor that covers parts without standing on a line). `previous` are the days of all earlier
    letters, oldest first. `next_step` is the policy's next step, None where the ladder ends.
    `corrects` is the letter whose place this one takes; `step` is then that letter's.
    `keeper` is named in the foot: only where the law lets it. `link` opens the debtor's own page;
    empty where it has none.
    """

    country: str
    number: str
    step: Step
    sent_on: date
    deadline_on: date
    currency: str
    sender: Sender
    payee: Payee
    addressee: Addressee
    reference: str
    items: tuple[LetterItem, ...]
    fees: tuple[LetterFee, ...]
    total: Minor
    per_diem: Minor = 0
    credit: Minor = 0
    previous: tuple[date, ...] = ()
    next_step: Step | None = None
    draft: bool = field(default=False)
    corrects: Corrected | None = None
    costs: tuple[LetterFee, ...] = ()
    keeper: Keeper | None = None
    link: str = field(default="", repr=False)

    @property
    def settlement(self) -> Minor:
        """The costs of the case that this very letter claims."""
        return sum(cost.charged for cost in self.costs if cost.sent_on == self.sent_on)
