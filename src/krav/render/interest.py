"""An interest invoice and its texts become the values the template prints, in the look and the language of the letters."""

from datetime import date
from decimal import Decimal
from typing import Any

from krav.claims.interest_invoice import InterestInvoice, InvoiceRow
from krav.claims.letter import Letter, LetterItem
from krav.countries import country
from krav.kernel.days import ONE_DAY
from krav.kernel.money import Minor
from krav.kernel.refusal import KravError
from krav.law.step import Step, StepKind
from krav.render import amounts
from krav.render.values import head, payment
from krav.render.voice import Voice, invoice_texts

_STEP = Step("interest", StepKind.REMINDER, 0, 0, charges=False)


def values(invoice: InterestInvoice, *, credit_note: bool) -> dict[str, Any]:
    """Everything the template prints, as text; of the credit note where that is asked for.

    Raises:
        KravError: the rows do not add up to the total, or the invoice was not credited.
        BookError: a text is missing.
    """
    voice = voice_of(invoice, credit_note=credit_note)
    return {
        **head(voice),
        "refs": [
            [voice.words["label_date"], voice.day(voice.letter.sent_on)],
            [voice.words["label_customer"], invoice.addressee.number],
            [voice.words["label_number"], voice.letter.number],
        ],
        **_lead(voice, invoice, credit_note=credit_note),
        **_sums(voice, invoice, credit_note=credit_note),
        "title_rows": voice.words["title_rows"],
        "number_width": max(20, 6 + 2 * max(len(row.number) for row in invoice.rows)),
        "row_head": [voice.words[f"label_{key}"] for key in ("invoice", "from", "to", "days", "of", "rate", "interest")],
        "rows": [_row(voice, row) for row in invoice.rows],
        "see_behind": voice.say("reckoning"),
        "rule": voice.say("rule"),
        "example": _example(voice, invoice.rows[0]),
        "comment": invoice.comment,
        **_foot(voice, credit_note=credit_note),
    }


def voice_of(invoice: InterestInvoice, *, credit_note: bool) -> Voice:
    """The words of an invoice or its credit note, and its number and day.

    Raises:
        KravError: the rows do not add up to the total, or the invoice was not credited.
    """
    _check(invoice, credit_note=credit_note)
    return Voice(_letter(invoice, credit_note=credit_note), invoice_texts(country(invoice.country).folder))


def days_of(voice: Voice, row: InvoiceRow) -> tuple[date, date]:
    """The first and the last day a row names: where the due day bears no interest it begins the day after."""
    anchored = voice.country.rates(row.from_on).counting.anchor_counts
    return (row.from_on if anchored else row.from_on + ONE_DAY), row.to_on


def _check(invoice: InterestInvoice, *, credit_note: bool) -> None:
    if sum(row.amount for row in invoice.rows) != invoice.interest or invoice.interest + invoice.fee != invoice.total:
        raise KravError("Interest invoice {number}: its rows do not add up to its total.", {"number": invoice.number})
    if credit_note and invoice.credited is None:
        raise KravError("Interest invoice {number} was not credited.", {"number": invoice.number})


def _letter(invoice: InterestInvoice, *, credit_note: bool) -> Letter:
    """The invoice as its texts see it: whom it is from and to, which invoices it is about, what is to be paid and when."""
    credited = invoice.credited if credit_note else None
    first = {row.number: row for row in reversed(invoice.rows)}
    return Letter(
        country=invoice.country,
        number=credited.number if credited else invoice.number,
        step=_STEP,
        sent_on=credited.on if credited else invoice.issued_on,
        deadline_on=invoice.due_on,
        currency=invoice.currency,
        sender=invoice.sender,
        payee=invoice.payee,
        addressee=invoice.addressee,
        reference=invoice.reference,
        items=tuple(_item(first[number]) for number in dict.fromkeys(row.number for row in invoice.rows)),
        fees=(),
        total=invoice.total,
        draft=invoice.draft,
    )


def _item(row: InvoiceRow) -> LetterItem:
    return LetterItem(row.number, "", row.from_on, row.from_on, row.from_on, row.principal, row.principal, 0, 0)


def _lead(voice: Voice, invoice: InterestInvoice, *, credit_note: bool) -> dict[str, Any]:
    lead = {"headline": voice.words["headline"], "opening": voice.say("opening"), "pay_line": voice.say("pay_line")}
    if credit_note:
        opening = voice.say("opening_credit", number=invoice.number)
        lead = {"headline": voice.words["headline_credit"], "opening": opening, "pay_line": ""}
    draft = voice.words["label_draft"] if invoice.draft else ""
    title = " – ".join(part for part in (lead["headline"], voice.letter.number, draft) if part)
    return {**lead, "greeting": voice.fill["greeting"], "title": title}


def _sums(voice: Voice, invoice: InterestInvoice, *, credit_note: bool) -> dict[str, Any]:
    sign = -1 if credit_note else 1
    lines = [_line(voice, "line_interest", sign * invoice.interest)]
    lines += [_line(voice, "line_fee", sign * invoice.fee)] if invoice.fee else []
    return {
        "lines": lines,
        "total_label": voice.words["total_credit" if credit_note else "line_total"],
        "unit": voice.unit(),
        "sum": voice.number(sign * invoice.total),
    }


def _line(voice: Voice, key: str, amount: Minor) -> dict[str, Any]:
    return {"what": voice.words[key], "basis": "", "amount": voice.number(amount), "tall": False}


def _row(voice: Voice, row: InvoiceRow) -> list[str]:
    if row.rate is None:
        return [row.number, voice.words["line_covered"], "", "", "", "", voice.number(row.amount)]
    days = [*(voice.day(on, "table") for on in days_of(voice, row)), str(row.days)]
    rate = amounts.per_cent(row.rate, voice.language)
    return [row.number, *days, voice.number(row.principal), rate, voice.number(row.amount)]


def _example(voice: Voice, row: InvoiceRow) -> str:
    """The first row's arithmetic, to be repeated with any other."""
    rate = amounts.per_cent(row.rate or Decimal(0), voice.language)
    once = f"{voice.number(row.principal)} × {rate} × {row.days} / {row.basis} = {voice.number(row.amount)}"
    return amounts.unbroken(once)


def _foot(voice: Voice, *, credit_note: bool) -> dict[str, Any]:
    if credit_note:
        return {"advice": [], "pay": [], "small": voice.say("contact_line") if voice.fill["contact"] else ""}
    advice = [
        [voice.words["consequence_heading"], voice.say("consequence")],
        [voice.words["objection_heading"], voice.say("objection")],
    ]
    small = [voice.say("already_paid"), voice.say("contact_line") if voice.fill["contact"] else ""]
    return {"advice": advice, **payment(voice), "small": " ".join(text for text in small if text)}
