"""An invoice on credits, or the credit note on it: on paper in the buyer’s language, and in Peppol BIS Billing 3."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from krav.claims.packages import UNITS, Company, CreditInvoice
from krav.countries import country
from krav.formats import ubl
from krav.formats.values import PartyIn
from krav.kernel.money import Minor, Money
from krav.law.payment import PaymentMeans
from krav.render import amounts
from krav.render.sheet import Block, Pen, Sheet, lines, table

_CREDIT_TRANSFER = "30"


@cache
def words() -> dict[str, dict[str, Any]]:
    """The words by language."""
    return tomllib.loads(Path(__file__).with_name("credits.toml").read_text("utf-8"))


def language_of(code: str) -> str:
    """The language of a country's own papers."""
    return country(code).languages[0]


def units_said(units: Mapping[str, int], language: str) -> str:
    """Counts in words: 10 cases, 100 letters."""
    said = words()[language]
    found = ((unit, units[unit]) for unit in UNITS if unit in units)
    return ", ".join(said[f"{'one' if count == 1 else 'many'}_{unit}"].format(count=count) for unit, count in found)


def unit_said(unit: str, language: str) -> str:
    """A kind of unit by its name."""
    return str(words()[language]["email_unit" if unit == "email" else unit])


def rate_said(rate: int, language: str) -> str:
    """A rate of hundredths of a per cent with its sign."""
    return amounts.per_cent(Decimal(rate) / 100, language)


def invoice_sheet(invoice: CreditInvoice) -> Sheet:
    """The paper."""
    language = language_of(invoice.buyer.country)
    said, pen = words()[language], Pen(language)
    kind = "credit_note" if invoice.credits else "invoice"
    headline = said[kind].format(number=invoice.number)
    line = said["credit_line"].format(number=invoice.credits) if invoice.credits else said["line"]
    blocks = [
        lines(said["seller"], _party(invoice.seller, said)),
        lines(said["buyer"], _party(invoice.buyer, said)),
        lines(said["dates"], _dates(invoice, said, pen)),
        table(said["bought"], _heads(invoice, said), (0, 44), 1, _sums(invoice, said, pen), _small(invoice, said)),
    ]
    line = line.format(day=pen.day(invoice.due_on), number=invoice.number)
    values = paper_values(invoice.buyer.country, headline, line, blocks, invoice.seller.name)
    return Sheet(values, invoice.number, invoice.on)


def paper_values(region: str, headline: str, line: str, blocks: Sequence[Block], sender: str) -> dict[str, Any]:
    """What a sheet with the sender at its top and at its foot prints."""
    return {
        "lang": language_of(region),
        "region": region,
        "title": f"{headline} – {sender}",
        "draft": "",
        "sender": sender,
        "headline": headline,
        "line": line,
        "blocks": list(blocks),
        "footer": f"{sender} · {headline}",
        "page": words()[language_of(region)]["page"],
    }


def invoice_ubl(invoice: CreditInvoice) -> bytes:
    """The invoice for programs."""
    language = language_of(invoice.buyer.country)
    said, total = words()[language], invoice.sum
    bought = said["package"].format(name=invoice.package, units=units_said(invoice.units, language))
    items = [ubl.LineOut(bought, "", total.price)]
    if total.discount:
        items.append(ubl.LineOut(said["discount"], "", -total.discount))
    vat = ubl.VatOut(total.vat.category, total.vat.rate, total.vat.amount, invoice.seller.vat_number)
    return ubl.write(
        ubl.InvoiceOut(
            number=invoice.number,
            issued_on=invoice.on,
            due_on=invoice.due_on,
            amount=Money(total.total, invoice.currency),
            supplier=_peppol(invoice.seller),
            customer=_peppol(invoice.buyer),
            lines=tuple(items),
            means=PaymentMeans(_CREDIT_TRANSFER, invoice.credits or invoice.number, invoice.seller.account),
            free_of_vat=said[f"vat_{total.vat.category}"],
            credits=invoice.credits,
            vat=vat,
        )
    )


def _party(who: Company, said: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    yield who.name, "", ""
    yield said["number"], country(who.country).shown_number(who.company_number), ""
    if who.vat_number:
        yield said["vat_number"], who.vat_number, ""
    yield said["address"], f"{who.street}, {who.postcode} {who.city}, {who.country}", ""
    if who.email:
        yield said["email"], who.email, ""
    if who.account:
        yield said["account"], who.account, ""


def _dates(invoice: CreditInvoice, said: dict[str, Any], pen: Pen) -> list[tuple[str, str, str]]:
    days = [(said["issued"], pen.day(invoice.on), "")]
    return days if invoice.credits else [*days, (said["due"], pen.day(invoice.due_on), "")]


def _heads(invoice: CreditInvoice, said: dict[str, Any]) -> list[str]:
    return [head.format(currency=invoice.currency) for head in said["heads"]]


def _sums(invoice: CreditInvoice, said: dict[str, Any], pen: Pen) -> Iterator[tuple[str, str]]:
    total = invoice.sum

    def shown(amount: Minor) -> str:
        return pen.number(amount)

    yield said["package"].format(name=invoice.package, units=units_said(invoice.units, pen.language)), shown(total.price)
    if total.discount:
        yield said["discount"], shown(-total.discount)
    yield said["net"], shown(total.net)
    yield said["vat"].format(rate=rate_said(total.vat.rate, pen.language)), shown(total.vat.amount)
    yield said["credited" if invoice.credits else "total"], shown(total.total)


def _small(invoice: CreditInvoice, said: dict[str, Any]) -> str:
    valid = said["valid"].format(days=invoice.valid_days) if invoice.valid_days and not invoice.credits else ""
    return " ".join(text for text in (valid, said[f"vat_{invoice.sum.vat.category}"]) if text)


def _peppol(who: Company) -> PartyIn:
    return PartyIn(
        name=who.name,
        company_number=who.company_number,
        kind="business",
        street=who.street,
        postcode=who.postcode,
        city=who.city,
        country=who.country,
        email=who.email,
    )
