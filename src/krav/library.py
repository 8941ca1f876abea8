"""The public library: lawful interest, fees and letters of three countries, with no database and no settings.

>>> from krav import quote
>>> answer = quote("dk", "12500.00", due="2026-01-15", on="2026-03-31")
>>> answer["interest"], answer["per_diem"], answer["open"]["total"]
('250.43', '3.34', '12750.43')

In Norway a purring costs a share of the inkassosats, from 14 days after the due day on.

>>> answer = quote("no", "8750.00", due="2026-05-30", on="2026-08-14", letters=[("purring", "2026-06-15")])
>>> answer["interest"], answer["fees"][0]["amount"], answer["open"]["total"]
('221.26', '38.00', '9009.26')

In Sweden a business owes 450 kronor in place of every fee; a payment covers that, then interest, then the principal.

>>> answer = quote("se", 12500, due="2026-06-01", on="2026-07-13", debtor="business", payments=[("2026-07-13", 600)])
>>> answer["compensation"], answer["interest"], answer["open"]["total"]
('450.00', '143.84', '12493.84')

Longer examples, and what each key means: docs/law.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypedDict, Unpack

from krav.claims import check as checking
from krav.claims import quote as quoting
from krav.claims.explain import amount
from krav.claims.policy import read_policy
from krav.countries import country, translator
from krav.kernel.money import Minor, Money, MoneyError
from krav.kernel.phrase import Translate
from krav.kernel.refusal import KravError
from krav.law.interest import Convention
from krav.law.step import Charge, DebtorKind

Day = date | str
Amount = Decimal | str | int


class More(TypedDict, total=False):
    """What may be said beside the amount and the days; everything has the lawful default.

    `debtor` is consumer, business, sole-trader or public. `demand_sent` is the demand's day where no due day was agreed.
    `convention` is act/act, act/365 or 30e/360, `contract_rate` per cent a year. A payment is (day, amount) or (day, amount,
    "principal"), a credit note (day, amount) or (day, amount, "ab-initio"), a letter (step, day) or (step, day, deadline).
    """

    debtor: str
    agreed_due: bool
    demand_sent: Day | None
    fee_agreed: bool
    creditor_vat: bool
    convention: str | None
    contract_rate: Amount | None
    payments: Iterable[Sequence[Any]]
    credits: Iterable[Sequence[Any]]
    letters: Iterable[Sequence[Any]]


def quote(
    country_code: str, principal: Amount, *, due: Day, on: Day, language: str = "en", **more: Unpack[More]
) -> dict[str, Any]:
    """What may be claimed on a day, as plain data: amounts are decimal strings, days ISO texts.

    Args:
        country_code: dk, no or se.
        principal: the invoice's amount in major units.
        due: the day it fell due; with `agreed_due=False` only printed on the invoice.
        on: the day to reckon to.
        language: da, nb, sv or en, for the explanation and the breaches.
        **more: see More.

    Raises:
        KravError: something that cannot be quoted, or a day on which the law is not known.
    """
    return data(quoting.quote(country(country_code), ask(country_code, principal, due=due, on=on, **more)), language)


def explain(
    country_code: str, principal: Amount, *, due: Day, on: Day, language: str = "en", **more: Unpack[More]
) -> str:
    """The same, as text: every krone opened to its section, dated value, source and arithmetic.

    >>> print(explain("no", "8750.00", due="2026-05-30", on="2026-08-14", language="nb").splitlines()[2])
      Rente, regnet fra 2026-05-30: 221.26
    """
    found = quoting.quote(country(country_code), ask(country_code, principal, due=due, on=on, **more))
    return "\n".join(found.why.lines(translator(language)))


def check(
    country_code: str, policy: Mapping[str, Any] | None = None, *, debtor: str = "consumer", on: Day
) -> list[dict[str, str]]:
    """Every breach a policy would commit against a debtor of that kind, with section, source and what would be lawful.

    >>> check("dk", on="2026-11-21")
    []
    """
    law = country(country_code)
    found = checking.check_policy(law, read_policy(policy or {}, law), _kind(debtor), _day(on))
    return [breach(item) for item in found]


def ask(country_code: str, principal: Amount, *, due: Day, on: Day, **more: Unpack[More]) -> quoting.Ask:
    """The question as a value.

    Raises:
        KravError: a word, day or amount that cannot be understood.
    """
    law = country(country_code)
    if unknown := more.keys() - More.__annotations__.keys():
        raise KravError(f"“{min(unknown)}” cannot be asked; there are {', '.join(More.__annotations__)}.")
    rate, convention, sent = more.get("contract_rate"), more.get("convention"), more.get("demand_sent")
    return quoting.Ask(
        principal=_money(principal, law.currency),
        due_on=_day(due),
        on=_day(on),
        debtor=_kind(more.get("debtor", "consumer")),
        agreed=more.get("agreed_due", True),
        demand_sent=_day(sent) if sent else None,
        fee_agreed=more.get("fee_agreed", False),
        creditor_vat=more.get("creditor_vat", True),
        convention=_convention(convention) if convention else None,
        contract_rate=_rate(rate) if rate is not None else None,
        payments=tuple(_paid(row, law.currency) for row in more.get("payments", ())),
        credits=tuple(_credited(row, law.currency) for row in more.get("credits", ())),
        letters=tuple(
            quoting.Sent(law.step(row[0]), _day(row[1]), _day(row[2]) if len(row) > 2 and row[2] else None)
            for row in more.get("letters", ())
        ),
    )


def data(found: quoting.Quote, language: str = "en") -> dict[str, Any]:
    """A quote as plain data."""
    open_, ask_, translate = found.open, found.ask, translator(language)
    return {
        "currency": ask_.principal.currency,
        "on": ask_.on.isoformat(),
        "principal": amount(found.principal),
        "interest": amount(open_.accrued),
        "interest_lines": [
            {
                "from": line.from_on.isoformat(),
                "until": line.to_on.isoformat(),
                "days": line.days,
                "rate": str(line.percent),
                "basis": line.basis,
                "amount": amount(line.amount),
            }
            for line in found.lines
        ],
        "fees": [
            {"what": fee.what, "day": fee.on.isoformat(), "amount": amount(fee.amount), "section": fee.section}
            for fee in found.fees
        ],
        "compensation": amount(found.compensation),
        "costs": amount(found.settlement),
        "costs_possible": [_cost(charge) for charge in found.costs],
        "total": amount(found.total),
        "per_diem": amount(found.per_diem),
        "open": _parts(
            principal=open_.principal,
            interest=open_.interest,
            fees=open_.fees,
            compensation=open_.compensation,
            costs=open_.costs,
            total=open_.total,
        ),
        "breaches": [breach(item, translate) for item in found.breaches],
        "why": found.why.data(translate),
    }


def breach(found: checking.Breach, translate: Translate = str) -> dict[str, str]:
    """A breach as plain data, in the translator's language."""
    return {
        "code": found.code,
        "reason": found.said(translate),
        "lawful": found.instead(translate),
        "section": found.section,
        "source": found.source,
    }


def _parts(**parts: Minor) -> dict[str, str]:
    return {name: amount(minor) for name, minor in parts.items()}


def _cost(charge: Charge) -> dict[str, str]:
    return {"what": charge.label, "amount": amount(charge.amount), "section": charge.why.section}


def _paid(row: Iterable[Any], currency: str) -> quoting.Paid:
    day, paid, *aim = row
    if aim not in ([], ["principal"]):
        raise KravError(f"A payment may be aimed at “principal”, not at “{aim[0]}”.")
    return quoting.Paid(_day(day), _money(paid, currency).minor, *aim)


def _credited(row: Iterable[Any], currency: str) -> quoting.Credited:
    day, credited, *how = row
    if how not in ([], ["ab-initio"]):
        raise KravError(f"A credit note counts from its day or “ab-initio”, not “{how[0]}”.")
    return quoting.Credited(_day(day), _money(credited, currency).minor, bool(how))


def _day(text: Day) -> date:
    if isinstance(text, date):
        return text
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise KravError(f"“{text}” is not a day. Write it as 2026-07-13.") from error


def _money(text: Amount, currency: str) -> Money:
    try:
        money = Money.of(_decimal(text), currency)
    except MoneyError as error:
        raise KravError(f"{error}. Write it as 12500.00.") from error
    if money.minor <= 0:
        raise KravError(f"{text} is not a positive amount.")
    return money


def _decimal(text: Amount) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise KravError(f"“{text}” is not a number. Write it as 12500.00.") from error
    if not number.is_finite():
        raise KravError(f"“{text}” is not a number. Write it as 12500.00.")
    return number


def _rate(text: Amount) -> Decimal:
    rate = _decimal(text)
    if not 0 <= rate <= 1000 or rate != round(rate, 2):
        raise KravError(f"{text} is not a yearly rate. Write per cent with at most two decimals, such as 24 or 8.75.")
    return rate


def _kind(text: str) -> DebtorKind:
    try:
        return DebtorKind(text.replace("-", "_"))
    except ValueError as error:
        raise KravError(f"“{text}” is no kind of debtor; say consumer, business, sole-trader or public.") from error


def _convention(text: str) -> Convention:
    try:
        return Convention(text)
    except ValueError as error:
        raise KravError(f"“{text}” is no way to count days; say {', '.join(Convention)}.") from error
