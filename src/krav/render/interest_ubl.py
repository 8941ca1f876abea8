"""An interest invoice, or the credit note on it, as an electronic invoice; its lines in the customer's language."""

from krav.claims.interest_invoice import InterestInvoice, InvoiceRow
from krav.countries import country
from krav.formats import ubl
from krav.kernel.days import ONE_DAY
from krav.kernel.money import Money
from krav.render import amounts, parties
from krav.render.interest import days_of, voice_of
from krav.render.voice import Voice


def interest_ubl(invoice: InterestInvoice, *, credit_note: bool = False) -> bytes:
    """The invoice in Peppol BIS Billing 3.

    Raises:
        KravError: the rows do not add up, or the invoice was not credited.
        BookError: a text is missing.
    """
    voice = voice_of(invoice, credit_note=credit_note)
    lines = [_line(voice, row) for row in invoice.rows]
    lines += [ubl.LineOut(voice.words["line_fee"], "", invoice.fee)] if invoice.fee else []
    means = country(invoice.country).payment_means(invoice.reference, invoice.payee)
    return ubl.write(
        ubl.InvoiceOut(
            number=voice.letter.number,
            issued_on=voice.letter.sent_on,
            due_on=invoice.due_on,
            amount=Money(invoice.total, invoice.currency),
            supplier=parties.supplier(invoice.sender, invoice.payee, invoice.country),
            customer=parties.customer(
                invoice.addressee, invoice.company_number, "business" if invoice.company_number else "", invoice.country
            ),
            lines=tuple(lines),
            means=means,
            free_of_vat=voice.words["free_of_vat"],
            note=invoice.comment,
            credits=invoice.number if credit_note else "",
        )
    )


def _line(voice: Voice, row: InvoiceRow) -> ubl.LineOut:
    name = voice.words["invoice_one"].format(numbers=row.number)
    name = name[:1].upper() + name[1:]
    if row.rate is None:
        return ubl.LineOut(name, voice.words["line_covered"], row.amount)
    rate = amounts.per_cent(row.rate, voice.language)
    once = f"{voice.number(row.principal)} × {rate} × {row.days} / {row.basis}"
    first, last = days_of(voice, row)
    if first == row.from_on:
        last -= ONE_DAY
    return ubl.LineOut(name, f"{voice.words['label_interest']}: {once}".replace(amounts.BLANK, " "), row.amount, first, last)
