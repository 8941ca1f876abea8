"""Interest invoices of invented companies, reckoned with each country's own tables."""

from dataclasses import replace
from datetime import date, timedelta

from krav.claims.interest_invoice import Crediting, InterestInvoice, InvoiceRow
from krav.countries import country
from krav.kernel.days import days_after
from krav.law.step import DebtorKind
from tests.render.letters import HOMES

ISSUED = date(2026, 11, 24)
CREDITED = Crediting("900018", date(2026, 12, 1), "agreed")


def invoice(code: str, language: str = "", *, claims: int = 2, kind: str = "business", **change: object) -> InterestInvoice:
    """An invoice on claims paid two months late across a half-year; `change` replaces fields of the value."""
    land, own = country(code), HOMES[code]
    rows = tuple(row for index in range(claims) for row in rows_of(code, index))
    debtor = DebtorKind(kind)
    to = replace(own.business, kind=debtor, language=language or land.languages[0])
    if debtor.is_consumer:
        to = replace(to, name=own.consumer, attention="")
    interest = sum(row.amount for row in rows)
    value = InterestInvoice(
        country=code, number="900017", issued_on=ISSUED, due_on=days_after(ISSUED, 14), currency=land.currency,
        sender=own.sender, payee=own.payee, addressee=to, company_number="", reference=land.reference("900017", own.payee),
        rows=rows, interest=interest, fee=0, total=interest,
    )  # fmt: skip
    return replace(value, **change)  # type: ignore[arg-type]


def rows_of(code: str, index: int) -> list[InvoiceRow]:
    """The rows of one claim: the first one paid in two parts."""
    due_on = date(2026, 5, 29) + timedelta(days=2 * index)
    amount, calendar = 12_500_00 + 487_50 * index, country(code).rates(due_on)
    spans = [(due_on, days_after(due_on, 60), amount)]
    if not index:
        paid_on = days_after(due_on, 20)
        spans = [(due_on, paid_on, amount), (paid_on, days_after(due_on, 60), amount - 5_000_00)]
    return [
        InvoiceRow(
            str(20418 + index), line.from_on, line.to_on, line.days, line.percent, line.basis, line.principal, line.amount
        )
        for line in calendar.lines_of(spans)
    ]
