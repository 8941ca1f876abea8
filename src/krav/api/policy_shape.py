"""A policy as programs read and write it."""

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from krav.api.shapes import Days

Few = Annotated[int, Field(ge=0, le=60)]
Minor = Annotated[int, Field(ge=0, le=10**9, description="Minor units.")]
StepKey = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[a-z0-9_]+$")]
Steps = Annotated[list[StepKey], Field(max_length=20)]


class PolicyStep(Schema):
    """A step in its place; what is left out is as in the country. `fee` is an own one, in minor units."""

    model_config = ConfigDict(extra="forbid")

    key: StepKey
    wait_days: Days | None = None
    deadline_days: Days | None = None
    charges: bool | None = None
    fee: Minor | None = None


class PolicyInterest(Schema):
    """How interest invoices are made; `rate` is an own one in per cent a year, written as 8.5."""

    model_config = ConfigDict(extra="forbid")

    enabled: bool | None = None
    rate: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,3}(\.[0-9]{1,2})?$")] | None = None
    fee: Minor | None = None
    threshold: Minor | None = None
    min_days: Days | None = None
    min_invoice: Minor | None = None
    days_to_pay: Annotated[int, Field(ge=1, le=365)] | None = None
    first_number: Annotated[int, Field(ge=1, le=10**12)] | None = None
    comment: Annotated[str, StringConstraints(max_length=400, pattern=r"^[^\x00]*$")] | None = None


Account = Annotated[str, StringConstraints(max_length=20, pattern=r"^[0-9A-Za-z._-]*$")]


class PolicyBooks(Schema):
    """The accounts that losses are booked on; an empty one is the country's own."""

    model_config = ConfigDict(extra="forbid")

    charges_booked: bool | None = None
    bank: Account | None = None
    receivable: Account | None = None
    loss: Account | None = None
    recovery: Account | None = None
    vat: Account | None = None
    vat_15: Account | None = None
    vat_12: Account | None = None
    vat_6: Account | None = None
    fee: Account | None = None
    compensation: Account | None = None
    interest: Account | None = None
    costs: Account | None = None


class Policy(Schema):
    """A creditor's choices; what is left out is as in the country's lawful default."""

    model_config = ConfigDict(extra="forbid")

    steps: Annotated[list[PolicyStep], Field(min_length=1, max_length=20)] | None = None
    postal_days: Few | None = None
    grace_bank_days: Few | None = None
    minimum: Minor | None = None
    tolerance: Minor | None = None
    case_tolerance: Minor | None = None
    compensation: bool | None = None
    terms_agreed: bool | None = None
    fee_agreed: bool | None = None
    stale_after_days: Annotated[int, Field(ge=1, le=60)] | None = None
    ledger_stale_after_days: Annotated[int, Field(ge=0, le=60)] | None = None
    books_remind_days: Annotated[int, Field(ge=0, le=60)] | None = None
    asked_waits: bool | None = None
    channel: Literal["file", "email"] | None = None
    delivery: Annotated[list[Literal["file", "email", "sms", "print", "digital"]], Field(max_length=5)] | None = None
    on_paper: Steps | None = None
    approval: Steps | None = None
    interest: PolicyInterest | None = None
    books: PolicyBooks | None = None

    def stored(self) -> dict[str, Any]:
        """The choices that were made, as a policy is stored."""
        return self.model_dump(exclude_none=True)
