"""A letter as an electronic document of its country: the same amounts as on paper, in the words of the letter."""

from collections.abc import Iterator

from krav.claims.letter import Letter
from krav.formats.reminder import WRITERS, ChargeOut, InvoiceDue, ReminderOut
from krav.kernel.money import Money
from krav.law.payment import digits
from krav.law.step import StepKind
from krav.render import amounts, parties, rows
from krav.render.correction import email_words
from krav.render.voice import Voice


def document(letter: Letter) -> bytes:
    """The letter in the document that its country's businesses receive.

    Raises:
        KravError: its amounts do not come to its total.
        BookError, NotInForce: a text or a dated value is missing.
    """
    voice = Voice(letter)
    return WRITERS[voice.country.e_reminder](reminder_of(voice))


def reminder_of(voice: Voice) -> ReminderOut:
    """The letter as the value that every document is written from."""
    letter, to = voice.letter, voice.letter.addressee
    charges = tuple(charge for charge in _charges(voice) if charge.amount)
    return ReminderOut(
        number=letter.number,
        notice=letter.step.kind is StepKind.REMINDER and not charges,
        sequence=1 + len(letter.previous),
        issued_on=letter.sent_on,
        due_on=letter.deadline_on,
        currency=letter.currency,
        supplier=parties.supplier(letter.sender, letter.payee, letter.country),
        customer=parties.customer(to, "" if to.sealed_number else digits(to.company_number), to.kind.value, letter.country),
        invoices=tuple(
            InvoiceDue(item.number, item.issued_on, item.due_on, item.amount, item.principal, item.description)
            for item in letter.items
        ),
        charges=charges,
        paid=letter.credit,
        total=letter.total,
        means=voice.country.payment_means(letter.reference, letter.payee),
        free_of_vat=voice.explain("vat_on_invoices"),
        note=_plain(email_words(letter, letter.corrects)[0] if letter.corrects else voice.opening()),
    )


def _charges(voice: Voice) -> Iterator[ChargeOut]:
    letter = voice.letter
    for item, row in zip(letter.items, rows.interest(voice), strict=True):
        yield ChargeOut("interest", _plain(row.what), row.amount, item.number)
    for row in rows.fees(voice):
        yield ChargeOut("fee", _plain(row.what), row.amount)
    for item in letter.items:
        unit = voice.round_money(Money(item.compensation, letter.currency))
        text = voice.say("line_compensation", count="1", unit=unit)
        yield ChargeOut("compensation", _plain(text), item.compensation, item.number)
    for row in rows.costs(voice):
        yield ChargeOut("costs", _plain(row.what), row.amount)


def _plain(text: str) -> str:
    """Blanks that hold words together on paper are blanks to a program."""
    return text.replace(amounts.BLANK, " ")
